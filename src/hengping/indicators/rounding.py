"""Rounding (取整): once, on the exact value, as the system says."""

from decimal import Decimal
from fractions import Fraction
from typing import Literal

_DIGITS = 28
_EXACT = 10**_DIGITS
_SETTLED = 10**30
"""Longer fractions come from roots and logarithms, worked to a fixed number of digits."""

_TRUSTED = 10**35
RoundingMode = Literal["half_up", "truncate", "half_even"]


def rounded(value: Decimal | Fraction, digits: int, mode: RoundingMode) -> Decimal:
    """``value`` with exactly ``digits`` decimals.

    ``half_up`` rounds a half away from zero (四舍五入); ``truncate`` cuts (some notices print a rate of 92.45 as
    92.4); ``half_even`` rounds a half to the even neighbour (四舍六入五成双). Worked on exact fractions, so that a
    third is never taken for a half.
    """
    above, below = value.as_integer_ratio()
    if below > _SETTLED:
        # The square of a square root lies a hair beside the half that it is: what is below the trusted digits is noise.
        above, below = round(Fraction(above * _TRUSTED, below)), _TRUSTED
    whole, rest = divmod(abs(above) * 10**digits, below)
    if mode == "half_up":
        whole += 2 * rest >= below
    elif mode == "half_even":
        whole += 2 * rest > below or (2 * rest == below and whole % 2 == 1)
    return Decimal(-whole if above < 0 else whole).scaleb(-digits)


def brief(value: Decimal | Fraction, digits: int = 4) -> str:
    """A number for a note: at most so many decimals, none that are nothing but zeros."""
    text = format(rounded(value, digits, "half_up"), "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def as_decimal(value: Fraction) -> Decimal:
    """The decimal of a fraction: exact when it ends within 28 digits; without trailing zeros or exponent."""
    above, below = value.as_integer_ratio()
    if below == 1 and abs(above) < _EXACT:
        return Decimal(above)
    quotient = (Decimal(above) / Decimal(below)).normalize()
    # Written with an exponent ("1E+2") only when rounding to the context's digits has left nothing behind the point.
    return Decimal(format(quotient, "f")) if "E+" in str(quotient) else quotient
