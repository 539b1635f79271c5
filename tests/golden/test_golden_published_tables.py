"""Published tables come out again: totals, ranks and ties, or the source's own slip by its name."""

from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
from published_tables import judged, needs_tables, ranks_of, row_of, rows_of, score_of, total_of

from hengping.pipeline.judge import JudgeOutcome

pytestmark = needs_tables

SICHUAN = {
    "政务公开及日常更新": "openness",
    "在线服务": "services",
    "公众参与": "participation",
    "网站设计": "design",
    "公开率": "disclosure",
}
EGDI = {
    "Online Service Index": "osi",
    "Human Capital Index": "hci",
    "Telecommunication Infrastructure Index": "tii",
}
PANJIN = {"办结率": "closed", "满意率": "satisfied", "按时反馈率": "in-time", "有效回访率": "called-back"}


def _folder(factory: pytest.TempPathFactory, name: str) -> Path:
    return factory.mktemp(name)


# Sichuan land and resources, 2011


@pytest.fixture(scope="module")
def sichuan(tmp_path_factory: pytest.TempPathFactory) -> JudgeOutcome:
    values = {
        row["unit"]: {item: row[column] for column, item in SICHUAN.items()}
        for row in rows_of("sichuan_land_2011_cities.csv")
    }
    return judged("sichuan-land-2011", values, _folder(tmp_path_factory, "sichuan"))


def test_sichuan_totals_21_of_21(sichuan: JudgeOutcome) -> None:
    rows = rows_of("sichuan_land_2011_cities.csv")
    assert len(rows) == 21
    for row in rows:
        assert Fraction(total_of(sichuan, row["unit"])) == Fraction(row["total_published"]), row["unit"]


def test_sichuan_ranks_21_of_21(sichuan: JudgeOutcome) -> None:
    published = {row["unit"]: int(row["rank_published"]) for row in rows_of("sichuan_land_2011_cities.csv")}
    assert ranks_of(sichuan) == published
    assert [row.rank for row in sichuan.results.ranks][8:11] == [9, 9, 11]
    assert {row.name for row in sichuan.results.ranks if row.tied} == {"阿坝州", "泸州市"}


# United Nations EGDI, 2020

RANKED_APART = {
    "Republic of Moldova": "Andorra",
    "Peru": "North Macedonia",
    "Croatia": "Hungary",
    "Tajikistan": "Timor-Leste",
}
"""Equal in all printed digits; the first has the better published rank."""


def _countries() -> list[dict[str, str]]:
    return [{**row, "Country Name": row["Country Name"].strip()} for row in rows_of("egdi_2020_raw.csv")]


@pytest.fixture(scope="module")
def egdi(tmp_path_factory: pytest.TempPathFactory) -> JudgeOutcome:
    values = {row["Country Name"]: {item: row[column] for column, item in EGDI.items()} for row in _countries()}
    return judged("un-egdi-2020", values, _folder(tmp_path_factory, "egdi"))


@pytest.fixture(scope="module")
def egdi_printed(tmp_path_factory: pytest.TempPathFactory) -> JudgeOutcome:
    values = {row["Country Name"]: {"total": row["E-Government Index"]} for row in _countries()}
    return judged("un-egdi-2020", values, _folder(tmp_path_factory, "egdi-printed"))


def test_egdi_totals_193_of_193(egdi: JudgeOutcome) -> None:
    """A third each gives every printed total to its last digit; the bound of the rounding is not even needed."""
    rows = _countries()
    assert len(rows) == 193
    for row in rows:
        assert Fraction(total_of(egdi, row["Country Name"])) == Fraction(row["E-Government Index"]), row["Country Name"]


def test_egdi_ranks_of_the_printed_totals(egdi_printed: JudgeOutcome) -> None:
    """189 of 193; the four others were ranked on digits that were not printed."""
    published = {row["Country Name"]: int(row["E-Government Rank"]) for row in _countries()}
    ranks = ranks_of(egdi_printed)
    assert {name for name, rank in ranks.items() if rank != published[name]} == set(RANKED_APART.values())
    for first, second in RANKED_APART.items():
        assert total_of(egdi_printed, first) == total_of(egdi_printed, second)
        assert ranks[first] == ranks[second] == published[first] == published[second] - 1
        assert row_of(egdi_printed, first).tied
    assert {row.name for row in egdi_printed.results.ranks if row.tied} == {*RANKED_APART, *RANKED_APART.values()}


def test_egdi_ranks_on_unrounded_values(egdi: JudgeOutcome) -> None:
    """From the indices one more exception is told apart; of the other three pairs even the indices sum up alike."""
    published = {row["Country Name"]: int(row["E-Government Rank"]) for row in _countries()}
    ranks = ranks_of(egdi)
    assert (ranks["Croatia"], ranks["Hungary"]) == (51, 52)
    left = {name for name, rank in ranks.items() if rank != published[name]}
    assert left == {"Andorra", "North Macedonia", "Timor-Leste"}
    for first, second in RANKED_APART.items():
        raw = score_of(egdi, first).raw_total, score_of(egdi, second).raw_total
        assert (raw[0] == raw[1]) is (second in left), second


# Provincial e-government service, 2019


def _provinces(tmp_path: Path, missing: str = "") -> JudgeOutcome:
    rows = rows_of("egov_service_2019_provinces.csv")
    return judged(
        "egov-service-2019", {row["unit"]: {"overall": row["total_published"] or missing} for row in rows}, tmp_path
    )


CORPS = "新疆生产建设兵团"
SLIPS = {"安徽": 6, "福建": 5}
"""Printed 安徽 5th with 90.82 before 福建 6th with 91.11: by value they change places."""


def test_provinces_dense_by_value(tmp_path: Path) -> None:
    """The corps has a place but no total: the two behind it stand one place better when it is left out."""
    published = {row["unit"]: int(row["rank_published"]) for row in rows_of("egov_service_2019_provinces.csv")}
    outcome = _provinces(tmp_path)
    ranks = ranks_of(outcome)
    assert [row.rank for row in outcome.results.ranks][:6] == [1, 1, 2, 3, 3, 4]
    assert ranks[CORPS] is None
    assert total_of(outcome, "安徽") < total_of(outcome, "福建")
    behind = {name: published[name] - 1 for name in ("甘肃", "新疆")}
    assert ranks == published | SLIPS | behind | {CORPS: None}


def test_provinces_with_a_constructed_total_for_the_corps(tmp_path: Path) -> None:
    """Any total between those of its neighbours gives all places but the slip."""
    published = {row["unit"]: int(row["rank_published"]) for row in rows_of("egov_service_2019_provinces.csv")}
    assert ranks_of(_provinces(tmp_path, missing="75.50")) == published | SLIPS


# Panjin 12345 hotline, 2023


def _hotline(weights: tuple[int, ...], row: dict[str, str]) -> Fraction:
    return sum((Fraction(row[column]) * weight for column, weight in zip(PANJIN, weights, strict=True)), Fraction(0))


def _fits(weights: tuple[int, ...], rows: list[dict[str, str]]) -> bool:
    """Whether percentages give every printed total, rounded half up to one digit."""
    return all(
        Fraction((_hotline(weights, row) / 10 + Fraction(1, 2)).__floor__(), 10) == Fraction(row["total_published"])
        for row in rows
    )


def test_panjin_totals_and_ranks(tmp_path: Path) -> None:
    rows = rows_of("panjin_12345_2023_jan_apr.csv")
    values = {row["unit"]: {item: row[column] for column, item in PANJIN.items()} for row in rows}
    outcome = judged("panjin-12345-2023", values, tmp_path)
    for row in rows:
        assert Fraction(total_of(outcome, row["unit"])) == Fraction(row["total_published"]), row["unit"]
    by_group = [row["unit"] for row in rows if row["group"] == "县区"]
    ranks = ranks_of(outcome)
    assert sorted(by_group, key=lambda name: ranks[name] or 0) == by_group


def test_panjin_weights_are_the_only_round_ones() -> None:
    """Steps of 5 %: 20 and 30 for the first two rates; how the other 50 is split cannot be told."""
    rows = rows_of("panjin_12345_2023_jan_apr.csv")
    steps = range(0, 101, 5)
    fitting = [
        (first, second, third, 100 - first - second - third)
        for first in steps
        for second in steps
        for third in steps
        if first + second + third <= 100 and _fits((first, second, third, 100 - first - second - third), rows)
    ]
    assert Counter(weights[:2] for weights in fitting) == {(20, 30): 11}
