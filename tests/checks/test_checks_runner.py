"""The runner: gates of the whole site, faults of checks, order and identity of findings."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hengping.checks.cases import HOME, facts_of
from hengping.checks.catalogue import LoadedCheck, catalogue, loaded_checks
from hengping.checks.context import Context, Params
from hengping.checks.runner import run_check, run_checks
from hengping.model.errors import InputError
from hengping.model.evidence import EvidenceRef
from hengping.model.facts import SiteFacts
from hengping.model.finding import Finding, Outcome, Subject, Verdict, finding_id

SOME_SUBJECTS: dict[str, Any] = {
    "sections": [{"url": "/b/"}, {"url": "/a/"}],
    "links": [{"url": "/2.html"}, {"url": "/1.html", "state": "broken", "status": 404}],
    "guides": [{}],
    "messages": [{}],
    "pages": [{}],
    "visits": [{"repeat": 140}],
}


def by_check(findings: list[Finding]) -> dict[str, list[Finding]]:
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.check, []).append(finding)
    return groups


def fake(judge: Any) -> LoadedCheck:
    return LoadedCheck(catalogue()["broken_link"], judge, Path())


def verdict(url: str = HOME, outcome: Outcome = Outcome.PASS, **changes: Any) -> Verdict:
    values = {"kind": "internal", "status": 403, "failure": None}
    return Verdict(outcome=outcome, subject=Subject(kind="link", url=url), **{"values": values, **changes})


def test_blocked_site_is_blocked_in_every_check() -> None:
    findings = run_checks(facts_of({**SOME_SUBJECTS, "blocked_by": "challenge"}))
    assert [finding.check for finding in findings] == sorted(catalogue())
    for finding in findings:
        assert finding.outcome is Outcome.BLOCKED
        assert (finding.subject.kind, finding.subject.url) == ("site", HOME)
        assert finding.messages.zh.startswith("网站整体受阻（返回人机验证页面）")


def test_unreachable_site_is_judged_by_its_visits_alone() -> None:
    given = {"reachable": False, "home": {"fetched": False}, "visits": [{"repeat": 140, "result": "failed"}]}
    groups = by_check(run_checks(facts_of(given)))
    assert set(groups) == set(catalogue())
    assert [finding.outcome for finding in groups.pop("home_unavailable")] == [Outcome.FAIL]
    for (finding,) in groups.values():
        assert finding.outcome is Outcome.NOT_TESTED
        assert "网站一直未能打开" in finding.messages.zh


def test_fault_of_the_tool_is_an_error_everywhere() -> None:
    findings = run_checks(facts_of({**SOME_SUBJECTS, "tool_fault": "ParseError"}))
    assert {finding.outcome for finding in findings} == {Outcome.ERROR}
    assert len(findings) == len(catalogue())
    assert "（ParseError）" in findings[0].messages.zh


def test_a_site_that_our_own_side_did_not_ask_is_not_said_to_have_unreadable_evidence() -> None:
    findings = run_checks(facts_of({**SOME_SUBJECTS, "tool_fault": "采集端断网", "not_asked": True}))
    assert {finding.outcome for finding in findings} == {Outcome.ERROR}
    assert "未能访问该网站（采集端断网）" in findings[0].messages.zh
    assert "读出" not in findings[0].messages.zh


def from_pages(findings: list[Finding]) -> dict[str, Outcome]:
    """Outcomes of the checks that judge what was read from pages; the others know the site from elsewhere."""
    elsewhere = {"site", "visits", "probes", "outside", "division", "accessibility", "home_weight"}
    return {
        finding.check: finding.outcome for finding in findings if not elsewhere & set(catalogue()[finding.check].needs)
    }


def test_home_missing_is_not_tested_never_failed() -> None:
    findings = run_checks(facts_of({"home": {"fetched": False, "newest_on": None, "evidence": []}}))
    outcomes = from_pages(findings)
    assert {check: outcome for check, outcome in outcomes.items() if outcome is not Outcome.NOT_TESTED} == {}
    assert Outcome.FAIL not in {finding.outcome for finding in findings}


def test_scripted_home_is_never_failed() -> None:
    findings = run_checks(facts_of({"home": {"readable": False, "newest_on": None}}))
    assert Outcome.FAIL not in {finding.outcome for finding in findings}
    outcomes = from_pages(findings)
    assert outcomes.pop("blocked") is Outcome.PASS
    open_ends = {Outcome.CANNOT_TELL, Outcome.NOT_TESTED}
    assert {check: outcome for check, outcome in outcomes.items() if outcome not in open_ends} == {}
    assert outcomes["icp_missing"] is Outcome.CANNOT_TELL


def test_every_subject_has_an_outcome() -> None:
    groups = by_check(run_checks(facts_of(SOME_SUBJECTS)))
    assert [finding.subject.url for finding in groups["blank_section"]] == [HOME + "a/", HOME + "b/"]
    assert [finding.outcome for finding in groups["broken_link"]] == [Outcome.FAIL, Outcome.PASS]
    assert all(groups[check_id] for check_id in catalogue())


def test_finding_carries_identity_version_and_evidence() -> None:
    (finding,) = run_checks(facts_of({"sections": [{"url": "/b/", "items": 0}]}), only=["blank_section"])
    assert finding.finding_id == finding_id("blank_section", "9901020003", HOME + "b/")
    assert finding.version == catalogue()["blank_section"].version
    assert finding.subject.id == "s-0000000001"
    assert finding.evidence[0].record_id.startswith("urn:uuid:")
    assert finding.as_of == date(2026, 5, 20)


def test_home_address_of_the_roster_is_the_subject() -> None:
    given = {"site": {"url": "HTTP://WWW.Example.gov.cn"}, "home": {"url": HOME + "index.html"}}
    (finding,) = run_checks(facts_of(given), only=["icp_missing"])
    assert finding.subject.url == HOME
    (finding,) = run_checks(facts_of({"site": {"url": "nowhere"}}), only=["icp_missing"])
    assert finding.subject.url == HOME


def test_parameters_reach_their_check() -> None:
    facts = facts_of({"sections": [{"newest_on": "2026-04-01"}]})
    before = run_checks(facts, only=["stale_section"])
    after = run_checks(facts, {"stale_section": {"duties": {"notice": {"months": 1}}}}, ["stale_section"])
    assert [before[0].outcome, after[0].outcome] == [Outcome.PASS, Outcome.FAIL]
    assert before[0].finding_id == after[0].finding_id


def test_unknown_check_is_an_input_error() -> None:
    with pytest.raises(InputError, match="没有检查项 dark_links"):
        run_checks(facts_of({}), only=["dark_links"])
    with pytest.raises(InputError, match="没有检查项 dark_links"):
        run_checks(facts_of({}), {"dark_links": {}})
    assert run_checks(facts_of({}), only=[]) == []


def test_check_that_raises_is_one_error_of_the_site() -> None:
    def broken(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:
        yield verdict()
        raise ZeroDivisionError

    (finding,) = run_check(fake(broken), facts_of({}), {})
    assert finding.outcome is Outcome.ERROR
    assert finding.values == {"exception": "ZeroDivisionError"}
    assert finding.subject.kind == "site"
    assert "（ZeroDivisionError），此项无结论，不扣分" in finding.messages.zh


@pytest.mark.parametrize("changes", [{"message": "unwritten"}, {"outcome": Outcome.BLOCKED, "values": {}}])
def test_verdict_without_words_is_an_error(changes: dict[str, Any]) -> None:
    (finding,) = run_check(fake(lambda *_: iter([verdict(**changes)])), facts_of({}), {})
    assert finding.outcome is Outcome.ERROR
    assert finding.values == {"exception": "KeyError"}


def test_agreeing_verdicts_become_one_with_all_evidence() -> None:
    refs = [(EvidenceRef(f"urn:uuid:{number}", "sha256:00"),) for number in (2, 1)]
    same = [verdict(evidence=refs[0]), verdict(evidence=refs[1]), verdict(HOME + "x")]
    findings = run_check(fake(lambda *_: iter(same)), facts_of({}), {})
    assert [finding.outcome for finding in findings] == [Outcome.PASS, Outcome.PASS]
    assert findings[0].evidence == (*refs[1], *refs[0])
    assert run_check(fake(lambda *_: reversed(same)), facts_of({}), {}) == findings


def test_contradicting_verdicts_are_an_error_of_that_subject_alone() -> None:
    given = [verdict(), verdict(outcome=Outcome.BLOCKED), verdict(HOME + "x")]
    findings = run_check(fake(lambda *_: iter(given)), facts_of({}), {})
    assert [finding.outcome for finding in findings] == [Outcome.ERROR, Outcome.PASS]
    assert "2条结论互相矛盾" in findings[0].messages.zh


def test_visit_evidence_points_at_the_failed_lines() -> None:
    given = {"visits": [{"repeat": 20}, {"repeat": 2, "result": "failed", "failure": "dns"}]}
    facts = facts_of(given)
    (finding,) = run_checks(facts, only=["home_unavailable"])
    assert [ref.record_id for ref in finding.evidence] == ["visits:21", "visits:22"]
    moved = msgspec.structs.replace(facts, visits=tuple(reversed(facts.visits)))
    assert run_checks(moved, only=["home_unavailable"])[0] == finding


def test_checks_are_found_in_their_folders() -> None:
    for check_id, check in loaded_checks().items():
        assert check.folder.name == check_id
        assert check.folder.parent.name == check.definition.theme
