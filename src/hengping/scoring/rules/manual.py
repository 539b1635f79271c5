"""``manual``: a person gives marks (人工评分), with actor, time and reason, as a review of the item.

Parameters: none; ``guidance`` of the item says how to decide. Until somebody has decided the item is not tested.

Worked example: 办事统计数据, 2 marks; the assessor finds them not updated and gives 0: 2 points are lost (D19-05).

Source: items that only a person can judge; contract (reviews).
"""

from hengping.indicators.rules import Manual
from hengping.scoring.charge import Charge, Situation


def charge(rule: Manual, situation: Situation) -> Charge:  # noqa: ARG001 - the form of all rules
    """The marks given by the latest review."""
    return Charge(waiting=True) if situation.supplied is None else Charge(value=situation.supplied)
