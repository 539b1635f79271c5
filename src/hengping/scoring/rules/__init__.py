"""Rule kinds as functions: one module each, pure, exact. :data:`RULES` is the closed list."""

from collections.abc import Callable
from typing import Any

from hengping.scoring.charge import Charge, Situation
from hengping.scoring.rules import range_by_unit
from hengping.scoring.rules.plain import PLAIN_RULES

RULES: dict[str, Callable[[Any, Situation], Charge]] = PLAIN_RULES | {"range_by_unit": range_by_unit.charge}
"""Function of every rule kind; the same ids as ``hengping.indicators.rules.RULE_SPECS``."""
