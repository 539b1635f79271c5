"""A page that makes our own readers raise while its site is collected: it costs itself only, and is noted."""

from pathlib import Path
from typing import Any

import pytest
from browser_support import HOME as DRAWN_HOME
from browser_support import archived, page
from browser_support import site as browser_site
from collect_support import HOME, html
from search_support import collect, plan_of, serve, states, working

from hengping.collect import run, search_test_plan
from hengping.collect.account import read_account
from hengping.collect.browser import choice, following, rendering
from hengping.collect.page_guard import PageGuard
from hengping.collect.run import IN_PROCESS, collect_sites
from hengping.evidence.archive import SiteArchive
from hengping.evidence.errors import EvidenceError
from hengping.extract.outlinks import read_outlinks
from hengping.model.campaign import CollectSettings
from hengping.pipeline.stage_extract import partial_why


def raising(read: Any, *ends: str, error: type[BaseException] = ValueError) -> Any:
    """The reader, raising at addresses with these ends."""

    def reader(body: bytes, url: str, **more: Any) -> Any:
        if url.endswith(ends):
            raise error(url)
        return read(body, url, **more)

    return reader


def gather(site, folder, settings, **more):
    collect_sites([site], lambda _: folder, settings, lambda _: None, workers=IN_PROCESS, **more)
    return {one.url.removeprefix(HOME): one for one in SiteArchive(folder).captures() if one.purpose != "robots"}


def three(server):
    server.routes |= {
        "/": html("/bad.html", "/good.html"),
        "/bad.html": html("/lost.html"),
        "/good.html": html("/kept.html"),
        "/kept.html": html(),
    }


def test_a_page_whose_links_cannot_be_read_is_noted_and_the_crawl_goes_on(server, settings, site, tmp_path):
    three(server)
    captures = gather(site, tmp_path / "a", settings, read_links=raising(read_outlinks, "bad.html"))
    assert set(captures) == {"", "bad.html", "good.html", "kept.html"}
    assert (captures["bad.html"].status, captures["bad.html"].detail) == (200, "links_unread")
    account = read_account(tmp_path / "a")
    assert (account.unread, account.fault) == (1, "")
    assert partial_why(account) == "tool_fault"  # what is not found may stand behind that page


def test_links_that_cannot_be_queued_are_noted_too(server, settings, site, tmp_path, monkeypatch):
    three(server)
    add = run.crawl_site.__globals__["Desk"]._queue

    def queue(self, target, links):
        if target.url.endswith("bad.html"):
            raise ValueError(target.url)
        add(self, target, links)

    monkeypatch.setattr("hengping.collect.walk_desk.Desk._queue", queue)
    assert set(gather(site, tmp_path / "a", settings)) == {"", "bad.html", "good.html", "kept.html"}
    account = read_account(tmp_path / "a")
    assert (account.unread, account.fault) == (1, "")


@pytest.mark.parametrize("error", [OSError, EvidenceError])
def test_what_no_page_is_to_blame_for_ends_the_collection(server, settings, site, tmp_path, error):
    three(server)
    with pytest.raises(error):
        gather(site, tmp_path / "a", settings, read_links=raising(read_outlinks, "bad.html", error=error))


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, OSError])
def test_the_guard_lets_through_what_is_no_pages(error):
    with pytest.raises(error), PageGuard("x", "http://a.cn/"):
        raise error


def test_pages_that_cannot_be_read_are_no_titles_to_ask_for(server, settings, site, tmp_path, monkeypatch):
    serve(server, working)
    nasty = ("/", "1.html", "2.html", "3.html", "4.html")
    monkeypatch.setattr(search_test_plan, "read_page", raising(search_test_plan.read_page, *nasty))
    collect(site, tmp_path / "a", settings)
    assert states(tmp_path / "a") == ["found"] * 3
    assert not any(title.wanted_url.endswith(nasty) for title in plan_of(tmp_path / "a").titles)
    assert read_account(tmp_path / "a").fault == ""


@pytest.mark.parametrize("name", ["read_outlinks", "PageBoxes"])
def test_a_home_page_that_cannot_be_read_stops_nothing(server, settings, site, tmp_path, monkeypatch, name):
    serve(server, working)
    read = getattr(search_test_plan, name)

    def reader(body: bytes, url: str, **more: Any) -> Any:
        if body:
            raise ValueError(url)
        return read(body, url, **more)

    monkeypatch.setattr(search_test_plan, name, reader)
    assert collect(site, tmp_path / "a", settings)
    assert plan_of(tmp_path / "a").found_box  # it is not said that there is none


def test_an_answer_of_the_search_that_cannot_be_read_stops_nothing(server, settings, site, tmp_path, monkeypatch):
    def fails(*_what, **_more):
        raise ValueError

    serve(server, working)
    monkeypatch.setattr("hengping.extract.site_search._judged", fails)
    assert collect(site, tmp_path / "a", settings)
    assert read_account(tmp_path / "a").fault == ""


def test_a_step_that_fails_costs_that_step_of_that_site_only(server, settings, site, tmp_path):
    async def step(*_what):
        raise ValueError

    three(server)
    assert "kept.html" in gather(site, tmp_path / "a", settings, beside=[step], after=[step])


DRAWN = page(
    "<ul id=l></ul><script>fetch('/l').then(r => r.json()).then(d => {let h = ''; for (const x of d) "
    "h += '<li><a href=' + x + '>' + x + '</a></li>'; document.getElementById('l').innerHTML = h})</script>"
)


@pytest.mark.parametrize("name", ["read_page", "drawn.drawn_by_script", "challenge_kind"])
def test_a_page_that_cannot_be_read_is_not_rendered_and_the_others_are(tmp_path: Path, monkeypatch, name):
    pages = {f"{DRAWN_HOME}{path}": DRAWN for path in ("", "drawn1/", "bad/", "drawn2/")}
    captures = archived(tmp_path, pages)
    holder, _, last = f"choice.{name}".rpartition(".")
    module = choice if holder == "choice" else choice.drawn
    read = getattr(module, last)
    if name == "challenge_kind":
        fails = iter((True, False))  # the template is not asked for it
        monkeypatch.setattr(choice, last, lambda *given: 1 / 0 if next(fails) else read(*given))
    else:
        monkeypatch.setattr(module, last, raising(read, "bad/"))
    chosen = [one.capture.url for one in choice.choose(browser_site(), SiteArchive(tmp_path), captures, "all")]
    assert [url for url in chosen if not url.endswith("bad/")] == [
        DRAWN_HOME,
        f"{DRAWN_HOME}drawn1/",
        f"{DRAWN_HOME}drawn2/",
    ]


def test_a_rendered_page_that_cannot_be_read_leads_nowhere(tmp_path: Path, monkeypatch):
    captures = archived(tmp_path, {DRAWN_HOME: DRAWN, f"{DRAWN_HOME}bad/": DRAWN})
    with SiteArchive(tmp_path).open_writer() as writer:
        for capture in captures:
            link = f"<a href='/from{len(capture.url)}.html'>某某通知</a>"
            writer.add_rendered(capture, page(link).encode(), taken_at=capture.fetched_at)
    monkeypatch.setattr(following, "read_outlinks", raising(following.read_outlinks, "bad/"))
    found = [target.url for target in following._targets(SiteArchive(tmp_path), CollectSettings())]
    assert found == [f"{DRAWN_HOME}from{len(DRAWN_HOME)}.html"]


def test_hosts_that_cannot_be_read_stop_no_rendering(tmp_path: Path, monkeypatch):
    capture = archived(tmp_path, {DRAWN_HOME: DRAWN})[0]
    monkeypatch.setattr(rendering, "named_hosts", lambda *_what: 1 / 0)
    with SiteArchive(tmp_path).open_writer() as writer:
        turn = rendering._Rendering(browser_site(), SiteArchive(tmp_path), writer, CollectSettings(), None)  # type: ignore[arg-type] # no browser is asked
        assert turn._named(capture) == frozenset()
