"""Reads: a map without a map: one tile for each region, or each group where the totals or the roster allow no more."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from hengping.indicators.rounding import rounded
from hengping.report.wording import NONE, figure
from hengping.web.apps.oversight.results import has_one_scale, in_means, named_groups, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengping.indicators.system import IndicatorSystem
    from hengping.model.score import Results
    from hengping.web.apps.runs.models import Run

_CLASSES = 5
_DIGITS = 2


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One entity.

    Attributes:
        name: of the region or group.
        number: mean total as printed.
        sites: that the mean rests on, or that there are.
        shade: 0 (lowest) to 4 (highest) fifth of the range between the means; empty: no mean.
        group: whether it is a ranking group, for a link.
    """

    name: str
    number: str
    sites: int
    shade: str
    group: bool


def tiles_of(run: Run, system_id: str, system: IndicatorSystem | None, results: Results | None) -> list[Tile]:
    """Tiles of the regions in roster order; of the groups when fewer than two regions are given or scales differ."""
    regions = _regions(run, system_id, system) if has_one_scale(results) else []
    if len(regions) > 1:
        return _shaded(regions, group=False)
    return _shaded([(row.group, row.sites, row.mean) for row in named_groups(results)], group=True)


def _regions(run: Run, system_id: str, system: IndicatorSystem | None) -> list[tuple[str, int, Decimal | None]]:
    entries = run.campaign.entries.order_by("place", "site_code").values_list("site_code", "region")
    region_of = {site: region for site, region in entries if region}
    totals: dict[str, list[Decimal]] = defaultdict(list)
    for site, total in rows_of(run, system_id).filter(in_means(system)).values_list("site_code", "total"):
        if site in region_of and total is not None:
            totals[region_of[site]].append(total)
    digits, mode = (system.rounding.digits, system.rounding.mode) if system is not None else (_DIGITS, "half_up")
    return [
        (name, len(held), rounded(sum(held, Decimal(0)) / len(held), digits, mode) if held else None)
        for name in dict.fromkeys(region_of.values())
        for held in [totals.get(name, [])]
    ]


def _shaded(rows: Iterable[tuple[str, int, Decimal | None]], *, group: bool) -> list[Tile]:
    held = list(rows)
    means = [mean for _name, _sites, mean in held if mean is not None]
    low, high = min(means, default=Decimal(0)), max(means, default=Decimal(0))
    return [
        Tile(
            name=name,
            number=NONE if mean is None else figure(mean),
            sites=sites,
            shade="" if mean is None else str(_shade(mean, low, high)),
            group=group,
        )
        for name, sites, mean in held
    ]


def _shade(mean: Decimal, low: Decimal, high: Decimal) -> int:
    if high == low:
        return _CLASSES - 1
    return min(int((mean - low) * _CLASSES / (high - low)), _CLASSES - 1)
