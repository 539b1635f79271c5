"""What one point of a node is worth in the total, so that charges under different items can be compared."""

from collections.abc import Sequence
from fractions import Fraction

import msgspec

from hengping.indicators.tree import Node, WhenAbsent

_ZERO = Fraction(0)
_WEIGHTED = frozenset({"weighted_mean", "geometric_mean", "harmonic_mean"})
_EXTREME = frozenset({"minimum", "maximum"})


class Sibling(msgspec.Struct, frozen=True):
    """A child as its site meets it: full marks, whether it applies, and what is done with it when it does not."""

    node: Node
    marks: Fraction
    applies: bool
    when_absent: WhenAbsent


def effects(parent: Node, marks: Fraction, effect: Fraction, children: Sequence[Sibling]) -> list[Fraction]:
    """Points of the total that one point of each child is worth.

    Exact for the linear operators, also when children are left out because of the site's class or group. Of the others
    no one figure is right at every score; theirs serve to order double charges alone: a geometric or harmonic mean is
    taken by its weights, a minimum or maximum as if each child decided it.
    """
    left_out = [each for each in children if not each.applies and each.when_absent in {"rescale", "spread"}]
    live = [each for each in children if each not in left_out]
    if not live or parent.operator == "deduct":
        return [effect] * len(children)
    if parent.operator == "sum":
        return _of_sum(parent, marks, effect, children, live, left_out)
    return _of_mean(parent, marks, effect, children, live, left_out)


def _of_sum(  # noqa: PLR0917 - what the parts of one sum are
    parent: Node,
    marks: Fraction,
    effect: Fraction,
    children: Sequence[Sibling],
    live: Sequence[Sibling],
    left_out: Sequence[Sibling],
) -> list[Fraction]:
    if not left_out:
        return [effect] * len(children)
    extra = sum((each.marks for each in left_out if each.when_absent == "spread"), _ZERO) / len(live)
    available = sum((each.marks + extra for each in live), _ZERO)
    rescaled = any(each.when_absent == "rescale" for each in left_out)
    factor = marks / available if rescaled and available and marks else Fraction(1)
    if parent.capped:
        factor = max(factor, Fraction(1))
    return [effect * factor * ((each.marks + extra) / each.marks if each.marks else 1) for each in children]


def _of_mean(  # noqa: PLR0917 - what the parts of one sum are
    parent: Node,
    marks: Fraction,
    effect: Fraction,
    children: Sequence[Sibling],
    live: Sequence[Sibling],
    left_out: Sequence[Sibling],
) -> list[Fraction]:
    weighted = parent.operator in _WEIGHTED and any(each.node.weight is not None for each in children)

    def weight(child: Sibling) -> Fraction:
        return (child.node.weight or _ZERO) if weighted else Fraction(1)

    extra = sum((weight(each) for each in left_out if each.when_absent == "spread"), _ZERO) / len(live)
    total = sum((weight(each) + extra for each in live), _ZERO)
    found: list[Fraction] = []
    for each in children:
        share = Fraction(1) if parent.operator in _EXTREME or not total else (weight(each) + extra) / total
        found.append(effect * share * marks / each.marks if each.marks and marks and share else effect)
    return found
