"""Tree operators (汇总方式): one pure function each, on exact fractions. :data:`OPERATORS` is the closed list."""

from collections.abc import Callable

from hengping.scoring.operators import deduct, sum_of, weighted_mean
from hengping.scoring.operators.terms import Combined, Terms

OPERATORS: dict[str, Callable[[Terms], Combined]] = {
    "sum": sum_of.combine,
    "weighted_mean": weighted_mean.combine,
    "deduct": deduct.combine,
}
"""Function of every operator kind."""
