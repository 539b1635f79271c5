"""Published claims (公布的说法) added up again: what a source printed, and what its own figures make it.

A slip is the source's own. It is named with both figures and never mended in silence.
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from hengping.indicators.published import (
    ChangeClaim,
    Claim,
    CountClaim,
    MeanClaim,
    OrderClaim,
    PlacesClaim,
    RateClaim,
    SumClaim,
)
from hengping.indicators.rounding import RoundingMode, rounded

_MODES: dict[RoundingMode, str] = {"half_up": "四舍五入", "truncate": "截去", "half_even": "四舍六入五成双"}


def claim_slips(claim: Claim) -> list[str]:
    """What does not close in one claim, in Chinese with both figures; empty when it closes."""
    return list(_slips(claim))


def _slips(claim: Claim) -> Iterator[str]:
    if isinstance(claim, RateClaim):
        yield from _rate(claim)
    elif isinstance(claim, CountClaim):
        if claim.printed != claim.expected:
            yield f"原文印作 {claim.printed}，应为 {claim.expected}"
    elif isinstance(claim, SumClaim):
        yield from _sum(claim)
    elif isinstance(claim, MeanClaim):
        yield from _mean(claim)
    elif isinstance(claim, ChangeClaim):
        yield from _change(claim)
    elif isinstance(claim, PlacesClaim):
        yield from _places(claim)
    else:
        yield from _order(claim)


def _rate(claim: RateClaim) -> Iterator[str]:
    exact = Fraction(claim.numerator * 100, claim.denominator)
    due = rounded(exact, claim.digits, claim.mode)
    if due == claim.printed:
        return
    counts = f"{claim.numerator}/{claim.denominator}"
    printed = _fixed(claim.printed, claim.digits)
    other = [_MODES[mode] for mode in _MODES if rounded(exact, claim.digits, mode) == claim.printed]
    hint = f"（按{other[0]}取整则相符）" if other else ""
    if not hint and claim.digits:
        fewer = [n for n in range(claim.digits) if rounded(exact, n, claim.mode) == claim.printed]
        hint = f"（只保留了 {fewer[-1]} 位小数）" if fewer else ""
    yield f"{counts} 应为 {due}%，原文印作 {printed}%{hint}"


def _sum(claim: SumClaim) -> Iterator[str]:
    due = sum(claim.parts, Decimal(0))
    if due != claim.printed:
        yield f"{' + '.join(str(part) for part in claim.parts)} 应为 {due}，原文印作 {claim.printed}"


def _mean(claim: MeanClaim) -> Iterator[str]:
    """Means of groups are printed rounded: a mean over them may differ by as much as that can move it."""
    count = sum(part.n for part in claim.parts)
    total = sum((part.n * Fraction(part.mean) for part in claim.parts), Fraction(0))
    slack = sum((part.n * _half_step(part.mean) for part in claim.parts), Fraction(0)) / count
    exact = total / count
    if abs(exact - Fraction(claim.printed)) > slack + Fraction(1, 2 * 10**claim.digits):
        due = rounded(exact, claim.digits, "half_up")
        terms = " + ".join(f"{part.n}×{part.mean}" for part in claim.parts)
        yield f"({terms})÷{count} 应为 {due}，原文印作 {_fixed(claim.printed, claim.digits)}"


def _half_step(printed: Decimal) -> Fraction:
    exponent = printed.as_tuple().exponent
    assert isinstance(exponent, int)  # noqa: S101 - the schema lets only finite numbers through
    return Fraction(1, 2 * 10 ** max(-exponent, 0))


def _change(claim: ChangeClaim) -> Iterator[str]:
    points = rounded(claim.after - claim.before, claim.digits, "half_up")
    percent = None
    if claim.before:
        percent = rounded(Fraction(claim.after - claim.before) * 100 / Fraction(claim.before), claim.digits, "half_up")
    printed = _fixed(claim.printed, claim.digits)
    way = f"{claim.before} → {claim.after}"
    if claim.form == "points":
        if points != claim.printed:
            mixed = "，这是增长率，不是差" if percent == claim.printed else ""
            yield f"{way} 应相差 {points:+f}，原文印作 {printed}{mixed}"
        return
    if percent == claim.printed:
        return
    if points == claim.printed:
        mixed = "，这是差（百分点），不是增长率"
    elif abs(points - claim.printed) <= Decimal(2).scaleb(-claim.digits):
        mixed = f"，这是差（{points} 个百分点），且与之不完全相等"
    else:
        mixed = f"（差为 {points} 个百分点）"
    due = "无法计算" if percent is None else f"应为 {percent:+f}%"
    yield f"{way} 的增长率{due}，原文印作 {printed}%{mixed}"


def _places(claim: PlacesClaim) -> Iterator[str]:
    """As many names as places, counted by the method; a tie takes one place, or as many as it has names."""
    names = sum(len(tie) for tie in claim.names)
    places = claim.last - claim.first + 1
    taken = len(claim.names) if claim.method == "dense" else names
    where = f"第 {claim.first} 至第 {claim.last} 名"
    if claim.first > claim.last:
        yield f"{where}：名次次序颠倒"
        return
    if claim.method == "competition" and taken > places and names - len(claim.names[-1]) < places:
        return  # The last place is shared: more names than places are right.
    if taken != places:
        ties = sum(len(tie) > 1 for tie in claim.names)
        marked = f"标出并列 {ties} 处" if ties else "没有标出并列"
        yield f"{where}共 {places} 个名次，原文列出 {names} 个名称，{marked}，对应 {taken} 个名次"
    for name in _twice(name for tie in claim.names for name in tie):
        yield f"{where}：{name} 出现两次"


def _twice(names: Iterator[str]) -> list[str]:
    seen: set[str] = set()
    double = []
    for name in names:
        if name in seen:
            double.append(name)
        seen.add(name)
    return double


def _order(claim: OrderClaim) -> Iterator[str]:
    """In the order of division codes; the first name that stands before one of a lower code is named."""
    if len(claim.names) != len(claim.codes):
        yield f"{len(claim.names)} 个名称，{len(claim.codes)} 个代码，无法对应"
        return
    pairs = list(zip(claim.codes, claim.names, strict=True))
    right = sorted(pairs)
    if pairs != right:
        printed = "、".join(name for _, name in pairs)
        due = "、".join(name for _, name in right)
        yield f"按行政区划代码应为“{due}”，原文写作“{printed}”"


def _fixed(number: Decimal, digits: int) -> str:
    """With the digits that the claim names, so that 95.7 is printed as the source printed it: 95.70."""
    exponent = number.as_tuple().exponent
    short = isinstance(exponent, int) and -exponent < digits
    return str(number.quantize(Decimal(1).scaleb(-digits))) if short else str(number)
