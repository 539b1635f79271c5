"""One supervisor over one data folder: the second waits until the first has gone."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

from django.conf import settings

_PAUSE_S = 1.0


@contextmanager
def only_one(stop: Event) -> Iterator[None]:
    """Hold the place of the supervisor; the lock goes with the process, however it ends.

    Args:
        stop: when set, waiting ends (and whoever waited sees it set).
    """
    path = settings.DATA_DIR / "supervisor.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="ascii") as handle:
        while not stop.is_set():
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                stop.wait(_PAUSE_S)
            else:
                break
        yield
