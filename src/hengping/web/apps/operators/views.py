"""The desk of judged bodies. Rectification for the organiser: :mod:`rectification_views`."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from hengping.checks.catalogue import catalogue
from hengping.evidence.run_folder import RunFolder
from hengping.model.errors import HengpingError
from hengping.model.finding import OUTCOME_ZH, Outcome
from hengping.report.names import SITES, site_pdf_name
from hengping.web.apps.appeals.models import Appeal
from hengping.web.apps.appeals.selectors import entries_for
from hengping.web.apps.appeals.subjects import check_title, finding_of, system_titles
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.evidence.outcomes import outcome_word
from hengping.web.apps.operators.desk import chosen, faults_of, lost_items, objection_clock, results_of, summary_of
from hengping.web.apps.operators.forms import ReplyForm
from hengping.web.apps.operators.inspecting import (
    FAULTS,
    inspection_start,
    launch,
    progress_of,
    result_of,
    settle,
    why_not,
)  # fmt: skip
from hengping.web.apps.operators.models import Reply, SiteInspection
from hengping.web.apps.operators.rectifying import settle_rechecks, start_rechecks
from hengping.web.apps.operators.services import reply_give
from hengping.web.apps.operators.trying import try_fixes
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.apps.runs.models import Run
from hengping.web.apps.runs.selectors import current_run, systems_of
from hengping.web.policy.decide import may
from hengping.web.policy.middleware import PolicyRequest
from hengping.web.policy.pages import page
from hengping.web.policy.words import TOLD_STAGES
from hengping.web.ui.forms import ActForm
from hengping.web.ui.sheets import csv_answer

_PER_PAGE = 25
_SITES_PER_PAGE = 24
"""Cards stand two and two."""
_LONGEST_QUESTION = 100
_SHOWN = (*FAULTS, Outcome.CANNOT_TELL, Outcome.ERROR, Outcome.BLOCKED)


@page("operator.desk")
def site_desks(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """One's own sites of an evaluation."""
    told = campaign.stage_now in TOLD_STAGES
    run = current_run(campaign) if told else None
    every = entries_for(request.actor, campaign)
    words = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:_LONGEST_QUESTION]
    found = every.filter(Q(name__icontains=words) | Q(site_code__icontains=words)) if words else every
    sites = Paginator(found, _SITES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "campaign": campaign,
        "rows": [summary_of(run, entry) for entry in sites],
        "sites": sites,
        "words": words,
        "many": bool(words) or sites.paginator.num_pages > 1,
        "told": told,
        "clock": objection_clock(campaign),
        "titles": system_titles(run) if run else {},
    }
    return render(request, "operators/desks.html", context)


@page("reply.view")
def site_desk(request: PolicyRequest, campaign: Campaign, entry: RosterEntry) -> HttpResponse:
    """One site: result, every fault, what was answered."""
    settle_rechecks(campaign)
    run = current_run(campaign)
    context: dict[str, Any] = {"campaign": campaign, "entry": entry, "run": run, "clock": objection_clock(campaign)}
    if run is not None:
        every = faults_of(run, entry)
        wanted = chosen(every, request.GET.get("show", ""))
        pages = Paginator(wanted, max(1, len(wanted)) if "print" in request.GET else _PER_PAGE)
        appealed = Appeal.objects.filter(entry=entry).exclude(state="withdrawn").exclude(item_id="")
        context |= {
            "results": results_of(run, entry.site_code),
            "titles": system_titles(run),
            "faults": pages.get_page(request.GET.get("page")),
            "show": request.GET.get("show", ""),
            "counts": {
                "all": len(every), "open": len(chosen(every, "open")), "answered": len(chosen(every, "answered")),
            },
            "items": lost_items(run, entry.site_code),
            "appealed_items": {each.item_id: each for each in appealed},
            "waiting": run.findings.filter(site_code=entry.site_code, outcome=Outcome.CANNOT_TELL).count(),
            "ranks": may(request.actor, "site_rank.view", campaign, entry),
            "looking": entry.inspections.filter(
                purpose=SiteInspection.Purpose.RECHECK, state=SiteInspection.State.RUNNING
            ).exists(),
            "report": _report(run, request, campaign, entry) is not None,
        }  # fmt: skip
    return render(request, "operators/site_desk.html", context)


@page("reply.view")
def faults_export(
    request: PolicyRequest,  # noqa: ARG001 - as the address has it
    campaign: Campaign,
    entry: RosterEntry,
) -> HttpResponseBase:
    """Every fault of a site as a table, without any rank."""
    run = _run(campaign)
    head = ("检查项", "结论", "说明", "对象", "扣分", "整改办法", "改定结论", "答复", "申诉", "整改")
    rows = (
        (
            each.title, OUTCOME_ZH[Outcome(each.finding.outcome)], each.finding.message, each.finding.url,
            "；".join(each.costs), each.remedy, each.decided, each.reply.get_kind_display() if each.reply else "",
            each.appeal.get_state_display() if each.appeal else "",
            each.rectification.get_state_display() if each.rectification else "",
        )
        for each in faults_of(run, entry)
    )  # fmt: skip
    return csv_answer("findings.csv", head, rows)


@page("reply.view")
def site_report(request: PolicyRequest, campaign: Campaign, entry: RosterEntry) -> FileResponse:
    """The site's report of the run, as a download; it names ranks, so before publication only for who may see them."""
    run = _run(campaign)
    path = _report(run, request, campaign, entry)
    if path is None:
        raise Http404
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type="application/pdf")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@page("reply.write", post="reply.write")
def reply(request: PolicyRequest, campaign: Campaign, entry: RosterEntry, finding_id: str) -> HttpResponse:
    """Answer one finding."""
    run = _run(campaign)
    found = finding_of(run, entry.site_code, finding_id)
    standing = Reply.objects.filter(entry=entry, finding_id=finding_id).first()
    initial = {"kind": standing.kind, "text": standing.text} if standing else {}
    form = ReplyForm(request.POST or None, version=standing.version if standing else 0, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            given = reply_give(
                actor=request.actor, entry=entry, finding_id=finding_id, kind=form.cleaned_data["kind"],
                text=form.cleaned_data["text"], seen=form.seen_version, key=form.act_key,
            )  # fmt: skip
        except HengpingError as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _after_reply(given, entry))
            return HttpResponseRedirect(reverse("site_desk", args=[campaign.pk, entry.site_code]))
    definition = catalogue().get(found.check_id)
    context = {
        "campaign": campaign, "entry": entry, "finding": found, "title": check_title(found.check_id), "form": form,
        "remedy": definition.remedy.zh if definition else "", "clock": objection_clock(campaign),
        "appeal": Appeal.objects.filter(entry=entry, finding_id=finding_id).exclude(state="withdrawn").last(),
    }  # fmt: skip
    return render(request, "operators/reply.html", context)


def _after_reply(given: Reply, entry: RosterEntry) -> str:
    """What happens now, for who has answered."""
    if given.kind != Reply.Kind.FIXED:
        return _("答复已提交")
    if start_rechecks([entry]):
        return _("答复已提交，已开始自动复查")
    reason = why_not(entry, SiteInspection.Purpose.RECHECK)
    return _("答复已提交，将自动复查（%(reason)s）") % {"reason": reason} if reason else _("答复已提交，将自动复查")


@page("what_if.view")
def what_if(request: PolicyRequest, campaign: Campaign, entry: RosterEntry) -> HttpResponse:
    """Choose what would be mended and see what it leads to."""
    run = _run(campaign)
    systems = systems_of(run)
    system_id = request.GET.get("system", "")
    system_id = system_id if system_id in systems else next(iter(systems), "")
    ranks = may(request.actor, "site_rank.view", campaign, entry)
    fixes = list(dict.fromkeys(request.GET.getlist("fix")))
    try:
        choices, single, trial = try_fixes(run, entry.site_code, system_id, fixes, ranks=ranks)
    except HengpingError:
        # Ids of an address that no longer exist: the page without them is the answer.
        choices, single, trial = try_fixes(run, entry.site_code, system_id, [], ranks=ranks)
    context = {
        "campaign": campaign, "entry": entry, "systems": systems, "system_id": system_id, "choices": choices,
        "single": single, "opened": any(each.chosen for each in single), "titles": system_titles(run),
        "trial": trial, "ranks": ranks,
    }  # fmt: skip
    return render(request, "operators/what_if.html", context)


@page("self_test.start", post="self_test.start")
def self_test(request: PolicyRequest, campaign: Campaign, entry: RosterEntry) -> HttpResponse:
    """Self-tests of a site, and a new one."""
    form = ActForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = inspection_start(
                actor=request.actor, entry=entry, purpose=SiteInspection.Purpose.SELF, key=form.act_key
            )
        except HengpingError as fault:
            messages.error(request, str(fault))
            return HttpResponseRedirect(request.path)
        launch(made)
        return HttpResponseRedirect(reverse("self_test_result", args=[campaign.pk, entry.site_code, made.pk]))
    rows = [settle(each) for each in entry.inspections.filter(purpose=SiteInspection.Purpose.SELF)[:20]]
    context = {
        "campaign": campaign, "entry": entry, "rows": rows, "form": ActForm(),
        "hindrance": why_not(entry, SiteInspection.Purpose.SELF),
    }  # fmt: skip
    return render(request, "operators/self_test.html", context)


@page("self_test.start")
def self_test_result(
    request: PolicyRequest, campaign: Campaign, entry: RosterEntry, inspection_id: UUID
) -> HttpResponse:
    """How a self-test comes along; in the end what it found. Asked for by htmx, the changing part alone."""
    found = entry.inspections.filter(pk=inspection_id, purpose=SiteInspection.Purpose.SELF).first()
    if found is None:
        raise Http404
    found = settle(found)
    result = result_of(found) if found.state == SiteInspection.State.DONE else None
    rows = [] if result is None else [
        {"title": check_title(each.check), "outcome": outcome_word(each.outcome), "bad": each.outcome in FAULTS,
         "message": each.messages.zh, "url": each.subject.url}
        for each in sorted(result.findings, key=lambda each: (each.outcome not in FAULTS, each.check))
        if each.outcome in _SHOWN
    ]  # fmt: skip
    context = {
        "campaign": campaign, "entry": entry, "inspection": found, "rows": rows, "progress": progress_of(found),
    }  # fmt: skip
    partial = request.headers.get("HX-Request") == "true"
    return render(request, "operators/self_test_part.html" if partial else "operators/self_test_result.html", context)


def _run(campaign: Campaign) -> Run:
    run = current_run(campaign)
    if run is None:
        raise Http404
    return run


def _report(run: Run, request: PolicyRequest, campaign: Campaign, entry: RosterEntry) -> Path | None:
    if not may(request.actor, "site_rank.view", campaign, entry):
        return None
    path = RunFolder(run.path).reports_dir / SITES / site_pdf_name(entry.site_code)
    return path if path.is_file() else None
