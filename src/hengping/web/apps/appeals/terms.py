"""The times that hold in an evaluation."""

from datetime import date, timedelta

from django.utils import timezone

from hengping.model.errors import InputError
from hengping.web.apps.appeals.clock import Deadline, deadline, is_over, works
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
    """Last day for taking an appeal to the second instance; None: it cannot be taken there.

    While no appeals are taken the days stand still: what was left of them begins anew when they are taken again.
    """
    if appeal.instance != 1 or State(appeal.state) not in TO_SECOND or appeal.ended_at is None:
        return None
    ended = timezone.localdate(appeal.ended_at)
    last = deadline(ended, terms_of(appeal.campaign).second_days)
    for left, taken_again in _suspensions(appeal.campaign):
        if is_over(left, last.on):
            break
        if taken_again <= ended:
            continue
        begins = max(left, ended + timedelta(days=1))
        days = sum(works(begins + timedelta(days=each))[0] for each in range((last.on - begins).days + 1))
        moved = deadline(taken_again, days)
        last = Deadline(max(last.on, moved.on), last.certain and moved.certain)
    return last


def _suspensions(campaign: Campaign) -> list[tuple[date, date]]:
    """When the stage of objections was left and entered again; not entered again yet: as if today."""
    found: list[tuple[date, date]] = []
    left: date | None = None
    for change in campaign.stage_changes.order_by("at"):
        if change.before == Stage.OBJECTION:
            left = timezone.localdate(change.at)
        elif change.after == Stage.OBJECTION and left is not None:
            found.append((left, timezone.localdate(change.at)))
            left = None
    return [*found, (left, today())] if left is not None else found


def may_go_on(appeal: Appeal) -> bool:
    """Whether the second instance is still open to an appeal: not raised yet, and in time."""
    last = second_until(appeal)
    return last is not None and not is_over(today(), last.on) and not hasattr(appeal, "second")
