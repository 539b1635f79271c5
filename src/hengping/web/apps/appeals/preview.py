"""Who else moves: what a ruling would change, before it is confirmed (预览)."""

from typing import Any

from hengping.pipeline.context import open_run
from hengping.pipeline.review_preview import outlook_now, outlook_with
from hengping.web.apps.appeals.carrying import moves_between, review_of, standing
from hengping.web.apps.appeals.models import Ruling
from hengping.web.apps.appeals.orders import ReviewOrder
from hengping.web.apps.appeals.words import Result
from hengping.web.apps.runs.models import Run


def preview_of(ruling: Ruling) -> dict[str, Any]:
    """Who would move, worked out by the functions that later do it.

    Raises:
        RunError: the run lacks what scores are made from.
    """
    if ruling.result == Result.REJECTED:
        return {"moves": []}
    appeal = ruling.appeal
    order = ReviewOrder(
        run=appeal.run,
        entry=appeal.entry,
        finding_id=appeal.finding_id,
        item_id=appeal.item_id,
        outcome=ruling.outcome,
        marks=ruling.marks,
        actor_name="preview",
        decided_at=ruling.proposed_at,
        reason="preview",
    )
    return {"moves": moves_of(appeal.run, order)}


def moves_of(run: Run, order: ReviewOrder) -> list[dict[str, Any]]:
    """Who would move if an order were carried out now."""
    opened = open_run(run.path)
    after = outlook_with(opened, [_latest(order)])
    return moves_between(standing(outlook_now(opened)), standing(after))


def _latest(order: ReviewOrder) -> Any:
    from django.utils import timezone

    order.decided_at = timezone.now()
    return review_of(order)
