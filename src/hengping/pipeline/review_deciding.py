"""Deciding a review task: one more line in ``reviews/``, sealed at once; nothing there is ever changed or removed."""

import os
from pathlib import Path

import msgspec

from hengping.evidence.files import cut_torn_line, disk_error, write_atomic
from hengping.evidence.manifest import seal
from hengping.model import codec
from hengping.model.errors import InputError
from hengping.model.finding import OUTCOME_ZH, Finding, Outcome
from hengping.model.review import Review
from hengping.pipeline.context import Run
from hengping.pipeline.review_tasks import Sample, sample_file
from hengping.pipeline.run_info import now
from hengping.pipeline.run_lock import run_lock
from hengping.pipeline.show import find

DECISIONS_FILE = "decisions.jsonl"
"""Where decisions of this command go; other files of ``reviews/`` are other people's."""
STAGE = "review"
DECIDABLE = (Outcome.PASS, Outcome.PARTLY, Outcome.FAIL, Outcome.NOT_APPLICABLE, Outcome.EXEMPTED, Outcome.CANNOT_TELL)
"""Outcomes that a person may set; ``cannot_tell`` takes an earlier decision back."""
_MOST_TEXT = 2_000


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """What was written, and about which finding."""

    review: Review
    finding: Finding


def decide(run: Run, finding_id: str, *, outcome: str, reason: str, actor: str) -> Decided:
    """Set the outcome of a finding.

    Args:
        run: the run.
        finding_id: which finding; the beginning is enough where it is the only one.
        outcome: one of :data:`DECIDABLE`.
        reason: why.
        actor: who decides.

    Raises:
        InputError: no such finding or outcome; reason or actor is missing.
        RunError: somebody else is working on the run.
        EvidenceError: the file cannot be written.
    """
    wanted = outcome.strip().lower()
    if wanted not in {one.value for one in DECIDABLE}:
        known = "、".join(f"{one.value}（{OUTCOME_ZH[one]}）" for one in DECIDABLE)
        raise InputError(f"没有结论“{outcome}”", where="--outcome", remedy=f"可用的：{known}")
    finding = find(run.folder, finding_id)
    review = Review(
        site_code=finding.site_code,
        finding_id=finding.finding_id,
        outcome=Outcome(wanted),
        actor=_text(actor, "--actor", "写明决定人"),
        decided_at=now(),
        reason=_text(reason, "--reason", "写明理由"),
    )
    path = run.folder.reviews_dir / DECISIONS_FILE
    with run_lock(run.path):
        append_line(path, codec.encode_lines([review]))
        seal(run.path, [path], STAGE)
    return Decided(review=review, finding=finding)


def record_sample(run: Run, sample: Sample) -> Path:
    """Record what was drawn."""
    path = sample_file(run.folder)
    with run_lock(run.path):
        write_atomic(path, codec.encode_pretty(sample))
        seal(run.path, [path], STAGE)
    return path


def _text(text: str, option: str, remedy: str) -> str:
    found = " ".join(text.split())
    if not found or len(found) > _MOST_TEXT:
        raise InputError("不能为空" if not found else f"超过{_MOST_TEXT}字", where=option, remedy=remedy)
    return found


def append_line(path: Path, line: bytes) -> None:
    """Add a line to a file of decisions and see that it is on the disk; what a kill left half-written goes first.

    Raises:
        EvidenceError: the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            cut_torn_line(path)
        with path.open("ab") as stream:
            stream.write(line)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise disk_error(error, path) from error
