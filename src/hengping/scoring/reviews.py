"""Human decisions laid over findings and items: the latest counts, earlier ones stay readable in their files."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import msgspec

from hengping.indicators.rules import Manual, inner_rule
from hengping.indicators.system import IndicatorSystem
from hengping.model.errors import InputError
from hengping.model.finding import Finding
from hengping.model.review import Review
from hengping.model.site import Site
from hengping.scoring.plan import Value
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


def latest(reviews: Iterable[Review], site_code: str) -> list[Review]:
    """Decisions on one site from the earliest to the latest; of two at one instant the later in the file counts."""
    own = [review for review in reviews if review.site_code == site_code]
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
    unless an arbiter has decided: then the latest of these stand alone. The latest decision on a finding says whether
    its explanation is accepted.

    Raises:
        InputError: marks that are no number or outside the item's marks; a veto's that are neither 1 nor 0.
    """
    if not decisions:
        return NOBODY
    explained = {each.finding_id: each.explained for each in decisions if each.finding_id}
    accepted = frozenset(key for key, kept in explained.items() if kept)
    marked = [each for each in decisions if each.item_id]
    if not marked:
        return Marked(explained=accepted)
    limits = limits_of(system)
    several = _marked_by_several(system)
    values: dict[str, Value] = {}
    by_actor: dict[str, dict[str, Decimal]] = {}
    for each in marked:
        if each.item_id not in limits:
            continue
        value = _marks(each, limits[each.item_id], site)
        if each.item_id in several and not each.arbiter and isinstance(value, Decimal):
            by_actor.setdefault(each.item_id, {})[each.actor] = value
        else:
            values[each.item_id] = value
    assessments = {
        item: tuple(marks[actor] for actor in sorted(marks)) for item, marks in by_actor.items() if item not in values
    }
    return Marked(values=values, assessments=assessments, explained=accepted)


def value_limits(system: IndicatorSystem) -> dict[str, Limit]:
    """What may be supplied for every node, veto, part and imported measure, by key."""
    return limits_of(system)


def _marked_by_several(system: IndicatorSystem) -> frozenset[str]:
    rules = ((node.id, inner_rule(node.rule)) for node in system.items() if node.rule is not None)
    return frozenset(item for item, rule in rules if isinstance(rule, Manual) and rule.assessors > 1)


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
