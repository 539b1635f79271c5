"""Caps and double charges: what of every hit really counts.

One fault is charged once (ENG-08): the same finding, or findings of one cause group about one subject, under several
items. The charge that weighs heaviest in the total stays, the first in file order among equals; the others are shown as
suppressed. Which one stays depends on the fault alone and never on how full an item already is, so a further fault
can never draw away what is charged for another, and never raise a score. (Checks of one cause group exclude each other:
a section is blank or overdue, a target is a page or an attachment.)

An accepted explanation (情况说明) gives back a share of what its finding is charged, before anything else is looked at:
what is left is the charge of that fault from then on. Where one charge stands for a whole lot of findings (每 10 条扣
1 分) no explanation gives anything back, and it is no charge of any one fault: it neither holds nor gives way.

What stays is then handed out from the heaviest charge to the lightest, as far as the caps above it have room (ENG-06).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import msgspec

from hengping.indicators.rounding import as_decimal
from hengping.indicators.rules import PerHit
from hengping.indicators.system import IndicatorSystem
from hengping.model.finding import Finding
from hengping.model.score import Deduction
from hengping.scoring.charge import Hit
from hengping.scoring.items import ItemResult

_ZERO = Fraction(0)
_WHOLE_SITE = frozenset({"site", "host"})
"""Subjects shared by unrelated faults: the home page's address does not make two missing marks one fault."""


class _Claim(msgspec.Struct, gc=False):
    """A hit that asks for points. Weights and counts are in points of the total, so that items can be compared.

    ``points``: of the item, less what an explanation gives back.
    ``buckets``: caps above it, innermost first, ending with the outermost. ``holder``: the item that charges the fault.
    """

    item: int
    spot: int
    hit: Hit
    points: Fraction
    key: str
    weight: Fraction
    buckets: tuple[tuple[str, Fraction], ...]
    counted: Fraction = _ZERO
    holder: int = -1


def settle(
    system: IndicatorSystem, items: Sequence[ItemResult], explained: frozenset[str] = frozenset()
) -> dict[str, tuple[Deduction, ...]]:
    """Deductions (credits, for a bonus) in the order of the hits, of every item that has any, by its id.

    Args:
        system: says which checks see one cause.
        items: of one site.
        explained: ids of findings whose explanation was accepted.
    """
    charged = [(number, item) for number, item in enumerate(items) if item.charge.hits]
    if not charged:
        return {}
    causes = {check: group.id for group in system.once for check in group.checks}
    alone = _alone(charged, causes, explained)
    claims = [
        claim for number, item in charged if number not in alone for claim in _claims(number, item, causes, explained)
    ]
    _hand_out(claims, items)
    by_item: defaultdict[int, list[_Claim]] = defaultdict(list)
    for claim in claims:
        by_item[claim.item].append(claim)
    return {
        item.place.node.id: _credits(item)
        if item.charge.bonus
        else _own_deductions(item)
        if number in alone
        else _deductions(by_item[number], items)
        for number, item in charged
    }


_Charged = Sequence[tuple[int, ItemResult]]


def _alone(charged: _Charged, causes: Mapping[str, str], explained: frozenset[str]) -> set[int]:
    """Items whose charges nothing else touches: no cap but their own marks, no fault that another item charges too.

    Most items of most systems; what they lose needs no comparison in points of the total.
    """
    owner: dict[str, int] = {}
    shared: set[int] = set()
    for number, item in charged:
        if item.charge.bonus:
            continue
        if item.place.caps or _by_lots(item):
            shared.add(number)
        if _by_lots(item):
            continue
        for hit in item.charge.hits:
            key = _cause(hit.finding, causes)
            first = owner.setdefault(key, number)
            if first != number:
                shared |= {first, number}
            elif hit.bucket_cap is not None or key != hit.finding.finding_id or key in explained:
                shared.add(number)
    return {number for number, item in charged if number not in shared and not item.charge.bonus}


def _own_deductions(item: ItemResult) -> tuple[Deduction, ...]:
    """Deductions of an item that stands alone, from the heaviest fault to the lightest as far as its marks go."""
    hits = item.charge.hits
    marks = item.place.marks
    asked: defaultdict[str, Decimal] = defaultdict(Decimal)
    for hit in hits:
        asked[hit.finding.finding_id] += hit.points
    free = marks
    counted = [Decimal(0)] * len(hits)
    keyed = ((-min(asked[hit.finding.finding_id], marks), hit.finding.finding_id, at) for at, hit in enumerate(hits))
    for _, _, spot in sorted(keyed):
        counted[spot] = min(hits[spot].points, free)
        free -= counted[spot]
    return tuple(
        Deduction(
            finding_id=hit.finding.finding_id,
            points=_plain(hit.points),
            counted=_plain(count),
            reason=hit.reason or hit.finding.messages.zh,
        )
        for hit, count in zip(hits, counted, strict=True)
    )


@lru_cache(maxsize=4096)
def _plain(value: Decimal) -> Decimal:
    return as_decimal(Fraction(value))


def _claims(number: int, item: ItemResult, causes: Mapping[str, str], explained: frozenset[str]) -> list[_Claim]:
    if item.charge.bonus:
        return []
    place = item.place
    above = [(place.node.id, place.marks), *reversed(place.caps.items())]
    caps = tuple((name, Fraction(marks) * place.effect) for name, marks in above)
    lots = _by_lots(item)
    left = Fraction(1) if lots else 1 - place.explained_kept
    found: list[_Claim] = []
    for spot, hit in enumerate(item.charge.hits):
        points = Fraction(hit.points)
        if hit.finding.finding_id in explained:
            points *= left
        found.append(
            _Claim(
                item=number,
                spot=spot,
                hit=hit,
                points=points,
                key=f"{place.node.id}\n{spot}" if lots else _cause(hit.finding, causes),
                weight=points * place.effect,
                buckets=(*_own_bucket(place.node.id, hit, place.effect), *caps),
            )
        )
    return found


def _by_lots(item: ItemResult) -> bool:
    rule = item.leaf.rule
    return isinstance(rule, PerHit) and any(tariff.per > 1 for tariff in rule.tariffs)


def _own_bucket(item_id: str, hit: Hit, effect: Fraction) -> tuple[tuple[str, Fraction], ...]:
    return () if hit.bucket_cap is None else ((f"{item_id}\n{hit.bucket}", Fraction(hit.bucket_cap) * effect),)


def _cause(finding: Finding, causes: Mapping[str, str]) -> str:
    group = causes.get(finding.check)
    if group is None or finding.subject.kind in _WHOLE_SITE:
        return finding.finding_id
    return f"{group}\n{finding.subject.url}"


def _hand_out(claims: Sequence[_Claim], items: Sequence[ItemResult]) -> None:
    """Choose the item that charges each fault, then set ``counted`` of its claims as far as the caps allow."""
    asked: defaultdict[tuple[str, int], Fraction] = defaultdict(Fraction)
    for claim in claims:
        asked[claim.key, claim.item] += claim.weight
    weights = {
        (key, item): min(weight, Fraction(items[item].place.marks) * items[item].place.effect)
        for (key, item), weight in asked.items()
    }
    holder: dict[str, int] = {}
    for (key, item), weight in sorted(weights.items(), key=lambda pair: (-pair[1], pair[0][1])):
        if weight:
            holder.setdefault(key, item)
    room = _room(items)
    staying = [claim for claim in claims if holder.get(claim.key) == claim.item]
    for claim in sorted(staying, key=lambda each: (-weights[each.key, each.item], *_order(each))):
        for name, cap in claim.buckets:
            room.setdefault(name, cap)
        claim.counted = max(min(claim.weight, *(room[name] for name, _ in claim.buckets)), _ZERO)
        for name, _ in claim.buckets:
            room[name] -= claim.counted
    for claim in claims:
        claim.holder = holder.get(claim.key, claim.item)


def _order(claim: _Claim) -> tuple[int, str, int]:
    return claim.item, claim.hit.finding.finding_id, claim.spot


def _room(items: Sequence[ItemResult]) -> dict[str, Fraction]:
    """Marks of the ``deduct`` nodes above the items, less what people have taken off under them."""
    room: dict[str, Fraction] = {}
    for item in items:
        effect = item.place.effect
        for name, marks in item.place.caps.items():
            room.setdefault(name, Fraction(marks) * effect)
            if item.charge.value is not None:
                taken = (item.place.full - item.charge.value) * effect
                room[name] = max(room[name] - taken, _ZERO)
    return room


def _deductions(claims: Sequence[_Claim], items: Sequence[ItemResult]) -> tuple[Deduction, ...]:
    """Deductions of one item; each names the item that charges its fault, or the finding that shows its class."""
    carriers = {claim.hit.bucket: claim.hit.finding.finding_id for claim in claims if claim.counted}
    return tuple(_deduction(claim, items, carriers) for claim in claims)


def _deduction(claim: _Claim, items: Sequence[ItemResult], carriers: Mapping[str, str]) -> Deduction:
    hit = claim.hit
    suppressed_by = ""
    if claim.holder != claim.item:
        suppressed_by = items[claim.holder].place.node.id
    elif hit.counts_once and not claim.counted:
        suppressed_by = carriers.get(hit.bucket, "")
    return Deduction(
        finding_id=hit.finding.finding_id,
        points=as_decimal(claim.points),
        counted=as_decimal(claim.counted / items[claim.item].place.effect),
        reason=hit.reason or hit.finding.messages.zh,
        suppressed_by=suppressed_by,
        explained=as_decimal(Fraction(hit.points) - claim.points),
    )


def _credits(item: ItemResult) -> tuple[Deduction, ...]:
    """Credits of a bonus item up to its marks, in the order of its hits."""
    free = item.place.marks
    credited: list[Deduction] = []
    for hit in item.charge.hits:
        counted = min(hit.points, free)
        free -= counted
        credited.append(
            Deduction(
                finding_id=hit.finding.finding_id,
                points=-hit.points,
                counted=-counted if counted else Decimal(0),
                reason=hit.reason or hit.finding.messages.zh,
            )
        )
    return tuple(credited)
