"""Constructed tables of kinds that others publish; every expected number is worked out here, by other means.

The data are made up for these tests and belong to no publication.
"""

from decimal import Decimal, localcontext
from fractions import Fraction
from math import log
from pathlib import Path
from statistics import fmean, pstdev

import pytest
from published_tables import half_up, judged, node_of, ranks_of, row_of, score_of, site, total_of

# Geometric mean of min–max indices with fixed goalposts, income by its logarithm

COUNTRIES = {
    "甲国": ("72.5", "14.2", "9.1", "12345"),
    "乙国": ("83.1", "17.9", "13.4", "61200"),
    "丙国": ("58.3", "8.6", "3.7", "980"),
    "丁国": ("85.4", "18.6", "14.9", "90000"),
}
"""Life expectancy, expected and mean years of schooling, income; the last country lies above three goalposts."""


def _development(life: str, expected: str, schooling: str, income: str) -> Decimal:
    with localcontext(prec=40):
        health = min((Decimal(life) - 20) / 65, Decimal(1))
        education = (min(Decimal(expected) / 18, Decimal(1)) + Decimal(schooling) / 15) / 2
        wealth = min((Decimal(income).ln() - Decimal(100).ln()) / (Decimal(75000).ln() - Decimal(100).ln()), Decimal(1))
        return (health * education * wealth) ** (Decimal(1) / 3)


def test_geometric_mean_with_goalposts_and_logarithm(tmp_path: Path) -> None:
    items = ("health", "expected", "schooling", "income")
    values = {name: dict(zip(items, row, strict=True)) for name, row in COUNTRIES.items()}
    outcome = judged("constructed-hdi", values, tmp_path)
    for name, row in COUNTRIES.items():
        wanted = half_up(Fraction(_development(*row)), 3)
        assert Fraction(total_of(outcome, name)) == wanted, name
    assert ranks_of(outcome) == {"丁国": 1, "乙国": 2, "甲国": 3, "丙国": 4}
    middle = node_of(score_of(outcome, "甲国"), "income").score
    assert float(middle) == pytest.approx(log(123.45) / log(750), abs=1e-12)
    assert node_of(score_of(outcome, "丁国"), "health").score == 1


# z-scores, averaged, then min–max at the inner node, a third each

REGIONS = {
    "甲": ("0.62", "55.2", "101.3", "88.1", "71.9"),
    "乙": ("0.91", "81.7", "120.9", "97.4", "90.2"),
    "丙": ("0.35", "23.4", "64.0", "70.3", "55.6"),
    "丁": ("0.78", "90.1", "99.2", "99.0", "84.7"),
    "戊": ("0.50", "40.8", "88.8", "81.6", "60.0"),
}


def _z(column: list[float]) -> list[float]:
    mean, deviation = fmean(column), pstdev(column)
    return [(value - mean) / deviation for value in column]


def _unit(column: list[float]) -> list[float]:
    return [(value - min(column)) / (max(column) - min(column)) for value in column]


def test_z_scores_renormalised_at_the_inner_node(tmp_path: Path) -> None:
    items = ("online", "internet", "mobile", "literacy", "enrolment")
    values = {name: dict(zip(items, row, strict=True)) for name, row in REGIONS.items()}
    outcome = judged("constructed-composite", values, tmp_path)
    online, internet, mobile, literacy, enrolment = (
        [float(value) for value in column] for column in zip(*REGIONS.values(), strict=True)
    )
    telecom = _unit([(a + b) / 2 for a, b in zip(_z(internet), _z(mobile), strict=True)])
    human = _unit([(a + 2 * b) / 3 for a, b in zip(_z(literacy), _z(enrolment), strict=True)])
    totals = [sum(parts) / 3 for parts in zip(_unit(online), telecom, human, strict=True)]
    for name, part, other, total in zip(REGIONS, telecom, human, totals, strict=True):
        score = score_of(outcome, name)
        assert float(node_of(score, "telecom").score) == pytest.approx(part, abs=1e-12)
        assert float(node_of(score, "human").score) == pytest.approx(other, abs=1e-12)
        assert float(score.raw_total or 0) == pytest.approx(total, abs=1e-12)
        assert total_of(outcome, name) == f"{total:.4f}"
    assert ranks_of(outcome) == {
        name: 1 + sum(other > total for other in totals) for name, total in zip(REGIONS, totals, strict=True)
    }


def test_a_missing_value_takes_no_part_in_the_norm(tmp_path: Path) -> None:
    """The others are set against each other as if the unit were not there."""
    items = ("online", "internet", "mobile", "literacy", "enrolment")
    rows = {name: dict(zip(items, row, strict=True)) for name, row in REGIONS.items()}
    (without := tmp_path / "without").mkdir()
    (beside := tmp_path / "beside").mkdir()
    four = judged("constructed-composite", {name: row for name, row in rows.items() if name != "丙"}, without)
    five = judged("constructed-composite", {**rows, "丙": dict.fromkeys(items, "")}, beside)
    assert {name: total_of(five, name) for name in rows if name != "丙"} == {
        name: total_of(four, name) for name in rows if name != "丙"
    }
    assert row_of(five, "丙").rank is None


# Not applicable at several levels, rescaled

FULL = {"a": "8", "b": "9", "c": "12", "e": "70", "f": "85", "g": "9", "h": "6"}


def _absent(*items: str) -> dict[str, str]:
    return FULL | dict.fromkeys(items, "NA")


ABSENT_CASES = {
    # 40 % × 29/40 + 35 % × (0.6 × 0.70 + 0.4 × 0.85) + 25 % × 15/20
    "全部适用": (_absent(), Fraction(29, 40) * 40 + Fraction(76, 100) * 35 + Fraction(15, 20) * 25),
    # a item away: 9/15 stands for the 25 marks of its indicator: 15; (15 + 12)/40
    "缺一个评分点": (_absent("a"), Fraction(27, 40) * 40 + Fraction(76, 100) * 35 + Fraction(15, 20) * 25),
    # indicator away: 12/15 stands for the dimension
    "缺一个二级指标": (_absent("d1-1"), Fraction(12, 15) * 40 + Fraction(76, 100) * 35 + Fraction(15, 20) * 25),
    # both its items away: the same
    "二级指标下全部不适用": (
        _absent("a", "b"),
        Fraction(12, 15) * 40 + Fraction(76, 100) * 35 + Fraction(15, 20) * 25,
    ),
    # dimension away: weights 35 and 25 become 35/60 and 25/60
    "缺一个一级指标": (
        _absent("d1"),
        (Fraction(76, 100) * 35 + Fraction(15, 20) * 25) / 60 * 100,
    ),
    # e away: f alone is d2; g away: 6/8 is d3; d1 away
    "三级同时": (
        _absent("d1", "e", "g"),
        (Fraction(85, 100) * 35 + Fraction(6, 8) * 25) / 60 * 100,
    ),
    # only one item in all
    "只剩一项": (_absent("d1", "d2", "h"), Fraction(9, 12) * 100),
}


def test_not_applicable_at_several_levels(tmp_path: Path) -> None:
    outcome = judged("constructed-absent", {name: values for name, (values, _) in ABSENT_CASES.items()}, tmp_path)
    for name, (_, wanted) in ABSENT_CASES.items():
        assert Fraction(total_of(outcome, name)) == half_up(wanted, 2), name
    exact = {name: wanted for name, (_, wanted) in ABSENT_CASES.items()}
    order = sorted({half_up(wanted, 2) for wanted in exact.values()}, reverse=True)
    assert ranks_of(outcome) == {name: order.index(half_up(wanted, 2)) + 1 for name, wanted in exact.items()}


def test_nothing_applies_is_no_score(tmp_path: Path) -> None:
    outcome = judged("constructed-absent", {"有": _absent(), "无": dict.fromkeys(FULL, "NA")}, tmp_path)
    assert total_of(outcome, "有") == "74.35"
    assert row_of(outcome, "无").rank is None


# Percentile ranks inside the group

SITES = {
    "甲": ("市", "100", "3"),
    "乙": ("市", "200", "3"),
    "丙": ("市", "200", "0"),
    "丁": ("市", "400", "9"),
    "戊": ("市", "500", "1"),
    "己": ("县", "10", "7"),
    "庚": ("县", "20", "2"),
}


def _percentile(own: int, others: list[int], *, lower: bool = False) -> Fraction:
    beaten = sum(own < other if lower else own > other for other in others)
    return (beaten + Fraction(sum(own == other for other in others), 2)) / len(others)


def test_percentile_ranks_inside_the_group(tmp_path: Path) -> None:
    roster = [site(name, number, group=row[0]) for number, (name, row) in enumerate(SITES.items(), 1)]
    values = {name: {"visits": row[1], "outages": row[2]} for name, row in SITES.items()}
    outcome = judged("constructed-percentile", values, tmp_path, roster)
    wanted = {}
    for name, (group, visits, outages) in SITES.items():
        others = [row for other, row in SITES.items() if row[0] == group and other != name]
        wanted[name] = 60 * _percentile(int(visits), [int(row[1]) for row in others]) + 40 * _percentile(
            int(outages), [int(row[2]) for row in others], lower=True
        )
    assert wanted["乙"] == 60 * Fraction(3, 8) + 40 * Fraction(3, 8)
    for name, total in wanted.items():
        assert Fraction(score_of(outcome, name).raw_total or 0) == total, name
    assert ranks_of(outcome)["庚"] == 1
    assert ranks_of(outcome)["己"] == 2


# Lower is better, printed cut off

MEASURES = {
    # days, broken %, complaints, delay
    "甲": ("5", "0.99", "4", "120"),
    "乙": ("15", "1", "6", "480"),
    "丙": ("7.3", "4.999", "12", "233"),
    "丁": ("22", "5", "40", "900"),
    "戊": ("2", "0", "7", "121"),
}


def _points(days: str, broken: str, complaints: str, delay: str) -> Fraction:
    reply = min(max((15 - Fraction(days)) / 10, Fraction(0)), Fraction(1)) * 30
    links = 20 if Fraction(broken) < 1 else 12 if Fraction(broken) < 5 else 0
    return reply + links + 20 * Fraction(4) / Fraction(complaints) + 30 * (900 - Fraction(delay)) / (900 - 120)


def test_lower_is_better(tmp_path: Path) -> None:
    items = ("reply-days", "broken-rate", "complaints", "delay")
    values = {name: dict(zip(items, row, strict=True)) for name, row in MEASURES.items()}
    outcome = judged("constructed-lower", values, tmp_path)
    for name, row in MEASURES.items():
        cut = Fraction((_points(*row) * 100).__floor__(), 100)
        assert Fraction(total_of(outcome, name)) == cut, name
    assert total_of(outcome, "甲") == "100.00"
    assert total_of(outcome, "丁") == "2.00"
    assert [row.name for row in outcome.results.ranks] == sorted(
        MEASURES, key=lambda name: _points(*MEASURES[name]), reverse=True
    )
