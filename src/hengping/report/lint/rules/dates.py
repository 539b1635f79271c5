"""Dates: impossible ones, periods that run backwards, weekdays, and what lies after the date of writing."""

import calendar
import re
from collections.abc import Sequence
from datetime import date

from hengping.report.lint.model import Model
from hengping.report.lint.notebook import Notebook
from hengping.report.lint.page import Paragraph

_DATE = re.compile(r"(?:(?P<year>(?:19|20)\d{2})年)?(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?(?!以)")
_WEEKDAY = re.compile(
    r"(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日（?(?:星期|周)(?P<weekday>[一二三四五六日天])"
)
_D = r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?"
_PERIOD = re.compile(rf"(?P<one>\d{{4}}年\d{{1,2}}月(?:\d{{1,2}}日)?)(?:至|到|—+|-+|～|~)(?P<two>{_D})")
_UNTIL = re.compile(r"截[至止]到?(?P<day>\d{4}年\d{1,2}月\d{1,2}日)")
_WEEK = "一二三四五六日"
_LAST_MONTH = 12
_LEAP = 2024


def check_dates(paragraph: Paragraph, model: Model, notebook: Notebook) -> None:
    """Every date of a paragraph."""
    _impossible(paragraph, notebook)
    _weekdays(paragraph, notebook)
    _periods(paragraph, notebook)
    _until(paragraph, model, notebook)


def _impossible(paragraph: Paragraph, notebook: Notebook) -> None:
    text = paragraph.text
    for found in _DATE.finditer(text):
        if notebook.is_sure(paragraph, *found.span()) or text[max(0, found.start() - 1) : found.start()].isdigit():
            continue
        if not _is_possible(found):
            _tell(paragraph, notebook, found.span(), found[0], "", "没有这一天，核对日期")


def _weekdays(paragraph: Paragraph, notebook: Notebook) -> None:
    for found in _WEEKDAY.finditer(paragraph.text):
        day = _day([found["year"], found["month"], found["day"]])
        if day is not None and (right := _WEEK[day.weekday()]) != found["weekday"].replace("天", "日"):
            span = found.span("weekday")
            _tell(paragraph, notebook, span, f"星期{found['weekday']}", f"星期{right}", "核对日期和星期")


def _periods(paragraph: Paragraph, notebook: Notebook) -> None:
    for found in _PERIOD.finditer(paragraph.text):
        one, two = _numbers(found["one"]), _numbers(found["two"])
        if "年" not in found["two"]:
            two = [one[0], *two]
        size = min(len(one), len(two))
        if one[:size] > two[:size] and not notebook.is_sure(paragraph, *found.span()):
            _tell(paragraph, notebook, found.span(), found[0], "", "起止时间颠倒，核对日期")


def _until(paragraph: Paragraph, model: Model, notebook: Notebook) -> None:
    for found in _UNTIL.finditer(paragraph.text):
        day = _day(re.findall(r"\d+", found["day"]))
        span = found.span("day")
        if day is not None and day > model.issued_on and not notebook.is_sure(paragraph, *span):
            remedy = f"晚于成文日期{model.issued_on.isoformat()}，核对日期"
            _tell(paragraph, notebook, span, found["day"], "", remedy)


def _is_possible(found: re.Match[str]) -> bool:
    month = int(found["month"])
    if not 1 <= month <= _LAST_MONTH:
        return False
    if found["day"] is None:
        return True
    # Without a year, 29 February may be meant.
    return 1 <= int(found["day"]) <= calendar.monthrange(int(found["year"] or _LEAP), month)[1]


def _day(numbers: Sequence[str]) -> date | None:
    try:
        return date(*(int(each) for each in numbers))
    except ValueError:
        return None


def _numbers(text: str) -> list[int]:
    return [int(each) for each in re.findall(r"\d+", text)]


def _tell(  # noqa: PLR0917 - what a fault says
    paragraph: Paragraph, notebook: Notebook, span: tuple[int, int], stands: str, expected: str, remedy: str
) -> None:
    notebook.tell("date_wrong", paragraph, *span, stands=stands, expected=expected, remedy=remedy)
