"""Two-source judgement over a real run: what is only suspected waits for a person, and costs nothing until then."""

import json
import shutil
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from msgspec import structs

from hengping.checks.catalogue import catalogue
from hengping.evidence.manifest import seal
from hengping.evidence.run_folder import RunFolder
from hengping.model import codec
from hengping.model.errors import InputError, RunError
from hengping.model.finding import Finding, Outcome, Subject
from hengping.model.review import Review
from hengping.model.score import SiteScore
from hengping.model.text import Text
from hengping.pipeline.accuracy_table import Counted, Table
from hengping.pipeline.assisted import decided, held_back, read_assisted
from hengping.pipeline.campaign_file import load_campaign
from hengping.pipeline.context import create_run, open_run
from hengping.pipeline.review_deciding import decide, record_sample
from hengping.pipeline.review_tasks import ReviewTask, draw_sample, tasks_of
from hengping.pipeline.run import redo_stage
from hengping.pipeline.run_info import read_run_info, write_run_info
from hengping.pipeline.stage_check import read_findings
from hengping.pipeline.stage_report import report_inputs
from hengping.pipeline.stage_score import read_reviews
from hengping.pipeline.stamps import file_digest
from hengping.pipeline.verify import verify
from hengping.scoring.coverage import checks_read_by

SYSTEMS = ("national-check-2019", "guangxi-2017")
TRUSTED, FEW = "broken_link", "stale_section"
AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
FAULTS = {Outcome.FAIL, Outcome.PARTLY}


def _finding(check: str, outcome: Outcome, name: str = "1") -> Finding:
    return Finding(
        finding_id=f"{check}-{name}",
        site_code="1",
        check=check,
        version=1,
        outcome=outcome,
        subject=Subject(kind="page", url=f"http://a/{name}"),
        values={},
        evidence=(),
        as_of=date(2026, 11, 20),
        messages=Text("有问题", "wrong"),
    )


def _review(finding_id: str, outcome: Outcome | None, minute: int = 0, **more: object) -> Review:
    at = AT.replace(minute=minute)
    return Review(
        site_code="1", finding_id=finding_id, outcome=outcome, actor="张某", decided_at=at, reason="看过", **more
    )


def test_only_undecided_faults_of_assisted_checks_become_doubts():
    findings = [
        _finding("suspicion", Outcome.FAIL),
        _finding("suspicion", Outcome.PARTLY, "2"),
        _finding("suspicion", Outcome.PASS, "3"),
        _finding("suspicion", Outcome.FAIL, "4"),
        _finding("certain", Outcome.FAIL),
    ]
    held = held_back(findings, [_review("suspicion-4", Outcome.FAIL)], {"suspicion"})
    assert [one.outcome for one in held] == ["cannot_tell", "cannot_tell", "pass", "fail", "fail"]
    assert [one.outcome for one in findings] == ["fail", "partly", "pass", "fail", "fail"]


def test_an_accepted_explanation_alone_confirms_nothing():
    held = held_back([_finding("s", Outcome.FAIL)], [_review("s-1", None, explained=True)], {"s"})
    assert [one.outcome for one in held] == ["cannot_tell"]


def test_a_later_decision_takes_the_earlier_back():
    reviews = [_review("s-1", Outcome.FAIL, 1), _review("s-1", Outcome.PASS, 2)]
    assert [one.outcome for one in decided([_finding("s", Outcome.FAIL)], reviews, {"s"}, "1")] == ["pass"]
    reviews.append(_review("s-1", Outcome.CANNOT_TELL, 3))
    assert [one.outcome for one in decided([_finding("s", Outcome.FAIL)], reviews, {"s"}, "1")] == ["cannot_tell"]


def _table(path: Path) -> Path:
    """Measured: one check on many findings, another on few."""
    versions = {key: catalogue()[key].version for key in (TRUSTED, FEW)}
    rows = (
        Counted(check=TRUSTED, version=versions[TRUSTED], source="demo", hits=300),
        Counted(check=FEW, version=versions[FEW], source="demo", hits=20),
    )
    path.write_bytes(codec.encode_pretty(Table(measured_on=date(2026, 11, 1), code="x", rows=rows)))
    return path


@pytest.fixture(scope="module")
def demanding(small_run, tmp_path_factory):
    """The small run as if its campaign had trusted one check alone: the same evidence, scored again."""
    base = tmp_path_factory.mktemp("demanding")
    folder = RunFolder(small_run.copy(base / "run"))
    _table(folder.accuracy_json)
    info = read_run_info(folder.run_json)
    campaign = info.campaign | {"min_precision": 0.9}
    write_run_info(
        folder.run_json, structs.replace(info, campaign=campaign, accuracy=file_digest(folder.accuracy_json))
    )
    seal(folder.path, [folder.run_json, folder.accuracy_json], "setup")
    for stage in ("score", "rank", "report"):
        redo_stage(open_run(folder.path), stage)
    return folder.path


def test_a_campaign_freezes_the_table_it_holds_its_checks_against(small_run, tmp_path):
    loaded = load_campaign(small_run.campaign)
    changes = {"min_precision": 0.9, "accuracy": str(_table(tmp_path / "measured.json"))}
    changed = type(loaded)(loaded.campaign.model_copy(update=changes), loaded.folder)
    run = create_run(changed, tmp_path / "run")
    assert run.folder.accuracy_json.read_bytes() == (tmp_path / "measured.json").read_bytes()
    assert run.info.accuracy == file_digest(run.folder.accuracy_json)
    run.folder.accuracy_json.write_bytes(b"{}")
    with pytest.raises(RunError, match="摘要不符"):
        open_run(run.path)


def _score(run: Path, code: str, system: str = SYSTEMS[0]) -> SiteScore:
    return codec.decode(RunFolder(run).score_file(system, code).read_bytes(), SiteScore)


def _tasks(run: Path) -> list[ReviewTask]:
    return list(codec.read_lines(RunFolder(run).results_root / "review_tasks.jsonl", ReviewTask))


def test_a_check_below_the_demanded_precision_is_demoted_and_the_run_says_why(demanding):
    recorded = read_assisted(RunFolder(demanding))
    assert recorded.min_precision == "0.9"
    assert TRUSTED not in recorded.checks
    assert recorded.checks[FEW].why == "min_precision"  # 20 of 20: the lower bound is 0.8389
    assert recorded.checks[FEW].low == "0.8388"
    assert recorded.checks["icp_missing"].why == "unmeasured"
    info = json.loads(RunFolder(demanding).run_json.read_bytes())
    assert info["campaign"]["min_precision"] == 0.9
    assert info["accuracy"] == recorded.accuracy
    assert verify(demanding).holds


def test_a_demoted_check_costs_nothing_but_lowers_the_coverage(small_run, demanding):
    gained = lowered = 0
    for site in open_run(demanding).sites:
        for system in SYSTEMS:
            trusting, careful = (_score(run, site.site_code, system) for run in (small_run.path, demanding))
            assert careful.root is not None
            assert trusting.root is not None
            assert careful.root.score >= trusting.root.score
            assert careful.coverage <= trusting.coverage
            gained += careful.root.score > trusting.root.score
            lowered += careful.coverage < trusting.coverage
    assert gained
    assert lowered


def test_documents_name_demoted_checks_and_print_no_suspicion_as_a_fault(demanding):
    inputs = report_inputs(open_run(demanding))
    assert any("不低于90%" in note and "没有实测" in note for note in inputs.method_notes)
    assert any("待人工确认，不计入扣分" in note for note in inputs.method_notes)
    for findings in inputs.findings.values():
        assert {one.check for one in findings if one.outcome in FAULTS} <= {TRUSTED}


def test_every_suspicion_is_a_review_task_with_its_evidence(demanding):
    run = open_run(demanding)
    tasks = {task.finding_id: task for task in _tasks(demanding)}
    assisted = read_assisted(run.folder).checks
    for site in run.sites:
        for one in read_findings(run.folder, site.site_code):
            if one.outcome in FAULTS and one.check in assisted:
                assert tasks[one.finding_id].why in {"assisted", "demoted"}
                assert tasks[one.finding_id].evidence == one.evidence
    assert all(task.show == f"hengping show {task.finding_id}" for task in tasks.values())
    assert Counter(task.decision is None for task in tasks.values()) == {True: len(tasks)}


def test_what_waits_is_counted_everywhere_alike(demanding):
    run = open_run(demanding)
    tasks = _tasks(demanding)
    for system_id in run.systems:
        scores = [_score(demanding, site.site_code, system_id) for site in run.sites]
        pending = sum(task.pending and system_id in task.systems for task in tasks)
        assert pending == sum(score.open_doubts for score in scores if score.provisional) > 0
    assert any(task.waits and not task.pending for task in tasks)  # of checks that no system counts
    (note,) = [note for note in report_inputs(run).method_notes if "待人工确认" in note]
    assert f"尚有{sum(task.pending and task.why != 'cannot_tell' for task in tasks)}处待人工确认" in note


def test_a_confirmed_suspicion_counts_and_a_later_decision_undoes_it(demanding, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(demanding, folder)
    run = open_run(folder)
    before = {site.site_code: _score(folder, site.site_code) for site in run.sites}
    used = set(checks_read_by(run.systems[SYSTEMS[0]]))
    task = next(task for task in _tasks(folder) if task.why == "demoted" and task.check in used)
    findings = RunFolder(folder).findings_file(task.site_code).read_bytes()

    decide(run, task.finding_id, outcome="fail", reason="打开看过，确已过期", actor="李某")
    redo_stage(open_run(folder), "score")
    confirmed = next(one for one in _tasks(folder) if one.finding_id == task.finding_id)
    assert confirmed.decision is not None
    assert (confirmed.decision.outcome, confirmed.decision.actor) == ("fail", "李某")
    after = _score(folder, task.site_code)
    assert after.root is not None
    assert after != before[task.site_code]
    assert task.finding_id in codec.encode(after).decode()

    decide(run, task.finding_id, outcome="cannot_tell", reason="看错了栏目", actor="李某")
    redo_stage(open_run(folder), "score")
    assert _score(folder, task.site_code) == before[task.site_code]
    assert [one.outcome for one in read_reviews(run.folder)] == ["fail", "cannot_tell"]
    assert RunFolder(folder).findings_file(task.site_code).read_bytes() == findings
    for stage in ("rank", "report"):
        redo_stage(open_run(folder), stage)
    assert verify(folder).holds


def test_a_decision_is_sealed_at_once_and_wrong_ones_are_refused(small_run, tmp_path):
    folder = small_run.copy(tmp_path / "run")
    run = open_run(folder)
    finding = read_findings(run.folder, run.sites[0].site_code)[0]
    decide(run, finding.finding_id, outcome="pass", reason="正常", actor="王某")
    assert not [one for one in verify(folder).mismatches if one.path.startswith("reviews")]
    for bad in (
        {"outcome": "maybe", "reason": "r", "actor": "a"},
        {"outcome": "pass", "reason": " ", "actor": "a"},
        {"outcome": "pass", "reason": "r", "actor": ""},
        {"outcome": "error", "reason": "r", "actor": "a"},
    ):
        with pytest.raises(InputError):
            decide(run, finding.finding_id, **bad)
    with pytest.raises(InputError):
        decide(run, "no-such-finding", outcome="pass", reason="r", actor="a")
    assert len(read_reviews(run.folder)) == 1


def test_a_sample_is_drawn_of_every_automatic_check_and_drawn_again_the_same(small_run, tmp_path):
    folder = small_run.copy(tmp_path / "run")
    run = open_run(folder)
    drawn = draw_sample(run, rate=Fraction("0.05"), seed="2026")
    assert drawn == draw_sample(run, rate=Fraction("0.05"), seed="2026")
    assert drawn.findings != draw_sample(run, rate=Fraction("0.05"), seed="2027").findings
    by_id = {one.finding_id: one for site in run.sites for one in read_findings(run.folder, site.site_code)}
    faults = {one.check for one in by_id.values() if one.outcome in FAULTS}
    assert {by_id[one].check for one in drawn.findings} == faults - set(read_assisted(run.folder).checks)
    assert len(draw_sample(run, rate=Fraction(1), seed="").findings) == drawn.of
    record_sample(run, drawn)
    why = {task.finding_id: task.why for task in tasks_of(open_run(folder), ())}
    assert {why[one] for one in drawn.findings} == {"sample"}


def test_decimals_of_the_lower_bound_are_rounded_down():
    row = Table(measured_on=date(2026, 1, 1), code="", rows=(Counted(check="c", version=1, source="demo", hits=20),))
    found = row.of("c", 1)
    assert found is not None
    assert found.precision_low == Decimal("0.8388")
