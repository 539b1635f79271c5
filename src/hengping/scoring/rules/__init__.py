"""Rule kinds as functions: one module each, pure, exact. :data:`RULES` is the closed list."""

from collections.abc import Callable
from typing import Any

from hengping.scoring.charge import Charge, Situation
from hengping.scoring.rules import all_or_nothing, count_up, distinct, given, manual, per_hit, per_point

RULES: dict[str, Callable[[Any, Situation], Charge]] = {
    "per_hit": per_hit.charge,
    "per_point": per_point.charge,
    "distinct": distinct.charge,
    "all_or_nothing": all_or_nothing.charge,
    "count_up": count_up.charge,
    "given": given.charge,
    "manual": manual.charge,
}
"""Function of every rule kind; the same ids as ``hengping.indicators.rules.RULE_SPECS``."""
