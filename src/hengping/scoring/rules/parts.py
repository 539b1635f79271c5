"""Items made of parts (``checklist``, ``shares``): a part is earned, whole or in part, or not yet known."""

from collections.abc import Sequence
from fractions import Fraction

import msgspec

from hengping.indicators.rules import Element, Share
from hengping.scoring.amounts import clamped, number, number_within, text
from hengping.scoring.charge import Charge, Situation
from hengping.scoring.quantity import ids, selected

_ZERO = Fraction(0)
_ONE = Fraction(1)


class Part(msgspec.Struct, frozen=True):
    """One part and the points it is worth."""

    spec: Element | Share
    points: Fraction


def charge_parts(parts: Sequence[Part], situation: Situation) -> Charge:
    """Sum of what the parts earn; waiting while none of them is known.

    A value ``item/part`` (0–1) stands instead of findings; a value of the item itself stands for the whole, in points.
    Parts that are not known yet follow the item's ``untested``: full (``keep``), nothing (``zero``), or left to the
    known parts in proportion (``exclude``).

    Raises:
        InputError: a value is a word or lies outside its limits.
    """
    marks = Fraction(situation.marks)
    if situation.supplied is not None:
        points = clamped(number(situation.supplied, situation.item_id), marks)
        return Charge(value=points, raw_value=text(points))
    earned = known = _ZERO
    unknown: list[Part] = []
    lost: list[str] = []
    found: dict[str, None] = {}
    for part in parts:
        share, rests_on = _earned(part.spec, situation)
        found |= dict.fromkeys(rests_on)
        title = part.spec.title.zh
        if share is None:
            unknown.append(part)
            continue
        earned += share * part.points
        known += part.points
        if share < 1:
            lost.append(title if share == 0 else f"{title}（{text(100 * share)}%）")
    notes = [f"未得满：{'、'.join(lost)}"] if lost else []
    if unknown:
        notes.append(f"等待：{'、'.join(part.spec.title.zh for part in unknown)}")
    if len(unknown) == len(parts):
        return Charge(waiting=True, note="；".join(notes), finding_ids=tuple(found))
    waiting = sum((part.points for part in unknown), _ZERO)
    if situation.untested == "keep":
        earned += waiting
    elif situation.untested == "exclude" and known:
        earned *= (known + waiting) / known
    decided = len(parts) - len(unknown)
    return Charge(
        value=clamped(earned, marks),
        raw_value=f"{decided - len(lost)}/{len(parts)}",
        note="；".join(notes),
        finding_ids=tuple(found),
        open=bool(unknown),
    )


def _earned(spec: Element | Share, situation: Situation) -> tuple[Fraction | None, tuple[str, ...]]:
    where = f"{situation.item_id}/{spec.id}"
    value = situation.values.get(where)
    if value is not None:
        return number_within(value, Fraction(0), _ONE, where), ()
    if not spec.select:
        return None, ()
    found = selected(situation.findings, spec.select)
    return Fraction(bool(found)), ids(found)
