"""Human decisions laid over findings and items: the latest counts, earlier ones stay readable in their files."""

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

import msgspec

from hengping.indicators.rules import Given
from hengping.indicators.system import IndicatorSystem
from hengping.model.errors import InputError
from hengping.model.finding import Finding
from hengping.model.review import Review


def latest(reviews: Iterable[Review], site_code: str) -> list[Review]:
    """Decisions on one site from the earliest to the latest; of two at one instant the later in the file counts."""
    own = [review for review in reviews if review.site_code == site_code]
    return sorted(own, key=lambda review: review.decided_at)


def reviewed_findings(findings: Sequence[Finding], decisions: Sequence[Review]) -> list[Finding]:
    """Findings with the outcomes people have set."""
    outcomes = {each.finding_id: each.outcome for each in decisions if each.finding_id and each.outcome is not None}
    return [
        msgspec.structs.replace(finding, outcome=outcomes.get(finding.finding_id, finding.outcome))
        for finding in findings
    ]


def reviewed_marks(system: IndicatorSystem, decisions: Sequence[Review]) -> dict[str, Decimal]:
    """Marks that people have given, by item or veto id; only of ids that this system has.

    Raises:
        InputError: marks that are no number or outside the item's marks; a veto's that are neither 1 nor 0.
    """
    limits = value_limits(system)
    vetoes = {veto.id for veto in system.vetoes}
    for each in decisions:
        if each.item_id in vetoes and each.marks.strip() not in {"0", "1"}:
            where = f"{each.site_code} {each.item_id}"
            raise InputError(f"单项否决的值“{each.marks}”不是1或0", where=where, remedy="成立写1，不成立写0")
    return {each.item_id: _marks(each, limits[each.item_id]) for each in decisions if each.item_id in limits}


def value_limits(system: IndicatorSystem) -> dict[str, Decimal]:
    """Highest value that may be given for every node and veto, by id.

    A veto: 1. A ``given`` item: its scale. Any other node: its marks or, without its own, those of its parent.
    """
    limits: dict[str, Decimal] = {veto.id: Decimal(1) for veto in system.vetoes}
    parents = {child.id: node for node in system.tree.walk() for child in node.children}
    for node in system.tree.walk():
        scale = node.rule.scale if isinstance(node.rule, Given) else None
        inherited = limits[parents[node.id].id] if node.id in parents else system.scale
        limits[node.id] = scale or (inherited if node.marks is None else node.marks)
    return limits


def _marks(decision: Review, full: Decimal) -> Decimal:
    where = f"{decision.site_code} {decision.item_id}"
    try:
        value = Decimal(decision.marks.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise InputError(f"人工评分“{decision.marks}”不是数字", where=where, remedy="改为数字")
    if value < 0 or value > full:
        raise InputError(f"人工评分 {value} 超出 0 至 {full}", where=where, remedy="改为分值范围内的数字")
    return value
