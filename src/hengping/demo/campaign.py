"""Writes the campaign folder of the demo: the files an organiser would write by hand."""

import csv
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path

from hengping.demo.truth import Planted
from hengping.demo.units import divisions
from hengping.model.codec import encode_lines
from hengping.model.site import Site

_ROSTER_COLUMNS = ("site_code", "name", "unit", "url", "group", "class", "region")


def write_campaign(
    sites: tuple[Site, ...], truth: tuple[Planted, ...], as_of: date, folder: Path, connect_to: str
) -> Path:
    """Write campaign.yaml, roster.csv, divisions.csv and truth.jsonl; return the path of campaign.yaml."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_rows(
        folder / "roster.csv",
        _ROSTER_COLUMNS,
        [(s.site_code, s.name, s.unit, s.url, s.group, s.site_class, s.region) for s in sites],
    )
    _write_rows(folder / "divisions.csv", ("code", "name"), divisions(len(sites)))
    (folder / "truth.jsonl").write_bytes(encode_lines(truth))
    template = (files("hengping.demo") / "data" / "campaign.yaml").read_text("utf-8")
    path = folder / "campaign.yaml"
    path.write_text(
        template.replace("@AS_OF@", as_of.isoformat())
        .replace("@YEAR@", str(as_of.year))
        .replace("@CONNECT_TO@", connect_to),
        "utf-8",
    )
    return path


def _write_rows(path: Path, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
