"""The search test where a script fetches the results: they are fetched as well, or nothing is said."""

import json

import pytest
from aiohttp import web
from collect_support import redirect
from search_support import TITLES, article_path, collect, hits, results, serve, states

CALL = "<div id='list'></div><script>$.post('/so/data',{word:getQuery('q'),page:1},draw,'json')</script>"
FILE = '<script src="/js/result.js"></script>'


def _answers(server, rows):
    async def data(request):
        sent = await request.post()
        found = rows(sent.get("word") or request.query.get("word", ""))
        text = json.dumps({"total": len(found), "rows": [{"title": one, "url": article_path(one)} for one in found]})
        return web.Response(text=text, content_type="application/json")

    server.routes["/so/data"] = data


def test_results_fetched_by_the_page_are_found(server, settings, site, tmp_path):
    serve(server, lambda _query: CALL)
    _answers(server, hits)
    collect(site, tmp_path / "a", settings)
    assert states(tmp_path / "a") == ["found"] * 3


def test_data_without_results_is_looked_at_twice(server, settings, site, tmp_path):
    serve(server, lambda _query: CALL)
    _answers(server, lambda _query: [])
    collect(site, tmp_path / "a", settings)
    assert states(tmp_path / "a") == ["not_found"] * 3
    assert [test.looks for test in results(tmp_path / "a")] == [2] * 3


@pytest.mark.parametrize(("rows", "state"), [(hits, "found"), (lambda _query: [], "not_found")])
def test_the_call_may_stand_in_a_file_of_the_page(server, settings, site, tmp_path, rows, state):
    serve(server, lambda _query: '<div id="app"></div>', head=FILE)

    async def script(_request):
        return web.Response(text="var u='/so/data';fetch(u+'?word='+encodeURIComponent(q)).then(show)")

    server.routes["/js/result.js"] = script
    _answers(server, rows)
    collect(site, tmp_path / "a", settings)
    assert states(tmp_path / "a") == [state] * 3


@pytest.mark.parametrize("call", ["axios.post('/so/data',{keyword:this.keyword})", "fetch('/gone?q='+keyword).then(f)"])
def test_what_cannot_be_fetched_tells_nothing(server, settings, site, tmp_path, call):
    serve(server, lambda _query: f"<ul></ul><script>{call}</script>")
    collect(site, tmp_path / "a", settings)
    assert states(tmp_path / "a") == ["not_tested"] * 3


def test_nothing_is_sent_that_could_change_the_site(server, settings, site, tmp_path):
    calls = (
        "$.post('/ly/submit',{title:$('#t').val(),content:$('#c').val(),name:'',tel:''});"
        "$.post('/hotword/add.do',{key:$('#key').val()});$.get('/admin/delete?id='+id+'&key='+key);"
    )
    serve(server, lambda query: f"<p>没有找到与“{query}”相关的结果</p><ul></ul><script>{calls}</script>")
    collect(site, tmp_path / "a", settings)
    assert states(tmp_path / "a") == ["not_found"] * 3
    assert not [one for one in server.asked if any(word in one for word in ("/ly", "/hotword", "/admin"))]


def test_a_search_that_leads_on_to_what_may_write_is_not_followed(server, settings, site, tmp_path):
    serve(server, lambda _query: "", path="/unused")
    server.routes["/s"] = redirect("/user/login?from=s")
    collect(site, tmp_path / "a", settings)
    assert states(tmp_path / "a") == ["not_tested"] * 3
    assert not [one for one in server.asked if "/login" in one]


def test_an_answer_in_data_needs_no_page(server, settings, site, tmp_path):
    serve(server, lambda _query: "", path="/unused")

    async def direct(request):
        found = hits(request.query.get("q", ""))
        return web.Response(text=json.dumps({"list": found, "count": len(found)}), content_type="application/json")

    server.routes["/s"] = direct
    collect(site, tmp_path / "a", settings)
    assert states(tmp_path / "a") == ["found"] * 3
    assert len(TITLES) > len(states(tmp_path / "a"))
