"""Items of one site: what each rule charges, and how far its subjects were really checked."""

import msgspec

from hengping.indicators.rules import HUMAN_KINDS, selectors_of
from hengping.model.finding import Finding
from hengping.scoring.charge import Charge, Situation
from hengping.scoring.plan import Place
from hengping.scoring.rules import RULES
from hengping.scoring.select import FindingIndex, is_open, is_scored

_NOTHING = Charge()


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """Subjects of an item, by finding id: with a verdict, and those that should have had one."""

    checked: frozenset[str] = frozenset()
    open: frozenset[str] = frozenset()


class ItemResult(msgspec.Struct, frozen=True, kw_only=True):
    """One item before caps and double charges.

    ``state``: scored; not_applicable (nothing there to judge); not_tested (nothing reached it); given (supplied).
    """

    place: Place
    charge: Charge
    state: str
    coverage: Coverage = Coverage()

    @property
    def manual(self) -> bool:
        """Whether only a person can judge it."""
        rule = self.place.node.rule
        return rule is not None and rule.kind == "manual"


def judge_item(place: Place, findings: FindingIndex) -> ItemResult:
    """Apply the item's rule.

    A value that was supplied for an item of any kind (a ruling, a table) stands instead of its rule.
    """
    rule = place.node.rule
    assert rule is not None  # noqa: S101 - only items are judged
    situation = Situation(marks=place.marks, findings=findings, supplied=place.supplied)
    if rule.kind in HUMAN_KINDS:
        charge = RULES[rule.kind](rule, situation)
        return ItemResult(place=place, charge=charge, state="not_tested" if charge.waiting else "given")
    if place.supplied is not None:
        return ItemResult(place=place, charge=Charge(value=place.supplied), state="given")
    coverage, touched = _coverage(place, findings)
    if coverage.checked:
        state = "scored"
    elif coverage.open or not touched:
        state = "not_tested"
    else:
        state = "not_applicable"
    charge = RULES[rule.kind](rule, situation) if state == "scored" else _NOTHING
    return ItemResult(place=place, charge=charge, state=state, coverage=coverage)


def _coverage(place: Place, findings: FindingIndex) -> tuple[Coverage, bool]:
    rule = place.node.rule
    assert rule is not None  # noqa: S101 - see judge_item
    selectors = selectors_of(rule)
    concerned: dict[str, Finding] = {
        finding.finding_id: finding for selector in selectors for finding in findings.concerned(selector)
    }
    silent = sorted({selector.check for selector in selectors if not findings.ran(selector.check)})
    # A check that left no trace was not run: one subject that should have had a verdict.
    open_ids = {key for key, finding in concerned.items() if is_open(finding)} | {f"{check}-" for check in silent}
    checked = frozenset(key for key, finding in concerned.items() if is_scored(finding))
    return Coverage(checked=checked, open=frozenset(open_ids)), not silent
