"""Every check's own examples hold, and together they show every outcome and every message it can give."""

from pathlib import Path

import msgspec
import pytest

from hengping.checks.cases import Case, facts_of, read_cases, run_case
from hengping.checks.catalogue import loaded_checks
from hengping.checks.runner import run_check
from hengping.model.errors import InputError
from hengping.model.finding import Outcome

CHECKS = loaded_checks()
CASES = [(check_id, case) for check_id, check in CHECKS.items() for case in read_cases(check.folder)]


@pytest.mark.parametrize(("check_id", "case"), CASES, ids=[f"{check_id}: {case.name}" for check_id, case in CASES])
def test_example_holds(check_id: str, case: Case) -> None:
    findings, faults = run_case(CHECKS[check_id], case)
    assert not faults
    assert len({finding.finding_id for finding in findings}) == len(findings)
    assert Outcome.ERROR not in {finding.outcome for finding in findings}


@pytest.mark.parametrize("check_id", CHECKS)
def test_examples_show_fail_pass_and_doubt(check_id: str) -> None:
    outcomes = {expected.outcome for case in read_cases(CHECKS[check_id].folder) for expected in case.expect}
    assert (Outcome.BLOCKED if check_id == "blocked" else Outcome.FAIL) in outcomes
    assert Outcome.PASS in outcomes
    assert outcomes - {Outcome.FAIL, Outcome.PASS}


@pytest.mark.parametrize("check_id", CHECKS)
def test_examples_use_every_message(check_id: str) -> None:
    check = CHECKS[check_id]
    given = set()
    for case in read_cases(check.folder):
        findings = run_check(check, facts_of(case.given), check.definition.bind(case.params))
        given |= {finding.messages for finding in findings}
    for key, message in check.definition.messages.items():
        first_words = message.zh.split("{")[0] or message.zh.rsplit("}", 1)[1]
        assert any(first_words in text.zh for text in given), key


def test_wrong_expectation_is_seen() -> None:
    check = CHECKS["icp_missing"]
    case = next(case for case in read_cases(check.folder) if case.name == "首页没有ICP备案号")
    wrong: list[dict[str, object]] = [
        {"outcome": "pass", "url": "/x", "subject": "page", "values": {"printed": "京"}, "message": "没有这句话"}
    ]
    changed = facts_case(case, wrong)
    _, faults = run_case(check, changed)
    assert [fault.split(":")[0] for fault in faults] == [
        "1. outcome",
        "1. url",
        "1. subject",
        "1. printed",
        "1. message",
    ]
    _, faults = run_case(check, facts_case(case, []))
    assert "expected 0 findings, got 1" in faults[0]


def facts_case(case: Case, expect: list[dict[str, object]]) -> Case:
    return msgspec.convert({"name": case.name, "given": case.given, "expect": expect}, Case)


def test_wrong_facts_of_an_example_are_named() -> None:
    check = CHECKS["icp_missing"]
    with pytest.raises(InputError, match=r"icp_missing/cases\.yaml 试.*没有字段 colour"):
        run_case(check, Case(name="试", given={"colour": "red"}, expect=()))
    with pytest.raises(InputError, match="items"):
        run_case(check, Case(name="试", given={"sections": [{"items": "many"}]}, expect=()))


def test_wrong_examples_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "cases.yaml").write_text("cases: [{name: 甲, expected: []}]", encoding="utf-8")
    with pytest.raises(InputError, match=r"cases\.yaml.*expected"):
        read_cases(tmp_path)
