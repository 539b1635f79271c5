"""What the marks of several assessors say of each other (评分一致性), as one record."""

from collections.abc import Sequence

import msgspec
import numpy as np

from hengping.analysis.agreement import Alpha, alphas, severities
from hengping.analysis.arrays import Floats, shown

_DIGITS = 4
_RESAMPLES = 500


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """One mark: ``index`` is the share of full marks (0–1), ``day`` when it was given, as a number of days."""

    assessor: str
    item_id: str
    site_code: str
    index: float
    day: float


class ItemAgreement(msgspec.Struct, frozen=True, kw_only=True):
    """Krippendorff's alpha (interval) of one item; ``item_id`` empty: of all items together, as shares of full marks.

    ``low``, ``high``: 95 % interval. ``reason``: why there is no value, in Chinese.
    """

    item_id: str
    alpha: float | None
    low: float | None
    high: float | None
    objects: int
    marks: int
    reason: str = ""


class AssessorRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One assessor against the others on shared objects, in shares of full marks; ``drift`` for each day."""

    assessor: str
    deviation: float | None
    error: float | None
    shared: int
    drift: float | None


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """Agreement of all assessors of one system."""

    items: tuple[ItemAgreement, ...]
    assessors: tuple[AssessorRecord, ...]


def agreement(marks: Sequence[Mark], *, seed: int = 1) -> Agreement | None:
    """The record of all marks; None with fewer than two assessors. Of two marks for the same object the last counts."""
    assessors = sorted({each.assessor for each in marks})
    if len(assessors) < 2:  # noqa: PLR2004 - nobody to agree with
        return None
    items = sorted({each.item_id for each in marks})
    sites = sorted({each.site_code for each in marks})
    shape = (len(assessors), len(sites))
    tables: dict[str, Floats] = {item: np.full(shape, np.nan) for item in items}
    days: dict[str, Floats] = {item: np.zeros(shape) for item in items}
    rows = {name: number for number, name in enumerate(assessors)}
    columns = {code: number for number, code in enumerate(sites)}
    for each in marks:
        spot = rows[each.assessor], columns[each.site_code]
        tables[each.item_id][spot] = each.index
        days[each.item_id][spot] = each.day
    found = alphas(tables, "interval", resamples=_RESAMPLES, seed=seed)
    whole = np.concatenate([tables[item] for item in items], axis=1)
    order = np.concatenate([days[item] for item in items], axis=1)
    return Agreement(
        items=tuple(_item(item, found[item]) for item in ("", *items)),
        assessors=tuple(
            AssessorRecord(
                assessor=each.assessor,
                deviation=shown(each.deviation, _DIGITS),
                error=shown(each.error, _DIGITS),
                shared=each.shared,
                drift=shown(each.drift, _DIGITS),
            )
            for each in severities(assessors, whole, order)
        ),
    )


def _item(item_id: str, found: Alpha) -> ItemAgreement:
    return ItemAgreement(
        item_id=item_id,
        alpha=shown(found.value, _DIGITS),
        low=shown(found.low, _DIGITS),
        high=shown(found.high, _DIGITS),
        objects=found.units,
        marks=found.marks,
        reason=found.reason,
    )
