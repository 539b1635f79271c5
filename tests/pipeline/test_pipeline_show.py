"""``show`` and ``replay`` over a whole run: each finding's page, and the same verdicts from the archive alone."""

from pathlib import Path

import pytest

from hengping.evidence.errors import EvidenceError
from hengping.evidence.manifest import check as manifest_faults
from hengping.evidence.run_folder import RunFolder
from hengping.model.errors import InputError
from hengping.model.finding import Finding, Outcome
from hengping.pipeline.context import open_run
from hengping.pipeline.replay import replay
from hengping.pipeline.show import default_run, find, show
from hengping.pipeline.stage_check import read_findings

pytestmark = pytest.mark.slow


def faults(run: Path) -> dict[str, list[Finding]]:
    """What does not hold, by check."""
    found: dict[str, list[Finding]] = {}
    opened = open_run(run)
    for site in opened.sites:
        for finding in read_findings(opened.folder, site.site_code):
            if finding.outcome is Outcome.FAIL:
                found.setdefault(finding.check, []).append(finding)
    return found


def test_every_check_has_a_page_with_its_fault(run_copy, tmp_path):
    marked = {}
    for check, findings in faults(run_copy).items():
        for finding in findings[:3]:
            shown = show(run_copy, finding.finding_id, tmp_path / finding.finding_id)
            text = shown.page.read_text(encoding="utf-8")
            assert finding.messages.zh in text.replace("&#34;", '"').replace("&amp;", "&")
            assert shown.captures or shown.visits
            for capture in shown.captures:
                assert capture.capture.record_id in text
                if capture.page:
                    marked.setdefault(check, []).append(capture.marks)
    for check in ("broken_link", "attachment_broken", "stale_section", "site_code_mismatch", "message_unanswered"):
        assert all(marks[0] >= 1 for marks in [marked[check]]), (check, marked[check])
    assert len(marked) >= 15


def test_a_broken_link_is_marked_on_the_page_that_links_to_it(run_copy, tmp_path):
    finding = faults(run_copy)["broken_link"][0]
    shown = show(run_copy, finding.finding_id, tmp_path / "out")
    assert shown.captures[0].capture.url == finding.values["source_url"]
    assert shown.captures[0].marks >= 1
    assert shown.captures[-1].capture.url == finding.subject.url


def test_the_run_stays_as_it_was(run_copy):
    finding = faults(run_copy)["blank_section"][0]
    assert show(run_copy, finding.finding_id).page.is_relative_to(run_copy.resolve() / ".state")
    assert manifest_faults(run_copy) == []


def test_changed_evidence_is_not_shown(run_copy, tmp_path):
    finding = faults(run_copy)["stale_section"][0]
    for warc in RunFolder(run_copy).site_evidence(finding.site_code).glob("warc/*.warc.gz"):
        warc.write_bytes(bytes(warc.stat().st_size))
    with pytest.raises(EvidenceError):
        show(run_copy, finding.finding_id, tmp_path)


def test_ids_may_be_cut_short_but_not_too_short(run_copy):
    finding = faults(run_copy)["stale_section"][0]
    folder = RunFolder(run_copy)
    assert find(folder, finding.finding_id[:-4]).finding_id == finding.finding_id
    with pytest.raises(InputError, match="开头"):
        find(folder, "stale_section-")
    with pytest.raises(InputError, match="没有这条"):
        find(folder, "stale_section-ffffffffffffffff")


def test_the_run_folder_is_found(run_copy, tmp_path):
    assert default_run(run_copy) == run_copy
    assert default_run(run_copy.parent).samefile(run_copy)
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(InputError, match="没有结果目录"):
        default_run(empty)


def test_a_thousand_findings_replay_to_the_same_verdict(run_copy):
    result = replay(run_copy, sample=1000, seed=2026)
    assert result.findings == min(1000, result.of)
    assert result.findings >= 1000
    assert result.holds, result.differences[:3]


def test_another_verdict_on_file_is_named(run_copy):
    finding = faults(run_copy)["stale_section"][0]
    path = RunFolder(run_copy).findings_file(finding.site_code)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    forged = [
        line.replace('"outcome":"fail"', '"outcome":"pass"') if finding.finding_id in line else line for line in lines
    ]
    path.write_text("".join(forged), encoding="utf-8")
    result = replay(run_copy)
    assert [each.before.finding_id for each in result.differences] == [finding.finding_id]
    assert result.differences[0].now is not None
    assert result.differences[0].now.outcome is Outcome.FAIL
