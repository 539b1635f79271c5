"""``per_hit``: −d per finding, capped (扣完为止).

Parameters: ``tariffs``, each with ``select``, ``points`` and, if wanted, its own ``cap``. A finding is charged by the
first tariff that selects it, so a narrow tariff stands before a wide one. The item's marks cap the whole.

Worked example (C15-D2): home page −1, other pages −0.1. 3 broken links on the home page and 15 elsewhere lose
3 × 1 + 15 × 0.1 = 4.5.

Source: Fujian 2020; C15-D2 to D4; ENG-06.
"""

from hengping.indicators.rules import PerHit
from hengping.scoring.charge import Charge, Hit, Situation


def charge(rule: PerHit, situation: Situation) -> Charge:
    """One hit per selected finding, at the points of the first tariff that selects it."""
    taken: set[str] = set()
    hits: list[Hit] = []
    for number, tariff in enumerate(rule.tariffs):
        for finding in situation.findings.hits(tariff.select):
            if finding.finding_id in taken:
                continue
            taken.add(finding.finding_id)
            bucket = f"tariff-{number}" if tariff.cap is not None else ""
            hits.append(Hit(finding=finding, points=tariff.points, bucket=bucket, bucket_cap=tariff.cap))
    return Charge(hits=tuple(hits))
