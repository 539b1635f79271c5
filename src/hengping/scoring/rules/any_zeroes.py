"""``any_zeroes``: one selected finding, and nothing of the item is earned (出现一次即不得分).

Parameters: ``select``, one or several selectors; ``scope``: ``unit`` looks at the judged site, ``area`` also at every
site subordinate to it, found by ``match`` (``parent``, ``division`` or ``region``, as in ``feed``).

    rule:
      kind: any_zeroes
      select: [{check: dark_link}]
      scope: area

Worked example: 商业广告 1 mark, ``scope: area``. The district's portal is clean, one of its 30 sites carries a
commercial advertisement: 0. Five advertisements: 0.

Source: a city's table of districts (any commercial advertisement on any site of the area zeroes the item).
"""

from hengping.indicators.rules import AnyZeroes
from hengping.scoring.charge import Charge, Hit, Situation
from hengping.scoring.quantity import selected


def charge(rule: AnyZeroes, situation: Situation) -> Charge:
    """Every selected finding at the item's full marks; the cap leaves them to the first."""
    found = {each.finding_id: each for each in selected(situation.findings, rule.select)}
    if rule.scope == "area" and situation.area is not None:
        found |= {each.finding_id: each for each in selected(situation.area, rule.select)}
    # An area that nobody looked up was not looked at: the item is only partly checked.
    unseen = rule.scope == "area" and situation.area is None
    hits = tuple(Hit(finding=found[key], points=situation.marks) for key in sorted(found))
    return Charge(hits=hits, open=unseen, note="下级网站未纳入检查" if unseen else "")
