"""Pages of documents, approvals, publication and corrections."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hengping.model.errors import HengpingError
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.campaigns.results import documents_current, outcome
from hengping.web.apps.campaigns.selectors import next_move
from hengping.web.apps.campaigns.stage_services import NotYetError
from hengping.web.apps.publishing import editions, selectors, services
from hengping.web.apps.publishing.forms import (
    ApproveForm,
    CorrectForm,
    ForcedCorrectForm,
    ForcedForm,
    MakeForm,
    PublishForm,
)
from hengping.web.apps.publishing.freezing import correct_subject, publish_subject
from hengping.web.apps.publishing.manuscripts import words_current
from hengping.web.apps.publishing.models import Approval, DocumentJob
from hengping.web.apps.runs.selectors import current_run
from hengping.web.apps.work.models import Work
from hengping.web.apps.work.selectors import is_going_on, to_show
from hengping.web.policy.decide import may
from hengping.web.policy.middleware import PolicyRequest
from hengping.web.policy.pages import page
from hengping.web.policy.words import PUBLIC_STAGES, Stage
from hengping.web.ui.forms import ReasonForm

if TYPE_CHECKING:
    from pathlib import Path

_PAGE = 50
_LISTED = 500


@page("document.view", post="document.make")
def documents(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """The documents, what is being made, and the form to make more."""
    run = current_run(campaign)
    form = MakeForm(request.POST or None, initial={"kind": DocumentJob.Kind.REPORTS})
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        services.documents_make(
            actor=request.actor, campaign=campaign, kind=cleaned["kind"], evidence=cleaned["evidence"] or "none",
            key=form.act_key,
        )  # fmt: skip
        messages.success(request, _("已开始生成，完成后在本页下载"))
        return redirect("documents", campaign.pk)
    context: dict[str, object] = {"campaign": campaign, "run": run, "form": form, "jobs": selectors.jobs(campaign)}
    if run is not None:
        text = request.GET.get("q", "").strip()[:100]
        entries = campaign.entries.filter(name__icontains=text) if text else campaign.entries.all()
        shown = Paginator(entries, _PAGE).get_page(request.GET.get("page"))
        context |= {
            "documents": selectors.documents(run), "current": documents_current(run), "shown": shown, "q": text,
            "words_current": words_current(run), "sites": selectors.site_documents(run, list(shown.object_list)),
        }  # fmt: skip
    return render(request, "publishing/documents.html", context)


@page("document.view")
def jobs(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """What is being made, as a part of the page."""
    return render(request, "publishing/jobs.html", {"campaign": campaign, "jobs": selectors.jobs(campaign)})


@page("document.view")
def document(request: PolicyRequest, campaign: Campaign, name: str) -> HttpResponseBase:  # noqa: ARG001 - Django's form
    """A document, to be saved."""
    run = current_run(campaign)
    return download(None if run is None else selectors.document_path(run, name))


@page("document.view")
def kit(request: PolicyRequest, campaign: Campaign, job_id: uuid.UUID) -> HttpResponseBase:  # noqa: ARG001 - Django's form
    """A verifier kit, to be saved."""
    job = DocumentJob.objects.filter(campaign=campaign, pk=job_id, kind=DocumentJob.Kind.KIT).first()
    done = job is not None and job.state == DocumentJob.State.DONE and job.kit_file.is_file()
    return download(job.kit_file if job is not None and done else None)


def download(path: Path | None) -> HttpResponseBase:
    """A file to be saved, never shown in place: what stands in it came from judged sites.

    Raises:
        Http404: there is no such file.
    """
    if path is None:
        raise Http404
    response = FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


@page("document.view", post="campaign.publish")
def publication(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Approvals, preconditions, and the button that publishes."""
    by = {"by": campaign.organiser.name}
    move = next_move(campaign) if Stage(campaign.stage) is Stage.FINAL else None
    kind = ForcedForm if move is not None and move.needs_reason else PublishForm
    form = kind(request.POST or None, version=campaign.version, initial=by)
    if request.method == "POST" and form.is_valid():
        try:
            work = services.results_publish(
                actor=request.actor, campaign=campaign, by=form.cleaned_data["by"], on=form.cleaned_data["on"],
                seen=form.seen_version, reason=form.cleaned_data.get("reason", ""), key=form.act_key,
            )  # fmt: skip
        except NotYetError as error:
            form.add_error(None, error.what)
        except HengpingError as error:
            if is_going_on(publish_subject(campaign)):
                messages.warning(request, str(error))
                return redirect("publication", campaign.pk)
            form.add_error(None, f"{error.what}。{error.remedy}")
        else:
            _tell(request, work, _("已发布"))
            return redirect("publication", campaign.pk)
    run = current_run(campaign)
    final = Stage(campaign.stage) is Stage.FINAL
    subjects = [Approval.Subject.LISTS, Approval.Subject.PUBLICATION] if final else []
    context = {
        "campaign": campaign,
        "form": form,
        "final": final,
        "move": move,
        "approvals": [_approval(request, campaign, subject) for subject in subjects],
        "editions": editions.editions(run) if run is not None else [],
        "works": to_show(campaign, publish_subject(campaign)),
        "going_on": is_going_on(publish_subject(campaign)),
    }
    return render(request, "publishing/publication.html", context, status=422 if form.errors else 200)


@page("campaign.approve", post="campaign.approve")
def approve(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Approve."""
    form = ApproveForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return redirect("publication", campaign.pk)
    cleaned = form.cleaned_data
    try:
        services.approval_give(
            actor=request.actor, campaign=campaign, subject=cleaned["subject"], digest=cleaned["digest"],
            note=cleaned["note"], key=form.act_key,
        )  # fmt: skip
    except HengpingError as error:
        messages.error(request, error.what)
    else:
        messages.success(request, _("您的批准已记录"))
    return redirect("corrections" if cleaned["subject"] == Approval.Subject.CORRECTION else "publication", campaign.pk)


@page("campaign.approve", post="campaign.approve")
def withdraw(request: PolicyRequest, campaign: Campaign, approval_id: uuid.UUID) -> HttpResponse:
    """Take one's own approval back."""
    approval = Approval.objects.filter(campaign=campaign, pk=approval_id, by_id=request.actor.user.pk).first()
    if approval is None or approval.withdrawn_at is not None:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.approval_withdraw(
            actor=request.actor, campaign=campaign, approval=approval, reason=form.cleaned_data["reason"],
            key=form.act_key,
        )  # fmt: skip
        messages.success(request, _("批准已撤回"))
        return redirect("publication", campaign.pk)
    return render(request, "publishing/withdraw.html", {"campaign": campaign, "form": form, "approval": approval})


@page("document.view", post="campaign.correct")
def corrections(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """The register of corrections, and what the next one would say."""
    run = current_run(campaign)
    if run is None or Stage(campaign.stage) not in PUBLIC_STAGES:
        return render(request, "publishing/corrections.html", {"campaign": campaign, "editions": []})
    kind = ForcedCorrectForm if outcome(run).held_back else CorrectForm
    form = kind(request.POST or None, initial={"by": campaign.organiser.name})
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            work = services.correction_publish(
                actor=request.actor, campaign=campaign, by=cleaned["by"], on=cleaned["on"], cause=cleaned["cause"],
                reason=cleaned.get("reason", ""), key=form.act_key,
            )  # fmt: skip
        except HengpingError as error:
            if is_going_on(correct_subject(campaign)):
                messages.warning(request, str(error))
                return redirect("corrections", campaign.pk)
            form.add_error(None, f"{error.what}。{error.remedy}")
        else:
            _tell(request, work, _("已发布%(label)s") % {"label": work.result.get("label", "")})
            return redirect("corrections", campaign.pk)
    pending = editions.pending(run)
    context = {
        "campaign": campaign,
        "form": form,
        "pending": pending,
        "approval": _approval(request, campaign, Approval.Subject.CORRECTION) if pending is not None else None,
        "editions": editions.editions(run),
        "works": to_show(campaign, correct_subject(campaign)),
        "going_on": is_going_on(correct_subject(campaign)),
    }
    return render(request, "publishing/corrections.html", context, status=422 if form.errors else 200)


@page("document.view")
def version_file(request: PolicyRequest, campaign: Campaign, version: int, name: str) -> HttpResponseBase:  # noqa: ARG001 - Django's form
    """A file of a published version, also of an old one."""
    run = current_run(campaign)
    return download(None if run is None else editions.version_file(run, version, name))


def _tell(request: PolicyRequest, work: Work, done: str) -> None:
    """How an order stands: ended already, or left to the background; the page itself says why one failed."""
    if work.state == Work.State.DONE:
        messages.success(request, done)
    elif work.is_active:
        messages.info(request, _("已受理，正在后台进行，完成后才对外生效"))


def _approval(request: PolicyRequest, campaign: Campaign, subject: Approval.Subject) -> dict[str, object]:
    """An approval as it stands, and the form for whoever may still give theirs."""
    state = selectors.approval_state(campaign, subject)
    own = next((each for each in state.given if each.by_id == request.actor.user.pk), None)
    open_to = state.digest and own is None and not state.complete and may(request.actor, "campaign.approve", campaign)
    form = ApproveForm(initial={"subject": subject, "digest": state.digest}) if open_to else None
    run = current_run(campaign) if subject == Approval.Subject.LISTS else None
    listed = outcome(run).entries if run is not None else ()
    return {"state": state, "own": own, "form": form, "listed": listed[:_LISTED], "more": max(len(listed) - _LISTED, 0)}
