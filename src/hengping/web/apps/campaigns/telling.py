"""Who is told when an evaluation enters a stage, and which dates of the calendar are reminded of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.web.apps.campaigns.dates import stage_period
from hengping.web.apps.campaigns.models import Campaign, StageDates
from hengping.web.apps.notices.deadlines import Deadline
from hengping.web.apps.notices.selectors import people_of
from hengping.web.apps.notices.services import notify
from hengping.web.policy.words import PUBLIC_STAGES, Role, Stage

if TYPE_CHECKING:
    from hengping.web.apps.accounts.models import User
    from hengping.web.apps.campaigns.stages import Arrow

_LAST = time(23, 59, 59)
_LATE = timedelta(days=7)


def tell_of_move(campaign: Campaign, arrow: Arrow, actor: User | None) -> None:
    """Tell those whom a move concerns; within the act, so that nobody is told of what did not happen.

    Judged bodies are not told of a publication that is not public yet: they may not know of it.

    Args:
        campaign: the evaluation, in its new stage.
        arrow: the move.
        actor: who made it; not told.
    """
    subject = _("“%(title)s”已转入%(stage)s") % {"title": campaign.title, "stage": arrow.after.label}
    others = [each for each in people_of(campaign, Role.ORGANISER) if actor is None or each.pk != actor.pk]
    page = reverse("campaign", args=(campaign.pk,))
    notify(others, subject=subject, text=str(arrow.means), campaign=campaign, link=page)
    if arrow.after is Stage.COLLECTING and not arrow.back:
        team = [*people_of(campaign, Role.ASSESSOR), *people_of(campaign, Role.ARBITER)]
        notify(team, subject=subject, text=_("请留意分派给您的评分任务。"), campaign=campaign, link=page)
    text = _to_bodies(campaign, arrow)
    if text:
        once = _once(campaign) if arrow.after is Stage.PUBLISHED else ""
        notify(people_of(campaign, Role.OPERATOR), subject=subject, text=text, campaign=campaign, link=page, once=once)


def tell_of_visible(now: datetime) -> int:
    """Tell everybody concerned that the day of publication has come; may be called as often as one likes.

    Judged bodies told when an evaluation was published without waiting are not told again. When the platform did not
    run on the day it tells later, but not after :data:`_LATE`.

    Args:
        now: the time.

    Returns:
        How many notices were sent.
    """
    sent = 0
    come = Campaign.objects.filter(stage__in=PUBLIC_STAGES, embargo_until__lte=now, embargo_until__gt=now - _LATE)
    for campaign in come:
        people = [
            each
            for role in (Role.ORGANISER, Role.ASSESSOR, Role.ARBITER, Role.AUDITOR, Role.OPERATOR)
            for each in people_of(campaign, role)
        ]
        at = timezone.localtime(campaign.embargo_until)
        sent += len(
            notify(
                people,
                subject=_("“%(title)s”已经公开") % {"title": campaign.title},
                text=_("到公开时间（%(at)s），评估结果和文件已对公众和被评单位公开。")
                % {"at": at.strftime("%Y-%m-%d %H:%M")},
                campaign=campaign,
                link=reverse("campaign", args=(campaign.pk,)),
                once=_once(campaign),
            )
        )
    return sent


def _once(campaign: Campaign) -> str:
    # A day that was set anew after an earlier publication is a publication of its own.
    until = int(campaign.embargo_until.timestamp()) if campaign.embargo_until else ""
    return f"public:{campaign.pk}:{until}"


def _to_bodies(campaign: Campaign, arrow: Arrow) -> str:
    if arrow.back:
        return ""
    if arrow.after is Stage.PRELIMINARY:
        return _("本单位网站的初评得分和佐证现在可以查看。")
    if arrow.after is Stage.OBJECTION:
        _begins, ends_on = stage_period(campaign, Stage.OBJECTION)
        until = _("，截止日期为%(day)s") % {"day": f"{ends_on:%Y-%m-%d}"} if ends_on else ""
        return _("现在可以对检查结果逐项答复、申诉和报告整改%(until)s。") % {"until": until}
    if arrow.after is Stage.PUBLISHED and not campaign.under_embargo:
        return _("评估结果已经公布。")
    return ""


def calendar_deadlines(_now: datetime) -> Iterator[Deadline]:
    """Ends of the stages that evaluations are in, for their organisers."""
    for row in StageDates.objects.exclude(ends_on=None).select_related("campaign"):
        campaign = row.campaign
        if row.stage != campaign.stage or row.ends_on is None:
            continue
        due_at = timezone.make_aware(datetime.combine(row.ends_on, _LAST), timezone.get_current_timezone())
        yield Deadline(
            key=f"stage:{campaign.pk}:{row.stage}",
            title=_("“%(title)s”的%(stage)s阶段") % {"title": campaign.title, "stage": row.get_stage_display()},
            due_at=due_at,
            people=tuple(people_of(campaign, Role.ORGANISER)),
            campaign=campaign,
            link=reverse("campaign_calendar", args=(campaign.pk,)),
        )
