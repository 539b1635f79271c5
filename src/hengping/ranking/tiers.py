"""Tiers (档级): bands of printed totals; their ends are inclusive or exclusive as the system writes them."""

from decimal import Decimal

from hengping.indicators.system import IndicatorSystem
from hengping.indicators.verdicts import Tier
from hengping.model.score import SiteScore


def tier_of(system: IndicatorSystem, score: SiteScore) -> str:
    """The printed tier of a site; empty when it has none.

    A vetoed or failed site has the tier that the system names for it, never that of its number.
    """
    if score.state == "vetoed":
        return system.veto_tier
    if score.passed is False and system.fail_tier:
        return system.fail_tier
    if score.total is None or score.state != "ranked":
        return ""
    return next((tier.title.zh for tier in system.tiers if _holds(tier, score.total)), "")


def _holds(tier: Tier, total: Decimal) -> bool:
    return (
        (tier.at_least is None or total >= tier.at_least)
        and (tier.above is None or total > tier.above)
        and (tier.at_most is None or total <= tier.at_most)
        and (tier.below is None or total < tier.below)
    )
