"""Which rows a chart shows when there are too many to read: all up to a number, beyond it both ends."""

from collections.abc import Sequence
from typing import TypeVar

_Row = TypeVar("_Row")

ALL = 30
"""Rows that fit a page legibly."""

END = 10
"""Rows shown of either end when there are more."""


def shown(rows: Sequence[_Row]) -> tuple[list[_Row], list[_Row], int]:
    """Rows from the top, rows from the bottom (none when all are shown), and how many between them are left out."""
    if len(rows) <= ALL:
        return list(rows), [], 0
    return list(rows[:END]), list(rows[-END:]), len(rows) - 2 * END


def gap(left_out: int) -> str:
    """What stands in place of the rows between the ends."""
    return f"……（中间{left_out}个略）"


def extent(left_out: int) -> str:
    """What a chart of the two ends adds to its title."""
    return f"（前{END}和后{END}）" if left_out else ""
