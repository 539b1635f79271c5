"""Most improved (进步较明显): who gained most in its group against the round before."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

import msgspec

from hengping.indicators.rounding import rounded
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.verdicts import ImprovedCondition
from hengping.model.score import RankRow, Results
from hengping.ranking.order import places


class Gain(msgspec.Struct, frozen=True, kw_only=True):
    """How far one site came.

    Attributes:
        row, before: its line in this round and in the one before.
        value: points, percent or places gained; positive.
    """

    row: RankRow
    before: RankRow
    value: Fraction


def most_improved(
    system: IndicatorSystem, condition: ImprovedCondition, rows: Iterable[RankRow], previous: Results | None
) -> dict[str, str]:
    """Site code and reason of the most improved sites of every group.

    Only sites with a total in both rounds are compared, and only those that gained; a total that a veto set, now or
    then, says nothing about improvement. Gains that are equal share a place, and all who share the last place stay.

    Args:
        system: names what is best, and how numbers are printed.
        condition: what counts, and how many places.
        rows: this round's rows, of ranked sites.
        previous: the round before; without it nothing can be said, and nobody is named.
    """
    if previous is None:
        return {}
    before = {row.site_code: row for row in previous.ranks}
    groups: dict[str, list[Gain]] = {}
    for row in rows:
        gain = _gain(system, condition, row, before.get(row.site_code))
        if gain is not None and gain.value > 0:
            groups.setdefault(row.group, []).append(gain)
    named: dict[str, str] = {}
    for gains in groups.values():
        ordered = sorted(gains, key=lambda gain: -gain.value)
        taken = places([gain.value for gain in ordered], "competition")
        named |= {
            gain.row.site_code: _reason(system, condition, gain)
            for gain, place in zip(ordered, taken, strict=True)
            if place.rank <= condition.top
        }
    return named


def _gain(system: IndicatorSystem, condition: ImprovedCondition, row: RankRow, before: RankRow | None) -> Gain | None:
    if before is None or row.total is None or before.total is None or row.vetoed or before.vetoed:
        return None
    if condition.by == "places":
        if row.rank is None or before.rank is None or row.group != before.group:
            return None
        return Gain(row=row, before=before, value=Fraction(before.rank - row.rank))
    points = Fraction(row.total) - Fraction(before.total)
    if system.ranking_of(row.group).best == "lowest":
        points = -points
    if condition.by == "points":
        return Gain(row=row, before=before, value=points)
    # A percentage of nothing, or of less than nothing, is no number: such a site can be named by points only.
    return Gain(row=row, before=before, value=points * 100 / Fraction(before.total)) if before.total > 0 else None


def _reason(system: IndicatorSystem, condition: ImprovedCondition, gain: Gain) -> str:
    row, before, rounding = gain.row, gain.before, system.rounding
    if condition.by == "places":
        value = str(gain.value)
        sentence = f"名次较上一轮上升{value}位（由第{before.rank}名上升到第{row.rank}名）"
    else:
        digits = rounding.digits if condition.by == "points" else rounding.rate_digits
        value = _plain(rounded(gain.value, digits, rounding.mode))
        verb = "降低" if system.ranking_of(row.group).best == "lowest" else "提高"
        unit = "分" if condition.by == "points" else "%"
        sentence = f"总分较上一轮{verb}{value}{unit}（由{_plain(before.total)}分{verb}到{_plain(row.total)}分）"
    return condition.reason.replace("{value}", value) or sentence


def _plain(value: Decimal | None) -> str:
    return "" if value is None else format(value, "f")
