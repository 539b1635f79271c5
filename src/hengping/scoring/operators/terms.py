"""What an operator is given and what it gives back; what several operators share."""

from fractions import Fraction

import msgspec

_ZERO = Fraction(0)
_ONE = Fraction(1)


class Term(msgspec.Struct, frozen=True):
    """One child that counts: score and full marks in its own points, weight in its parent (0 where there is none)."""

    score: Fraction
    full: Fraction
    weight: Fraction


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """Everything below a node.

    Attributes:
        marks: full marks of the node.
        live: children that count; never empty.
        dropped: children left out, whose share the others take over in proportion (折算).
        spread: children left out, whose share is dealt evenly among the others (平摊).
        capped: the children may add up to more than the marks, which they stop at (封顶).
    """

    marks: Fraction
    live: tuple[Term, ...]
    dropped: tuple[Term, ...] = ()
    spread: tuple[Term, ...] = ()
    capped: bool = False


class Combined(msgspec.Struct, frozen=True):
    """Score of the node in its own points, what a reader must know, and whether it was stopped at the marks."""

    score: Fraction
    note: str = ""
    capped: bool = False


class Weighed(msgspec.Struct, frozen=True):
    """A child on the common scale: its index (score ÷ full marks) and its weight, which need not add up to anything."""

    index: Fraction
    weight: Fraction


def weighed(terms: Terms, *, alike: bool = False) -> list[Weighed]:
    """Indices and weights of the live children.

    Weights keep their proportions when others are left out; a spread weight is dealt evenly. Where no child has a
    weight, and when ``alike``, all weigh the same. A child without marks says nothing and is passed over.
    """
    same = alike or not _has_weights(terms)
    live = [term for term in terms.live if term.full]
    if same:
        return [Weighed(term.score / term.full, _ONE) for term in live]
    dealt = sum((term.weight for term in terms.spread), _ZERO) / max(len(live), 1)
    return [Weighed(term.score / term.full, term.weight + dealt) for term in live]


def left_out(terms: Terms, *, alike: bool = False) -> str:
    """The note on children that were left out."""
    if not (terms.dropped or terms.spread):
        return ""
    if alike or not _has_weights(terms):
        return "不适用或未评部分不计入"
    return "不适用或未评部分的权重已按比例归并" if terms.dropped else "不适用部分的权重已平摊"


def _has_weights(terms: Terms) -> bool:
    return any(term.weight for group in (terms.live, terms.dropped, terms.spread) for term in group)
