"""The dashboard (总览) of an evaluation, put together once for each state of the index and kept."""

from __future__ import annotations

import base64
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hengping.report.charts import distribution, group_comparison
from hengping.report.render.chart_svg import svg
from hengping.web.apps.oversight import results as figures
from hengping.web.apps.oversight.faults import Fault, fault_chart, faults_of
from hengping.web.apps.oversight.heat import HeatTable, heat_tables
from hengping.web.apps.oversight.tiles import Tile, tiles_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from hengping.model.score import GroupSummary, Results
    from hengping.report.charts import Chart
    from hengping.web.apps.runs.models import Run

_MOST_KEPT = 16
_kept: OrderedDict[tuple[object, ...], Overview] = OrderedDict()


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A chart for a page: a picture that nothing in it can bring to life, and its table.

    Attributes:
        title, alt: caption; what it shows in one sentence.
        source: ``data:`` address of the SVG; shown as an image, so that whatever it held it could do nothing.
        columns, rows: the data.
    """

    title: str
    alt: str
    source: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Overview:
    """Everything on the dashboard but the rounds before, which depend on who looks.

    Attributes:
        key: counted sites.
        groups: figures by group as ranking gave them; empty: there are no groups, or ``unread``.
        overall: figures over all sites; None with several tracks.
        unread: the run folder's results could not be read; what rests on them is not shown.
        heat: item index by group.
        faults: problems; ``pareto``: as a picture.
        distributions: of totals, one for each track.
        comparison: groups side by side.
        tiles: the tile map; ``by_region``: of regions, else of groups.
    """

    key: figures.KeyFigures
    groups: tuple[GroupSummary, ...]
    overall: GroupSummary | None
    unread: bool
    heat: list[HeatTable]
    faults: list[Fault]
    pareto: Picture | None
    distributions: list[Picture]
    comparison: Picture | None
    tiles: list[Tile]

    @property
    def by_region(self) -> bool:
        """Whether tiles stand for regions."""
        return bool(self.tiles) and not self.tiles[0].group


def overview_of(run: Run, system_id: str, *, items: bool) -> Overview:
    """The dashboard of a run under one system; from memory while the index is the same.

    Args:
        run: whose results.
        system_id: of which system.
        items: the heat map goes down to the last item.
    """
    key = (run.pk, run.indexed_from, system_id, items, get_language())
    found = _kept.get(key) if run.indexed_from else None
    if found is None:
        found = _made(run, system_id, items=items)
        if run.indexed_from:
            _kept[key] = found
            while len(_kept) > _MOST_KEPT:
                _kept.popitem(last=False)
    return found


def picture(chart: Chart | None) -> Picture | None:
    """A chart as an inert picture; None stays None."""
    if chart is None:
        return None
    return Picture(
        title=chart.title, alt=chart.alt, source=_drawn(msgspec.json.encode(chart)), columns=chart.columns,
        rows=chart.rows,
    )  # fmt: skip


@lru_cache(maxsize=64)
def _drawn(chart: bytes) -> str:
    from hengping.report.blocks import Chart

    text = svg(msgspec.json.decode(chart, type=Chart))
    return "data:image/svg+xml;base64," + base64.b64encode(text).decode()


def _made(run: Run, system_id: str, *, items: bool) -> Overview:
    results, system = figures.results_of(run, system_id), figures.system_of(run, system_id)
    groups, overall = figures.named_groups(results), figures.overall_of(results)
    key = figures.key_figures(run, system_id)
    faults = faults_of(run, system_id, system, key.sites)
    names = [row.group for row in groups] or _group_names(run, system_id)
    mean = overall.mean if overall else None
    return Overview(
        key=key,
        groups=groups,
        overall=overall,
        unread=results is None,
        heat=heat_tables(run, system_id, system, names, items=items),
        faults=faults,
        pareto=picture(fault_chart(faults)),
        distributions=[each for each in map(picture, _distributions(run, system_id, results)) if each],
        comparison=picture(group_comparison(groups, overall=mean)) if len(groups) > 1 else None,
        tiles=tiles_of(run, system_id, system, results),
    )


def _group_names(run: Run, system_id: str) -> list[str]:
    return sorted(set(figures.rows_of(run, system_id).exclude(group="").values_list("group", flat=True).distinct()))


def _distributions(run: Run, system_id: str, results: Results | None) -> Iterable[Chart | None]:
    """Of all totals, or of each track apart, as in bulletins."""
    held: dict[str, list[Decimal]] = {}
    rows = figures.rows_of(run, system_id).exclude(state__in=("blocked", "not_ranked"))
    for group, total in rows.values_list("group", "total"):
        if total is not None:
            held.setdefault(group, []).append(total)
    if results is None or figures.has_one_scale(results):
        yield distribution([total for totals in held.values() for total in totals], _("总分分布"))
        return
    for track in results.tracks:
        totals = [total for group in track.groups for total in held.get(group, [])]
        yield distribution(totals, _("%(track)s总分分布") % {"track": track.title})
