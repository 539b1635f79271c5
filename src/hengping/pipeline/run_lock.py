"""One process at a time works on a run folder, with its own worker processes.

Locks go with the processes that hold them, so a kill leaves none behind.

What can go wrong, and what then happens:

- Two runs on one folder: the second gets a :class:`~hengping.model.errors.RunError`.
- Killed while worker processes are at work: they outlive it for a moment and may still be writing. Every worker holds a
  share of a second lock, and ends when it finds its parent gone; the next run waits until the last one has.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import connection, parent_process
from pathlib import Path

from hengping.evidence.files import disk_error, remove_parts
from hengping.model.errors import RunError
from hengping.pipeline.logs import logs_to_stderr
from hengping.pipeline.stamps import STATE_FOLDER

_LOCK = "lock"
_WORKERS = "workers"
_PATIENCE_S = 20.0
_PAUSE_S = 0.05
_ORPHANED = 1


@contextmanager
def run_lock(run: Path, *, patience_s: float = _PATIENCE_S) -> Iterator[None]:
    """Hold the run folder; first clear away what a killed process left half-written.

    Args:
        run: the run folder.
        patience_s: how long to wait for the worker processes of a killed run, in seconds.

    Raises:
        RunError: another process holds it, or it cannot be written.
    """
    folder = run / STATE_FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = (folder / _LOCK).open("w")
    except OSError as error:
        raise disk_error(error, folder) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RunError("另一个进程正在处理这个目录", where=str(run), remedy="等它结束，或先停止那个进程") from error
        _wait_for_orphans(run, time.monotonic() + patience_s)
        remove_parts(run)
        yield


def enter_worker(run: Path) -> None:
    """Make this process a worker on a run folder: hold a share of the workers' lock and end when the parent is gone."""
    logs_to_stderr()
    # Held until the process ends: the descriptor is never closed.
    share = os.open(run / STATE_FOLDER / _WORKERS, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    fcntl.flock(share, fcntl.LOCK_SH)
    parent = parent_process()
    if parent is None:
        return
    if not parent.is_alive():
        os._exit(_ORPHANED)
    threading.Thread(target=_end_with, args=(parent.sentinel,), name="end-with-parent", daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(_ORPHANED)


def _wait_for_orphans(run: Path, deadline: float) -> None:
    with (run / STATE_FOLDER / _WORKERS).open("w") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                if time.monotonic() > deadline:
                    raise RunError(
                        "上次运行的工作进程还没有结束", where=str(run), remedy="等它们结束，或停止那些进程后重试"
                    ) from error
                time.sleep(_PAUSE_S)
            else:
                return


@contextmanager
def share_of_work(run: Path) -> Iterator[None]:
    """Hold a share of the workers' lock while a unit is done by a process that is nobody's child.

    A run that starts anew waits for it, so that nobody clears away what is being written.
    """
    with (run / STATE_FOLDER / _WORKERS).open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield
