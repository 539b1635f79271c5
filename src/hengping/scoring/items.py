"""Items of one site: what each rule charges, and how far its subjects were really checked."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import msgspec

from hengping.indicators.rules import AnyZeroes, Checklist, Feed, MeanOf, Normalised, PlainRule, Share, Shares
from hengping.model.finding import Finding
from hengping.scoring.charge import Charge, Situation
from hengping.scoring.leaf import Leaf
from hengping.scoring.panel import Panel, PeerValue
from hengping.scoring.plan import NOT_APPLICABLE, Place, Supplied
from hengping.scoring.rules import RULES
from hengping.scoring.select import FindingIndex, is_open, is_scored

_NOTHING = Charge()
_ABSENT = Charge(absent=True)
_NONE: frozenset[str] = frozenset()

ItemState = Literal["scored", "not_applicable", "not_tested", "given"]


class Coverage(msgspec.Struct, gc=False, frozen=True, kw_only=True):
    """Subjects of an item: ids of findings with a verdict, and of those that should have had one.

    ``silent``: checks that left no trace; each is one subject without a verdict. ``outcomes``: of the open findings.
    """

    checked: frozenset[str] = _NONE
    open: frozenset[str] = _NONE
    silent: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()


_UNCOVERED = Coverage()


class ItemResult(msgspec.Struct, gc=False, frozen=True, kw_only=True):
    """One item before caps and double charges.

    ``state``: scored; not_applicable (nothing there to judge); not_tested (nothing reached it); given (supplied).
    """

    place: Place
    leaf: Leaf
    charge: Charge
    state: ItemState
    coverage: Coverage = _UNCOVERED

    @property
    def manual(self) -> bool:
        """Whether only a person can judge it."""
        return self.leaf.is_manual


class Outside(msgspec.Struct, frozen=True, kw_only=True):
    """What of one site does not come from its own findings.

    Attributes:
        supplied: values by node, veto, ``item/part`` or measure.
        values: those of them that have a number or a word.
        assessments: marks by several assessors, by item id.
        panel: what the sites judged together say of each other.
        site_code: of the site.
    """

    supplied: Supplied = {}
    values: Mapping[str, Decimal | str] = {}
    assessments: Mapping[str, tuple[Decimal, ...]] = {}
    panel: Panel | None = None
    site_code: str = ""


def judge_item(place: Place, findings: FindingIndex, outside: Outside) -> ItemResult:
    """Apply the item's rule.

    A number that was supplied for an item that is charged by findings stands instead of its rule, in points; the other
    kinds turn what was supplied into points themselves.
    """
    leaf = place.leaf
    assert leaf is not None  # noqa: S101 - only items are judged
    supplied = place.supplied
    if supplied is not None and not leaf.takes_values and isinstance(supplied, Decimal):
        return ItemResult(place=place, leaf=leaf, charge=_standing(supplied), state="given")
    if supplied is None and leaf.selectors and not any(part in outside.values for part in leaf.parts):
        return _from_findings(place, leaf, findings, outside)
    coverage = _coverage(leaf, findings) if leaf.selectors and supplied is None else _UNCOVERED
    charge = _charge(place, leaf, findings, outside)
    state: ItemState = "not_applicable" if charge.absent else "not_tested" if charge.waiting else "given"
    return ItemResult(place=place, leaf=leaf, charge=charge, state=state, coverage=coverage)


def _standing(points: Decimal) -> Charge:
    return Charge(value=Fraction(points))


def _from_findings(place: Place, leaf: Leaf, findings: FindingIndex, outside: Outside) -> ItemResult:
    coverage = _coverage(leaf, findings)
    panel = outside.panel
    if coverage.checked or (panel is not None and panel.area_findings(place.node.id, outside.site_code)):
        charge = _charge(place, leaf, findings, outside)
        state: ItemState = "not_applicable" if charge.absent else "not_tested" if charge.waiting else "scored"
        return ItemResult(place=place, leaf=leaf, charge=charge, state=state, coverage=coverage)
    state = "not_tested" if coverage.open else "not_applicable"
    return ItemResult(place=place, leaf=leaf, charge=_NOTHING, state=state, coverage=coverage)


def _charge(place: Place, leaf: Leaf, findings: FindingIndex, outside: Outside) -> Charge:
    rule, item_id, panel = leaf.rule, place.node.id, outside.panel
    peer: PeerValue | None = None
    area: FindingIndex | None = None
    if panel is not None:
        if isinstance(rule, Feed | Normalised):
            peer = panel.peer(item_id, outside.site_code)
        if isinstance(rule, Feed) and peer is None and place.supplied is None:
            return _ABSENT
        if isinstance(rule, AnyZeroes) and rule.scope == "area":
            area = FindingIndex(panel.area_findings(item_id, outside.site_code))
    charge = RULES[rule.kind](
        rule if place.supplied is not None else _applicable(leaf, outside.supplied),
        Situation(
            marks=place.marks,
            findings=findings,
            item_id=item_id,
            supplied=place.supplied,
            values=outside.values,
            assessments=outside.assessments.get(item_id, ()),
            peers=peer.exact if peer is not None else None,
            area=area,
            untested=place.untested or "exclude",
        ),
    )
    if peer is not None and peer.note:
        return msgspec.structs.replace(charge, raw_value=peer.raw or charge.raw_value, note=peer.note)
    return charge


def _applicable(leaf: Leaf, supplied: Supplied) -> PlainRule:
    """The rule without the parts that were said not to apply: the others share the item's marks in proportion."""
    rule = leaf.rule
    absent = {key.partition("/")[2] for key in leaf.parts if supplied.get(key) == NOT_APPLICABLE}
    if not absent:
        return rule
    if isinstance(rule, Checklist):
        return rule.model_copy(update={"elements": tuple(each for each in rule.elements if each.id not in absent)})
    if isinstance(rule, MeanOf):
        return rule.model_copy(update={"parts": tuple(each for each in rule.parts if each.id not in absent)})
    if isinstance(rule, Shares):
        return rule.model_copy(update={"shares": _rescaled(rule.shares, absent)})
    return rule


def _rescaled(shares: tuple[Share, ...], absent: Collection[str]) -> tuple[Share, ...]:
    left = [each for each in shares if each.id not in absent]
    total = sum((Fraction(each.share) for each in left), Fraction(0))
    return tuple(each.model_copy(update={"share": 100 * Fraction(each.share) / total}) for each in left)


def _coverage(leaf: Leaf, findings: FindingIndex) -> Coverage:
    silent = tuple(check for check in leaf.checks if not findings.ran(check))
    if len(silent) == len(leaf.checks):
        return Coverage(open=frozenset(f"{check}-" for check in silent), silent=silent)
    checked: set[str] = set()
    open_ids = {f"{check}-" for check in silent}
    outcomes: dict[str, str] = {}
    for selector in leaf.selectors:
        for finding in findings.concerned(selector):
            _sort_in(finding, checked, outcomes)
    open_ids.update(outcomes)
    return Coverage(
        checked=frozenset(checked), open=frozenset(open_ids), silent=silent, outcomes=tuple(outcomes.values())
    )


def _sort_in(finding: Finding, checked: set[str], outcomes: dict[str, str]) -> None:
    if is_scored(finding):
        checked.add(finding.finding_id)
    elif is_open(finding):
        outcomes[finding.finding_id] = finding.outcome.value


def with_values(supplied: Supplied) -> dict[str, Decimal | str]:
    """The values that have a number or a word: neither missing nor not applicable."""
    return {key: value for key, value in supplied.items() if value is not None and value != NOT_APPLICABLE}
