"""Workers over PostgreSQL: two of them, one killed at work; the run folder is that of one process, byte for byte."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from hengping.demo.evaluation import DemoOutcome
from hengping.pipeline.context import open_run
from hengping.pipeline.stamps import STATE_FOLDER
from web.postgres import postgres

_MOST_S = 240.0
_DERIVED = ("facts", "findings", "scores", "results", "reports")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A PostgreSQL of these tests' own."""
    with postgres() as address:
        yield address


def _environment(address: str, data: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("HENGPING_", "DJANGO_"))}
    return {**kept, "HENGPING_DATABASE_URL": address, "HENGPING_DATA": str(data), "HENGPING_HEARTBEAT_S": "0.4"}


def _copy(outcome: DemoOutcome, to: Path) -> Path:
    """The evaluation's evidence, nothing of what was made from it."""
    whole = outcome.run.path.parent
    shutil.copytree(whole, to)
    for name in _DERIVED:
        shutil.rmtree(to / "run" / name, ignore_errors=True)
    for folder in (to / "run" / STATE_FOLDER).iterdir():
        if folder.is_dir() and folder.name not in {"collect", "frontier"}:
            shutil.rmtree(folder)
    return to


def _tree(run: Path) -> dict[str, bytes]:
    files = (path for path in run.rglob("*") if path.is_file() and STATE_FOLDER not in path.parts)
    return {str(path.relative_to(run)): path.read_bytes() for path in files}


def _arguments(folder: Path) -> list[str]:
    return [str(folder / "campaign" / "campaign.yaml"), "--out", str(folder / "run"), "--until", "rank"]


@pytest.mark.slow
def test_two_workers_one_killed_give_the_same_bytes(small_outcome: DemoOutcome, tmp_path: Path, server: str) -> None:
    alone, shared = _copy(small_outcome, tmp_path / "alone"), _copy(small_outcome, tmp_path / "shared")
    environment = _environment(server, tmp_path / "data")
    subprocess.run([sys.executable, "-m", "hengping.cli", "run", *_arguments(alone), "--workers", "1"], check=True,
                   env=environment, capture_output=True, timeout=_MOST_S)  # fmt: skip
    subprocess.run([sys.executable, "-m", "hengping.web", "migrate", "-v", "0"], check=True, env=environment)
    workers = [_worker(environment) for _ in range(2)]
    coordinator = None
    try:
        _wait_for_workers(server, 2)
        coordinator = subprocess.Popen(
            [sys.executable, "-m", "hengping.web", "coordinate", *_arguments(shared)], env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        killed = _kill_at_work(server, workers)
        told, _ = coordinator.communicate(timeout=_MOST_S)
        assert coordinator.returncode in {0, 3}, told
        assert killed
        with closing(psycopg.connect(server)) as connection:
            left = connection.execute("SELECT count(*) FROM procrastinate_jobs WHERE status <> 'succeeded'").fetchone()
        assert left is not None
    finally:
        for process in [*workers, *([coordinator] if coordinator else [])]:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL) if process is not coordinator else process.kill()
            process.wait()
    assert _tree(shared / "run") == _tree(alone / "run")
    assert open_run(shared / "run").sites


@pytest.mark.slow
def test_a_coordinator_without_workers_does_it_all_itself(
    small_outcome: DemoOutcome, tmp_path: Path, server: str
) -> None:
    folder = _copy(small_outcome, tmp_path / "left")
    environment = _environment(server, tmp_path / "data")
    subprocess.run([sys.executable, "-m", "hengping.web", "migrate", "-v", "0"], check=True, env=environment)
    ended = subprocess.run(
        [sys.executable, "-m", "hengping.web", "coordinate", *_arguments(folder)], env=environment, check=False,
        capture_output=True, text=True, timeout=_MOST_S,
    )  # fmt: skip
    assert ended.returncode in {0, 3}, ended.stderr
    assert list((folder / "run" / "results").rglob("ranks.csv"))


def _worker(environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "hengping.web", "work-one"], env=environment, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _wait_for_workers(server: str, wanted: int) -> None:
    ends = time.monotonic() + 60
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        while time.monotonic() < ends:
            row = connection.execute(
                "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 second'"
            ).fetchone()
            if row is not None and row[0] >= wanted:
                return
            time.sleep(0.1)
    raise AssertionError("workers did not start")


def _kill_at_work(server: str, workers: "list[subprocess.Popen[bytes]]") -> bool:
    """Stop a worker while both hold a job, so that its job hangs; then kill it."""
    ends = time.monotonic() + 120
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        while time.monotonic() < ends:
            row = connection.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'").fetchone()
            if row is not None and row[0] >= 2:
                os.killpg(workers[0].pid, signal.SIGSTOP)
                row = connection.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'").fetchone()
                os.killpg(workers[0].pid, signal.SIGKILL)
                return row is not None
            time.sleep(0.01)
    return False
