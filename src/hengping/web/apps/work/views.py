"""How work stands, and trying again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hengping.model.errors import HengpingError
from hengping.web.apps.work.models import Work
from hengping.web.apps.work.services import work_retry
from hengping.web.policy.decide import may
from hengping.web.policy.pages import page
from hengping.web.ui.forms import ActForm

if TYPE_CHECKING:
    from uuid import UUID

    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.policy.middleware import PolicyRequest


@page("work.view")
def show(request: PolicyRequest, campaign: Campaign, work_id: UUID) -> HttpResponse:
    """How it stands; a part of a page that asked for it is told to look again once it has ended."""
    work = _found(request, campaign, work_id)
    context = {"campaign": campaign, "work": work}
    if not request.headers.get("HX-Request"):
        return render(request, "work/show.html", context)
    answer = render(request, "work/strip.html", context)
    if not work.is_active:
        answer["HX-Refresh"] = "true"
    return answer


@page("work.view", post="work.retry")
def retry(request: PolicyRequest, campaign: Campaign, work_id: UUID) -> HttpResponse:
    """Try again what failed; who may is who may order it."""
    work = _found(request, campaign, work_id)
    form = ActForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            work = work_retry(actor=request.actor, work=work, key=form.act_key)
        except HengpingError as error:
            messages.error(request, str(error))
        else:
            if work.state == Work.State.DONE:
                messages.success(request, _("已完成"))
    return redirect(work.what.page, campaign.pk)


def _found(request: PolicyRequest, campaign: Campaign, work_id: UUID) -> Work:
    work = Work.objects.filter(campaign=campaign, pk=work_id).first()
    if work is None:
        raise Http404
    if not may(request.actor, work.what.view_id, campaign, work.entry):
        raise Http404
    return work
