"""A site whose lists and footer only exist after scripts ran: crawled archive, browser, facts."""

import asyncio
import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from browser_support import HOME, Page, WebServer, archived, needs_chromium, page, serving, site

from hengping.collect.browser.axe import AxeResult
from hengping.collect.browser.fleet import Fleet
from hengping.collect.browser.following import follow_rendered
from hengping.collect.browser.notes import NOTES_FILE, read_notes
from hengping.collect.browser.picture import picture_of
from hengping.collect.browser.rendering import render_site
from hengping.collect.client import Client
from hengping.evidence.archive import SiteArchive
from hengping.evidence.shots import read_axe, read_shots
from hengping.extract.challenge import challenge_kind
from hengping.extract.flat import Page as FlatPage
from hengping.model.campaign import CollectSettings
from hengping.model.codec import decode
from hengping.model.evidence import FailureKind
from hengping.model.facts import SiteFacts
from hengping.pipeline.site_reading import site_facts

pytestmark = [pytest.mark.browser, needs_chromium]

AS_OF = date(2026, 11, 20)
NAV = '<div class="nav"><a href="/">首页</a><a href="/zwgk/tzgg/">通知公告</a><a href="/zwgk/jhgh/">计划规划</a></div>'
FOOTER = "主办单位：云溪省人民政府办公室　网站标识码：4500000001　桂ICP备05000001号　<a href=/wzdt/>网站地图</a>"
HOME_PAGE = page(
    f"""{NAV}<img src="/logo.png"><script>fetch('/foot.txt').then(r => r.text()).then(t =>
document.body.insertAdjacentHTML('beforeend', '<div class="footer">' + t + '</div>'))</script>"""
)


def drawn(name: str, source: str) -> str:
    crumb = f'<div class="position">当前位置：<a href="/">首页</a> > {name}</div>'
    return page(
        f"""{NAV}{crumb}<ul class="list" id="l"></ul><script>
fetch('{source}').then(r => r.json()).then(rows => {{
  let html = '';
  for (const [title, day] of rows)
    html += '<li><a href="/a/' + day + '.html">' + title + '</a><span>' + day + '</span></li>';
  document.getElementById('l').innerHTML = html;
}})</script>""",
        name,
    )


ROWS = [[f"关于印发第{n}号工作方案的通知", f"2026-11-0{n}"] for n in range(1, 7)]
PAGES = {
    HOME: HOME_PAGE,
    f"{HOME}zwgk/tzgg/": drawn("通知公告", "/rows.json"),
    f"{HOME}zwgk/jhgh/": drawn("计划规划", "/refused.json"),
}
ROUTES = {f"/{url.removeprefix(HOME)}": text for url, text in PAGES.items()} | {
    "/rows.json": ("application/json", json.dumps(ROWS)),
    "/foot.txt": ("text/plain; charset=utf-8", FOOTER),
    "/refused.json": 403,
}


@pytest.fixture
def server() -> Iterator[WebServer]:
    with serving(ROUTES) as running:  # type: ignore[arg-type]
        yield running


def rendered_facts(folder: Path, server: WebServer, **more: object) -> SiteFacts:
    settings = CollectSettings(browser="all", connect_to=server.rewrite, requests_per_second_per_host=50, **more)  # type: ignore[arg-type]

    async def go() -> None:
        async with Fleet(settings) as fleet:
            await render_site(site(), folder, settings, fleet, lambda *_: None)

    asyncio.run(go())
    return site_facts(folder, site(), AS_OF)


def test_lists_and_footers_drawn_by_script_are_facts(tmp_path: Path, server: WebServer) -> None:
    archived(tmp_path, PAGES)
    before = site_facts(tmp_path, site(), AS_OF)
    after = rendered_facts(tmp_path, server)
    was, now = ({section.title: section for section in facts.sections} for facts in (before, after))
    assert before.home.identity.site_code is None
    assert after.home.identity.site_code == "4500000001"
    assert after.home.identity.icp == "桂ICP备05000001号"
    assert (was["通知公告"].unreadable_why, was["通知公告"].items) == ("scripted", 0)
    assert (now["通知公告"].readable, now["通知公告"].items) == (True, 6)
    assert now["通知公告"].newest_on == date(2026, 11, 6)
    # The list whose source refused us stays a matter for a person: neither blank nor judged.
    assert now["计划规划"] == was["计划规划"]
    assert not now["计划规划"].readable

    captures = SiteArchive(tmp_path).captures()
    records = {capture.record_id: capture for capture in captures}
    assert {records[ref.record_id].purpose for ref in now["通知公告"].evidence} == {"rendered"}
    assert {records[ref.record_id].purpose for ref in after.home.evidence} == {"rendered"}
    drawn_list = SiteArchive(tmp_path).read(records[now["通知公告"].evidence[0].record_id]).body.decode()
    assert ROWS[5][0] in drawn_list


def test_pictures_and_axe_results_are_kept_with_their_pages(tmp_path: Path, server: WebServer) -> None:
    captures = archived(tmp_path, PAGES)
    rendered_facts(tmp_path, server)
    shots = read_shots(tmp_path)
    assert [(shot.url, shot.kind) for shot in shots] == [
        (HOME, "viewport"),
        (HOME, "full"),
        (f"{HOME}zwgk/tzgg/", "viewport"),
        (f"{HOME}zwgk/jhgh/", "viewport"),
    ]
    assert {shot.record_id for shot in shots} <= {capture.record_id for capture in captures}
    for shot in shots:
        assert (tmp_path / "shots" / shot.file).read_bytes()[:3] == b"\xff\xd8\xff"
    axe = decode((tmp_path / "axe" / read_axe(tmp_path)[0].file).read_bytes(), AxeResult)
    (image,) = [rule for rule in axe.violations if rule.id == "image-alt"]
    assert image.help == "图像必须有替代文本"
    assert (image.impact_zh, image.count, image.nodes[0].target) == ("致命", 1, "img")


def test_a_killed_rendering_goes_on_and_repeats_nothing(tmp_path: Path, server: WebServer) -> None:
    archived(tmp_path, PAGES)
    whole = rendered_facts(tmp_path, server)
    captures, notes = SiteArchive(tmp_path).captures(), read_notes(tmp_path)
    lines = (tmp_path / NOTES_FILE).read_bytes().splitlines(keepends=True)
    (tmp_path / NOTES_FILE).write_bytes(b"".join(lines[:2]) + lines[2][:20])  # killed between record and note
    asked = len(server.asked)
    assert rendered_facts(tmp_path, server) == whole
    assert SiteArchive(tmp_path).captures() == captures
    assert [note.url for note in read_notes(tmp_path)] == [note.url for note in notes]
    assert len(server.asked) == asked
    index = SiteArchive(tmp_path).index_path  # killed before the last record
    os.truncate(index, index.stat().st_size - 5)
    (tmp_path / NOTES_FILE).write_bytes(b"".join(lines[:2]))
    assert [section.items for section in rendered_facts(tmp_path, server).sections] == [
        section.items for section in whole.sections
    ]
    assert len(server.asked) > asked
    assert len(read_shots(tmp_path)) == 4


def test_entries_without_dates_are_dated_by_the_pages_they_lead_to(tmp_path: Path, server: WebServer) -> None:
    """Only the rendered list leads to the articles: they are asked for after it, robots.txt kept, once."""
    rows = [[f"关于印发第{n}号工作方案的通知", f"{n}"] for n in range(1, 7)]
    listed = drawn("通知公告", "/undated.json").replace("<span>' + day + '</span>", "")
    routes: dict[str, Page] = {"/zwgk/tzgg/": listed, "/undated.json": ("application/json", json.dumps(rows))}
    for number in range(1, 7):
        text = "<p>各市、县人民政府，各有关部门：现将有关事项通知如下，请认真贯彻执行。</p>" * 20
        routes[f"/a/{number}.html"] = page(
            f"<p>发布时间：2026-11-0{number}</p>{text}", f"关于印发第{number}号方案的通知"
        )
    routes["/robots.txt"] = ("text/plain", "User-agent: *\nDisallow: /wzdt/\n")
    server.routes |= routes
    archived(tmp_path, PAGES | {f"{HOME}zwgk/tzgg/": listed})
    before = {section.title: section for section in rendered_facts(tmp_path, server).sections}["通知公告"]
    assert (before.items, before.readable) == (0, False)  # nobody can say how old the entries are
    settings = CollectSettings(connect_to=server.rewrite, requests_per_second_per_host=100)

    async def go() -> int:
        async with Client(settings) as client:
            return await follow_rendered(tmp_path, settings, client, challenge=challenge_kind)

    assert asyncio.run(go()) == 7  # the articles, and 网站地图 of the footer
    captures = SiteArchive(tmp_path).captures()
    asked = [capture.url.removeprefix(HOME) for capture in captures if capture.source_url]
    assert asked == [f"a/{number}.html" for number in range(1, 7)]
    after = {section.title: section for section in site_facts(tmp_path, site(), AS_OF).sections}["通知公告"]
    assert (after.items, after.undated, after.newest_on) == (6, 0, date(2026, 11, 6))
    assert asyncio.run(go()) == 7
    assert SiteArchive(tmp_path).captures() == captures
    count = len(server.asked)
    rendered_facts(tmp_path, server)
    assert len(server.asked) == count


def test_minutes_end_the_rendering_and_the_rest_is_noted(tmp_path: Path, server: WebServer) -> None:
    archived(tmp_path, PAGES)
    rendered_facts(tmp_path, server, browser_minutes_per_site=1.01 / 60)
    notes = read_notes(tmp_path)
    assert len(notes) == 3
    assert notes[-1].failure is FailureKind.BUDGET


def test_a_picture_marks_an_element_without_scripts_and_network(server: WebServer) -> None:
    html = page(
        f'<ul><li><a href="/gone.html">打不开的链接</a></li></ul><img src="http://127.0.0.1:{server.port}/i.png">'
    )
    html += "<script>document.body.innerHTML = ''</script>"
    (link,) = [element for element in FlatPage(html).elements if element.tag == "a"]
    marked = picture_of(html.encode(), link.path())
    assert marked is not None
    assert marked[:3] == b"\xff\xd8\xff"
    assert picture_of(html.encode(), "打不开的") is not None
    assert picture_of(html.encode(), "没有这些字") is None
    assert server.asked == []
