"""The slow way to the same figures, written to be read: what tests and ``hengping bench score`` compare with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from math import ceil
from typing import Any

import numpy as np

from hengping.analysis.arrays import Floats, Whole


def places(keys: Sequence[int]) -> list[int]:
    """Competition places: one more than the number of sites that are better."""
    return [1 + sum(other > key for other in keys) for key in keys]


def quantile(ranks: Sequence[int], level: float) -> int:
    """The smallest place that is reached or bettered in a share ``level`` of the draws."""
    ordered = sorted(ranks)
    return ordered[max(ceil(level * len(ordered) - 1e-9) - 1, 0)]


def quantiles(keys: Whole, levels: Sequence[float]) -> list[list[int]]:
    """Quantiles of every site's places, draw by draw: (draws, sites) keys to sites × levels."""
    drawn = [places([int(key) for key in row]) for row in keys]
    return [[quantile([row[site] for row in drawn], level) for level in levels] for site in range(keys.shape[1])]


Clock = Callable[[], tuple[float, float]]
"""Seconds by the wall, and of processor time."""

BY_SITE = "每次抽样 df.apply(逐行：得分率×权重求和, axis=1).rank()"
BY_TABLE = "每次抽样 (df * 权重).sum(axis=1).rank()"
_BY_SITE_DRAWS = 3


@dataclass(frozen=True, slots=True)
class NaiveSeconds:
    """Seconds that slower ways need for all draws, by the wall and of processor time, from a few draws.

    Attributes:
        by_site, by_site_cpu: a data frame, draw by draw and row by row (``apply``): the loop as it is first written,
            and the one whose cost the goal's factor was set against (about 128 ms a draw at 14,000 × 150).
        by_table, by_table_cpu: a data frame, draw by draw, the table multiplied, added up and ranked as a whole.
        measured_by_site, measured_by_table: draws that were run.
        with_pandas: whether pandas ran; without it the same on lists and with :func:`scipy.stats.rankdata`.
    """

    by_site: float
    by_site_cpu: float
    by_table: float
    by_table_cpu: float
    measured_by_site: int
    measured_by_table: int
    with_pandas: bool


def naive_seconds(index: Floats, weights: Floats, levels: Sequence[float], draws: int, clock: Clock) -> NaiveSeconds:
    """How long loops over draws take by a clock; ``weights``, (few draws, items), says how many are run."""
    rows = list(weights)
    few = rows[:_BY_SITE_DRAWS]
    try:
        pandas: Any = import_module("pandas")
    except ModuleNotFoundError:
        way: _Way = _without_pandas(index, levels)
        with_pandas = False
    else:
        way = _with_pandas(pandas, index, levels)
        with_pandas = True
    ranks: list[Any] = []
    by_table = _timed(clock, lambda: ranks.extend(way.table(row) for row in rows))
    summary = _timed(clock, lambda: way.quantiles(ranks))
    by_site = sorted(_timed(clock, partial(way.site, row)) for row in few)[len(few) // 2]
    of_table = [(each + last) * draws / len(rows) for each, last in zip(by_table, summary, strict=True)]
    of_site = [(each + last / len(rows)) * draws for each, last in zip(by_site, summary, strict=True)]
    return NaiveSeconds(
        by_site=of_site[0],
        by_site_cpu=of_site[1],
        by_table=of_table[0],
        by_table_cpu=of_table[1],
        measured_by_site=len(few),
        measured_by_table=len(rows),
        with_pandas=with_pandas,
    )


def _timed(clock: Clock, work: Callable[[], Any]) -> tuple[float, float]:
    began = clock()
    work()
    ended = clock()
    return ended[0] - began[0], ended[1] - began[1]


@dataclass(frozen=True, slots=True)
class _Way:
    """Ranks of one draw site by site and as a whole table, and quantiles of many draws."""

    site: Callable[[Floats], Any]
    table: Callable[[Floats], Any]
    quantiles: Callable[[list[Any]], Any]


def _with_pandas(pandas: Any, index: Floats, levels: Sequence[float]) -> _Way:
    table = pandas.DataFrame(index)

    def site(row: Floats) -> Any:
        totals = table.apply(lambda each: float((each.to_numpy() * row).sum()), axis=1)
        return totals.rank(ascending=False, method="min")

    def whole(row: Floats) -> Any:
        return (table * row).sum(axis=1).rank(ascending=False, method="min")

    def quantiles(ranks: list[Any]) -> Any:
        return pandas.DataFrame(dict(enumerate(ranks))).quantile(list(levels), axis=1)

    return _Way(site, whole, quantiles)


def _without_pandas(index: Floats, levels: Sequence[float]) -> _Way:
    from scipy.stats import rankdata  # noqa: PLC0415 - slow to load, and only wanted here

    sites = index.tolist()

    def site(row: Floats) -> Any:
        shares = row.tolist()
        totals = [sum(value * share for value, share in zip(each, shares, strict=True)) for each in sites]
        order = sorted(range(len(totals)), key=lambda number: -totals[number])
        return dict(zip(order, range(1, len(order) + 1), strict=True))

    def whole(row: Floats) -> Any:
        return rankdata(-(index * row).sum(axis=1), method="min")

    def quantiles(ranks: list[Any]) -> Any:
        return np.quantile(np.array(ranks), levels, axis=0)

    return _Way(site, whole, quantiles)
