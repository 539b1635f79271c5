"""Functions of every rule kind that stands for itself; ``range_by_unit`` wraps one of them."""

from collections.abc import Callable
from typing import Any

from hengping.scoring.charge import Charge, Situation
from hengping.scoring.rules import (
    all_or_nothing,
    any_zeroes,
    bands,
    checklist,
    count_up,
    distinct,
    external,
    feed,
    given,
    levels,
    manual,
    mean_of,
    normalised,
    per_hit,
    per_point,
    ratio,
    shares,
)

PLAIN_RULES: dict[str, Callable[[Any, Situation], Charge]] = {
    "per_hit": per_hit.charge,
    "per_point": per_point.charge,
    "distinct": distinct.charge,
    "all_or_nothing": all_or_nothing.charge,
    "any_zeroes": any_zeroes.charge,
    "count_up": count_up.charge,
    "ratio": ratio.charge,
    "bands": bands.charge,
    "levels": levels.charge,
    "checklist": checklist.charge,
    "shares": shares.charge,
    "mean_of": mean_of.charge,
    "given": given.charge,
    "external": external.charge,
    "manual": manual.charge,
    "normalised": normalised.charge,
    "feed": feed.charge,
}
"""Function by kind."""
