"""What an answer says of the wanted page: beyond the echo of the question, beyond the frame of every answer."""

import pytest

from hengping.extract.search_answers import SearchPage, judge
from hengping.model.site_search import SearchTitle

WANTED = SearchTitle(
    query="道路扬尘治理", title="关于印发全市道路扬尘治理实施方案的通知", wanted_url="http://www.a.gov.cn/art/1.html"
)
ASKED = "http://www.a.gov.cn/s?q=x"
HOT = '<div class="hot"><a href="/art/9.html">关于水库移民后期扶持资金的公示</a></div>'


def _page(inner: str, *, head: str = "", content_type: str = "text/html; charset=utf-8") -> SearchPage:
    html = f"<html><head><title>站内搜索</title>{head}</head><body><a href='/'>首页</a>{inner}</body></html>"
    return SearchPage(html.encode(), ASKED, content_type=content_type)


CONTROL = _page(f"<p>共找到 0 条结果</p>{HOT}")


def _state(inner: str, control: SearchPage | None = CONTROL, *, asked: str = WANTED.query, **more: str) -> str:
    return judge(asked, WANTED, _page(inner, **more), control, frozenset({"http://www.a.gov.cn/js/common.js"}))[0]


@pytest.mark.parametrize(
    "inner",
    [
        '<a href="/art/1.html">结果一</a>',
        '<a href="https://a.gov.cn/art/1.html">结果一</a>',
        '<a href="/link?id=7">关于印发全市<em>道路扬尘治理</em>实施方案的通知</a>',
        '<a href="/link?id=7" title="关于印发全市道路扬尘治理实施方案的通知">关于印发全市道路…</a>',
        '<a href="/link?id=7">关于印发全市道路扬尘…</a>',
        '<a href="/art/3.html">全市道路扬尘治理工作推进会召开</a>',
        '<div onclick="go(1)">关于印发全市<b>道路扬尘治理</b>实施方案的通知</div>',
        f"<script>var rows=[{{'t':'{WANTED.title.encode('unicode_escape').decode()}'}}]</script>",
    ],
)
def test_the_wanted_page_or_its_title_among_the_results_is_found(inner):
    assert _state(f"<p>“道路扬尘治理”的结果</p>{inner}{HOT}") == "found"


@pytest.mark.parametrize(
    "inner",
    [
        "<p>没有找到与“道路扬尘治理”相关的结果</p>",
        '<input name="q" value="道路扬尘治理"><p>共找到 0 条结果</p>',
        '<h1>“道路扬尘治理”的搜索结果</h1><a href="?q=道路扬尘治理&sort=date">按时间排序</a>',
        '<p>道路扬尘治理</p><p>相关搜索：<a href="/s?q=1">道路扬尘治理</a></p>',
        '<p>“道路扬尘治理”</p><a href="/art/5.html">关于调整城区公交首末班时间的通告</a>',
    ],
)
def test_the_question_itself_is_no_result(inner):
    assert _state(f"{inner}{HOT}") == "not_found"


def test_what_every_answer_shows_is_no_result():
    frame = '<div class="hot"><a href="/art/1.html">关于印发全市道路扬尘治理实施方案的通知</a></div>'
    assert _state(f"<p>共找到 0 条结果</p>{frame}", _page(f"<p>共找到 0 条结果</p>{frame}")) == "not_found"


def test_a_result_beside_the_same_link_in_the_frame_is_one():
    link = '<a href="/art/1.html">关于印发全市道路扬尘治理实施方案的通知</a>'
    assert _state(f"<ul><li>{link}</li></ul>{link}", _page(link)) == "found"


def test_the_whole_title_asked_for_is_found_by_its_address_only():
    title = WANTED.title
    assert _state(f"<p>“{title}”没有相关结果</p>", asked=title) == "not_found"
    assert _state(f'<p>“{title}”</p><a href="/art/1.html">{title}</a>', asked=title) == "found"


@pytest.mark.parametrize(
    ("inner", "head"),
    [
        ("<div id='app'></div>", ""),
        (
            "<ul id='list'></ul><script>$.ajax({url:'/so',success:d=>$('#list').append('<li>'+d)})</script>",
            "",
        ),
        ("<p>暂无数据</p><div class='result'></div>", "<script src='/js/search-result.js'></script>"),
        ("<p v-for='x in rows'>{{x.title}}</p>", ""),
        ("<iframe src='/api/result?q=1'></iframe>", ""),
    ],
)
def test_results_that_a_script_may_draw_cannot_be_told(inner, head):
    assert _state(inner, _page(inner, head=head), head=head) == "not_tested"


def test_scripts_of_every_page_draw_no_results():
    head = "<script src='/js/common.js'></script><script src='/js/jquery.min.js'></script>"
    assert _state("<p>共0条</p>", _page("<p>共0条</p>", head=head), head=head) == "not_found"


def test_what_the_server_says_of_the_question_counts_whatever_scripts_there_are():
    head = "<script src='/js/search.js'></script>"
    assert _state("<p>抱歉，没有找到与“道路扬尘治理”相关的内容</p>", head=head) == "not_found"


def test_it_may_stand_on_the_next_page_of_the_results():
    rows = "".join(f'<a href="/art/{n}.html">扬尘治理简报第{n}期</a>' for n in range(20, 30))
    assert _state(f"<p>道路扬尘治理</p>{rows}<a href='?q=1&p=2'>下一页</a>") == "not_tested"


def test_an_answer_in_json_finds_or_tells_nothing():
    json = "application/json"
    assert _state(f'{{"rows":[{{"t":"{WANTED.title}"}}]}}', None, content_type=json) == "found"
    assert _state('{"rows":[]}', None, content_type=json) == "not_tested"


def test_any_bytes_are_judged_without_an_error():
    for body in (b"", b"\xff\xfe", b"<a href='" * 3000, b"<div>" * 20000, bytes(range(256)) * 100):
        judge("道路扬尘治理", WANTED, SearchPage(body, ASKED), SearchPage(b"", ASKED), frozenset())


def test_more_scripts_than_are_looked_at_leave_it_open():
    assert _state("<p>共找到 0 条结果</p>" + "<script>var a</script>" * 201) == "not_tested"
    assert _state("<p>共找到 0 条结果</p>" + "<script>var a</script>" * 199) == "not_found"


def test_a_number_too_long_to_read_is_no_error():
    assert _state("<textarea>&amp;#" + "9" * 5_000 + "</textarea>" + "<!-- &#" + "9" * 5_000 + " -->") == "not_found"
