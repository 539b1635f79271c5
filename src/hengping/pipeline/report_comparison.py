"""The comparison of two rounds as finished words for the bulletin: ``report`` knows nothing of ``ranking``."""

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

import msgspec

from hengping.model.score import RankRow, Results, TrackSummary
from hengping.pipeline.context import Run
from hengping.pipeline.reading import read_one
from hengping.ranking.compare.change import Change, plain
from hengping.ranking.compare.records import GroupChange, RoundComparison, SiteChange
from hengping.report.inputs import ChangeFigure, GroupComparison, RoundChanges

COMPARE_FILE = "compare.json"
MOST_IMPROVED = 10
"""Sites named as most improved; all others stand in ``compare.csv``."""
_NONE = "——"


def read_comparison(run: Run, system_id: str) -> RoundComparison | None:
    """``results/<system>/compare.json``; None when the campaign names no round before.

    Raises:
        RunError: the file is damaged.
    """
    path = run.folder.results_dir(system_id) / COMPARE_FILE
    if not run.info.previous or not path.exists():
        return None
    return read_one(path, RoundComparison, remedy="运行 hengping rank，重新比较")


def round_changes(comparison: RoundComparison, results: Results, previous: Results | None) -> RoundChanges:
    """What a notice says of a comparison: all sites, groups, lines, the most improved.

    Args:
        comparison: finished.
        results: of this round. Sites vetoed now or below the published places are not named as improved, and nobody is
            where places are not published or totals of several tracks would be set against each other. Nor is a site
            that gained points but fell in its group: it would be praised for what all others did better.
        previous: of the round before, under this round's site codes; sites vetoed then are not named either.
    """
    tracks = [track for track in results.tracks if track.groups]
    vetoed = {row.site_code for row in results.ranks if row.vetoed}
    vetoed |= {row.site_code for row in previous.ranks if row.vetoed} if previous else set()
    # A mean over tracks would mix totals that mean different things.
    shown = [each for each in comparison.groups if each.group or len(tracks) <= 1]
    told = _told_once(shown)
    summary = [_overall(comparison, each) for each in shown if not each.group]
    if len(tracks) > 1:
        summary.append(f"各赛道的总分含义不同，不比较全部网站的平均分，各组与{comparison.before_title}的比较见下表")
    if comparison.rules_changed:
        summary.append(
            f"两轮所用指标体系不同（上一轮{comparison.before_system}，本轮{comparison.after_system}），"
            "变化中含规则调整的影响"
        )
    gained = _improved(comparison.sites, vetoed, tracks[0], results.ranks) if len(tracks) == 1 else []
    return RoundChanges(
        before_title=comparison.before_title,
        summary=tuple(summary),
        groups=tuple(_row(each) for each in sorted(told, key=lambda each: not each.group)),
        reaching=tuple(text for each in told for text in _reaching(each)),
        improved=tuple(_named(site) for site in gained),
        improved_names=tuple(site.name for site in gained),
        figures=tuple(_figures(shown)),
    )


def _told_once(shown: Sequence[GroupChange]) -> list[GroupChange]:
    """Without the only group where it is all sites over again: the same is not said twice."""
    named = [each for each in shown if each.group]
    if len(named) == 1 and any(msgspec.structs.replace(named[0], group="") == each for each in shown):
        return [each for each in shown if not each.group]
    return list(shown)


def _overall(comparison: RoundComparison, total: GroupChange) -> str:
    parts = [f"平均得分{_sentence(total.mean, '分')}", f"合格率{_sentence(total.pass_rate, '%')}"]
    text = f"与{comparison.before_title}相比，{'；'.join(parts)}"
    if total.panel_sites:
        text += f"。两轮都有得分的可比网站{total.panel_sites}个，其平均得分{_sentence(total.panel_mean, '分')}"
    return text


def _sentence(change: Change, unit: str) -> str:
    """``由81.18分变为81.42分，提高了0.24分``; or why there is no such change."""
    if change.before is None or change.after is None:
        return f"无法比较（{change.words}）"
    before, after = ((value.scaleb(2) if unit == "%" else value) for value in (change.before, change.after))
    if not change.points:
        return (
            f"与上一轮{change.words}（{after:f}{unit}）" if change.points is not None else f"不作比较（{change.words}）"
        )
    return f"由{before:f}{unit}变为{after:f}{unit}，{change.words}"


def _row(each: GroupChange) -> GroupComparison:
    return GroupComparison(
        group=each.group or "全部",
        before_sites=str(each.before_sites),
        after_sites=str(each.after_sites),
        before_mean=_figure(each.mean.before),
        after_mean=_figure(each.mean.after),
        change=_cell(each.mean),
        panel_sites=str(each.panel_sites),
        panel_change=_cell(each.panel_mean),
    )


def _figure(value: Decimal | None) -> str:
    return _NONE if value is None else f"{value:f}"


def _cell(change: Change) -> str:
    """``提高1.55``, ``持平``; a dash where there is none. The unit stands in the table's head."""
    if change.points is None:
        return _NONE
    return f"{change.direction}{plain(abs(change.points))}" if change.points else change.direction


def _reaching(each: GroupChange) -> list[str]:
    found = []
    for reached in each.reaching:
        before, after = reached.change.before, reached.change.after
        # Of a single group, only what changed; of all sites, also that nothing did.
        if before is None or after is None or (not reached.change.points and (each.group or not before)):
            continue
        text = f"{each.group or '全部网站'}得分{plain(reached.line)}分以上的由{before:f}个变为{after:f}个"
        if reached.change.points:
            text += f"，{reached.change.words}"
            text += f"（{reached.change.percent_words}）" if reached.change.percent is not None else ""
        else:
            text += f"，{reached.change.words}"
        found.append(text)
    return found


def _improved(
    sites: Sequence[SiteChange], vetoed: Collection[str], track: TrackSummary, ranks: Sequence[RankRow]
) -> list[SiteChange]:
    shown = {row.site_code for row in ranks if row.rank is not None and (track.top is None or row.rank <= track.top)}

    def gain(site: SiteChange) -> Decimal:
        points = site.total.points or Decimal(0)
        return points if track.best == "highest" else -points

    gained = [
        site
        for site in sites
        if site.site_code in shown
        and site.site_code not in vetoed
        and gain(site) > 0
        and site.place.is_better is not False
    ]
    gained.sort(key=lambda site: (-gain(site), site.site_code))
    return gained[:MOST_IMPROVED]


def _figures(groups: Sequence[GroupChange]) -> Iterator[ChangeFigure]:
    """Every compared figure, for the queries of the bulletin."""
    for each in groups:
        yield _change_figure(each.group, "mean", each.mean)
        yield _change_figure(each.group, "pass_rate", each.pass_rate)
        yield _change_figure(each.group, "panel_mean", each.panel_mean)
        for reached in each.reaching:
            yield _change_figure(each.group, f"from:{plain(reached.line)}", reached.change)


def _change_figure(group: str, measure: str, change: Change) -> ChangeFigure:
    return ChangeFigure(
        group=group,
        measure=measure,
        before=_percent(change.before) if change.quantity == "rate" else _figure(change.before),
        after=_percent(change.after) if change.quantity == "rate" else _figure(change.after),
        words=change.words,
        points="" if change.points is None else plain(abs(change.points)),
        percent="" if change.percent is None else f"{plain(abs(change.percent))}%",
    )


def _percent(value: Decimal | None) -> str:
    return _NONE if value is None else f"{value.scaleb(2):f}%"


def _named(site: SiteChange) -> str:
    before, after = _figure(site.total.before), _figure(site.total.after)
    place = f"，名次{site.place.words}" if site.place.points else ""
    return f"{site.name}由{before}分变为{after}分，{site.total.words}{place}"
