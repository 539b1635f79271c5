"""Rounding on exact values."""

from decimal import Decimal
from fractions import Fraction

import pytest

from hengping.indicators.rounding import RoundingMode, as_decimal, rounded


@pytest.mark.parametrize(
    ("value", "digits", "mode", "expected"),
    [
        (Decimal("2.345"), 2, "half_up", "2.35"),
        (Decimal("2.344999"), 2, "half_up", "2.34"),
        (Decimal("-2.345"), 2, "half_up", "-2.35"),
        (Decimal("2.349"), 2, "truncate", "2.34"),
        (Decimal("-2.349"), 2, "truncate", "-2.34"),
        (Fraction(149, 183), 4, "half_up", "0.8142"),
        (Fraction(1, 3) * 3 / 2, 0, "half_up", "1"),
        (Decimal(5), 2, "half_up", "5.00"),
        (Fraction(49, 53) * 100, 1, "truncate", "92.4"),
        (Fraction(180, 188) * 100, 2, "half_up", "95.74"),
    ],
)
def test_rounded(value: Decimal | Fraction, digits: int, mode: RoundingMode, expected: str) -> None:
    assert str(rounded(value, digits, mode)) == expected


def test_as_decimal_is_plain_text() -> None:
    assert str(as_decimal(Fraction(100))) == "100"
    assert str(as_decimal(Fraction(1, 4))) == "0.25"
    assert str(as_decimal(Fraction(1, 3))).startswith("0.3333333333333333333333")


def test_the_square_of_a_root_is_rounded_as_the_number_itself() -> None:
    """79.5 × 1.1 = 87.45, worked out by way of a root of sixty digits and brought back to a scale of 120."""
    from decimal import localcontext  # noqa: PLC0415 - here alone

    with localcontext(prec=60):
        root = Fraction((Decimal("79.5") * Decimal("1.1")).sqrt())
    share = Fraction(round(root * root / 14400 * 10**40), 10**40)
    assert rounded(share * 14400, 1, "half_up") == Decimal("87.5")
