"""Writes: settled marks into the run's reviews, and what follows from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hengping.model.errors import HengpingError, RunError
from hengping.model.finding import Outcome
from hengping.model.review import Review
from hengping.pipeline.assessments import PATIENCE_S, record_assessments
from hengping.pipeline.context import open_run
from hengping.pipeline.review_recording import redo
from hengping.pipeline.run_lock import run_lock
from hengping.web.apps.acts.services import act
from hengping.web.apps.desk.making import run_of
from hengping.web.apps.desk.models import AssessmentTask, Kind, Subject
from hengping.web.apps.desk.people import names_of
from hengping.web.apps.runs.indexing import index_run
from hengping.web.apps.runs.models import Run
from hengping.web.apps.work.doing import begin, is_small
from hengping.web.apps.work.engine import opened
from hengping.web.apps.work.kinds import Kind as WorkKind
from hengping.web.apps.work.services import work_order

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from hengping.web.apps.accounts.models import User
    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.apps.work.models import Work
    from hengping.web.apps.work.telling import Told
    from hengping.web.policy.decide import Actor

_SHORT_S = 0.2
"""Nobody who hands in marks is kept waiting for a run that is at work."""


def settled_write(run: Run, *, patience_s: float = PATIENCE_S) -> int:
    """Add to the run's reviews what is settled and not there yet; each decision once, however often it is tried.

    Args:
        run: whose reviews.
        patience_s: how long to wait for somebody else who is working on the run.

    Returns:
        How many subjects were written.

    Raises:
        RunError: somebody else is working on the run; what is settled stays and is written the next time.
    """
    waiting = Subject.objects.filter(run=run, state=Subject.State.SETTLED, written_at=None).exclude(
        kind=Kind.CALIBRATION
    )
    subjects = list(waiting.prefetch_related("tasks__assessor").order_by("settled_at", "pk"))
    if not subjects:
        return 0
    everybody = {task.assessor for task in _tasks_of(run) if task.assessor is not None}
    names = names_of(sorted(everybody, key=_by_name))
    reviews = [line for subject in subjects for line in reviews_of(subject, names)]
    record_assessments(open_run(run.path), reviews, patience_s=patience_s)
    Subject.objects.filter(pk__in=[one.pk for one in subjects]).update(written_at=timezone.now())
    return len(subjects)


def _tasks_of(run: Run) -> Iterable[AssessmentTask]:
    return AssessmentTask.objects.filter(subject__run=run).select_related("assessor")


def _by_name(one: User) -> str:
    return one.username


def reviews_of(subject: Subject, names: dict[UUID, str]) -> list[Review]:
    """The decisions of a settled subject, the arbiter's last; equal whenever they are made."""
    done = [task for task in subject.tasks.all() if task.state == AssessmentTask.State.DONE]
    done.sort(key=lambda task: (task.arbiter, task.done_at, str(task.pk)))
    return [
        Review(
            site_code=subject.site_code,
            finding_id=subject.finding_id,
            item_id=subject.item_id,
            outcome=Outcome(task.marks) if subject.finding_id else None,
            marks="" if subject.finding_id else task.marks,
            arbiter=task.arbiter and not subject.finding_id,
            actor=names[task.assessor_id],
            decided_at=task.done_at,
            reason=task.reason,
        )
        for task in done
        if task.assessor_id is not None and task.done_at is not None
    ]


def try_write(run: Run) -> None:
    """As :func:`settled_write`, where that is soon done; else, and while the run is at work, it is written later."""
    if not is_small(run.campaign):
        return
    try:
        settled_write(run, patience_s=_SHORT_S)
    except RunError:
        return


def write_waiting(now: datetime) -> int:  # noqa: ARG001 - whatever the time
    """Write what pages left to be written: one of the platform's errands.

    Returns:
        How many subjects were written.
    """
    left = Subject.objects.filter(state=Subject.State.SETTLED, written_at=None).exclude(kind=Kind.CALIBRATION)
    written = 0
    for run in Run.objects.filter(pk__in=left.values("run_id")):
        try:
            written += settled_write(run, patience_s=_SHORT_S)
        except HengpingError:
            continue  # somebody works on it; the next round comes
    return written


def subject_of(run: Run) -> str:
    """Subject of the work that scores a run again."""
    return f"recompute:{run.pk}"


def reviews_apply(*, actor: Actor, campaign: Campaign, key: UUID | None = None) -> Work:
    """Order that what is settled be written, then scores and ranks made anew, and what pages show of them.

    Documents are made again separately.

    Returns:
        The work; of a small evaluation it has ended, well or not.

    Raises:
        PermissionDenied: not allowed.
        InputError: there is no run, or it is being scored again already.
    """
    with act(actor, "assessment.apply", campaign=campaign, key=key) as acting:
        run = run_of(campaign)
        work = work_order(
            actor=actor, campaign=campaign, kind=RECOMPUTE, subject=subject_of(run), lane=f"run:{run.pk}",
            order={"run": str(run.pk)},
        )  # fmt: skip
        acting.about("run", run.pk)
        acting.summary = "交办按人工评分重新计算得分和排名"
    return begin(work)


def _recompute(work: Work, told: Told) -> dict[str, Any]:
    """The long part; killed at any moment, the next call goes on where it stopped.

    Raises:
        RunError: somebody else is working on the run.
    """
    run = Run.objects.get(pk=work.order["run"])
    told.begin("reviews")
    settled_write(run)
    with run_lock(run.path):
        redo(opened(run.path, told))
    told.begin("index")
    index_run(run)
    return {}


def _recomputed(work: Work, made: dict[str, Any]) -> None:  # noqa: ARG001 - the form of ends
    run = Run.objects.get(pk=work.order["run"])
    every = Subject.objects.filter(run=run).exclude(written_at=None)
    with act(None, "assessment.apply", campaign=work.campaign, key=work.pk) as acting:
        acting.about("run", run.pk)
        acting.summary = f"按人工评分重新计算得分和排名完成（已写入评审记录{every.count()}项）"
        acting.detail = {"ordered_by": work.ordered_by_name}


RECOMPUTE = "recompute"
KIND = WorkKind(
    name=RECOMPUTE, title=_("按人工评分重新计算"), action_id="assessment.apply", view_id="assessment.overview",
    page="desk_overview", make=_recompute, end=_recomputed,
)  # fmt: skip
