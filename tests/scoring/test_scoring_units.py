"""Marks by unit, groups that a node is for, partial vetoes, counts of items, values that nobody supplied."""

from decimal import Decimal
from typing import Any

import pytest
from scoring_case import finding, item, per_hit, site, system

from hengping.model.finding import Finding, Outcome
from hengping.model.score import ItemCount, ScoreNode, SiteScore
from hengping.scoring.site import score_site

GIVEN = {"kind": "given"}


def leaf(score: SiteScore, name: str) -> ScoreNode:
    assert score.root is not None
    return next(each for each in score.root.children if each.item_id == name)


def by_unit(by: str, marks: dict[str, Any], rule: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"kind": "range_by_unit", "by": by, "marks": marks, "rule": rule, **more}


def two(rule: dict[str, Any], **more: Any) -> Any:
    return system({"operator": "sum", "children": [item("a", rule, 3), item("rest", GIVEN, 7)], **more}, 10)


@pytest.mark.parametrize(
    ("by", "word", "full"),
    [("group", "县市区", "3"), ("class", "A", "3"), ("site_code", "4500000001", "3"), ("group", "部门", None)],
)
def test_full_marks_by_what_the_unit_is(by: str, word: str, full: str | None) -> None:
    rule = by_unit(by, {word: 3}, per_hit("blank_section", 1))
    score = score_site(two(rule), site(), [finding("blank_section", 1)], given={"rest": Decimal(7)})
    node = leaf(score, "a")
    if full is None:
        assert node.state == "not_applicable"
        assert score.total == Decimal("10.00")
    else:
        assert (node.full, node.score) == (Decimal(full), Decimal(2))


def test_all_others_and_units_without_marks() -> None:
    rule = by_unit("group", {"部门": 0, "市": 1}, GIVEN | {"scale": 100}, otherwise=Decimal("0.5"))
    score = score_site(two(rule), site(), [], given={"a": Decimal(50), "rest": Decimal(7)})
    assert (leaf(score, "a").full, leaf(score, "a").score) == (Decimal("0.5"), Decimal("0.25"))
    none = score_site(two(rule), site(group="部门"), [], given={"a": Decimal(50), "rest": Decimal(7)})
    assert leaf(none, "a").state == "not_applicable"


@pytest.mark.parametrize(
    ("limits", "applies"),
    [
        ({"absent_groups": ["县市区"]}, False),
        ({"absent_groups": ["部门"]}, True),
        ({"only_groups": ["部门"]}, False),
        ({"only_groups": ["部门", "县市区"]}, True),
    ],
)
def test_groups_that_a_node_is_for(limits: dict[str, Any], *, applies: bool) -> None:
    children = [item("a", GIVEN, 50, **limits), item("b", GIVEN, 50)]
    score = score_site(
        system({"operator": "sum", "children": children}), site(), [], given={"a": Decimal(0), "b": Decimal(40)}
    )
    assert score.total == (Decimal("40.00") if applies else Decimal("80.00"))
    assert score.items == ItemCount(applicable=2 if applies else 1, checked=2 if applies else 1)


MEASURED = {"kind": "external", "measure": "satisfaction", "scale": 100}


@pytest.mark.parametrize(("value", "total"), [(Decimal(90), "8.70"), ("NA", "8.57"), (None, "8.57")])
def test_an_imported_measure_that_is_missing_or_does_not_apply(value: Any, total: str) -> None:
    children = [item("a", MEASURED, 3), item("rest", GIVEN, 7)]
    rules = system({"operator": "sum", "children": children}, 10)
    score = score_site(rules, site(), [], given={"satisfaction": value, "rest": Decimal(6)})
    assert score.total == Decimal(total)
    assert score.missing == (("a",) if value is None else ())
    assert score.provisional is (value is None)


def titled(*pairs: tuple[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"id": name, "title": name, **more} for name, more in pairs]


PARTED = {
    "mean_of": {"kind": "mean_of", "scale": 100, "parts": titled(("x", {}), ("y", {}), ("z", {}))},
    "checklist": {
        "kind": "checklist",
        "elements": titled(("x", {"points": 5}), ("y", {"points": 2}), ("z", {"points": 3})),
    },
    "shares": {"kind": "shares", "shares": titled(("x", {"share": 50}), ("y", {"share": 20}), ("z", {"share": 30}))},
}


@pytest.mark.parametrize(
    ("kind", "values", "score"),
    [
        ("mean_of", ("60", "90", "NA"), "7.5"),
        ("mean_of", ("60", "90", None), None),
        ("checklist", ("1", "0", "NA"), "7.142857142857142857142857143"),
        ("shares", ("NA", "1", "0.5"), "7"),
        ("shares", ("NA", "NA", "1"), "10"),
        ("checklist", ("NA", "NA", "NA"), "NA"),
        ("mean_of", ("NA", "NA", "NA"), "NA"),
    ],
)
def test_parts_that_do_not_apply_leave_their_marks_to_the_others(
    kind: str, values: tuple[str | None, ...], score: str | None
) -> None:
    rules = system({"operator": "sum", "children": [item("a", PARTED[kind], 10)]}, 10)
    given = {
        f"a/{part}": value if value in {None, "NA"} else Decimal(str(value))
        for part, value in zip("xyz", values, strict=True)
    }
    node = leaf(score_site(rules, site(), [], given=given), "a")
    if score in {None, "NA"}:
        assert node.state == ("not_tested" if score is None else "not_applicable")
    else:
        assert node.score == Decimal(str(score))


def test_effects_order_double_charges_by_what_they_cost_in_the_total() -> None:
    """5 points of an item that weighs 10 of 100 cost less than 2 points of one that weighs 90."""
    children = [
        item("light", per_hit("stale_section", 5), 100, weight=10),
        item("heavy", per_hit("stale_section", 2), 100, weight=90),
    ]
    fault = finding("stale_section", 1)
    score = score_site(system({"operator": "weighted_mean", "children": children}), site(), [fault])
    assert leaf(score, "light").deductions[0].suppressed_by == "heavy"
    assert score.total == Decimal("98.20")
    means = [item("light", per_hit("stale_section", 5), 100), item("heavy", per_hit("stale_section", 2), 10)]
    mean = score_site(system({"operator": "mean", "children": means}), site(), [fault])
    assert leaf(mean, "light").deductions[0].suppressed_by == "heavy"
    assert mean.total == Decimal("90.00")


def test_a_gate_on_a_node_below_a_supplied_score_stays_shut() -> None:
    part = {"id": "part", "title": "部分", "kind": "dimension", "marks": 100, "children": [item("in", GIVEN, 100)]}
    bonus = item("bonus", GIVEN, 10, gate={"node": "in", "above": 50})
    rules = system({"operator": "sum", "children": [part, bonus]}, 110)
    below = score_site(rules, site(), [], given={"in": Decimal(90), "bonus": Decimal(5)})
    above = score_site(rules, site(), [], given={"part": Decimal(90), "bonus": Decimal(5)})
    assert (below.total, above.total) == (Decimal("95.00"), Decimal("90.00"))


def veto(**more: Any) -> dict[str, Any]:
    return {"id": "V", "title": "账号否决", "reason": "有账号被否决", "rule": {"kind": "manual"}, **more}


MEDIA = {"operator": "sum", "children": [item("a", GIVEN, 60), item("b", GIVEN, 40)]}


@pytest.mark.parametrize(("value", "score"), [(Decimal(60), "45"), (Decimal(30), "30"), (None, "45")])
def test_a_veto_that_sets_one_node(value: Any, score: str) -> None:
    rules = system(MEDIA, vetoes=[veto(sets={"node": "a", "score": 45})], defaults={"untested": "zero"})
    result = score_site(rules, site(), [], given={"a": value, "b": Decimal(40), "V": Decimal(1)})
    assert (result.state, result.passed) == ("ranked", True)
    assert leaf(result, "a").score == Decimal(score)
    assert result.total == Decimal(score) + 40
    assert "记 45 分" in leaf(result, "a").note


def test_a_veto_that_is_a_state_only() -> None:
    line = {"id": "low", "node": "total", "below": 60, "reason": "低"}
    rules = system(MEDIA, vetoes=[veto()], when_vetoed={"keep": True}, lines=[line])
    result = score_site(rules, site(), [], given={"a": Decimal(10), "b": Decimal(40), "V": Decimal(1)})
    assert (result.state, result.passed, result.total) == ("vetoed", False, Decimal("50.00"))
    assert [each.line_id for each in result.fail_reasons] == ["low"]


def pages(bad: int, good: int, doubtful: int = 0) -> list[Finding]:
    made = [finding("dark_link", number, kind="page") for number in range(bad)]
    made += [finding("dark_link", 50 + number, Outcome.PASS, "page") for number in range(good)]
    return made + [finding("dark_link", 90 + number, Outcome.CANNOT_TELL, "page") for number in range(doubtful)]


@pytest.mark.parametrize(
    ("findings", "fired", "state"),
    [
        (pages(1, 1), True, "checked"),
        (pages(1, 2), False, "checked"),
        (pages(2, 1, 1), True, "checked"),
        (pages(1, 1, 1), False, "not_tested"),
        (pages(0, 5, 1), False, "checked"),
        (pages(0, 3), False, "checked"),
        ([], False, "not_tested"),
    ],
)
def test_a_veto_by_share(findings: list[Finding], *, fired: bool, state: str) -> None:
    both = {"check": "dark_link", "outcomes": ["pass", "fail"]}
    rule = {"kind": "share", "at_least": Decimal("0.5"), "select": [{"check": "dark_link"}], "of": [both]}
    rules = system(MEDIA, vetoes=[veto() | {"rule": rule, "reason": "{count}个,达到{threshold}个"}])
    (result,) = score_site(rules, site(), findings).vetoes
    assert (result.fired, result.state) == (fired, state)
    assert not fired or result.reason.startswith(f"{result.count}个")


def test_items_are_counted_by_how_far_they_were_judged() -> None:
    checks = ["blank_section", "stale_section", "broken_link", "dark_link", "no_service", "search_missing"]
    children = [item(f"i{at}", per_hit(check, 1), 10) for at, check in enumerate(checks)]
    children += [item("manual", {"kind": "manual"}, 10), item("table", GIVEN, 10), item("told", GIVEN, 10)]
    part = {"id": "part", "title": "部分", "kind": "dimension", "marks": 10, "children": [item("in", GIVEN, 10)]}
    found = [
        finding("blank_section", 1),
        finding("stale_section", 1),
        finding("stale_section", 2, Outcome.CANNOT_TELL),
        finding("broken_link", 1, Outcome.BLOCKED),
        finding("broken_link", 2, Outcome.BLOCKED),
        finding("broken_link", 3, Outcome.ERROR),
        finding("dark_link", 1, Outcome.ERROR),
        finding("search_missing", 1, Outcome.NOT_APPLICABLE),
    ]
    rules = system({"operator": "sum", "children": [*children, part]})
    score = score_site(rules, site(), found, given={"told": Decimal(9), "part": Decimal(8)})
    assert score.items == ItemCount(applicable=9, checked=3, partly=1, blocked=1, errors=1, waiting=2, untested=1)
    assert score.missing == ("manual", "table")
    assert score.provisional


def test_a_site_of_which_nothing_was_judged_has_no_total() -> None:
    score = score_site(system(MEDIA), site(), [])
    assert (score.state, score.total, score.raw_total, score.passed) == ("not_ranked", None, None, None)
    assert score.state_reason == "没有任何可评的值"
    assert score.fail_reasons == ()
    vetoed = score_site(system(MEDIA, vetoes=[veto()], when_vetoed={"score": 59}), site(), [], given={"V": Decimal(1)})
    assert (vetoed.state, vetoed.total) == ("vetoed", Decimal("59.00"))


def test_a_blocked_site_counts_every_item_as_blocked() -> None:
    score = score_site(system(MEDIA), site(), [finding("blocked", 0, Outcome.BLOCKED, "site")])
    assert score.items == ItemCount(applicable=2, blocked=2)
