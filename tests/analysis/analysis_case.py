"""Small systems and populations for the tests of analysis."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from hengping.indicators.system import IndicatorSystem
from hengping.model.site import Site

OPERATORS = ["sum", "mean", "weighted_mean", "geometric_mean", "harmonic_mean", "minimum", "maximum", "deduct"]


def system_of(tree: dict[str, Any], **more: Any) -> IndicatorSystem:
    base = {
        "schema": 1,
        "id": "made",
        "version": "1",
        "title": "小体系",
        "sources": [{"title": "测试"}],
        "effective": {"from": "2026-01-01"},
        "scale": 100,
        "tree": {"id": "total", "title": "总分", "kind": "system"} | tree,
    }
    return IndicatorSystem.model_validate(base | more)


def item(name: str, marks: Any, **more: Any) -> dict[str, Any]:
    return {"id": name, "title": name, "kind": "item", "marks": marks, "rule": {"kind": "given"}} | more


def flat(marks: list[int], **more: Any) -> IndicatorSystem:
    """A sum of items a, b, c … with these marks."""
    children = [item(chr(97 + number), each) for number, each in enumerate(marks)]
    return system_of({"operator": "sum", "children": children}, **more)


def site(number: int, group: str = "市", site_class: Any = "A") -> Site:
    return Site(site_code=f"45{number:08d}", name=f"网站{number}", url="", group=group, site_class=site_class)


@st.composite
def systems(draw: Any) -> IndicatorSystem:  # noqa: C901 - one strategy, part by part
    """Every operator at two levels, policies, weights, gates, rounding and vetoes of every effect."""
    names = iter(f"n{number}" for number in range(100))

    def policies() -> dict[str, Any]:
        found: dict[str, Any] = {}
        if draw(st.booleans()):
            found["when_absent"] = draw(st.sampled_from(["rescale", "spread", "full", "zero"]))
        if draw(st.integers(0, 2)) == 0:
            found["untested"] = draw(st.sampled_from(["keep", "exclude", "zero"]))
        if draw(st.integers(0, 5)) == 0:
            found["absent_for"] = ["B"]
        return found

    def shares(operator: str, marks: int, count: int) -> list[dict[str, Any]]:
        if operator == "sum":
            inside = st.lists(st.integers(1, marks - 1), min_size=count - 1, max_size=count - 1, unique=True)
            cuts = sorted(draw(inside)) if count > 1 else []
            ends = [0, *cuts, marks]
            return [{"marks": high - low} for low, high in pairwise(ends)]
        top = marks if operator == "deduct" else 100
        found: list[dict[str, Any]] = [{"marks": draw(st.integers(1, top))} for _ in range(count)]
        if operator in {"weighted_mean", "geometric_mean", "harmonic_mean"}:
            weights = [draw(st.integers(1, 9)) for _ in range(count)]
            for each, weight in zip(found, weights, strict=True):
                each["weight"] = f"{weight}/{sum(weights)}"
        return found

    def capped(operator: str, children: list[dict[str, Any]]) -> bool:
        """Now and then a sum whose children add up to more than its marks."""
        if operator != "sum" or draw(st.integers(0, 2)):
            return False
        children[-1]["marks"] += draw(st.integers(0, 30))
        return True

    def branch(part: dict[str, Any]) -> dict[str, Any]:
        operator = draw(st.sampled_from(OPERATORS))
        count = draw(st.integers(1, 3)) if part["marks"] > 3 else 1
        children = [item(next(names), **each) | policies() for each in shares(operator, int(part["marks"]), count)]
        name = next(names)
        node = {"id": name, "title": name, "kind": "dimension", "operator": operator, "children": children}
        node["capped"] = capped(operator, children)
        if draw(st.integers(0, 3)) == 0:
            node["rounding"] = {
                "digits": draw(st.integers(0, 3)),
                "mode": draw(st.sampled_from(["half_up", "truncate"])),
            }
        return node | part | policies()

    operator = draw(st.sampled_from(OPERATORS))
    parts = [
        branch(each) if draw(st.booleans()) else item(next(names), **each) | policies()
        for each in shares(operator, 100, draw(st.integers(2, 3)))
    ]
    stops = capped(operator, parts)
    if draw(st.booleans()):
        limit = draw(st.integers(0, int(parts[0]["marks"]) - 1))
        parts[-1]["gate"] = {"node": parts[0]["id"], draw(st.sampled_from(["above", "at_least"])): limit}
    more: dict[str, Any] = {
        "rounding": {
            "digits": draw(st.integers(0, 3)),
            "mode": draw(st.sampled_from(["half_up", "truncate", "half_even"])),
        },
        "when_vetoed": draw(st.sampled_from([{}, {"score": 59}, {"keep": True}])),
        "vetoes": [{"id": "V1", "title": "否决", "rule": {"kind": "manual"}, "reason": "否决"}],
    }
    if draw(st.booleans()):
        sets = {"node": parts[0]["id"], "score": 0}
        more["vetoes"].append({"id": "V2", "title": "置分", "rule": {"kind": "manual"}, "reason": "置分", "sets": sets})
    return system_of({"operator": operator, "capped": stops, "children": parts}, **more)


@st.composite
def tables(draw: Any, system: IndicatorSystem, sites: int = 3) -> list[dict[str, Any]]:
    """Values for every item and veto of a system: numbers, NA and missing ones."""
    found = []
    for _ in range(sites):
        values: dict[str, Any] = {}
        for node in system.items():
            full = int(node.marks or 1)
            number = st.integers(0, full * 100).map(lambda cents: Decimal(cents) / 100)
            values[node.id] = draw(st.one_of(number, number, number, number, st.just("NA"), st.none()))
        for veto in system.vetoes:
            values[veto.id] = Decimal(draw(st.integers(0, 4)) == 0)
        found.append(values)
    return found
