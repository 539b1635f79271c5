"""``checklist``: sub-facts each with its points (要点计分).

Parameters: ``elements``, each with ``id``, ``title``, ``points`` and, if checks can decide it, ``select``: earned when
any such finding exists (usually with outcome ``pass``). Other elements wait for a value from outside, written
``item/element``, from 0 to 1; such a value also stands instead of findings. The points add up to the item's marks. A
number supplied for the item itself is its points.

    rule:
      kind: checklist
      elements:
        - {id: policy, title: 政策, points: 1}
        - {id: persons, title: 对象, points: 1}
        - {id: measures, title: 措施, points: 1}

Worked example: 扶贫信息 (item ``poverty``), 3 marks. Policy and measures are published, the list of persons is half
complete: ``poverty/policy`` 1, ``poverty/persons`` 0.5, ``poverty/measures`` 1: 2.5.

Source: a district's openness table (公开扶贫政策 1 + 对象 1 + 措施 1; parts of 0.1 to 6 points).
"""

from fractions import Fraction

from hengping.indicators.rules import Checklist
from hengping.scoring.charge import Charge, Situation
from hengping.scoring.rules.parts import Part, charge_parts


def charge(rule: Checklist, situation: Situation) -> Charge:
    """Sum of the points of the elements, on the item's marks."""
    total = sum((Fraction(each.points) for each in rule.elements), Fraction(0))
    factor = Fraction(situation.marks) / total
    return charge_parts([Part(each, Fraction(each.points) * factor) for each in rule.elements], situation)
