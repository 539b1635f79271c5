"""Pages of the assessors' desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.model.errors import HengpingError
from hengping.web.apps.accounts.models import User
from hengping.web.apps.desk import selectors, services
from hengping.web.apps.desk.context import site_context, task_context
from hengping.web.apps.desk.forms import RecuseForm, TaskForm
from hengping.web.apps.desk.marking import row_of
from hengping.web.apps.desk.models import AssessmentTask
from hengping.web.apps.runs.selectors import current_run
from hengping.web.policy.decide import decide
from hengping.web.policy.pages import page
from hengping.web.ui.forms import ActForm

if TYPE_CHECKING:
    from uuid import UUID

    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.policy.middleware import PolicyRequest

_PER_PAGE = 50


@page("assessment.work")
def desk(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """One's own tasks, by due date."""
    show = request.GET.get("show", "")
    tasks = Paginator(selectors.my_tasks(request.actor, campaign, show), _PER_PAGE).get_page(request.GET.get("page"))
    codes = {task.subject.site_code for task in tasks}
    names = dict(campaign.entries.filter(site_code__in=codes).values_list("site_code", "name"))
    context = {
        "campaign": campaign,
        "show": show if show in {"done", "draft", "all"} else "",
        "tasks": tasks,
        "rows": [(task, names.get(task.subject.site_code, task.subject.site_code)) for task in tasks],
        "progress": selectors.my_progress(request.actor, campaign),
    }
    return render(request, "desk/mine.html", context)


@page("assessment.work", post="assessment.work")
def hand_in(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Hand in all drafts, once they are whole."""
    drafts = list(selectors.my_tasks(request.actor, campaign, "draft"))
    lacking = [task for task in drafts if not task.marks or not task.reason]
    form = ActForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = services.drafts_hand_in(actor=request.actor, campaign=campaign, key=form.act_key)
        _write(campaign)
        messages.success(request, _("已提交%(number)s项") % {"number": number})
        return redirect("desk", campaign.pk)
    waiting = selectors.my_tasks(request.actor, campaign).filter(state=AssessmentTask.State.OPEN).count()
    context = {"campaign": campaign, "drafts": drafts, "lacking": lacking, "waiting": waiting, "form": form}
    return render(request, "desk/hand_in.html", context)


@page("assessment.work", post="assessment.work")
def task(request: PolicyRequest, campaign: Campaign, task_id: UUID) -> HttpResponse:
    """Evidence beside the rubric, and the form."""
    found = selectors.task_of(request.actor, campaign, task_id)
    entry = get_object_or_404(campaign.entries.select_related("organisation"), site_code=found.subject.site_code)
    decision = decide(request.actor, row_of(found), campaign, entry)
    if not decision.allowed:
        raise PermissionDenied(decision.reason)
    form = TaskForm(request.POST or None, task=found)
    if request.method == "POST" and form.is_valid():
        handed = request.POST.get("do") != "draft"
        try:
            services.task_save(
                actor=request.actor, campaign=campaign, entry=entry, task=found, seen=form.seen_version,
                marks=form.given, reason=form.cleaned_data["reason"], hand_in=handed, key=form.act_key,
            )  # fmt: skip
        except HengpingError as error:
            form.add_error(None, str(error))
            found.refresh_from_db()
        else:
            _write(campaign)
            messages.success(request, _("已提交") if handed else _("已暂存"))
            following = selectors.neighbours(request.actor, campaign, found)[1] if handed else found.pk
            return redirect("desk_task", campaign.pk, following) if following else redirect("desk", campaign.pk)
    if found.opened_at is None:
        AssessmentTask.objects.filter(pk=found.pk, opened_at=None).update(opened_at=timezone.now())
    context: dict[str, Any] = {"campaign": campaign, "entry": entry, "task": found, "form": form}
    context |= task_context(request, campaign, found) | site_context(request, campaign, entry, found.subject)
    return render(request, "desk/task.html", context)


@page("assessment.work", post="assessment.work")
def recuse(request: PolicyRequest, campaign: Campaign, task_id: UUID) -> HttpResponse:
    """Stand back from the site of a task."""
    found = selectors.task_of(request.actor, campaign, task_id)
    form = RecuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.site_recuse(
            actor=request.actor, campaign=campaign, site_code=found.subject.site_code,
            reason=form.cleaned_data["reason"], key=form.act_key,
        )  # fmt: skip
        messages.success(request, _("已登记回避，该网站的任务已退回"))
        return redirect("desk", campaign.pk)
    context = {"campaign": campaign, "task": found, "form": form}
    return render(request, "desk/recuse.html", context)


def _write(campaign: Campaign) -> None:
    run = current_run(campaign)
    if run is not None:
        services.try_write(run)


def person_of(campaign: Campaign, user_id: UUID) -> User:
    """Somebody who has tasks in an evaluation; else there is no such page."""
    return get_object_or_404(User, pk__in=selectors.tasks_in(campaign).values("assessor"), id=user_id)
