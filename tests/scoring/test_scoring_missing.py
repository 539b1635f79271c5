"""Values that nobody supplied, and sums that stop at their marks."""

from decimal import Decimal
from typing import Any

import pytest
from scoring_case import item, site, system

from hengping.model.score import ScoreNode, SiteScore
from hengping.scoring.site import score_site

GIVEN = {"kind": "given"}
MANUAL = {"kind": "manual"}
FAULTS = {"kind": "per_hit", "tariffs": [{"select": {"check": "broken_link"}, "points": 1}]}
FIVE_BANDS = {"kind": "bands", "bands": [{"below": 50, "share": 0}, {"at_least": 50, "share": 100}]}
YES_NO = {
    "kind": "levels",
    "levels": [{"id": "yes", "title": "有", "share": 100}, {"id": "no", "title": "无", "share": 0}],
}
TWO_SHARES = {
    "kind": "shares",
    "shares": [{"id": "a", "title": "甲", "share": 50}, {"id": "b", "title": "乙", "share": 50}],
}
PERIODS = {"kind": "mean_of", "parts": [{"id": "q1", "title": "一季度"}, {"id": "q2", "title": "二季度"}]}
BY_UNIT = {"kind": "range_by_unit", "by": "class", "marks": {"A": 40}, "rule": GIVEN}
OUTSIDE: list[dict[str, Any]] = [
    GIVEN,
    {"kind": "external", "measure": "satisfaction", "scale": 100},
    {"kind": "ratio"},
    FIVE_BANDS,
    YES_NO,
    {"kind": "checklist", "elements": [{"id": "a", "title": "甲", "points": 40}]},
    TWO_SHARES,
    PERIODS,
    {"kind": "normalised", "method": "min_max"},
    BY_UNIT,
]


def scored(children: list[dict[str, Any]], given: dict[str, Any], *, more: Any = None, **root: Any) -> SiteScore:
    return score_site(
        system({"operator": "sum", **root, "children": children}, **(more or {})), site(), [], given=given
    )


def node(score: SiteScore, name: str) -> ScoreNode:
    waiting = [score.root] if score.root else []
    while waiting:
        here = waiting.pop()
        if here.item_id == name:
            return here
        waiting.extend(here.children)
    raise KeyError(name)


@pytest.mark.parametrize("rule", OUTSIDE, ids=lambda rule: rule["kind"])
def test_a_value_from_outside_that_nobody_supplied_is_left_out(rule: dict[str, Any]) -> None:
    score = scored([item("a", rule, 40), item("b", GIVEN, 60)], {"b": Decimal(30)})
    assert score.total == Decimal("50.00")
    assert node(score, "a").score == 0
    assert score.missing == ("a",)
    assert score.provisional
    assert score.coverage == Decimal("0.5")


@pytest.mark.parametrize("rule", [MANUAL, FAULTS], ids=["manual", "per_hit"])
def test_what_checks_or_assessors_decide_keeps_its_points(rule: dict[str, Any]) -> None:
    score = scored([item("a", rule, 40), item("b", GIVEN, 60)], {"b": Decimal(30)})
    assert score.total == Decimal("70.00")


@pytest.mark.parametrize(("stated", "total"), [("keep", "70.00"), ("zero", "30.00"), ("exclude", "50.00")])
@pytest.mark.parametrize("where", ["item", "root", "defaults"])
def test_a_stated_policy_stands(stated: str, total: str, where: str) -> None:
    own = {"untested": stated}
    score = scored(
        [item("a", GIVEN, 40, **(own if where == "item" else {})), item("b", GIVEN, 60)],
        {"b": Decimal(30)},
        more={"defaults": own} if where == "defaults" else None,
        **(own if where == "root" else {}),
    )
    assert score.total == Decimal(total)


def test_under_deduct_a_missing_value_takes_nothing_off() -> None:
    score = scored([item("a", GIVEN, 40), item("b", GIVEN, 60)], {"b": Decimal(30)}, operator="deduct")
    assert score.total == Decimal("70.00")


def part(*children: dict[str, Any], operator: str = "sum") -> dict[str, Any]:
    total = 40 if operator == "sum" else None
    each = {"marks": total} if total else {}
    return {"id": "p", "title": "部分", "kind": "part", "operator": operator, "children": list(children)} | each


@pytest.mark.parametrize(
    ("children", "total"),
    [
        ([item("x", GIVEN, 10), item("y", {"kind": "ratio"}, 30)], "50.00"),
        ([item("x", GIVEN, 10), item("y", MANUAL, 30)], "70.00"),
        ([item("x", GIVEN, 10, untested="keep"), item("y", GIVEN, 30)], "70.00"),
        ([item("x", GIVEN, 10), item("y", MANUAL, 30, only_groups=["部门"])], "50.00"),
        ([part(item("x", GIVEN, 40)) | {"id": "q"}], "50.00"),
    ],
    ids=["all supplied", "one by assessors", "one kept", "assessors do not apply", "two levels"],
)
def test_a_branch_follows_what_is_below_it(children: list[dict[str, Any]], total: str) -> None:
    score = scored([part(*children), item("b", GIVEN, 60)], {"b": Decimal(30)})
    assert score.total == Decimal(total)
    assert node(score, "p").state == "not_tested"


def test_a_table_without_any_value_has_no_total() -> None:
    score = scored([item("a", GIVEN, 40), item("b", GIVEN, 60)], {})
    assert (score.total, score.state) == (None, "not_ranked")


@pytest.mark.parametrize(
    ("given", "total", "note"),
    [
        ({"main": 97, "bonus": 6}, "100.00", "合计 103 分，超过满分的部分不计"),
        ({"main": 94, "bonus": 6}, "100.00", ""),
        ({"main": 90, "bonus": 6}, "96.00", ""),
        ({"main": 90, "bonus": "NA"}, "90.00", ""),
        ({"main": 90}, "90.00", ""),
    ],
)
def test_a_capped_sum_stops_at_its_marks(given: dict[str, Any], total: str, note: str) -> None:
    values = {key: value if value == "NA" else Decimal(value) for key, value in given.items()}
    score = scored([item("main", GIVEN, 100), item("bonus", GIVEN, 10)], values, capped=True)
    assert score.total == Decimal(total)
    assert node(score, "total").note == note
    assert node(score, "total").cap_reached is bool(note)


def test_a_capped_sum_rescales_upwards_alone() -> None:
    children = [item("a", GIVEN, 100), item("b", GIVEN, 10), item("c", GIVEN, 10)]
    score = scored(children, {"a": Decimal(80), "b": Decimal(5), "c": "NA"}, capped=True)
    assert score.total == Decimal("85.00")
    score = scored([item("a", GIVEN, 60), item("b", GIVEN, 50)], {"a": Decimal(30), "b": "NA"}, capped=True)
    assert score.total == Decimal("50.00")


def test_a_missing_bonus_earns_nothing_when_the_file_says_so() -> None:
    values = {"main": Decimal(90)}
    bonus = item("bonus", GIVEN, 10, untested="zero")
    assert scored([item("main", GIVEN, 100), bonus], values, capped=True).total == Decimal("90.00")
