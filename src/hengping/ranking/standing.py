"""The sites of one group in order: who takes a place, who shares one, and where each stands from the best."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

import msgspec

from hengping.indicators.system import IndicatorSystem
from hengping.indicators.verdicts import Ranking
from hengping.model.score import SiteScore
from hengping.ranking.naming import in_order
from hengping.ranking.order import places


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where one site stands in its group.

    Attributes:
        score: the site.
        rank: the place that is printed; None where places are not published (排名不分先后) or the site takes none.
        tied: others have the same total.
        first: place of the first site with the same total, counted by sites (1-1-3); 0 for a site that takes no place.
        of: how many sites of the group take a place.
    """

    score: SiteScore
    rank: int | None
    tied: bool
    first: int
    of: int


def is_rankable(system: IndicatorSystem, score: SiteScore) -> bool:
    """Whether the site takes a place: scored, enough of it checked, and not kept out by a fail line.

    Where the lowest total is best, the low number that a veto sets must not lead the list: vetoed sites take no place.
    """
    if score.total is None or score.state in {"blocked", "not_ranked"}:
        return False
    if score.state != "vetoed" and score.passed is not False:
        return True
    ranking = system.ranking_of(score.group)
    return ranking.failed == "ranked" and not (score.state == "vetoed" and ranking.best == "lowest")


def standings(system: IndicatorSystem, group: str, scores: Sequence[SiteScore]) -> list[Standing]:
    """The sites of a group in the order of print: those that take a place, then the others.

    Args:
        system: how the group is ranked.
        group: ranking group.
        scores: the sites of that group, in roster order.
    """
    ranking = system.ranking_of(group)
    inside: list[SiteScore] = []
    outside: list[SiteScore] = []
    for score in scores:
        (inside if is_rankable(system, score) else outside).append(score)
    inside.sort(key=lambda score: total_key(ranking, score))
    ordered = [
        score
        for _, tie in groupby(inside, key=lambda score: total_key(ranking, score))
        for score in in_order(ranking, tie)
    ]
    found = _placed(ranking, ordered)
    if ranking.method == "unordered":
        by_score = {id(each.score): each for each in found}
        among = {id(score) for score in inside}
        found = [by_score[id(score)] for score in in_order(ranking, (each for each in scores if id(each) in among))]
    return found + [Standing(score=each, rank=None, tied=False, first=0, of=0) for each in in_order(ranking, outside)]


def total_key(ranking: Ranking, score: SiteScore) -> Decimal:
    """What decides the place, smaller is better: the printed or the exact total, as the system says."""
    value = score.total if ranking.ties_on == "printed" else score.raw_total
    if value is None:
        value = Decimal(0)
    return value if ranking.best == "lowest" else value.copy_negate()


def _placed(ranking: Ranking, ordered: Sequence[SiteScore]) -> list[Standing]:
    values = [total_key(ranking, score) for score in ordered]
    firsts = places(values, "competition")
    ranks = firsts if ranking.method == "unordered" else places(values, ranking.method)
    return [
        Standing(
            score=score,
            rank=None if ranking.method == "unordered" else place.rank,
            tied=place.tied,
            first=first.rank,
            of=len(ordered),
        )
        for score, place, first in zip(ordered, ranks, firsts, strict=True)
    ]
