"""Pages of letters as many content systems print them: lists, grids, details, guest books; and what looks like them.

``letter_pages.jsonl`` holds the body of each page with the day of each letter and whether it was answered; ``null``:
the page publishes no letters (办件公示, 建议提案, 意见征集 …).
"""

import json
from datetime import date
from pathlib import Path

import pytest

from hengping.extract.page import read_page

PAGES = [json.loads(line) for line in Path(__file__).with_name("letter_pages.jsonl").read_text("utf-8").splitlines()]
_FRAME = (
    "<html><head><title>{title}</title></head><body><div class='top'>乙县人民政府</div>"
    "<div class='nav'><a href='/'>首页</a><a href='/hd/'>互动交流</a></div><div class='main'>{body}</div>"
    "<div class='foot'>主办：乙县人民政府 备案号：桂ICP备12345678号</div></body></html>"
)


@pytest.mark.parametrize("page", PAGES, ids=[page["name"] for page in PAGES])
def test_letters_of_the_page(page: dict[str, object]) -> None:
    html = _FRAME.format(title=page["title"], body=page["body"])
    facts = read_page(html.encode(), "http://www.b.gov.cn/hdjl/1.html", as_of=date(2026, 11, 20))
    read = [[one.asked_on.strftime("%m-%d") if one.asked_on else None, one.replied] for one in facts.messages]
    assert read == (page["expected"] or [])


def test_there_are_answered_ones_waiting_ones_and_pages_without_any() -> None:
    waiting = [page for page in PAGES if any(not replied for _, replied in page["expected"] or [])]
    assert len(waiting) >= 60
    assert sum(page["expected"] is None for page in PAGES) >= 15
