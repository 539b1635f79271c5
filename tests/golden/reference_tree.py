"""A second, plain way to score a tree of given items, for comparison: fractions, one function, no notes, no panel."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

Spec = Mapping[str, Any]
"""A node as in a system file."""

Given = Mapping[str, Decimal | str | None]
"""Values by node id: a number, ``NA``, or None for a missing one."""

_ZERO = Fraction(0)


def total(tree: Spec, given: Given, when_absent: str, untested: str) -> Fraction | None:
    """The exact total; None when nothing at all was given."""
    state, score, *_ = _score(tree, given, when_absent, untested)
    return score if state == "live" else None


def _score(node: Spec, given: Given, absent: str, untested: str) -> tuple[str, Fraction, str, str]:
    """State, score in points of the node, and the two policies that hold for it."""
    absent, untested = node.get("when_absent", absent), node.get("untested", untested)
    marks = Fraction(node["marks"])
    value = given.get(node["id"])
    if value == "NA":
        return "absent", marks if absent == "full" else _ZERO, absent, untested
    if isinstance(value, Decimal):
        return "live", Fraction(value), absent, untested
    below = [(child, *_score(child, given, absent, untested)) for child in node.get("children", ())]
    states = {state for _, state, *_ in below}
    kept: list[tuple[Fraction, Fraction, Fraction]] = []
    dealt: list[tuple[Fraction, Fraction, Fraction]] = []
    for child, state, score, how, otherwise in below:
        term = (score, Fraction(child["marks"]), Fraction(child.get("weight", 0)))
        if state == "absent" and how == "spread":
            dealt.append(term)
        elif not ((state == "absent" and how == "rescale") or (state == "missing" and otherwise == "exclude")):
            kept.append(term)
    if "live" in states:
        return "live", _combined(node["operator"], marks, kept, dealt), absent, untested
    state = "absent" if states == {"absent"} else "missing"
    if kept:
        # Nothing below has a value, but some of it counts all the same (full marks or none): that stands, whatever the
        # node's own policy, as it would beside a value. Only a root without any value has no total.
        return state, _combined(node["operator"], marks, kept, dealt), "zero", "zero"
    if state == "absent":
        return state, marks if absent == "full" else _ZERO, absent, untested
    return state, marks if untested == "keep" else _ZERO, absent, untested


def _combined(
    operator: str,
    marks: Fraction,
    kept: list[tuple[Fraction, Fraction, Fraction]],
    dealt: list[tuple[Fraction, Fraction, Fraction]],
) -> Fraction:
    if operator == "deduct":
        return max(marks - sum((full - score for score, full, _ in kept), _ZERO), _ZERO)
    if operator == "sum":
        more = sum((full for _, full, _ in dealt), _ZERO) / len(kept)
        enlarged = [full + more for _, full, _ in kept]
        earned = sum((score / full * big for (score, full, _), big in zip(kept, enlarged, strict=True)), _ZERO)
        return marks * earned / sum(enlarged, _ZERO)
    indices = [score / full for score, full, _ in kept]
    weights = [weight + sum((each for *_, each in dealt), _ZERO) / len(kept) for *_, weight in kept]
    return marks * _index(operator, indices, weights)


def _index(operator: str, indices: list[Fraction], weights: list[Fraction]) -> Fraction:
    if operator in {"minimum", "maximum"}:
        return min(indices) if operator == "minimum" else max(indices)
    if operator == "weighted_mean":
        return sum(map(Fraction.__mul__, weights, indices), _ZERO) / sum(weights, _ZERO)
    if operator == "mean":
        return sum(indices, _ZERO) / len(indices)
    return len(indices) / sum((1 / index for index in indices), _ZERO) if all(indices) else _ZERO
