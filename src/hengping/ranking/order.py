"""Ranking methods (排名方法): places for keys that are already in order, best first."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import msgspec

RankMethod = Literal["dense", "competition", "ordinal"]


class PlaceInOrder(msgspec.Struct, frozen=True):
    """A rank, and whether others share its value (并列)."""

    rank: int
    tied: bool


def places(values: Sequence[Decimal] | Sequence[Fraction], method: RankMethod) -> list[PlaceInOrder]:
    """Ranks of values sorted from best to worst.

    ``dense``: 1, 2, 2, 3 (Guangxi 2017, CSTC since 2015); ``competition``: 1, 2, 2, 4 (CSTC to 2014, Tsinghua);
    ``ordinal``: 1, 2, 3, 4 (the order alone decides; equal values are still marked as tied).
    """
    found: list[PlaceInOrder] = []
    distinct = 0
    first = 0
    for number, value in enumerate(values):
        if number == 0 or value != values[number - 1]:
            distinct += 1
            first = number + 1
        rank = {"dense": distinct, "competition": first, "ordinal": number + 1}[method]
        tied = value in (*values[max(number - 1, 0) : number], *values[number + 1 : number + 2])
        found.append(PlaceInOrder(rank, tied))
    return found
