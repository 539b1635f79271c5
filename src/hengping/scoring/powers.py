"""Roots, powers and logarithms of exact fractions: exact where the result is rational, else to :data:`DIGITS` digits.

Irrational results are worked in decimals of fixed precision, so that they are the same on every machine, and are exact
fractions from there on.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from math import gcd, isqrt, prod

DIGITS = 60
"""Significant digits of an irrational result."""

SETTLED = 40
"""Decimals to which an irrational result is compared."""

_GUARD = 10
_SHORT_BITS = 150
_LONG_BITS = 512
"""Denominators longer than this are not kept in sums over many sites."""

_EXACT_BITS = 4_000
"""Powers with longer numbers than this are not tried for an exact root."""


def compact(value: Fraction) -> Fraction:
    """The value itself while it is short, else to :data:`DIGITS` digits.

    Fractions with unrelated denominators grow with every addition: a mean over thousands of rates would have thousands
    of digits, and so would everything that is made of it.
    """
    if value.denominator.bit_length() <= _LONG_BITS:
        return value
    with localcontext(prec=DIGITS):
        return Fraction(decimal_of(value))


def total(values: Iterable[Fraction]) -> Fraction:
    """Their sum, kept compact; in the order given."""
    result = Fraction(0)
    for value in values:
        result = compact(result + value)
    return result


def settled(value: Fraction) -> Fraction:
    """The value to :data:`SETTLED` decimals, if it is not short anyway.

    Two ways to the same irrational number end in different last digits; what is compared for ties must not show them.
    """
    if value.denominator.bit_length() <= _SHORT_BITS:
        return value
    return Fraction(round(value * 10**SETTLED), 10**SETTLED)


def decimal_of(value: Fraction) -> Decimal:
    """The decimal of a fraction, in the precision of the current context."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def power_product(bases: Sequence[Fraction], weights: Sequence[int]) -> Fraction:
    """(Π base^weight)^(1/Σ weight) of positive bases and positive whole weights: the weighted geometric mean."""
    if all(base == bases[0] for base in bases):
        return bases[0]
    shared = gcd(*weights)
    powers = [weight // shared for weight in weights]
    degree = sum(powers)
    bits = sum(
        power * max(base.numerator.bit_length(), base.denominator.bit_length())
        for base, power in zip(bases, powers, strict=True)
    )
    if bits > _EXACT_BITS:
        with localcontext(prec=DIGITS + _GUARD):
            terms = [power * decimal_of(base).ln() for base, power in zip(bases, powers, strict=True)]
            return _root_of_log(sum(terms, Decimal(0)), degree)
    product = prod((base**power for base, power in zip(bases, powers, strict=True)), start=Fraction(1))
    root = exact_root(product, degree)
    if root is not None:
        return root
    with localcontext(prec=DIGITS + _GUARD):
        return _root_of_log(decimal_of(product).ln(), degree)


def _root_of_log(logarithm: Decimal, degree: int) -> Fraction:
    result = (logarithm / degree).exp()
    with localcontext(prec=DIGITS):
        return Fraction(+result)


def square_root(value: Fraction) -> Fraction:
    """√value of a value that is not negative."""
    root = exact_root(value, 2)
    if root is not None:
        return root
    with localcontext(prec=DIGITS):
        return Fraction(decimal_of(value).sqrt())


def natural_log(value: Fraction) -> Fraction:
    """The natural logarithm of a positive value."""
    return _logarithm(value, natural=True)


def common_log(value: Fraction) -> Fraction:
    """The logarithm to base ten of a positive value; whole for powers of ten."""
    return _logarithm(value, natural=False)


def exact_root(value: Fraction, degree: int) -> Fraction | None:
    """The ``degree``-th root of a value that is not negative, if it is rational."""
    above = _whole_root(value.numerator, degree)
    if above is None:
        return None
    below = _whole_root(value.denominator, degree)
    return None if below is None else Fraction(above, below)


def _logarithm(value: Fraction, *, natural: bool) -> Fraction:
    with localcontext(prec=DIGITS + _GUARD) as context:
        result = decimal_of(value).ln() if natural else decimal_of(value).log10()
        context.prec = DIGITS
        return Fraction(+result)


def _whole_root(value: int, degree: int) -> int | None:
    """The whole root by Newton's method, None when there is none."""
    if value < 2:  # noqa: PLR2004 - 0 and 1 are their own roots
        return value
    if degree == 2:  # noqa: PLR2004 - Python has this one
        guess = isqrt(value)
        return guess if guess * guess == value else None
    guess = 1 << -(-value.bit_length() // degree)
    while True:
        step = ((degree - 1) * guess + value // guess ** (degree - 1)) // degree
        if step >= guess:
            break
        guess = step
    return guess if guess**degree == value else None
