"""Reads: how well each group does on each item (得分指数), as a table whose cells are coloured and numbered."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Avg

from hengping.report.wording import NONE, printed
from hengping.web.apps.oversight.results import in_means
from hengping.web.apps.runs.models import ItemScore
from hengping.web.apps.runs.selectors import columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengping.indicators.system import IndicatorSystem
    from hengping.web.apps.runs.models import ResultColumn, Run

GROUPS_BESIDE = 8
"""Groups that fit beside each other on paper; more go into further tables."""
_STEPS = (Decimal("0.6"), Decimal("0.7"), Decimal("0.8"), Decimal("0.9"))
_DIGITS = 2
_FEW_ROWS = 30
_ITEMS_AT_ONCE = 10


@dataclass(frozen=True, kw_only=True)
class HeatRow:
    """An item over the groups of one table.

    Attributes:
        title: of the item.
        depth: 1 directly below the total.
        cells: text and class (0 worst … 4 best; empty: no value) by group.
    """

    title: str
    depth: int
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class HeatTable:
    """Some groups beside each other."""

    groups: tuple[str, ...]
    rows: tuple[HeatRow, ...]


def heat_tables(
    run: Run, system_id: str, system: IndicatorSystem | None, groups: Sequence[str], *, items: bool
) -> list[HeatTable]:
    """Mean score index by item and group, of the sites that enter means.

    Args:
        run: whose results.
        system_id: of which system.
        system: its rules, for what enters means.
        groups: ranking groups, in order; none: all sites as one.
        items: all nodes down to the last item; else the upper levels only.
    """
    shown = _shown(columns(run, system_id), items=items)
    means = _means(run, system_id, system, [column.item_id for column in shown])
    digits = system.rounding.index_digits if system is not None else _DIGITS
    names = list(groups) or [""]
    return [
        HeatTable(
            groups=tuple(names[first : first + GROUPS_BESIDE]),
            rows=tuple(
                HeatRow(
                    title=column.title,
                    depth=column.depth,
                    cells=tuple(
                        _cell(means.get((name, column.item_id)), digits)
                        for name in names[first : first + GROUPS_BESIDE]
                    ),
                )
                for column in shown
            ),
        )
        for first in range(0, len(names), GROUPS_BESIDE)
    ]


def _shown(every: Sequence[ResultColumn], *, items: bool) -> list[ResultColumn]:
    """The deepest levels that make no more rows than one takes in at a glance; all where all are asked for."""
    if items:
        return list(every)
    shown: list[ResultColumn] = []
    for depth in range(1, max((column.depth for column in every), default=0) + 1):
        deeper = [column for column in every if column.depth <= depth]
        if shown and len(deeper) > _FEW_ROWS:
            break
        shown = deeper
    return shown


def _means(
    run: Run, system_id: str, system: IndicatorSystem | None, items: Sequence[str]
) -> dict[tuple[str, str], Decimal]:
    # One join, a few items at a time: a run has some two million rows, and sorting all at once takes twice as long.
    scores = ItemScore.objects.filter(in_means(system, "result__"), result__run=run, result__system_id=system_id)
    means: dict[tuple[str, str], Decimal] = {}
    for first in range(0, len(items), _ITEMS_AT_ONCE):
        some = scores.filter(item_id__in=items[first : first + _ITEMS_AT_ONCE], index_value__isnull=False).order_by()
        for group, item, mean in some.values_list("result__group", "item_id").annotate(mean=Avg("index_value")):
            means[group, item] = Decimal(mean)
    return means


def _cell(mean: Decimal | None, digits: int) -> tuple[str, str]:
    if mean is None:
        return NONE, ""
    return printed(mean, digits), str(sum(mean >= step for step in _STEPS))
