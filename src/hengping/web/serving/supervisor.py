"""The supervisor: starts a process of the engine for every run that waits, and sees that it goes on.

The state of a run is its folder; a row of the database says what is wanted and who works on it. So whatever is killed
— the engine, the supervisor, the machine — the next look goes on from there:

- the engine died: it is started again, at most :data:`MOST_ATTEMPTS` times without headway, each time a little later;
- the supervisor died: the next one takes over the process (by number and start time), or starts it anew;
- a pause: the engine is interrupted as by Ctrl-C, which leaves nothing half done.
"""

import os
import signal
import socket
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from threading import Event
from time import monotonic

import structlog
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import Q
from django.utils import timezone

from hengping.model.errors import HengpingError
from hengping.pipeline.progress_file import read_progress
from hengping.web.apps.oversight.automatic import start_due
from hengping.web.apps.runs.ending import run_ended, run_failed
from hengping.web.apps.runs.models import Run
from hengping.web.serving.background import Background
from hengping.web.serving.processes import is_alive, send, started

MOST_ATTEMPTS = 5
LOOK_S = 1.0
SILENT_S = 90.0
"""A supervisor that has not been heard of for so long is taken for dead."""
_PATIENCE_S = 60.0
"""A run that was asked to pause and still works after so long is ended; killed at any moment, nothing is lost."""
_BACK_OFF_S = 2.0
_SETTLED_S = 600.0
_ENDED = {0: Run.State.DONE, 3: Run.State.PARTLY}
_WRONG_INPUT = 2
_BUSY = "另一个进程正在处理"
_TAIL = 4_000


_TOLD = 500


class Supervisor:
    """Looks after all runs, and other long work (:mod:`hengping.web.serving.background`).

    Args:
        name: of this supervisor among those that share a database; one a host.
        patience_s: how long a pause may take.
    """

    def __init__(self, name: str = "", *, patience_s: float = _PATIENCE_S) -> None:
        self._name = name or socket.gethostname()
        self._children: dict[object, subprocess.Popen[bytes]] = {}
        self._asked_at: dict[object, float] = {}
        self._not_before: dict[object, float] = {}
        self._since: dict[object, float] = {}
        self._patience_s = patience_s
        self._background = Background(self._name)
        self._log = structlog.get_logger()

    def work(self, stop: Event) -> None:
        """Look until told to stop; then let every engine come to rest. Runs stay "running": the next start goes on."""
        while not stop.is_set():
            self.look()
            stop.wait(LOOK_S)
        self._background.end()
        for child in self._children.values():
            send(child.pid, started(child.pid), signal.SIGINT)
        ends = monotonic() + self._patience_s
        for child in self._children.values():
            try:
                child.wait(max(ends - monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                send(child.pid, started(child.pid), signal.SIGKILL)
                child.wait()

    def look(self) -> None:
        """Look at every run once. A database that is gone is waited for."""
        try:
            close_old_connections()
            start_due(timezone.now())
            active = (Run.State.WAITING, Run.State.RUNNING, Run.State.PAUSING)
            for run in Run.objects.filter(state__in=active).select_related("campaign"):
                self._look_at_alone(run)
            self._background.look()
        except DatabaseError as error:
            self._log.warning("database not available", error=str(error).splitlines()[:1])

    def _look_at_alone(self, run: Run) -> None:
        """Look at a run so that its trouble stays its own: the others go on, and somebody is told.

        Raises:
            DatabaseError: the database is gone for all.
        """
        try:
            self._look_at(run)
        except OSError as error:
            # Disk full, folder not mounted: tried again, like everything that an operator can mend.
            self._log.warning("run cannot be looked after now", run=run.folder_name, error=str(error))
        except Exception as error:
            if isinstance(error, DatabaseError) and not connection.is_usable():
                raise
            self._log.exception("run given up", run=run.folder_name)
            self._forget(run)
            run_failed(run, f"平台处理这次运行时出错：{type(error).__name__}：{error}"[:_TOLD])

    def _look_at(self, run: Run) -> None:
        if run.state == Run.State.WAITING:
            if self._claim(run, Q(state=Run.State.WAITING)):
                self._start(run)
            return
        if run.keeper != self._name:
            silent = Q(heartbeat_at__lt=timezone.now() - timedelta(seconds=SILENT_S)) | Q(heartbeat_at=None)
            if not self._claim(run, Q(state=run.state, keeper=run.keeper) & silent):
                return
        child = self._children.get(run.pk)
        code = child.poll() if child is not None else None
        alive = code is None if child is not None else is_alive(run.pid, run.pid_started)
        if run.state == Run.State.PAUSING:
            self._pause(run, alive=alive)
        elif alive:
            self._heard_of(run)
        else:
            self._ended(run, code)

    def _claim(self, run: Run, standing: Q) -> bool:
        """Take a run; False when somebody else was faster."""
        state = Run.State.RUNNING if run.state == Run.State.WAITING else run.state
        taken = Run.objects.filter(standing, pk=run.pk).update(
            state=state, keeper=self._name, heartbeat_at=timezone.now()
        )
        if taken:
            run.refresh_from_db()
        return bool(taken)

    def _start(self, run: Run) -> None:
        if self._not_before.get(run.pk, 0) > monotonic():
            return
        log = log_file(run)
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as stream:
            child = subprocess.Popen(  # noqa: S603 - our own program
                command(run), stdin=subprocess.DEVNULL, stdout=stream, stderr=stream, start_new_session=True
            )
        self._children[run.pk] = child
        self._since[run.pk] = monotonic()
        now = timezone.now()
        Run.objects.filter(pk=run.pk).update(
            pid=child.pid,
            pid_started=started(child.pid),
            attempts=run.attempts + 1,
            heartbeat_at=now,
            started_at=run.started_at or now,
            told="",
        )
        self._log.info("run started", run=run.folder_name, pid=child.pid, attempt=run.attempts + 1)

    def _heard_of(self, run: Run) -> None:
        progress = read_progress(run.path)
        stage = progress.stage if progress is not None else ""
        told = progress.told[-1] if progress is not None and progress.told else ""
        # It has lived for a while: later deaths are counted anew.
        lived = monotonic() - self._since.setdefault(run.pk, monotonic())
        attempts = 1 if lived > _SETTLED_S else run.attempts
        Run.objects.filter(pk=run.pk, state=run.state).update(
            heartbeat_at=timezone.now(), stage=stage, told=told, attempts=attempts
        )

    def _pause(self, run: Run, *, alive: bool) -> None:
        if not alive:
            self._forget(run)
            Run.objects.filter(pk=run.pk, state=Run.State.PAUSING).update(
                state=Run.State.PAUSED, pid=None, pid_started=None, heartbeat_at=timezone.now()
            )
            return
        Run.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now())
        if run.pid is None:
            return
        asked = self._asked_at.get(run.pk)
        if asked is None:
            self._asked_at[run.pk] = monotonic()
            send(run.pid, run.pid_started, signal.SIGINT)
        elif monotonic() - asked > self._patience_s:
            send(run.pid, run.pid_started, signal.SIGKILL)

    def _ended(self, run: Run, code: int | None) -> None:
        """The engine of a run that shall go on has ended; ``code`` None: it was not our child, nobody knows how."""
        if code in _ENDED:
            self._forget(run)
            try:
                run_ended(run, _ENDED[code])
            except (HengpingError, OSError) as error:
                run_failed(run, f"结果无法入库：{error}")
            return
        told = _last_words(run)
        if code == _WRONG_INPUT and _BUSY not in told:
            self._forget(run)
            run_failed(run, told)
        elif run.attempts >= MOST_ATTEMPTS:
            self._forget(run)
            run_failed(run, told or f"运行进程连续{run.attempts}次意外结束")
        else:
            self._children.pop(run.pk, None)
            if run.pid is not None:
                self._log.warning("run ended unexpectedly", run=run.folder_name, code=code, attempt=run.attempts)
                self._not_before[run.pk] = monotonic() + _BACK_OFF_S * (run.attempts - 1)
                with transaction.atomic():
                    Run.objects.filter(pk=run.pk).update(pid=None, pid_started=None, heartbeat_at=timezone.now())
            self._start(run)

    def _forget(self, run: Run) -> None:
        for held in (self._children, self._asked_at, self._not_before, self._since):
            held.pop(run.pk, None)


def command(run: Run) -> list[str]:
    """What is started for a run: the engine's own command line, as anybody could type it."""
    if connection.vendor == "postgresql" and settings.ENVIRONMENT.distribute:
        engine = ["-m", "hengping.web", "coordinate"]
    else:
        engine = ["-m", "hengping.cli", "run"]
    made = [sys.executable, *engine, str(run.campaign.folder / "campaign.yaml"), "--out", str(run.path)]
    made += ["--until", run.until, "--workers", str(run.workers)]
    return made + (["--as-of", run.as_of.isoformat()] if run.as_of else [])


def log_file(run: Run) -> Path:
    """Where the engine's own words go."""
    path: Path = settings.DATA_DIR / "logs" / f"{run.folder_name}.log"
    return path


def _last_words(run: Run) -> str:
    """The last error line of the engine, without this machine's folders."""
    try:
        with log_file(run).open("rb") as stream:
            stream.seek(0, os.SEEK_END)
            stream.seek(max(stream.tell() - _TAIL, 0))
            lines = stream.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    words = next((line for line in reversed(lines) if line.startswith("错误：")), "")
    return words.removeprefix("错误：").replace(f"{settings.DATA_DIR}{os.sep}", "")[:1_000]
