"""Dates: every printed form, and everything that only looks like one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengping.extract.dates import MonthDay, plausible, read_date, split_date, url_date, url_day, whole_date, with_year

DAY = date(2021, 12, 7)


@pytest.mark.parametrize(
    "text",
    [
        "2021-12-07",
        "[2021-12-07]",
        "2021.12.07",
        "2021/12/7",
        "2021年12月7日",
        "二〇二一年十二月七日",
        "2021年 12月 07日",
        "发布日期:2021-12-07",
        "(发布时间：2021-12-07 11:06:22)",
        "[2021-12-07 16:35]",
        "2021-12-07 09:52",
        "二○二一年十二月七日",
    ],
)
def test_every_printed_form_is_read(text: str) -> None:
    assert whole_date(text) == DAY
    assert read_date(f"发布于 {text} 来源：办公室") == DAY


@pytest.mark.parametrize(
    "text",
    [
        "1-10月德清县固定资产投资结构趋稳趋优",
        "3-20-49 财政拨款支出决算表",
        "2020—2021第二学期",
        "2019号",
        "1-6-11",
        "第2021号",
        "2021-13-07",
        "2021-02-30",
        "13月7日",
        "1.2",
        "100.25",
        "192.168.10.12",
        "0871-63195555",
    ],
)
def test_numbers_that_look_like_dates_are_none(text: str) -> None:
    assert whole_date(text) is None
    assert read_date(text) is None


@pytest.mark.parametrize("text", ["12-07", "[12-07]", "12/07", "12.07", "12月7日"])
def test_month_and_day_alone(text: str) -> None:
    assert whole_date(text) == MonthDay(12, 7)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_chinese_numerals_are_read_for_every_day(day: date) -> None:
    digits = "〇一二三四五六七八九"

    def number(value: int) -> str:
        tens, units = divmod(value, 10)
        return ("" if tens < 2 else digits[tens]) + "十" * (tens > 0) + (digits[units] if units else "")

    year = "".join(digits[int(digit)] for digit in str(day.year))
    assert read_date(f"{year}年{number(day.month)}月{number(day.day)}日") == day


def test_day_and_month_printed_apart() -> None:
    assert split_date("07", "2021-12") == DAY
    assert split_date("2021.12", "7日") == DAY
    assert split_date("31", "2021-02") is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://a.gov.cn/x/t20190918_693227.shtml", (2019, 9, 18)),
        ("http://a.gov.cn/art/2016/11/22/art_1_30332664.html", (2016, 11, 22)),
        ("http://a.gov.cn/20250530/2d67a6e4/c.html", (2025, 5, 30)),
        ("http://a.gov.cn/2020-05/22/c_1.htm", (2020, 5, 22)),
        ("http://a.gov.cn/gk/202006/a.html", (2020, 6, 0)),
    ],
)
def test_dates_in_paths(url: str, expected: tuple[int, int, int]) -> None:
    assert url_date(url) == expected


def test_a_month_in_a_path_is_no_day() -> None:
    assert url_day("http://a.gov.cn/gk/202006/a.html") is None
    assert url_day("http://a.gov.cn/content/post_20201.html") is None


def test_the_year_comes_from_the_address_then_the_neighbour_then_the_time_point() -> None:
    as_of = date(2021, 1, 10)
    assert with_year(MonthDay(10, 19), "http://a.gov.cn/201710/t20171019_1.html", None, as_of) == date(2017, 10, 19)
    assert with_year(MonthDay(12, 28), "", None, as_of) == date(2020, 12, 28)
    assert with_year(MonthDay(1, 9), "", None, as_of) == date(2021, 1, 9)
    assert with_year(MonthDay(12, 28), "", date(2020, 3, 1), as_of) == date(2019, 12, 28)
    assert with_year(MonthDay(12, 28), "", None, None) is None
    assert with_year(MonthDay(11, 13), "http://a.gov.cn/info/1946/49613.htm", None, as_of) == date(2020, 11, 13)
    assert with_year(MonthDay(11, 13), "http://a.gov.cn/info/2013/49613.htm", None, as_of) == date(2020, 11, 13)


def test_a_date_after_tomorrow_is_not_believed() -> None:
    as_of = date(2026, 11, 20)
    assert plausible(date(2026, 11, 21), as_of)
    assert not plausible(date(2026, 11, 22), as_of)
