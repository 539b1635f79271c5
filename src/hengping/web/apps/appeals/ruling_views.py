"""What who rules does with an appeal."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from hengping.model.errors import HengpingError
from hengping.web.apps.appeals.carrying import carry as carry_order
from hengping.web.apps.appeals.forms import LikeForm, LongReasonForm, RulingForm
from hengping.web.apps.appeals.models import LikeCase, Ruling
from hengping.web.apps.appeals.orders import ReviewOrder
from hengping.web.apps.appeals.preview import preview_now, preview_order
from hengping.web.apps.appeals.ruling_services import (
    appeal_accept,
    appeal_refuse,
    like_case_decide,
    ruling_confirm,
    ruling_propose,
    ruling_return,
)  # fmt: skip
from hengping.web.apps.appeals.selectors import appeal_in
from hengping.web.apps.appeals.views import address, show
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.apps.work.models import Work
from hengping.web.policy.middleware import PolicyRequest
from hengping.web.policy.pages import page
from hengping.web.ui.forms import ActForm


@page("appeal.rule", post="appeal.rule")
def accept(request: PolicyRequest, campaign: Campaign, entry: RosterEntry, appeal_id: UUID) -> HttpResponse:
    """Take it up, or (with a reason) do not."""
    appeal = appeal_in(entry, appeal_id)
    refuses = request.POST.get("verb") == "refuse"
    form = (LongReasonForm if refuses else ActForm)(request.POST or None, version=appeal.version)
    if request.method == "POST" and form.is_valid():
        try:
            if refuses:
                appeal_refuse(
                    actor=request.actor, appeal=appeal, reason=form.cleaned_data["reason"], seen=form.seen_version,
                    key=form.act_key,
                )  # fmt: skip
            else:
                appeal_accept(actor=request.actor, appeal=appeal, seen=form.seen_version, key=form.act_key)
        except HengpingError as fault:
            return _refused(request, campaign, entry, appeal_id, fault)
        messages.success(request, (_("%(appeal)s不予受理") if refuses else _("%(appeal)s已受理")) % {"appeal": appeal})
        return HttpResponseRedirect(address(appeal))
    more = {"accept_form": form} if refuses else {}
    return show(request, campaign, entry, appeal_in(entry, appeal_id), status=_status(form), **more)


@page("appeal.rule", post="appeal.rule")
def propose(request: PolicyRequest, campaign: Campaign, entry: RosterEntry, appeal_id: UUID) -> HttpResponse:
    """Propose a ruling."""
    appeal = appeal_in(entry, appeal_id)
    form = RulingForm(request.POST or None, appeal=appeal)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            ruling = ruling_propose(
                actor=request.actor, appeal=appeal, result=data["result"], outcome=data.get("outcome", ""),
                marks=data.get("marks", ""), reason=data["reason"], seen=form.seen_version, key=form.act_key,
            )  # fmt: skip
        except HengpingError as fault:
            form.add_error(None, str(fault))
        else:
            preview_order(ruling, request.actor)
            messages.success(request, _("裁定已拟定，须由另一人复核"))
            return HttpResponseRedirect(address(appeal))
    return show(request, campaign, entry, appeal_in(entry, appeal_id), propose_form=form, status=_status(form))


@page("appeal.rule", post="appeal.rule")
def confirm(request: PolicyRequest, campaign: Campaign, entry: RosterEntry, appeal_id: UUID) -> HttpResponse:
    """Confirm a proposed ruling and carry it out, or (with a reason) send it back."""
    appeal = appeal_in(entry, appeal_id)
    returns = request.POST.get("verb") == "return"
    form = (LongReasonForm if returns else ActForm)(request.POST or None, version=appeal.version)
    if request.method == "POST" and form.is_valid():
        try:
            if returns:
                ruling_return(
                    actor=request.actor, appeal=appeal, reason=form.cleaned_data["reason"], seen=form.seen_version,
                    key=form.act_key,
                )  # fmt: skip
                messages.success(request, _("已退回重新拟定"))
            else:
                pending = appeal.rulings.filter(state=Ruling.Step.PROPOSED).first()
                seen = (preview_now(pending) or {}) if pending else {}
                order = ruling_confirm(
                    actor=request.actor, appeal=appeal, seen=form.seen_version, preview=seen, key=form.act_key
                )
                _tell(request, order)
        except HengpingError as fault:
            return _refused(request, campaign, entry, appeal_id, fault)
        return HttpResponseRedirect(address(appeal))
    more = {"confirm_form": form} if returns else {}
    return show(request, campaign, entry, appeal_in(entry, appeal_id), status=_status(form), **more)


@page("appeal.rule", post="appeal.rule")
def carry(
    request: PolicyRequest,
    campaign: Campaign,  # noqa: ARG001 - as the address has it
    entry: RosterEntry,
    appeal_id: UUID,
) -> HttpResponse:
    """Try again to carry out what was decided."""
    appeal = appeal_in(entry, appeal_id)
    if request.method == "POST":
        for ruling in appeal.rulings.filter(state=Ruling.Step.CONFIRMED).exclude(order=None).select_related("order"):
            _tell(request, ruling.order)
    return HttpResponseRedirect(address(appeal))


@page("appeal.rule", post="appeal.rule")
def like_case(request: PolicyRequest, campaign: Campaign, entry: RosterEntry, case_id: UUID) -> HttpResponse:
    """Look at one like case and decide; ``entry`` is the site of the case, so that who is bound to it is kept out."""
    case = (
        LikeCase.objects.select_related(
            "ruling__appeal__entry", "ruling__appeal__run", "entry__campaign__organiser", "entry__organisation"
        )
        .filter(entry=entry, pk=case_id)
        .first()
    )
    if case is None:
        raise Http404
    form = LikeForm(request.POST or None, version=case.version)
    if request.method == "POST" and form.is_valid():
        try:
            order = like_case_decide(
                actor=request.actor, case=case, same=form.cleaned_data["same"], reason=form.cleaned_data["reason"],
                seen=form.seen_version, key=form.act_key,
            )  # fmt: skip
        except HengpingError as fault:
            form.add_error(None, str(fault))
        else:
            _tell(request, order)
            return HttpResponseRedirect(address(case.ruling.appeal))
    return render(
        request, "appeals/like_case.html", {"campaign": campaign, "entry": entry, "case": case, "form": form},
        status=_status(form),
    )  # fmt: skip


def _refused(
    request: PolicyRequest, campaign: Campaign, entry: RosterEntry, appeal_id: UUID, fault: HengpingError
) -> HttpResponse:
    """The page as it stands, with why nothing was done."""
    messages.error(request, str(fault))
    return show(request, campaign, entry, appeal_in(entry, appeal_id), status=422)


def _tell(request: PolicyRequest, order: ReviewOrder | None) -> None:
    """Carry an order out as far as it may be done now, and say how that ended."""
    if order is None:
        messages.success(request, _("决定已生效，得分不变"))
        return
    work = carry_order(order, again=True)
    if work.state == Work.State.DONE:
        messages.success(request, _("决定已生效，得分和排名已重新计算"))
    elif work.is_active and work.told:
        messages.warning(request, _("决定已生效，尚未重新计分：%(fault)s。稍后会自动继续") % {"fault": work.told})
    elif work.is_active:
        messages.info(request, _("决定已生效，正在后台重新计分排名"))
    else:
        messages.error(request, _("决定已生效，重新计分没有完成：%(fault)s") % {"fault": work.fault})


def _status(form: ActForm) -> int:
    return 422 if form.is_bound and form.errors else 200
