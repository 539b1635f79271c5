"""Whether bands of numbers (档级、分段) cover their range without overlap or gap, and tiers by rank their field."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

import msgspec

from hengping.indicators.structure_walk import Report, Where, tier_lists
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.verdicts import Tier

_INFINITE = Decimal("Infinity")


class Interval(msgspec.Struct, frozen=True, kw_only=True):
    """A band of numbers by name; ``closed_low``, ``closed_high``: whether its ends belong to it."""

    name: str
    low: Decimal
    high: Decimal
    closed_low: bool
    closed_high: bool

    @classmethod
    def of(
        cls,
        name: str,
        at_least: Decimal | None,
        above: Decimal | None,
        at_most: Decimal | None,
        below: Decimal | None,
    ) -> "Interval":
        """The band between the ends that are written; an end left out is open without limit."""
        low = at_least if at_least is not None else above
        high = at_most if at_most is not None else below
        return cls(
            name=name,
            low=-_INFINITE if low is None else low,
            high=_INFINITE if high is None else high,
            closed_low=at_least is not None or above is None,
            closed_high=at_most is not None or below is None,
        )


Fault = tuple[int, str, str, str]
"""Number of the interval in the file, Chinese, English, remedy."""


def interval_faults(
    intervals: Sequence[Interval], first: Decimal | None = None, last: Decimal | None = None
) -> Iterator[Fault]:
    """Empty bands, overlaps and gaps; and, where given, a range that does not reach from ``first`` to ``last``."""
    numbered = sorted(enumerate(intervals), key=lambda pair: (pair[1].low, pair[1].high))
    for number, each in numbered:
        if each.low > each.high or (each.low == each.high and not (each.closed_low and each.closed_high)):
            yield number, f"{each.name}是空的", "empty band", "改正上下限"
    for (_, lower), (number, upper) in pairwise(numbered):
        meet = lower.high == upper.low
        if lower.high > upper.low or (meet and lower.closed_high and upper.closed_low):
            zh, en = f"{lower.name}与{upper.name}重叠", f"{lower.name} and {upper.name} overlap"
            yield number, zh, en, "一端改为 below 或 above"
        elif lower.high < upper.low or not (lower.closed_high or upper.closed_low):
            zh, en = f"{lower.name}与{upper.name}之间有空档", f"gap between {lower.name} and {upper.name}"
            yield number, zh, en, "使上下限相接"
    (low_number, low), (high_number, high) = numbered[0], max(numbered, key=lambda pair: pair[1].high)
    if first is not None and (low.low > first or (low.low == first and not low.closed_low)):
        yield low_number, f"最低一段没有从 {first} 开始", f"the lowest starts above {first}", f"改为 at_least: {first}"
    if last is not None and (high.high < last or (high.high == last and not high.closed_high)):
        end = "最大" if last == _INFINITE else str(last)
        remedy = "删去这一段的上限" if last == _INFINITE else f"改为 at_most: {last}"
        yield high_number, f"最高一段没有到{end}", f"the highest ends below {end}", remedy


def tier_faults(system: IndicatorSystem, report: Report) -> None:
    """Faults of the system's tiers and of every track's."""
    for tiers, where in tier_lists(system):
        if not tiers:
            continue
        ranked = [tier.by_rank for tier in tiers]
        if any(ranked) and not all(ranked):
            odd = ranked.index(not ranked[0])
            zh = f"档级 {tiers[odd].id} 与前面的档级不是同一种分法"
            report((*where, odd), zh, "tiers by totals and by rank are mixed", "全部按分数，或全部按名次分档")
        elif all(ranked):
            _by_rank(tiers, where, report)
        else:
            intervals = [
                Interval.of(f"档级 {each.id} ", each.at_least, each.above, each.at_most, each.below) for each in tiers
            ]
            first = None if any(tier.rest_none for tier in tiers) else Decimal(0)
            for number, zh, en, remedy in interval_faults(intervals, first, system.scale):
                report((*where, number), zh, en, remedy)


def _by_rank(tiers: Sequence[Tier], where: Where, report: Report) -> None:
    """Best first, each reaching further than the one before; shares end at 1, or the last says that nothing follows."""
    name = "up_to_rate" if tiers[0].up_to_rate is not None else "up_to_place"
    limits = [getattr(tier, name) for tier in tiers]
    if None in limits:
        number = limits.index(None)
        zh = f"档级 {tiers[number].id} 没有写 {name}"
        report((*where, number), zh, "shares and places are mixed", "全部写 up_to_rate，或全部写 up_to_place")
        return
    for number, (before, here) in enumerate(pairwise(limits), start=1):
        if here <= before:
            zh = f"档级 {tiers[number].id} 的 {name} {here} 不大于前一档的 {before}"
            report((*where, number, name), zh, f"{name} does not increase", "按从好到差的顺序写累计值")
    if name == "up_to_rate" and limits[-1] != 1 and not tiers[-1].rest_none:
        zh = f"最后一档只到 {limits[-1]}，其余网站没有档级"
        remedy = "最后一档写 up_to_rate: 1；其余确实不分档的，写 rest_none: true"
        report((*where, len(tiers) - 1, name), zh, "the tiers do not reach 1", remedy)
