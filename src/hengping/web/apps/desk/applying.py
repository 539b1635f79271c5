"""Writes: settled marks into the run's reviews, and what follows from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from hengping.model.errors import RunError
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
from hengping.web.policy.decide import decide

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from hengping.web.apps.accounts.models import User
    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.apps.runs.models import Run
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
    """As :func:`settled_write`; while the run is at work nothing is lost, it is written later."""
    try:
        settled_write(run, patience_s=_SHORT_S)
    except RunError:
        return


def reviews_apply(*, actor: Actor, campaign: Campaign, key: UUID | None = None) -> int:
    """Write what is settled, then scores and ranks anew, and what pages show of them.

    Documents are made again separately. Killed at any moment, the next call goes on where it stopped.

    Returns:
        How many subjects were written.

    Raises:
        PermissionDenied: not allowed.
        RunError: somebody else is working on the run.
        InputError: there is no run.
    """
    decision = decide(actor, "assessment.apply", campaign)
    if not decision.allowed:
        raise PermissionDenied(decision.reason)
    run = run_of(campaign)
    written = settled_write(run)
    engine = open_run(run.path)
    with run_lock(run.path):
        redo(engine)
    index_run(run)
    with act(actor, "assessment.apply", campaign=campaign, key=key) as acting:
        acting.about("run", run.pk)
        acting.summary = f"按人工评分重新计算得分和排名（本次写入评审记录{written}项）"
    return written
