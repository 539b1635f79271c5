"""Long work of a page in a process of its own: it outlives the web process, and says in a file how it stands."""

import fcntl
import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
from django.conf import settings

from hengping.evidence.files import write_atomic
from hengping.model.errors import HengpingError

_STATE, _LOCK, _LOG, _ORDER = "state.json", "lock", "log.txt", "order.json"


class State(msgspec.Struct, kw_only=True):
    """How the work stands.

    Attributes:
        state: ``none``, ``running``, ``done``, ``failed``.
        stage, done, total: what is being done, and how much of it.
        told: words for people.
    """

    state: str = "running"
    stage: str = ""
    done: int = 0
    total: int = 0
    told: str = ""

    @property
    def percent(self) -> int:
        """Share that is done."""
        return 100 * self.done // self.total if self.total else 0


class Told:
    """Progress of the engine, written down for the page."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _STATE
        self.state = State()
        self.write()

    def begin(self, stage: str, total: int) -> None:
        """A stage begins."""
        self.state.stage, self.state.done, self.state.total = stage, 0, total
        self.write()

    def advance(self, stage: str, unit: str, *, skipped: bool = False) -> None:  # noqa: ARG002 - the engine's form
        """One unit is complete."""
        self.state.done += 1
        self.write()

    def note(self, stage: str, text: str) -> None:
        """Nothing that a page would show."""

    def tell(self, text: str) -> None:
        """Nothing that a page would show."""

    def end(self, stage: str) -> None:
        """The stage is complete."""

    def write(self) -> None:
        """Put it where the page looks."""
        write_atomic(self._path, msgspec.json.encode(self.state))


def start(folder: Path, module: str, order: Mapping[str, str]) -> bool:
    """Start a module on a folder, unless it is at work there already.

    Args:
        folder: of this work; made if missing.
        module: one of ours that calls :func:`work` when run.
        order: what it is to do.

    Returns:
        Whether it was started now.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as lock:
        try:
            # Held here and handed on: until the process ends somebody holds it, with no moment between.
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        write_atomic(folder / _ORDER, msgspec.json.encode(dict(order)))
        write_atomic(folder / _STATE, msgspec.json.encode(State()))
        with (folder / _LOG).open("ab") as log:
            subprocess.Popen(  # noqa: S603 - our own module and a path that we made
                [sys.executable, "-m", module, str(folder)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=(lock.fileno(),),
                env={**os.environ, "HENGPING_DATA": str(settings.DATA_DIR)},
            )
    return True


def look(folder: Path) -> State:
    """How the work stands; one whose process is gone has failed."""
    # The lock is looked at first: a process that ends between the two looks has written its last state before.
    alive = _alive(folder)
    try:
        state = msgspec.json.decode((folder / _STATE).read_bytes(), type=State)
    except (OSError, msgspec.DecodeError):
        return State(state="none")
    if state.state == "running" and not alive:
        state.state, state.told = "failed", "进程中断，请重新开始"
    return state


def work(folder: Path, do: Callable[[dict[str, str], Told], None]) -> None:
    """Do what was ordered; whatever happens, the page must not wait for ever.

    Args:
        folder: of this work.
        do: takes the order and the progress.
    """
    order = msgspec.json.decode((folder / _ORDER).read_bytes(), type=dict[str, str])
    told = Told(folder)
    try:
        do(order, told)
        told.state.state = "done"
    except HengpingError as error:
        told.state.state, told.state.told = "failed", f"{error.what}。{error.remedy}".strip("。") + "。"
    except Exception:  # noqa: BLE001 - see above
        traceback.print_exc()
        told.state.state, told.state.told = "failed", "程序出错，详情见运行日志"
    told.write()


def _alive(folder: Path) -> bool:
    try:
        with (folder / _LOCK).open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
