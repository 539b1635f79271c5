"""Who else moves: what a ruling would change, before it is confirmed (预览).

All sites are ranked for it, so in a large evaluation it is long work, ordered with the proposal.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hengping.pipeline.context import open_run
from hengping.pipeline.review_preview import outlook_now, outlook_with
from hengping.web.apps.appeals.carrying import moves_between, review_of, standing
from hengping.web.apps.appeals.models import Ruling
from hengping.web.apps.appeals.orders import ReviewOrder
from hengping.web.apps.appeals.words import Result
from hengping.web.apps.runs.models import Run
from hengping.web.apps.work.doing import is_small
from hengping.web.apps.work.kinds import Kind
from hengping.web.apps.work.models import Work
from hengping.web.apps.work.selectors import latest
from hengping.web.apps.work.services import work_order
from hengping.web.apps.work.telling import Told
from hengping.web.policy.decide import Actor

PREVIEW = "preview"


def preview_work(ruling: Ruling) -> Work | None:
    """The work that makes the preview of a ruling; None: none was ordered."""
    return latest(f"preview:{ruling.pk}")


def preview_order(ruling: Ruling, actor: Actor) -> None:
    """Order the preview of a ruling that was just proposed, where no page can wait for it."""
    appeal = ruling.appeal
    if ruling.result == Result.REJECTED or is_small(appeal.campaign):
        return
    with transaction.atomic():
        work_order(
            actor=actor, campaign=appeal.campaign, kind=PREVIEW, subject=f"preview:{ruling.pk}",
            lane=f"run:{appeal.run_id}", order={"ruling": str(ruling.pk)}, site_code=appeal.entry.site_code,
        )  # fmt: skip


def preview_now(ruling: Ruling) -> dict[str, Any] | None:
    """The preview of a ruling; None: it is not made yet.

    Raises:
        RunError: the run lacks what scores are made from.
    """
    if ruling.result == Result.REJECTED or is_small(ruling.appeal.campaign):
        return preview_of(ruling)
    work = preview_work(ruling)
    return work.result if work is not None and work.state == Work.State.DONE else None


def _make(work: Work, told: Told) -> dict[str, Any]:
    told.begin("preview")
    return preview_of(Ruling.objects.select_related("appeal__run", "appeal__entry").get(pk=work.order["ruling"]))


KIND = Kind(
    name=PREVIEW, title=_("推算裁定后的变化"), action_id="appeal.rule", view_id="appeal.view", page="appeals",
    make=_make, at_once=False,
)  # fmt: skip


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
