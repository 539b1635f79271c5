"""``count_up``: +k per event, from zero to the item's marks (bonus).

Parameters: ``select`` (usually with outcome ``pass``), ``points`` per event.

    rule:
      kind: count_up
      select: {check: survey_held, outcomes: [pass]}
      points: 1

Worked example: 征集 1 point each up to 3: two events earn 2, five events earn 3.

Source: Longyan's table for its portal (征集 1 point each, up to 3).
"""

from hengping.indicators.rules import CountUp
from hengping.scoring.charge import Charge, Hit, Situation


def charge(rule: CountUp, situation: Situation) -> Charge:
    """One credit per selected finding."""
    found = situation.findings.hits(rule.select)
    return Charge(hits=tuple(Hit(finding=each, points=rule.points) for each in found), bonus=True)
