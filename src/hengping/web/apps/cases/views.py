"""Pages of cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hengping.model.errors import HengpingError
from hengping.report.render.case_files import cases_table
from hengping.report.render.html import web_link
from hengping.web.apps.cases import selectors, services
from hengping.web.apps.cases.forms import DecideForm, JudgeForm, NominateForm
from hengping.web.apps.cases.models import CaseMark, CaseNomination
from hengping.web.policy.decide import decide, may
from hengping.web.policy.pages import page
from hengping.web.policy.words import PUBLIC_STAGES, Role
from hengping.web.ui.forms import ReasonForm

if TYPE_CHECKING:
    from uuid import UUID

    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.apps.roster.models import RosterEntry
    from hengping.web.policy.middleware import PolicyRequest
    from hengping.web.ui.forms import ActForm

_MOST_SITES = 20
_FILE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


@page("case.view")
def cases(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """The cases that whoever looks may see; the published list apart."""
    every = selectors.cases_for(request.actor, campaign)
    deciding = selectors.decides(request.actor, campaign)
    public = campaign.stage_now in PUBLIC_STAGES
    holding = request.GET.get("q", "").strip()[:100]
    own = _entries(request, campaign, holding)
    context = {
        "campaign": campaign,
        "cases": selectors.with_marks(every) if deciding else every,
        "deciding": deciding,
        "public": public,
        # A number counts all nominations, so it is for those only who see all of them.
        "numbered": selectors.sees_all(request.actor, campaign),
        "listed": selectors.listed(campaign) if public else [],
        "nominating": own,
        "q": holding,
        "many": len(own) == _MOST_SITES or bool(holding),
        "judged": set(CaseMark.objects.filter(judge_id=request.actor.user.pk).values_list("case_id", flat=True)),
    }
    return render(request, "cases/cases.html", context)


def _entries(request: PolicyRequest, campaign: Campaign, holding: str) -> list[RosterEntry]:
    """Sites for which whoever looks may nominate, by a part of the name or the code; the first of many."""
    found = campaign.entries.select_related("organisation")
    if Role.ORGANISER not in request.actor.roles(campaign):
        own = Q(pk=None)
        for path in request.actor.organisations(Role.OPERATOR):
            own |= Q(organisation__path__startswith=path)
        found = found.filter(own)
    if holding:
        found = found.filter(Q(name__icontains=holding) | Q(site_code=holding))
    return [entry for entry in found[:_MOST_SITES] if may(request.actor, "case.nominate", campaign, entry)]


@page("case.nominate", post="case.nominate")
def nominate(request: PolicyRequest, campaign: Campaign, entry: RosterEntry) -> HttpResponse:
    """Put a case forward."""
    form = NominateForm(request.POST or None, files=request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            case = services.case_nominate(
                actor=request.actor, campaign=campaign, entry=entry, fields=form.fields_given,
                uploads=form.cleaned_data["attachments"], key=form.act_key,
            )  # fmt: skip
        except HengpingError as error:
            form.add_error("attachments", str(error))
        else:
            messages.success(request, _("已推荐"))
            return redirect("case", campaign.pk, case.pk)
    return render(request, "cases/nominate.html", {"campaign": campaign, "entry": entry, "form": form})


@page("case.view")
def case(request: PolicyRequest, campaign: Campaign, case_id: UUID) -> HttpResponse:
    """One case, and what whoever looks may do with it."""
    return _shown(request, campaign, selectors.case_of(request.actor, campaign, case_id))


@page("case.judge", post="case.judge")
def judge(request: PolicyRequest, campaign: Campaign, case_id: UUID) -> HttpResponse:
    """Give marks."""
    found = selectors.case_of(request.actor, campaign, case_id)
    decision = decide(request.actor, "case.judge", campaign, found.entry)
    if not decision.allowed:
        raise PermissionDenied(decision.reason)
    mine = CaseMark.objects.filter(case=found, judge_id=request.actor.user.pk).first()
    form = JudgeForm(request.POST or None, auto_id="judge_%s", version=mine.version if mine else 0)
    if request.method == "POST" and form.is_valid():
        services.case_judge(
            actor=request.actor, campaign=campaign, case=found, seen=form.seen_version,
            marks=form.cleaned_data["marks"], reason=form.cleaned_data["reason"], key=form.act_key,
        )  # fmt: skip
        messages.success(request, _("已评分"))
        return redirect("cases", campaign.pk)
    return _shown(request, campaign, found, judge_form=form)


@page("case.decide", post="case.decide")
def decision(request: PolicyRequest, campaign: Campaign, case_id: UUID) -> HttpResponse:
    """Shortlist, list, award or decline."""
    found = selectors.case_of(request.actor, campaign, case_id)
    form = DecideForm(request.POST or None, auto_id="decide_%s", version=found.version)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        services.case_decide(
            actor=request.actor, campaign=campaign, case=found, seen=form.seen_version, state=data["state"],
            award=data["award"], reason=data["reason"], key=form.act_key,
        )  # fmt: skip
        messages.success(request, _("已确定"))
        return redirect("cases", campaign.pk)
    return _shown(request, campaign, found, decide_form=form)


@page("case.view", post="case.view")
def edit(request: PolicyRequest, campaign: Campaign, case_id: UUID) -> HttpResponse:
    """Change a nomination that nobody has judged yet."""
    found = selectors.case_of(request.actor, campaign, case_id)
    allowed = decide(request.actor, "case.nominate", campaign, found.entry)
    if not allowed.allowed or not selectors.nominates(request.actor, found):
        raise PermissionDenied(allowed.reason or _("只有推荐单位可以修改"))
    initial = {name: getattr(found, name) for name in selectors.TEXTS}
    form = NominateForm(request.POST or None, files=request.FILES or None, version=found.version, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.case_edit(
                actor=request.actor, campaign=campaign, case=found, seen=form.seen_version, fields=form.fields_given,
                uploads=form.cleaned_data["attachments"], key=form.act_key,
            )  # fmt: skip
        except HengpingError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已保存"))
            return redirect("case", campaign.pk, found.pk)
    context = {"campaign": campaign, "entry": found.entry, "form": form, "case": found}
    return render(request, "cases/nominate.html", context, status=422 if form.errors else 200)


@page("case.view", post="case.view")
def withdraw(request: PolicyRequest, campaign: Campaign, case_id: UUID) -> HttpResponse:
    """Take a nomination back."""
    found = selectors.case_of(request.actor, campaign, case_id)
    allowed = decide(request.actor, "case.nominate", campaign, found.entry)
    if not allowed.allowed:
        raise PermissionDenied(allowed.reason)
    form = ReasonForm(request.POST or None, auto_id="withdraw_%s", version=found.version)
    if request.method == "POST" and form.is_valid():
        services.case_withdraw(
            actor=request.actor, campaign=campaign, case=found, seen=form.seen_version,
            reason=form.cleaned_data["reason"], key=form.act_key,
        )  # fmt: skip
        messages.success(request, _("已撤回"))
        return redirect("cases", campaign.pk)
    return _shown(request, campaign, found, withdraw_form=form)


@page("case.view")
def attachment(request: PolicyRequest, campaign: Campaign, case_id: UUID, file_id: UUID) -> HttpResponse | FileResponse:
    """An attachment, always to be kept as a file and never opened within the platform."""
    found = selectors.case_of(request.actor, campaign, case_id)
    row = found.files.filter(pk=file_id).first()
    if row is None or not row.path.is_file():
        raise Http404(_("没有这个附件"))
    response = FileResponse(row.path.open("rb"), as_attachment=True, filename=row.name)
    response["Content-Type"] = "application/octet-stream"
    response["Content-Security-Policy"] = _FILE_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response


@page("case.export")
def export(request: PolicyRequest, campaign: Campaign) -> HttpResponse:  # noqa: ARG001 - as every page
    """The list as a table that the engine reads (``cases:`` of a bulletin's text)."""
    response = HttpResponse(cases_table(selectors.engine_cases(campaign)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="cases.csv"'
    return response


def _shown(request: PolicyRequest, campaign: Campaign, found: CaseNomination, **forms: ActForm) -> HttpResponse:
    actor = request.actor
    mine = CaseMark.objects.filter(case=found, judge_id=actor.user.pk).first() if actor.signed_in else None
    deciding = selectors.decides(actor, campaign)
    waits = found.state in {CaseNomination.State.NOMINATED, CaseNomination.State.SHORTLISTED}
    context: dict[str, Any] = {
        "campaign": campaign,
        "case": found,
        "link": web_link(found.url),
        "mine": mine,
        # The list is not known to anybody else before it is published: not to the body whose case it is either.
        "told": deciding or (campaign.stage_now in PUBLIC_STAGES and found.state == CaseNomination.State.LISTED),
        "marks": found.marks.select_related("judge").order_by("given_at") if deciding else [],
        "files": found.files.all(),
    }
    if waits and may(actor, "case.judge", campaign, found.entry):
        initial = {"marks": mine.marks, "reason": mine.reason} if mine else {}
        context["judge_form"] = JudgeForm(auto_id="judge_%s", version=mine.version if mine else 0, initial=initial)
    if found.state != CaseNomination.State.WITHDRAWN and may(actor, "case.decide", campaign):
        context["decide_form"] = DecideForm(auto_id="decide_%s", version=found.version)
    if found.state == CaseNomination.State.NOMINATED and may(actor, "case.nominate", campaign, found.entry):
        context["withdraw_form"] = ReasonForm(auto_id="withdraw_%s", version=found.version)
        context["editable"] = selectors.nominates(actor, found) and not found.marks.exists()
    if deciding or selectors.nominates(actor, found):
        context["edits"] = selectors.edits_of(found)
    return render(request, "cases/case.html", context | forms)
