"""Which charts a document has, decided by rule from the results."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

import msgspec

from hengping.model.score import GroupSummary, RankRow
from hengping.report.blocks import Chart
from hengping.report.charts.distribution import distribution
from hengping.report.charts.groups import group_comparison
from hengping.report.charts.indices import site_indices
from hengping.report.charts.intervals import RankInterval, rank_intervals
from hengping.report.charts.pareto import problem_pareto
from hengping.report.charts.ranking import ranking
from hengping.report.charts.trend import RoundLine, trend
from hengping.report.inputs import RoundChanges
from hengping.report.problems import by_theme, problems
from hengping.report.view import ReportView, SystemView, group_name

_MANY_GROUPS = 6
"""With more ranked groups their rankings stand in the tables only."""

_FEW_SITES = 10
"""With fewer totals a distribution says less than the ranking."""


def for_bulletin(view: ReportView, system: SystemView) -> tuple[Chart, ...]:
    """The charts of a bulletin, in the order of its chapters.

    Distribution of totals (10 totals or more) and comparison of groups (two or more) for every track, since totals of
    several tracks mean different things; ranking of every group (up to six groups with two places or more each);
    problems; the round before; rank intervals of the same groups as rankings, where the robustness was analysed.

    Args:
        view: of all inputs.
        system: whose results.
    """
    charts: list[Chart | None] = []
    for groups, title in _scales(system):
        totals = [row.total for group in groups for row in _placed(system, group) if row.total is not None]
        if len(totals) >= _FEW_SITES:
            charts.append(distribution(totals, f"{title}总分分布", f"chart.distribution[{title}]"))
        summaries = [_published(system, row) for row in system.results.groups if row.group in groups]
        if len(summaries) > 1:
            overall = system.overall.mean if system.has_one_scale and system.overall else None
            charts.append(
                group_comparison(
                    summaries, overall=overall, title=f"{title}各组得分对比", query=f"chart.groups[{title}]"
                )
            )
    ranked = [group for group in system.ranked_groups if len(system.published_rows(group)) > 1]
    if len(ranked) <= _MANY_GROUPS:
        charts += [ranking(system, group) for group in ranked]
    found = problems(view, system)
    charts.append(problem_pareto([problem for _, members in by_theme(found) for problem in members]))
    charts.append(_rounds(system.system.comparison))
    if len(ranked) <= _MANY_GROUPS:
        charts += [_intervals(system, group) for group in ranked]
    return tuple(chart for chart in charts if chart is not None)


def for_site(
    system: SystemView, site_code: str, *, history: Sequence[tuple[str, str]] = (), unit: str = "总分（分）"
) -> tuple[Chart, ...]:
    """The charts of one site's report under one system: its score indices, and its totals over the rounds.

    Args:
        system: whose results.
        site_code: which site.
        history: titles of the rounds and the site's totals as printed, the oldest first; drawn when at least two of
            the totals are known.
        unit: of the totals, on their axis.
    """
    charts: list[Chart | None] = [site_indices(system, site_code)]
    score = system.scores.get(site_code)
    if history and score is not None:
        line = RoundLine(name=score.name, values=tuple(_decimal(total) for _, total in history))
        titles = [title for title, _ in history]
        query = f"chart.history[{site_code}]"
        charts.append(trend(titles, [line], title="历次总分", query=query, unit=unit))
    return tuple(chart for chart in charts if chart is not None)


def _intervals(system: SystemView, group: str) -> Chart | None:
    """How far the published places of a group could move; None when nobody analysed it."""
    known = system.system.intervals
    rows = [row for row in system.published_rows(group) if row.rank is not None and row.site_code in known]
    if not rows:
        return None
    return rank_intervals(
        [
            RankInterval(
                site_code=row.site_code,
                name=row.name,
                rank=row.rank or 0,
                low=known[row.site_code].best,
                high=known[row.site_code].worst,
            )
            for row in rows
        ],
        level=known[rows[0].site_code].percent,
        title=f"{group}名次区间" if group else "名次区间",
        query=f"chart.intervals[{group}]",
    )


def _scales(system: SystemView) -> list[tuple[tuple[str, ...], str]]:
    """Groups whose totals can be set beside each other, and the name of the track when there are several."""
    if system.has_one_scale:
        return [(tuple(system.rows_by_group), "")]
    return [(track.groups, track.title) for track in system.tracks]


def _placed(system: SystemView, group: str) -> tuple[RankRow, ...]:
    return system.ranked_groups.get(group, ())


def _published(system: SystemView, row: GroupSummary) -> GroupSummary:
    """The figures of a group with its printed name, without totals that nobody is told."""
    return msgspec.structs.replace(
        row,
        group=group_name(row.group),
        highest=None if system.hides_highest(row.group) else row.highest,
        lowest=None if system.hides_lowest(row.group) else row.lowest,
    )


def _rounds(comparison: RoundChanges | None) -> Chart | None:
    if comparison is None:
        return None
    lines = [
        RoundLine(name=row.group, values=(_decimal(row.before_mean), _decimal(row.after_mean)), change=row.change)
        for row in comparison.groups
    ]
    return trend(
        (comparison.before_title, "本轮"), lines, title=f"平均分与{comparison.before_title}比较", query="chart.rounds[]"
    )


def _decimal(text: str) -> Decimal | None:
    """A printed figure; None for the dash of a missing one."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
