"""Rounding (取整): once, on the exact value, as the system says."""

from decimal import Decimal
from fractions import Fraction
from typing import Literal

RoundingMode = Literal["half_up", "truncate"]


def rounded(value: Decimal | Fraction, digits: int, mode: RoundingMode) -> Decimal:
    """``value`` with exactly ``digits`` decimals.

    ``half_up`` rounds a half away from zero (四舍五入); ``truncate`` cuts (some notices print a rate of 92.45 as
    92.4). Worked on exact fractions, so that a third is never taken for a half.
    """
    exact = Fraction(value) * 10**digits
    magnitude = abs(exact) + (Fraction(1, 2) if mode == "half_up" else 0)
    whole = magnitude.numerator // magnitude.denominator
    return Decimal(-whole if exact < 0 else whole).scaleb(-digits)


def as_decimal(value: Fraction) -> Decimal:
    """The decimal of a fraction: exact when it ends within 28 digits; without trailing zeros or exponent."""
    quotient = Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(format(quotient.normalize(), "f"))
