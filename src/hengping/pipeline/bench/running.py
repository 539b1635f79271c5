"""Running a contestant: a process of its own on its own core; time and memory are taken from outside."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

_POLL_S = 0.01
_SAMPLE_EVERY = 5
_PAGE_KB = os.sysconf("SC_PAGE_SIZE") / 1024


class CorePlan(NamedTuple):
    """Which cores whom: the server has one of its own when there are two."""

    server: frozenset[int]
    contestant: frozenset[int]
    both: frozenset[int]


class Ran(msgspec.Struct, frozen=True, kw_only=True):
    """What one process did.

    Attributes:
        wall_s: from start to end of the process.
        cpu_s: user and system time of the process and of all children it waited for.
        peak_mb: highest sum of the resident memory of the process and its descendants, sampled 20 times a second; the
            kernel's own figure would also count the memory of the process it was started from.
        exit_code: negative when a signal ended it; ``timed_out`` when the time limit did.
        report: the JSON object that it printed last, if any.
    """

    wall_s: float
    cpu_s: float
    peak_mb: float
    exit_code: int
    timed_out: bool
    report: dict[str, Any]


def core_plan() -> CorePlan:
    """The first core this process may use is the server's, the second the contestants'."""
    cores = sorted(os.sched_getaffinity(os.getpid()))
    first, second = cores[0], cores[min(1, len(cores) - 1)]
    return CorePlan(frozenset({first}), frozenset({second}), frozenset({first, second}))


@contextmanager
def pinned(cores: frozenset[int]) -> Iterator[None]:
    """Processes started by this thread inside the block run on these cores only."""
    thread = threading.get_native_id()
    before = os.sched_getaffinity(thread)
    os.sched_setaffinity(thread, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(thread, before)


def python_command(module: str, settings: msgspec.Struct) -> list[str]:
    """Command line of one of our own programs, its settings as JSON."""
    return [sys.executable, "-m", module, msgspec.json.encode(settings).decode()]


def run(
    command: Sequence[str],
    folder: Path,
    *,
    cores: frozenset[int],
    time_limit_s: float,
    environment: Mapping[str, str] | None = None,
) -> Ran:
    """Run a command to its end.

    Args:
        command: program and arguments.
        folder: its working directory; its output is kept there as ``stdout`` and ``stderr``.
        cores: where it may run.
        time_limit_s: after so many seconds it and its children are killed.
        environment: variables beside those of this process.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ours = {}
    if command[0] == sys.executable:
        # An installed program has its bytecode; where the environment forbids it, each start would compile everything.
        ours = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder.parent / "bytecode")}
    with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
        began = time.perf_counter()
        with pinned(cores):
            process = subprocess.Popen(  # noqa: S603 - the benchmark's own commands
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env={**os.environ, **ours, **(environment or {})},
                start_new_session=True,
            )
        peak_kb, count, timed_out = 0.0, 0, False
        try:
            while True:
                ended, status, usage = os.wait4(process.pid, os.WNOHANG)
                if ended:
                    break
                if count % _SAMPLE_EVERY == 0:
                    peak_kb = max(peak_kb, tree_kb(process.pid))
                if not timed_out and time.perf_counter() - began > time_limit_s:
                    timed_out = True
                    os.killpg(process.pid, signal.SIGKILL)
                count += 1
                time.sleep(_POLL_S)
        except BaseException:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    return Ran(
        wall_s=wall,
        cpu_s=usage.ru_utime + usage.ru_stime,
        peak_mb=peak_kb * 1024 / 1e6,
        exit_code=process.returncode,
        timed_out=timed_out,
        report=_last_object(folder / "stdout"),
    )


def tree_kb(process: int) -> float:
    """Resident memory of a process and its descendants, in KiB; shared pages count for each of them."""
    total, waiting = 0.0, [process]
    while waiting:
        current = Path(f"/proc/{waiting.pop()}")
        with suppress(OSError, ValueError, IndexError):
            total += int((current / "statm").read_text(encoding="ascii").split()[1]) * _PAGE_KB
            for task in (current / "task").iterdir():
                waiting += map(int, (task / "children").read_text(encoding="ascii").split())
    return total


def _last_object(path: Path) -> dict[str, Any]:
    """The last line that is a JSON object; empty when there is none."""
    for line in reversed(path.read_bytes().splitlines()[-50:]):
        if line.startswith(b"{"):
            with suppress(msgspec.DecodeError):
                return msgspec.json.decode(line, type=dict[str, Any])
    return {}


def last_words(folder: Path) -> str:
    """The last line that a command run in this folder wrote to standard error."""
    lines = (folder / "stderr").read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1][:200] if lines else ""
