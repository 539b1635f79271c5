"""Messages in further layouts: cards, guest books, questions above their dates, states in words and pictures."""

from datetime import date

import pytest

from hengping.extract.messages_valid import is_valid
from hengping.extract.page import read_page
from hengping.model.facts import Message

ASKED, REPLIED = date(2026, 3, 1), date(2026, 3, 5)
QUESTION = "您好，村里的路灯坏了半年没有人修，麻烦贵单位给予明确说明。"
ASKING = f"<p>网友 李某 于 2026年3月1日 提问</p><p>{QUESTION}</p><i>答</i>"
GUEST = f"<p>留言人：李**</p><p>时间：2026-3-1 10:22:33</p><p>{QUESTION}</p><p>管理员回复："
TABS = f"<p>来信时间：2026-03-01</p><ul><li>来信内容</li><li>办理结果</li></ul><p>{QUESTION}</p><p>办结时间："
ANSWER = "您好！您反映的问题收悉。经核实，路灯将于本月修好。"


def read(body: str, title: str = "反映村道路灯损坏") -> tuple[Message, ...]:
    head = f"<title>{title}</title>"
    page = f"<html><head>{head}</head><body><p>乙县人民政府</p><div class='main'>{body}</div></body></html>"
    return read_page(page.encode(), "http://www.b.gov.cn/hdjl/1.html", as_of=date(2026, 11, 20)).messages


def told(body: str) -> list[tuple[date | None, date | None, bool, bool]]:
    return [(one.asked_on, one.replied_on, one.replied, one.valid) for one in read(body)]


@pytest.mark.parametrize(
    ("answered", "open_"),
    [
        (
            f"{ASKING}<p>{ANSWER}</p><p>住建局 2026年3月5日 回复</p>",
            f"{ASKING}<p>暂未回复</p>",
        ),
        (
            f"{GUEST}{ANSWER}（2026-3-5）</p>",
            f"{GUEST}</p>",
        ),
        (
            f"<div><div>诉求时间</div><div>2026-03-01</div><div>诉求内容</div><div>{QUESTION}</div><div>办理状态</div><div>办结</div></div>",
            f"<div><div>诉求时间</div><div>2026-03-01</div><div>诉求内容</div><div>{QUESTION}</div><div>办理状态</div><div>在办</div></div>",
        ),
        (
            f"<p>来信日期：2026.3.1</p><div>{QUESTION}</div><div>{ANSWER}</div><p>住建局 2026.3.5</p>",
            f"<p>来信日期：2026.3.1</p><div>{QUESTION}</div><div></div>",
        ),
        (
            f"{TABS}2026-03-05</p>",
            f"{TABS}</p>",
        ),
        (
            f"<p>来信时间：2026-03-01</p><p>{QUESTION}</p><p>【回复】</p><p>{ANSWER}</p>",
            f"<p>来信时间：2026-03-01</p><p>{QUESTION}</p><p>【回复】</p><p>来信已收到，正在转有关部门办理，请耐心等待。</p>",
        ),
    ],
)
def test_one_message_answered_and_waiting(answered: str, open_: str) -> None:
    title = "<h1>反映村道路灯损坏</h1>"
    assert [(asked, replied, valid) for asked, _, replied, valid in told(title + answered)] == [(ASKED, True, True)]
    assert told(title + open_) == [(ASKED, None, False, True)]


@pytest.mark.parametrize(
    "line",
    [
        "<p>处理状态：重复信件</p>",
        "<p>处理状态：已撤回</p>",
        "<p>处理意见：该信件与前信重复，已合并办理，请查看前信答复。</p>",
        "<p>经审核，该来信不属于本单位职责范围，请向有权机关反映。</p>",
    ],
)
def test_a_message_that_was_withdrawn_or_turned_down_does_not_wait(line: str) -> None:
    assert told(f"<h1>反映村道路灯损坏</h1><p>来信时间：2026-03-01</p><p>{QUESTION}</p>{line}") == [
        (ASKED, None, True, True)
    ]


def test_questions_above_their_dates_keep_their_own_text() -> None:
    rows = [
        (QUESTION, "2026-03-01", ANSWER),
        ("测试——测试数据请忽略", "2026-02-01", ""),
        (QUESTION[3:], "2026-01-05", ""),
    ]
    body = "".join(f"<p>提问：{q}</p><p>提问时间：{day} 提问人：李某</p><p>回答：{a}</p>" for q, day, a in rows)
    assert [(one.replied, one.valid) for one in read(body)] == [(True, True), (False, False), (False, True)]


def test_a_state_may_be_a_picture_and_a_list_without_states_tells_none() -> None:
    rows = "".join(
        f"<tr><td>关于第{n}件事的咨询</td><td>2026-03-0{n}</td><td><img alt='{s}'></td></tr>"
        for n, s in enumerate(["已办结", "办理中"], 1)
    )
    head = "<tr><td>信件标题</td><td>来信时间</td><td>状态</td></tr>"
    assert [(one.replied, one.state_told) for one in read(f"<table>{head}{rows}</table>")] == [
        (True, True),
        (False, True),
    ]
    plain = "".join(f"<tr><td>关于第{n}件事的咨询</td><td>2026-03-0{n}</td></tr>" for n in (1, 2))
    listed = read(f"<table><tr><td>信件标题</td><td>来信时间</td></tr>{plain}</table>")
    assert [(one.replied, one.state_told) for one in listed] == [(False, False)] * 2


def test_articles_beside_each_other_are_no_messages() -> None:
    rows = "".join(
        f"<a href='/l/{n}.html'><b>咨询第{n}件事怎么办理</b><small>2026-03-0{n}</small></a>" for n in range(1, 6)
    )
    assert not read(f"<h4>来信回复</h4><div>{rows}</div>", title="来信回复")


@pytest.mark.parametrize("text", ["测试数据请忽略", "测试留言，请勿回复", "这是一条测试", "test123"])
def test_tests_are_no_messages(text: str) -> None:
    assert not is_valid(text)


@pytest.mark.parametrize("text", ["咨询驾驶员考试系统测试费用", "核酸检测试点什么时候结束"])
def test_questions_about_tests_are_messages(text: str) -> None:
    assert is_valid(text)


def test_messages_under_masked_names_without_labels() -> None:
    body = (
        f"<div><p>李** <span>2026-03-01 10:00:00</span></p><p>{QUESTION}</p><p>住建局 回复：</p><p>{ANSWER}</p></div>"
        f"<div><p>王* <span>2026-02-01 10:00:00</span></p><p>{QUESTION}</p><p>尚未回复</p></div>"
        "<div><p>匿名 <span>2026-01-05 10:00:00</span></p><p>测试</p><p>尚未回复</p></div>"
    )
    assert [(one.replied, one.valid) for one in read(body, "建言献策")] == [(True, True), (False, True), (False, False)]


def test_names_of_properties_without_colons_are_no_part_of_the_values() -> None:
    values = {"问题标题": "路灯坏了", "提问时间": "2026-03-01", "问题描述": QUESTION, "答复详情": ""}
    (one,) = read("".join(f"<p><b>{name}</b>{value}</p>" for name, value in values.items()))
    assert (one.title, one.asked_on, one.replied, one.valid) == ("路灯坏了", ASKED, False, True)


def test_states_beside_names_and_dates_are_read() -> None:
    rows = "".join(
        f"<li><a href='/{n}.html'>关于第{n}件事的咨询</a><i>李**</i><i>2026-03-0{n}</i><em>{state}</em></li>"
        for n, state in enumerate(["待回应", "重复信件", "已回应"], 1)
    )
    assert [one.replied for one in read(f"<ul>{rows}</ul>")] == [False, True, True]


def test_a_link_above_several_messages_is_no_message() -> None:
    one = f"<p>提问：{QUESTION}</p><p>提问时间：{{day}} 提问人：李某</p><p>回答：</p>"
    body = f"<div><a href='/w.html'>我要咨询</a>{one.format(day='2026-03-01')}{one.format(day='2026-02-01')}</div>"
    assert [found.asked_on for found in read(body, "在线咨询")] == [ASKED, date(2026, 2, 1)]
