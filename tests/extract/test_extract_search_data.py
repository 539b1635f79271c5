"""Results that scripts fetch: which request a result page writes out, and what the data says of the wanted page."""

import json

import pytest

from hengping.extract import search_calls
from hengping.extract.search_calls import data_calls
from hengping.extract.search_data import data_of, judge_data
from hengping.model.site_search import SearchTitle

PAGE = "http://www.a.gov.cn/so/list.html?word=%E6%89%AC%E5%B0%98"
TEXT = "扬尘治理"
SENT = "%E6%89%AC%E5%B0%98%E6%B2%BB%E7%90%86"
TEN = [{"title": f"水库移民第{number}批"} for number in range(10)]
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


@pytest.mark.parametrize("call", ["fetch(", "fetch('/so?kw='+", "$.ajax({a:[", "fetch('/hits?id=1');"])
def test_only_so_many_calls_are_taken_apart_and_what_is_left_is_open(call, monkeypatch):
    split = search_calls._split
    starts = []

    def counted(text, start, sign=","):
        starts.append(text is scripts or start > 1)
        return split(text, start, sign)

    monkeypatch.setattr(search_calls, "_split", counted)
    scripts = call * 5_000
    assert data_calls(scripts, PAGE, TEXT) == ((), True)
    assert sum(starts) <= 50


def test_a_call_within_what_another_was_given_is_not_asked_again():
    inner = "$.get('/so/more?q='+q,more)"
    calls = data_calls(f"$.get('/so/data?q='+q,function(d){{{inner}}})", PAGE, TEXT)
    assert [request.url for request in calls.requests] == [f"http://www.a.gov.cn/so/data?q={SENT}"]


def test_a_call_for_results_within_another_is_asked():
    calls = data_calls("$.get('/config.json',function(d){$.get('/so/data?q='+q,draw)})", PAGE, TEXT)
    assert [request.url for request in calls.requests] == [f"http://www.a.gov.cn/so/data?q={SENT}"]


@pytest.mark.parametrize(
    "scripts",
    [
        "fetch('/so/data?q='+q).then(f);".rjust(210_000),
        "$.ajax({url:'/so/data',data:{word:word},success:function(d){" + "x();" * 2_000 + "}})",
    ],
)
def test_what_is_too_long_to_be_read_leaves_it_open(scripts):
    assert data_calls(scripts, PAGE, TEXT) == ((), True)


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
        ('{"msg":"没有找到与“扬尘治理”相关的内容","total":0,"rows":[]}', "not_found"),
        ('{"title":"“扬尘治理”的搜索结果","total":0,"rows":[]}', "not_found"),
        ('{"rows":[],"total":0,"errors":[{"text":"没有找到与“扬尘治理”相关的内容"}]}', "not_found"),
        ('{"rows":[],"total":0,"related":["扬尘治理方案"]}', "not_found"),
        ('{"rows":[{"title":"全市扬尘治理推进会召开"}]}', "found"),
        (json.dumps({"num": 10, "list": TEN}), "not_tested"),
        (json.dumps({"size": 10, "list": TEN}), "not_tested"),
        (json.dumps({"total": 10, "list": TEN}), "not_found"),
        (json.dumps({"list": [item | {"hits": 3} for item in TEN]}), "not_tested"),
        (json.dumps({"total": 0, "x": [[0] * 30_000, [{"title": WANTED.title}]]}), "not_tested"),
        ('{"errors":[],"html":"<ul><li><a href=/x>水库移民</a></li></ul>"}', "not_tested"),
    ],
)
def test_what_data_says_of_the_wanted_page(text, state):
    assert judge_data(TEXT, WANTED, data_of(text))[0] == state


def test_a_long_callback_is_read_at_once():
    assert data_of("a()" + " " * 1_000_000 + "x") is None
    assert data_of('cb({"rows":[]})' + " " * 1_000_000 + ";") == {"rows": []}


def test_a_number_too_long_to_read_is_no_error():
    assert judge_data(TEXT, WANTED, {"rows": [{"t": "&#" + "9" * 5_000}], "total": 1})[0] == "not_found"


def test_the_whole_title_within_a_sentence_about_the_answer_is_an_echo():
    answer = {"msg": f"“{WANTED.title}”没有结果", "total": 0, "rows": []}
    assert judge_data(WANTED.title, WANTED, answer)[0] == "not_found"


def test_the_whole_title_asked_for_is_found_beside_its_echo_only():
    title = WANTED.title
    assert judge_data(title, WANTED, {"keyword": title, "total": 0, "rows": []})[0] == "not_found"
    assert judge_data(title, WANTED, {"keyword": title, "rows": [{"title_": "x", "name": title}]})[0] == "found"


@pytest.mark.parametrize("text", ["<html></html>", "", "{", "[" * 9999, "加载中", '"{}"'])
def test_what_is_no_data_is_none(text):
    assert data_of(text) in (None, {})
