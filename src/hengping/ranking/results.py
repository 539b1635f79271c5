"""Many sites under one system: ranks inside each group, lists, figures. Pure; the same scores always give the same."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from hengping.indicators.rounding import rounded
from hengping.indicators.system import IndicatorSystem
from hengping.model.score import GroupSummary, RankRow, Results, SiteScore
from hengping.ranking.lists import make_lists
from hengping.ranking.order import places
from hengping.ranking.tiers import tier_of


def rank(system: IndicatorSystem, scores: Sequence[SiteScore]) -> Results:
    """Rank the sites of one system.

    Args:
        system: how to rank.
        scores: one per site, in roster order; groups appear in the order of their first site.

    Returns:
        Rows group by group: ranked sites best first, then those without a rank; lists; figures of all sites (group
        empty) and of each group.
    """
    groups = list(dict.fromkeys(score.group for score in scores))
    rows = [row for group in groups for row in _rows(system, [each for each in scores if each.group == group])]
    named = [group for group in groups if group]
    return Results(
        system_id=system.id,
        system_version=system.version,
        title=system.title.zh,
        ranks=tuple(rows),
        lists=make_lists(system, scores),
        groups=(
            _summary(system, "", scores),
            *(_summary(system, group, [each for each in scores if each.group == group]) for group in named),
        ),
        list_titles=tuple((listed.id, listed.title.zh) for listed in system.lists),
    )


def is_rankable(system: IndicatorSystem, score: SiteScore) -> bool:
    """Whether the site takes a place: scored, enough of it checked, and not kept out by a fail line."""
    if score.total is None or score.state in {"blocked", "not_ranked"}:
        return False
    if score.state == "vetoed":
        return system.ranking.failed == "ranked"
    return score.passed is not False or system.ranking.failed == "ranked"


def _rows(system: IndicatorSystem, scores: Sequence[SiteScore]) -> list[RankRow]:
    position = {id(score): number for number, score in enumerate(scores)}

    def tie_order(score: SiteScore) -> tuple[str, int]:
        code = score.site_code if system.ranking.tie_order == "division_code" else ""
        return code, position[id(score)]

    inside = [score for score in scores if is_rankable(system, score)]
    inside.sort(key=lambda score: (-_key(system, score), *tie_order(score)))
    taken = places([_key(system, score) for score in inside], system.ranking.method)
    ranked = [_row(system, score, place.rank, tied=place.tied) for score, place in zip(inside, taken, strict=True)]
    outside = sorted((score for score in scores if not is_rankable(system, score)), key=tie_order)
    return ranked + [_row(system, score, None, tied=False) for score in outside]


def _key(system: IndicatorSystem, score: SiteScore) -> Decimal:
    value = score.total if system.ranking.ties_on == "printed" else score.raw_total
    return value if value is not None else Decimal(0)


def _row(system: IndicatorSystem, score: SiteScore, place: int | None, *, tied: bool) -> RankRow:
    return RankRow(
        group=score.group,
        rank=place,
        tied=tied,
        site_code=score.site_code,
        name=score.name,
        # A total that rests on too little is no result to print: what was not seen keeps its full marks in it.
        total=None if score.state == "not_ranked" else score.total,
        tier=tier_of(system, score),
        vetoed=score.state == "vetoed",
        coverage=score.coverage,
    )


def _summary(system: IndicatorSystem, group: str, scores: Sequence[SiteScore]) -> GroupSummary:
    """Figures of one group.

    ``assessed``: sites of which it can be said whether they passed. The mean is that of exact totals of assessed sites;
    vetoed ones enter it with their number only if the system says so.
    """
    rounding = system.rounding
    assessed = [score for score in scores if score.passed is not None]
    passed = sum(score.passed is True for score in assessed)
    counted = [
        score
        for score in assessed
        if score.raw_total is not None
        and score.state != "not_ranked"
        and (score.state != "vetoed" or system.when_vetoed.in_mean)
    ]
    totals = [score.total for score in counted if score.total is not None]
    exact = sum((Fraction(score.raw_total) for score in counted if score.raw_total is not None), Fraction(0))
    rate = rounded(Fraction(passed, len(assessed)), rounding.rate_digits + 2, rounding.mode) if assessed else None
    return GroupSummary(
        group=group,
        sites=len(scores),
        assessed=len(assessed),
        passed=passed,
        vetoed=sum(score.state == "vetoed" for score in scores),
        blocked=sum(score.state == "blocked" for score in scores),
        mean=rounded(exact / len(counted), rounding.digits, rounding.mode) if counted else None,
        highest=max(totals, default=None),
        lowest=min(totals, default=None),
        pass_rate=rate,
    )
