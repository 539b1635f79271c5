"""``range_by_unit``: the item's full marks depend on the unit, and are then earned by another rule.

Parameters: ``by``: ``class`` (A, B), ``group`` or ``site_code``; ``marks``, full marks by that word; ``otherwise``,
full marks of all others (left out: the item does not apply to them); ``rule``, how the marks are earned: any other
kind.

    rule:
      kind: range_by_unit
      by: group
      marks: {市场监管部门: 3.5}
      otherwise: 0.5
      rule:
        kind: levels
        levels:
          - {id: full, title: 完整, share: 100}
          - {id: partial, title: 部分, share: 50}
          - {id: none, title: 无, share: 0}

Worked example: 双随机, 0.5 to 3.5 marks. Level ``partial`` (50 %) earns 1.75 of 3.5 in the group of market
supervision, and 0.25 of 0.5 elsewhere.

Source: a district's openness table (双随机 0.5–3.5 points depending on the unit).
"""

from hengping.indicators.rules import RangeByUnit
from hengping.scoring.charge import Charge, Situation
from hengping.scoring.rules.plain import PLAIN_RULES


def charge(rule: RangeByUnit, situation: Situation) -> Charge:
    """What the inner rule says; the marks of the situation are already those of the unit."""
    return PLAIN_RULES[rule.rule.kind](rule.rule, situation)
