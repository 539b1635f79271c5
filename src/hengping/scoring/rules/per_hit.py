"""``per_hit``: −d per finding, capped (扣完为止).

Parameters: ``tariffs``, each with ``select``, ``points`` and, if wanted, its own ``cap``. A finding is charged by the
first tariff that selects it, so a narrow tariff stands before a wide one. The item's marks cap the whole. ``per``: so
many findings make one charge (1); ``count``: a begun lot is charged (``started``), or only a whole one (``full``).

    rule:
      kind: per_hit
      tariffs:
        - select: {check: broken_link, where: {on_home: true}}
          points: 1
        - select: {check: broken_link}
          points: 0.1

Worked example (C15-D2): home page −1, other pages −0.1. 3 broken links on the home page and 15 elsewhere lose
3 × 1 + 15 × 0.1 = 4.5. With ``per: 10`` and −1: 25 links lose 3 (``started``) or 2 (``full``).

Source: Fujian 2020; C15-D2 to D4; ENG-06.
"""

from hengping.indicators.rules import PerHit, Tariff
from hengping.model.finding import Finding
from hengping.scoring.charge import Charge, Hit, Situation


def charge(rule: PerHit, situation: Situation) -> Charge:
    """One hit per selected finding, or per lot of them, at the points of the first tariff that selects it."""
    taken: set[str] = set()
    hits: list[Hit] = []
    for number, tariff in enumerate(rule.tariffs):
        found = [each for each in situation.findings.hits(tariff.select) if each.finding_id not in taken]
        taken.update(each.finding_id for each in found)
        hits.extend(_hits(tariff, f"tariff-{number}" if tariff.cap is not None else "", found))
    return Charge(hits=tuple(hits))


def _hits(tariff: Tariff, bucket: str, found: list[Finding]) -> list[Hit]:
    """As many hits as there are lots, begun or whole.

    They are laid on the first findings, not on one of every lot: so a further finding moves at most one of them, and
    never several onto findings that another item already charges.
    """
    lots = -(-len(found) // tariff.per) if tariff.count == "started" else len(found) // tariff.per
    return [
        Hit(
            finding=each,
            points=tariff.points,
            reason="" if tariff.per == 1 else f"{each.messages.zh}（每 {tariff.per} 项计一次，第 {lot} 次）",
            bucket=bucket,
            bucket_cap=tariff.cap,
        )
        for lot, each in enumerate(found[:lots], 1)
    ]
