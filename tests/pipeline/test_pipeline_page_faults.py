"""A page that makes a reader raise: that page is given up, the others of its site are judged as ever."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from conftest import SmallRun
from hengping.checks.runner import run_checks
from hengping.evidence.archive import SiteArchive
from hengping.evidence.errors import EvidenceError
from hengping.evidence.records import Answer, Asked
from hengping.extract.page import read_page
from hengping.model.facts import PageFacts, SiteFacts
from hengping.model.finding import Outcome
from hengping.model.site import Site
from hengping.pipeline import faces, site_reading
from hengping.pipeline.context import open_run
from hengping.pipeline.stage_extract import Beside, extract_site

HOME = "http://www.a.gov.cn/"
NOW, AS_OF = datetime(2026, 11, 20, tzinfo=UTC), date(2026, 11, 20)
SITE = Site(site_code="4500000001", name="云溪省人民政府", url=HOME)
NAV = '<div class="nav"><a href="/">首页</a><a href="/tzgg/">通知公告</a><a href="/gzdt/">工作动态</a></div>'
ROWS = "".join(f'<li><a href="/a/{n}.html">关于第{n}号工作方案</a><span>2026-10-1{n}</span></li>' for n in range(1, 6))
FOUND = frozenset({Outcome.FAIL, Outcome.PARTLY})
SHOWN_AT_HOME = ("site_code_missing", "icp_missing", "sponsor_missing", "contact_missing", "search_missing")
ANYWHERE = ("no_service", "no_message_channel")
Reader = Callable[..., PageFacts]


def write(folder: Path, pages: dict[str, str], purpose: str = "page") -> None:
    with SiteArchive(folder).open_writer() as writer:
        for url, body in pages.items():
            html = f'<html><head><meta charset="utf-8"><title>云溪省</title></head><body>{body}</body></html>'
            asked = Asked(url=url, purpose="home" if url == HOME else purpose, fetched_at=NOW)  # type: ignore[arg-type] # a purpose
            headers = (("Content-Type", "text/javascript" if url.endswith(".js") else "text/html"),)
            writer.add_response(asked, Answer(status=200, headers=headers, payload=html.encode()))


def three_pages(folder: Path) -> None:
    list_ = f'<ul class="list">{ROWS}</ul>'
    write(folder, {HOME: NAV + list_, f"{HOME}tzgg/": NAV + list_, f"{HOME}gzdt/": NAV + list_})


def raising(monkeypatch: pytest.MonkeyPatch, *urls: str, error: type[Exception] = ValueError, room: Any = None) -> None:
    for name in ("read_page", "read_script"):
        read: Reader | None = getattr(room or site_reading, name, None)
        if read is None:
            continue

        def reader(body: bytes, url: str, *, _read: Reader = read, **more: Any) -> PageFacts:
            if url in urls:
                raise error(url)
            return _read(body, url, **more)

        monkeypatch.setattr(room or site_reading, name, reader)


def outcomes(facts: SiteFacts, *checks: str) -> set[Outcome]:
    return {finding.outcome for finding in run_checks(facts, only=checks)}


def faults(facts: SiteFacts) -> list[tuple[str, str, str]]:
    return [(fault.url.removeprefix(HOME), fault.purpose, fault.error) for fault in facts.page_faults]


def test_a_section_that_cannot_be_read_is_left_to_a_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    three_pages(tmp_path)
    raising(monkeypatch, f"{HOME}tzgg/")
    facts = site_reading.site_facts(tmp_path, SITE, AS_OF)
    assert (facts.tool_fault, faults(facts)) == ("", [("tzgg/", "page", "ValueError")])
    assert facts.page_faults[0].evidence.record_id
    sections = {one.title: one for one in facts.sections}
    assert (sections["通知公告"].readable, sections["通知公告"].unreadable_why) == (False, "tool_fault")
    assert (sections["工作动态"].readable, sections["工作动态"].items) == (True, 5)
    by_title = {one.subject.title: one for one in run_checks(facts, only=["blank_section"])}
    assert {title: one.outcome for title, one in by_title.items()} == {
        "通知公告": Outcome.CANNOT_TELL,
        "工作动态": Outcome.PASS,
    }
    assert "未能读出" in by_title["通知公告"].messages.zh
    assert {link.state for link in facts.links if link.url == f"{HOME}tzgg/"} == {"ok"}
    assert outcomes(facts, *SHOWN_AT_HOME) == {Outcome.FAIL}  # the home page was read
    assert outcomes(facts, *ANYWHERE) == {Outcome.CANNOT_TELL}  # what is not found may stand on the page that was not


def test_a_home_page_that_cannot_be_read_is_left_to_a_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    three_pages(tmp_path)
    raising(monkeypatch, HOME, error=RecursionError)
    facts = site_reading.site_facts(tmp_path, SITE, AS_OF)
    assert (facts.reachable, facts.tool_fault, faults(facts)) == (True, "", [("", "home", "RecursionError")])
    found = run_checks(facts, only=[*SHOWN_AT_HOME, *ANYWHERE, "home_not_updated"])
    assert {one.outcome for one in found} == {Outcome.CANNOT_TELL}
    assert all("未能读出首页" in one.messages.zh for one in found)
    assert {section.items for section in facts.sections} == {5}  # the other pages were read


def test_a_home_page_behind_a_door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {HOME: '<a href="/main.html">进入</a>', f"{HOME}main.html": NAV + ROWS})
    raising(monkeypatch, f"{HOME}main.html")
    assert outcomes(site_reading.site_facts(tmp_path, SITE, AS_OF), *SHOWN_AT_HOME) == {Outcome.CANNOT_TELL}


def test_a_script_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {HOME: f'{NAV}<ul>{ROWS}</ul><div class="footer"><script src="/foot.js"></script></div>'})
    write(tmp_path, {f"{HOME}foot.js": "x"}, purpose="frame")
    raising(monkeypatch, f"{HOME}foot.js")
    facts = site_reading.site_facts(tmp_path, SITE, AS_OF)
    assert faults(facts) == [("foot.js", "frame", "ValueError")]
    assert outcomes(facts, "icp_missing", "contact_missing") == {Outcome.CANNOT_TELL}


def test_the_answer_that_can_be_read_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    three_pages(tmp_path)
    three_pages(tmp_path)
    once: list[str] = []
    read = read_page

    def reader(body: bytes, url: str, **more: Any) -> PageFacts:
        once.append(url)
        if once.count(url) == 1:
            raise ValueError(url)
        return read(body, url, **more)

    monkeypatch.setattr(site_reading, "read_page", reader)
    facts = site_reading.site_facts(tmp_path, SITE, AS_OF)
    assert (len(once), facts.page_faults, facts.partial_why) == (6, (), "")


@pytest.mark.parametrize("error", [MemoryError, OSError, EvidenceError])
def test_what_no_page_is_to_blame_for_is_raised(
    error: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    three_pages(tmp_path)
    raising(monkeypatch, f"{HOME}tzgg/", error=error)
    with pytest.raises(error):
        site_reading.site_facts(tmp_path, SITE, AS_OF)


def test_a_face_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    three_pages(tmp_path)
    write(tmp_path, {HOME + "?": NAV}, purpose="cloaking")
    with SiteArchive(tmp_path).open_writer() as writer:
        for source in ("", "https://www.baidu.com/"):
            asked = Asked(url=HOME, purpose="cloaking", fetched_at=NOW, source_url=source)
            answer = Answer(status=200, headers=(("Content-Type", "text/html"),), payload=NAV.encode())
            writer.add_response(asked, answer)
    raising(monkeypatch, HOME, room=faces)
    facts = site_reading.site_facts(tmp_path, SITE, AS_OF)
    assert faults(facts) == [("", "cloaking", "ValueError")]
    assert outcomes(facts, "cloaking") == {Outcome.NOT_TESTED}
    assert outcomes(facts, *SHOWN_AT_HOME) == {Outcome.FAIL}


def found_faulty(facts: SiteFacts) -> set[str]:
    findings = run_checks(facts, {"interpretation_unlinked": {"sample": 0}})  # else another sample is drawn
    return {one.finding_id for one in findings if one.outcome in FOUND}


def test_no_page_that_cannot_be_read_accuses_its_site(small_run: SmallRun, monkeypatch: pytest.MonkeyPatch) -> None:
    run = open_run(small_run.path)
    site = run.sites[0]
    folder = run.folder.site_evidence(site.site_code)
    read, kept = read_page, {}
    bad = ""

    def reader(body: bytes, url: str, **more: Any) -> PageFacts:
        if url == bad:
            raise ValueError(url)
        key = (url, more["evidence"].record_id)
        if key not in kept:
            kept[key] = read(body, url, **more)
        return kept[key]

    monkeypatch.setattr(site_reading, "read_page", reader)
    monkeypatch.setattr(site_reading, "read_attachments", lambda *_args: ((), ()))
    whole = found_faulty(site_reading.site_facts(folder, site, run.as_of))
    urls = sorted({url for url, _ in kept})
    assert len(urls) > 100
    for bad in [url for url in urls if url == site.url] + urls[::4]:
        facts = site_reading.site_facts(folder, site, run.as_of)
        assert [fault.url for fault in facts.page_faults] == [bad]
        found = found_faulty(facts)
        assert found <= whole, bad
        assert found or bad == site.url, bad  # the other pages are judged as ever


def test_the_run_goes_on_and_its_facts_tell(
    small_run: SmallRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = small_run.copy(tmp_path / "run")
    run = open_run(path)
    site = run.sites[0]
    raising(monkeypatch, site.url)
    extract_site(path, site, run.as_of, Beside())
    written = run.folder.facts_file(site.site_code).read_text(encoding="utf-8")
    assert '"page_faults":' in written
    assert '"tool_fault":' not in written
