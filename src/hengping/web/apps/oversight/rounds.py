"""Reads: the evaluations before (历次评估), as far as whoever looks may see them and they can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from hengping.report.charts import RoundLine, trend
from hengping.report.wording import NONE, figure
from hengping.web.apps.oversight.results import named_groups, overall_of, results_of
from hengping.web.apps.runs.selectors import current_run
from hengping.web.policy.decide import may

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from hengping.model.score import Results
    from hengping.report.charts import Chart
    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.apps.runs.models import Run
    from hengping.web.policy.decide import Actor

_MOST = 6
_PAIR = 2


@dataclass(frozen=True, kw_only=True)
class Round:
    """One evaluation with its results under the same system.

    Attributes:
        campaign: which.
        run: whose results.
        results: of the system.
    """

    campaign: Campaign
    run: Run
    results: Results


def rounds_of(actor: Actor, campaign: Campaign, system_id: str) -> list[Round]:
    """This evaluation and those before it, the oldest first; ends where somebody may see no more.

    Evaluations under another system are left out: their totals mean something else.
    """
    found: list[Round] = []
    seen: set[object] = set()
    at: Campaign | None = campaign
    while at is not None and at.pk not in seen and len(seen) < 2 * _MOST and len(found) < _MOST:
        if not may(actor, "dashboard.view", at):
            break
        seen.add(at.pk)
        run = current_run(at)
        results = results_of(run, system_id) if run is not None else None
        if run is not None and results is not None:
            found.append(Round(campaign=at, run=run, results=results))
        at = at.previous
    return found[::-1]


def versions_differ(rounds: Sequence[Round]) -> bool:
    """Whether the rules changed in between, so that part of a change may come from them."""
    return len({each.results.system_version for each in rounds}) > 1


def trend_charts(rounds: Sequence[Round]) -> list[Chart]:
    """Means over the rounds; none with fewer than two.

    Over more than two rounds a line of all sites; then the last two rounds of each group beside each other: the lines
    of several groups that lie close together cannot be told apart.
    """
    whole = (
        _chart(rounds, _wholes(rounds), _("全部网站历次平均分"), "chart.rounds[all]") if len(rounds) > _PAIR else None
    )
    last = rounds[-_PAIR:]
    pairs = _chart(last, [*_wholes(last), *_groups(last)], _("与上一轮平均分比较"), "chart.rounds[]")
    return [chart for chart in (whole, pairs) if chart is not None]


def _wholes(rounds: Sequence[Round]) -> list[RoundLine]:
    """All sites; none where totals of several tracks would be mixed in every round."""
    rows = [overall_of(each.results) for each in rounds]
    return [_line(_("全部网站"), [row.mean if row else None for row in rows])] if any(rows) else []


def _groups(rounds: Sequence[Round]) -> list[RoundLine]:
    """The groups of the newest round."""
    if not rounds:
        return []
    means = [{row.group: row.mean for row in named_groups(each.results)} for each in rounds]
    return [_line(name, [held.get(name) for held in means]) for name in means[-1]]


def _chart(rounds: Sequence[Round], lines: Sequence[RoundLine], title: str, query: str) -> Chart | None:
    return trend([each.campaign.title for each in rounds], lines, title=title, query=query)


def _line(name: str, values: Sequence[Decimal | None]) -> RoundLine:
    return RoundLine(name=name, values=tuple(values), change=_change(values))


def _change(values: Sequence[Decimal | None]) -> str:
    before, after = (values[-2], values[-1]) if len(values) > 1 else (None, None)
    if before is None or after is None:
        return NONE
    if before == after:
        return _("持平")
    step = figure(abs(after - before))
    return _("提高%(step)s") % {"step": step} if after > before else _("降低%(step)s") % {"step": step}
