"""Preconditions that concern the evaluation itself: roster, rules, dates, runs, results."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.checks.catalogue import catalogue
from hengping.indicators.lint import is_wrong, lint
from hengping.model.errors import HengpingError
from hengping.pipeline.campaign_file import notices
from hengping.web.apps.campaigns import dates, files, results
from hengping.web.apps.campaigns.preconditions import Condition, precondition
from hengping.web.apps.runs.selectors import current_run
from hengping.web.policy.words import Stage

if TYPE_CHECKING:
    from hengping.web.apps.campaigns.models import Campaign

_SHOWN = 3
_BEGIN = (Stage.DRAFT, Stage.COLLECTING)
_PERCENT = 100


def link(name: str, campaign: Campaign) -> str:
    """Address of a page about an evaluation; empty: there is no such page."""
    try:
        return reverse(name, args=(campaign.pk,))
    except NoReverseMatch:
        return ""


@precondition(*_BEGIN)
def settings_readable(campaign: Campaign) -> Condition:
    """The engine reads the settings."""
    fault = ""
    told: list[str] = []
    try:
        told = notices(files.load_settings(campaign).campaign, timezone.localdate())
    except (HengpingError, OSError) as error:
        fault = str(getattr(error, "what", error))
    return Condition(
        name=_("评估设置可用"),
        met=not fault,
        told=fault
        or (_("有%(count)s点说明：%(notices)s") % {"count": len(told), "notices": "；".join(told)} if told else ""),
        remedy=_("修改评估设置"),
        url=link("campaign_edit", campaign),
    )


@precondition(*_BEGIN)
def roster_ready(campaign: Campaign) -> Condition:
    """There are sites, and none is lost to a fault of its row."""
    try:
        sites, errors = files.roster_faults(campaign)
    except HengpingError as error:
        sites, errors = 0, (error.what,)
    told = _("%(count)s个网站") % {"count": sites}
    if errors:
        told += _("；%(count)s行有误：%(rows)s") % {"count": len(errors), "rows": "；".join(errors[:_SHOWN])}
    return Condition(
        name=_("评估名单不为空且没有错误"), met=bool(sites) and not errors, told=told,
        remedy=_("导入或改正评估名单"), url=link("roster", campaign),
    )  # fmt: skip


@precondition(*_BEGIN)
def bodies_known(campaign: Campaign) -> Condition:
    """Sites whose body has nobody on the platform get no preliminary report here."""
    alone = campaign.entries.filter(organisation=None).count()
    return Condition(
        name=_("各网站都已对应被评单位"), met=not alone, blocking=False,
        told=_("%(count)s个网站没有对应平台上的机构，其主办单位看不到初评结果") % {"count": alone} if alone else "",
        remedy=_("在评估名单中对应主办单位"), url=link("roster", campaign),
    )  # fmt: skip


@precondition(*_BEGIN)
def systems_clean(campaign: Campaign) -> Condition:
    """Every indicator system passes the lint."""
    faults = []
    for system_id in campaign.systems:
        try:
            found = lint(files.own_system(campaign, system_id) or system_id, catalogue().keys())
        except HengpingError as error:
            faults.append(f"{system_id}：{error.what}")
            continue
        if is_wrong(found):
            first = next(each for each in found if each.severity == "fault")
            faults.append(
                _("%(system)s第%(line)s行：%(fault)s") % {"system": system_id, "line": first.line, "fault": first.zh}
            )
    told = "；".join(faults[:_SHOWN]) if faults else _("%(count)s套") % {"count": len(campaign.systems)}
    return Condition(
        name=_("指标体系没有错误"), met=bool(campaign.systems) and not faults, told=told,
        remedy=_("修改指标体系"), url=link("systems", campaign),
    )  # fmt: skip


@precondition(*_BEGIN)
def dates_set(campaign: Campaign) -> Condition:
    """Every stage has its planned dates."""
    left = dates.unset(campaign)
    return Condition(
        name=_("各阶段时间已安排"), met=not left,
        told=_("未安排：%(stages)s") % {"stages": "、".join(str(stage.label) for stage in left)} if left else "",
        remedy=_("安排时间"), url=link("campaign_calendar", campaign),
    )  # fmt: skip


@precondition(Stage.COLLECTING, Stage.PRELIMINARY)
@precondition(Stage.REASSESSING, Stage.FINAL)
@precondition(Stage.FINAL, Stage.PUBLISHED)
def run_finished(campaign: Campaign) -> Condition:
    """There is a finished run, and it is no trial."""
    run = current_run(campaign)
    done = run is not None and run.state in {run.State.DONE, run.State.PARTLY} and run.kind != run.Kind.TRIAL
    told = _("还没有作为评估结果的运行") if run is None else f"{run.get_kind_display()}：{run.get_state_display()}"
    return Condition(
        name=_("运行已完成"),
        met=done,
        told=told,
        remedy=_("开始运行，或把已完成的运行设为评估结果"),
        url=link("runs", campaign),
    )


@precondition(Stage.COLLECTING, Stage.PRELIMINARY)
@precondition(Stage.REASSESSING, Stage.FINAL)
@precondition(Stage.FINAL, Stage.PUBLISHED)
def run_from_frozen(campaign: Campaign) -> Condition | None:
    """The run was made with the frozen rules and at the frozen time point."""
    run, frozen = current_run(campaign), campaign.frozen.filter(ended_at=None).first()
    info = results.run_info(run) if run is not None else None
    if info is None or frozen is None:
        return None
    other = []
    if info.as_of != frozen.as_of:
        other.append(_("监测时间点"))
    if run is not None and results.site_codes(run) != files.site_codes(campaign):
        other.append(_("评估名单"))
    if sorted(info.systems.values()) != sorted(frozen.systems.values()):
        other.append(_("指标体系"))
    return Condition(
        name=_("运行所用的规则与冻结的一致"), met=not other,
        told=_("不一致：%(what)s") % {"what": "、".join(other)} if other else "",
        remedy=_("按冻结的规则重新运行或评分"), url=link("runs", campaign),
    )  # fmt: skip


@precondition(Stage.REASSESSING, Stage.FINAL)
@precondition(Stage.FINAL, Stage.PUBLISHED)
def nothing_under_way(campaign: Campaign) -> Condition:
    """No run is under way whose results would come too late."""
    going = [run.get_kind_display() for run in campaign.runs.filter(state__in=("waiting", "running", "pausing"))]
    return Condition(
        name=_("没有正在进行的运行"), met=not going, told="、".join(going),
        remedy=_("等它结束，或先暂停"), url=link("runs", campaign),
    )  # fmt: skip


@precondition(Stage.COLLECTING, Stage.PRELIMINARY)
@precondition(Stage.REASSESSING, Stage.FINAL)
def covered(campaign: Campaign) -> Condition | None:
    """Enough sites were assessed."""
    run = current_run(campaign)
    info = results.run_info(run) if run is not None else None
    if run is None or info is None:
        return None
    least = Decimal(str(info.settings.min_coverage))
    made = results.outcome(run)
    return Condition(
        name=_("评估覆盖率达到要求"), met=not made.fault and made.rate >= least,
        told=made.fault
        or _("%(sites)s个网站中完成评估%(assessed)s个，要求不低于%(least)s%%")
        % {"sites": made.sites, "assessed": made.assessed, "least": f"{least * _PERCENT:.0f}"},
        remedy=_("处理无法访问等运行问题后补采"), url=link("problems", campaign) or link("runs", campaign),
    )  # fmt: skip


@precondition(Stage.PRELIMINARY, Stage.OBJECTION)
@precondition(Stage.REASSESSING, Stage.FINAL)
@precondition(Stage.FINAL, Stage.PUBLISHED)
def documents_made(campaign: Campaign) -> Condition:
    """The documents are those of the results."""
    run = current_run(campaign)
    return Condition(
        name=_("通报和报告由现在的结果生成"), met=run is not None and results.documents_current(run),
        remedy=_("生成文件"), url=link("documents", campaign),
    )  # fmt: skip


@precondition(Stage.PRELIMINARY, Stage.OBJECTION)
def period_ahead(campaign: Campaign) -> Condition:
    """The period for replies and appeals is set and not over."""
    begins_on, ends_on = dates.stage_period(campaign, Stage.OBJECTION)
    good = begins_on is not None and ends_on is not None and ends_on > timezone.localdate()
    told = f"{begins_on:%Y-%m-%d} — {ends_on:%Y-%m-%d}" if begins_on and ends_on else _("未安排")
    return Condition(
        name=_("整改与申诉期已安排且未过"),
        met=good,
        told=told,
        remedy=_("安排时间"),
        url=link("campaign_calendar", campaign),
    )


@precondition(Stage.REASSESSING, Stage.FINAL)
@precondition(Stage.FINAL, Stage.PUBLISHED)
def results_final(campaign: Campaign) -> Condition:
    """Nothing provisional is in the results."""
    run = current_run(campaign)
    made = results.outcome(run) if run is not None else results.Outcome(fault=_("没有结果"))
    told = made.fault or "；".join(made.held_back)
    return Condition(
        name=_("结果没有待定之处"), met=not told, told=told, remedy=_("完成人工确认和评分后重新计分"),
        url=link("desk_overview", campaign), waivable=not made.fault,
    )  # fmt: skip


@precondition(Stage.PUBLISHED, Stage.ARCHIVED)
def open_to_all(campaign: Campaign) -> Condition:
    """What was published is public."""
    return Condition(
        name=_("已对公众开放"), met=not campaign.under_embargo,
        told=f"{timezone.localtime(campaign.embargo_until):%Y-%m-%d %H:%M}" if campaign.embargo_until else "",
        remedy=_("等到发布时间"), url=link("publication", campaign),
    )  # fmt: skip


@precondition(Stage.COLLECTING, Stage.DRAFT)
def nothing_collected(campaign: Campaign) -> Condition:
    """Rules cannot change any more once evidence was collected under them."""
    made = campaign.runs.exclude(kind="trial").count()
    return Condition(
        name=_("尚未开始正式运行"), met=not made, told=_("已有%(count)s次运行") % {"count": made} if made else "",
        remedy=_("已按冻结的规则采集，不能退回；需要改动的另建一次评估"),
    )  # fmt: skip
