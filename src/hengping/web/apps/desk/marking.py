"""Writes: giving marks. Until all have given theirs nobody learns what the others gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.model.errors import InputError
from hengping.model.finding import Outcome
from hengping.pipeline.assessments import fault_of_mark
from hengping.scoring.plan import NOT_APPLICABLE
from hengping.web.apps.acts.services import act, claim_version
from hengping.web.apps.desk.assigning import arbiter_for
from hengping.web.apps.desk.engine import engine_of
from hengping.web.apps.desk.models import AssessmentTask, Kind, Subject, decimal_or_none

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.apps.roster.models import RosterEntry
    from hengping.web.policy.decide import Actor

OUTCOMES = (Outcome.FAIL, Outcome.PARTLY, Outcome.PASS, Outcome.NOT_APPLICABLE)
"""What an assessor may say of a finding, in the order of the keys."""
_OPEN = (AssessmentTask.State.OPEN, AssessmentTask.State.DRAFT, AssessmentTask.State.DONE)


def row_of(task: AssessmentTask) -> str:
    """Row of the policy table for working on a task."""
    return "assessment.arbitrate" if task.arbiter else "assessment.work"


def task_save(
    *,
    actor: Actor,
    campaign: Campaign,
    entry: RosterEntry,
    task: AssessmentTask,
    seen: int,
    marks: str,
    reason: str,
    hand_in: bool,
    key: UUID | None = None,
) -> Subject:
    """Keep marks as a draft, or hand them in; what was handed in may be changed until all have.

    Raises:
        PermissionDenied: not allowed, somebody else's task, or a site that the person must not judge.
        InputError: marks that are none, no reason, or it is settled already.
        ConflictError: changed meanwhile in another window.
    """
    with act(actor, row_of(task), campaign=campaign, entry=entry, key=key) as acting:
        if task.assessor_id != actor.user.pk:
            raise PermissionDenied(_("这不是分派给您的任务"))
        subject = Subject.objects.select_for_update().get(pk=task.subject_id, campaign=campaign)
        _require_open(subject, task)
        claim_version(task, seen, str(subject))
        task.marks, task.reason = marks.strip(), " ".join(reason.split())
        if task.marks or hand_in:
            _require_marks(subject, task)
        if hand_in and not task.reason:
            raise InputError(_("没有写理由"), where=subject.title)
        task.state = AssessmentTask.State.DONE if hand_in else AssessmentTask.State.DRAFT
        task.done_at = timezone.now() if hand_in else None
        task.save()
        if hand_in:
            _settle(campaign, subject)
        acting.about("task", task.pk)
        # What was given stands in the task's history and, once settled, in the run's reviews; others read the log.
        acting.summary = f"{'提交' if hand_in else '暂存'}评分：{entry.name}“{subject.title}”"
    return subject


def drafts_hand_in(*, actor: Actor, campaign: Campaign, key: UUID | None = None) -> int:
    """Hand in all of one's drafts, once every one of them is whole.

    Returns:
        How many were handed in.

    Raises:
        PermissionDenied: not allowed.
        InputError: names the first draft without marks or reason; nothing was handed in.
    """
    with act(actor, "assessment.work", campaign=campaign, key=key) as acting:
        mine = AssessmentTask.objects.filter(
            subject__campaign=campaign, assessor_id=actor.user.pk, state=AssessmentTask.State.DRAFT
        ).select_related("subject")
        drafts = list(mine)
        for task in drafts:
            if not task.marks or not task.reason:
                raise InputError(_("草稿没有写全得分和理由"), where=str(task.subject))
        for task in drafts:
            subject = Subject.objects.select_for_update().get(pk=task.subject_id)
            _require_open(subject, task)
            _require_marks(subject, task)
            task.state, task.done_at = AssessmentTask.State.DONE, timezone.now()
            task.version += 1
            task.save()
            _settle(campaign, subject)
        acting.about("campaign", campaign.pk)
        acting.summary = f"提交评分草稿{len(drafts)}项"
    return len(drafts)


def _require_open(subject: Subject, task: AssessmentTask) -> None:
    state = Subject.State.ARBITRATION if task.arbiter else Subject.State.OPEN
    if subject.state != state or task.state not in _OPEN:
        raise InputError(_("该项已有结论或任务已收回，不能再改"), where=subject.title)


def _require_marks(subject: Subject, task: AssessmentTask) -> None:
    if subject.finding_id:
        if task.marks not in {one.value for one in OUTCOMES}:
            raise InputError(_("没有选择结论"), where=subject.title)
        return
    engine = engine_of(subject.run)
    site = next((one for one in engine.sites if one.site_code == subject.site_code), None)
    system = engine.systems.get(subject.system_id)
    fault = _("评估结果中没有这个网站") if site is None or system is None else ""
    if site is not None and system is not None:
        fault = fault_of_mark(system, site, subject.item_id, task.marks)
    if fault:
        raise InputError(fault, where=subject.title)


def _settle(campaign: Campaign, subject: Subject) -> None:
    """What follows once marks are handed in: nothing yet, an arbiter, or the end."""
    if subject.kind == Kind.CALIBRATION:
        return
    tasks = list(subject.tasks.filter(state=AssessmentTask.State.DONE))
    given = [task.marks for task in tasks if not task.arbiter]
    if not any(task.arbiter for task in tasks):
        if len(given) < subject.needed:
            return
        if apart(subject, given):
            AssessmentTask.objects.create(subject=subject, arbiter=True, assessor=arbiter_for(campaign, subject))
            subject.state = Subject.State.ARBITRATION
            subject.version += 1
            subject.save()
            return
    subject.state, subject.settled_at = Subject.State.SETTLED, timezone.now()
    subject.version += 1
    subject.save()


def apart(subject: Subject, given: Sequence[str]) -> bool:
    """Whether marks differ so much that an arbiter must decide; who says “not applicable” differs from any number."""
    if subject.finding_id or NOT_APPLICABLE in given:
        return len(set(given)) > 1
    numbers = [number for each in given if (number := decimal_or_none(each)) is not None]
    return subject.tolerance is not None and bool(numbers) and max(numbers) - min(numbers) > subject.tolerance
