"""Quantities (数量): the one number that ``ratio`` and ``bands`` turn into points.

The four kinds (``supplied``, ``count``, ``value``, ``share``) stand on the page of the rule kind ``ratio``. A value
supplied for the item stands instead of any of them (a ruling on the number).

Worked example: 20 guides were looked at, 17 of them are complete: ``share`` is 17/20 = 0.85.

Source: 抽查合格率 and counts of activities in published tables.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

import msgspec

from hengping.indicators.quantity import CountQuantity, Quantity, ShareQuantity, SuppliedQuantity, ValueQuantity
from hengping.indicators.selectors import Selector
from hengping.model.finding import Finding
from hengping.scoring.amounts import division, number, text
from hengping.scoring.charge import Charge, Situation
from hengping.scoring.select import FindingIndex, number_of

_JOINED = {"mean": "平均", "sum": "合计", "min": "最低", "max": "最高"}


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """A quantity of one site.

    Attributes:
        value: the number; None when nobody has supplied it, or when there is nothing to judge.
        absent: there is nothing to judge.
        finding_ids: findings that it rests on.
        note: how it came about (``17/20 = 0.85``).
        open: a selected finding lacked the number.
    """

    value: Fraction | None = None
    absent: bool = False
    finding_ids: tuple[str, ...] = ()
    note: str = ""
    open: bool = False

    def unjudged(self) -> Charge:
        """The charge of a quantity without a value."""
        return Charge(waiting=not self.absent, absent=self.absent, finding_ids=self.finding_ids, open=self.open)

    def charged(self, points: Fraction) -> Charge:
        """The charge of a quantity that was turned into points."""
        raw = "" if self.value is None else text(self.value)
        return Charge(value=points, raw_value=raw, note=self.note, finding_ids=self.finding_ids, open=self.open)


def measure(quantity: Quantity, situation: Situation) -> Measured:
    """The quantity of one site.

    Raises:
        InputError: a supplied value is a word.
    """
    if situation.supplied is not None:
        return Measured(value=number(situation.supplied, situation.item_id))
    if isinstance(quantity, SuppliedQuantity):
        return _imported(quantity, situation)
    if isinstance(quantity, CountQuantity):
        found = selected(situation.findings, quantity.select)
        return Measured(value=Fraction(len(found)), finding_ids=ids(found), note=f"共 {len(found)} 项")
    if isinstance(quantity, ShareQuantity):
        return _share(quantity, situation.findings)
    return _value(quantity, situation.findings)


def selected(findings: FindingIndex, selectors: Iterable[Selector]) -> list[Finding]:
    """Findings that any of the selectors finds, each once, by id."""
    found = {each.finding_id: each for selector in selectors for each in findings.hits(selector)}
    return [found[key] for key in sorted(found)]


def ids(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Their ids."""
    return tuple(each.finding_id for each in findings)


def _imported(quantity: SuppliedQuantity, situation: Situation) -> Measured:
    value = situation.values.get(quantity.measure) if quantity.measure else None
    return Measured() if value is None else Measured(value=number(value, quantity.measure or situation.item_id))


def _share(quantity: ShareQuantity, findings: FindingIndex) -> Measured:
    base = selected(findings, quantity.of)
    found = selected(findings, quantity.select)
    if not base:
        return Measured(absent=True)
    counted = min(len(found), len(base))
    return Measured(value=Fraction(counted, len(base)), finding_ids=ids(found), note=division(counted, len(base)))


def _value(quantity: ValueQuantity, findings: FindingIndex) -> Measured:
    found = findings.hits(quantity.select)
    numbers = [(each, number_of(each.values.get(quantity.name))) for each in found]
    known = [Fraction(each) for _, each in numbers if each is not None]
    lacking = len(known) < len(found)
    if not known:
        absent = lacking or quantity.over != "sum"
        return Measured(value=None if absent else Fraction(0), absent=absent, finding_ids=ids(found), open=lacking)
    total = sum(known, Fraction(0))
    joined = {"mean": total / len(known), "sum": total, "min": min(known), "max": max(known)}[quantity.over]
    note = f"{len(known)} 项{_JOINED[quantity.over]} {text(joined)}" if len(known) > 1 else ""
    return Measured(value=joined, finding_ids=ids(found), note=note, open=lacking)
