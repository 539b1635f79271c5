"""Human decisions laid over findings and items: the latest counts, earlier ones stay readable in their files."""

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

import msgspec

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
        InputError: marks that are no number, or outside the item's marks.
    """
    nodes = system.nodes()
    vetoes = {veto.id for veto in system.vetoes}
    marks: dict[str, Decimal] = {}
    for decision in decisions:
        item = decision.item_id
        if not item or (item not in nodes and item not in vetoes):
            continue
        full = Decimal(1) if item in vetoes else nodes[item].marks
        marks[item] = _marks(decision, full)
    return marks


def _marks(decision: Review, full: Decimal | None) -> Decimal:
    where = f"{decision.site_code} {decision.item_id}"
    try:
        value = Decimal(decision.marks.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise InputError(f"人工评分“{decision.marks}”不是数字", where=where, remedy="改为数字")
    if value < 0 or (full is not None and value > full):
        raise InputError(f"人工评分 {value} 超出 0 至 {full}", where=where, remedy="改为分值范围内的数字")
    return value
