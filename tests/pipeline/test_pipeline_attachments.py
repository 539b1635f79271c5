"""Attachments from the archive to the findings, read in a process that may die."""

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hengping.checks.runner import run_checks
from hengping.collect.walk_keeping import CUT, HEAD_ONLY
from hengping.demo.files import attachment
from hengping.evidence.archive import SiteArchive
from hengping.evidence.records import Answer, Asked
from hengping.model import codec
from hengping.model.site import Site
from hengping.pipeline import attachments as reading_files
from hengping.pipeline import attachments_child
from hengping.pipeline.attachments import AttachmentProcess
from hengping.pipeline.attachments_child import Reading, Request
from hengping.pipeline.site_reading import site_facts

HOME = "http://www.a.gov.cn/"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
ID = "450102199003071238"
LEAK = attachment("docx", "名单", [f"姓名：张三，身份证号：{ID}"])
SITE = Site(site_code="4500000001", name="云溪省人民政府", url=HOME)


@pytest.fixture
def process() -> Iterator[AttachmentProcess]:
    made = AttachmentProcess()
    yield made
    made.close()


def script(text: str) -> tuple[str, ...]:
    return sys.executable, "-c", text


def request(body: bytes, name: str = "a.docx") -> Request:
    return Request(body, name, "名单", "")


def test_one_process_reads_one_file_after_the_other(process: AttachmentProcess) -> None:
    first, second = process.read(request(LEAK)), process.read(request(b"\x00\x01" * 99))
    assert (first.form, [datum.masked for datum in first.personal]) == ("docx", ["4501**********1238"])
    assert second.unread_why == "damaged"
    assert process.read(request(LEAK)) == first == attachments_child.read(request(LEAK))


def test_large_files_pass_the_pipe(process: AttachmentProcess) -> None:
    body = ("姓名：张三\n" * 900_000 + f"身份证号：{ID}\n").encode()
    assert len(body) > 10_000_000
    reading = process.read(request(body, "a.txt"))
    assert (reading.unread_why, reading.text_length) == ("too_large", 4_000_000)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("raise SystemExit(3)", "damaged"),
        ("import os; os.abort()", "damaged"),
        ("import resource as r; r.setrlimit(r.RLIMIT_CPU, (1, 2))\nwhile True: pass", "too_large"),
        ("import time; time.sleep(99)", "too_large"),
    ],
)
def test_a_process_that_dies_or_hangs_is_not_waited_for(text: str, why: str) -> None:
    process = AttachmentProcess(script(text), wait_s=1.5)
    for _ in range(2):
        assert process.read(request(LEAK)) == Reading(unread_why=why)
    process.close()


def test_a_file_at_which_the_process_dies_is_asked_again_of_a_fresh_one(tmp_path: Path) -> None:
    mark = tmp_path / "died"
    text = (
        f"import pathlib, os\nmark = pathlib.Path({str(mark)!r})\n"
        "if not mark.exists():\n    mark.touch()\n    os.abort()\n"
        "from hengping.pipeline.attachments_child import main\nmain()"
    )
    process = AttachmentProcess(script(text))
    assert process.read(request(LEAK)).form == "docx"
    process.close()


def archive(folder: Path, files: dict[str, tuple[bytes, dict[str, str]]]) -> None:
    links = "".join(f'<p><a href="{url}">附件{number}：名单</a></p>' for number, url in enumerate(files))
    page = f"<html><head><title>云溪省</title></head><body>{links}<p>{'政府信息公开。' * 30}</p></body></html>"
    with SiteArchive(folder).open_writer() as writer:
        html = Answer(status=200, headers=(("Content-Type", "text/html"),), payload=page.encode())
        writer.add_response(Asked(url=HOME, purpose="home", fetched_at=NOW), html)
        for url, (body, more) in files.items():
            asked = Asked(url=url, purpose="attachment", fetched_at=NOW, source_url=HOME)
            mime = more.get("mime", "application/octet-stream")
            answer = Answer(status=int(more.get("status", "200")), headers=(("Content-Type", mime),), payload=body)
            writer.add_response(asked, answer, detail=more.get("detail", ""))


def test_leaks_in_attachments_become_findings(tmp_path: Path) -> None:
    archive(
        tmp_path,
        {
            f"{HOME}files/{ID}.docx": (LEAK, {}),
            f"{HOME}files/b.pdf": (attachment("pdf", "通知", ["一切正常，没有号码的通知。"]), {}),
            f"{HOME}files/head.xlsx": (LEAK[:99], {"detail": HEAD_ONLY}),
            f"{HOME}files/cut.xlsx": (LEAK[:99], {"detail": CUT}),
            f"{HOME}files/gone.doc": (LEAK, {"status": "404"}),
            f"{HOME}files/login.doc": (b"<html>login</html>", {"mime": "text/html"}),
            f"{HOME}film.mp4": (LEAK, {"mime": "video/mp4"}),
            "http://www.other.gov.cn/c.docx": (LEAK, {}),
        },
    )
    facts = site_facts(tmp_path, SITE, date(2026, 11, 20))
    assert [(fact.url.removeprefix(HOME), fact.form, fact.unread_why) for fact in facts.attachments] == [
        (f"files/{ID}.docx", "docx", ""),
        ("files/b.pdf", "pdf", ""),
        ("files/cut.xlsx", "other", "too_large"),
        ("files/head.xlsx", "other", "over_budget"),
    ]
    found = {one.subject.url.removeprefix(HOME): one for one in run_checks(facts, only=["personal_data"])}
    assert {url: (one.outcome.value, one.subject.kind) for url, one in found.items()} == {
        f"files/{ID}.docx": ("fail", "attachment"),
        "files/cut.xlsx": ("cannot_tell", "attachment"),
        "files/head.xlsx": ("cannot_tell", "attachment"),
    }
    leak = found[f"files/{ID}.docx"]
    assert (leak.values["kind"], leak.values["source_url"], leak.evidence[0].record_id[:9]) == (
        "id_number",
        HOME,
        "urn:uuid:",
    )
    shown = codec.encode(facts.personal).decode()
    assert ID not in shown.replace(f"files/{ID}.docx", "")


def test_the_attachments_of_one_site_take_so_much_processor_time_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, process: AttachmentProcess
) -> None:
    monkeypatch.setattr(reading_files, "_process", process)
    sites = [tmp_path / name for name in ("a", "b")]
    for folder in sites:
        archive(folder, {f"{HOME}files/{number}.docx": (LEAK, {}) for number in range(4)})
    spent = process.spent_s
    whole = site_facts(sites[0], SITE, date(2026, 11, 20))
    assert {fact.unread_why for fact in whole.attachments} == {""}
    assert process.spent_s > spent
    monkeypatch.setattr(reading_files, "MAX_CPU_S", 0.0)
    facts = site_facts(sites[1], SITE, date(2026, 11, 20))  # what the site before took is not this one's
    assert [fact.unread_why for fact in facts.attachments] == ["", *["site_limit"] * 3]
    assert (facts.tool_fault, facts.page_faults) == ("", ())
    outcomes = [one.outcome.value for one in run_checks(facts, only=["personal_data"])]
    assert sorted(outcomes) == [*["cannot_tell"] * 3, "fail"]


def test_what_a_file_takes_that_kills_its_process_counts_by_the_clock() -> None:
    process = AttachmentProcess(script("import time; time.sleep(99)"), wait_s=0.2)
    process.read(request(LEAK))
    process.close()
    assert process.spent_s >= 0.2


def test_a_site_read_in_full_without_leaks_passes_once(tmp_path: Path) -> None:
    archive(tmp_path, {f"{HOME}a.pdf": (attachment("pdf", "通知", ["一切正常，没有号码的通知。"]), {})})
    found = run_checks(site_facts(tmp_path, SITE, date(2026, 11, 20)), only=["personal_data"])
    assert [(one.outcome.value, one.subject.kind, one.values["attachments_read"]) for one in found] == [
        ("pass", "site", 1)
    ]


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("www.a.gov.cn", True),
        ("files.a.gov.cn", True),
        ("other.gov.cn", False),
        ("nanning-gov.oss-cn-hangzhou.aliyuncs.com", True),
        ("web-1.obs.cn-south-1.myhuaweicloud.com", True),
        ("10.1.2.3", True),
        ("static.somewhere.cn", True),
        ("paper.people.com.cn", False),
        ("www.some-company.com", False),
        ("www.university.edu.cn", False),
    ],
)
def test_files_of_others_are_theirs_whoever_they_are(tmp_path: Path, host: str, own: bool) -> None:  # noqa: FBT001
    archive(tmp_path, {f"http://{host}/files/a.docx": (LEAK, {})})
    facts = site_facts(tmp_path, SITE, date(2026, 11, 20))
    assert bool(facts.attachments) is own
