"""The search test over a real server: what is asked, in which form, and what is kept of it."""

import json

import pytest
from collect_support import LocalServer
from search_support import (
    FORM,
    TITLES,
    article_path,
    collect,
    finds_nothing,
    listed,
    plan_of,
    results,
    serve,
    states,
    working,
)

from hengping.collect import search_test
from hengping.evidence.archive import SiteArchive
from hengping.model.evidence import FailureKind


def _searches(captures):
    return [capture for capture in captures if capture.purpose == "search"]


def test_a_search_that_works_is_found_to_work(server, settings, site, tmp_path):
    asked = serve(server, working)
    captures = collect(site, tmp_path / "a", settings)
    plan = plan_of(tmp_path / "a")
    assert states(tmp_path / "a") == ["found"] * 3
    assert asked == [plan.control, *(title.query for title in plan.titles)]
    assert {title.title for title in plan.titles} <= set(TITLES)
    assert all(title.wanted_url.endswith(article_path(title.title)) for title in plan.titles)
    assert [capture.look for capture in _searches(captures)] == [1] * 4
    assert plan.boxes[0].url == "http://www.a.gov.cn/s"
    assert plan.seed == "t:3300000001"


def test_the_text_asked_for_in_box_and_heading_is_no_result(server, settings, site, tmp_path):
    asked = serve(server, finds_nothing)
    captures = collect(site, tmp_path / "a", settings)
    assert states(tmp_path / "a") == ["not_found"] * 3
    assert [test.looks for test in results(tmp_path / "a")] == [2] * 3
    assert {capture.profile for capture in _searches(captures) if capture.look == 2} == {"browser"}
    whole = [title.title for title in plan_of(tmp_path / "a").titles]
    assert [text for text in asked if text in whole] == whole * 2  # the whole title is tried too, at both looks


def test_an_answer_that_does_not_depend_on_the_question_finds_nothing(server, settings, site, tmp_path):
    serve(server, lambda _query: listed(list(TITLES)))
    collect(site, tmp_path / "a", settings)
    assert states(tmp_path / "a") == ["not_found"] * 3


def test_server_errors_are_errors_only_after_a_second_look(server, settings, site, tmp_path):
    asked = serve(server, lambda _query: 500)
    collect(site, tmp_path / "a", settings)
    assert states(tmp_path / "a") == ["error"] * 3
    assert {test.looks for test in results(tmp_path / "a")} == {2}
    assert len(asked) == 2 * 4 * 2  # looks, questions, tries


def test_a_short_outage_is_no_broken_search(server, settings, site, tmp_path):
    count = 0

    def search(query):
        nonlocal count
        count += 1
        return 500 if count <= 8 else working(query)

    serve(server, search)
    collect(site, tmp_path / "a", settings)
    assert states(tmp_path / "a") == ["found"] * 3


@pytest.mark.parametrize("status", [403, 429])
def test_a_search_that_turns_programs_away_is_blocked(server, settings, site, tmp_path, status):
    serve(server, lambda _query: status)
    collect(site, tmp_path / "a", settings.model_copy(update={"backoff_max_s": 0}))
    assert states(tmp_path / "a") == ["blocked"] * 3


def test_results_drawn_by_a_script_tell_nothing(server, settings, site, tmp_path):
    serve(server, lambda _query: '<div id="app"></div><p>暂无数据</p>', head='<script src="/js/search.js"></script>')
    collect(site, tmp_path / "a", settings)
    assert states(tmp_path / "a") == ["not_tested"] * 3


def test_results_that_the_script_of_the_answer_carries_are_found(server, settings, site, tmp_path):
    def search(query):
        rows = json.dumps([{"t": one.replace(query, f"<em>{query}</em>")} for one in TITLES if query in one])
        return f"<div id='list'></div><script>draw({rows})</script>"

    serve(server, search)
    collect(site, tmp_path / "a", settings)
    assert states(tmp_path / "a") == ["found"] * 3


def test_a_posted_form_is_sent_with_its_hidden_fields_and_kept_with_its_body(server, settings, site, tmp_path):
    form = (
        '<form action="/so.jsp?site=1" method="post"><input type="hidden" name="channel" value="7">'
        '<input name="kw" class="search"><button>搜索</button></form>'
    )
    asked = serve(server, working, form=form, path="/so.jsp", field="kw")
    captures = collect(site, tmp_path / "a", settings)
    assert states(tmp_path / "a") == ["found"] * 3
    plan = plan_of(tmp_path / "a")
    assert asked == [plan.control, *(title.query for title in plan.titles)]
    assert {capture.url for capture in _searches(captures)} == {"http://www.a.gov.cn/so.jsp?site=1"}
    data = b"".join(_unpacked(path) for path in sorted((tmp_path / "a" / "warc").iterdir()))
    assert data.count(b"POST /so.jsp?site=1 HTTP/1.1") == 4
    assert data.count(b"channel=7&kw=") == 4


def _unpacked(path):
    import gzip  # noqa: PLC0415 - here only

    return gzip.decompress(path.read_bytes())


def test_a_page_in_gbk_asks_in_gbk(server, settings, site, tmp_path):
    asked = serve(server, working, charset="gbk")
    collect(site, tmp_path / "a", settings)
    assert states(tmp_path / "a") == ["found"] * 3
    assert asked[1:] == [title.query for title in plan_of(tmp_path / "a").titles]


def test_a_search_that_wants_utf8_on_a_page_in_gbk_is_not_accused(server, settings, site, tmp_path):
    serve(server, working, charset="gbk", read_as="utf-8")
    collect(site, tmp_path / "a", settings)
    assert "found" in states(tmp_path / "a")


def test_a_script_in_utf8_on_a_page_in_gbk_is_not_accused(server, settings, site, tmp_path):
    script = "function so(){location.href='/s?q='+encodeURIComponent(kw.value)}"
    form = f"<input id='kw' type='search'><script>{script}</script>"
    serve(server, working, form=form, charset="gbk")
    collect(site, tmp_path / "a", settings)
    assert states(tmp_path / "a") == ["found"] * 3


def test_an_address_put_together_by_a_script_is_asked(server, settings, site, tmp_path):
    script = "location.href='/so/index.htm?t=1&q='+encodeURIComponent(document.getElementById('kw').value)"
    form = f'<input id="kw" type="search"><button onclick="{script}">搜索</button>'
    asked = serve(server, working, form=form, path="/so/index.htm", charset="gbk", read_as="utf-8")
    collect(site, tmp_path / "a", settings)
    assert states(tmp_path / "a") == ["found"] * 3
    assert plan_of(tmp_path / "a").boxes[0].how == "script"
    assert len(asked) == 4


def test_a_search_of_others_is_not_asked(server, settings, site, tmp_path):
    serve(server, working, form=FORM.replace('"/s"', '"http://so.example.com/s"'))
    assert not _searches(collect(site, tmp_path / "a", settings))
    assert plan_of(tmp_path / "a").not_tested == "foreign_host"


def test_a_search_of_another_government_host_is_asked(server: LocalServer, settings, site, tmp_path):
    serve(server, working, form=FORM.replace('"/s"', '"http://search.prov.gov.cn/s"'))
    collect(site, tmp_path / "a", settings)
    assert states(tmp_path / "a") == ["found"] * 3
    assert any(one.startswith("search.prov.gov.cn/s?") for one in server.asked)
    assert "search.prov.gov.cn/robots.txt" in server.asked


def test_robots_txt_holds_for_the_search_too(server, settings, site, tmp_path):
    asked = serve(server, working)
    server.routes["/robots.txt"] = "User-agent: *\nDisallow: /s\n"
    captures = collect(site, tmp_path / "a", settings)
    assert not asked
    assert {capture.failure for capture in _searches(captures)} == {FailureKind.ROBOTS}
    assert states(tmp_path / "a") == ["not_tested"] * 3


def test_requests_stay_within_the_budget_of_the_site(server, settings, site, tmp_path):
    asked = serve(server, working)
    crawled = collect(site, tmp_path / "a", settings.model_copy(update={"search_tests": 0}))
    most = sum(capture.attempts for capture in crawled) + 4
    captures = collect(site, tmp_path / "a", settings.model_copy(update={"max_requests_per_site": most}))
    assert sum(capture.attempts for capture in captures) <= most
    assert 0 < len(asked) < 4
    assert "not_tested" in states(tmp_path / "a")


def test_no_test_when_the_setting_says_none(server, settings, site, tmp_path):
    asked = serve(server, working)
    collect(site, tmp_path / "a", settings.model_copy(update={"search_tests": 0}))
    assert not asked
    assert not (tmp_path / "a" / "search.json").exists()


@pytest.mark.parametrize("killed_at", [1, 2, 3])
def test_a_killed_test_goes_on_without_asking_again(server, settings, site, tmp_path, monkeypatch, killed_at):
    form = FORM.replace('method="get"', 'method="post"')
    asked = serve(server, working, form=form)
    keep = search_test._Asker._keep
    kept = 0

    def dies(self, target, exchange):
        nonlocal kept
        kept += 1
        if kept > killed_at:
            raise OSError("killed")
        return keep(self, target, exchange)

    with monkeypatch.context() as patch:
        patch.setattr(search_test._Asker, "_keep", dies)
        with pytest.raises(OSError, match="killed"):
            collect(site, tmp_path / "a", settings)
    plan = plan_of(tmp_path / "a")
    asked.clear()
    captures = collect(site, tmp_path / "a", settings)
    assert asked == [plan.control, *(title.query for title in plan.titles)][killed_at:]
    assert plan_of(tmp_path / "a") == plan
    assert len(_searches(captures)) == 4
    assert states(tmp_path / "a") == ["found"] * 3


def test_the_same_seed_and_archive_choose_the_same_titles(server, settings, site, tmp_path):
    serve(server, working)
    collect(site, tmp_path / "a", settings)
    collect(site, tmp_path / "b", settings)
    assert plan_of(tmp_path / "a") == plan_of(tmp_path / "b")
    archive = SiteArchive(tmp_path / "a")
    other = search_test.plan_search(site, archive, count=3, seed="another")
    assert other is not None
    assert other.control != plan_of(tmp_path / "a").control


@pytest.mark.parametrize(
    "splash",
    ['<meta http-equiv="refresh" content="0;url=/index.html">', '<a href="/index.html"><img src="/in.gif"></a>'],
)
def test_the_box_stands_on_the_page_behind_a_splash(server, settings, site, tmp_path, splash):
    serve(server, working)
    server.routes["/index.html"] = server.routes["/"]
    server.routes["/"] = f"<html><head></head><body>{splash}</body></html>"
    collect(site, tmp_path / "a", settings)
    assert states(tmp_path / "a") == ["found"] * 3
