"""Carrying out what was decided: the line in ``reviews``, scores, ranks, index, and the appeal's end.

Every step can be done twice with the same result, and each is recorded only after it is done; so whatever is killed,
:func:`go_on` at the next start brings it to its end, and nothing is done double:

1. how everybody stands is kept in the order, then the line is written unless exactly this line stands;
2. scores and ranks are made anew (complete ones stay) and the index follows;
3. one act, keyed by the order, notes who moved and ends the appeal.
"""

import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hengping.model.errors import HengpingError, InputError
from hengping.model.finding import Outcome
from hengping.model.review import Review
from hengping.pipeline.context import Run, open_run
from hengping.pipeline.review_preview import Mark, Outlook, marks_of, outlook_now
from hengping.pipeline.review_recording import record, redo, stands
from hengping.pipeline.run_lock import run_lock
from hengping.web.apps.acts.services import AlreadyDoneError, act
from hengping.web.apps.appeals.ending import end_of_source
from hengping.web.apps.appeals.following import follow
from hengping.web.apps.appeals.orders import ReviewOrder
from hengping.web.apps.work.doing import begin
from hengping.web.apps.work.engine import opened
from hengping.web.apps.work.kinds import Kind
from hengping.web.apps.work.models import Work
from hengping.web.apps.work.selectors import latest
from hengping.web.apps.work.services import again as retry
from hengping.web.apps.work.services import work_order
from hengping.web.apps.work.telling import Told
from hengping.web.policy.decide import Actor

_LOG = logging.getLogger(__name__)
_DONE = uuid.UUID("5b0e1f0c-6f0e-4f5e-9d0e-2f6c1d6b7a10")
"""Name space of the keys of closing acts."""


@dataclass(frozen=True, kw_only=True)
class Carried:
    """How a try ended: done, or why not yet."""

    done: bool
    fault: str = ""


def review_of(order: ReviewOrder) -> Review:
    """The line that an order writes; the same each time."""
    return Review(
        site_code=order.entry.site_code,
        finding_id=order.finding_id,
        item_id=order.item_id,
        outcome=Outcome(order.outcome) if order.outcome else None,
        marks=order.marks,
        explained=order.explained,
        arbiter=bool(order.item_id),
        actor=order.actor_name,
        decided_at=order.decided_at.astimezone(UTC).replace(microsecond=0),
        reason=order.reason,
    )


def carry_out(order_id: uuid.UUID) -> Carried:
    """Bring one order to its end, from wherever it stands.

    A fault (the run is being worked on, a file is damaged) is kept with the order and told; the order stays.
    """
    try:
        _carry(order_id)
    except HengpingError as fault:
        return Carried(done=False, fault=fault.what)
    return Carried(done=True)


def _carry(order_id: uuid.UUID, told: Told | None = None) -> None:
    """As :func:`carry_out`.

    Raises:
        HengpingError: the fault, after it was kept with the order.
    """
    order = _order(order_id)
    if order.state == ReviewOrder.Step.DONE:
        return
    try:
        with run_lock(order.run.path):
            _steps(order_id, told)
    except AlreadyDoneError:
        return
    except HengpingError as fault:
        _LOG.warning("order %s: %s", order_id, fault)
        ReviewOrder.objects.filter(pk=order_id).exclude(state=ReviewOrder.Step.DONE).update(fault=fault.what)
        raise


def subject_of(order: ReviewOrder) -> str:
    """Subject of the work that carries it out."""
    return f"order:{order.pk}"


def carry(order: ReviewOrder, *, again: bool = False) -> Work:
    """Have an order carried out: at once in a small evaluation, else in the background.

    Args:
        order: what was decided.
        again: also when it failed before.

    Returns:
        The work, as it stands then.
    """
    standing = latest(subject_of(order))
    if standing is None or standing.state == Work.State.DONE:
        try:
            with transaction.atomic():
                standing = work_order(
                    actor=Actor(order.ordered_by), campaign=order.run.campaign, kind=CARRY, subject=subject_of(order),
                    lane=f"run:{order.run_id}", order={"order": str(order.pk)}, site_code=order.entry.site_code,
                )  # fmt: skip
        except InputError:
            standing = latest(subject_of(order))  # another process was quicker
            if standing is None:
                raise
    elif standing.state == Work.State.FAILED and again:
        retry(standing)
    work = begin(standing)
    if work.state == Work.State.DONE:
        # Decided in a run whose place another took meanwhile: it counts there too.
        follow(order.run.campaign)
    return work


def go_on() -> int:
    """Have everything carried out that waits, oldest first. To be called at every start and now and then.

    What has failed waits for somebody who tries it again.

    Returns:
        How many were brought to their end.
    """
    rows = ReviewOrder.objects.exclude(state=ReviewOrder.Step.DONE).order_by("decided_at", "source")
    waiting = list(rows.select_related("run__campaign", "entry", "ordered_by"))
    return sum(carry(order).state == Work.State.DONE for order in waiting)


def _order(order_id: uuid.UUID) -> ReviewOrder:
    return ReviewOrder.objects.select_related("run__campaign", "entry", "ordered_by").get(pk=order_id)


def _steps(order_id: uuid.UUID, told: Told | None = None) -> None:
    order = _order(order_id)
    if order.state == ReviewOrder.Step.DONE:
        return
    run = open_run(order.run.path) if told is None else opened(order.run.path, told)
    if order.state == ReviewOrder.Step.WAITING:
        _record(run, order)
    redo(run)
    _index(order)
    _close(order, run)


def _record(run: Run, order: ReviewOrder) -> None:
    review = review_of(order)
    if not stands(run, review):
        # What others decided meanwhile is scored first: the difference is then this decision's alone.
        redo(run)
        order.before = standing(outlook_now(run))
        order.save(update_fields=["before"])
        record(run, review)
    order.state = ReviewOrder.Step.RECORDED
    order.save(update_fields=["state"])


def _index(order: ReviewOrder) -> None:
    from hengping.web.apps.runs.indexing import index_run

    index_run(order.run)


def _close(order: ReviewOrder, run: Run) -> None:
    moved = moves_between(order.before, standing(outlook_now(run)))
    with act(
        None, "appeal.rule", campaign=order.run.campaign, entry=order.entry, key=uuid.uuid5(_DONE, str(order.pk))
    ) as acting:
        order.moves = moved
        order.before = {}
        order.fault = ""
        order.state = ReviewOrder.Step.DONE
        order.done_at = timezone.now()
        order.save(update_fields=["moves", "before", "fault", "state", "done_at"])
        end_of_source(order)
        acting.about("order", order.pk)
        acting.summary = f"按决定重新计分排名：{order.entry.name}，{len(moved)}条结果有变化"
        acting.detail = {"source": order.source, "moves": moved[:200]}


def standing(outlooks: Mapping[str, Outlook]) -> dict[str, dict[str, dict[str, Any]]]:
    """How everybody stands, by system and site code, as plain JSON."""
    return {
        key: {code: {"name": name, **told(mark)} for code, (name, mark) in marks_of(outlook).items()}
        for key, outlook in outlooks.items()
    }


def told(mark: Mark) -> dict[str, Any]:
    """A mark as plain JSON; totals as text, so that no digit changes."""
    return {
        "total": _text(mark.total),
        "state": mark.state,
        "rank": mark.rank,
        "tied": mark.tied,
        "tier": mark.tier,
        "lists": list(mark.lists),
    }


def moves_between(
    before: Mapping[str, Mapping[str, dict[str, Any]]], after: Mapping[str, Mapping[str, dict[str, Any]]]
) -> list[dict[str, Any]]:
    """Sites that stand differently, with both standings."""
    found = []
    for system_id, sites in after.items():
        for code, now in sites.items():
            was = before.get(system_id, {}).get(code)
            if was is not None and was != now:
                found.append(
                    {
                        "system_id": system_id,
                        "site_code": code,
                        "name": now["name"],
                        "before": _bare(was),
                        "after": _bare(now),
                    }
                )
    return found


def _bare(mark: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in mark.items() if key != "name"}


def _text(total: Decimal | None) -> str | None:
    return None if total is None else f"{total:f}"


def _make(work: Work, told: Told) -> dict[str, Any]:
    _carry(uuid.UUID(work.order["order"]), told)
    return {}


CARRY = "ruling"
KIND = Kind(
    name=CARRY, title=_("按决定重新计分排名"), action_id="appeal.rule", view_id="appeal.view", page="appeals",
    make=_make,
)  # fmt: skip
