"""Worker processes of a killed run."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path

import pytest

from hengping.model.errors import RunError
from hengping.pipeline.context import open_run
from hengping.pipeline.run_lock import run_lock
from hengping.pipeline.units import Unit, do_units

PARENT = """
import multiprocessing, sys, time
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path
from hengping.pipeline.context import open_run
from hengping.pipeline.run_lock import enter_worker, run_lock

def write_on(folder):
    while True:
        (Path(folder) / "alive").write_text(str(time.time()))
        time.sleep(0.01)

if __name__ == "__main__":
    run = Path(sys.argv[1])
    with run_lock(run), ProcessPoolExecutor(
        2, mp_context=multiprocessing.get_context("spawn"), initializer=enter_worker, initargs=(run,)
    ) as pool:
        list(pool.map(write_on, [run, run]))
"""


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < deadline, path
        time.sleep(0.01)


def test_workers_end_with_a_killed_parent_and_the_next_run_waits_for_them(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(PARENT, encoding="utf-8")
    run = tmp_path / "run"
    run.mkdir()
    parent = subprocess.Popen([sys.executable, str(script), str(run)], start_new_session=True)
    try:
        wait_for(run / "alive")
        with pytest.raises(RunError, match="另一个进程"), run_lock(run):
            pass
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
        with run_lock(run):
            (run / "alive").unlink(missing_ok=True)
            time.sleep(0.3)
            assert not (run / "alive").exists(), "a worker of the killed run is still writing"
    finally:
        with suppress(ProcessLookupError):
            os.killpg(parent.pid, signal.SIGKILL)


def test_a_run_does_not_wait_for_ever_for_workers_that_do_not_end(tmp_path):
    with run_lock(tmp_path):
        pass
    held = subprocess.Popen(
        ["flock", "--shared", str(tmp_path / ".state" / "workers"), "sleep", "30"], start_new_session=True
    )
    try:
        time.sleep(0.3)
        with pytest.raises(RunError, match="工作进程"), run_lock(tmp_path, patience_s=0.2):
            pass
    finally:
        os.killpg(held.pid, signal.SIGKILL)
        held.wait()


def test_half_written_files_of_a_killed_run_are_cleared_away(tmp_path):
    part = tmp_path / "facts" / ".one.json.part"
    part.parent.mkdir()
    part.write_bytes(b"{")
    with run_lock(tmp_path):
        assert not part.exists()


def die() -> None:
    """As a worker ends that the system kills for want of memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_that_is_killed_is_an_error_for_people(small_run, tmp_path):
    path = small_run.copy(tmp_path / "run")
    run = open_run(path, workers=2)
    units = [Unit(name=f"{n}", inputs="x", outputs=(path / "run.json",), work=die, arguments=()) for n in range(2)]
    with run_lock(path), pytest.raises(RunError, match="--workers") as caught:
        do_units(run, "test", units)
    assert isinstance(caught.value.__cause__, BrokenProcessPool)
