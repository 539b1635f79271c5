"""Days that people have: counted in working days of the official holiday notices."""

from datetime import date, timedelta
from typing import NamedTuple

from hengping.model.workdays import is_working_day

_SATURDAY = 5


class Deadline(NamedTuple):
    """A last day.

    Attributes:
        on: the day.
        certain: every day on the way lies in a year whose holiday notice is known; else weekends alone were left out,
            which must be said beside the day.
    """

    on: date
    certain: bool


def works(day: date) -> tuple[bool, bool]:
    """Whether offices work on a day, and whether that is known rather than taken from the weekday."""
    known = is_working_day(day)
    return (day.weekday() < _SATURDAY, False) if known is None else (known, True)


def deadline(start: date, days: int) -> Deadline:
    """The last of so many working days after ``start``; the day itself does not count."""
    day, certain = start, True
    left = days
    while left > 0:
        day += timedelta(days=1)
        working, known = works(day)
        certain &= known
        left -= working
    return Deadline(day, certain)


def is_over(today: date, last: date) -> bool:
    """Whether a last day has passed."""
    return today > last
