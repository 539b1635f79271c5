"""Human decisions laid over findings and items: the latest counts, earlier ones stay readable in their files."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import msgspec

from hengping.indicators.rules import Manual, inner_rule
from hengping.indicators.system import IndicatorSystem
from hengping.model.errors import InputError
from hengping.model.finding import Finding, Outcome
from hengping.model.review import Review
from hengping.model.site import Site
from hengping.scoring.plan import NOT_APPLICABLE, Value
from hengping.scoring.values import Limit, limits_of, read_value


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """What people have given one site.

    Attributes:
        values: marks, levels and verdicts on vetoes, by key, as in ``hengping judge``.
        assessments: of items that several people mark independently: the latest marks of each, by name.
        explained: ids of findings whose explanation (情况说明) was accepted.
    """

    values: Mapping[str, Value] = {}
    assessments: Mapping[str, tuple[Decimal, ...]] = {}
    explained: frozenset[str] = frozenset()


NOBODY = Marked()
_FAULTS = frozenset({Outcome.FAIL, Outcome.PARTLY})


def latest(reviews: Iterable[Review], site_code: str) -> list[Review]:
    """Decisions on one site from the earliest to the latest; of two at one instant the later in the file counts.

    Raises:
        InputError: the time of one has no time zone, so that nobody can say which is the latest.
    """
    own = [review for review in reviews if review.site_code == site_code]
    for review in own:
        if review.decided_at.tzinfo is None:
            raise InputError(
                f"人工决定的时间 {review.decided_at.isoformat()} 没有时区",
                where=f"{site_code} {review.item_id or review.finding_id}",
                remedy="写明时区，如 2026-11-22T10:00:00+08:00",
            )
    return sorted(own, key=lambda review: review.decided_at)


def reviewed_findings(findings: Sequence[Finding], decisions: Sequence[Review]) -> list[Finding]:
    """Findings with the outcomes people have set."""
    outcomes = {each.finding_id: each.outcome for each in decisions if each.finding_id and each.outcome is not None}
    if not outcomes:
        return list(findings)
    return [
        msgspec.structs.replace(finding, outcome=outcomes.get(finding.finding_id, finding.outcome))
        for finding in findings
    ]


def reviewed_marks(system: IndicatorSystem, site: Site, decisions: Sequence[Review]) -> Marked:
    """Marks that people have given, and explanations they have accepted; only of ids that this system has.

    The latest marks of an item count. Of an item that several people mark independently the latest marks of each do,
    unless an arbiter has decided: then the latest of these stand alone. Whoever of them says that it does not apply is
    left out; when as many as must mark it do and nobody else, it does not. Explanations: see :func:`_accepted`.

    Raises:
        InputError: marks that are no number or outside the item's marks; a veto's that are neither 1 nor 0.
    """
    if not decisions:
        return NOBODY
    accepted = _accepted(decisions)
    marked = [each for each in decisions if each.item_id]
    if not marked:
        return Marked(explained=accepted)
    limits = limits_of(system)
    several = _marked_by_several(system)
    values: dict[str, Value] = {}
    by_actor: dict[str, dict[str, Value]] = {}
    for each in marked:
        if each.item_id not in limits:
            continue
        value = _marks(each, limits[each.item_id], site)
        if each.item_id in several and not each.arbiter:
            by_actor.setdefault(each.item_id, {})[each.actor] = value
        else:
            values[each.item_id] = value
    assessments: dict[str, tuple[Decimal, ...]] = {}
    for item, marks in by_actor.items():
        if item in values:
            continue
        numbers = [mark for actor in sorted(marks) if isinstance(mark := marks[actor], Decimal)]
        if numbers:
            assessments[item] = tuple(numbers)
        elif len(marks) >= several[item]:
            values[item] = NOT_APPLICABLE
    return Marked(values=values, assessments=assessments, explained=accepted)


def _accepted(decisions: Sequence[Review]) -> frozenset[str]:
    """Ids of findings whose explanation is accepted.

    Once accepted it stays so until a later decision on the same finding says otherwise: expressly, or by setting
    another outcome than the finding had. One that only confirms the outcome changes nothing; where nobody has set one
    before, the finding was a fault, whole or in part, for nothing else is explained.
    """
    accepted: set[str] = set()
    outcomes: dict[str, Outcome] = {}
    for each in decisions:
        key = each.finding_id
        if not key:
            continue
        held = {outcomes[key]} if key in outcomes else _FAULTS
        changed = each.outcome is not None and each.outcome not in held
        if each.explained:
            accepted.add(key)
        elif each.explained is not None or changed:
            accepted.discard(key)
        if each.outcome is not None:
            outcomes[key] = each.outcome
    return frozenset(accepted)


def value_limits(system: IndicatorSystem) -> dict[str, Limit]:
    """What may be supplied for every node, veto, part and imported measure, by key."""
    return limits_of(system)


def _marked_by_several(system: IndicatorSystem) -> dict[str, int]:
    """How many people must mark an item, of items that more than one must."""
    rules = ((node.id, inner_rule(node.rule)) for node in system.items() if node.rule is not None)
    return {item: rule.assessors for item, rule in rules if isinstance(rule, Manual) and rule.assessors > 1}


def _marks(decision: Review, limit: Limit, site: Site) -> Value:
    where = f"{decision.site_code} {decision.item_id}"
    text = decision.marks.strip()
    value, fault = read_value(text, limit, site)
    if not text:
        fault = f"{limit.name} 的值“”不是数字"
    if fault:
        remedy = "成立写1，不成立写0" if limit.veto else "改为分值范围内的数字"
        raise InputError(f"人工评分：{fault}", where=where, remedy=remedy)
    return value
