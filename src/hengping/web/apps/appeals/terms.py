"""The times that hold in an evaluation."""

from datetime import date

from django.utils import timezone

from hengping.model.errors import InputError
from hengping.web.apps.appeals.clock import Deadline, deadline, is_over
from hengping.web.apps.appeals.models import Appeal, AppealTerms
from hengping.web.apps.appeals.words import TO_SECOND, State
from hengping.web.apps.campaigns.dates import stage_period
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.policy.words import Stage


def terms_of(campaign: Campaign) -> AppealTerms:
    """The times of an evaluation; the defaults, unsaved, where nobody has set any."""
    return AppealTerms.objects.filter(campaign=campaign).first() or AppealTerms(campaign=campaign)


def today() -> date:
    """The day in China."""
    return timezone.localdate()


def refuse_late(campaign: Campaign) -> None:
    """See that appeals may still be raised: until the planned end of the stage.

    Raises:
        InputError: the period is over.
    """
    last = stage_period(campaign, Stage.OBJECTION)[1]
    if last is not None and is_over(today(), last):
        raise InputError(f"申诉已于{last:%Y年%m月%d日}截止", remedy="有特殊情况的，与组织单位联系")


def second_until(appeal: Appeal) -> Deadline | None:
    """Last day for taking an appeal to the second instance; None: it cannot be taken there."""
    if appeal.instance != 1 or State(appeal.state) not in TO_SECOND or appeal.ended_at is None:
        return None
    return deadline(timezone.localdate(appeal.ended_at), terms_of(appeal.campaign).second_days)


def may_go_on(appeal: Appeal) -> bool:
    """Whether the second instance is still open to an appeal: not raised yet, and in time."""
    last = second_until(appeal)
    return last is not None and not is_over(today(), last.on) and not hasattr(appeal, "second")
