"""Pages of the organiser: what is to be assessed, by whom, how far it is, and how good it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from hengping.indicators.rules import inner_rule
from hengping.model.errors import HengpingError
from hengping.web.apps.desk import selectors, services
from hengping.web.apps.desk.applying import subject_of
from hengping.web.apps.desk.engine import engine_of
from hengping.web.apps.desk.forms import AnswerForm, AssignForm, EffortForm, MakeForm, WithdrawForm
from hengping.web.apps.desk.making import run_of
from hengping.web.apps.desk.models import AssignmentRound, Kind, Subject
from hengping.web.apps.desk.people import people_of
from hengping.web.apps.desk.quality import quality_of
from hengping.web.apps.desk.views import person_of
from hengping.web.apps.runs.selectors import current_run
from hengping.web.apps.work.models import Work
from hengping.web.apps.work.selectors import to_show
from hengping.web.policy.pages import page
from hengping.web.policy.words import Role
from hengping.web.ui.forms import ActForm

if TYPE_CHECKING:
    from uuid import UUID

    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.policy.middleware import PolicyRequest

_HOURS_A_DAY = 6.0


@page("assessment.overview")
def overview(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """How far the work is, and when it will be done."""
    ask = EffortForm(request.GET or None)
    told = ask.cleaned_data if ask.is_bound and ask.is_valid() else {}
    people = people_of(campaign, Role.ASSESSOR)
    run = current_run(campaign)
    context = {
        "campaign": campaign,
        "run": run,
        "works": to_show(campaign, subject_of(run)) if run is not None else [],
        "counts": selectors.subject_counts(campaign),
        "unassigned": selectors.unassigned_count(campaign),
        "people": selectors.people_rows(campaign),
        "assessors": len(people),
        "ask": ask,
        "hours_a_day": told.get("hours") or _HOURS_A_DAY,
        "effort": selectors.effort(
            campaign,
            minutes=float(told["minutes"]) if told.get("minutes") is not None else None,
            hours_a_day=float(told.get("hours") or _HOURS_A_DAY),
            people=len(people),
        ),
        "rounds": AssignmentRound.objects.filter(campaign=campaign).select_related("made_by")[:10],
        "form": ActForm(),
    }
    return render(request, "desk/overview.html", context)


@page("assessment.assign", post="assessment.assign")
def make(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Make subjects from the run."""
    form = MakeForm(request.POST or None, initial={"seed": campaign.code})
    if request.method == "POST" and form.is_valid():
        number = services.subjects_make(actor=request.actor, campaign=campaign, wish=form.wish, key=form.act_key)
        messages.success(request, _("已生成评分对象%(number)s个，请接着分派") % {"number": number})
        return redirect("desk_assign", campaign.pk)
    return _form(
        request, campaign, form, _("生成评分对象"), _("从当前评估结果中列出需要人评定的内容；已有的不重复生成。")
    )


@page("assessment.assign", post="assessment.assign")
def assign(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Hand out what nobody has."""
    form = AssignForm(request.POST or None, initial={"seed": campaign.code})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done = services.tasks_assign(
            actor=request.actor, campaign=campaign, seed=data["seed"], bundle=data["bundle"],
            capacity=data["capacity"], due_on=data["due_on"], key=form.act_key,
        )  # fmt: skip
        messages.success(request, _("已分派%(number)s项") % {"number": done.made})
        if done.left:
            messages.warning(request, _("%(left)s项无人可派：人数不足、已达上限或需要回避") % {"left": done.left})
        return redirect("desk_overview", campaign.pk)
    lead = _(
        "把尚未分派的任务平均分给评估人员；本单位的网站和已申请回避的网站不会分给本人，同一对象的几次评分分给不同的人。"
    )
    return _form(request, campaign, form, _("分派任务"), lead)


@page("assessment.apply", post="assessment.apply")
def apply(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Write what is settled and score again."""
    form = ActForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            work = services.reviews_apply(actor=request.actor, campaign=campaign, key=form.act_key)
        except HengpingError as error:
            messages.error(request, str(error))
        else:
            if work.state == Work.State.DONE:
                messages.success(request, _("已重新计算得分和排名"))
            elif work.is_active:
                messages.info(request, _("已受理，正在后台重新计算"))
        return redirect("desk_overview", campaign.pk)
    lead = _("把已确定的人工评分写入评审记录，重新计算得分、排名和榜单。通报等文件需要另行重新生成。")
    return _form(request, campaign, form, _("重新计算"), lead)


@page("assessment.assign", post="assessment.assign")
def withdraw(request: PolicyRequest, campaign: Campaign, user_id: UUID) -> HttpResponse:
    """Take back somebody's open tasks."""
    person = person_of(campaign, user_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = services.tasks_withdraw(
            actor=request.actor, campaign=campaign, person=person, reason=form.cleaned_data["reason"], key=form.act_key
        )
        messages.success(request, _("已收回%(number)s项，请重新分派") % {"number": number})
        return redirect("desk_assign", campaign.pk)
    lead = _("收回%(person)s尚未提交的任务（草稿一并收回），以便改派他人。") % {"person": person}
    return _form(request, campaign, form, _("收回任务"), lead)


@page("assessment.overview")
def quality(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Agreement, calibration, precision."""
    context = {
        "campaign": campaign,
        "quality": quality_of(campaign),
        "answers": _answers(campaign),
    }
    return render(request, "desk/quality.html", context)


@page("assessment.assign", post="assessment.assign")
def calibrate(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Add a known answer."""
    engine = engine_of(run_of(campaign))
    sites = list(campaign.entries.values_list("site_code", "name"))
    items = [
        (node.id, f"{system.title.zh}：{node.title.zh}")
        for system in engine.systems.values()
        for node in system.items()
        if node.rule is not None and inner_rule(node.rule).kind == "manual"
    ]
    form = AnswerForm(request.POST or None, sites=sites, items=items)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        entry = get_object_or_404(campaign.entries, site_code=data["site_code"])
        try:
            services.answer_set(
                actor=request.actor, campaign=campaign, entry=entry, item_id=data["item_id"], marks=data["marks"],
                reason=data["reason"], key=form.act_key,
            )  # fmt: skip
        except HengpingError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已列入校准集，分派任务时每位评估人员都会分到"))
            return redirect("desk_quality", campaign.pk)
    lead = _("校准题混在普通任务中，评估人员看不出区别；答案只给组织单位看，得分不计入评估结果。")
    return _form(request, campaign, form, _("增加校准题"), lead)


def _answers(campaign: Campaign) -> Any:
    return Subject.objects.filter(campaign=campaign, run=current_run(campaign), kind=Kind.CALIBRATION)


def _form(request: PolicyRequest, campaign: Campaign, form: ActForm, title: str, lead: str) -> HttpResponse:
    return render(request, "desk/form.html", {"campaign": campaign, "form": form, "title": title, "lead": lead})
