"""One process at a time works on a run folder. The lock goes with the process, so a kill leaves none behind."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hengping.model.errors import RunError
from hengping.pipeline.stamps import STATE_FOLDER


@contextmanager
def run_lock(run: Path) -> Iterator[None]:
    """Hold the run folder.

    Raises:
        RunError: another process holds it.
    """
    folder = run / STATE_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RunError("另一个进程正在处理这个目录", where=str(run), remedy="等它结束，或先停止那个进程") from error
        yield
