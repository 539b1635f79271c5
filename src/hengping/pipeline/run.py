"""A whole evaluation: every stage in order over one run folder."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import msgspec

from hengping.model.errors import InputError, RunError
from hengping.model.score import Results
from hengping.pipeline import (
    stage_check,
    stage_collect,
    stage_extract,
    stage_rank,
    stage_report,
    stage_score,
    stamps,
)
from hengping.pipeline.context import Run
from hengping.pipeline.run_lock import run_lock

STAGES: dict[str, Callable[[Run], object]] = {
    stage_collect.STAGE: stage_collect.collect,
    stage_extract.STAGE: stage_extract.extract,
    stage_check.STAGE: stage_check.check,
    stage_score.STAGE: stage_score.score,
    stage_rank.STAGE: stage_rank.rank,
    stage_report.STAGE: stage_report.report,
}
"""Stages in order. Each needs only what those before it left in the run folder."""


class RunOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a run came to.

    Attributes:
        path: the run folder.
        stages: stages done.
        results: results by system, when ranked.
        assessed_rate: share of the sites that were scored or vetoed under every system (0–1).
        complete: ``assessed_rate`` reaches the campaign's minimum; else exit code 3.
        bulletins: bulletin files.
    """

    path: Path
    stages: tuple[str, ...]
    results: dict[str, Results]
    assessed_rate: Decimal | None
    complete: bool
    bulletins: tuple[Path, ...]


def do_run(run: Run, until: str = "report") -> RunOutcome:
    """Do every stage up to ``until``; what is complete already is passed over.

    Raises:
        InputError: no such stage.
    """
    if until not in STAGES:
        raise InputError(f"没有“{until}”这个阶段", where="--until", remedy=f"可用的阶段：{'、'.join(STAGES)}")
    names = list(STAGES)[: list(STAGES).index(until) + 1]
    with run_lock(run.path):
        for name in names:
            if not run.folder.run_json.exists():
                raise RunError("结果目录在运行中被删除或移走", where=str(run.path), remedy="恢复该目录，或重新运行")
            STAGES[name](run)
    return _outcome(run, tuple(names))


def redo_stage(run: Run, stage: str) -> RunOutcome:
    """Do one stage again from what stands before it. Evidence that is complete stays as it is: it is frozen."""
    with run_lock(run.path):
        if stage != stage_collect.STAGE:
            stamps.forget(run.path, stage)
        STAGES[stage](run)
    return _outcome(run, (stage,))


def _outcome(run: Run, stages: tuple[str, ...]) -> RunOutcome:
    results: dict[str, Results] = {}
    rate: Decimal | None = None
    if "rank" in stages or "report" in stages:
        try:
            results = stage_rank.read_results(run)
        except RunError:
            results = {}
    if results:
        sites = len(run.sites)
        assessed = min(group.assessed for result in results.values() for group in result.groups if not group.group)
        rate = Decimal(assessed) / sites
    return RunOutcome(
        path=run.path,
        stages=stages,
        results=results,
        assessed_rate=rate,
        complete=rate is None or rate >= Decimal(str(run.info.settings.min_coverage)),
        bulletins=tuple(sorted(run.folder.reports_dir.glob("bulletin-*"))) if "report" in stages else (),
    )
