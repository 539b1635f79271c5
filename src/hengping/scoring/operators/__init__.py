"""Tree operators (汇总方式): one pure function each, on exact fractions. :data:`OPERATORS` is the closed list."""

from collections.abc import Callable

from hengping.scoring.operators import (
    deduct,
    geometric_mean,
    harmonic_mean,
    maximum,
    mean,
    minimum,
    sum_of,
    weighted_mean,
)
from hengping.scoring.operators.terms import Combined, Terms

OPERATORS: dict[str, Callable[[Terms], Combined]] = {
    "sum": sum_of.combine,
    "mean": mean.combine,
    "weighted_mean": weighted_mean.combine,
    "geometric_mean": geometric_mean.combine,
    "harmonic_mean": harmonic_mean.combine,
    "minimum": minimum.combine,
    "maximum": maximum.combine,
    "deduct": deduct.combine,
}
"""Function of every operator kind."""
