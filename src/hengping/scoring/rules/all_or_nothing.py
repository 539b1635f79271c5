"""``all_or_nothing``: the whole item is lost as soon as enough findings are selected (不得分).

Parameters: ``select``, one or several selectors counted together; ``at_least``, 1 unless said otherwise.

    rule:
      kind: all_or_nothing
      select: [{check: search_missing}]

Worked example: 未对接不得分 of an item of 3 marks: one finding loses 3, five findings lose 3.

Source: Fujian 2020 (not provided: nothing).
"""

from hengping.indicators.rules import AllOrNothing
from hengping.scoring.charge import Charge, Hit, Situation


def charge(rule: AllOrNothing, situation: Situation) -> Charge:
    """Every selected finding at the item's full marks; the cap leaves them to the first."""
    found = {each.finding_id: each for selector in rule.select for each in situation.findings.hits(selector)}
    if len(found) < rule.at_least:
        return Charge()
    return Charge(hits=tuple(Hit(finding=found[key], points=situation.marks) for key in sorted(found)))
