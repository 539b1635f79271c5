"""Tiers (档级): bands of printed totals, or parts of the ranked sites counted from the best."""

from collections.abc import Sequence
from decimal import Decimal

from hengping.indicators.system import IndicatorSystem
from hengping.indicators.verdicts import Ranking, Tier
from hengping.model.score import SiteScore
from hengping.ranking.standing import Standing


def tier_of(system: IndicatorSystem, score: SiteScore, standing: Standing | None = None) -> str:
    """The printed tier of a site; empty when it has none.

    A vetoed or failed site has the tier that the system names for it, never that of its number.

    Args:
        system: whose tiers; a group may have those of its track.
        score: the site.
        standing: where it stands in its group; without it, tiers by rank are not decided.
    """
    if score.state == "vetoed":
        return system.veto_tier
    if score.passed is False and system.fail_tier:
        return system.fail_tier
    if score.total is None or score.state != "ranked":
        return ""
    tiers = system.tiers_of(score.group)
    if tiers and tiers[0].by_rank:
        return _tier_by_rank(tiers, standing) if standing is not None and standing.first else ""
    return tier_by_total(tiers, score.total)


def tier_by_total(tiers: Sequence[Tier], total: Decimal) -> str:
    """Title of the band that holds a printed total; empty when none does. Ends are inclusive or not, as written."""
    return next((tier.title.zh for tier in tiers if not tier.by_rank and _holds(tier, total)), "")


def tiers_best_first(ranking: Ranking, tiers: Sequence[Tier]) -> list[Tier]:
    """The tiers in the order of print, whatever the order of the file: the best one first."""
    if tiers and tiers[0].by_rank:
        return sorted(tiers, key=lambda tier: (tier.up_to_rate or Decimal(0), tier.up_to_place or 0))
    return sorted(tiers, key=_lower_end, reverse=ranking.best == "highest")


def _lower_end(tier: Tier) -> tuple[Decimal, bool]:
    if tier.at_least is not None:
        return tier.at_least, False
    return (tier.above if tier.above is not None else Decimal("-Infinity")), True


def _tier_by_rank(tiers: Sequence[Tier], standing: Standing) -> str:
    """The best tier that still reaches the first site of the tie, so that equal totals are never parted.

    A share of the sites is cut to whole sites: 20 % of 21 sites are 4. A last place is the printed one; where places
    are not printed, that of the first site with the same total.
    """
    for tier in sorted(tiers, key=lambda tier: (tier.up_to_rate or Decimal(0), tier.up_to_place or 0)):
        if tier.up_to_rate is not None and standing.first <= tier.up_to_rate * standing.of:
            return tier.title.zh
        if tier.up_to_place is not None and _shared_place(standing) <= tier.up_to_place:
            return tier.title.zh
    return ""


def _shared_place(standing: Standing) -> int:
    """The printed place of the tie's first site."""
    return standing.first if standing.rank is None else min(standing.rank, standing.first)


def _holds(tier: Tier, total: Decimal) -> bool:
    return (
        (tier.at_least is None or total >= tier.at_least)
        and (tier.above is None or total > tier.above)
        and (tier.at_most is None or total <= tier.at_most)
        and (tier.below is None or total < tier.below)
    )
