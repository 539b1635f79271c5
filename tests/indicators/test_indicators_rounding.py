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
