"""Screening for outliers (离群筛查): totals and items far from those of the others. A hint to look, never a verdict.

Robust z = 0.6745 × (value − median) ÷ median absolute deviation (Iglewicz and Hoaglin 1993); 3.5 is their limit.
"""

from dataclasses import dataclass

import numpy as np

from hengping.analysis.arrays import Floats
from hengping.analysis.matrix import Population

LIMIT = 3.5
FEWEST_SITES = 5
_CONSISTENT = 0.6745
_MEAN_CONSISTENT = 0.7979
"""Of the mean absolute deviation, which stands in where more than half of the values are equal."""


@dataclass(frozen=True, slots=True)
class Outlier:
    """One value far from the others. ``item``: empty for the total. ``z``: above zero is high."""

    site_code: str
    name: str
    item: str
    value: float
    median: float
    z: float


def robust_z(values: Floats) -> Floats:
    """Robust z of values; NaN stays NaN, and all are 0 where nothing varies."""
    known = values[~np.isnan(values)]
    if not len(known):
        return np.full(values.shape, np.nan)
    away = values - np.median(known)
    deviation = float(np.median(np.abs(known - np.median(known)))) / _CONSISTENT
    if deviation == 0:
        deviation = float(np.abs(known - np.median(known)).mean()) / _MEAN_CONSISTENT
    return away / deviation if deviation > 0 else np.where(np.isnan(values), np.nan, 0.0)


def outliers(population: Population, *, limit: float = LIMIT) -> tuple[Outlier, ...]:
    """Totals and index values beyond the limit within their group, farthest first; not in groups of fewer than 5."""
    found: list[Outlier] = []
    totals = population.totals()
    columns = [("", totals), *((item, population.index[:, number]) for number, item in enumerate(population.items))]
    for group in range(len(population.group_names)):
        members = np.flatnonzero(population.leaves.groups == group)
        for item, values in columns:
            own = values[members]
            if (~np.isnan(own)).sum() < FEWEST_SITES:
                continue
            z = robust_z(own)
            found += [
                Outlier(
                    site_code=population.codes[members[row]],
                    name=population.names[members[row]],
                    item=item,
                    value=float(own[row]),
                    median=float(np.nanmedian(own)),
                    z=float(z[row]),
                )
                for row in np.flatnonzero(np.abs(np.nan_to_num(z)) > limit)
            ]
    return tuple(sorted(found, key=lambda each: (-abs(each.z), each.site_code, each.item)))
