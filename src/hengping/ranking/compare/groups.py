"""Groups and indicators of two rounds: raw figures, and the comparable panel beside them."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from hengping.indicators.rounding import RoundingMode, rounded
from hengping.model.score import GroupSummary, SiteScore
from hengping.ranking.compare.change import Change, change_of
from hengping.ranking.compare.figures import (
    Past,
    Round,
    Tally,
    enters_mean,
    exact_total,
    indices_of,
    node_titles,
    past_of,
    printed_total,
)
from hengping.ranking.compare.records import Figures, GroupChange, IndicatorChange, LineCount
from hengping.ranking.compare.rounds import MatchedRounds

_ONE = Decimal(1)


def group_changes(
    before: Round, after: Round, matched: MatchedRounds, lines: Sequence[Decimal], figures: Figures
) -> tuple[GroupChange, ...]:
    """Every group of the new round, all sites first, then groups that only the old round had."""
    old = {summary.group: summary for summary in before.results.groups}
    new = {summary.group: summary for summary in after.results.groups}
    panel_before, panel_after = Tally(), Tally()
    for score, past in panel(before, after, matched):
        key = score.group, "total"
        panel_before.add(key, (past.total or Fraction(0), _ONE))
        panel_after.add(key, (exact_total(score), _ONE))
    panel_before.add_everybody()
    panel_after.add_everybody()
    fulls = {score.full for score in (*before.scores, *after.scores)}
    incomparable = "两轮满分不同，平均分不可直接相减" if len(fulls) > 1 else ""

    def change(one: Decimal | None, other: Decimal | None) -> Change:
        return change_of(
            one, other, percent_digits=figures.percent_digits, mode=figures.mode, incomparable=incomparable
        )

    found = []
    for group in dict.fromkeys((*new, *old)):
        was, is_now = old.get(group), new.get(group)
        key = group, "total"
        found.append(
            GroupChange(
                group=group,
                before_sites=was.sites if was else 0,
                after_sites=is_now.sites if is_now else 0,
                mean=change(was.mean if was else None, is_now.mean if is_now else None),
                passed=change_of(_passed(was), _passed(is_now), "count", percent_digits=figures.percent_digits),
                pass_rate=change_of(
                    was.pass_rate if was else None,
                    is_now.pass_rate if is_now else None,
                    "rate",
                    percent_digits=figures.percent_digits,
                    mode=figures.mode,
                ),
                reaching=tuple(
                    LineCount(
                        line=line,
                        change=change_of(
                            None if was is None else Decimal(_reaching(before.scores, group, line)),
                            None if is_now is None else Decimal(_reaching(after.scores, group, line)),
                            "count",
                            percent_digits=figures.percent_digits,
                            mode=figures.mode,
                        ),
                    )
                    for line in lines
                ),
                panel_sites=panel_after.count(key),
                panel_mean=change(
                    _rounded(panel_before.mean(key), figures.digits, figures.mode),
                    _rounded(panel_after.mean(key), figures.digits, figures.mode),
                ),
            )
        )
    return tuple(found)


def panel(before: Round, after: Round, matched: MatchedRounds) -> list[tuple[SiteScore, Past]]:
    """The comparable panel: sites that enter the mean of the new round, with a past that entered the old one."""
    counted = {
        score.site_code: score for score in before.scores if enters_mean(score, vetoed_in_mean=before.vetoed_in_mean)
    }
    pairs = [
        (score, past_of(match.old_site_codes, counted))
        for score, match in zip(after.scores, matched.matches, strict=True)
        if enters_mean(score, vetoed_in_mean=after.vetoed_in_mean)
    ]
    return [(score, past) for score, past in pairs if past.sites]


def _passed(summary: GroupSummary | None) -> Decimal | None:
    return None if summary is None or not summary.assessed else Decimal(summary.passed)


def _reaching(scores: Sequence[SiteScore], group: str, line: Decimal) -> int:
    return sum(
        (total := printed_total(score)) is not None and total >= line for score in scores if group in {"", score.group}
    )


def indicator_changes(
    before: Round, after: Round, matched: MatchedRounds, figures: Figures
) -> tuple[IndicatorChange, ...]:
    """Every node that was scored anywhere in either round, all sites first, then group by group."""
    old, new = _index_tally(before), _index_tally(after)
    panel_old, panel_new = Tally(), Tally()
    for score, past in panel(before, after, matched):
        was = past.indices()
        for item_id, value in indices_of(score).items():
            if item_id in was:
                panel_old.add((score.group, item_id), was[item_id])
                panel_new.add((score.group, item_id), value)
    panel_old.add_everybody()
    panel_new.add_everybody()
    fresh = node_titles(after.scores)
    titles = node_titles(before.scores) | fresh
    order = dict.fromkeys((*fresh, *titles))
    groups = dict.fromkeys(("", *(score.group for score in (*after.scores, *before.scores))))

    def change(one: Fraction | None, other: Fraction | None) -> Change:
        return change_of(
            _rounded(one, figures.index_digits, figures.mode),
            _rounded(other, figures.index_digits, figures.mode),
            "index",
            percent_digits=figures.percent_digits,
            mode=figures.mode,
        )

    return tuple(
        IndicatorChange(
            group=group,
            item_id=item_id,
            title=titles[item_id][0],
            kind=titles[item_id][1],
            before_sites=old.count(key),
            after_sites=new.count(key),
            index=change(old.mean(key), new.mean(key)),
            panel_sites=panel_new.count(key),
            panel_index=change(panel_old.mean(key), panel_new.mean(key)),
        )
        for group in groups
        for item_id in order
        if old.count(key := (group, item_id)) or new.count(key)
    )


def _index_tally(each: Round) -> Tally:
    tally = Tally()
    for score in each.scores:
        if enters_mean(score, vetoed_in_mean=each.vetoed_in_mean):
            for item_id, value in indices_of(score).items():
                tally.add((score.group, item_id), value)
    return tally.add_everybody()


def _rounded(value: Fraction | None, digits: int, mode: RoundingMode) -> Decimal | None:
    return None if value is None else rounded(value, digits, mode)
