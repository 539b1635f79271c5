"""``distinct``: −d per distinct value, however many findings show it (按类扣分，同类只扣一次).

Parameters: ``select``; ``value``, a list value (or a single one) of the findings; ``points`` per distinct member. The
item's marks cap the whole.

    rule:
      kind: distinct
      select: {check: guide_incomplete, outcomes: [fail, partly]}
      value: missing
      points: 2

Worked example (C15-D8.1): −2 per missing class of guide elements, at most −16. One guide lacks 办理时间 and
联系电话: −4; every other guide lacks the same two: still −4; a further one lacks 申请条件: −6.

Source: C15-D8.1.
"""

from typing import Any

from hengping.indicators.rules import Distinct
from hengping.scoring.charge import Charge, Hit, Situation


def charge(rule: Distinct, situation: Situation) -> Charge:
    """A hit per finding and class; a class has room for its points once."""
    return Charge(
        hits=tuple(
            Hit(
                finding=finding,
                points=rule.points,
                reason=member,
                bucket=member,
                bucket_cap=rule.points,
                counts_once=True,
            )
            for finding in situation.findings.hits(rule.select)
            for member in _members(finding.values.get(rule.value))
        )
    )


def _members(value: Any) -> list[str]:
    raw = value if isinstance(value, list | tuple) else [] if value is None else [value]
    return list(dict.fromkeys(str(each) for each in raw))
