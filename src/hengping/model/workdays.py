"""Working days (工作日) by the yearly notices of the General Office of the State Council on public holidays.

Each notice names the days off and the weekend days that are worked instead. Years that no notice is known of have no
answer: guessing weekdays could call a reply late that was in time.
"""

from collections.abc import Iterator
from datetime import date, timedelta

_DAYS_OFF: dict[int, str] = {
    2018: "0101 0215-0221 0405-0407 0429-0501 0616-0618 0922-0924 1001-1007 1230-1231",
    2019: "0101 0204-0210 0405-0407 0501-0504 0607-0609 0913-0915 1001-1007",
    2020: "0101 0124-0202 0404-0406 0501-0505 0625-0627 1001-1008",
    2021: "0101-0103 0211-0217 0403-0405 0501-0505 0612-0614 0919-0921 1001-1007",
    2022: "0101-0103 0131-0206 0403-0405 0430-0504 0603-0605 0910-0912 1001-1007 1231",
    2023: "0101-0102 0121-0127 0405 0429-0503 0622-0624 0929-1006 1230-1231",
    2024: "0101 0210-0217 0404-0406 0501-0505 0610 0915-0917 1001-1007",
    2025: "0101 0128-0204 0404-0406 0501-0505 0531-0602 1001-1008",
    2026: "0101-0103 0215-0223 0404-0406 0501-0505 0619-0621 0925-0927 1001-1007",
}
_WORKED: dict[int, str] = {
    2018: "0211 0224 0408 0428 0929 0930 1229",
    2019: "0202 0203 0428 0505 0929 1012",
    2020: "0119 0426 0509 0628 0927 1010",
    2021: "0207 0220 0425 0508 0918 0926 1009",
    2022: "0129 0130 0402 0424 0507 1008 1009",
    2023: "0128 0129 0423 0506 0625 1007 1008",
    2024: "0204 0218 0407 0428 0511 0914 0929 1012",
    2025: "0126 0208 0427 0928 1011",
    2026: "0104 0214 0228 0509 0920 1010",
}
FIRST_YEAR, LAST_YEAR = min(_DAYS_OFF), max(_DAYS_OFF)
_SATURDAY = 5
_LONGEST_DAYS = 1_500
"""Days between two dates beyond which nobody needs the exact number."""


def _days(year: int, text: str) -> Iterator[date]:
    for part in text.split():
        first, _, last = part.partition("-")
        day, end = _day(year, first), _day(year, last or first)
        while day <= end:
            yield day
            day += timedelta(days=1)


def _day(year: int, text: str) -> date:
    return date(year, int(text[:2]), int(text[2:]))


_OFF = frozenset(day for year, text in _DAYS_OFF.items() for day in _days(year, text))
_ON = frozenset(day for year, text in _WORKED.items() for day in _days(year, text))


def is_working_day(day: date) -> bool | None:
    """Whether offices work on that day; None when no notice of its year is known."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    return day in _ON or (day.weekday() < _SATURDAY and day not in _OFF)


def working_days_between(start: date, end: date) -> int | None:
    """Working days after ``start`` up to and with ``end``; 0 when ``end`` is not later.

    The day of the question itself does not count. None when a day lies in a year whose holidays are not known, or the
    dates are years apart.
    """
    span = (end - start).days
    if span <= 0:
        return 0
    if span > _LONGEST_DAYS:
        return None
    days = [is_working_day(start + timedelta(days=offset)) for offset in range(1, span + 1)]
    return None if None in days else sum(map(bool, days))
