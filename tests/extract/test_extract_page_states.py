"""What a page says of itself when it lists nothing."""

from datetime import date

import pytest

from hengping.extract.page import read_page
from hengping.model.facts import PageFacts

URL = "http://www.example.gov.cn/zwgk/content.html"


def read(body: str) -> PageFacts:
    return read_page(f"<html><body>{body}</body></html>".encode(), URL)


def test_a_statement_counts_outside_links_and_for_its_own_time() -> None:
    linked = "<ul><li><a href='/1.html'>关于本年度未发生安全事故的通报</a></li></ul>"
    assert not read(f"<div class='con'>{linked}</div>").states_nothing
    note = "<p>2026年度我局未发生人事任免事项，特此说明。</p>"
    assert read(f"<div class='con'>{linked}{note}</div>").states_nothing
    body = "<html><body><div><p>2023年度我局未发生人事任免事项。</p></div></body></html>".encode()
    assert read_page(body, URL).states_nothing
    assert not read_page(body, URL, as_of=date(2026, 11, 20)).states_nothing


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本年度未发生行政复议事项", True),
        ("经核查，本单位2026年未产生此类信息", True),
        ("截至目前，本栏目暂无产生信息", True),
        ("本年度无此类信息", True),
        ("暂无内容", False),
        ("暂无数据", False),
        ("本栏目暂无信息", False),
        ("", False),
        ("没有找到相关信息", False),
    ],
)
def test_statement_that_nothing_happened(text: str, expected: bool) -> None:  # noqa: FBT001
    assert read(f"<div class='con'>{text}</div>").states_nothing is expected
