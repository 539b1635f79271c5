"""Results that scripts fetch: which request a result page writes out, and what the data says of the wanted page."""

import pytest

from hengping.extract.search_data import data_calls, data_of, judge_data
from hengping.model.site_search import SearchTitle

PAGE = "http://www.a.gov.cn/so/list.html?word=%E6%89%AC%E5%B0%98"
TEXT = "扬尘治理"
SENT = "%E6%89%AC%E5%B0%98%E6%B2%BB%E7%90%86"
WANTED = SearchTitle(
    query=TEXT, title="关于印发全市道路扬尘治理实施方案的通知", wanted_url="http://www.a.gov.cn/art/1.html"
)


@pytest.mark.parametrize(
    ("script", "url"),
    [
        ('fetch("/api/so?kw="+encodeURIComponent(getParam("word"))).then(show)', f"/api/so?kw={SENT}"),
        ('var api="/api/v1/so";fetch(api+"?kw="+encodeURIComponent(q)+"&page="+page)', f"/api/v1/so?kw={SENT}&page=1"),
        ("fetch(`/api/so?q=${encodeURIComponent(q)}&size=20`)", f"/api/so?q={SENT}&size=20"),
        ("$.getJSON('/so/data' + location.search, draw)", "/so/data?word=%E6%89%AC%E5%B0%98"),
        (
            "$.get('data.do',{keyword:$('#k').val(),pageNo:1,siteId:'7'},draw)",
            f"/so/data.do?keyword={SENT}&pageNo=1&siteId=7",
        ),
        ("axios.get('/api/so',{params:{searchWord:this.searchWord}})", f"/api/so?searchWord={SENT}"),
        ("$.ajax({type:'GET',url:'/so.json',data:{'q':word,'p':p},success:f})", f"/so.json?q={SENT}&p=1"),
        ("var x=new XMLHttpRequest();x.open('GET','/so.json?q='+encodeURIComponent(q),true)", f"/so.json?q={SENT}"),
    ],
)
def test_a_call_that_is_written_out_can_be_asked_as_well(script, url):
    calls = data_calls(script, PAGE, TEXT)
    assert [request.url for request in calls.requests] == [f"http://www.a.gov.cn{url}"]
    assert calls.requests[0].body is None
    assert not calls.unclear


def test_a_posted_call_keeps_its_fields():
    calls = data_calls('$.post("/so/data",{"word":getQuery("word"),"page":1},draw,"json")', PAGE, TEXT)
    assert [(one.url, one.body) for one in calls.requests] == [
        ("http://www.a.gov.cn/so/data", f"word={SENT}&page=1".encode())
    ]


@pytest.mark.parametrize(
    "script",
    [
        "axios.post('/api/so',{keyword:this.keyword})",
        "fetch('/api/so',{method:'POST',body:JSON.stringify({keyword:q})})",
        "fetch(base+kind+'/so?'+build(keyword))",
    ],
)
def test_a_call_that_is_not_understood_leaves_it_open(script):
    assert data_calls(script, PAGE, TEXT) == ((), True)


@pytest.mark.parametrize(
    "script",
    ["$.get('/hits?id=7',f)", "fetch('/weather.json')", "$.ajax({url:'/login/state',success:f})", "", "fetch("],
)
def test_calls_for_other_things_are_none(script):
    assert data_calls(script, PAGE, TEXT) == ((), False)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ('{"total":1,"rows":[{"title":"关于印发全市道路<em>扬尘治理</em>实施方案的通知","url":"/x"}]}', "found"),
        ('cb({"list":[{"name":"关于印发全市道路扬尘…","link":"/x"}]});', "found"),
        ('{"data":[{"t":"别的标题","u":"http://www.a.gov.cn/art/1.html"}]}', "found"),
        ('{"keyword":"扬尘治理","total":0,"rows":[]}', "not_found"),
        ('{"code":200,"data":{"totalCount":0}}', "not_found"),
        ('{"total":2,"rows":[{"title":"水库移民"},{"title":"公交首末班"}]}', "not_found"),
        ('{"total":92,"rows":[{"title":"水库移民"},{"title":"公交首末班"}]}', "not_tested"),
        ('{"code":500,"msg":"系统异常","data":[]}', "error"),
        ('{"code":401,"msg":"请先登录"}', "not_tested"),
        ('["扬尘治理"]', "not_tested"),
    ],
)
def test_what_data_says_of_the_wanted_page(text, state):
    assert judge_data(TEXT, WANTED, data_of(text))[0] == state


def test_the_whole_title_asked_for_is_found_beside_its_echo_only():
    title = WANTED.title
    assert judge_data(title, WANTED, {"keyword": title, "total": 0, "rows": []})[0] == "not_found"
    assert judge_data(title, WANTED, {"keyword": title, "rows": [{"title_": "x", "name": title}]})[0] == "found"


@pytest.mark.parametrize("text", ["<html></html>", "", "{", "[" * 9999, "加载中", '"{}"'])
def test_what_is_no_data_is_none(text):
    assert data_of(text) in (None, {})
