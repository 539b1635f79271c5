"""What is asked of a live site: addresses that read as a search, and never one that may write."""

import pytest

from hengping.extract.search_asking import names_person, reads_as_search, writes
from hengping.extract.search_boxes import PageBoxes
from hengping.extract.search_calls import DataCalls, data_calls
from hengping.extract.site_search import may_ask

PAGE = "http://www.a.gov.cn/so/list.html?word=x"
TEXT = "扬尘治理"


@pytest.mark.parametrize(
    "path",
    ["/s", "/so/data", "/api/v1/so", "/so.json", "/so_list.do", "/api/querySearchList", "/jiansuo/", "/was5/web/list"],
)
def test_a_path_that_names_a_search_reads_as_one_and_writes_nothing(path):
    assert reads_as_search(f"http://www.a.gov.cn{path}?q=x")
    assert not writes(f"http://www.a.gov.cn{path}?q=x")


@pytest.mark.parametrize("path", ["/", "/research/list.do", "/js/jquery/x.js", "/soil/data", "/sso/x", "/api/data"])
def test_other_paths_do_not_read_as_a_search(path):
    assert not reads_as_search(f"http://www.a.gov.cn{path}?search=x")


@pytest.mark.parametrize(
    "path",
    [
        "/ly/search",
        "/search/submit.do",
        "/so/addHotWord",
        "/so/hotwordadd.do",
        "/search/saveKey",
        "/search/update",
        "/search/insertLog",
        "/search/log",
        "/search/del.do",
        "/search/deleteById",
        "/search/remove",
        "/search/feedback",
        "/search/liuyan/",
        "/search/letterList",
        "/search/mailbox",
        "/search/login",
        "/search/reg.jsp",
        "/search/comment",
        "/search/vote",
        "/search/upload",
        "/search/%61dd.do",
        "/search.do?method=save",
        "/search.do?a=1&ACTION=addWord",
    ],
)
def test_an_address_that_writes_is_never_asked_though_it_names_a_search(path):
    assert writes(f"http://www.a.gov.cn{path}")
    assert not may_ask(f"http://www.a.gov.cn{path}", "http://www.a.gov.cn/")


def test_a_command_in_the_body_writes_as_well():
    assert writes("http://www.a.gov.cn/so/data", b"word=x&method=delete")
    assert not writes("http://www.a.gov.cn/so/data", b"word=save&method=list")


@pytest.mark.parametrize(("name", "person"), [("tel", True), ("userName", True), ("联系电话", True), ("word", False)])
def test_fields_of_a_letter_are_told_from_those_of_a_search(name, person):
    assert names_person(name) is person


@pytest.mark.parametrize(
    "script",
    [
        "$.post('/ly/submit',{title:$('#t').val(),content:$('#c').val(),name:'',tel:''})",
        "$.post('/hotword/add.do',{key:$('#key').val()})",
        "$.get('/admin/delete?id='+id+'&key='+key)",
        "$.ajax({type:'POST',url:'/xx/save',data:{word:word,txt:txt}})",
    ],
)
def test_a_call_that_writes_elsewhere_is_neither_sent_nor_taken_for_the_results(script):
    assert data_calls(script, PAGE, TEXT) == DataCalls((), unclear=False)


@pytest.mark.parametrize(
    "script",
    [
        "$.post('/so/save',{word:word})",
        "$.post('/so/data',{word:word,method:'save'})",
        "$.post('/so/data',{title:$('#title').val(),content:$('#content').val()})",
        "$.post('/so/data',{word:word,tel:''})",
        "$.post('http://so.b.gov.cn/so/data',{word:word})",
        "$.post('/api/data',{keyword:keyword})",
        "$.get('/api/data?keyword='+keyword)",
    ],
)
def test_a_call_in_doubt_is_not_sent_and_leaves_it_open(script):
    assert data_calls(script, PAGE, TEXT) == DataCalls((), unclear=True)


def test_data_of_another_government_host_is_fetched_but_not_posted_to():
    calls = data_calls("$.get('http://so.b.gov.cn/so/data',{word:word})", PAGE, TEXT)
    assert [request.url.partition("?")[0] for request in calls.requests] == ["http://so.b.gov.cn/so/data"]


@pytest.mark.parametrize(
    ("inner", "unusable"),
    [
        ('<form action="/ly/submit"><input name="keyword" placeholder="搜索"><button>搜索</button></form>', False),
        ('<form action="/search/save"><input name="keyword" placeholder="搜索"><button>搜索</button></form>', True),
        (
            (
                '<form action="/search.do"><input type="hidden" name="method" value="add">'
                '<input name="keyword" placeholder="搜索"><button>搜索</button></form>'
            ),
            True,
        ),
        (
            (
                '<form action="/search.do" method="post"><input name="tel"><input name="keyword" placeholder="搜索">'
                "<button>搜索</button></form>"
            ),
            True,
        ),
        ("<input id='k'><script>location.href='/hotword/add.do?key='+k.value</script>", False),
    ],
)
def test_a_box_that_may_write_is_none(inner, unusable):
    page = PageBoxes(f"<html><body>{inner}</body></html>".encode(), "http://www.a.gov.cn/")
    assert page.boxes == ()
    assert page.unusable is unusable
