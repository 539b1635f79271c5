"""Reads: one's own tasks, and how the work of all stands. What others gave is never read for who has yet to give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from statistics import median
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.model.workdays import is_working_day
from hengping.pipeline.assessments import ManualItem, manual_items
from hengping.web.apps.accounts.models import User
from hengping.web.apps.desk.engine import engine_of
from hengping.web.apps.desk.models import AssessmentTask, Kind, Subject
from hengping.web.apps.runs.selectors import current_run

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.policy.decide import Actor

_STATE = AssessmentTask.State
WAITING = (_STATE.OPEN, _STATE.DRAFT)
_LONGEST_LOOK_S = 1800
_FEWEST_MEASURED = 5
_MOST_LOOKS = 5_000


def tasks_in(campaign: Campaign) -> QuerySet[AssessmentTask]:
    """Tasks on the evaluation's current run that count."""
    found = AssessmentTask.objects.filter(subject__campaign=campaign, subject__run=current_run(campaign))
    return found.exclude(state=_STATE.WITHDRAWN).select_related("subject", "assessor")


def my_tasks(actor: Actor, campaign: Campaign, show: str = "") -> QuerySet[AssessmentTask]:
    """One's own tasks by due date.

    Args:
        actor: whose.
        campaign: the evaluation.
        show: ``done``, ``draft``, ``all``; anything else: what waits.
    """
    mine = tasks_in(campaign).filter(assessor_id=actor.user.pk)
    if show == "all":
        return mine
    states = {"done": (_STATE.DONE,), "draft": (_STATE.DRAFT,)}.get(show, WAITING)
    return mine.filter(state__in=states)


def my_progress(actor: Actor, campaign: Campaign) -> dict[str, int]:
    """Counts of one's own tasks."""
    today = timezone.localdate()
    return my_tasks(actor, campaign, "all").aggregate(
        all=Count("pk"),
        done=Count("pk", filter=Q(state=_STATE.DONE)),
        draft=Count("pk", filter=Q(state=_STATE.DRAFT)),
        overdue=Count("pk", filter=Q(state__in=WAITING, due_on__lt=today)),
    )


def task_of(actor: Actor, campaign: Campaign, task_id: UUID) -> AssessmentTask:
    """One of one's own tasks.

    Raises:
        Http404: there is no such task of this person.
    """
    task = my_tasks(actor, campaign, "all").filter(pk=task_id).first()
    if task is None:
        raise Http404(_("没有这项任务"))
    return task


def neighbours(actor: Actor, campaign: Campaign, task: AssessmentTask) -> tuple[UUID | None, UUID | None]:
    """The tasks before and after one in one's own list, done ones included."""
    ids = list(my_tasks(actor, campaign, "all").values_list("pk", flat=True))
    at = ids.index(task.pk)
    return (ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None)


def item_of(subject: Subject) -> ManualItem | None:
    """The rubric of a subject's item; None: it is about a finding, or the run no longer has it."""
    if not subject.item_id:
        return None
    engine = engine_of(subject.run)
    site = next((one for one in engine.sites if one.site_code == subject.site_code), None)
    system = engine.systems.get(subject.system_id)
    return manual_items(system, site).get(subject.item_id) if system is not None and site is not None else None


def given_before(task: AssessmentTask) -> list[AssessmentTask]:
    """What the assessors gave, for the arbiter; nothing for anybody else."""
    if not task.arbiter:
        return []
    done = task.subject.tasks.filter(arbiter=False, state=_STATE.DONE)
    return list(done.select_related("assessor").order_by("done_at"))


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """How far somebody is. ``minutes``: middle time for a task; None: too few were measured."""

    person: User
    all: int
    done: int
    draft: int
    overdue: int
    minutes: float | None


def people_rows(campaign: Campaign) -> list[PersonRow]:
    """How far everybody is, by user name."""
    today = timezone.localdate()
    counts = (
        tasks_in(campaign)
        .exclude(assessor=None)
        .order_by()
        .values("assessor")
        .annotate(
            all=Count("pk"),
            done=Count("pk", filter=Q(state=_STATE.DONE)),
            draft=Count("pk", filter=Q(state=_STATE.DRAFT)),
            late=Count("pk", filter=Q(state__in=WAITING, due_on__lt=today)),
        )
    )
    looks: dict[UUID, list[float]] = {}
    for key, seconds in _looks(campaign):
        looks.setdefault(key, []).append(seconds)
    people = User.objects.in_bulk([row["assessor"] for row in counts])
    rows = [
        PersonRow(
            person=people[row["assessor"]],
            all=row["all"],
            done=row["done"],
            draft=row["draft"],
            overdue=row["late"],
            minutes=_middle(looks.get(row["assessor"], [])),
        )
        for row in counts
    ]
    return sorted(rows, key=lambda row: row.person.username)


def _looks(campaign: Campaign) -> list[tuple[UUID, float]]:
    """Who looked how long, of the latest tasks handed in; over half an hour somebody was interrupted."""
    done = tasks_in(campaign).filter(state=_STATE.DONE).exclude(opened_at=None).exclude(done_at=None)
    latest = done.order_by("-done_at").values_list("assessor_id", "opened_at", "done_at")[:_MOST_LOOKS]
    found = [(key, (end - begin).total_seconds()) for key, begin, end in latest if end and begin and key]
    return [(key, seconds) for key, seconds in found if 0 < seconds <= _LONGEST_LOOK_S]


def _middle(seconds: Sequence[float]) -> float | None:
    """Middle time in minutes; None of too few."""
    return median(seconds) / 60 if len(seconds) >= _FEWEST_MEASURED else None


def subject_counts(campaign: Campaign) -> dict[str, int]:
    """How many subjects there are, by how they stand; calibration apart."""
    every = Subject.objects.filter(campaign=campaign, run=current_run(campaign)).exclude(kind=Kind.CALIBRATION)
    return every.exclude(state=Subject.State.WITHDRAWN).aggregate(
        all=Count("pk"),
        settled=Count("pk", filter=Q(state=Subject.State.SETTLED)),
        arbitration=Count("pk", filter=Q(state=Subject.State.ARBITRATION)),
        unwritten=Count("pk", filter=Q(state=Subject.State.SETTLED, written_at=None)),
    )


def unassigned_count(campaign: Campaign) -> int:
    """Parts that nobody has been given."""
    run = current_run(campaign)
    counts = Count("tasks", filter=~Q(tasks__state=_STATE.WITHDRAWN) & Q(tasks__arbiter=False))
    rows = Subject.objects.filter(run=run, state=Subject.State.OPEN).exclude(kind=Kind.CALIBRATION).order_by()
    short = rows.annotate(has=counts).filter(has__lt=F("needed")).values_list("needed", "has")
    missing = sum(needed - has for needed, has in short)
    return missing + tasks_in(campaign).filter(arbiter=True, assessor=None).count()


@dataclass(frozen=True, kw_only=True)
class Effort:
    """What is left to do. ``minutes``: for a task; ``ends_on``: last working day; None: not known."""

    open: int
    people: int
    minutes: float | None
    measured: bool
    hours: float | None
    ends_on: date | None


def effort(campaign: Campaign, *, minutes: float | None, hours_a_day: float, people: int) -> Effort:
    """When the work will be done.

    Args:
        campaign: the evaluation.
        minutes: for a task as the organiser estimates; None: as measured here.
        hours_a_day: that one person assesses a day.
        people: who assess.
    """
    waiting = tasks_in(campaign).filter(state__in=WAITING).exclude(assessor=None)
    left = waiting.count() + unassigned_count(campaign)
    measured = _middle([seconds for _key, seconds in _looks(campaign)])
    each = measured if minutes is None else minutes
    hours = None if each is None else left * each / 60
    ends_on = None
    if hours is not None and people > 0 and hours_a_day > 0:
        ends_on = _after_days(timezone.localdate(), hours / (people * hours_a_day))
    return Effort(
        open=left, people=people, minutes=each, measured=minutes is None and measured is not None, hours=hours,
        ends_on=ends_on,
    )  # fmt: skip


def _after_days(day: date, days: float) -> date | None:
    """The working day on which work of so many days ends, beginning today; None: beyond the calendar that is known."""
    left = ceil(days)
    while True:
        working = is_working_day(day)
        if working is None:
            return None
        left -= working
        if left <= 0:
            return day
        day += timedelta(days=1)
