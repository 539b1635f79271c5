"""``external``: an imported measure (满意度、好评率 …), converted to the item's marks.

Parameters: ``measure``, its name in the table of measures (the item's id unless said otherwise); ``scale``, the value
that earns everything (the item's marks unless said otherwise); ``low``, the value that earns nothing (0); ``unit``,
for print. A value of the item itself goes first. With ``low`` above ``scale`` a low measure is good.

    rule:
      kind: external
      measure: satisfaction
      scale: 100
      unit: "%"

Points = marks × (measure − low) ÷ (scale − low), kept between 0 and the marks.

Worked example: 满意度, 10 marks, measured 92.5: 9.25. With ``low: 60``: 10 × 32.5 ÷ 40 = 8.125; a measure of 55 earns
0.

Source: 社会满意度, 好评率 in national and local tables (measured by other bodies).
"""

from fractions import Fraction

from hengping.indicators.rules import External
from hengping.model.errors import InputError
from hengping.scoring.amounts import clamped, number, text
from hengping.scoring.charge import Charge, Situation


def charge(rule: External, situation: Situation) -> Charge:
    """The measure on the item's marks.

    Raises:
        InputError: the measure is a word; ``scale`` and ``low`` are the same.
    """
    name = rule.measure or situation.item_id
    value = situation.values.get(name) if situation.supplied is None else situation.supplied
    if value is None:
        return Charge(waiting=True)
    marks, low = Fraction(situation.marks), Fraction(rule.low)
    high = marks if rule.scale is None else Fraction(rule.scale)
    if high == low:
        raise InputError("scale 与 low 相同，无法换算", where=situation.item_id, remedy="改正 scale 或 low")
    measured = number(value, name)
    exact = marks * (measured - low) / (high - low)
    points = clamped(exact, marks)
    note = "" if exact == points else "超出量程，按上限计" if exact > points else "低于量程，按 0 计"
    return Charge(value=points, raw_value=text(measured) + rule.unit, note=note)
