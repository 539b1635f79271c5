"""Many sites under one system: ranks inside each group, lists, figures. Pure; the same scores always give the same."""

from collections.abc import Iterable, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction

from hengping.indicators.rounding import rounded
from hengping.indicators.system import IndicatorSystem
from hengping.model.score import GroupSummary, RankRow, Results, SiteScore
from hengping.ranking.lists import make_lists
from hengping.ranking.standing import Standing, is_rankable, standings
from hengping.ranking.tiers import tier_of
from hengping.ranking.tracks import summarise_tracks

EXACT_SUM = 60
"""Digits of sums over sites: scores have at most 28, so that no sum over a country is ever rounded."""

__all__ = ["EXACT_SUM", "count_at_least", "enters_mean", "is_rankable", "rank", "top_rows"]


def rank(system: IndicatorSystem, scores: Sequence[SiteScore], previous: Results | None = None) -> Results:
    """Rank the sites of one system.

    Args:
        system: how to rank; groups of a track may be ranked and graded in their own way.
        scores: one per site, in roster order; groups appear in the order of their first site.
        previous: results of the round before, for lists of the most improved; they are empty without it.

    Returns:
        Rows group by group: ranked sites best first (in the order of names where places are not published), then those
        without a place; lists; figures of all sites (group empty) and of each group; tracks; whether open doubts block
        publication.
    """
    groups: dict[str, list[SiteScore]] = {}
    for score in scores:
        groups.setdefault(score.group, []).append(score)
    rows = tuple(
        _row(system, standing) for group, members in groups.items() for standing in standings(system, group, members)
    )
    reason = _unpublishable(scores) if system.doubts == "block_publication" else ""
    return Results(
        system_id=system.id,
        system_version=system.version,
        title=system.title.zh,
        ranks=rows,
        lists=make_lists(system, scores, {row.site_code: row for row in rows}, previous),
        groups=(
            _summary(system, "", scores),
            *(_summary(system, group, members) for group, members in groups.items() if group),
        ),
        list_titles=tuple((listed.id, listed.title.zh) for listed in system.lists),
        tracks=summarise_tracks(system, tuple(groups), rows),
        publishable=not reason,
        unpublishable_reason=reason,
    )


def top_rows(results: Results, group: str, n: int | None = None) -> tuple[RankRow, ...]:
    """The rows of the first ``n`` places of a group, in the order of print.

    They are more than ``n`` names when places are shared. Where places are not published (排名不分先后), the sites with
    the ``n`` best totals, and all that share the last of them.

    Args:
        results: of one system.
        group: ranking group.
        n: how many places; None: as many as the track publishes, all when it does not say.
    """
    track = next((track for track in results.tracks if group in track.groups), None)
    if n is None:
        n = track.top if track is not None else None
    rows = [row for row in results.ranks if row.group == group]
    if track is None or track.method != "unordered":
        return tuple(row for row in rows if row.rank is not None and (n is None or row.rank <= n))
    graded = [row for row in rows if row.total is not None]
    if n is None or len(graded) <= n:
        return tuple(graded)
    totals = sorted((row.total for row in graded if row.total is not None), reverse=track.best == "highest")
    edge = totals[n - 1]
    return tuple(
        row
        for row in graded
        if row.total is not None and (row.total >= edge if track.best == "highest" else row.total <= edge)
    )


def count_at_least(results: Results, group: str, line: Decimal) -> int:
    """How many sites of a group (all sites when it is empty) have a printed total of at least ``line``."""
    return sum(row.total is not None and row.total >= line for row in results.ranks if not group or row.group == group)


def _row(system: IndicatorSystem, standing: Standing) -> RankRow:
    score = standing.score
    return RankRow(
        group=score.group,
        rank=standing.rank,
        tied=standing.tied,
        site_code=score.site_code,
        name=score.name,
        # A total that rests on too little is no result to print: what was not seen keeps its full marks in it.
        total=None if score.state == "not_ranked" else score.total,
        tier=tier_of(system, score, standing),
        vetoed=score.state == "vetoed",
        coverage=score.coverage,
    )


def enters_mean(system: IndicatorSystem, score: SiteScore) -> bool:
    """Whether a site enters the means of its group.

    It must be known whether it passed, and enough of it must have been checked; a vetoed one enters only if the system
    says so (``when_vetoed.in_mean``), with the number the veto gave it, and with zero when it left it unscored.
    """
    if score.passed is None or score.state in {"blocked", "not_ranked"}:
        return False
    if score.state == "vetoed":
        return system.when_vetoed.in_mean
    return score.raw_total is not None


def _summary(system: IndicatorSystem, group: str, scores: Sequence[SiteScore]) -> GroupSummary:
    """Figures of one group.

    ``assessed``: sites of which it can be said whether they passed. The mean is that of exact totals of the sites that
    :func:`enters_mean` names.
    """
    rounding = system.rounding
    assessed = [score for score in scores if score.passed is not None]
    passed = sum(score.passed is True for score in assessed)
    counted = [score for score in assessed if enters_mean(system, score)]
    totals = [score.total for score in counted if score.total is not None]
    with localcontext(prec=EXACT_SUM):
        exact = Fraction(sum((score.raw_total or Decimal(0) for score in counted), Decimal(0)))
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


def _unpublishable(scores: Iterable[SiteScore]) -> str:
    """Why results are not final yet, with counts; empty when they are."""
    waiting = [score for score in scores if score.provisional]
    if not waiting:
        return ""
    doubtful = [score for score in waiting if score.open_doubts]
    unmarked = [score for score in waiting if score.manual_marked < score.manual_items]
    parts = []
    if doubtful:
        parts.append(f"{len(doubtful)}个网站有{sum(score.open_doubts for score in doubtful)}处疑点待人工确认")
    if unmarked:
        items = sum(score.manual_items - score.manual_marked for score in unmarked)
        parts.append(f"{len(unmarked)}个网站有{items}项待人工评分")
    detail = f"：{'，'.join(parts)}" if parts else ""
    return f"{len(waiting)}个网站的得分为暂定，结果不能公布{detail}"
