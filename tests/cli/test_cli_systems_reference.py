"""The three complete files of the reference page: they lint clean, and come out as worked by hand in floating point."""

import csv
import math
import statistics
from collections import defaultdict
from pathlib import Path

import pytest

from hengping.indicators.lint import lint
from hengping.indicators.load import library_folder, load_system
from hengping.pipeline.examples import check_examples
from hengping.pipeline.judge import judge

FOLDER = library_folder().parent / "examples"
FILES = sorted(FOLDER.glob("*.yaml"))
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "system-file.md"


def _values(name: str) -> dict[str, dict[str, float]]:
    """Numbers by site and item; what is missing or not applicable is left out."""
    table: dict[str, dict[str, float]] = defaultdict(dict)
    with (FOLDER / f"{name}.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if row["value"] not in {"", "NA"}:
                table[row["site_code"]][row["item"]] = float(row["value"])
            table.setdefault(row["site_code"], {})
    return table


def _weighted(values: dict[str, float]) -> float:
    online = [(0.6, values["portal"]), (0.4, values.get("mobile"))]
    live = [(marks, value) for marks, value in online if value is not None]
    parts = [(1 / 2, sum(m * v / 100 for m, v in live) / sum(m for m, _ in live))]
    skills = [values[key] / full for key, full in (("literacy", 100), ("schooling", 15)) if key in values]
    parts += [(1 / 3, statistics.fmean(skills))] if skills else []
    parts += [(1 / 6, values["lines"])]
    return sum(w * index for w, index in parts) / sum(w for w, _ in parts)


def _geometric(values: dict[str, float]) -> float:
    health = (values["health"] - 20) / 65
    school = [values[key] / full for key, full in (("expected", 18), ("mean-years", 15)) if key in values]
    income = math.log(values["income"] / 100) / math.log(750)
    return (health * statistics.fmean(school) * income) ** (1 / 3)


def _z_scores(table: dict[str, dict[str, float]]) -> dict[str, float]:
    means: dict[str, list[float]] = defaultdict(list)
    for key, sign in (("broadband", 1), ("mobile", 1), ("price", -1)):
        known = {site: values[key] for site, values in table.items() if key in values}
        centre, deviation = statistics.fmean(known.values()), statistics.stdev(known.values())
        for site, value in known.items():
            means[site].append(sign * (value - centre) / deviation)
    index = {site: statistics.fmean(scores) for site, scores in means.items()}
    low, high = min(index.values()), max(index.values())
    best = max(values["score"] for values in table.values())
    return {site: 0.6 * (index[site] - low) / (high - low) + 0.4 * table[site]["score"] / best for site in table}


def test_there_are_three_and_the_page_shows_them_whole() -> None:
    assert [file.stem for file in FILES] == ["geometric-mean", "weighted-index", "z-scores"]
    page = PAGE.read_text(encoding="utf-8")
    for file in FILES:
        assert file.read_text(encoding="utf-8").strip() in page


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_they_lint_clean_and_their_examples_come_out(file: Path) -> None:
    assert lint(file, frozenset()) == []
    assert check_examples(file) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_totals_are_those_worked_by_hand(file: Path, tmp_path: Path) -> None:
    table = _values(file.stem)
    if file.stem == "z-scores":
        wanted = _z_scores(table)
    else:
        work = _weighted if file.stem == "weighted-index" else _geometric
        wanted = {site: work(values) for site, values in table.items()}
    system = load_system(file)
    outcome = judge(system, file.with_suffix(".csv"), None, tmp_path)
    totals = {score.site_code: float(score.total or 0) for score in outcome.scores}
    assert totals == pytest.approx(wanted, abs=0.5000001 * 10**-system.rounding.digits)
    ranks = {row.site_code: row.rank for row in outcome.results.ranks}
    assert ranks == {site: 1 + sum(other > total for other in totals.values()) for site, total in totals.items()}
