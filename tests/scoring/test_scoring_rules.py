"""Every rule kind: its worked example, its edges, and that the two closed lists are one."""

from decimal import Decimal

import pytest
from rules_case import charged
from scoring_case import finding, per_hit

from hengping.indicators.rules import RULE_SPECS
from hengping.model.finding import Outcome
from hengping.scoring.charge import Charge
from hengping.scoring.operators import OPERATORS
from hengping.scoring.rules import RULES


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
    result = charged(rule, *home, *rest)
    assert sum(points(result)) == Decimal("4.5")
    assert len(result.hits) == 18


def test_per_hit_passes_over_other_outcomes() -> None:
    others = [outcome for outcome in Outcome if outcome is not Outcome.FAIL]
    findings = [finding("icp_missing", number, outcome) for number, outcome in enumerate(others)]
    assert charged(per_hit("icp_missing", 1), *findings).hits == ()


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
    result = charged(rule, finding("home_unavailable", outcome=Outcome.PASS, failed=failed, visits=visits))
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
    assert points(charged(rule, finding("message_unanswered", in_time_rate="0.965"))) == [Decimal("0.3")]
    assert points(charged(rule, finding("message_unanswered", in_time_rate=1))) == []
    assert points(charged(rule, finding("message_unanswered", in_time_rate="many"))) == []
    assert points(charged(rule, finding("message_unanswered"))) == []


def test_per_point_without_visits_says_nothing() -> None:
    rule = {
        "kind": "per_point",
        "select": {"check": "home_unavailable"},
        "numerator": "failed",
        "denominator": "visits",
        "points": 5,
        "count": "exact",
    }
    assert charged(rule, finding("home_unavailable", failed=0, visits=0)).hits == ()


def test_distinct_hits_every_class_of_every_finding() -> None:
    rule = {"kind": "distinct", "select": {"check": "guide_incomplete"}, "value": "missing", "points": 2}
    first = finding("guide_incomplete", 1, kind="guide", missing=["办理时间", "联系电话", "办理时间"])
    hits = charged(rule, first, finding("guide_incomplete", 2, kind="guide", missing=["办理时间"])).hits
    assert sorted(hit.bucket for hit in hits) == ["办理时间", "办理时间", "联系电话"]
    assert {hit.bucket_cap for hit in hits} == {Decimal(2)}


def test_distinct_takes_single_values_and_ignores_absent_ones() -> None:
    rule = {"kind": "distinct", "select": {"check": "meta_missing"}, "value": "tag", "points": 1}
    page = finding("meta_missing", 1, kind="page", tag="SiteName")
    result = charged(rule, page, finding("meta_missing", 9, kind="page"))
    assert [hit.bucket for hit in result.hits] == ["SiteName"]


def test_all_or_nothing_waits_for_enough() -> None:
    rule = {"kind": "all_or_nothing", "select": [{"check": "no_service"}, {"check": "search_missing"}], "at_least": 2}
    assert charged(rule, finding("no_service")).hits == ()
    assert points(charged(rule, finding("no_service"), finding("search_missing"))) == [Decimal(10), Decimal(10)]


def test_count_up_earns_from_zero() -> None:
    rule = {"kind": "count_up", "select": {"check": "survey_held", "outcomes": ["pass"]}, "points": 1}
    result = charged(rule, *(finding("survey_held", number, Outcome.PASS) for number in range(2)))
    assert result.bonus
    assert sum(points(result)) == 2


@pytest.mark.parametrize(
    ("count", "links", "lost"), [("started", 25, 3), ("full", 25, 2), ("started", 20, 2), ("full", 9, 0)]
)
def test_per_hit_in_lots(count: str, links: int, lost: int) -> None:
    rule = {
        "kind": "per_hit",
        "tariffs": [{"select": {"check": "broken_link"}, "points": 1, "per": 10, "count": count}],
    }
    broken = [finding("broken_link", number, kind="link") for number in range(links)]
    hits = charged(rule, *broken).hits
    assert [hit.points for hit in hits] == [Decimal(1)] * lost
    ordered = sorted(each.finding_id for each in broken)
    assert [hit.finding.finding_id for hit in hits] == ordered[:lost]
    assert all(hit.reason.startswith("broken_link ") for hit in hits)
    assert all(hit.reason.endswith(f"（每 10 项计一次，第 {number} 次）") for number, hit in enumerate(hits, 1))


def test_lots_of_one_tariff_do_not_swallow_those_of_another() -> None:
    rule = {
        "kind": "per_hit",
        "tariffs": [
            {"select": {"check": "broken_link", "where": {"on_home": True}}, "points": 2, "per": 3, "count": "full"},
            {"select": {"check": "broken_link"}, "points": 1},
        ],
    }
    home = [finding("broken_link", number, kind="link", on_home=True) for number in range(5)]
    rest = [finding("broken_link", number, kind="link", on_home=False) for number in range(5, 7)]
    assert points(charged(rule, *home, *rest)) == [Decimal(2), Decimal(1), Decimal(1)]


ADVERTISEMENT = {"kind": "any_zeroes", "select": [{"check": "dark_link"}], "scope": "area"}


def test_any_zeroes_of_the_unit() -> None:
    rule = {"kind": "any_zeroes", "select": [{"check": "dark_link"}]}
    assert charged(rule, finding("dark_link", outcome=Outcome.PASS)).hits == ()
    for number in (1, 5):
        found = charged(rule, *(finding("dark_link", each) for each in range(number)), marks="1")
        assert points(found) == [Decimal(1)] * number
    below = charged(rule, area=[finding("dark_link", 7)])
    assert (below.hits, below.open) == ((), False)


def test_any_zeroes_of_the_area() -> None:
    own, below = finding("dark_link", 1), finding("dark_link", 2)
    assert points(charged(ADVERTISEMENT, area=[below], marks="1")) == [Decimal(1)]
    assert len(charged(ADVERTISEMENT, own, area=[below, own]).hits) == 2
    clean = charged(ADVERTISEMENT, area=[finding("dark_link", 3, Outcome.PASS)])
    assert (clean.hits, clean.open) == ((), False)
    alone = charged(ADVERTISEMENT, own)
    assert (len(alone.hits), alone.open) == (1, True)
