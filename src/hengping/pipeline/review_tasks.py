"""Review tasks (复核任务): what waits for a person, with the evidence at hand.

Three kinds: suspicions of assisted checks, doubts (``cannot_tell``) that an indicator system of the run counts, and a
drawn sample of what the program decided by itself, which shows how right it is. A task is decided by a line in
``reviews/``; taking a decision back is a later line.

One count says how much waits (待人工确认): :attr:`ReviewTask.pending`. Per system it is the sum of ``open_doubts`` over
the scores that are provisional: findings without a decision, of checks that the system counts, on sites whose result
may still change by them. Suspicions of checks that no system of the run counts, or on sites that a veto leaves without
a number, are tasks too, yet they keep no result provisional; they and the sample are never part of that count.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Literal

import msgspec

from hengping.evidence.files import write_atomic
from hengping.evidence.run_folder import RunFolder
from hengping.indicators.system import IndicatorSystem
from hengping.model import codec
from hengping.model.evidence import EvidenceRef
from hengping.model.finding import Finding, Outcome, Subject
from hengping.model.review import Review
from hengping.model.text import Text
from hengping.pipeline.assisted import FAULTS, Assisted, read_assisted
from hengping.pipeline.context import Run
from hengping.pipeline.reading import read_one
from hengping.pipeline.stage_check import read_findings
from hengping.scoring.coverage import checks_read_by
from hengping.scoring.reviews import latest

TASKS_FILE = "review_tasks.jsonl"
SAMPLE_FILE = "review_sample.json"
TaskWhy = Literal["assisted", "demoted", "cannot_tell", "sample"]
WHY_ZH: dict[TaskWhy, str] = {
    "assisted": "疑似问题，须经人确认",
    "demoted": "检查项准确率未达要求，须经人确认",
    "cannot_tell": "程序不能判断",
    "sample": "抽样核对",
}


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """The latest decision on a task."""

    outcome: Outcome
    actor: str
    decided_at: str
    reason: str


class ReviewTask(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line of ``results/review_tasks.jsonl``.

    Attributes:
        site_code, finding_id, check, version, outcome, subject, evidence, messages: of the finding.
        why: why a person is asked.
        show: command that opens the archived page with the fault marked.
        decision: the latest; None: there is none.
        systems: ids of the run's systems whose result for this site it keeps provisional while nobody has decided;
            none: whatever is decided changes no number.
    """

    site_code: str
    finding_id: str
    check: str
    version: int
    why: TaskWhy
    outcome: Outcome
    subject: Subject
    messages: Text
    evidence: tuple[EvidenceRef, ...] = ()
    show: str
    decision: Decision | None = None
    systems: tuple[str, ...] = ()

    @property
    def pending(self) -> bool:
        """Whether it keeps a result provisional (待人工确认): undecided, counted by a system of the run, no sample."""
        return self.waits and self.why != "sample" and bool(self.systems)

    @property
    def waits(self) -> bool:
        """Whether nobody has decided it yet, or the decision was taken back."""
        return self.decision is None or self.decision.outcome is Outcome.CANNOT_TELL


class _Standing(msgspec.Struct, frozen=True):
    """What of a score says whether it is final."""

    provisional: bool = False


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """What was drawn to be confirmed: contents of ``results/review_sample.json``.

    Attributes:
        seed, rate: of the draw.
        findings: ids, in order.
        of: faults it was drawn from.
    """

    seed: str
    rate: str
    findings: tuple[str, ...]
    of: int


def write_tasks(run: Run, reviews: Sequence[Review]) -> Path:
    """Write ``results/review_tasks.jsonl``."""
    path = run.folder.results_root / TASKS_FILE
    write_atomic(path, codec.encode_lines(tasks_of(run, reviews)))
    return path


def tasks_of(run: Run, reviews: Sequence[Review]) -> Iterator[ReviewTask]:
    """All review tasks of a run, decided ones included, site by site in roster order.

    Args:
        run: the run; its findings must be there.
        reviews: all human decisions.
    """
    assisted = read_assisted(run.folder)
    used = systems_by_check(run.systems)
    drawn = read_sample(run.folder)
    sample = frozenset(drawn.findings) if drawn else frozenset()
    for site in run.sites:
        decisions = decisions_on(reviews, site.site_code)
        open_in = frozenset(key for key in run.systems if _is_provisional(run.folder, key, site.site_code))
        for finding in read_findings(run.folder, site.site_code):
            why = _why(finding, assisted, used, sample)
            if why is not None:
                systems = tuple(key for key in used.get(finding.check, ()) if key in open_in)
                yield _task(finding, why, decisions.get(finding.finding_id), systems)


def systems_by_check(systems: Mapping[str, IndicatorSystem]) -> dict[str, tuple[str, ...]]:
    """Which of these systems (by id, in their order) count a check, by check; checks that none counts are left out."""
    found: dict[str, list[str]] = {}
    for system_id, system in systems.items():
        for check in checks_read_by(system):
            found.setdefault(check, []).append(system_id)
    return {check: tuple(ids) for check, ids in found.items()}


def decisions_on(reviews: Iterable[Review], site_code: str) -> dict[str, Decision]:
    """The latest outcome that a person has set, by finding."""
    return {
        one.finding_id: Decision(
            outcome=one.outcome, actor=one.actor, decided_at=one.decided_at.isoformat(), reason=one.reason
        )
        for one in latest(reviews, site_code)
        if one.finding_id and one.outcome is not None
    }


def draw_sample(run: Run, *, rate: Fraction, seed: str) -> Sample:
    """Draw faults that were decided automatically, of every check the same share, at least one of each. Pure.

    The draw depends on the seed and the findings alone: whoever knows both can draw it again.

    Args:
        run: the run; its findings must be there.
        rate: share, over 0 and at most 1.
        seed: any text.
    """
    assisted = read_assisted(run.folder).checks
    by_check: dict[str, list[str]] = {}
    for site in run.sites:
        for finding in read_findings(run.folder, site.site_code):
            if finding.outcome in FAULTS and finding.check not in assisted:
                by_check.setdefault(finding.check, []).append(finding.finding_id)
    drawn: list[str] = []
    for _, found in sorted(by_check.items()):
        found.sort(key=lambda one: hashlib.sha256(f"{seed}\n{one}".encode()).digest())
        drawn += found[: ceil(rate * len(found))]
    return Sample(seed=seed, rate=str(rate), findings=tuple(sorted(drawn)), of=sum(map(len, by_check.values())))


def sample_file(folder: RunFolder) -> Path:
    """Where the sample is recorded."""
    return folder.results_root / SAMPLE_FILE


def read_sample(folder: RunFolder) -> Sample | None:
    """The sample of a run; None when none was drawn.

    Raises:
        RunError: the record is damaged.
    """
    path = sample_file(folder)
    return read_one(path, Sample, remedy="删除该文件，重新运行 hengping review RUN sample") if path.exists() else None


def _is_provisional(folder: RunFolder, system_id: str, site_code: str) -> bool:
    """Whether people can still change a site's result under a system; also while it is not scored yet."""
    path = folder.score_file(system_id, site_code)
    return read_one(path, _Standing, remedy="重新运行 hengping score").provisional if path.exists() else True


def _why(finding: Finding, assisted: Assisted, used: Collection[str], sample: frozenset[str]) -> TaskWhy | None:
    if finding.outcome in FAULTS and finding.check in assisted.checks:
        return "assisted" if assisted.checks[finding.check].why == "mode" else "demoted"
    if finding.outcome is Outcome.CANNOT_TELL and finding.check in used:
        return "cannot_tell"
    return "sample" if finding.finding_id in sample else None


def _task(finding: Finding, why: TaskWhy, decision: Decision | None, systems: tuple[str, ...]) -> ReviewTask:
    return ReviewTask(
        site_code=finding.site_code,
        finding_id=finding.finding_id,
        check=finding.check,
        version=finding.version,
        why=why,
        outcome=finding.outcome,
        subject=finding.subject,
        messages=finding.messages,
        evidence=finding.evidence,
        show=f"hengping show {finding.finding_id}",
        decision=decision,
        systems=systems,
    )
