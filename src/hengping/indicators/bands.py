"""Whether tiers (档级) cover their range without overlap or gap."""

from decimal import Decimal
from itertools import pairwise

from hengping.indicators.faults import LintFault, fault
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.verdicts import Tier
from hengping.indicators.yamlfile import Document


def tier_faults(document: Document, system: IndicatorSystem) -> list[LintFault]:
    """Overlaps, gaps, empty bands, and a range that does not reach from 0 to the scale."""
    if not system.tiers:
        return []
    found: list[LintFault] = []
    numbered = sorted(enumerate(system.tiers), key=lambda pair: (_low(pair[1]), _high(pair[1])))
    for number, tier in numbered:
        if _low(tier) > _high(tier) or (_low(tier) == _high(tier) and not (_has_low(tier) and _has_high(tier))):
            found.append(fault(document, ("tiers", number), f"档级 {tier.id} 是空的", "empty tier", "改正上下限"))
    for (_, lower), (number, upper) in pairwise(numbered):
        where = ("tiers", number)
        if _high(lower) > _low(upper) or (_high(lower) == _low(upper) and _has_high(lower) and _has_low(upper)):
            zh = f"档级 {lower.id} 与 {upper.id} 重叠"
            found.append(
                fault(document, where, zh, f"tiers {lower.id} and {upper.id} overlap", "一端改为 below 或 above")
            )
        elif _high(lower) < _low(upper) or not (_has_high(lower) or _has_low(upper)):
            zh = f"档级 {lower.id} 与 {upper.id} 之间有空档"
            found.append(fault(document, where, zh, f"gap between {lower.id} and {upper.id}", "使上下限相接"))
    first, last = numbered[0], numbered[-1]
    if _low(first[1]) > 0 or not _has_low(first[1]):
        found.append(
            fault(
                document, ("tiers", first[0]), "最低档没有从 0 开始", "lowest tier starts above 0", "改为 at_least: 0"
            )
        )
    if _high(last[1]) < system.scale or (_high(last[1]) == system.scale and not _has_high(last[1])):
        zh = f"最高档没有到满分 {system.scale}"
        found.append(
            fault(
                document, ("tiers", last[0]), zh, "highest tier ends below the scale", f"改为 at_most: {system.scale}"
            )
        )
    return found


def _low(tier: Tier) -> Decimal:
    return tier.above if tier.at_least is None else tier.at_least  # type: ignore[return-value] # the schema has one


def _high(tier: Tier) -> Decimal:
    return tier.below if tier.at_most is None else tier.at_most  # type: ignore[return-value] # the schema has one


def _has_low(tier: Tier) -> bool:
    return tier.at_least is not None


def _has_high(tier: Tier) -> bool:
    return tier.at_most is not None
