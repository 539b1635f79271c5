"""Letters on pages that were written, with their truth, before the readers were looked at: who is accused, who is not.

``letter_pages_blind.jsonl`` and ``letter_pages_more.jsonl`` hold the body of each page and the days of its letters
without an answer. A letter that was answered may be read as answered or as uncertain, never as surely unanswered.
"""

import json
from datetime import date
from pathlib import Path

import pytest

from hengping.extract.messages_data import messages_of_scripts
from hengping.extract.page import read_page

FILES = ("letter_pages_blind.jsonl", "letter_pages_more.jsonl")
PAGES = [json.loads(row) for name in FILES for row in Path(__file__).with_name(name).read_text("utf-8").splitlines()]
AS_OF, LIMIT, WINDOW = date(2026, 11, 20), date(2026, 8, 20), date(2025, 11, 20)
_FRAME = (
    "<html><head><title>{title}-乙县人民政府</title></head><body><div class='top'>乙县人民政府</div>"
    "<div class='nav'><a href='/'>首页</a><a href='/hd/'>互动交流</a></div><div class='main'>{body}</div>"
    "<div class='foot'>主办：乙县人民政府 备案号：桂ICP备12345678号</div></body></html>"
)


@pytest.mark.parametrize("page", PAGES, ids=[page["name"] for page in PAGES])
def test_only_letters_without_an_answer_are_surely_unanswered(page: dict[str, object]) -> None:
    html = _FRAME.format(title=page["title"], body=page["body"])
    facts = read_page(html.encode(), "http://www.b.gov.cn/hdjl/1.html", as_of=AS_OF)
    overdue = [
        one.asked_on.isoformat()
        for one in facts.messages
        if one.valid and not one.replied and one.state_told and one.asked_on and WINDOW <= one.asked_on < LIMIT
    ]
    assert sorted(overdue) == page["unanswered"]


def test_both_kinds_are_many() -> None:
    guilty = sum(bool(page["unanswered"]) for page in PAGES)
    assert guilty >= 170
    assert len(PAGES) - guilty >= 200


@pytest.mark.parametrize(
    "script",
    [
        "var a=[{reply:'" + "x" * 50_000,
        "reply[{" + '"\\' * 50_000,
        "reply" + "[" * 50_000,
        '[{"replyTime":"","createTime":' + "9" * 5_000 + ',"title":"关于路灯"}]',
        '[{"replyTime":1e999,"createTime":"9999999999999","title":"关于路灯的问题"}]',
        '[{"replyTime":[[]],"createTime":{"a":1},"title":null},7,"x"]',
    ],
)
def test_data_that_are_none_say_nothing(script: str) -> None:
    assert not messages_of_scripts([script], named=True)


def test_data_without_any_answer_are_not_sure() -> None:
    row = '{"id":1,"title":"关于路灯的问题","createTime":"2026-03-01","status":2,"replyContent":null}'
    (one,) = messages_of_scripts([f"var mails=[{row}];"], named=True)
    assert not one.replied
    assert not one.state_told
    assert not messages_of_scripts([f"var news=[{row}];"], named=False)
