"""Pages that fight the browser: each is bounded, its neighbours are rendered all the same."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from browser_support import HOME, archived, needs_chromium, page, self_signed, serving, site

from hengping.collect.browser.fleet import BrowserGoneError, Fleet, Session
from hengping.collect.browser.notes import RenderNote, read_notes
from hengping.collect.browser.page import RenderError, Wish, render
from hengping.collect.browser.rendering import render_site
from hengping.evidence.archive import SiteArchive
from hengping.model.campaign import CollectSettings
from hengping.model.evidence import FailureKind

pytestmark = [pytest.mark.browser, needs_chromium]

PLAIN = page("<p>正常页面</p>")


def in_browser(
    routes: dict[str, object], work: Callable[[Fleet, Session], Awaitable[object]], **more: object
) -> object:
    with serving(routes) as server:  # type: ignore[arg-type]

        async def go() -> object:
            settings = CollectSettings(connect_to=server.rewrite)
            async with Fleet(settings, **more) as fleet, fleet.session((), {"a.gov.cn"}) as session:  # type: ignore[arg-type]
                return await work(fleet, session)

        return asyncio.run(go())


READABLE = {
    "dialogs": "<script>alert(1); confirm(2); prompt(3); print(); onbeforeunload = () => 'stay'</script>",
    "popups": "<script>for (let i = 0; i < 500; i++) window.open('/p' + i)</script><a id=a href=/p target=_blank>x</a>"
    "<script>for (let i = 0; i < 20; i++) document.getElementById('a').click()</script>",
    "endless_scroll": "<script>setInterval(() => document.body.append(document.createElement('p')), 30)</script>",
    "endless_requests": "<script>setInterval(() => fetch('/x' + Math.random()).catch(() => 0), 20)</script>",
    "download": "<iframe src='/file.zip'></iframe>",
    "permissions": "<script>navigator.geolocation.getCurrentPosition(() => 0); "
    "Notification?.requestPermission()</script>",
    "replaced_functions": "<script>JSON.stringify = () => '[]'; document.getElementsByTagName = () => []; "
    "Object.defineProperty(document, 'documentElement', {get: () => null})</script>",
}


def test_what_disturbs_is_passed_over() -> None:
    routes: dict[str, object] = {f"/{name}": page(f"<p>正常内容{name}</p>{inner}") for name, inner in READABLE.items()}
    routes["/file.zip"] = ("application/zip", "PK")

    async def work(fleet: Fleet, session: Session) -> object:
        found: dict[str, str] = {}
        for name in READABLE:
            rendered = await render(session, Wish(url=f"{HOME}{name}", timeout_s=25))
            assert f"正常内容{name}".encode() in rendered.html, name
            assert rendered.viewport[:2] == b"\xff\xd8", name
            found[name] = rendered.final_url
        assert fleet.started == 1
        return found

    assert in_browser(routes, work) == {name: f"{HOME}{name}" for name in READABLE}


GONE = "browser went away"
FATAL: dict[str, tuple[str, tuple[str, ...]]] = {
    "busy": ("<script>while (true) { }</script>", ("timeout",)),
    "alert_loop": ("<iframe></iframe><script>const f = frames[0]; while (true) f.alert(1)</script>", ("timeout",)),
    "script_redirects": (
        "<script>setTimeout(() => location.reload(), 20)</script>",
        ("redirects without end", "timeout"),
    ),
    "million_nodes": (
        "<div id=d></div><script>document.getElementById('d').innerHTML = '<i></i>'.repeat(1e6)</script>",
        ("too many nodes: 10000", GONE, "timeout"),
    ),
    "huge_text": (
        "<p id=p></p><script>document.getElementById('p').textContent = 'x'.repeat(3e7)</script>",
        ("document too large", GONE, "timeout"),
    ),
    "never_ends": ("", ("timeout",)),
    "missing": ("", ("http 404", "net::ERR_HTTP_RESPONSE_CODE_FAILURE")),
    "greedy_script": (
        "<script>const a = []; while (true) a.push(new Array(1e6).fill({}))</script>",
        ("page crashed", "Page crashed", "Target crashed", GONE, "timeout"),
    ),
}


WITHOUT_END = frozenset({"busy", "alert_loop", "never_ends"})
"""Nothing but the time limit ends these."""


def test_what_cannot_be_read_is_given_up_and_the_next_page_is_read() -> None:
    routes: dict[str, object] = {f"/{name}": page(inner) for name, (inner, _) in FATAL.items()} | {"/": PLAIN}
    del routes["/missing"]

    def drip(request: object) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n<p>")  # type: ignore[attr-defined]
        request.wfile.flush()  # type: ignore[attr-defined]
        time.sleep(12)

    routes["/never_ends"] = drip

    async def work(_fleet: Fleet, session: Session) -> object:
        said: dict[str, str] = {}
        for name in FATAL:
            try:
                await render(session, Wish(url=f"{HOME}{name}", timeout_s=3 if name in WITHOUT_END else 6))
                said[name] = "rendered"
            except (RenderError, BrowserGoneError) as error:
                said[name] = str(error)
            rendered = await render(session, Wish(url=HOME, timeout_s=25))
            assert "正常页面".encode() in rendered.html, name
        return said

    said = in_browser(routes, work)
    assert isinstance(said, dict)
    for name, (_, why) in FATAL.items():
        assert said[name].startswith(why), (name, said[name])


def test_a_browser_that_is_killed_is_replaced() -> None:
    async def work(fleet: Fleet, session: Session) -> object:
        await render(session, Wish(url=HOME))
        running = await fleet.browser()
        assert running.tree is not None
        assert len(running.tree.pids()) > 1
        gone = asyncio.Event()
        running.browser.on("disconnected", lambda _browser: gone.set())
        running.tree.kill()
        await gone.wait()
        rendered = await render(session, Wish(url=HOME))
        assert "正常页面".encode() in rendered.html
        return fleet.started, running.tree.pids()

    assert in_browser({"/": PLAIN}, work) == (2, [])


def test_a_browser_is_recycled_after_its_pages_and_over_its_memory() -> None:
    async def pages(fleet: Fleet, session: Session) -> object:
        for _ in range(5):
            await render(session, Wish(url=HOME))
        return fleet.started, fleet.killed, sum(one.browser.is_connected() for one in fleet._running)

    assert in_browser({"/": PLAIN}, pages, pages_per_browser=2) == (3, 0, 1)

    async def memory(fleet: Fleet, session: Session) -> object:
        with pytest.raises((BrowserGoneError, RenderError)):
            await render(session, Wish(url=HOME))
        return fleet.killed > 0

    assert in_browser({"/": PLAIN}, memory, memory_bytes=50_000_000) is True


def test_a_site_goes_on_past_a_page_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hengping.collect.browser.rendering.PAGE_TIMEOUT_S", 6.0)
    drawn = "<ul id=l></ul><script>fetch('/l').then(r => r.json()).then(d => {let h = ''; for (const x of d) "
    drawn += "h += '<li><a href=/a/' + x + '.html>关于某项工作的通知</a></li>'; "
    drawn += "document.getElementById('l').innerHTML = h})</script>"
    pages = {HOME: PLAIN, f"{HOME}busy": page(drawn + FATAL["busy"][0]), f"{HOME}list": page(drawn)}
    archived(tmp_path, pages)
    notes = _rendered_site(
        tmp_path,
        {
            "/": PLAIN,
            "/busy": pages[f"{HOME}busy"],
            "/list": pages[f"{HOME}list"],
            "/l": ("application/json", "[1,2,3]"),
        },
    )
    by_url = {note.url.removeprefix(HOME): note for note in notes}
    assert by_url["busy"].failure is FailureKind.OWN_FAULT
    assert by_url["busy"].detail == "timeout"
    assert by_url[""].failure is by_url["list"].failure is None
    rendered = [capture.url for capture in SiteArchive(tmp_path).captures() if capture.purpose == "rendered"]
    assert rendered == [HOME, f"{HOME}list"]


def test_a_page_that_goes_on_by_script_is_read_where_it_ends(tmp_path: Path) -> None:
    splash = page("<script>setTimeout(() => location.replace('/index.html'), 900)</script>")
    archived(tmp_path, {HOME: splash, f"{HOME}index.html": PLAIN})
    (first, *_) = _rendered_site(tmp_path, {"/": splash, "/index.html": PLAIN})
    (rendered,) = [capture for capture in SiteArchive(tmp_path).captures() if capture.purpose == "rendered"]
    assert (first.why, first.failure, first.record_id) == ("home", None, rendered.record_id)
    assert rendered.url == f"{HOME}index.html"
    assert b"\xe6\xad\xa3\xe5\xb8\xb8" in SiteArchive(tmp_path).read(rendered).body


@pytest.mark.parametrize(("failure", "works"), [(None, False), (FailureKind.CERTIFICATE, True)])
def test_a_bad_certificate_is_passed_over_only_where_it_is_known(
    tmp_path: Path, failure: FailureKind | None, *, works: bool
) -> None:
    with serving({"/": PLAIN}, self_signed(tmp_path, "www.a.gov.cn")) as server:
        home = f"https://www.a.gov.cn:{server.port}/"
        folder = tmp_path / "evidence"
        archived(folder, {home: PLAIN}, failure=failure)

        async def resolve(_host: str, _port: int) -> list[str]:
            return ["127.0.0.1"]

        async def go() -> None:
            settings = CollectSettings(browser="home", allow_private_addresses=True)
            async with Fleet(settings, resolve=resolve) as fleet:
                await render_site(site(home), folder, settings, fleet, lambda *_: None)

        asyncio.run(go())
        (note,) = read_notes(folder)
        assert (note.failure is None) is works, note
        assert works or "ERR_CERT" in note.detail


def test_https_works_by_connect_to(tmp_path: Path) -> None:
    with serving({"/": PLAIN}, self_signed(tmp_path, "www.a.gov.cn")) as server:
        archived(tmp_path / "e", {"https://www.a.gov.cn/": PLAIN})

        async def go() -> None:
            settings = CollectSettings(browser="home", connect_to=server.rewrite)
            async with Fleet(settings) as fleet:
                await render_site(site("https://www.a.gov.cn/"), tmp_path / "e", settings, fleet, lambda *_: None)

        asyncio.run(go())
        (note,) = read_notes(tmp_path / "e")
        assert note.failure is None
        assert note.record_id


def _rendered_site(folder: Path, routes: dict[str, object]) -> list[RenderNote]:
    with serving(routes) as server:  # type: ignore[arg-type]

        async def go() -> None:
            settings = CollectSettings(browser="all", connect_to=server.rewrite, requests_per_second_per_host=50)
            async with Fleet(settings) as fleet:
                await render_site(site(), folder, settings, fleet, lambda *_: None)

        asyncio.run(go())
    return read_notes(folder)
