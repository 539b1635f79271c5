"""What the assessors' desk demands before an evaluation moves on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from hengping.web.apps.campaigns.preconditions import Condition, precondition
from hengping.web.apps.campaigns.results import scores_current
from hengping.web.apps.desk.models import Kind, Subject
from hengping.web.apps.runs.selectors import current_run
from hengping.web.policy.words import Stage

if TYPE_CHECKING:
    from hengping.web.apps.campaigns.models import Campaign


def assessments_settled(campaign: Campaign) -> Condition | None:
    """Whether everything that people are to assess is settled; None: nothing was given to people."""
    run = current_run(campaign)
    every = Subject.objects.filter(run=run).exclude(kind=Kind.CALIBRATION).exclude(state=Subject.State.WITHDRAWN)
    number = every.count() if run is not None else 0
    if not number:
        return None
    left = every.exclude(state=Subject.State.SETTLED).count()
    told = _("共%(all)s项，未确定%(left)s项") % {"all": number, "left": left}
    return Condition(
        name=_("人工评分、复核和仲裁已全部完成"),
        met=not left,
        told=told,
        remedy=_("催办或改派未完成的任务"),
        url=reverse("desk_overview", args=[campaign.pk]),
    )


def marks_written(campaign: Campaign) -> Condition | None:
    """Whether what is settled has entered the scores; None: nothing is settled."""
    run = current_run(campaign)
    settled = Subject.objects.filter(run=run, state=Subject.State.SETTLED).exclude(kind=Kind.CALIBRATION)
    if run is None or not settled.exists():
        return None
    left = settled.filter(written_at=None).count()
    scored = not left and scores_current(run)
    return Condition(
        name=_("已确定的人工评分已计入得分"),
        met=scored,
        told=_("尚未写入%(left)s项") % {"left": left} if left else "" if scored else _("已写入，尚未重新计算"),
        remedy=_("在“评分进度”中点“重新计算”"),
        url=reverse("desk_overview", args=[campaign.pk]),
    )


for _before, _after in ((Stage.PRELIMINARY, Stage.OBJECTION), (Stage.REASSESSING, Stage.FINAL)):
    precondition(_before, _after)(assessments_settled)
    precondition(_before, _after)(marks_written)
