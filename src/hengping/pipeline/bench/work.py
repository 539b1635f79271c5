"""Where a benchmark works: in memory where there is room, and nothing is left behind."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - memory on purpose; tempfile makes the folder
Note = Callable[[str], None]
"""Told what is going on."""


@contextmanager
def work_folder(chosen: Path | None, need: int) -> Iterator[tuple[Path, bool]]:
    """A folder for the web and the contestants' output, and whether it lies in memory; removed afterwards."""
    room = shutil.disk_usage(_MEMORY).free if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) else 0
    where = chosen or (_MEMORY if room > need else None)
    if chosen:
        chosen.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="hengping-bench-", dir=where))
    try:
        yield folder, where == _MEMORY or (chosen is not None and chosen.resolve().is_relative_to(_MEMORY))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
