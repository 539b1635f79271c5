"""Any tree of given items, with absent and missing nodes at every level, scores as the plain reference says."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import reference_tree
from hypothesis import given, settings
from hypothesis import strategies as st
from published_tables import site

from hengping.indicators.system import IndicatorSystem
from hengping.scoring.site import score_site

DEPTH = 3
OPERATORS = ("weighted_mean", "sum", "mean", "deduct", "sum", "weighted_mean", "harmonic_mean", "minimum", "maximum")
ABSENT = st.sampled_from(("spread", "rescale", "spread", "full", "zero"))
UNTESTED = st.sampled_from(("keep", "exclude", "zero"))
MARKS = st.sampled_from((Decimal(7), Decimal(30), Decimal(12), Decimal(55), Decimal("2.5")))


@st.composite
def trees(draw: st.DrawFn, marks: Decimal = Decimal(100), depth: int = DEPTH, name: str = "total") -> dict[str, Any]:
    """A node with everything below it; marks of a sum follow from its children's."""
    node: dict[str, Any] = {"id": name, "title": name, "marks": marks}
    if draw(st.booleans()):
        node["when_absent"] = draw(ABSENT)
    if draw(st.booleans()):
        node["untested"] = draw(UNTESTED)
    if depth == 0 or (depth < DEPTH and draw(st.booleans())):
        return node | {"kind": "item", "rule": {"kind": "given"}}
    operator = draw(st.sampled_from(OPERATORS))
    count = draw(st.integers(2, 4))
    children = [draw(trees(draw(MARKS), depth - 1, f"{name}.{number}")) for number in range(count)]
    full = marks
    if operator == "sum":
        full = sum((child["marks"] for child in children), Decimal(0))
    elif operator == "deduct":
        full = max(marks, *(child["marks"] for child in children))
    elif operator == "weighted_mean":
        parts = [draw(st.integers(1, 9)) for _ in children]
        for child, part in zip(children, parts, strict=True):
            child["weight"] = f"{part}/{sum(parts)}"
    kind = "system" if depth == DEPTH else "dimension"
    return node | {"kind": kind, "marks": full, "operator": operator, "children": children}


def _walk(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [node, *(each for child in node.get("children", ()) for each in _walk(child))]


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Decimal | str | None], str, str]:
    """A tree, values for it, and the system's defaults."""
    tree = draw(trees())
    values: dict[str, Decimal | str | None] = {}
    for node in _walk(tree):
        kinds = ("value", "NA", "value", "value", "missing") if node["kind"] == "item" else ("", "", "", "", "NA")
        kind = draw(st.sampled_from(kinds))
        if kind == "value":
            values[node["id"]] = node["marks"] * draw(st.sampled_from((3, 4, 1, 2, 0))) / 4
        elif kind:
            values[node["id"]] = "NA" if kind == "NA" else None
    return tree, values, draw(ABSENT), draw(UNTESTED)


@settings(max_examples=300, deadline=None)
@given(cases())
def test_a_tree_scores_as_the_reference_says(
    case: tuple[dict[str, Any], dict[str, Decimal | str | None], str, str],
) -> None:
    tree, values, absent, untested = case
    system = IndicatorSystem.model_validate(
        {
            "schema": 1,
            "id": "constructed-tree",
            "version": "1",
            "title": "构造的树",
            "sources": [{"title": "构造的数据"}],
            "effective": {"from": "2020-01-01"},
            "scale": tree["marks"],
            "defaults": {"when_absent": absent, "untested": untested},
            "tree": tree,
        }
    )
    wanted = reference_tree.total(tree, values, absent, untested)
    score = score_site(system, site("示例"), (), given=values)
    if wanted is None:
        assert score.state == "not_ranked"
        return
    assert score.raw_total is not None
    assert abs(Fraction(score.raw_total) - wanted) < Fraction(1, 10**20)
