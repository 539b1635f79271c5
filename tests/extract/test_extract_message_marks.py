"""Messages under marks and in grids, answers without labels, texts that only ask to wait, lists beside a message."""

from datetime import date

import pytest
from site_case import SiteCase, message, nav, url_of

from hengping.extract.messages_unsure import may_answer
from hengping.extract.messages_words import only_waits
from hengping.extract.page import read_page
from hengping.model.facts import Message

ASKED, REPLIED = date(2026, 3, 1), date(2026, 3, 5)
QUESTION = "村里的路灯坏了半年没有人修，麻烦给予明确说明。"
OTHER = "孩子今年上小学，请问我们小区划在哪个片区？"
ANSWER = "路灯将于本月修好，感谢您对我们工作的支持。"
WAITING = "您的来信已收悉，正在核实，请耐心等待。"


def read(body: str, title: str = "互动交流") -> tuple[Message, ...]:
    page = f"<html><head><title>{title}</title></head><body><p>乙县人民政府</p><div>{body}</div></body></html>"
    return read_page(page.encode(), "http://www.b.gov.cn/hdjl/1.html", as_of=date(2026, 11, 20)).messages


def told(body: str, title: str = "互动交流") -> list[tuple[date | None, bool, bool]]:
    return [(one.asked_on, one.replied, one.valid) for one in read(body, title)]


@pytest.mark.parametrize(
    "row",
    [
        "<div><em>问</em>{title}<span>{day}</span></div><p>{text}</p><div><em>答</em><p>{answer}</p></div>",
        "<p>问题：{title}。{text}</p><p>（李某，{day}）</p><p>解答：{answer}</p>",
        "<dt>Q：{title}<small>{day}</small></dt><dd>A：{answer}</dd>",
    ],
)
def test_questions_and_answers_under_their_marks(row: str) -> None:
    rows = [("路灯坏了", "2026-03-01", QUESTION, ANSWER), ("小学片区划分", "2026-02-01", OTHER, "")]
    rows.append(("测试", "2026-01-05", "测试", ""))
    body = "".join(row.format(title=title, day=day, text=text, answer=answer) for title, day, text, answer in rows)
    assert [replied for _, replied, _ in told(body)] == [True, False, False]
    assert [one.title.partition("。")[0] for one in read(body)] == [name for name, *_ in rows]
    assert not read(body)[2].valid


def test_questions_under_marks_without_dates_are_no_messages() -> None:
    assert not read(f"<p>问：{QUESTION}</p><p>答：{ANSWER}</p><p>问：{OTHER}</p><p>答：{ANSWER}</p>")


def test_a_grid_of_other_elements_than_a_table() -> None:
    head = "<ul><li>编号</li><li>主题</li><li>提交日期</li><li>状态</li></ul>"
    rows = "".join(
        f"<ul><li>{n}</li><li>关于第{n}件事的咨询</li><li>2026-03-0{n}</li><li>{state}</li></ul>"
        for n, state in enumerate(["已反馈", "待反馈", "来信人撤回"], 1)
    )
    assert [replied for _, replied, _ in told(head + rows)] == [True, False, True]
    assert not read(head + rows.replace("2026-", ""))


def test_a_row_that_unfolds_belongs_to_the_one_above_it() -> None:
    head = "<tr><th>信件标题</th><th>来信时间</th><th>状态</th></tr>"
    row = "<tr><td>关于{n}的咨询</td><td>2026-03-0{n}</td><td>公开</td></tr>"
    row += "<tr><td colspan=3><p>答复内容：{a}</p></td></tr>"
    body = f"<table>{head}{row.format(n=1, a=ANSWER)}{row.format(n=2, a='')}{row.format(n=3, a=WAITING)}</table>"
    assert [replied for _, replied, _ in told(body)] == [True, False, False]


@pytest.mark.parametrize(
    ("more", "replied"),
    [
        ("<p>【回复时间】2026-03-05</p><p>【回复内容】{answer}</p>", True),
        ("<p>【回复时间】</p><p>【回复内容】</p>", False),
        ("<p>应办结时间：2026-03-20</p><p>办理情况：</p>", False),
        ("<p>预计办结时间：2026-03-20</p><p>办理情况：{answer}</p>", True),
        ("<p>复信时间：2026-03-05</p><p>{answer}</p>", True),
        ("<p>回复内容：{waiting}</p><p>回复时间：2026-03-05</p>", False),
        ("<p>回复内容：{waiting}</p><p>回复时间：2026-03-03</p><p>回复内容：{answer}</p>", True),
        ("<p>办理状态：已办结</p><p>回复内容：{waiting}</p><p>回复时间：2026-03-05</p>", True),
        ("<p>办理状态：来信人撤回</p>", True),
    ],
)
def test_dates_and_texts_that_are_no_answers(more: str, *, replied: bool) -> None:
    body = f"<h1>路灯坏了</h1><p>【来信时间】2026-03-01</p><p>【来信内容】{QUESTION}</p>"
    assert told(body + more.format(answer=ANSWER, waiting=WAITING), "路灯坏了") == [(ASKED, replied, True)]


@pytest.mark.parametrize(
    ("text", "waits"),
    [(WAITING, True), ("正在办理招标手续，预计下月开工。", False), ("已责成城管局尽快处理，现已清理完毕。", False)],
)
def test_a_text_that_tells_of_something_done_does_not_only_wait(text: str, *, waits: bool) -> None:
    assert only_waits(text) is waits


@pytest.mark.parametrize(
    ("text", "may"),
    [
        (f"1楼 住建局 发表于 2026-03-05\n经研究，{ANSWER}", True),
        (f"2026-03-05 住建局 经研究，{ANSWER}", True),
        (f"2026-02-05\n经研究，{ANSWER}", False),
        ("2026-03-05 信访局 已转交住建局办理", False),
        (f"2026-03-05\n{WAITING}", False),
        ("2026-03-05\n追问：已经过去这么久了，请问到底什么时候能修好路灯？", False),
        (f"相关信件\n关于第一件事情、第二件事情和第三件事情的咨询 2026-03-05\n经研究，{ANSWER}", False),
    ],
)
def test_sentences_under_a_later_date_may_be_an_answer(text: str, *, may: bool) -> None:
    assert may_answer(text, ASKED) is may


def test_several_messages_keep_their_titles_and_what_stands_before_their_dates() -> None:
    row = "<div><div>第{n}条 留言人：李** 留言时间：2026-0{n}-01</div><p>标题：第{n}件</p>"
    row += "<p>内容：{q}</p><p>回复：{a}</p></div>"
    body = "".join(row.format(n=n, q=QUESTION, a=a) for n, a in [(3, ANSWER), (2, ""), (1, "")])
    read_ones = [(one.title, one.replied) for one in read(f"{body}<div>共3条 1/2</div>")]
    assert read_ones == [("第3件", True), ("第2件", False), ("第1件", False)]


def test_titles_above_their_properties_lead_to_their_own_pages() -> None:
    row = "<tr><td colspan=2><a href='/m/{n}.html'>关于第{n}件事</a></td></tr>"
    row += "<tr><td>提交时间：2026-03-0{n}</td><td>处理状态：处理中</td></tr>"
    read_ones = read(f"<table>{row.format(n=1)}{row.format(n=2)}</table>")
    assert [one.url.rpartition("/")[2] for one in read_ones] == ["1.html", "2.html"]


def test_lists_of_others_beside_a_message() -> None:
    rows = "".join(f"<li><a href='/m/{n}.html'>第{n}件事的咨询</a> 2026-05-0{n} 已回复</li>" for n in range(1, 6))
    body = f"<h2>路灯坏了</h2><p>提交日期：2026-03-01</p><div>{QUESTION}</div>"
    assert told(f"{body}<ul>{rows}</ul>", "路灯坏了") == [(ASKED, False, True)]
    steps = "".join(f"<li>2026-03-0{n} {step}</li>" for n, step in [(2, "已受理"), (3, "已转办"), (5, "已答复")])
    assert told(f"{body}<ul>{steps}</ul>", "路灯坏了")[0][0] == ASKED


def test_what_a_message_s_page_lists_is_not_its_own_and_what_it_may_answer_is_not_told() -> None:
    case = SiteCase().home(links=nav(县长信箱="/xx/"))
    case.page("/xx/", breadcrumb=("首页", "县长信箱"), messages=(message("1", "/xx/1.html", asked_on=ASKED),))
    beside = message("2", "/xx/2.html", replied=True, replied_on=REPLIED)
    own = message("1", "/xx/1.html", asked_on=ASKED, state_told=False)
    case.article("/xx/1.html", messages=(own, beside))
    facts = {one.url: one for one in case.facts.messages}
    assert (facts[url_of("/xx/1.html")].replied, facts[url_of("/xx/1.html")].own_page_unread) == (False, True)
    assert facts[url_of("/xx/2.html")].replied


@pytest.mark.parametrize("head", ["答复内容", "处理结果"])
def test_a_table_with_a_column_for_answers(head: str) -> None:
    rows = "".join(
        f"<tr><td>第{n}件事</td><td>2026-03-0{n}</td><td>2026-03-2{n}</td><td>{answer}</td></tr>"
        for n, answer in enumerate([ANSWER, "", WAITING], 1)
    )
    names = f"<tr><th>投诉标题</th><th>投诉时间</th><th>应答复时间</th><th>{head}</th></tr>"
    assert [replied for _, replied, _ in told(f"<table>{names}{rows}</table>")] == [True, False, False]


def test_texts_above_the_lines_that_name_their_writers() -> None:
    rows = [
        ("路灯坏了", QUESTION, f"<p>住建局 回复于 2026-03-05<br>{ANSWER}</p>"),
        ("测试", "测试", ""),
        ("片区", OTHER, ""),
    ]
    body = "".join(
        f"<div><b>{title}</b><p>{text}</p><p>李** 发表于 2026-03-01 10:0{n}</p>{answer}</div>"
        for n, (title, text, answer) in enumerate(rows)
    )
    expected = [(ASKED, True, True), (ASKED, False, False), (ASKED, False, True)]
    assert told(f"{body}<div>共3条 1/2</div>") == expected
