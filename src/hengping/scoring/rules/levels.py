"""``levels``: full, partial or none (等次: 4 / 2 / 0).

Parameters: ``levels``, each with ``id``, ``title`` and what it gives: ``points``, or ``share`` in percent of the
item's marks. A person or a table names the level by its id. Or findings decide: a level with ``select`` holds when
these select ``at_least`` findings (1); the first in file order that holds counts; if none does, the first without
``select`` is what remains (without such a level: 0). A named level stands instead of findings.

    rule:
      kind: levels
      levels:
        - {id: none, title: 未公开, points: 0, select: [{check: list_missing}], at_least: 2}
        - {id: partial, title: 部分公开, points: 2, select: [{check: list_missing}]}
        - {id: complete, title: 全部公开, points: 4}

Worked example: 权责清单, 4 marks. One list is missing: ``partial``, 2; two are missing: 0; none is: 4. The table of
values says ``partial``: 2.

Source: Beilun's table (4 / 2 / 0; one list missing of three: half).
"""

from fractions import Fraction

from hengping.indicators.rules import Level, Levels
from hengping.model.errors import InputError
from hengping.model.finding import Finding
from hengping.scoring.amounts import gift, text
from hengping.scoring.charge import Charge, Situation
from hengping.scoring.quantity import ids, selected


def charge(rule: Levels, situation: Situation) -> Charge:
    """What the level gives.

    Raises:
        InputError: the supplied word is no level's id.
    """
    if situation.supplied is not None:
        return _given(_named(rule, situation), (), situation)
    if not any(level.select for level in rule.levels):
        return Charge(waiting=True)
    for level in rule.levels:
        found = selected(situation.findings, level.select)
        if level.select and len(found) >= level.at_least:
            return _given(level, found, situation)
    rest = next((level for level in rule.levels if not level.select), None)
    if rest is None:
        return Charge(value=Fraction(0), note="不符合任何等次")
    return _given(rest, (), situation)


def _named(rule: Levels, situation: Situation) -> Level:
    named = situation.supplied if isinstance(situation.supplied, str) else text(situation.supplied or Fraction(0))
    for level in rule.levels:
        if level.id == named:
            return level
    allowed = "、".join(f"{level.id}（{level.title.zh}）" for level in rule.levels)
    raise InputError(f"“{named}”不是等次", where=situation.item_id, remedy=f"写等次的 id：{allowed}")


def _given(level: Level, found: list[Finding] | tuple[()], situation: Situation) -> Charge:
    points = gift(level.points, level.share, situation.marks)
    return Charge(value=points, raw_value=level.id, note=f"等次：{level.title.zh}", finding_ids=ids(found))
