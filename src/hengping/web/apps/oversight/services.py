"""Acts: setting the supervision rhythm, recording what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.model.errors import InputError
from hengping.web.apps.acts.services import ConflictError, act, claim_version
from hengping.web.apps.oversight.models import SupervisionDone, SupervisionPlan
from hengping.web.apps.oversight.periods import Kind
from hengping.web.apps.oversight.rhythm import bodies_edited, linkable, turn_of
from hengping.web.apps.runs.selectors import current_run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from hengping.web.apps.accounts.models import Organisation, User
    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.policy.decide import Actor

_FIELDS = ("days", "starts_on", "active", "automatic", "campaign")


def _require_own(actor: Actor, organisation: Organisation) -> None:
    if not bodies_edited(actor).filter(pk=organisation.pk).exists():
        raise PermissionDenied(_("只能设置本单位的监督节奏"))


def plan_set(
    *, actor: Actor, organisation: Organisation, kind: Kind, values: Mapping[str, Any], seen: int, key: UUID
) -> SupervisionPlan:
    """Set one kind of work of a body.

    Args:
        actor: who.
        organisation: whose work.
        kind: which.
        values: ``days``, ``starts_on``, ``active``; ``automatic`` and ``campaign``, unchanged where they are left out.
        seen: version that the form showed; 0: there was no plan.
        key: of the form.

    Raises:
        PermissionDenied: not the actor's own body.
        InputError: what shall run by itself is no evaluation of the body.
        ConflictError: somebody else set it in the meantime.
        AlreadyDoneError: the form was sent before.
    """
    with act(actor, "rhythm.edit", key=key) as acting:
        _require_own(actor, organisation)
        plan = SupervisionPlan.objects.filter(organisation=organisation, kind=kind).first()
        before = {name: getattr(plan, name) for name in _FIELDS} if plan else {}
        if plan is None:
            plan = SupervisionPlan(organisation=organisation, kind=kind)
        elif seen:
            claim_version(plan, seen, str(plan))
        else:
            raise ConflictError(str(plan))
        for name in _FIELDS:
            if name in values:
                setattr(plan, name, values[name])
        if plan.automatic and (plan.campaign is None or plan.campaign.organiser_id != organisation.pk):
            raise InputError(_("自动运行的绩效评估须是本单位的"))
        plan.save()
        acting.about("supervision_plan", plan.pk)
        words = {"body": organisation, "work": kind.label, "days": plan.days}
        acting.summary = (
            _("设置“%(body)s”的%(work)s：周期结束后%(days)s个工作日内完成") % words
            if plan.active
            else _("停用“%(body)s”的%(work)s") % words
        )
        acting.detail = {"old": before, "new": {name: getattr(plan, name) for name in _FIELDS}}
    return plan


def done_record(
    *, actor: Actor, plan: SupervisionPlan, start: date, done_on: date, campaign: Campaign | None, note: str, key: UUID
) -> SupervisionDone:
    """Record that the work of a period was done.

    Args:
        actor: who.
        plan: of which work.
        start: first day of the period.
        done_on: when it was finished.
        campaign: evaluation that it was done with; its current run is kept with it.
        note: needed where no evaluation is named.
        key: of the form.

    Raises:
        PermissionDenied: not the actor's own body.
        InputError: no such period, done already, a day outside it, or nothing said about what was done.
        AlreadyDoneError: the form was sent before.
    """
    today = timezone.localdate()
    with act(actor, "rhythm.edit", key=key) as acting:
        _require_own(actor, plan.organisation)
        turn = turn_of(plan, start, today)
        if turn is None:
            raise InputError(_("没有这个周期，或者它还没有开始"))
        if turn.done is not None:
            raise InputError(_("这个周期已经有完成记录"))
        if not turn.period.start <= done_on <= today:
            raise InputError(_("完成日期应在周期开始之后、今天之前（含今天）"))
        if campaign is None and not note.strip():
            raise InputError(_("请选择绩效评估，或者说明做了什么"))
        if campaign is not None and not linkable(plan.organisation).filter(pk=campaign.pk).exists():
            raise InputError(_("这项绩效评估不属于本单位，或者还没有结果"))
        user: User = actor.user  # type: ignore[assignment]  # who may has an account
        made = SupervisionDone.objects.create(
            plan=plan, period_start=start, done_on=done_on, campaign=campaign,
            run=current_run(campaign) if campaign else None, note=note.strip(), by=user, by_name=str(user),
        )  # fmt: skip
        acting.about("supervision_done", made.pk)
        acting.summary = _("记录“%(body)s”%(period)s的%(work)s已于%(day)s完成") % {
            "body": plan.organisation, "period": turn.period.label, "work": plan.get_kind_display(),
            "day": done_on.isoformat(),
        }  # fmt: skip
        acting.detail = {"campaign": campaign.code if campaign else "", "run": made.run_id, "note": made.note}
    return made


def done_withdraw(*, actor: Actor, record: SupervisionDone, reason: str, key: UUID) -> None:
    """Take back a record that was wrong; the period is due again.

    Raises:
        PermissionDenied: not the actor's own body.
        InputError: it was withdrawn before.
        AlreadyDoneError: the form was sent before.
    """
    with act(actor, "rhythm.edit", key=key) as acting:
        _require_own(actor, record.plan.organisation)
        held = SupervisionDone.objects.filter(pk=record.pk, withdrawn_at=None)
        if not held.update(withdrawn_at=timezone.now(), withdrawn_reason=reason):
            raise InputError(_("这条记录已经撤回"))
        acting.about("supervision_done", record.pk)
        acting.summary = _("撤回“%(plan)s”的一条完成记录") % {"plan": record.plan}
        acting.detail = {"period_start": record.period_start, "reason": reason}
