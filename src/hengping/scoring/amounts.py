"""What the rule functions share: numbers from outside, limits, and numbers as text for print."""

from decimal import Decimal
from fractions import Fraction

from hengping.indicators.rounding import rounded
from hengping.model.errors import InputError

_PRINTED_DIGITS = 6


def number(value: Decimal | str, where: str) -> Fraction:
    """The exact number of a value from outside.

    Raises:
        InputError: it is a word.
    """
    if isinstance(value, str):
        raise InputError(f"“{value}”不是数字", where=where, remedy="改为数字；没有数据时留空，不适用时写 NA")
    return Fraction(value)


def number_within(value: Decimal | str, low: Fraction, high: Fraction, where: str) -> Fraction:
    """The exact number of a value from outside that has limits.

    Raises:
        InputError: it is a word, or outside the limits.
    """
    found = number(value, where)
    if not low <= found <= high:
        what = f"值 {text(found)} 超出 {text(low)} 至 {text(high)}"
        raise InputError(what, where=where, remedy="改为该范围内的数字，或检查满分与量程（scale）")
    return found


def clamped(points: Fraction, marks: Fraction) -> Fraction:
    """Points kept between none and all of the marks."""
    return min(max(points, Fraction(0)), marks)


def gift(points: Decimal | None, share: Decimal | None, marks: Decimal) -> Fraction:
    """What a band or level gives: its points, or its percent of the item's marks; never more than these."""
    full = Fraction(marks)
    if points is not None:
        return min(Fraction(points), full)
    return full * Fraction(share or 0) / 100


def text(value: Fraction | Decimal) -> str:
    """A number for print: without trailing zeros; more than six decimals are rounded."""
    exact = Fraction(value)
    if exact.denominator == 1:
        return str(exact.numerator)
    return format(rounded(exact, _PRINTED_DIGITS, "half_up").normalize(), "f")


def division(above: int, below: int) -> str:
    """A share with its two counts, as ``17/20 = 0.85``."""
    value = Fraction(above, below)
    printed = text(value)
    return f"{above}/{below} {'=' if Fraction(printed) == value else '≈'} {printed}"
