"""Dates as Chinese government pages print them: closed forms only, never a guess.

Forms: 2021-12-17, 2021/12/17, 2021.12.17, 2021年12月17日, 二〇二一年十二月十七日, each with or without a weekday and a
time; 20211217 and 21-12-17 where nothing else stands beside them;
month and day alone (12-17, 12/17, 12.17, 12月17日); a date in a URL's path. Number ranges and serial numbers
(1-10月, 3-20-49, 2019号) are none.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from hengping.model.urls import path_of

_FULL = (
    r"(?P<y>(?:19|20)\d\d)\s?(?:(?P<sep>[-/.－—–])\s?(?P<m>1[0-2]|0?[1-9])\s?(?P=sep)\s?(?P<d>3[01]|[12]\d|0?[1-9])"
    r"|年\s?(?P<m2>1[0-2]|0?[1-9])\s?月\s?(?P<d2>3[01]|[12]\d|0?[1-9])\s?日?)"
)
_NUMERAL = "[〇○Ｏ零一二三四五六七八九]"
_CHINESE = (
    rf"(?P<cy>二{_NUMERAL}{{3}})\s?年\s?(?P<cm>十[一二]?|[一二三四五六七八九])\s?月\s?"
    r"(?P<cd>三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])\s?日"
)
FULL_DATE = re.compile(rf"(?<![\d.\-/])(?:{_FULL}|{_CHINESE})(?![\d]|[-/.－—–]\d)")
"""A complete date anywhere in a text."""
_TIME = (
    r"(?:\s?[(（]?(?:星期|周)[一二三四五六日天][)）]?)?"
    r"(?:\s?(?:T|日)?\s?\d{1,2}[:：]\d{2}(?:[:：]\d{2}(?:\.\d+)?)?)?"
)
_LABEL = r"(?:[^\W\d]{0,8}(?:日期|时间|日间|于|发布|更新)\s?[:：]?|date\s?[:：]|time\s?[:：])?"
_OPEN, _CLOSE = r"[\[【(（〔<《|\s·•]*", r"[\]】)）〕>》|\s·•]*"
_WHOLE = re.compile(rf"^{_OPEN}{_LABEL}\s?(?:{_FULL}|{_CHINESE}){_TIME}{_CLOSE}$", re.IGNORECASE)
_PLAIN = re.compile(
    rf"^{_OPEN}{_LABEL}\s?(?P<y>(?:19|20)\d\d)(?P<m>1[0-2]|0[1-9])(?P<d>3[01]|[12]\d|0[1-9]){_CLOSE}$", re.IGNORECASE
)
"""Eight digits and nothing else; within a text they are a serial number as likely as a date."""
_SHORT_YEAR = re.compile(
    rf"^{_OPEN}{_LABEL}\s?(?P<y>[0-3]\d)(?P<sep>[-/.])(?P<m>1[0-2]|0[1-9])(?P=sep)(?P<d>3[01]|[12]\d|0[1-9]){_TIME}{_CLOSE}$",
    re.IGNORECASE,
)
"""26-11-18, as old content systems print 2026-11-18."""
_MONTH_DAY = re.compile(
    rf"^{_OPEN}{_LABEL}\s?(?P<m>1[0-2]|0?[1-9])(?:[-/](?P<d>3[01]|[12]\d|0?[1-9])|(?<=\d\d)\.(?P<d3>3[01]|[12]\d|0[1-9])|月(?P<d2>3[01]|[12]\d|0?[1-9])日){_TIME}{_CLOSE}$"
)
_YEAR_MONTH = re.compile(r"^\s*(?P<y>(?:19|20)\d\d)\s?[-/.年]\s?(?P<m>1[0-2]|0?[1-9])\s?月?\s*$")
_DAY = re.compile(r"^\s*(?P<d>3[01]|[12]\d|0?[1-9])\s?日?\s*$")
_URL_DAY = re.compile(
    r"(?:^|[/_a-z-])(?P<y>(?:19|20)\d\d)[-/_]?(?P<m>1[0-2]|0[1-9]|[1-9](?=[-/_]))[-/_]?(?P<d>3[01]|[12]\d|0[1-9]|[1-9])(?!\d)",
    re.IGNORECASE,
)
_URL_MONTH = re.compile(r"/(?P<y>(?:19|20)\d\d)[-/_]?(?P<m>1[0-2]|0[1-9])(?=/|$)")
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "Ｏ": 0}
_DATED = re.compile(r"[\d年]")
_LONGEST_DATE = 60
_TOMORROW = timedelta(days=1)
_UNSORTED = timedelta(days=31)


class MonthDay(NamedTuple):
    """A printed date without its year."""

    month: int
    day: int


class UrlDate(NamedTuple):
    """What a URL's path tells of a date; 0 where it is silent."""

    year: int
    month: int = 0
    day: int = 0


def calendar_date(year: int, month: int, day: int) -> date | None:
    """The date, None when the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def find_dates(text: str) -> Iterator[tuple[int, int, date]]:
    """Start, end and value of every complete date in a text, in order."""
    if "20" not in text and "19" not in text and "二" not in text:
        return
    for found in FULL_DATE.finditer(text):
        value = _of_match(found)
        if value is not None:
            yield found.start(), found.end(), value


def read_date(text: str) -> date | None:
    """The first complete date of a text."""
    return next((value for _, _, value in find_dates(text)), None)


def whole_date(text: str) -> date | MonthDay | None:
    """The date that a piece of text is: nothing else but brackets, a label and a time may stand beside it."""
    return _kept_date(text) if len(text) <= _LONGEST_DATE else None


@lru_cache(maxsize=16_384)
def _kept_date(text: str) -> date | MonthDay | None:
    if not _DATED.search(text):
        return None
    found = _WHOLE.match(text)
    if found:
        return _of_match(found)
    found = _PLAIN.match(text) or _SHORT_YEAR.match(text)
    if found:
        return calendar_date(int(f"20{found['y']}"[-4:]), int(found["m"]), int(found["d"]))
    found = _MONTH_DAY.match(text)
    if found:
        month, day = int(found["m"]), int(found["d"] or found["d2"] or found["d3"])
        # A leap year, so that 02-29 is one.
        return MonthDay(month, day) if calendar_date(2000, month, day) else None
    return None


def split_date(first: str, second: str) -> date | None:
    """A date printed as a day and, apart from it, a year and month (in either order)."""
    for day_text, month_text in ((first, second), (second, first)):
        day, month = _DAY.match(day_text), _YEAR_MONTH.match(month_text)
        if day and month:
            return calendar_date(int(month["y"]), int(month["m"]), int(day["d"]))
    return None


def url_date(url: str) -> UrlDate | None:
    """Date in the path of a URL: a day (t20190918_, /2016/11/22/, /20250530/), or a month (/202006/).

    A folder that looks like a year alone is none: content systems number their sections so (/info/2013/).
    """
    path = path_of(url)
    for found in _URL_DAY.finditer(path):
        if calendar_date(int(found["y"]), int(found["m"]), int(found["d"])):
            return UrlDate(int(found["y"]), int(found["m"]), int(found["d"]))
    found_month = _URL_MONTH.search(path)
    if found_month:
        return UrlDate(int(found_month["y"]), int(found_month["m"]))
    return None


def url_day(url: str) -> date | None:
    """The complete date in a URL's path; a month alone is none."""
    found = url_date(url)
    return calendar_date(*found) if found and found.day else None


def plausible(value: date, as_of: date | None) -> bool:
    """Whether a publication date can be true: not before the web came to China, not after the day after ``as_of``."""
    return value.year >= 1994 and (as_of is None or value <= as_of + _TOMORROW)  # noqa: PLR2004 - first link in 1994


def with_year(printed: MonthDay, url: str, before: date | None, as_of: date | None) -> date | None:
    """The year of a date printed without one.

    The item's own URL decides when it holds a year; else the neighbour above, as lists run backwards in time; else the
    monitoring time point, of which it cannot be later.

    Args:
        printed: month and day.
        url: address of the item.
        before: date of the item above, if known.
        as_of: monitoring time point, if known.
    """
    hint = url_date(url) if url else None
    if hint is not None:
        # An article is filed on the day it is posted or, when imported, later: never more than days earlier.
        late = bool(hint.month) and (printed.month, printed.day) > (hint.month, 31)
        if late and hint.month == 12:  # noqa: PLR2004 - December is followed by the next year's dates only
            late = False
        value = calendar_date(hint.year - late, printed.month, printed.day)
        if value is not None and plausible(value, as_of):
            return value
    latest = as_of + _TOMORROW if as_of else None
    # Lists are not strictly sorted: an entry may be a little younger than the one above it.
    limit = min((day for day in (before + _UNSORTED if before else None, latest) if day), default=None)
    if limit is None:
        return None
    for year in range(limit.year, limit.year - 9, -1):
        value = calendar_date(year, printed.month, printed.day)
        if value is not None and value <= limit:
            return value
    return None


def _of_match(found: re.Match[str]) -> date | None:
    if found["y"]:
        return calendar_date(int(found["y"]), int(found["m"] or found["m2"]), int(found["d"] or found["d2"]))
    year = int("".join(str(_DIGITS.get(character, 0)) for character in found["cy"]))
    return calendar_date(year, _number(found["cm"]), _number(found["cd"]))


def _number(text: str) -> int:
    """A Chinese numeral from 一 to 三十一."""
    tens, ten, units = text.rpartition("十")
    return (_DIGITS[tens] if tens else 1) * 10 * bool(ten) + (_DIGITS[units] if units else 0)
