"""Redundancy of indicators (冗余): which items say the same, which belong together, how many dimensions there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from hengping.analysis.arrays import Floats

FEWEST_SITES = 3
_FEWEST_ITEMS = 2
_MOST_MISSING = 0.5
_NO_VARIANCE = 1e-12


@dataclass(frozen=True, slots=True)
class Kept:
    """What can be analysed at all.

    Attributes:
        names, table: items that vary, and their values at sites that have all of them, (sites, items).
        without_variance: items with the same value everywhere.
        incomplete: items that more than half of the sites do not have.
        sites: how many sites are left; ``dropped``: left out because a value is missing.
        reason: why nothing can be computed, in Chinese; empty when it can.
    """

    names: tuple[str, ...]
    table: Floats
    without_variance: tuple[str, ...]
    sites: int
    dropped: int
    incomplete: tuple[str, ...] = ()
    reason: str = ""


def usable(names: Sequence[str], table: Floats) -> Kept:
    """Leave out items that most sites lack, then sites with missing values, then items that do not vary.

    Args:
        names: of the columns.
        table: (sites, items), NaN where missing.
    """
    common = np.isnan(table).mean(axis=0) <= _MOST_MISSING if len(table) else np.ones(table.shape[1], dtype=np.bool_)
    incomplete = tuple(name for name, each in zip(names, common, strict=True) if not each)
    names = [name for name, each in zip(names, common, strict=True) if each]
    table = table[:, common]
    there = ~np.isnan(table).any(axis=1)
    complete = table[there]
    varies = complete.std(axis=0) > _NO_VARIANCE if len(complete) else np.zeros(table.shape[1], dtype=np.bool_)
    reason = ""
    if len(complete) < FEWEST_SITES:
        reason = f"各项都有值的网站只有 {len(complete)} 个，至少需要 {FEWEST_SITES} 个"
    elif varies.sum() < _FEWEST_ITEMS:
        reason = "有差异的评分点不足 2 个"
    return Kept(
        names=tuple(name for name, each in zip(names, varies, strict=True) if each),
        table=complete[:, varies],
        without_variance=tuple(name for name, each in zip(names, varies, strict=True) if not each),
        sites=len(complete),
        dropped=len(table) - len(complete),
        incomplete=incomplete,
        reason=reason,
    )


def correlations(table: Floats, method: Literal["pearson", "spearman"] = "pearson") -> Floats:
    """(items, items) correlations; Spearman's are those of mean ranks. All items must vary."""
    values = np.apply_along_axis(mean_ranks, 0, table) if method == "spearman" else table
    return np.asarray(np.clip(np.corrcoef(values, rowvar=False), -1.0, 1.0))


def mean_ranks(values: Floats) -> Floats:
    """Ranks from 1; equal values share the mean of theirs."""
    ordered = np.sort(values)
    low = np.searchsorted(ordered, values, side="left")
    high = np.searchsorted(ordered, values, side="right")
    return np.asarray((low + high + 1) / 2)


@dataclass(frozen=True, slots=True)
class CronbachAlpha:
    """Cronbach's alpha: whether items measure one thing.

    Attributes:
        value: raw; ``standardised``: from the mean correlation; NaN where the items cancel each other out.
        if_dropped: (items,) value without each item; NaN where fewer than two would be left.
        item_total: (items,) correlation of each item with the sum of the others.
    """

    value: float
    standardised: float
    if_dropped: Floats
    item_total: Floats


def cronbach_alpha(table: Floats) -> CronbachAlpha:
    """Cronbach's alpha of (sites, items) without missing values; at least two items that vary.

    Raises:
        ValueError: fewer than two items or sites.
    """
    sites, items = table.shape
    if items < _FEWEST_ITEMS or sites < _FEWEST_ITEMS:
        message = "alpha needs two items and two sites"
        raise ValueError(message)
    mean_r = (correlations(table).sum() - items) / (items * (items - 1))
    whole = 1 + (items - 1) * mean_r
    dropped = np.full(items, np.nan)
    with_others = np.full(items, np.nan)
    for number in range(items):
        rest = np.delete(table, number, axis=1)
        if items > _FEWEST_ITEMS:
            dropped[number] = _alpha(rest)
        others = rest.sum(axis=1)
        if others.std() > _NO_VARIANCE:
            with_others[number] = np.corrcoef(table[:, number], others)[0, 1]
    return CronbachAlpha(
        value=_alpha(table),
        standardised=float(items * mean_r / whole) if abs(whole) > _NO_VARIANCE else float("nan"),
        if_dropped=dropped,
        item_total=with_others,
    )


def _alpha(table: Floats) -> float:
    items = table.shape[1]
    whole = table.sum(axis=1).var(ddof=1)
    if whole <= _NO_VARIANCE:
        return float("nan")
    return float(items / (items - 1) * (1 - table.var(axis=0, ddof=1).sum() / whole))


@dataclass(frozen=True, slots=True)
class PrincipalComponents:
    """Principal components of correlations.

    Attributes:
        eigenvalues: largest first; they add up to the number of items.
        shares: of the variance.
        loadings: (items, components) correlations of items with components; the largest of each component is positive.
    """

    eigenvalues: Floats
    shares: Floats
    loadings: Floats

    @property
    def above_one(self) -> int:
        """Components with an eigenvalue above 1 (Kaiser)."""
        return int((self.eigenvalues > 1 + _NO_VARIANCE).sum())


def principal_components(table: Floats) -> PrincipalComponents:
    """Principal components of (sites, items) whose items all vary."""
    values, vectors = np.linalg.eigh(correlations(table))
    values, vectors = np.clip(values[::-1], 0.0, None), vectors[:, ::-1]
    loadings = vectors * np.sqrt(values)
    largest = loadings[np.abs(loadings).argmax(axis=0), np.arange(loadings.shape[1])]
    loadings = loadings * np.where(largest < 0, -1.0, 1.0)
    return PrincipalComponents(values, values / values.sum(), loadings)


def alike(names: Sequence[str], table: Floats, *, at_least: float = 0.9) -> list[tuple[str, str, float]]:
    """Pairs of items whose Pearson correlation is at least so high, highest first."""
    found = correlations(table)
    pairs = [
        (names[first], names[second], float(found[first, second]))
        for first in range(len(names))
        for second in range(first + 1, len(names))
        if found[first, second] >= at_least
    ]
    return sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1]))
