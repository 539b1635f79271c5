"""Facts from an archive that holds rendered pages; no browser needed."""

from datetime import UTC, date, datetime
from pathlib import Path

from hengping.evidence.archive import SiteArchive
from hengping.evidence.records import Answer, Asked
from hengping.model.facts import SiteFacts
from hengping.model.site import Site
from hengping.pipeline.site_reading import site_facts

HOME = "http://www.a.gov.cn/"
SECTION = f"{HOME}zwgk/tzgg/"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
TEXT = "<p>本网站由云溪省人民政府办公室主办，欢迎浏览各类政府信息。</p>" * 6
FOOTER = '<div class="footer">网站标识码：4500000001　桂ICP备05000001号</div>'
ROWS = "".join(
    f'<li><a href="/a/{n}.html">关于印发第{n}号工作方案的通知</a><span>2026-11-0{n}</span></li>' for n in range(1, 6)
)


def page(inner: str, title: str = "云溪省人民政府") -> bytes:
    nav = '<div class="nav"><a href="/">首页</a><a href="/zwgk/tzgg/">通知公告</a></div>'
    script = "<script>fetch('/l').then(r => r.json()).then(d => {let h = ''; for (const x of d) h += '<li>' + x; "
    script += "document.getElementById('l').innerHTML = h})</script>"
    body = f'{nav}<ul class="list" id="l">{inner}</ul>{script}<div>{TEXT}</div>'
    return f'<html><head><meta charset="utf-8"><title>{title}</title></head><body>{body}</body></html>'.encode()


def facts(folder: Path, rendered: dict[str, bytes]) -> SiteFacts:
    """The same two pages as served; some of them rendered too."""
    archive = SiteArchive(folder)
    with archive.open_writer() as writer:
        of = {}
        for url, title in ((HOME, "云溪省人民政府"), (SECTION, "通知公告")):
            asked = Asked(url=url, purpose="home" if url == HOME else "page", fetched_at=NOW)
            answer = Answer(status=200, headers=(("Content-Type", "text/html"),), payload=page("", title))
            of[url] = writer.add_response(asked, answer)
        for url, html in rendered.items():
            writer.add_rendered(of[url], html, taken_at=NOW)
    site = Site(site_code="4500000001", name="云溪省人民政府", url=HOME)
    return site_facts(folder, site, date(2026, 11, 20))


def test_a_rendered_list_is_read_and_its_evidence_is_the_rendered_record(tmp_path: Path) -> None:
    (before,) = facts(tmp_path / "before", {}).sections
    assert (before.readable, before.unreadable_why) == (False, "scripted")
    after = facts(tmp_path / "after", {SECTION: page(ROWS, "通知公告"), HOME: page("") + FOOTER.encode()})
    (section,) = after.sections
    assert (section.readable, section.items, section.newest_on) == (True, 5, date(2026, 11, 5))
    assert after.home.identity.site_code == "4500000001"
    purposes = {capture.record_id: capture.purpose for capture in SiteArchive(tmp_path / "after").captures()}
    assert [purposes[ref.record_id] for ref in section.evidence] == ["rendered"]
    assert [purposes[ref.record_id] for ref in after.home.evidence] == ["rendered"]


def test_a_rendered_challenge_or_error_changes_no_fact(tmp_path: Path) -> None:
    before = facts(tmp_path / "before", {})
    error = "<html><body><h1>500 服务器内部错误</h1></body></html>".encode()
    door = b"<html><body><script>document.cookie='acw_sc__v2=1';location.reload()</script></body></html>"
    for number, shown in enumerate((error, door, b"")):
        after = facts(tmp_path / str(number), {HOME: shown, SECTION: shown})
        assert [(s.title, s.items, s.readable) for s in after.sections] == [
            (s.title, s.items, s.readable) for s in before.sections
        ]
        assert after.home.identity == before.home.identity
        assert (after.home.readable, after.blocked_by, after.pages_read) == (
            before.home.readable,
            before.blocked_by,
            before.pages_read,
        )
