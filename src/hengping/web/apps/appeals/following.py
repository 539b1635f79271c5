"""Decisions follow the results: what was ruled counts in whichever run the evaluation's results come from.

When another run takes the place (:mod:`hengping.web.apps.runs.switching`), rulings that were carried out by then have
been brought along. Here is the rest: what is still open is from then on about the next run; what was carried out in
the run before while the next was being made ready is brought along afterwards, by work that is done until it is done.
Until then the evaluation cannot be concluded; nor, unless somebody gives the reason, while a ruling has not been taken
over because its check is another by now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengping.model.errors import InputError
from hengping.pipeline.context import open_run
from hengping.pipeline.review_carrying import Carried, carry_rulings
from hengping.pipeline.review_recording import redo
from hengping.pipeline.run_lock import run_lock
from hengping.web.apps.appeals.models import Appeal
from hengping.web.apps.appeals.orders import ReviewOrder
from hengping.web.apps.appeals.telling import tell_judges
from hengping.web.apps.appeals.words import OPEN
from hengping.web.apps.operators.models import Reply
from hengping.web.apps.runs.indexing import index_run
from hengping.web.apps.runs.models import IndexedFinding, Run
from hengping.web.apps.runs.selectors import current_run
from hengping.web.apps.work.doing import begin
from hengping.web.apps.work.kinds import Kind
from hengping.web.apps.work.models import Work
from hengping.web.apps.work.selectors import latest
from hengping.web.apps.work.services import again, work_order

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.apps.runs.switching import Prepared
    from hengping.web.apps.work.telling import Told

FOLLOW = "follow_rulings"


def run_switched(run: Run, prepared: Prepared) -> None:
    """A run counts from now on. Within the act that lets it."""
    campaign = run.campaign
    done = ReviewOrder.objects.filter(
        run__campaign=campaign, state=ReviewOrder.Step.DONE, done_at__lt=prepared.since
    ).exclude(run=run)
    _mark(done, run, prepared.carried)
    for appeal in Appeal.objects.filter(campaign=campaign, state__in=OPEN).exclude(run=run):
        if _is_there(run, appeal.finding_id, appeal.entry_id, appeal.subject):
            appeal.run = run
            appeal.save(update_fields=["run"])
    waiting = Reply.objects.filter(entry__campaign=campaign, explanation=Reply.Explanation.WAITING).exclude(run=run)
    for reply in waiting:
        if _is_there(run, reply.finding_id, reply.entry_id, reply.subject):
            reply.run = run
            reply.save(update_fields=["run"])


def not_followed(campaign: Campaign) -> QuerySet[ReviewOrder]:
    """Decisions that were carried out, but not in the run that counts."""
    run = current_run(campaign)
    done = ReviewOrder.objects.filter(run__campaign=campaign, state=ReviewOrder.Step.DONE)
    return done.none() if run is None else done.exclude(run=run).exclude(carried_into=run)


def not_taken_over(campaign: Campaign) -> QuerySet[ReviewOrder]:
    """Decisions that do not count in the run that counts, because the check has another version there."""
    run = current_run(campaign)
    return ReviewOrder.objects.filter(carried_into=run, carried_as="changed") if run else ReviewOrder.objects.none()


def follow_all() -> int:
    """Have brought along what was not; called again and again.

    Returns:
        How many evaluations are in order now that were not.
    """
    from hengping.web.apps.campaigns.models import Campaign

    ended = 0
    done = ReviewOrder.objects.filter(state=ReviewOrder.Step.DONE, run__is_current=False)
    for campaign in Campaign.objects.filter(pk__in=done.values("run__campaign_id")):
        ended += follow(campaign)
    return ended


def follow(campaign: Campaign) -> bool:
    """Have brought along what was decided in earlier runs, at once in a small evaluation.

    Returns:
        Whether there was anything, and all of it is in order now.
    """
    run = current_run(campaign)
    if run is None or not not_followed(campaign).exists():
        return False
    subject = f"follow:{run.pk}"
    standing = latest(subject)
    if standing is not None and standing.state == Work.State.FAILED:
        again(standing)
    elif standing is None or standing.state == Work.State.DONE:
        try:
            standing = work_order(
                actor=None, campaign=campaign, kind=FOLLOW, subject=subject, lane=f"run:{run.pk}",
                order={"run": str(run.pk)},
            )  # fmt: skip
        except InputError:
            return False
    return begin(standing).state == Work.State.DONE


def _make(work: Work, told: Told) -> dict[str, Any]:
    run = Run.objects.select_related("campaign").get(pk=work.order["run"])
    if not run.is_current:
        return {}
    orders = list(not_followed(run.campaign).select_related("run"))
    after = open_run(run.path, progress=told)
    sources = {order.run_id: order.run for order in sorted(orders, key=lambda order: order.run.created_at)}
    found = {pk: carry_rulings(open_run(source.path), after) for pk, source in sources.items()}
    with run_lock(run.path):
        redo(after)
    index_run(run)
    for pk, carried in found.items():
        mine = [order.pk for order in orders if order.run_id == pk]
        _mark(ReviewOrder.objects.filter(pk__in=mine), run, carried)
    return {"orders": len(orders), "at": timezone.now().isoformat()}


def _mark(orders: Iterable[ReviewOrder], run: Run, carried: Carried) -> None:
    """Note what became of decisions in a run; judges are told of those that somebody has to look at again."""
    lost = []
    for order in orders:
        order.carried_into = run
        order.carried_as = _fate(order.finding_id, carried)
        order.save(update_fields=["carried_into", "carried_as"])
        if order.carried_as == "changed":
            lost.append(order.entry.name)
    if lost:
        tell_judges(
            run.campaign,
            _("%(count)s项裁定没有沿用到新的结果") % {"count": len(lost)},
            _("检查项已换版本，须重新核实：%(names)s") % {"names": "、".join(sorted(set(lost))[:20])},
        )


def _fate(finding_id: str, carried: Carried) -> str:
    if finding_id in carried.changed:
        return "changed"
    return "gone" if finding_id and finding_id in carried.gone else "carried"


def _is_there(run: Run, finding_id: str, entry_id: Any, subject: dict[str, Any]) -> bool:
    """Whether a run holds the same finding, made by the same version of the check; items are in every run."""
    if not finding_id:
        return True
    rows = IndexedFinding.objects.filter(run=run, finding_id=finding_id, site_code__in=_code(entry_id))
    found = rows.first()
    return found is not None and subject.get("version") in {None, found.check_version}


def _code(entry_id: Any) -> list[str]:
    from hengping.web.apps.roster.models import RosterEntry

    return list(RosterEntry.objects.filter(pk=entry_id).values_list("site_code", flat=True))


KIND = Kind(
    name=FOLLOW, title=gettext_lazy("把裁定计入现在的结果"), action_id="appeal.rule", view_id="appeal.view",
    page="appeals", make=_make,
)  # fmt: skip
