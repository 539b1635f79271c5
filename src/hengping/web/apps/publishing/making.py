"""A process that makes documents: ``python -m hengping.web.apps.publishing.making FOLDER``.

It knows no database. ``FOLDER/job.json`` says what is asked, ``FOLDER/state.json`` says how far it is, and the lock on
``FOLDER/lock`` goes with the process: a state that says “running” while nobody holds the lock is one that was killed.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Literal

import msgspec

from hengping.evidence.files import write_atomic
from hengping.model.errors import HengpingError
from hengping.pipeline.context import open_run
from hengping.pipeline.kit import kit
from hengping.pipeline.run import redo_stage
from hengping.pipeline.workers import default_workers

JOB, STATE, LOCK, LOG = "job.json", "state.json", "lock", "log.txt"
_STAGES = {"report": "文件", "site_reports": "单站报告", "kit": "核验包", "verify": "核验"}


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked.

    Attributes:
        run: the run folder.
        out: file of the kit.
        evidence: what evidence a kit holds.
    """

    kind: Literal["reports", "kit"]
    run: str
    out: str = ""
    evidence: Literal["none", "cited", "all"] = "none"


class State(msgspec.Struct, kw_only=True):
    """How far it is.

    Attributes:
        stage: what is being made, in words.
        done, total: units of the stage.
        sha256: digest of the kit.
    """

    state: Literal["running", "done", "failed"] = "running"
    stage: str = ""
    done: int = 0
    total: int = 0
    told: str = ""
    sha256: str = ""


class Told:
    """Progress of the engine, written down for the page."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / STATE
        self.state = State()
        self.write()

    def begin(self, stage: str, total: int) -> None:
        """A stage begins."""
        self.state.stage, self.state.done, self.state.total = _STAGES.get(stage, stage), 0, total
        self.write()

    def advance(self, stage: str, unit: str, *, skipped: bool = False) -> None:  # noqa: ARG002 - the engine's form
        """One unit is complete."""
        self.state.done += 1
        self.write()

    def note(self, stage: str, text: str) -> None:
        """Nothing a page would show."""

    def tell(self, text: str) -> None:
        """Something a person should keep."""
        self.state.told = f"{self.state.told}\n{text}".strip()
        self.write()

    def end(self, stage: str) -> None:
        """The stage is complete."""

    def write(self) -> None:
        """Put it where the page looks."""
        write_atomic(self._path, msgspec.json.encode(self.state))


def start(folder: Path, job: Job) -> None:
    """Start a process that does a job; it goes on when the web process ends."""
    folder.mkdir(parents=True, exist_ok=True)
    write_atomic(folder / JOB, msgspec.json.encode(job))
    write_atomic(folder / STATE, msgspec.json.encode(State()))
    lock = (folder / LOCK).open("w")
    # Held here and handed on: from now on until the process ends somebody holds it, with no moment between.
    fcntl.flock(lock, fcntl.LOCK_EX)
    with lock, (folder / LOG).open("ab") as log:
        subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "hengping.web.apps.publishing.making", str(folder)],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, pass_fds=(lock.fileno(),),
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip


def look(folder: Path) -> State:
    """How a job stands; one whose process is gone has failed."""
    # The lock is looked at first: a process that ends between the two looks has written its last state before.
    alive = _alive(folder)
    try:
        state = msgspec.json.decode((folder / STATE).read_bytes(), type=State)
    except (OSError, msgspec.DecodeError):
        state = State()
    if state.state == "running" and not alive:
        state.state, state.told = "failed", "进程中断，请重新生成"
    return state


def work(folder: Path) -> None:
    """Do the job of a folder."""
    job = msgspec.json.decode((folder / JOB).read_bytes(), type=Job)
    told = Told(folder)
    holds = True
    try:
        if job.kind == "reports":
            redo_stage(open_run(Path(job.run), workers=default_workers(), progress=told), "report")
        else:
            made = kit(Path(job.run), Path(job.out), evidence=job.evidence, progress=told)
            told.state.sha256 = made.sha256
            holds = made.verification.holds
        told.state.state = "done" if holds else "failed"
        if not holds:
            told.tell("结果不能由所存的数据复算出来，没有生成核验包。请重做有关的步骤。")
    except HengpingError as error:
        told.state.state, told.state.told = "failed", f"{error.what}。{error.remedy}".strip("。") + "。"
    except Exception:  # noqa: BLE001 - whatever it is, the page must not wait for ever
        traceback.print_exc()
        told.state.state, told.state.told = "failed", "程序出错，详情见运行日志"
    told.write()


def _alive(folder: Path) -> bool:
    try:
        with (folder / LOCK).open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


if __name__ == "__main__":
    work(Path(sys.argv[1]))
