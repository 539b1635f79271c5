"""When sections are updated: publication dates that keep, touch or miss the duty of their class."""

from datetime import date, timedelta
from random import Random  # noqa: TID251 - type of the seeded generator that is handed in

from hengping.demo.content import Section
from hengping.demo.plan import Slot
from hengping.model.sections import DEFAULT_DUTIES, SectionClass

_FRESH: dict[SectionClass, tuple[int, int, int, int]] = {
    # newest at least and at most so many days old; least and most days between two entries
    SectionClass.DYNAMIC: (0, 5, 1, 3),
    SectionClass.NOTICE: (1, 20, 3, 18),
    SectionClass.POLICY: (2, 9, 10, 35),
    SectionClass.INTERPRETATION: (5, 60, 15, 40),
    SectionClass.TOPIC: (3, 80, 6, 30),
    SectionClass.DISCLOSURE: (290, 310, 360, 370),
}
_SELDOM = (15, 200, 25, 110)
_HOME_STALE_DAYS = 15
_COUNTS: dict[SectionClass, tuple[int, int]] = {
    SectionClass.DYNAMIC: (5, 6),
    SectionClass.NOTICE: (6, 8),
    SectionClass.POLICY: (4, 5),
    SectionClass.INTERPRETATION: (3, 4),
    SectionClass.TOPIC: (3, 4),
}
_MAIN_COUNTS = {"yw": (10, 12), "gzdt": (7, 9)}


def publication_dates(rng: Random, slot: Slot, section: Section, as_of: date, *, order: int) -> list[date]:
    """Dates of a section's entries, newest first.

    Args:
        rng: the site's generator.
        slot: says whether this section is late, or exactly on the limit.
        section: its class decides rhythm and duty.
        as_of: monitoring time point.
        order: place of the section among the late ones; the first misses its limit by a single day.
    """
    slug, section_class = section.slug, section.section_class
    low, high, gap_low, gap_high = _FRESH.get(section_class, _SELDOM)
    duty = DEFAULT_DUTIES.get(section_class)
    exact = False
    newest = as_of - timedelta(days=rng.randint(low, high))
    if duty and slug in slot.stale:
        newest = duty.limit(as_of) - timedelta(days=1 if order == 0 else rng.randint(2, 160))
        exact = True
    elif duty and slug in slot.on_limit:
        newest = duty.limit(as_of)
        exact = True
    elif slot.home_stale:
        newest = min(newest, as_of - timedelta(days=_HOME_STALE_DAYS + rng.randint(0, 12)))
    low_count, high_count = _MAIN_COUNTS.get(slug) or _COUNTS.get(section_class, (2, 3))
    days = [newest if exact else _working_day(newest)]
    for _ in range(rng.randint(low_count, high_count) - 1):
        days.append(_working_day(days[-1] - timedelta(days=rng.randint(gap_low, gap_high))))
    return days


def _working_day(day: date) -> date:
    """The day itself, or the Friday before."""
    return day - timedelta(days=max(0, day.weekday() - 4))
