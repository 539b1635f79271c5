"""When a survey, a vote or a call for opinions (征集调查) is open, and whether its page prints what came of it."""

import re
from datetime import date, timedelta

from hengping.extract.cues import words_in
from hengping.extract.dates import FULL_DATE, calendar_date, read_date
from hengping.model.rule_facts import Period

_ABOUT = ("征集", "征求", "调查", "问卷", "投票", "公开听取")
_TIME = r"(?:\s?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?|\s?\d{1,2}[时点]|\s?[上下]午)?"
_RANGE = re.compile(
    r"(?:起止|征集|调查|征求意见|意见征集|征询|活动|投票|反馈|参与|开放|有效|公开征求意见)\s?的?(?:时间|日期|期限|期间|时限|起止时间)"
    r"\s{0,3}(?:为|是|自|从)?\s{0,3}[:：]?\s{0,3}(?:为|自|从)?\s{0,3}"
)
_END = re.compile(
    r"(?:(?:截止|截至|结束|终止|到期)\s?(?:日期|时间|日|期限)?\s{0,3}(?:为|是|到|至|于)?\s{0,3}[:：]?\s{0,3}|"
    r"即日起\s?(?:至|到)\s{0,3}|(?:请|可)?(?:于|在)\s{0,3}(?=(?:19|20)\d\d\s?[-/.年]|\d{1,2}\s?月))"
)
_BEFORE_DAY = re.compile(r"\s{0,3}(?:\d{1,2}[时点:：]\d{0,2}\s{0,3})?(?:之前|以前|前)")
_FIRST_DAY = re.compile(r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?")
"""As :data:`FULL_DATE`, but a dash and another date may follow."""
_UNTIL = re.compile(rf"{_TIME}\s{{0,3}}(?:起|开始)?\s{{0,3}}(?:至|到|—+|–|~|～|-{{1,2}})\s{{0,3}}")
_DAYS = re.compile(
    r"(?:公告|通知|公示|发布|公布|刊登|登报|即|本公告|公开)(?:发布|公布|刊登|公开|见报)?之?日起\s?(?:为期)?\s?(?P<days>\d{1,3})\s?个?(?P<unit>工作日|自然日|日|天)"
)
_MONTH_DAY = re.compile(r"(?P<m>1[0-2]|0?[1-9])(?:月|[-/.])(?P<d>3[01]|[12]\d|0?[1-9])日?")
_RESULT = re.compile(
    r"(?:(?:征集|调查|征求意见|投票)结果(?=\s{0,3}[:：])|结果(?:反馈|公布|公开|公示|统计|情况)|(?:采纳|采用|吸收)(?:情况|结果))\s{0,3}[:：]?\s{0,3}(?P<said>[^\n\t]*)"
)
_LONGEST_YEARS = 2
_SAID = 10
_WORKING_WEEKS = 2
"""Calendar days that a working day takes at most, public holidays included: never an end too early."""
_HOLLOW = re.compile(r"^(?:暂无|待|尚未|无$|将|未)")


def period_of(text: str, as_of: date | None = None, published: date | None = None) -> Period | None:
    """The period that a page's visible text prints.

    Args:
        text: visible text, blocks on lines of their own.
        as_of: dates far beyond it are not believed.
        published: completes days printed without a year, and periods counted from the publication.

    Returns:
        None when the text is not about a survey or prints neither its time nor a result.
    """
    if not words_in(text, _ABOUT):
        return None
    started_on, ended_on = _range(text)
    if ended_on is None:
        ended_on = _end(text, published)
    if as_of and ended_on and ended_on > as_of + timedelta(days=366 * _LONGEST_YEARS):
        ended_on = None
    result = any(
        len(found["said"].strip()) >= _SAID and not _HOLLOW.match(found["said"].strip())
        for found in _RESULT.finditer(text)
    )
    if started_on is None and ended_on is None and not result:
        return None
    return Period(started_on=started_on, ended_on=ended_on, result=result)


def _range(text: str) -> tuple[date | None, date | None]:
    for label in _RANGE.finditer(text):
        first = _FIRST_DAY.match(text, label.end())
        if first is None:
            continue
        start = read_date(first[0])
        until = _UNTIL.match(text, first.end())
        if start is None or until is None:
            continue
        last = _FIRST_DAY.match(text, until.end())
        if last is not None:
            return start, read_date(last[0])
        short = _MONTH_DAY.match(text, until.end())
        if short is not None:
            month, day = int(short["m"]), int(short["d"])
            year = start.year + ((month, day) < (start.month, start.day))
            return start, calendar_date(year, month, day)
    return None, None


def _end(text: str, published: date | None) -> date | None:
    """The last day that a text asks to answer by: behind 截止, with 前 behind it and 意见 near it, or by a count."""
    for label in _END.finditer(text):
        day, after = _day_at(text, label.end(), published)
        if day is None:
            continue
        if label[0].lstrip("请可").strip() in {"于", "在"}:
            near = text[after : after + 60]
            if not (_BEFORE_DAY.match(text, after) and ("意见" in near or "反馈" in near or "建议" in near)):
                continue
        return day
    counted = _DAYS.search(text) if published else None
    if counted is None or published is None:
        return None
    days = int(counted["days"]) * (_WORKING_WEEKS if counted["unit"] == "工作日" else 1)
    return published + timedelta(days=days)


def _day_at(text: str, start: int, published: date | None) -> tuple[date | None, int]:
    """A date that begins at a place, and where it ends; one without a year is the first after the publication."""
    whole = FULL_DATE.match(text, start)
    if whole is not None:
        return read_date(whole[0]), whole.end()
    short = _MONTH_DAY.match(text, start) if published else None
    if short is None or published is None or "月" not in short[0]:
        return None, start
    month, day = int(short["m"]), int(short["d"])
    return calendar_date(published.year + ((month, day) < (published.month, published.day)), month, day), short.end()
