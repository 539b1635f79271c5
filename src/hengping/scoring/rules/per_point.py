"""``per_point``: −d per percentage point that a rate lies above, or below, a base.

Parameters: ``select``; the rate as ``value`` (0–1) or exactly as ``numerator`` / ``denominator``; ``points`` per
percentage point; ``base`` in percent; ``direction``; ``count``: every ``started`` point, only ``full`` ones, or
``exact``.

    rule:
      kind: per_point
      select: {check: home_unavailable, outcomes: [pass, fail]}
      numerator: failed
      denominator: visits
      points: 5
      count: started

Worked example (C15-D1): −5 per 1 %. 2 failures of 100 visits are 2 % and lose 10; 3 of 140 are 2.142857… %: 15
started, 10 full.

Source: Fujian 2020 (及时率 each −1pp → −0.1); C15-D1. Whether C15-D1 is proportional is unconfirmed.
"""

from fractions import Fraction

from hengping.indicators.rounding import as_decimal
from hengping.indicators.rules import PerPoint
from hengping.model.finding import Finding
from hengping.scoring.charge import Charge, Hit, Situation
from hengping.scoring.select import number_of


def charge(rule: PerPoint, situation: Situation) -> Charge:
    """One hit per selected finding whose rate passes the base."""
    hits: list[Hit] = []
    for finding in situation.findings.hits(rule.select):
        rate = _rate(rule, finding)
        if rate is None:
            continue
        distance = 100 * rate - Fraction(rule.base)
        over = distance if rule.direction == "above" else -distance
        if over > 0 and (counted := _counted(rule, over)):
            hits.append(Hit(finding=finding, points=as_decimal(counted * Fraction(rule.points))))
    return Charge(hits=tuple(hits))


def _rate(rule: PerPoint, finding: Finding) -> Fraction | None:
    if rule.value:
        number = number_of(finding.values.get(rule.value))
        return None if number is None else Fraction(number)
    above, below = (number_of(finding.values.get(name)) for name in (rule.numerator, rule.denominator))
    if above is None or not below:
        return None
    return Fraction(above) / Fraction(below)


def _counted(rule: PerPoint, over: Fraction) -> Fraction:
    if rule.count == "exact":
        return over
    whole = over.numerator // over.denominator
    return Fraction(whole + 1 if rule.count == "started" and whole != over else whole)
