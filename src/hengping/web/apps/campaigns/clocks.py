"""Clocks (时限): how many working days remain, by the holidays that the State Council has announced."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from hengping.model.workdays import is_working_day, working_days_between

_SOON = 3
_NEAR = 5
_FURTHEST_DAYS = 1_000


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A time limit as it stands on a day.

    Attributes:
        due_on: last day.
        days: working days left, negative when overdue; calendar days where ``by_calendar``.
        by_calendar: the holidays of a year in question are not announced yet: counted in calendar days, and said so.
        text: for people.
        tone: colour of the mark: ``danger``, ``warning``, ``secondary``.
    """

    due_on: date
    days: int
    by_calendar: bool
    text: str
    tone: str

    @property
    def overdue(self) -> bool:
        """Whether the last day is over."""
        return self.days < 0

    @property
    def near(self) -> bool:
        """Whether it should be pointed out although nothing is due: it ends within days, or has ended."""
        return self.days <= _NEAR


def clock(due_on: date, today: date) -> Clock:
    """The clock of a time limit.

    Args:
        due_on: last day that is still in time.
        today: the day it is read.
    """
    late = today > due_on
    span = abs((due_on - today).days)
    working = working_days_between(due_on, today) if late else working_days_between(today, due_on)
    unit = _("天") if working is None else _("个工作日")
    count = span if working is None else working
    if due_on == today:
        text = _("今天到期")
    elif late:
        # Late by days off only is late all the same.
        text = _("已逾期%(count)s%(unit)s") % {"count": count, "unit": unit} if count else _("已逾期（休息日）")
    else:
        text = (
            _("还剩%(count)s%(unit)s") % {"count": count, "unit": unit}
            if count
            else _("还剩%(days)s天（休息日）") % {"days": span}
        )
    if working is None and span:
        text += _("（放假安排尚未公布，按自然日计）")
    tone = "danger" if late else "warning" if count <= _SOON else "secondary"
    return Clock(
        due_on=due_on, days=-max(count, 1) if late else count, by_calendar=working is None, text=text, tone=tone
    )


def working_days_from(start: date, count: int) -> date | None:
    """The day ``count`` working days after ``start``; None when the holidays until then are not known."""
    day, left = start, count
    while left > 0:
        day += timedelta(days=1)
        works = is_working_day(day)
        if works is None or (day - start).days > _FURTHEST_DAYS:
            return None
        left -= works
    return day


def length(begins_on: date, ends_on: date) -> str:
    """How long a period is, both days counted: “15个工作日”."""
    working = working_days_between(begins_on - timedelta(days=1), ends_on)
    if working is None:
        return _("%(days)s天（含休息日）") % {"days": (ends_on - begins_on).days + 1}
    return _("%(days)s个工作日") % {"days": working}
