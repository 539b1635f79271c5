"""Pages of appeals: lists, one appeal, what the appealing body does. Those of who rules: :mod:`ruling_views`."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from hengping.model.errors import HengpingError
from hengping.web.apps.appeals.carrying import subject_of as order_subject
from hengping.web.apps.appeals.forms import (
    AppealForm,
    LikeForm,
    LongReasonForm,
    ProofForm,
    RulingForm,
    TermsForm,
)  # fmt: skip
from hengping.web.apps.appeals.models import Appeal
from hengping.web.apps.appeals.preview import preview_now, preview_work
from hengping.web.apps.appeals.proofs import download
from hengping.web.apps.appeals.selectors import appeal_in, appeals_for, detail, like_cases_in, visible_moves
from hengping.web.apps.appeals.services import (
    appeal_add_proof,
    appeal_raise,
    appeal_take_further,
    appeal_withdraw,
    terms_set,
)  # fmt: skip
from hengping.web.apps.appeals.subjects import finding_of, item_of, item_subject, subject_of
from hengping.web.apps.appeals.tables import AppealFilter, AppealTable, about
from hengping.web.apps.appeals.terms import terms_of
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.apps.runs.selectors import current_run
from hengping.web.apps.work.models import Work
from hengping.web.apps.work.selectors import to_show
from hengping.web.policy.middleware import PolicyRequest
from hengping.web.policy.pages import page
from hengping.web.ui.forms import ReasonForm
from hengping.web.ui.sheets import csv_answer


@page("appeal.list")
def appeals(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Appeals of an evaluation, or of one's own sites."""
    chosen = AppealFilter(request.GET, queryset=appeals_for(request.actor, campaign))
    table = AppealTable(chosen.qs, order_by="-raised_at")
    RequestConfig(request, paginate={"per_page": 30}).configure(table)
    return render(request, "appeals/list.html", {"campaign": campaign, "filter": chosen, "table": table})


@page("appeal.list")
def appeals_export(request: PolicyRequest, campaign: Campaign) -> HttpResponseBase:
    """The same as a table."""
    chosen = AppealFilter(request.GET, queryset=appeals_for(request.actor, campaign))
    head = (
        "编号",
        "网站标识码",
        "网站",
        "分组",
        "审级",
        "申诉事项",
        "申诉理由",
        "提交时间",
        "裁定期限",
        "状态",
        "裁定理由",
    )
    rows = (
        (
            str(each), each.entry.site_code, each.entry.name, each.entry.group, "复议" if each.first_id else "申诉",
            about(each), each.grounds, f"{each.raised_at:%Y-%m-%d %H:%M}", each.due_on.isoformat(),
            each.get_state_display(), each.end_reason,
        )
        for each in chosen.qs
    )  # fmt: skip
    return csv_answer("appeals.csv", head, rows)


@page("appeal.raise", post="appeal.raise")
def raise_appeal(request: PolicyRequest, campaign: Campaign, entry: RosterEntry) -> HttpResponse:
    """Raise an appeal against the finding or item that the address names."""
    finding_id, item_id = request.GET.get("finding", ""), request.GET.get("item", "")
    run = current_run(campaign)
    if run is None or bool(finding_id) == bool(item_id):
        raise Http404
    subject = (
        subject_of(finding_of(run, entry.site_code, finding_id))
        if finding_id
        else item_subject(*item_of(run, entry.site_code, item_id))
    )
    form = AppealForm(request.POST or None, files=request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            appeal = appeal_raise(
                actor=request.actor, campaign=campaign, entry=entry, finding_id=finding_id, item_id=item_id,
                grounds=form.cleaned_data["grounds"], files=form.cleaned_data["proofs"], key=form.act_key,
            )  # fmt: skip
        except HengpingError as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("%(appeal)s已提交") % {"appeal": appeal})
            return HttpResponseRedirect(address(appeal))
    context = {"campaign": campaign, "entry": entry, "form": form, "subject": subject, "terms": terms_of(campaign)}
    return render(request, "appeals/raise.html", context)


@page("appeal.view")
def appeal_page(request: PolicyRequest, campaign: Campaign, entry: RosterEntry, appeal_id: UUID) -> HttpResponse:
    """One appeal with everything that happened to it."""
    return show(request, campaign, entry, appeal_in(entry, appeal_id))


def show(
    request: PolicyRequest,
    campaign: Campaign,
    entry: RosterEntry,
    appeal: Appeal,
    *,
    status: int = 200,
    **forms: object,
) -> HttpResponse:
    """The page of an appeal; a form that was refused stands on it with its errors."""
    found = detail(request.actor, appeal)
    can = found["can"]
    context = {
        "campaign": campaign,
        "entry": entry,
        "accept_form": LongReasonForm(version=appeal.version) if can["accept"] else None,
        "propose_form": RulingForm(appeal=appeal) if can["propose"] else None,
        "confirm_form": LongReasonForm(version=appeal.version) if can["confirm"] else None,
        "withdraw_form": ReasonForm(version=appeal.version) if can["withdraw"] else None,
        "proof_form": ProofForm(version=appeal.version) if can["proof"] else None,
        "like_form": LikeForm if can["likes"] else None,
        **found,
        **forms,
    }
    if found["pending"] is not None and can["confirm"]:
        try:
            context["preview"] = preview_now(found["pending"])
        except HengpingError as fault:
            context["preview_fault"] = str(fault)
    if found["sees_rulings"]:
        orders = [ruling.order for ruling in found["rulings"] if ruling.order is not None]
        works = to_show(campaign, *(order_subject(order) for order in orders))
        made = preview_work(found["pending"]) if found["pending"] is not None else None
        context["works"] = [*works, *([made] if made is not None and made.state != Work.State.DONE else [])]
    for ruling in found["rulings"]:
        moves = ruling.order.moves if ruling.order is not None else []
        ruling.shown_moves = visible_moves(request.actor, campaign, entry, moves)
    return render(request, "appeals/appeal.html", context, status=status)


@page("appeal.view")
def proof(
    request: PolicyRequest,  # noqa: ARG001 - as the address has it
    campaign: Campaign,  # noqa: ARG001 - as the address has it
    entry: RosterEntry,
    appeal_id: UUID,
    proof_id: UUID,
) -> FileResponse:
    """A file that was handed in, as a download."""
    found = appeal_in(entry, appeal_id).proofs.filter(pk=proof_id).first()
    if found is None:
        raise Http404
    return download(found)


@page("appeal.raise", post="appeal.raise")
def add_proof(request: PolicyRequest, campaign: Campaign, entry: RosterEntry, appeal_id: UUID) -> HttpResponse:
    """Hand in further files."""
    appeal = appeal_in(entry, appeal_id)
    form = ProofForm(request.POST or None, files=request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            count = appeal_add_proof(
                actor=request.actor, appeal=appeal, files=form.cleaned_data["proofs"], seen=form.seen_version,
                key=form.act_key,
            )  # fmt: skip
        except HengpingError as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("已补充证明材料%(count)s个") % {"count": count})
            return HttpResponseRedirect(address(appeal))
    return show(
        request, campaign, entry, appeal_in(entry, appeal_id), proof_form=form, status=422 if form.errors else 200
    )


@page("appeal.raise", post="appeal.raise")
def withdraw(request: PolicyRequest, campaign: Campaign, entry: RosterEntry, appeal_id: UUID) -> HttpResponse:
    """Withdraw."""
    appeal = appeal_in(entry, appeal_id)
    form = ReasonForm(request.POST or None, version=appeal.version)
    if request.method == "POST" and form.is_valid():
        appeal_withdraw(
            actor=request.actor, appeal=appeal, reason=form.cleaned_data["reason"], seen=form.seen_version,
            key=form.act_key,
        )  # fmt: skip
        messages.success(request, _("%(appeal)s已撤回") % {"appeal": appeal})
        return HttpResponseRedirect(address(appeal))
    return show(request, campaign, entry, appeal, withdraw_form=form)


@page("appeal.raise", post="appeal.raise")
def second(request: PolicyRequest, campaign: Campaign, entry: RosterEntry, appeal_id: UUID) -> HttpResponse:
    """Take it to the second instance."""
    appeal = appeal_in(entry, appeal_id)
    form = AppealForm(request.POST or None, files=request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = appeal_take_further(
                actor=request.actor, appeal=appeal, grounds=form.cleaned_data["grounds"],
                files=form.cleaned_data["proofs"], key=form.act_key,
            )  # fmt: skip
        except HengpingError as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("复议%(appeal)s已提交") % {"appeal": made})
            return HttpResponseRedirect(address(made))
    context = {
        "campaign": campaign, "entry": entry, "form": form, "subject": appeal.subject, "first": appeal,
        "terms": terms_of(campaign),
    }  # fmt: skip
    return render(request, "appeals/raise.html", context)


@page("like_case.list")
def like_cases(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Like cases of all upheld appeals; a judged body is told of its own on its desk, not here."""
    return render(request, "appeals/like_cases.html", {"campaign": campaign, "cases": like_cases_in(campaign)})


@page("campaign.calendar", post="campaign.calendar")
def terms(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Times of an evaluation."""
    now = terms_of(campaign)
    names = ("ruling_days", "second_days", "rectify_days", "min_reason")
    form = TermsForm(request.POST or None, version=now.version, initial={name: getattr(now, name) for name in names})
    if request.method == "POST" and form.is_valid():
        terms_set(
            actor=request.actor, campaign=campaign, values={name: form.cleaned_data[name] for name in names},
            seen=form.seen_version, key=form.act_key,
        )  # fmt: skip
        messages.success(request, _("时限已保存，只对此后提出的申诉和整改生效"))
        return HttpResponseRedirect(reverse("appeals", args=[campaign.pk]))
    return render(request, "appeals/terms.html", {"campaign": campaign, "form": form})


def address(appeal: Appeal) -> str:
    """Page of an appeal."""
    return reverse("appeal", args=[appeal.campaign_id, appeal.entry.site_code, appeal.pk])
