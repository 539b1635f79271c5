"""Types of arrays, and rounding of floats that agrees with the exact rounding of scores."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from hengping.indicators.rounding import RoundingMode

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint8]
Ranks = npt.NDArray[np.unsignedinteger[Any]]
AnyArray = npt.NDArray[Any]

TOLERANCE = 1e-9
"""Two floats closer than this, in points, are the same score: sums of a few hundred terms err by less than 1e-11."""

_NEAR = 1e-7
"""In units of the last printed digit: a half that a float misses by less is a half."""


def units(values: Floats, digits: int, mode: RoundingMode) -> Whole:
    """``values`` rounded to ``digits`` decimals, as whole numbers of the last digit (95.74 → 9574).

    Agrees with :func:`hengping.indicators.rounding.rounded` wherever the exact value is not within 1e-7 of the last
    digit of a half without being one.
    """
    if mode == "half_up" and values.size and values.min() >= 0:
        # The usual case, without temporaries: totals are never negative.
        quick = values * (10.0**digits * (1 + 1e-14))
        quick += 0.5 + _NEAR
        return quick.astype(np.int64)  # cuts, and these are not negative
    scaled = np.abs(values) * 10.0**digits
    near = _NEAR + scaled * 1e-14
    if mode == "half_up":
        whole = np.floor(scaled + 0.5 + near)
    elif mode == "truncate":
        whole = np.floor(scaled + near)
    else:
        floor = np.floor(scaled)
        half = np.abs(scaled - floor - 0.5) <= near
        whole = np.where(half, floor + floor % 2, np.floor(scaled + 0.5))
    return (np.sign(values) * whole).astype(np.int64)


def rounded_floats(values: Floats, digits: int, mode: RoundingMode) -> Floats:
    """``values`` rounded to ``digits`` decimals, still floats."""
    return units(values, digits, mode) / 10.0**digits


def limit_units(limit: Decimal, digits: int) -> float:
    """A limit in units of the last printed digit; it may lie between two of them."""
    return float(limit.scaleb(digits))


def at_least(values: Floats, limit: float) -> Truths:
    """Whether values reach a limit, a float's error aside."""
    return values >= limit - TOLERANCE


def above(values: Floats, limit: float) -> Truths:
    """Whether values exceed a limit, a float's error aside."""
    return values > limit + TOLERANCE


def shown(value: float | None, digits: int) -> float | None:
    """A statistic as it is printed: rounded half to even to ``digits`` decimals; NaN and infinity become None."""
    if value is None or not np.isfinite(value):
        return None
    return round(float(value), digits) + 0.0


def shown_all(values: Sequence[float] | AnyArray, digits: int) -> list[float | None]:
    """:func:`shown` for each value."""
    return [shown(float(value), digits) for value in values]
