"""The engine's view of a run, kept while its ``run.json`` stays as it is: read for every look at a task."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from hengping.model.errors import RunError
from hengping.pipeline.context import open_run

if TYPE_CHECKING:
    from pathlib import Path

    from hengping.pipeline.context import Run as EngineRun
    from hengping.web.apps.runs.models import Run

_MOST = 4


def engine_of(run: Run) -> EngineRun:
    """Frozen roster and indicator systems of a run; for reading only, its digests are not asked each time.

    Raises:
        RunError: no run folder, or a frozen input was changed.
    """
    path = run.path
    try:
        found = (path / "run.json").stat()
    except OSError as error:
        raise RunError("评估结果目录缺失或无法读取", where=str(path), remedy="从备份恢复该目录") from error
    return _opened(path, (found.st_mtime_ns, found.st_size, found.st_ino))


@lru_cache(maxsize=_MOST)
def _opened(path: Path, stand: tuple[int, int, int]) -> EngineRun:  # noqa: ARG001 - part of the cache's key
    return open_run(path)
