"""Periods of supervision: weeks, months, quarters, years, and until when each must be dealt with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengping.web.apps.appeals.clock import Deadline, deadline

_MONTHS, _QUARTERS = 12, 4
_QUARTER = _MONTHS // _QUARTERS


class Kind(TextChoices):
    """What is done again and again."""

    WEEKLY = "weekly", gettext_lazy("每周检查")
    MONTHLY = "monthly", gettext_lazy("每月监测")
    QUARTERLY = "quarterly", gettext_lazy("季度普查")
    ANNUAL = "annual", gettext_lazy("年度报告")


@dataclass(frozen=True)
class Period:
    """A stretch of time in which one round is due.

    Attributes:
        kind: of what.
        start, end: first and last day.
    """

    kind: Kind
    start: date
    end: date

    @property
    def label(self) -> str:
        """“2026年第47周（11月16日—11月22日）”, “2026年11月”, “2026年第4季度”, “2026年”."""
        words = {
            "year": self.start.year, "month": self.start.month, "quarter": (self.start.month - 1) // _QUARTER + 1,
            "day": self.start.day, "end_month": self.end.month, "end_day": self.end.day,
        }  # fmt: skip
        if self.kind is Kind.WEEKLY:
            iso = self.start.isocalendar()
            words |= {"year": iso.year, "week": iso.week}
            return _("%(year)s年第%(week)s周（%(month)s月%(day)s日—%(end_month)s月%(end_day)s日）") % words
        if self.kind is Kind.MONTHLY:
            return _("%(year)s年%(month)s月") % words
        if self.kind is Kind.QUARTERLY:
            return _("%(year)s年第%(quarter)s季度") % words
        return _("%(year)s年") % words

    def due(self, days: int) -> Deadline:
        """The last day in time: so many working days after the period."""
        return deadline(self.end, days)


def period_of(kind: Kind, day: date) -> Period:
    """The period that a day lies in."""
    if kind is Kind.WEEKLY:
        start = day - timedelta(days=day.weekday())
        return Period(kind, start, start + timedelta(days=6))
    months = {Kind.MONTHLY: 1, Kind.QUARTERLY: _QUARTER, Kind.ANNUAL: _MONTHS}[kind]
    first = (day.month - 1) // months * months + 1
    beyond = first + months
    after = date(day.year + 1, 1, 1) if beyond > _MONTHS else date(day.year, beyond, 1)
    return Period(kind, date(day.year, first, 1), after - timedelta(days=1))


def periods(kind: Kind, since: date, until: date) -> Iterator[Period]:
    """The periods from the one of ``since`` to the one of ``until``, the newest first; none when it is later."""
    period = period_of(kind, until)
    while period.end >= since:
        yield period
        period = period_of(kind, period.start - timedelta(days=1))
