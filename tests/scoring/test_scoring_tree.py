"""Operators, caps, gates, not applicable, not tested."""

from decimal import Decimal
from typing import Any

import pytest
from scoring_case import finding, item, marks, per_hit, site, system

from hengping.indicators.system import IndicatorSystem
from hengping.model.finding import Finding, Outcome
from hengping.model.review import Review
from hengping.model.score import ScoreNode, SiteScore
from hengping.scoring.site import score_site


def node(score: SiteScore, name: str) -> ScoreNode:
    assert score.root is not None
    found = [score.root]
    for each in found:
        if each.item_id == name:
            return each
        found.extend(each.children)
    raise KeyError(name)


def hits(check: str, count: int, **values: Any) -> list[Finding]:
    return [finding(check, number, **values) for number in range(count)]


def passes(*checks: str) -> list[Finding]:
    return [finding(check, 99, Outcome.PASS) for check in checks]


def parts(*children: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"operator": "sum", "children": list(children), **more}


def two_parts(when_absent: str) -> Any:
    """75 marks for all, 25 for class A."""
    return system(
        parts(
            item("basic", per_hit("blank_section", 5), 75),
            item("service", per_hit("no_service", 5), 25, absent_for=["B"], when_absent=when_absent),
        )
    )


@pytest.mark.parametrize(
    ("when_absent", "expected"), [("rescale", "80.00"), ("spread", "80.00"), ("full", "85.00"), ("zero", "60.00")]
)
def test_not_applicable(when_absent: str, expected: str) -> None:
    rules = two_parts(when_absent)
    score = score_site(rules, site("B"), hits("blank_section", 3))
    assert score.total == Decimal(expected)
    assert node(score, "service").state == "not_applicable"
    assert node(score, "service").index_value is None


def test_rescale_is_four_thirds_and_said_so() -> None:
    score = score_site(two_parts("rescale"), site("B"), hits("blank_section", 1))
    assert score.total == Decimal("93.33")
    assert "4/3" in node(score, "total").note


def test_class_a_is_not_rescaled() -> None:
    score = score_site(two_parts("rescale"), site("A"), [*hits("blank_section", 3), *passes("no_service")])
    assert score.total == Decimal("85.00")
    assert score_site(two_parts("rescale"), site(""), hits("blank_section", 3)).total == Decimal("85.00")


def test_spread_is_even_not_proportional() -> None:
    rules = system(
        parts(
            item("small", per_hit("blank_section", 5), 20),
            item("large", per_hit("stale_section", 5), 60),
            item("service", per_hit("no_service", 5), 20, absent_for=["B"], when_absent="spread"),
        )
    )
    score = score_site(rules, site("B"), [*hits("blank_section", 2), *passes("stale_section")])
    assert score.total == Decimal("85.00")  # half of 20 + 10, all of 60 + 10
    assert node(score, "total").note


def test_weighted_mean_spread_and_exclude() -> None:
    def rules(**service: Any) -> Any:
        return system(
            {
                "operator": "weighted_mean",
                "children": [
                    item("a", {"kind": "given"}, 100, weight=20),
                    item("b", {"kind": "given"}, 10, weight=30),
                    item("c", {"kind": "given"}, 50, weight=50, **service),
                ],
            }
        )

    given = {"a": Decimal(90), "b": Decimal(8), "c": Decimal(35)}
    assert score_site(rules(), site(), [], given=given).total == Decimal("77.00")
    given = {"a": Decimal(90), "b": Decimal(8), "c": "NA"}
    assert score_site(rules(when_absent="rescale"), site(), [], given=given).total == Decimal("84.00")
    assert score_site(rules(when_absent="spread"), site(), [], given=given).total == Decimal("84.50")
    given = {"a": Decimal(90), "b": Decimal(8)}
    assert score_site(rules(untested="exclude"), site(), [], given=given).total == Decimal("84.00")
    assert score_site(rules(untested="zero"), site(), [], given=given).total == Decimal("42.00")
    assert score_site(rules(untested="keep"), site(), [], given=given).total == Decimal("92.00")


def test_deduct_never_goes_below_zero_and_caps_every_item() -> None:
    rules = system(
        parts(
            {
                "id": "links",
                "title": "链接",
                "kind": "indicator",
                "marks": 5,
                "operator": "deduct",
                "children": [
                    item("home", per_hit("broken_link", 1)),
                    item("files", per_hit("attachment_broken", 1), 2),
                ],
            },
            item("rest", per_hit("blank_section", 1), 95),
        )
    )
    score = score_site(
        rules, site(), [*hits("broken_link", 4), *hits("attachment_broken", 9), *passes("blank_section")]
    )
    assert node(score, "links").score == 0
    counted = [each.counted for name in ("home", "files") for each in node(score, name).deductions]
    assert sum(counted) == 5
    assert node(score, "files").cap_reached
    assert sum(each.counted for each in node(score, "files").deductions) <= 2


def test_manual_loss_takes_its_room_first() -> None:
    rules = system(
        {
            "operator": "deduct",
            "children": [item("content", {"kind": "manual"}, 90), item("links", per_hit("broken_link", 1))],
        }
    )
    score = score_site(rules, site(), hits("broken_link", 20), [marks("content", "0")])
    assert score.total == 0
    assert sum(each.counted for each in node(score, "links").deductions) == 10


def test_tariff_cap() -> None:
    rule = {
        "kind": "per_hit",
        "tariffs": [
            {"select": {"check": "broken_link", "where": {"on_home": True}}, "points": 1, "cap": 2},
            {"select": {"check": "broken_link"}, "points": Decimal("0.5")},
        ],
    }
    rules = system(parts(item("links", rule, 100)))
    findings = [*hits("broken_link", 5, on_home=True), finding("broken_link", 9, on_home=False)]
    assert score_site(rules, site(), findings).total == Decimal("97.50")


GATED = parts(
    item("deduct", {"kind": "given"}, 100),
    item("bonus", {"kind": "given"}, 30, gate={"node": "deduct", "above": 80}, untested="zero"),
)


@pytest.mark.parametrize(
    ("deduct", "bonus", "total"),
    [("80", "20", "80.00"), ("80.01", "20", "100.01"), ("100", "30", "130.00"), ("95", None, "95.00")],
)
def test_gate_is_strict(deduct: str, bonus: str | None, total: str) -> None:
    given = {"deduct": Decimal(deduct), "bonus": None if bonus is None else Decimal(bonus)}
    assert score_site(system(GATED, 130), site(), [], given=given).total == Decimal(total)


def test_gate_inclusive() -> None:
    tree = parts(
        item("deduct", {"kind": "given"}, 55),
        item("bonus", {"kind": "given"}, 45, gate={"node": "deduct", "at_least": 44}),
    )
    given = {"deduct": Decimal(44), "bonus": Decimal(10)}
    assert score_site(system(tree), site(), [], given=given).total == Decimal("54.00")
    closed = score_site(system(tree), site(), [], given=given | {"deduct": Decimal("43.9")})
    assert closed.total == Decimal("43.90")
    assert "门槛" in node(closed, "bonus").note


def test_bonus_counts_up_to_its_marks() -> None:
    rule = {"kind": "count_up", "select": {"check": "survey_held", "outcomes": ["pass"]}, "points": 1}
    rules = system(parts(item("base", {"kind": "given"}, 97), item("surveys", rule, 3, untested="zero")))
    events = [finding("survey_held", number, Outcome.PASS) for number in range(5)]
    given = {"base": Decimal(90)}
    assert score_site(rules, site(), events[:2], given=given).total == Decimal("92.00")
    full = score_site(rules, site(), events, given=given)
    assert full.total == Decimal("93.00")
    assert sum(each.counted for each in node(full, "surveys").deductions) == -3
    assert score_site(rules, site(), [], given=given).total == Decimal("90.00")


def test_nothing_reached_and_nothing_there_differ() -> None:
    rules = system(
        parts(item("links", per_hit("broken_link", 1), 50), item("guides", per_hit("guide_incomplete", 1), 50))
    )
    score = score_site(rules, site(), [finding("guide_incomplete", 1, Outcome.NOT_APPLICABLE, kind="site")])
    assert node(score, "links").state == "not_tested"
    assert node(score, "guides").state == "not_applicable"
    assert node(score, "links").checkable == 1


def test_branch_without_anything_applies_to_nobody() -> None:
    branch = {
        "id": "b",
        "title": "b",
        "kind": "dimension",
        "marks": 40,
        "children": [item("guides", per_hit("guide_incomplete", 1), 40)],
    }
    rules = system(parts(branch, item("rest", {"kind": "given"}, 60)))
    nothing = [finding("guide_incomplete", 1, Outcome.NOT_APPLICABLE, kind="site")]
    score = score_site(rules, site(), nothing, given={"rest": Decimal(30)})
    assert node(score, "b").state == "not_applicable"
    assert score.total == Decimal("50.00")
    untested = score_site(rules, site(), [], given={"rest": Decimal(30)})
    assert node(untested, "b").state == "not_tested"


def test_exemption_is_a_verdict_without_deduction() -> None:
    rules = system(parts(item("sections", per_hit("blank_section", 10), 100)))
    score = score_site(rules, site(), [finding("blank_section", 1, Outcome.EXEMPTED)])
    assert score.total == Decimal("100.00")
    assert score.coverage == 1


def test_ruling_on_an_automatic_item_stands_instead_of_its_rule() -> None:
    rules = system(parts(item("sections", per_hit("blank_section", 10), 100)))
    decisions: list[Review] = [marks("sections", "90")]
    score = score_site(rules, site(), hits("blank_section", 3), decisions)
    assert score.total == Decimal("90.00")
    assert node(score, "sections").state == "given"


@pytest.mark.parametrize(
    ("policy", "values", "total"),
    [
        ({"untested": "zero"}, {"a": 20}, "20.00"),
        ({"untested": "zero"}, {"a": 20, "b": 0}, "20.00"),
        ({"untested": "keep"}, {"a": 20}, "70.00"),
        ({"when_absent": "full"}, {"a": 20, "b": "NA", "c": "NA"}, "70.00"),
        ({"when_absent": "zero"}, {"a": 20, "b": "NA", "c": "NA"}, "20.00"),
        ({"when_absent": "rescale"}, {"a": 20, "b": "NA", "c": "NA"}, "40.00"),
        ({"untested": "exclude"}, {"a": 20}, "40.00"),
    ],
)
def test_what_items_say_of_themselves_holds_when_their_whole_branch_is_empty(
    policy: dict[str, str], values: dict[str, Any], total: str
) -> None:
    """Missing everything is never better than missing half."""
    given_item = {"kind": "item", "marks": 25, "rule": {"kind": "given"}}
    branch = {
        "id": "branch",
        "title": "分支",
        "kind": "dimension",
        "marks": 50,
        "children": [{"id": name, "title": name} | given_item | policy for name in ("b", "c")],
    }
    first = {"id": "a", "title": "a"} | given_item | {"marks": 50}
    score = score_site(whole([first, branch]), site(), [], given=supplied(values))
    assert score.total == Decimal(total)


@pytest.mark.parametrize(
    ("values", "total"),
    [({"a": 80, "b": 60}, "70.00"), ({"a": 80, "b": 60, "c": "NA"}, "70.00"), ({"a": 80, "b": "NA"}, None), ({}, None)],
)
def test_a_node_may_need_so_many_children_with_a_score(values: dict[str, Any], total: str | None) -> None:
    items = [
        {"id": name, "title": name, "kind": "item", "marks": 100, "rule": {"kind": "given"}} for name in ("a", "b", "c")
    ]
    score = score_site(whole(items, operator="mean", needs=2), site(), [], given=supplied(values))
    assert score.total == (None if total is None else Decimal(total))
    if total is None:
        assert score.state == "not_ranked"


def whole(children: list[dict[str, Any]], **root: Any) -> IndicatorSystem:
    return IndicatorSystem.model_validate(
        {
            "schema": 1,
            "id": "small",
            "version": "1",
            "title": "小体系",
            "sources": [{"title": "测试"}],
            "effective": {"from": "2026-01-01"},
            "scale": 100,
            "tree": {"id": "total", "title": "总分", "kind": "system", "children": children} | root,
        }
    )


def supplied(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value if value == "NA" else Decimal(value) for name, value in values.items()}
