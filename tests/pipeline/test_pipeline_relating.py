"""Between extract and check: reprints among sites, an earlier round beside this one; the same on one worker or many."""

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hengping.checks.cases import facts_of
from hengping.evidence.files import write_atomic
from hengping.evidence.run_folder import RunFolder
from hengping.extract.similar.fingerprint import fingerprint
from hengping.model import codec
from hengping.model.facts import SiteFacts
from hengping.model.finding import Finding, Outcome
from hengping.pipeline.context import open_run
from hengping.pipeline.first_seen import seen_copies, served_day
from hengping.pipeline.relating import read_relations, relate, relate_sites, relations_file
from hengping.pipeline.replay import replay
from hengping.pipeline.stage_check import check, check_site, read_findings
from hengping.pipeline.verify import verify

AS_OF = date(2026, 5, 20)
TEXT = "".join(chr(0x4E00 + (n * n * 31) % 4999) for n in range(600))


def site_facts(code: str, name: str, *articles: dict[str, Any], as_of: date = AS_OF, **more: object) -> SiteFacts:
    """A readable site with one section, 工作动态, that was read to its end."""
    host = f"http://www.{code}.gov.cn/"
    own = [{"url": f"{host}{number}.html", "section_id": "s-1", **one} for number, one in enumerate(articles)]
    facts = facts_of(
        {
            "site": {"site_code": code, "name": name, "url": host},
            "as_of": as_of.isoformat(),
            "sections": [
                {
                    "section_id": "s-1",
                    "url": f"{host}gzdt/",
                    "title": "工作动态",
                    "section_class": "dynamic",
                    "items": 9,
                }
            ],
            "articles": own,
            "listings": [
                {"section_id": "s-1", "url": f"{host}gzdt/", "title": "工作动态", "covered_from": "2020-01-01"}
            ],
            **more,
        }
    )
    return msgspec.structs.replace(facts, as_of=as_of)


def write(folder: Path, *sites: SiteFacts) -> RunFolder:
    run = RunFolder(folder)
    for facts in sites:
        write_atomic(run.facts_file(facts.site.site_code), codec.encode(facts))
    return run


def judged(run: RunFolder, *codes: str) -> dict[str, list[Finding]]:
    """Findings of this theme by check, after comparing all sites."""
    relate_sites(run.path, codes)
    found: dict[str, list[Finding]] = {}
    for code in codes:
        check_site(run.path, code)
        for finding in read_findings(run, code):
            found.setdefault(finding.check, []).append(finding)
    return found


def failing(findings: list[Finding]) -> list[str]:
    return [finding.subject.url for finding in findings if finding.outcome is Outcome.FAIL]


COPY = {"title": "全省部署汛期值守", "fingerprint": list(fingerprint(TEXT)), "text_length": 600}


def test_a_reprint_is_found_across_the_sites_of_a_run(tmp_path: Path) -> None:
    run = write(
        tmp_path,
        site_facts("1000000001", "云溪省人民政府", {**COPY, "published_on": "2026-05-02"}),
        site_facts("1000000002", "清河县人民政府", {**COPY, "published_on": "2026-05-06"}),
        site_facts("1000000003", "岚浦市人民政府"),
    )
    found = judged(run, "1000000001", "1000000002", "1000000003")["reprint"]
    assert failing(found) == ["http://www.1000000002.gov.cn/0.html"]
    (copy,) = [finding for finding in found if finding.outcome is Outcome.FAIL]
    assert copy.values["original_url"] == "http://www.1000000001.gov.cn/0.html"
    assert copy.values["similarity"] == "1.00"
    assert copy.evidence
    assert [read_relations(run, code).compared_sites for code in ("1000000001", "1000000003")] == [1, 2]


def test_one_site_alone_is_not_tested(tmp_path: Path) -> None:
    found = judged(write(tmp_path, site_facts("1000000001", "云溪省", COPY)), "1000000001")
    assert [finding.outcome for finding in found["reprint"]] == [Outcome.NOT_TESTED]


def follow(before: Path, after: Path, *sites: SiteFacts) -> RunFolder:
    """The folder of the round after, with what the round before saw frozen into it."""
    run = write(after, *sites)
    for name, data in seen_copies(before, [facts.site.site_code for facts in sites]).items():
        write_atomic(run.previous_file(name), data)
    return run


OLD = {"title": "旧消息", "published_on": "2026-01-05"}
NEW = {"title": "新消息", "published_on": "2026-05-18"}
LATE = {"title": "补发的消息", "published_on": "2026-02-03"}


def test_backdating_is_told_by_the_round_before(tmp_path: Path) -> None:
    look = date(2026, 3, 10)
    write(tmp_path / "1", site_facts("1000000001", "云溪省", OLD, as_of=look))
    now = site_facts("1000000001", "云溪省", OLD, NEW, LATE)
    run = follow(tmp_path / "1", tmp_path / "2", now)
    (finding,) = [one for one in judged(run, "1000000001")["backdated"] if one.outcome is Outcome.FAIL]
    assert finding.subject.url == "http://www.1000000001.gov.cn/2.html"
    assert (finding.values["printed_on"], finding.values["first_seen_on"]) == ("2026-02-03", "2026-05-20")
    assert finding.values["absent_on"] == "2026-03-10"
    assert not seen_copies(tmp_path / "none", ["1000000001", "a/b"])


def test_a_mended_fault_that_comes_back_is_a_rebound(tmp_path: Path) -> None:
    empty = {"section_id": "s-1", "url": "/gzdt/", "title": "工作动态", "section_class": "dynamic", "items": 0}
    full = {**empty, "items": 3}
    rounds = [(empty, date(2025, 5, 20)), (full, date(2025, 11, 20)), (full, date(2026, 2, 20)), (empty, AS_OF)]
    before = tmp_path / "none"
    outcomes = []
    for number, (section, as_of) in enumerate(rounds):
        facts = site_facts("1000000001", "云溪省", as_of=as_of)
        facts = msgspec.structs.replace(facts, sections=facts_of({"sections": [section]}).sections)
        run = follow(before, tmp_path / str(number), facts)
        found = judged(run, "1000000001")
        outcomes.append([finding.outcome for finding in found["rebound"]])
        before = run.path
    assert outcomes == [[Outcome.NOT_TESTED], [Outcome.PASS], [Outcome.PASS], [Outcome.FAIL]]
    (finding,) = found["rebound"]
    assert (finding.values["check"], finding.values["past_on"]) == ("blank_section", "2026-02-20")
    order = [one.check for one in read_findings(run, "1000000001")]
    assert order == sorted(order)


def test_many_workers_and_a_second_run_change_nothing(small_run: Any, tmp_path: Path) -> None:
    run = open_run(small_run.copy(tmp_path / "run"))
    files = [relations_file(run.folder, site.site_code) for site in run.sites]
    kept = [file.read_bytes() for file in files]
    findings = [run.folder.findings_file(site.site_code).read_bytes() for site in run.sites]
    stamps = [file.stat().st_mtime_ns for file in files]
    relate(run)
    assert [file.stat().st_mtime_ns for file in files] == stamps  # nothing to do
    shutil.rmtree(files[0].parent)
    check(msgspec.structs.replace(run, workers=2))
    assert [file.read_bytes() for file in files] == kept
    assert [run.folder.findings_file(site.site_code).read_bytes() for site in run.sites] == findings
    assert verify(run.path).holds


def test_findings_follow_when_another_site_changes(small_run: Any, tmp_path: Path) -> None:
    run = open_run(small_run.copy(tmp_path / "run"))
    first, second = (codec.decode(run.folder.facts_file(site.site_code).read_bytes(), SiteFacts) for site in run.sites)
    given = next(one for one in first.articles if one.fingerprint and one.published_on)
    assert given.published_on
    copied = msgspec.structs.replace(
        given,
        url=f"{second.site.url}copied.html",
        section_id="",
        published_on=given.published_on + timedelta(days=2),
        source="",
    )
    changed = msgspec.structs.replace(second, articles=(*second.articles, copied))
    write_atomic(run.folder.facts_file(second.site.site_code), codec.encode(changed))
    check(run)
    found = [one for one in read_findings(run.folder, second.site.site_code) if one.check == "reprint"]
    assert [one.subject.url for one in found] == [copied.url]
    assert found[0].values["original_url"] == given.url


def test_replay_works_without_facts(small_run: Any, tmp_path: Path) -> None:
    copy = small_run.copy(tmp_path / "run")
    shutil.rmtree(copy / "facts")
    assert replay(copy, sample=40).holds


@pytest.mark.parametrize(
    ("header", "day"),
    [
        ("Wed, 18 Nov 2026 17:30:00 GMT", date(2026, 11, 19)),
        ("", None),
        ("yesterday", None),
        ("Wed, 99 Nov 2026 17:30:00 GMT", None),
        ("0", None),
    ],
)
def test_the_day_a_file_was_last_changed(header: str, day: date | None) -> None:
    assert served_day(header) == day
