"""Every rule kind: its worked example, its edges, and that the two closed lists are one."""

from decimal import Decimal
from typing import Any

import pytest
from scoring_case import finding, per_hit

from hengping.indicators.rules import RULE_SPECS
from hengping.model.finding import Finding, Outcome
from hengping.scoring.charge import Charge, Situation
from hengping.scoring.operators import OPERATORS
from hengping.scoring.rules import RULES
from hengping.scoring.select import FindingIndex


def charge(rule: dict[str, Any], *findings: Finding, marks: str = "10", supplied: str | None = None) -> Charge:
    spec = RULE_SPECS[rule["kind"]].model_validate(rule)
    value = None if supplied is None else Decimal(supplied)
    situation = Situation(marks=Decimal(marks), findings=FindingIndex(findings), supplied=value)
    return RULES[rule["kind"]](spec, situation)


def points(result: Charge) -> list[Decimal]:
    return [hit.points for hit in result.hits]


def test_every_kind_has_a_function_and_a_reference() -> None:
    assert RULES.keys() == RULE_SPECS.keys()
    for function in (*RULES.values(), *OPERATORS.values()):
        module = __import__(function.__module__, fromlist=["x"])
        assert module.__doc__ is not None
        assert "Worked example" in module.__doc__


def test_per_hit_first_tariff_wins() -> None:
    rule = {
        "kind": "per_hit",
        "tariffs": [
            {"select": {"check": "broken_link", "where": {"on_home": True}}, "points": 1},
            {"select": {"check": "broken_link"}, "points": Decimal("0.1")},
        ],
    }
    home = [finding("broken_link", number, kind="link", on_home=True) for number in range(3)]
    rest = [finding("broken_link", number, kind="link", on_home=False) for number in range(3, 18)]
    result = charge(rule, *home, *rest)
    assert sum(points(result)) == Decimal("4.5")
    assert len(result.hits) == 18


def test_per_hit_passes_over_other_outcomes() -> None:
    others = [outcome for outcome in Outcome if outcome is not Outcome.FAIL]
    findings = [finding("icp_missing", number, outcome) for number, outcome in enumerate(others)]
    assert charge(per_hit("icp_missing", 1), *findings).hits == ()


@pytest.mark.parametrize(
    ("count", "failed", "visits", "expected"),
    [
        ("exact", 2, 100, "10"),
        ("started", 3, 140, "15"),
        ("full", 3, 140, "10"),
        ("started", 2, 100, "10"),
        ("full", 1, 140, None),
        ("exact", 0, 140, None),
    ],
)
def test_per_point(count: str, failed: int, visits: int, expected: str | None) -> None:
    rule = {
        "kind": "per_point",
        "select": {"check": "home_unavailable", "outcomes": ["pass", "fail"]},
        "numerator": "failed",
        "denominator": "visits",
        "points": 5,
        "count": count,
    }
    result = charge(rule, finding("home_unavailable", outcome=Outcome.PASS, failed=failed, visits=visits))
    assert points(result) == ([] if expected is None else [Decimal(expected)])


def test_per_point_falling_rate_below_base() -> None:
    rule = {
        "kind": "per_point",
        "select": {"check": "message_unanswered"},
        "value": "in_time_rate",
        "base": 100,
        "direction": "below",
        "points": Decimal("0.1"),
        "count": "full",
    }
    assert points(charge(rule, finding("message_unanswered", in_time_rate="0.965"))) == [Decimal("0.3")]
    assert points(charge(rule, finding("message_unanswered", in_time_rate=1))) == []
    assert points(charge(rule, finding("message_unanswered", in_time_rate="many"))) == []
    assert points(charge(rule, finding("message_unanswered"))) == []


def test_per_point_without_visits_says_nothing() -> None:
    rule = {
        "kind": "per_point",
        "select": {"check": "home_unavailable"},
        "numerator": "failed",
        "denominator": "visits",
        "points": 5,
        "count": "exact",
    }
    assert charge(rule, finding("home_unavailable", failed=0, visits=0)).hits == ()


def test_distinct_hits_every_class_of_every_finding() -> None:
    rule = {"kind": "distinct", "select": {"check": "guide_incomplete"}, "value": "missing", "points": 2}
    first = finding("guide_incomplete", 1, kind="guide", missing=["办理时间", "联系电话", "办理时间"])
    hits = charge(rule, first, finding("guide_incomplete", 2, kind="guide", missing=["办理时间"])).hits
    assert sorted(hit.bucket for hit in hits) == ["办理时间", "办理时间", "联系电话"]
    assert {hit.bucket_cap for hit in hits} == {Decimal(2)}


def test_distinct_takes_single_values_and_ignores_absent_ones() -> None:
    rule = {"kind": "distinct", "select": {"check": "meta_missing"}, "value": "tag", "points": 1}
    page = finding("meta_missing", 1, kind="page", tag="SiteName")
    result = charge(rule, page, finding("meta_missing", 9, kind="page"))
    assert [hit.bucket for hit in result.hits] == ["SiteName"]


def test_all_or_nothing_waits_for_enough() -> None:
    rule = {"kind": "all_or_nothing", "select": [{"check": "no_service"}, {"check": "search_missing"}], "at_least": 2}
    assert charge(rule, finding("no_service")).hits == ()
    assert points(charge(rule, finding("no_service"), finding("search_missing"))) == [Decimal(10), Decimal(10)]


def test_count_up_earns_from_zero() -> None:
    rule = {"kind": "count_up", "select": {"check": "survey_held", "outcomes": ["pass"]}, "points": 1}
    result = charge(rule, *(finding("survey_held", number, Outcome.PASS) for number in range(2)))
    assert result.bonus
    assert sum(points(result)) == 2


def test_given_is_converted_from_its_scale() -> None:
    assert charge({"kind": "given", "scale": 100}, marks="20", supplied="85").value == 17
    assert charge({"kind": "given"}, marks="20", supplied="8.5").value == Decimal("8.5")
    assert charge({"kind": "given"}).waiting


def test_manual_waits_for_a_person() -> None:
    assert charge({"kind": "manual"}).waiting
    assert charge({"kind": "manual"}, supplied="0").value == 0
