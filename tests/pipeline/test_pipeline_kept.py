"""What a run keeps between stages and runs: facts, findings, worker processes. Kept or not, the result is one."""

import os
import shutil
import signal
import time
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import msgspec
import pytest

from hengping.evidence.run_folder import RunFolder
from hengping.model.errors import RunError
from hengping.pipeline.context import open_run
from hengping.pipeline.progress import Silent
from hengping.pipeline.run import do_run
from hengping.pipeline.run_lock import run_lock
from hengping.pipeline.stamps import STATE_FOLDER
from hengping.pipeline.units import Unit, do_units, kept_workers


class Listening(Silent):
    """Which units were done, and which were passed over."""

    def __init__(self):
        self.done, self.skipped = [], []

    def advance(self, stage, unit, *, skipped=False):
        (self.skipped if skipped else self.done).append((stage, unit))


def results_of(run: Path) -> dict[str, bytes]:
    folders = ("facts", "findings", "scores", "results")
    files = [path for name in folders for path in (run / name).rglob("*") if path.is_file()]
    return {path.relative_to(run).as_posix(): path.read_bytes() for path in sorted(files)}


def run_again(path: Path, workers: int = 1) -> Listening:
    heard = Listening()
    do_run(open_run(path, workers=workers, progress=heard), "rank")
    return heard


def test_a_finished_run_is_passed_over_and_stays_as_it_is(small_run, tmp_path):
    path = small_run.copy(tmp_path / "run")
    before = results_of(path)
    heard = run_again(path)
    assert {stage for stage, _ in heard.done} == {"rank"}
    assert {"extract", "check", "score"} <= {stage for stage, _ in heard.skipped}
    assert results_of(path) == before


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_without_anything_kept_the_same_comes_out(small_run, tmp_path, workers):
    path = small_run.copy(tmp_path / "run")
    before = results_of(path)
    for stage in ("extract", "relate", "check", "score"):
        shutil.rmtree(path / STATE_FOLDER / stage)
    for made in ("facts", "findings", "scores"):
        shutil.rmtree(path / made)
    heard = run_again(path, workers)
    assert {"extract", "check", "score"} <= {stage for stage, _ in heard.done}
    assert results_of(path) == before


@pytest.mark.parametrize("made", ["facts_file", "findings_file"])
def test_what_was_changed_or_lost_is_made_again_and_nothing_else(small_run, tmp_path, made):
    path = small_run.copy(tmp_path / "run")
    before = results_of(path)
    code, other = (site.site_code for site in open_run(path).sites)
    file = getattr(RunFolder(path), made)(code)
    file.write_bytes(file.read_bytes()[:-1] + b" ")
    stage = {"facts_file": "extract", "findings_file": "check"}[made]
    heard = run_again(path)
    assert (stage, code) in heard.done
    assert (stage, other) in heard.skipped
    assert results_of(path) == before


def test_readers_of_another_version_read_anew(small_run, tmp_path, monkeypatch):
    path = small_run.copy(tmp_path / "run")
    monkeypatch.setattr("hengping.pipeline.stage_extract.tool_versions", lambda: {"selectolax": "0"})
    heard = run_again(path)
    assert [stage for stage, _ in heard.done].count("extract") == 2
    assert "check" not in {stage for stage, _ in heard.done}, "the facts came out the same, so the findings stand"


def note_process(folder: str, name: str) -> None:
    """Leaves the number of the process that does this unit."""
    (Path(folder) / name).write_text(str(os.getpid()), encoding="ascii")


def note_turn(folder: str, name: str) -> None:
    """As :func:`note_process`, and leaves a line in the order in which units begin; others wait for the first two."""
    turns = Path(folder) / "turns"
    with turns.open("a", encoding="ascii") as stream:
        stream.write(f"{name}\n")
    deadline = time.monotonic() + 20
    while len(turns.read_text("ascii").split()) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    note_process(folder, name)


def die() -> None:
    """As a worker ends that the system kills for want of memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def units_of(path: Path, stage: str) -> list[Unit]:
    names = [f"{stage}-{number}" for number in range(4)]
    return [
        Unit(name=name, inputs="x", outputs=(path / name,), work=note_process, arguments=(str(path), name))
        for name in names
    ]


def processes(path: Path, *stages: str) -> set[str]:
    return {file.read_text("ascii") for stage in stages for file in path.glob(f"{stage}-*")}


def test_stages_share_worker_processes_which_end_with_the_last_of_them(small_run, tmp_path):
    path = small_run.copy(tmp_path / "run")
    run = open_run(path, workers=2)
    with run_lock(path), kept_workers(run) as end:
        do_units(run, "one", units_of(path, "one"))
        do_units(run, "two", units_of(path, "two"))
        shared = processes(path, "one", "two")
        assert str(os.getpid()) not in shared
        assert len(shared) <= 2
        end()
        assert not any(Path(f"/proc/{number}").exists() for number in shared)
        do_units(run, "three", units_of(path, "three"))
        assert not processes(path, "three") & shared
    assert not any(Path(f"/proc/{number}").exists() for number in processes(path, "three"))


def test_the_largest_units_begin_first_and_all_are_done(small_run, tmp_path):
    path = small_run.copy(tmp_path / "run")
    heard = Listening()
    run = open_run(path, workers=2, progress=heard)
    units = [
        msgspec.structs.replace(unit, size=number, work=note_turn, arguments=(str(path), unit.name))
        for number, unit in enumerate(units_of(path, "turn"))
    ]
    with run_lock(path):
        do_units(run, "turn", units)
    assert {unit for _, unit in heard.done} == {unit.name for unit in units}
    turns = (path / "turns").read_text("ascii").split()
    assert set(turns[:2]) == {"turn-3", "turn-2"}


def test_after_a_worker_died_the_next_stage_gets_others(small_run, tmp_path):
    path = small_run.copy(tmp_path / "run")
    run = open_run(path, workers=2)
    deadly = [Unit(name=f"{n}", inputs="x", outputs=(path / "run.json",), work=die, arguments=()) for n in range(2)]
    with run_lock(path), kept_workers(run):
        with pytest.raises(RunError) as caught:
            do_units(run, "test", deadly)
        assert isinstance(caught.value.__cause__, BrokenProcessPool)
        do_units(run, "one", units_of(path, "one"))
    assert processes(path, "one")
