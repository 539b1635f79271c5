"""Pages of an evaluation."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hengping.web.apps.campaigns import selectors
from hengping.web.apps.campaigns.forms import CalendarForm, CampaignForm, CloneForm, add_faults
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.campaigns.preconditions import conditions
from hengping.web.apps.campaigns.services import calendar_set, campaign_clone, campaign_create, campaign_edit
from hengping.web.apps.campaigns.stage_services import NotYetError, campaign_move
from hengping.web.apps.campaigns.stages import arrow as find_arrow
from hengping.web.apps.campaigns.stages import backward
from hengping.web.policy.decide import may
from hengping.web.policy.middleware import PolicyRequest
from hengping.web.policy.pages import page
from hengping.web.policy.words import Role, Stage
from hengping.web.ui.forms import ActForm, ReasonForm


@page("campaign.view")
def overview(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Where an evaluation stands, and what comes next."""
    directs = may(request.actor, "dashboard.view", campaign)
    context = {
        "campaign": campaign,
        "line": selectors.line(campaign, directs=directs),
        "directs": directs,
        "move": selectors.next_move(campaign) if directs else None,
        "figures": selectors.figures(campaign) if directs else [],
        "changes": campaign.stage_changes.all() if directs else [],
        "frozen": selectors.frozen(campaign),
        "back": backward(Stage(campaign.stage)),
        "team": campaign.team.all(),
    }
    return render(request, "campaigns/overview.html", context)


@page("campaign.create", post="campaign.create")
def create(request: PolicyRequest) -> HttpResponse:
    """A new evaluation."""
    if not request.actor.organisations(Role.ORGANISER):
        raise PermissionDenied
    form = CampaignForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            made = campaign_create(
                actor=request.actor, code=form.cleaned_data["code"], organiser=form.cleaned_data["organiser"],
                fields=form.said(), key=form.act_key,
            )  # fmt: skip
        except ValidationError as error:
            add_faults(form, error)
        else:
            messages.success(request, _("已新建，接着导入评估名单、安排时间"))
            return redirect("campaign", made.pk)
    return render(request, "campaigns/edit.html", {"form": form})


@page("campaign.edit", post="campaign.edit")
def edit(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """The settings of a draft."""
    form = CampaignForm(request.POST or None, actor=request.actor, campaign=campaign)
    if request.method == "POST" and form.is_valid():
        campaign_edit(
            actor=request.actor, campaign=campaign, fields=form.said(), seen=form.seen_version, key=form.act_key
        )
        messages.success(request, _("已保存"))
        return redirect("campaign", campaign.pk)
    return render(request, "campaigns/edit.html", {"campaign": campaign, "form": form})


@page("campaign.view", post="campaign.calendar")
def calendar(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """The planned dates; those who may set them get a form."""
    may_set = may(request.actor, "campaign.calendar", campaign)
    form = CalendarForm(request.POST or None, campaign=campaign) if may_set else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            calendar_set(
                actor=request.actor, campaign=campaign, dates=form.said(), embargo_until=form.embargo,
                seen=form.seen_version, reason=form.cleaned_data["reason"], key=form.act_key,
            )  # fmt: skip
        except ValidationError as error:
            form.add_error("embargo_until", error)
        else:
            messages.success(request, _("时间已保存"))
            return redirect("campaign_calendar", campaign.pk)
    context = {"campaign": campaign, "form": form, "line": selectors.line(campaign, directs=may_set)}
    return render(request, "campaigns/calendar.html", context)


@page("campaign.clone", post="campaign.clone")
def clone(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """A new evaluation after this one."""
    form = CloneForm(request.POST or None, source=campaign)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            made = campaign_clone(
                actor=request.actor, source=campaign, code=cleaned["code"], title=cleaned["title"],
                as_of=cleaned["as_of"], carry=cleaned["carry"], key=form.act_key,
            )  # fmt: skip
        except ValidationError as error:
            add_faults(form, error)
        else:
            messages.success(request, _("已沿用“%(title)s”的设置") % {"title": campaign.title})
            return redirect("campaign", made.pk)
    return render(request, "campaigns/clone.html", {"campaign": campaign, "form": form})


@page("campaign.advance", post="campaign.advance")
def move(request: PolicyRequest, campaign: Campaign, after: str) -> HttpResponse:
    """A move to another stage: what it brings about, what it needs, and the button."""
    found = find_arrow(Stage(campaign.stage), Stage(after)) if after in Stage.values else None
    if found is None:
        raise Http404
    if found.at:
        return redirect(found.at, campaign.pk)
    shown = selectors.Move(arrow=found, conditions=conditions(campaign, found))
    kind: type[ActForm] = ReasonForm if shown.needs_reason else ActForm
    form = kind(request.POST or None, version=campaign.version)
    if request.method == "POST" and form.is_valid():
        try:
            campaign_move(
                actor=request.actor, campaign=campaign, arrow=found, seen=form.seen_version,
                reason=form.cleaned_data.get("reason", ""), key=form.act_key,
            )  # fmt: skip
        except NotYetError as error:
            form.add_error(None, error.what)
        else:
            messages.success(request, _("已转为“%(stage)s”") % {"stage": found.after.label})
            return redirect("campaign", campaign.pk)
    context = {"campaign": campaign, "form": form, "move": shown}
    return render(request, "campaigns/move.html", context, status=422 if form.errors else 200)
