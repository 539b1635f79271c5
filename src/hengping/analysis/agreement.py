"""Agreement of assessors (评分一致性): Krippendorff's alpha, severity, drift.

Source: K. Krippendorff, Content Analysis (2004), chapter 11, and "Computing Krippendorff's Alpha-Reliability" (2011),
whose example with four observers and twelve units is a test.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from hengping.analysis.arrays import Floats

Scale = Literal["nominal", "ordinal", "interval", "ratio"]

_FEWEST_PAIRABLE = 2


@dataclass(frozen=True, slots=True)
class Alpha:
    """Krippendorff's alpha.

    Attributes:
        value: 1 is perfect agreement, 0 what chance gives; None when it cannot be computed.
        low, high: 95 % interval from resampled units; None when it cannot be formed.
        units: that at least two assessors marked.
        marks: pairable marks.
        reason: why there is no value, in Chinese.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    units: int = 0
    marks: int = 0
    reason: str = ""


def krippendorff_alpha(table: Floats, scale: Scale = "interval", *, resamples: int = 0, seed: int = 1) -> Alpha:
    """Alpha of a table of marks.

    Args:
        table: (assessors, units); NaN where an assessor did not mark a unit.
        scale: how far two marks are apart: different or not; by ranks; squared difference; squared relative difference.
        resamples: bootstrap samples of units for the interval; 0: none.
        seed: of the bootstrap.
    """
    counts, values = _unit_counts(table)
    units, marks = len(counts), int(counts.sum())
    if not units:
        return Alpha(None, reason="没有一个对象由两名以上评估人员评分")
    if len(values) < _FEWEST_PAIRABLE:
        return Alpha(None, units=units, marks=marks, reason="所有评分相同，没有差异可供检验")
    if scale == "ratio" and (values < 0).any():
        return Alpha(None, units=units, marks=marks, reason="比率尺度的评分不能为负")
    distance = _distances(values, counts.sum(axis=0), scale)
    value = _alpha(counts, distance)
    low = high = None
    if resamples and units > 1:
        rng = np.random.Generator(np.random.Philox(np.random.SeedSequence(seed)))
        drawn = [_alpha(counts[rng.integers(0, units, units)], distance) for _ in range(resamples)]
        found = np.array([each for each in drawn if each is not None])
        if len(found):
            low, high = (float(each) for each in np.quantile(found, [0.025, 0.975]))
    return Alpha(value, low, high, units, marks)


def _unit_counts(table: Floats) -> tuple[Floats, Floats]:
    """(units, values) how often each value was given to each unit with at least two marks; and the values."""
    marked = ~np.isnan(table)
    pairable = table[:, marked.sum(axis=0) >= _FEWEST_PAIRABLE]
    values = np.unique(pairable[~np.isnan(pairable)])
    counts = (pairable[:, :, None] == values[None, None, :]).sum(axis=0).astype(np.float64)
    return counts, values


def _alpha(counts: Floats, distance: Floats) -> float | None:
    """1 − observed ÷ expected disagreement, from coincidences."""
    per_unit = counts.sum(axis=1)
    coincidences = (counts / (per_unit - 1)[:, None]).T @ counts - np.diag(
        (counts / (per_unit - 1)[:, None]).sum(axis=0)
    )
    totals = coincidences.sum(axis=0)
    everything = totals.sum()
    expected = (np.outer(totals, totals) * distance).sum() / (everything - 1)
    if expected <= 0:
        return None
    return float(1 - (coincidences * distance).sum() / expected)


def _distances(values: Floats, totals: Floats, scale: Scale) -> Floats:
    """Squared differences between values."""
    first, second = values[:, None], values[None, :]
    if scale == "nominal":
        return np.asarray(first != second, dtype=np.float64)
    if scale == "interval":
        return np.asarray((first - second) ** 2)
    if scale == "ratio":
        whole = np.where(first + second == 0, 1.0, first + second)
        return np.asarray(((first - second) / whole) ** 2)
    # Marks between two values, half of those at both ends included.
    upto = np.cumsum(totals)
    between = np.abs(upto[:, None] - upto[None, :])
    lower = np.minimum.outer(np.arange(len(values)), np.arange(len(values)))
    upper = np.maximum.outer(np.arange(len(values)), np.arange(len(values)))
    return np.asarray((between + totals[lower] / 2 - totals[upper] / 2) ** 2 * (lower != upper), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Severity:
    """How an assessor marks against the others on the same objects.

    Attributes:
        deviation: mean difference from the mean of the others; below zero is severe. None without shared objects.
        error: standard error of that mean; None with fewer than two shared objects.
        shared: objects that others marked too.
        drift: change of the difference for each object further on; None with fewer than three shared objects.
    """

    assessor: str
    deviation: float | None
    error: float | None
    shared: int
    drift: float | None


def severities(assessors: Sequence[str], table: Floats, order: Floats | None = None) -> tuple[Severity, ...]:
    """Severity and drift of every assessor.

    Args:
        assessors: names of the rows.
        table: (assessors, units), NaN where not marked.
        order: (assessors, units) when each mark was given, any increasing number (a date's ordinal); None: drift is not
            looked at.
    """
    marked = ~np.isnan(table)
    filled = np.where(marked, table, 0.0)
    found = []
    for row, name in enumerate(assessors):
        others = marked.sum(axis=0) - marked[row]
        shared = marked[row] & (others > 0)
        means = (filled.sum(axis=0) - filled[row]) / np.where(others > 0, others, 1)
        away = (filled[row] - means)[shared]
        n = len(away)
        found.append(
            Severity(
                assessor=name,
                deviation=float(away.mean()) if n else None,
                error=float(away.std(ddof=1) / np.sqrt(n)) if n > 1 else None,
                shared=n,
                drift=None if order is None else _slope(order[row][shared], away),
            )
        )
    return tuple(found)


def _slope(when: Floats, away: Floats) -> float | None:
    """Slope of differences over time, by least squares."""
    if len(away) < 3:  # noqa: PLR2004 - two points always lie on a line
        return None
    spread = when - when.mean()
    square = float((spread**2).sum())
    return None if square == 0 else float((spread * away).sum() / square)


def alphas(
    tables: Mapping[str, Floats], scale: Scale = "interval", *, resamples: int = 0, seed: int = 1
) -> dict[str, Alpha]:
    """Alpha of every item, and of all items together under the empty name: each unit of each item is a unit then.

    Tables of all items have the same assessors. Together means on one scale: give indices (得分指数) when full marks
    differ.
    """
    found = {name: krippendorff_alpha(table, scale, resamples=resamples, seed=seed) for name, table in tables.items()}
    if tables:
        whole = np.concatenate(list(tables.values()), axis=1)
        found[""] = krippendorff_alpha(whole, scale, resamples=resamples, seed=seed)
    return found
