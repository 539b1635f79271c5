"""Pages: a finding with its evidence; the archived page in its frame; the record and the photograph as files.

Whatever of a judged site is answered here comes under a policy that lets nothing run and nothing be asked for, and
outside the platform's own origin (``sandbox``).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from hengping.evidence.errors import EvidenceError
from hengping.evidence.run_folder import RunFolder
from hengping.extract.marked import ANCHOR
from hengping.model.evidence import FAILURES
from hengping.pipeline.archived import archived_page, is_page, pages_of, raw_record, screenshot
from hengping.report.finding_page import VISIT_ZH
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.evidence.selectors import (
    archived_capture,
    folder_of,
    record_of,
    shown_finding,
    uuid_of,
)
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.policy.middleware import PolicyRequest
from hengping.web.policy.pages import page

FOREIGN_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox"
)
"""Of everything that a judged site has written."""
_MOST_PAGES = 4
_MOST_LISTED = 200


def foreign(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer what a judged site has written: it may do nothing, and only the platform may frame it."""

    @wraps(view)
    def guarded(request: PolicyRequest, **kwargs: Any) -> HttpResponse:
        response = view(request, **kwargs)
        patch_cache_control(response, private=True, max_age=300)
        response["Content-Security-Policy"] = FOREIGN_POLICY
        response["X-Frame-Options"] = "SAMEORIGIN"
        response["X-Content-Type-Options"] = "nosniff"
        response["Referrer-Policy"] = "no-referrer"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    return guarded


@page("evidence.view")
def finding(request: PolicyRequest, campaign: Campaign, entry: RosterEntry, finding_id: str) -> HttpResponse:
    """What was found, by which rule, when, and the page with the fault marked."""
    shown = shown_finding(request.actor, campaign, entry, finding_id)
    pages = [each for each in shown.records if each.record.is_page][:_MOST_PAGES]
    context = {
        "campaign": campaign,
        "entry": entry,
        "shown": shown,
        "pages": pages,
        "anchor": ANCHOR,
        "visit_zh": VISIT_ZH,
        "visits": [
            (visit, VISIT_ZH[visit.result], FAILURES[visit.failure].zh if visit.failure else "")
            for visit in shown.evidence.visits
        ],
    }
    return render(request, "evidence/finding.html", context)


@page("evidence.view")
@foreign
def framed(
    request: PolicyRequest, campaign: Campaign, entry: RosterEntry, finding_id: str, record_id: UUID
) -> HttpResponse:
    """The archived page with the places of a finding marked; for a frame."""
    shown = shown_finding(request.actor, campaign, entry, finding_id)
    record = record_of(shown, record_id).record
    if not record.is_page:
        raise Http404(_("这条采集记录不是网页"))
    body = archived_page(RunFolder(shown.run.path), entry.site_code, record.capture, shown.finding)
    return HttpResponse(body, content_type="text/html; charset=utf-8")


@page("evidence.raw")
@foreign
def raw(
    request: PolicyRequest, campaign: Campaign, entry: RosterEntry, finding_id: str, record_id: UUID
) -> HttpResponse:
    """The record as it lies in the archive, to be kept as a file."""
    shown = shown_finding(request.actor, campaign, entry, finding_id)
    found = record_of(shown, record_id)
    if not found.open:
        raise PermissionDenied(_("该页面含有个人信息，原始记录只提供给评估工作人员"))
    body = raw_record(RunFolder(shown.run.path), entry.site_code, found.record.capture)
    response = HttpResponse(body, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{record_id}.warc.gz"'
    return response


@page("evidence.view")
@foreign
def shot(
    request: PolicyRequest, campaign: Campaign, entry: RosterEntry, finding_id: str, record_id: UUID
) -> HttpResponse:
    """The photograph of a page."""
    shown = shown_finding(request.actor, campaign, entry, finding_id)
    found = record_of(shown, record_id)
    if found.record.shot is None:
        raise Http404(_("没有截图"))
    if not found.open:
        raise PermissionDenied(_("该页面含有个人信息，截图只提供给评估工作人员"))
    body = screenshot(RunFolder(shown.run.path), entry.site_code, found.record.shot)
    return HttpResponse(body, content_type="image/jpeg")


@page("archive.view")
def archive(request: PolicyRequest, campaign: Campaign, entry: RosterEntry) -> HttpResponse:
    """The archived pages of a site, for those who judge it."""
    holding = request.GET.get("q", "").strip()[:200]
    captures = pages_of(folder_of(campaign), entry.site_code, holding=holding, most=_MOST_LISTED)
    context = {
        "campaign": campaign,
        "entry": entry,
        "q": holding,
        "pages": [(uuid_of(each.record_id), each) for each in captures],
        "most": _MOST_LISTED,
        "full": len(captures) == _MOST_LISTED,
    }
    return render(request, "evidence/archive.html", context)


@page("archive.view")
@foreign
def archived(
    request: PolicyRequest,  # noqa: ARG001 - as every page
    campaign: Campaign,
    entry: RosterEntry,
    record_id: UUID,
) -> HttpResponse:
    """An archived page, nothing marked; for a frame."""
    capture = archived_capture(campaign, entry, record_id)
    if not is_page(capture):
        raise Http404(_("这条采集记录不是网页"))
    try:
        body = archived_page(folder_of(campaign), entry.site_code, capture)
    except EvidenceError as error:
        raise Http404(str(error)) from error
    return HttpResponse(body, content_type="text/html; charset=utf-8")
