"""One constructed table with many kinds of rules, and one over two years; worked out here with fractions."""

from fractions import Fraction
from pathlib import Path

import pytest
from published_tables import half_up, judged, node_of, ranks_of, row_of, score_of, site, total_of

from hengping.model.errors import InputError

FULL = {
    "lists": "partial",
    "facts/object": "1",
    "facts/amount": "0.5",
    "facts/steps": "0",
    "mark/shown": "1",
    "mark/opens": "1",
    "mark/correct": "0",
    "satisfaction": "92.5",
    "steady": "8",
    "quarters/q1": "73.4",
    "quarters/q2": "80",
    "quarters/q3": "90",
    "quarters/q4": "100",
}
WITHOUT_CHECKS = (
    Fraction(10)  # half of 20
    + Fraction(4)
    + Fraction(35, 20)  # half of 3.5
    + Fraction(8)  # 80 % of 10
    + 20 * Fraction(325, 400)  # (92.5 − 60) ÷ 40
    + 10 * Fraction(925, 1000)
    + Fraction(8585, 1000)  # mean 85.85 of 100, on 10
)


def _checks(random: Fraction | None) -> Fraction:
    """20 marks: 40 % for the share of the unit's own full marks, 60 % for 8 of 10."""
    steady = Fraction(8, 10)
    return 20 * (steady if random is None else Fraction(40, 100) * random + Fraction(60, 100) * steady)


def test_full_marks_by_unit(tmp_path: Path) -> None:
    """Two points are 2/3.5 of one department's item, too many for another's; a third has no such item."""
    sites = [
        site("市场监管局", 1, group="市场监管部门"),
        site("档案局", 2, group="档案部门"),
        site("气象局", 3, group="其他部门"),
    ]
    values = {
        "市场监管局": {**FULL, "random-checks": "2"},
        "档案局": {**FULL, "random-checks": "0.4"},
        "气象局": FULL,
    }
    outcome = judged("constructed-mixed", values, tmp_path, sites)
    wanted = {"市场监管局": Fraction(20, 35), "档案局": Fraction(4, 5), "气象局": None}
    for name, random in wanted.items():
        assert Fraction(total_of(outcome, name)) == half_up(WITHOUT_CHECKS + _checks(random), 3), name
    assert score_of(outcome, "市场监管局").root is not None
    assert node_of(score_of(outcome, "档案局"), "random-checks").full * 2 == 1
    with pytest.raises(InputError, match=r"档案局|x-002|random-checks"):
        judged("constructed-mixed", values | {"档案局": {**FULL, "random-checks": "2"}}, tmp_path, sites)


def test_one_measure_feeds_two_items_and_earns_nothing_below_its_low(tmp_path: Path) -> None:
    outcome = judged("constructed-mixed", {"甲": {**FULL, "satisfaction": "55"}}, tmp_path)
    score = score_of(outcome, "甲")
    assert node_of(score, "satisfied").score == 0
    assert node_of(score, "satisfied-plain").score * 10 == 55


def test_a_missing_quarter_is_skipped_and_an_absent_item_rescales(tmp_path: Path) -> None:
    """Mean of 80, 90 and 100; the checklist does not apply: the other 90 marks stand for 100."""
    absent = {key: value for key, value in FULL.items() if not key.startswith("facts/")}
    outcome = judged("constructed-mixed", {"甲": {**absent, "facts": "NA", "quarters/q1": ""}}, tmp_path)
    others = Fraction(10) + 8 + 20 * Fraction(325, 400) + Fraction(925, 100) + 9 + _checks(None)
    assert Fraction(total_of(outcome, "甲")) == half_up(others * 100 / 90, 3)


def test_a_word_that_is_no_level_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="complete"):
        judged("constructed-mixed", {"甲": {**FULL, "lists": "部分"}}, tmp_path)


YEARS = {
    ("甲国", "2018"): ("70", "12", "8", "9000"),
    ("乙国", "2018"): ("75", "15", "10", "20000"),
    ("甲国", "2020"): ("76", "15", "11", "22000"),
    ("乙国", "2020"): ("74", "15", "10", "20000"),
}


def test_years_are_groups(tmp_path: Path) -> None:
    """One unit per country and year; ranks inside the year."""
    items = ("health", "expected", "schooling", "income")
    sites = [site(f"{name}{year}", number, group=year) for number, (name, year) in enumerate(YEARS, 1)]
    values = {f"{name}{year}": dict(zip(items, row, strict=True)) for (name, year), row in YEARS.items()}
    outcome = judged("constructed-hdi", values, tmp_path, sites)
    assert ranks_of(outcome) == {"甲国2018": 2, "乙国2018": 1, "甲国2020": 1, "乙国2020": 2}
    assert row_of(outcome, "甲国2018").group == "2018"
    assert [group.group for group in outcome.results.groups] == ["", "2018", "2020"]
