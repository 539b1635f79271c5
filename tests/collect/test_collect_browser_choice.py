"""Which pages are rendered, what is kept of them and what is not, without any browser."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from browser_support import HOME, archived, page, site

from hengping.collect.browser.axe import MAX_NODES, AxeResult, slimmed
from hengping.collect.browser.choice import Level, choose
from hengping.collect.browser.chromium import PATH_VARIABLE, arguments, find_chromium
from hengping.collect.browser.fleet import Fleet
from hengping.collect.browser.notes import RenderNote, add_note, minutes_used, read_notes
from hengping.collect.browser.rendering import render_site
from hengping.collect.hosts import named_hosts, registrable_domain
from hengping.evidence.archive import SiteArchive
from hengping.extract.page import read_page
from hengping.model.campaign import CollectSettings
from hengping.model.codec import decode
from hengping.model.evidence import FailureKind

LIST = "".join(
    f'<li><a href="/zwgk/2026-11-0{n}/t{n}.html">关于印发第{n}号工作方案的通知</a><span>2026-11-0{n}</span></li>'
    for n in range(1, 8)
)
SECTION = page(f'<div class="position">当前位置：首页 > 通知公告</div><ul class="list">{LIST}</ul>', "通知公告")
ARTICLE = page(
    '<meta name="ArticleTitle" content="关于印发方案的通知"><p>发布时间：2026-11-03</p>'
    + "<p>各市、县人民政府，各有关部门：现将有关事项通知如下，请认真贯彻执行。</p>" * 40,
    "关于印发方案的通知",
)
DRAWN = page(
    "<ul id=l></ul><script>fetch('/l').then(r => r.json()).then(d => {let h = ''; for (const x of d) "
    "h += '<li><a href=' + x + '>' + x + '</a></li>'; document.getElementById('l').innerHTML = h})</script>"
)


def chosen(folder: Path, pages: dict[str, str], level: Level, **more: object) -> list[tuple[str, str]]:
    captures = archived(folder, pages, **more)  # type: ignore[arg-type]
    return [
        (one.capture.url.removeprefix(HOME), one.why) for one in choose(site(), SiteArchive(folder), captures, level)
    ]


PAGES = {
    HOME: page("<p>首页</p>"),
    f"{HOME}plain.html": page("<p>无脚本</p>"),
    f"{HOME}zwgk/": SECTION,
    f"{HOME}drawn1/": DRAWN,
    f"{HOME}zwgk/2026-11-03/t3.html": ARTICLE,
    f"{HOME}zwgk/2026-11-04/t4.html": ARTICLE,
    f"{HOME}drawn2/": DRAWN,
}
SOME = [("", "home"), ("zwgk/", "section"), ("zwgk/2026-11-03/t3.html", "article")]


@pytest.mark.parametrize(
    ("level", "wanted"),
    [
        ("off", []),
        ("home", [("", "home")]),
        ("sample", [*SOME, ("drawn1/", "scripted"), ("drawn2/", "scripted")]),
        ("all", [*SOME, ("drawn1/", "scripted"), ("drawn2/", "scripted")]),
    ],
)
def test_pages_follow_from_setting_and_archive(tmp_path: Path, level: Level, wanted: list[tuple[str, str]]) -> None:
    assert chosen(tmp_path, PAGES, level) == wanted


def test_a_sample_ends_and_all_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hengping.collect.browser.choice.SAMPLE_PAGES", 3)
    many = {HOME: PAGES[HOME]} | {f"{HOME}d{n}/": DRAWN for n in range(6)}
    sample = chosen(tmp_path / "s", many, "sample")
    assert sample == [("", "home"), ("d0/", "section"), ("d1/", "scripted"), ("d2/", "scripted"), ("d3/", "scripted")]
    assert len(chosen(tmp_path / "a", many, "all")) == 7


def test_the_home_page_is_found_behind_its_redirect(tmp_path: Path) -> None:
    pages = {f"{HOME}index.html": PAGES[HOME]}
    assert chosen(tmp_path, pages, "home", redirects={HOME: f"{HOME}index.html"}) == [("index.html", "home")]


def test_pages_that_turned_us_away_are_not_rendered(tmp_path: Path) -> None:
    assert chosen(tmp_path, PAGES, "all", failure=FailureKind.BLOCKED) == []


def test_a_page_that_may_be_drawn_by_script_counts_too(tmp_path: Path) -> None:
    """What the facts would leave to a person is rendered, and what they can read is not."""
    doubtful = page("<div id=box></div><script>new Vue({el: '#box'})</script>")
    framed = page("<iframe src='/list.html' width=900 height=600></iframe>")
    pages = {HOME: PAGES[HOME], f"{HOME}zwgk/": SECTION, f"{HOME}a/1.html": ARTICLE}
    pages |= {f"{HOME}doubt/": doubtful, f"{HOME}frame/": framed}
    found = [url for url, why in chosen(tmp_path, pages, "all") if why == "scripted"]
    assert read_page(doubtful.encode(), HOME, content_type="text/html; charset=utf-8").scripted
    assert found == ["doubt/"]


def test_hosts_a_page_loads_from() -> None:
    body = b"""<script src="//cdn.a.com/x.js"></script><img src='http://b.cn/1'><a href="http://no.cn/">x</a>
    <link rel=stylesheet href=https://c.cn:8443/s.css><iframe src="/own"></iframe><script src="http://[bad"></script>"""
    assert named_hosts(body, HOME) == {"cdn.a.com", "b.cn", "c.cn"}
    assert len(named_hosts(b"".join(b"<img src=//h%d.cn/>" % n for n in range(9999)), HOME)) == 64
    assert registrable_domain("zjj.nn.gov.cn") == "nn.gov.cn"
    assert registrable_domain("www.xn--zfr164b") == "www.xn--zfr164b"
    assert registrable_domain("gov.cn") == registrable_domain("127.0.0.1") == registrable_domain("[::1]") == ""


def test_what_axe_says_is_typed_and_bounded() -> None:
    node = {"target": "a" * 500, "summary": "s", "html": "<b>"}
    rule = {"id": "image-alt", "impact": "critical", "help": "图像必须有替代文本", "count": 99, "nodes": [node] * 30}
    kept = decode(slimmed(json.dumps({"violations": [rule] * 250, "passes": 7}), HOME), AxeResult)
    assert len(kept.violations[0].nodes) == MAX_NODES
    assert kept.violations[0].count == 99
    assert kept.violations[0].impact_zh == "致命"
    assert len(kept.violations) == 200
    assert len(kept.violations[0].nodes[0].target) == 400
    for foreign in ("", "[]", "null", '{"violations": 3}', '{"violations": [{"id": 3}]}', "x" * 10):
        assert slimmed(foreign, HOME) == b""


def test_notes_survive_a_torn_line(tmp_path: Path) -> None:
    for number in range(2):
        add_note(tmp_path, RenderNote(url=f"{HOME}{number}", at=datetime.now(UTC), elapsed_ms=30_000))
    with (tmp_path / "browser.jsonl").open("ab") as stream:
        stream.write(b'{"url":"torn')
    notes = read_notes(tmp_path)
    assert [note.url for note in notes] == [f"{HOME}0", f"{HOME}1"]
    assert minutes_used(notes) == 1.0


def test_the_browser_is_named_by_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "mine"
    monkeypatch.setenv(PATH_VARIABLE, str(program))
    assert find_chromium() is None
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert find_chromium() == program
    assert "--disable-quic" in arguments("x")


def no_browser(folder: Path, settings: CollectSettings) -> Sequence[RenderNote]:
    async def go() -> None:
        async with Fleet(settings) as fleet:
            for _ in range(2):
                await render_site(site(), folder, settings, fleet, lambda *_: None)

    asyncio.run(go())
    return read_notes(folder)


def test_without_a_browser_every_chosen_page_is_noted_and_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(PATH_VARIABLE, str(tmp_path / "none"))
    before = archived(tmp_path / "e", PAGES)
    notes = no_browser(tmp_path / "e", CollectSettings(browser="all", requests_per_second_per_host=1000))
    assert [note.url.removeprefix(HOME) for note in notes] == [
        url for url, _ in [*SOME, ("drawn1/", ""), ("drawn2/", "")]
    ]
    assert {(note.failure, note.detail) for note in notes} == {(FailureKind.OWN_FAULT, "no chromium")}
    assert SiteArchive(tmp_path / "e").captures() == before
    assert "".join(capsys.readouterr()).count("未找到浏览器") == 1


def test_a_browser_that_does_not_start_is_our_own_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "broken"
    program.write_text(f"#!/bin/sh\necho started >> {tmp_path}/starts\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv(PATH_VARIABLE, str(program))
    archived(tmp_path / "e", PAGES)
    notes = no_browser(tmp_path / "e", CollectSettings(browser="all", requests_per_second_per_host=1000))
    assert {note.failure for note in notes} == {FailureKind.OWN_FAULT}
    assert len(notes) == 5
    assert "start" in notes[0].detail
    assert (tmp_path / "starts").read_text().count("started") == 3


def test_no_minutes_no_pages(tmp_path: Path) -> None:
    archived(tmp_path, PAGES)
    (note,) = no_browser(tmp_path, CollectSettings(browser="home", browser_minutes_per_site=0))
    assert note.failure is FailureKind.BUDGET
