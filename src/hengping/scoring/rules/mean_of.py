"""``mean_of``: the mean of several values (健康运行取四个季度得分平均).

Parameters: ``parts``, what is averaged, each with ``id`` and ``title``, its value written ``item/part``; ``scale``,
full value of a part when it is not the item's marks; ``missing``: a part without a value makes the item ``wait``, is
left out (``skip``), or counts as ``zero``. A value of the item itself is the mean, on the same scale.

    rule:
      kind: mean_of
      scale: 100
      parts:
        - {id: q1, title: 第一季度}
        - {id: q2, title: 第二季度}
        - {id: q3, title: 第三季度}
        - {id: q4, title: 第四季度}

Worked example (VAR-10): 25 marks; quarters (``health/q1`` …) 73.4, 80, 90 and 100: mean 85.85, points 25 × 0.8585 =
21.4625. The fourth quarter missing: ``wait``: no score yet; ``skip``: mean of three 81.133…; ``zero``: 60.85.

Source: Guangxi 2018 (健康运行 = mean of four quarters).
"""

from fractions import Fraction

from hengping.indicators.rules import MeanOf
from hengping.scoring.amounts import number_within, text
from hengping.scoring.charge import Charge, Situation

_ZERO = Fraction(0)


def charge(rule: MeanOf, situation: Situation) -> Charge:
    """Mean of the parts, on the item's marks.

    Raises:
        InputError: a value is a word or lies outside 0 to the scale.
    """
    full = Fraction(situation.marks if rule.scale is None else rule.scale)
    if situation.supplied is not None:
        mean = number_within(situation.supplied, _ZERO, full, situation.item_id)
        return _charge(mean, full, situation, "")
    known: list[Fraction] = []
    lacking: list[str] = []
    for part in rule.parts:
        where = f"{situation.item_id}/{part.id}"
        value = situation.values.get(where)
        if value is None:
            lacking.append(part.title.zh)
        else:
            known.append(number_within(value, _ZERO, full, where))
    if not known or (lacking and rule.missing == "wait"):
        return Charge(waiting=True, note=f"等待：{'、'.join(lacking)}")
    count = len(rule.parts) if rule.missing == "zero" else len(known)
    note = f"{count} 项平均：{'、'.join(text(each) for each in known)}"
    if lacking:
        note += f"；{'、'.join(lacking)}缺，{'按 0 计' if rule.missing == 'zero' else '未计入'}"
    return _charge(sum(known, _ZERO) / count, full, situation, note)


def _charge(mean: Fraction, full: Fraction, situation: Situation, note: str) -> Charge:
    points = mean * Fraction(situation.marks) / full if full else _ZERO
    return Charge(value=points, raw_value=text(mean), note=note)
