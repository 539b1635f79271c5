"""What a point is worth follows the policies that nodes inherit: checked against the scores themselves."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from hengping.indicators.system import IndicatorSystem
from hengping.model.score import SiteScore
from hengping.model.site import Site
from hengping.ranking.compare.benchmark import benchmark
from hengping.ranking.compare.costs import costs
from hengping.ranking.compare.worth import worths
from hengping.scoring.plan import Value
from hengping.scoring.site import score_site

Given = dict[str, Value]


def item(name: str, marks: int = 50, **more: Any) -> dict[str, Any]:
    return {"id": name, "title": name, "kind": "item", "marks": marks, "rule": {"kind": "given"}} | more


def branch(name: str, *children: dict[str, Any], marks: int = 50, **more: Any) -> dict[str, Any]:
    return {"id": name, "title": name, "kind": "indicator", "marks": marks, "children": list(children)} | more


def rules(defaults: dict[str, str], *children: dict[str, Any], **root: Any) -> IndicatorSystem:
    tree = branch("total", *children, marks=100) | {"kind": "system"} | root
    facts = {"schema": 1, "id": "worth", "version": "1", "title": "权值", "sources": [{"title": "测试"}], "scale": 100}
    return IndicatorSystem.model_validate(
        facts | {"effective": {"from": "2026-01-01"}, "defaults": defaults, "tree": tree}
    )


def judged(system: IndicatorSystem, code: str, given: Given) -> SiteScore:
    return score_site(system, Site(site_code=code, name=code, url=""), (), given=given)


DEEP = (
    item("a", 40),
    branch("b", item("b1", 20, when_absent="spread"), item("b2", 10), branch("c", item("c1", 5), marks=5), marks=35),
    item("d", 25),
)
WEIGHED = (item("a", weight=20), item("b", weight=30), branch("c", item("c1"), weight=50))
CASES: list[tuple[dict[str, str], tuple[dict[str, Any], ...], dict[str, Any], Given]] = [
    ({"when_absent": "full"}, (item("a"), item("b")), {}, {"b": "NA"}),
    ({"when_absent": "zero"}, (item("a"), item("b")), {}, {"b": "NA"}),
    ({"when_absent": "rescale"}, (item("a"), item("b")), {}, {"b": "NA"}),
    ({"when_absent": "spread"}, (item("a", 20), item("b"), item("c", 30)), {}, {"b": "NA", "c": Decimal(9)}),
    ({"untested": "exclude"}, (item("a"), item("b")), {}, {"b": None}),
    ({"untested": "zero"}, (item("a"), item("b")), {}, {"b": None}),
    ({}, (item("a"), item("b")), {}, {"b": None}),
    ({"when_absent": "rescale"}, (item("a"), item("b", when_absent="full")), {}, {"b": "NA"}),
    ({"when_absent": "full"}, (item("a"), branch("b", item("c"), when_absent="rescale")), {}, {"c": "NA"}),
    ({"untested": "zero"}, (item("a"), branch("b", item("c"), untested="exclude")), {}, {"c": None}),
    ({"when_absent": "rescale"}, (item("a"), branch("b", item("c", when_absent="full"))), {}, {"c": "NA"}),
    ({}, DEEP, {}, {"b1": "NA", "b2": Decimal(4), "c1": None, "d": None}),
    ({"when_absent": "full"}, DEEP, {}, {"b1": Decimal(3), "b2": "NA", "c1": "NA", "d": Decimal(9)}),
    ({"when_absent": "full"}, WEIGHED, {"operator": "weighted_mean"}, {"b": "NA", "c1": Decimal(9)}),
    ({"when_absent": "spread"}, WEIGHED, {"operator": "weighted_mean"}, {"b": "NA", "c1": Decimal(9)}),
    ({"untested": "exclude"}, WEIGHED, {"operator": "weighted_mean"}, {"b": Decimal(9), "c1": None}),
    ({"untested": "zero"}, WEIGHED, {"operator": "mean"}, {"b": None, "c1": "NA"}),
    ({}, (item("a", 100), item("b", 100)), {"operator": "deduct"}, {"b": "NA"}),
    ({}, (item("a", 60), item("b", 40)), {"capped": True}, {"b": "NA"}),
]


@pytest.mark.parametrize(("defaults", "children", "root", "given"), CASES)
def test_a_point_more_moves_the_total_by_its_worth(
    defaults: dict[str, str], children: tuple[dict[str, Any], ...], root: dict[str, Any], given: Given
) -> None:
    system = rules(defaults, *children, **root)
    one, two = (judged(system, "s", given | {"a": Decimal(points)}) for points in (5, 6))
    assert one.root is not None
    assert one.raw_total is not None
    assert two.raw_total is not None
    moved = two.raw_total - one.raw_total
    assert moved > 0
    assert abs(worths(system, one.root)["a"] - Fraction(moved)) < Fraction(1, 10**20)


@pytest.mark.parametrize(("policy", "value"), [("full", "NA"), ("zero", "NA"), ("rescale", "NA")])
def test_gaps_and_costs_are_points_of_the_total_under_an_inherited_policy(policy: str, value: str) -> None:
    system = rules({"when_absent": policy}, item("a"), item("b"))
    mine, best = (judged(system, code, {"a": Decimal(points), "b": value}) for code, points in (("1", 40), ("2", 50)))
    assert mine.total is not None
    assert best.total is not None
    held = {node.item_id: node.gap for node in benchmark(system, mine, [best]).nodes}
    assert held["a"] == best.total - mine.total
    (lost,) = (each.lost for each in costs(system, [mine, best]).items if each.item_id == "a" and not each.group)
    assert lost == best.total - mine.total
