"""``ratio``: marks in proportion to a number (按比例得分).

Parameters: ``base``, the number that earns nothing (0); ``target``, the number that earns everything (1): a straight
line between the two, beyond them none and all. With ``target`` below ``base`` a low number is good. Numbers written
as percentages want ``target: 100``. ``quantity``, the number:

- ``supplied`` (unless said otherwise): the value of the item, or with ``measure`` an imported measure by its name.
- ``count``: how many findings ``select`` (a list) finds, each once.
- ``value``: the value ``name`` of the findings that ``select`` finds; several are joined by ``over`` (``mean``,
  ``sum``, ``min``, ``max``). Without any: not applicable, and a sum of 0.
- ``share``: findings of ``select`` ÷ findings of ``of`` (two lists), 0–1. Without a finding of ``of``: not
  applicable.

A number supplied for the item stands instead of findings, and is turned into points in the same way.

    rule:
      kind: ratio
      quantity:
        kind: share
        select: [{check: guide_incomplete, outcomes: [pass]}]
        of: [{check: guide_incomplete, outcomes: [pass, partly, fail]}]

Points = marks × (number − base) ÷ (target − base), kept between 0 and the marks.

Worked example: 4 marks, 17 of 20 guides are complete: 17/20 = 0.85, so 4 × 0.85 = 3.4. With ``base: 0.5`` it is 4 ×
(0.85 − 0.5) ÷ (1 − 0.5) = 2.8.

Source: 按比例得分 in published regional tables.
"""

from fractions import Fraction

from hengping.indicators.rules import Ratio
from hengping.scoring.amounts import clamped
from hengping.scoring.charge import Charge, Situation
from hengping.scoring.quantity import measure


def charge(rule: Ratio, situation: Situation) -> Charge:
    """The marks that the number earns."""
    found = measure(rule.quantity, situation)
    if found.value is None:
        return found.unjudged()
    base, target, marks = Fraction(rule.base), Fraction(rule.target), Fraction(situation.marks)
    return found.charged(clamped(marks * (found.value - base) / (target - base), marks))
