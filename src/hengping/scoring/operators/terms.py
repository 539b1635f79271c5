"""What an operator is given and what it gives back."""

from fractions import Fraction

import msgspec


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
    """

    marks: Fraction
    live: tuple[Term, ...]
    dropped: tuple[Term, ...] = ()
    spread: tuple[Term, ...] = ()


class Combined(msgspec.Struct, frozen=True):
    """Score of the node in its own points, and what a reader must know."""

    score: Fraction
    note: str = ""
