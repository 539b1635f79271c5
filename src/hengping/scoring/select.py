"""Selecting findings: which ones an item speaks about, and which of these count against (or for) it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from hengping.indicators.selectors import Condition, Selector
from hengping.model.finding import SCORED, Finding, Outcome

OPEN = frozenset({Outcome.NOT_TESTED, Outcome.BLOCKED, Outcome.ERROR, Outcome.CANNOT_TELL})
"""Outcomes that should have become a verdict and did not: they lower the coverage."""


class FindingIndex:
    """Findings of one site by check, in an order that does not depend on the order they came in."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        by_check: defaultdict[str, list[Finding]] = defaultdict(list)
        seen = ""
        for finding in sorted(findings, key=lambda each: each.finding_id):
            if finding.finding_id != seen:  # one fault that is listed twice is one fault
                by_check[finding.check].append(finding)
            seen = finding.finding_id
        self._by_check = dict(by_check)

    def of(self, check: str) -> Sequence[Finding]:
        """All findings of a check, by id."""
        return self._by_check.get(check, ())

    def ran(self, check: str) -> bool:
        """Whether the check left any trace at all; a check without a subject reports not_applicable."""
        return check in self._by_check

    def hits(self, selector: Selector) -> list[Finding]:
        """Findings that fulfil check, outcome and every condition."""
        found = self.of(selector.check)
        return [each for each in found if each.outcome in selector.outcomes and _fulfils(each, selector)]

    def concerned(self, selector: Selector) -> list[Finding]:
        """Findings that the selector is about, whatever their outcome.

        One that lacks a value of the conditions (a check that could not run says nothing of sections) is about it;
        one whose value speaks against it is not.
        """
        return [each for each in self.of(selector.check) if _may_concern(each, selector)]


def is_open(finding: Finding) -> bool:
    """Whether the finding lowers the coverage."""
    return finding.outcome in OPEN


def is_scored(finding: Finding) -> bool:
    """Whether the finding is a verdict; an exemption is one too: it was looked at and takes nothing off."""
    return finding.outcome in SCORED or finding.outcome is Outcome.EXEMPTED


def _fulfils(finding: Finding, selector: Selector) -> bool:
    values = finding.values
    return all(name in values and holds(condition, values[name]) for name, condition in selector.where.items())


def _may_concern(finding: Finding, selector: Selector) -> bool:
    values = finding.values
    for name, condition in selector.where.items():
        # A size says how bad a subject is, not which subject it is.
        if name in values and condition.size_at_least is None and not holds(condition, values[name]):
            return False
    return True


def holds(condition: Condition, value: Any) -> bool:
    """Whether one value fulfils one condition; a value of the wrong type never does."""
    stated = condition.model_fields_set
    if "equals" in stated and not _same(condition.equals, value):
        return False
    if condition.within is not None and not any(_same(each, value) for each in condition.within):
        return False
    if condition.size_at_least is not None and not (
        isinstance(value, str | list | tuple) and len(value) >= condition.size_at_least
    ):
        return False
    limits = (condition.at_least, condition.at_most, condition.below, condition.above)
    return all(limit is None for limit in limits) or _inside(condition, number_of(value))


def number_of(value: Any) -> Decimal | None:
    """The exact number of a JSON value (number or numeric text), None when it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _same(wanted: Any, value: Any) -> bool:
    if isinstance(wanted, bool) or isinstance(value, bool):
        return wanted is value
    if isinstance(wanted, Decimal | int):
        return not isinstance(value, str) and number_of(value) == wanted
    return bool(wanted == value)


def _inside(condition: Condition, number: Decimal | None) -> bool:
    if number is None:
        return False
    return (
        (condition.at_least is None or number >= condition.at_least)
        and (condition.at_most is None or number <= condition.at_most)
        and (condition.below is None or number < condition.below)
        and (condition.above is None or number > condition.above)
    )
