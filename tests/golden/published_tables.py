"""Published tables through ``judge``: rows of a table in, outcome out."""

import csv
import os
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import pytest

from hengping.indicators.load import load_system
from hengping.indicators.system import IndicatorSystem
from hengping.model.score import RankRow, ScoreNode, SiteScore
from hengping.model.site import Site
from hengping.pipeline.judge import JudgeOutcome, judge

PROJECT = Path(__file__).resolve().parents[2]
SYSTEMS = Path(__file__).resolve().parent / "systems"

Values = Mapping[str, Mapping[str, str]]
"""Values by name of the unit and id of the node."""


def published_folder() -> Path:
    """Folder of the published tables: ``$HENGPING_GOLDEN/published``, else beside the project."""
    return Path(os.environ.get("HENGPING_GOLDEN") or PROJECT / "../shared/golden") / "published"


needs_tables = pytest.mark.skipif(
    not published_folder().is_dir(), reason=f"published tables not found in {published_folder()}; set HENGPING_GOLDEN"
)


def rows_of(name: str) -> list[dict[str, str]]:
    """Rows of a published table."""
    with (published_folder() / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def system_of(name: str) -> IndicatorSystem:
    """A system of the tests' own folder, or of the library."""
    own = SYSTEMS / f"{name}.yaml"
    return load_system(own if own.is_file() else name)


def site(name: str, number: int = 1, **details: str) -> Site:
    """A unit with a constructed key; the tables give no site codes."""
    return Site(site_code=f"x-{number:03}", name=name, url="", **details)  # type: ignore[arg-type] # text fields only


def judged(name: str, values: Values, folder: Path, sites: Sequence[Site] = ()) -> JudgeOutcome:
    """Write ``values.csv`` and judge it.

    Args:
        name: of the system.
        values: by unit; without ``sites`` the units are the roster, in this order and in one group.
        folder: for the table and the results.
        sites: the roster, when groups, classes or codes matter.
    """
    roster = list(sites) or [site(unit, number) for number, unit in enumerate(values, 1)]
    codes = {each.name: each.site_code for each in roster}
    table = folder / "values.csv"
    with table.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["site_code", "item", "value"])
        writer.writerows([codes[unit], item, value] for unit, own in values.items() for item, value in own.items())
    return judge(system_of(name), table, roster, folder / "out")


def score_of(outcome: JudgeOutcome, name: str) -> SiteScore:
    """The score of a unit."""
    return next(score for score in outcome.scores if score.name == name)


def total_of(outcome: JudgeOutcome, name: str) -> str:
    """The printed total of a unit; empty without one."""
    total = score_of(outcome, name).total
    return "" if total is None else f"{total}"


def row_of(outcome: JudgeOutcome, name: str) -> RankRow:
    """The line of a unit in the table of ranks."""
    return next(row for row in outcome.results.ranks if row.name == name)


def ranks_of(outcome: JudgeOutcome) -> dict[str, int | None]:
    """Ranks by unit."""
    return {row.name: row.rank for row in outcome.results.ranks}


def node_of(score: SiteScore, item_id: str) -> ScoreNode:
    """A node of a score tree."""

    def walk(node: ScoreNode) -> list[ScoreNode]:
        return [node, *(each for child in node.children for each in walk(child))]

    assert score.root is not None
    return next(node for node in walk(score.root) if node.item_id == item_id)


def half_up(value: Fraction, digits: int) -> Fraction:
    """Rounded half up, worked out here and not by the code under test."""
    return Fraction((value * 10**digits + Fraction(1, 2)).__floor__(), 10**digits)
