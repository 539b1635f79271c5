"""What must be settled before an evaluation leaves the stage of objections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from hengping.web.apps.appeals.following import not_followed, not_taken_over
from hengping.web.apps.appeals.models import Appeal, LikeCase
from hengping.web.apps.appeals.orders import ReviewOrder
from hengping.web.apps.appeals.terms import may_go_on, today
from hengping.web.apps.appeals.words import OPEN, TO_SECOND
from hengping.web.apps.campaigns.dates import stage_period
from hengping.web.apps.campaigns.preconditions import Condition, precondition
from hengping.web.policy.words import Stage

if TYPE_CHECKING:
    from hengping.web.apps.campaigns.models import Campaign

_LEAVE = (Stage.OBJECTION, Stage.REASSESSING)
_FINISH = (Stage.REASSESSING, Stage.FINAL)


@precondition(*_LEAVE)
def period_over(campaign: Campaign) -> Condition:
    """Nobody is cut short: the days for objections are over."""
    last = stage_period(campaign, Stage.OBJECTION)[1]
    return Condition(
        name=_("整改与申诉期已满"),
        met=last is not None and today() > last,
        told=_("截止日期%(day)s") % {"day": last.isoformat()} if last else _("没有设定截止日期"),
        remedy=_("等待期满；确需提前的，先修改时间安排"),
        url=reverse("campaign", args=(campaign.pk,)),
        blocking=last is not None,
    )


@precondition(*_LEAVE)
def appeals_ruled(campaign: Campaign) -> Condition:
    """Every appeal has its ruling, and the ruling is carried out."""
    return _all_ruled(campaign)


@precondition(*_LEAVE)
def second_instance_open(campaign: Campaign) -> Condition | None:
    """Bodies that may still take their appeal further would lose that."""
    rows = Appeal.objects.filter(campaign=campaign, first=None, state__in=TO_SECOND)
    waiting = sum(may_go_on(each) for each in rows.select_related("campaign", "second"))
    return Condition(
        name=_("申请复议的期限已过"),
        met=not waiting,
        told=_("%(count)s件申诉还可以申请复议") % {"count": waiting} if waiting else "",
        remedy=_("等待期限届满"),
        url=reverse("appeals", args=(campaign.pk,)),
    )


@precondition(*_LEAVE)
def like_cases_decided(campaign: Campaign) -> Condition | None:
    """What an upheld appeal may mean for others has been looked at."""
    waiting = LikeCase.objects.filter(ruling__appeal__campaign=campaign, state=LikeCase.Step.WAITING).count()
    return Condition(
        name=_("同类问题已逐条核实"),
        met=not waiting,
        told=_("%(count)s条待核实") % {"count": waiting} if waiting else "",
        remedy=_("在申诉页面逐条核实"),
        url=reverse("like_cases", args=(campaign.pk,)),
        blocking=False,
    )


@precondition(*_LEAVE)
@precondition(*_FINISH)
@precondition(Stage.FINAL, Stage.PUBLISHED)
def rulings_count(campaign: Campaign) -> Condition:
    """Whatever was ruled, in whichever run, is in the results that count."""
    waiting = not_followed(campaign).count()
    return Condition(
        name=_("各次运行中的裁定都已计入现在的结果"),
        met=not waiting,
        told=_("%(count)s项正在计入") % {"count": waiting} if waiting else "",
        remedy=_("稍后会自动计入；没有完成的，在申诉页面重试"),
        url=reverse("appeals", args=(campaign.pk,)),
    )


@precondition(*_FINISH)
@precondition(Stage.FINAL, Stage.PUBLISHED)
def rulings_taken_over(campaign: Campaign) -> Condition | None:
    """No ruling was left behind because its check is another by now."""
    lost = not_taken_over(campaign).select_related("entry")
    names = sorted({order.entry.name for order in lost})
    return Condition(
        name=_("裁定全部沿用"),
        met=not names,
        told=_("检查项已换版本，没有沿用：%(names)s") % {"names": "、".join(names[:20])} if names else "",
        remedy=_("逐项重新核实；确认不再适用的，写明理由后继续"),
        url=reverse("appeals", args=(campaign.pk,)),
        waivable=True,
    )


@precondition(*_FINISH)
def all_settled(campaign: Campaign) -> Condition:
    """Nothing is final while an appeal is open or a decision is not in the scores."""
    return _all_ruled(campaign)


def _all_ruled(campaign: Campaign) -> Condition:
    open_ones = Appeal.objects.filter(campaign=campaign, state__in=OPEN).count()
    orders = ReviewOrder.objects.filter(run__campaign=campaign).exclude(state=ReviewOrder.Step.DONE).count()
    told = []
    if open_ones:
        told.append(_("%(count)s件申诉未裁定") % {"count": open_ones})
    if orders:
        told.append(_("%(count)s项决定尚未计入得分") % {"count": orders})
    return Condition(
        name=_("申诉全部裁定并已重新计分"),
        met=not told,
        told="；".join(told),
        remedy=_("逐件裁定申诉"),
        url=reverse("appeals", args=(campaign.pk,)),
    )
