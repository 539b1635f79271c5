"""The column of superior sites: read under its names, repaired, doubted aloud, written only where it is needed."""

from pathlib import Path

import pytest

from hengping.roster.load import Roster, load_roster
from hengping.roster.write import COLUMNS, roster_csv


def read(folder: Path, parents: tuple[str, str], heading: str = "上级网站标识码") -> Roster:
    path = folder / "roster.csv"
    rows = [
        f"标识码,网站名称,网址,{heading}",
        f"4501000001,市,http://a.gov.cn/,{parents[0]}",
        f"4501020001,县,http://b.gov.cn/,{parents[1]}",
    ]
    path.write_text("\n".join(rows), encoding="utf-8")
    return load_roster(path)


def kinds(roster: Roster) -> set[str]:
    return {fault.kind for fault in roster.faults if fault.kind.startswith("parent")}


@pytest.mark.parametrize("heading", ["parent", "上级网站标识码", "上级标识码（选填）", "上级门户"])
def test_names_of_the_column(tmp_path: Path, heading: str) -> None:
    roster = read(tmp_path, ("", "4501000001"), heading)
    assert [site.parent for site in roster.sites] == ["", "4501000001"]
    assert kinds(roster) == set()


@pytest.mark.parametrize(
    ("written", "parent", "faults"),
    [
        ("４５０１０００００１", "4501000001", set()),
        ("4501000001.0", "4501000001", set()),
        ("无", "", set()),
        ("市政府！", "", {"parent_unusable"}),
        ("4509990001", "4509990001", {"parent_unknown"}),
    ],
)
def test_codes_as_they_are_typed(tmp_path: Path, written: str, parent: str, faults: set[str]) -> None:
    roster = read(tmp_path, ("", written))
    assert (roster.sites[1].parent, kinds(roster)) == (parent, faults)


def test_written_rosters_read_the_same(tmp_path: Path) -> None:
    sites = read(tmp_path, ("", "4501000001")).sites
    data = roster_csv(sites)
    assert data.startswith(",".join((*COLUMNS, "parent")).encode())
    (tmp_path / "again.csv").write_bytes(data)
    assert load_roster(tmp_path / "again.csv").sites == sites
    assert roster_csv(read(tmp_path, ("", "")).sites).startswith(",".join(COLUMNS).encode() + b"\n")
