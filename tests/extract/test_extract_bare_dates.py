"""Dates without a label beneath a title: those of a source are the publication's, those of an event are not."""

from datetime import date

import pytest

from hengping.extract.page import read_page

TITLE = "关于做好某项工作的通知"
OTHER, TAGGED = "2019-03-01", date(2026, 11, 1)
LABELS = [
    "有效期至",
    "施行",
    "施行日期",
    "实施",
    "实施日期",
    "报名截止",
    "成文日期",
    "发文日期",
    "会议时间",
    "活动时间",
    "截至",
    "生效",
    "生效日期",
    "自",
    "成立",
    "举办",
    "申报",
    "颁布",
    "修订",
    "公示期",
    "开工",
    "全国运动会",
]
LAYOUTS = {
    "line": "<p>{label} {day}</p>",
    "pieces": "<p><span>{label}</span> <span>{day}</span></p>",
    "colon": "<p>{label}：<span>{day}</span></p>",
    "cells": "<table><tr><td>{label}</td><td>{day}</td></tr></table>",
    "mark": "<p>{label} | {day}</p>",
    "time": "<p>{label} · {day} 09:20</p>",
    "lines": "<p>{label}</p><p>{day}</p>",
    "behind": "<p>{day} 09:00 {label}</p>",
}


def _read(beneath: str, title: str = TITLE) -> tuple[date | None, str | None]:
    body = "<p>各单位要认真做好有关工作，确保按时完成任务，并及时报告。</p>" * 20
    head = f"<title>{title}</title><meta name='ArticleTitle' content='{title}'><meta name='PubDate' content='{TAGGED}'>"
    html = f"<html><head>{head}</head><body><h1>{title}</h1>{beneath}<div>{body}</div></body></html>"
    facts = read_page(html.encode(), "http://www.a.gov.cn/a/1.html", as_of=date(2026, 11, 22))
    return facts.published_on, facts.published_from


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_day_of_something_else_is_no_publication(layout: str) -> None:
    for label in LABELS:
        assert _read(LAYOUTS[layout].format(label=label, day=OTHER)) == (TAGGED, "meta"), label


@pytest.mark.parametrize(
    "line",
    [
        "云溪日报 · 2026-11-18 09:20",
        "云溪日报 2026-11-18",
        "市教育局 2026-11-18 10:00 浏览 23",
        "云溪融媒 张三 2026-11-18",
        "记者 张三 2026-11-18",
        "办公室｜2026-11-18",
        "要闻 | 2026-11-18",
        "云溪县人民政府网站 2026/11/18",
        "www.a.gov.cn 2026-11-18",
        "2026-11-18 09:20 来源 教育局",
        "市不动产登记中心 2026-11-18",
        "[2026-11-18]",
        "<span>云溪日报</span> <span>2026-11-18</span>",
    ],
)
def test_a_line_of_who_publishes_and_when(line: str) -> None:
    assert _read(f"<p>{line}</p>") == (date(2026, 11, 18), "visible")


def test_a_date_is_never_read_cut_off() -> None:
    """Reading beneath the title stops somewhere: a date across that place is read whole or not at all."""
    for filled in range(60, 85):
        lines = "".join(f"<p>{'甲' * length}</p>" for length in (90, 90, filled))
        assert _read(f"{lines}<p>2026-10-28</p>")[0] in {date(2026, 10, 28), TAGGED}
