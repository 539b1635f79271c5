"""``manual``: people give marks (人工评分), with actor, time and reason, as reviews of the item.

Parameters: ``rubric``, what the points mean; ``assessors``, how many people must mark it independently; ``combine``:
``mean``, ``median`` or ``trimmed_mean`` (one highest and one lowest left out; of fewer than three marks the mean);
``max_difference``: marks further apart wait for an arbiter, whose marks then stand alone. Until enough people have
marked it the item is not tested; ``guidance`` of the item says how to decide. A value from a table is final.

    rule:
      kind: manual
      assessors: 3
      combine: median
      max_difference: 6
      rubric:
        - {points: 10, text: 在全国推广}
        - {points: 5, text: 在本省推广}
        - {points: 0, text: 没有创新案例}

Worked example: 创新案例, 10 marks, marks 9, 8 and 4: median 8, mean 7, trimmed mean 8. With ``max_difference: 3`` it
waits for an arbiter, because 9 − 4 = 5. One assessor, 办事统计数据, 2 marks, not updated: 0, 2 points are lost
(D19-05).

Source: items that only a person can judge; contract (reviews).
"""

from collections.abc import Sequence
from fractions import Fraction

from hengping.indicators.rules import Manual
from hengping.scoring.amounts import number_within, text
from hengping.scoring.charge import Charge, Situation

_COMBINED = {"mean": "平均分", "median": "中位数", "trimmed_mean": "去掉一个最高分和一个最低分后的平均分"}
_TRIMMED_FROM = 3


def charge(rule: Manual, situation: Situation) -> Charge:
    """The marks of the arbiter or of a table, or those of all assessors joined.

    Raises:
        InputError: marks are a word or outside the item's marks.
    """
    full = Fraction(situation.marks)
    if situation.supplied is not None:
        return Charge(value=number_within(situation.supplied, Fraction(0), full, situation.item_id))
    marks = sorted(number_within(each, Fraction(0), full, situation.item_id) for each in situation.assessments)
    raw = "、".join(text(each) for each in marks)
    if len(marks) < rule.assessors:
        note = f"已有 {len(marks)} 人评分，需要 {rule.assessors} 人" if marks else ""
        return Charge(waiting=True, raw_value=raw, note=note)
    apart = marks[-1] - marks[0]
    if rule.max_difference is not None and apart > rule.max_difference:
        note = f"评分相差 {text(apart)}，超过 {text(rule.max_difference)}，等待仲裁"
        return Charge(waiting=True, raw_value=raw, note=note)
    note = f"{len(marks)} 人评分，取{_COMBINED[rule.combine]}" if len(marks) > 1 else ""
    return Charge(value=combined(rule.combine, marks), raw_value=raw if len(marks) > 1 else "", note=note)


def combined(how: str, marks: Sequence[Fraction]) -> Fraction:
    """Marks in ascending order, at least one, as one."""
    if how == "median":
        middle = len(marks) // 2
        return marks[middle] if len(marks) % 2 else (marks[middle - 1] + marks[middle]) / 2
    kept = marks[1:-1] if how == "trimmed_mean" and len(marks) >= _TRIMMED_FROM else marks
    return sum(kept, Fraction(0)) / len(kept)
