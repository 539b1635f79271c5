"""Processes by number and start time: a number alone is used again, both together are not."""

import ctypes
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

_AFTER_NAME = 2
_PARENT_DEATH_SIGNAL = 1
"""``PR_SET_PDEATHSIG`` of prctl(2)."""
_STATE_AT, _START_AT = 0, 19
_DEAD = frozenset({"Z", "X"})


def started(pid: int) -> int | None:
    """When a process began, in ticks since the machine started; None: there is none, or it has ended."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # The name stands in brackets and may hold anything, brackets too: count from the last one.
    fields = text[text.rindex(")") + _AFTER_NAME :].split()
    return None if fields[_STATE_AT] in _DEAD else int(fields[_START_AT])


def end_with_parent() -> None:
    """Have the system end this process (SIGTERM) when its parent ends, however that is; for a fresh child, on Linux."""
    if sys.platform != "linux":
        return
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(_PARENT_DEATH_SIGNAL, signal.SIGTERM)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def is_alive(pid: int | None, began: int | None) -> bool:
    """Whether the process with this number and start time still works."""
    return pid is not None and began is not None and started(pid) == began


def send(pid: int, began: int | None, what: signal.Signals) -> None:
    """Signal a process that leads its group, and all in the group; nothing happens when it has ended."""
    if is_alive(pid, began):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, what)
