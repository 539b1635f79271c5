"""Pages of the supervision rhythm."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.model.errors import InputError
from hengping.web.apps.oversight import rhythm as reads
from hengping.web.apps.oversight import services
from hengping.web.apps.oversight.forms import DoneForm, PlanForm
from hengping.web.apps.oversight.models import SupervisionDone, SupervisionPlan
from hengping.web.apps.oversight.periods import Kind
from hengping.web.policy.decide import may
from hengping.web.policy.pages import page
from hengping.web.ui.forms import ReasonForm

if TYPE_CHECKING:
    from uuid import UUID

    from hengping.web.policy.middleware import PolicyRequest

_DEFAULT_DAYS = {Kind.WEEKLY: 2, Kind.MONTHLY: 5, Kind.QUARTERLY: 10, Kind.ANNUAL: 20}


@page("rhythm.view")
def rhythm(request: PolicyRequest) -> HttpResponse:
    """How the rhythm of the bodies within reach stands."""
    today = timezone.localdate()
    editable = {body.pk for body in reads.bodies_edited(request.actor)}
    bodies = [(body, body.pk in editable, reads.standings(body, today)) for body in reads.bodies_seen(request.actor)]
    linked = {
        turn.done.campaign_id
        for _body, _own, standings in bodies
        for standing in standings
        for turn in standing.turns
        if turn.done and turn.done.campaign and may(request.actor, "campaign.view", turn.done.campaign)
    }
    return render(request, "oversight/rhythm.html", {"bodies": bodies, "today": today, "linked": linked})


@page("rhythm.edit", post="rhythm.edit")
def plan_edit(request: PolicyRequest, organisation_id: UUID, rhythm_kind: str) -> HttpResponse:
    """Set one kind of work of one's own body."""
    body = get_object_or_404(reads.bodies_edited(request.actor), pk=organisation_id)
    kind = _kind(rhythm_kind)
    plan = SupervisionPlan.objects.filter(organisation=body, kind=kind).first()
    initial = (
        {name: getattr(plan, name) for name in ("days", "starts_on", "active", "automatic", "campaign")}
        if plan
        else {"days": _DEFAULT_DAYS[kind], "starts_on": timezone.localdate(), "active": True}
    )
    form = PlanForm(request.POST or None, organisation=body, version=plan.version if plan else 0, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.plan_set(
            actor=request.actor, organisation=body, kind=kind, values=form.cleaned_data, seen=form.seen_version,
            key=form.act_key,
        )  # fmt: skip
        messages.success(request, _("已保存"))
        return redirect("rhythm")
    title = _("设置%(work)s") % {"work": kind.label}
    return render(request, "oversight/form.html", {"form": form, "title": title, "lead": body.name})


@page("rhythm.edit", post="rhythm.edit")
def done(request: PolicyRequest, organisation_id: UUID, rhythm_kind: str, period_start: str) -> HttpResponse:
    """Record that a period's work was done."""
    body = get_object_or_404(reads.bodies_edited(request.actor), pk=organisation_id)
    plan = get_object_or_404(SupervisionPlan, organisation=body, kind=_kind(rhythm_kind))
    today = timezone.localdate()
    try:
        turn = reads.turn_of(plan, date.fromisoformat(period_start), today)
    except ValueError:
        turn = None
    if turn is None:
        raise Http404(_("没有这个周期"))
    form = DoneForm(request.POST or None, organisation=body, initial={"done_on": today})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            services.done_record(
                actor=request.actor, plan=plan, start=turn.period.start, done_on=told["done_on"],
                campaign=told["campaign"], note=told["note"], key=form.act_key,
            )  # fmt: skip
        except InputError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已记录"))
            return redirect("rhythm")
    title = _("记录完成：%(work)s") % {"work": plan.get_kind_display()}
    return render(
        request, "oversight/form.html", {"form": form, "title": title, "lead": f"{body.name} · {turn.period.label}"}
    )


@page("rhythm.edit", post="rhythm.edit")
def withdraw(request: PolicyRequest, done_id: UUID) -> HttpResponse:
    """Take back a record that was wrong."""
    within = SupervisionDone.objects.filter(plan__organisation__in=reads.bodies_edited(request.actor))
    record = get_object_or_404(within.select_related("plan__organisation"), pk=done_id, withdrawn_at=None)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.done_withdraw(actor=request.actor, record=record, reason=form.cleaned_data["reason"], key=form.act_key)
        messages.success(request, _("已撤回"))
        return redirect("rhythm")
    title = _("撤回完成记录：%(work)s") % {"work": record.plan.get_kind_display()}
    lead = f"{record.plan.organisation.name} · {record.period_start.isoformat()}"
    return render(request, "oversight/form.html", {"form": form, "title": title, "lead": lead, "danger": True})


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError:
        raise Http404(_("没有这项监督工作")) from None
