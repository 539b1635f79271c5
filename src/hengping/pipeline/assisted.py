"""Two-source judgement: what a program only suspects counts for nothing before a person has said so.

A check is assisted (人机结合) when its ``check.yaml`` says so, or when its measured precision does not reach what the
campaign demands (``min_precision``). Its faults are then scored as ``cannot_tell`` until a review sets their outcome:
no deduction, no pass, and the coverage says that something waits. The findings files stay as the checks made them.
Which checks were assisted in a run, and why, stands in ``results/assisted.json``.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from hengping.checks.catalogue import catalogue
from hengping.evidence.files import write_atomic
from hengping.evidence.run_folder import RunFolder
from hengping.model import codec
from hengping.model.finding import Finding, Outcome
from hengping.model.review import Review
from hengping.pipeline.accuracy_table import Measured, read_measured
from hengping.pipeline.context import Run
from hengping.pipeline.reading import read_one
from hengping.pipeline.stamps import bytes_digest
from hengping.scoring.reviews import latest, reviewed_findings

ASSISTED_FILE = "assisted.json"
FAULTS = frozenset({Outcome.FAIL, Outcome.PARTLY})
Why = Literal["mode", "min_precision", "unmeasured"]


class AssistedCheck(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a check may not deduct by itself in a run.

    Attributes:
        version: of the check.
        why: its own mode; its precision is below what the campaign demands; or that was never measured.
        precision, low: measured precision and the lower bound of its 95 % interval, decimal text.
        reported: findings it was measured on.
    """

    version: int
    why: Why
    precision: str = ""
    low: str = ""
    reported: int = 0


class Assisted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Contents of ``results/assisted.json``.

    Attributes:
        min_precision: what the campaign demands of the lower bound; None: nothing.
        accuracy: SHA-256 of the table of measured precision that was used; empty: none was needed.
        measured_on: day the table was made.
        checks: assisted checks by id.
    """

    min_precision: str | None = None
    accuracy: str = ""
    measured_on: str = ""
    checks: dict[str, AssistedCheck]


def assisted_in(run: Run) -> Assisted:
    """Which checks are assisted in a run, from the catalogue, the campaign and the measured precision."""
    demanded = run.info.settings.min_precision
    checks = {
        key: AssistedCheck(version=one.version, why="mode")
        for key, one in catalogue().items()
        if one.mode != "automatic"
    }
    if demanded is None:
        return Assisted(checks=checks)
    table, data = read_measured(run.folder.accuracy_json if run.folder.accuracy_json.exists() else None)
    for key, one in catalogue().items():
        row = table.of(key, one.version)
        if key not in checks and (row is None or not row.reaches(demanded)):
            checks[key] = _demoted(one.version, row)
    return Assisted(
        min_precision=str(demanded),
        accuracy=bytes_digest(data),
        measured_on=table.measured_on.isoformat(),
        checks=dict(sorted(checks.items())),
    )


def _demoted(version: int, row: Measured | None) -> AssistedCheck:
    if row is None or not row.reported:
        return AssistedCheck(version=version, why="unmeasured")
    return AssistedCheck(
        version=version,
        why="min_precision",
        precision=str(row.precision),
        low=str(row.precision_low),
        reported=row.reported,
    )


def write_assisted(run: Run) -> Path:
    """Record which checks are assisted in a run."""
    path = assisted_file(run.folder)
    write_atomic(path, codec.encode_pretty(assisted_in(run)))
    return path


def assisted_file(folder: RunFolder) -> Path:
    """Where it is recorded."""
    return folder.results_root / ASSISTED_FILE


def read_assisted(folder: RunFolder) -> Assisted:
    """Which checks are assisted in a run, as recorded; of a run without a record those whose own mode says so.

    Raises:
        RunError: the record is damaged.
    """
    path = assisted_file(folder)
    try:
        found = path.stat()
    except OSError:
        return _by_mode()
    return _recorded(path, (found.st_mtime_ns, found.st_size))


@lru_cache(maxsize=4)
def _recorded(path: Path, stand: tuple[int, int]) -> Assisted:  # noqa: ARG001 - part of the cache's key
    return read_one(path, Assisted, remedy="先运行 hengping score")


@lru_cache(maxsize=1)
def _by_mode() -> Assisted:
    checks = catalogue().items()
    return Assisted(
        checks={key: AssistedCheck(version=one.version, why="mode") for key, one in checks if one.mode != "automatic"}
    )


def held_back(findings: Sequence[Finding], reviews: Iterable[Review], assisted: Iterable[str]) -> Sequence[Finding]:
    """Findings as they may be scored: faults of assisted checks that no review has decided are doubts.

    Args:
        findings: of one site, as the checks made them.
        reviews: decisions on this site.
        assisted: ids of assisted checks.
    """
    checks = frozenset(assisted)
    suspects = {one.finding_id for one in findings if one.check in checks and one.outcome in FAULTS}
    if not suspects:
        return findings
    suspects -= {one.finding_id for one in reviews if one.finding_id and one.outcome is not None}
    return [
        msgspec.structs.replace(one, outcome=Outcome.CANNOT_TELL) if one.finding_id in suspects else one
        for one in findings
    ]


def decided(
    findings: Sequence[Finding], reviews: Sequence[Review], assisted: Iterable[str], site_code: str
) -> tuple[Finding, ...]:
    """Findings of one site with everything that people have said, for documents."""
    return tuple(reviewed_findings(held_back(findings, reviews, assisted), latest(reviews, site_code)))
