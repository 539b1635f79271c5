"""A whole evaluation: every stage in order over one run folder."""

import importlib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from decimal import Decimal
from pathlib import Path

import msgspec

from hengping.model.errors import InputError, RunError
from hengping.model.score import Results
from hengping.pipeline import stamps
from hengping.pipeline.context import Run
from hengping.pipeline.run_lock import run_lock
from hengping.pipeline.section_counting import note_counted
from hengping.pipeline.units import kept_workers

STAGES = ("collect", "extract", "check", "score", "rank", "report")
"""Stages in order. Each needs only what those before it left in the run folder."""
_PARTS = {"report": ("site_reports",)}
"""Parts of stages with stamps of their own."""
_RULED = "rank"
"""Once this stage is done after all before it, what people settled about sections counts in the results."""
_FIRST_ALONE = "rank"
"""From this stage on the calling process works alone, but for the reports of the sites, which start workers anew."""


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


def do_run(
    run: Run, until: str = "report", around: Callable[[str], AbstractContextManager[object]] = nullcontext
) -> RunOutcome:
    """Do every stage up to ``until``; what is complete already is passed over.

    Args:
        run: an open run.
        until: the last stage.
        around: entered around each stage, told its name: for those who take the time.

    Raises:
        InputError: no such stage.
    """
    if until not in STAGES:
        raise InputError(f"没有“{until}”这个阶段", where="--until", remedy=f"可用的阶段：{'、'.join(STAGES)}")
    names = list(STAGES)[: list(STAGES).index(until) + 1]
    with run_lock(run.path), kept_workers(run) as end_workers:
        for name in names:
            if not run.folder.run_json.exists():
                raise RunError("结果目录在运行中被删除或移走", where=str(run.path), remedy="恢复该目录，或重新运行")
            if name == _FIRST_ALONE:
                end_workers()
            with around(name):
                _stage(name)(run)
        if _RULED in names:
            note_counted(run.folder)
    return _outcome(run, tuple(names))


def _stage(name: str) -> Callable[[Run], object]:
    """What does a stage; loaded when its turn comes: to crawl takes no Word and no PDF, and memory is short then."""
    work: Callable[[Run], object] = getattr(importlib.import_module(f"hengping.pipeline.stage_{name}"), name)
    return work


def redo_stage(run: Run, stage: str) -> RunOutcome:
    """Do one stage again from what stands before it. Evidence that is complete stays as it is: it is frozen."""
    with run_lock(run.path):
        if stage != STAGES[0]:
            for each in (stage, *_PARTS.get(stage, ())):
                stamps.forget(run.path, each)
        _stage(stage)(run)
    return _outcome(run, (stage,))


def _outcome(run: Run, stages: tuple[str, ...]) -> RunOutcome:
    results: dict[str, Results] = {}
    rate: Decimal | None = None
    if "rank" in stages or "report" in stages:
        from hengping.pipeline.stage_rank import read_results  # noqa: PLC0415 - loaded by the stage already

        try:
            results = read_results(run)
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
        bulletins=_bulletins(run.folder.reports_dir) if "report" in stages else (),
    )


def _bulletins(folder: Path) -> tuple[Path, ...]:
    """The bulletins in the forms that people read; the registry of their figures lies beside them."""
    return tuple(sorted(path for path in folder.glob("bulletin-*") if path.suffix in {".docx", ".pdf", ".html"}))
