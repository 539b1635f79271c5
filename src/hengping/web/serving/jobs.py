"""Units of stages as jobs in PostgreSQL: any number of workers, on any host that sees the same folder, do them.

A job names a unit: run folder, stage, unit. What it takes to do it lies in the run's working notes
(``.state/units``), put there by the coordinator, which is the process that does the run; the same would be pickled to
processes of its own. A worker does the unit and stamps it, as those processes do, so that the coordinator, the stages
and a later run on one machine cannot tell who did it. Doing a unit twice makes the same bytes; so a job may be lost,
repeated or given to two workers.
"""

import hashlib
import os
import pickle
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from pathlib import Path

from asgiref.sync import async_to_sync
from django.db import close_old_connections
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker
from procrastinate.types import JSONValue

from hengping.evidence.files import write_atomic
from hengping.model.errors import RunError
from hengping.pipeline.context import Run
from hengping.pipeline.run_lock import share_of_work
from hengping.pipeline.stamps import STATE_FOLDER, is_done, made_from, mark_done
from hengping.pipeline.units import Unit

QUEUE = "units"
TASK = "hengping.unit"
_BATCH = 500
_LOOK_S = 0.2
_RESCUE_S = 2.0
_TRIES = 3


def heartbeat_s() -> float:
    """How often a worker says that it lives; silent for three times as long, it is taken for dead."""
    return float(os.environ.get("HENGPING_HEARTBEAT_S", "10"))


def _notes(run: Path, stage: str, unit: str) -> Path:
    name = hashlib.sha256(unit.encode()).hexdigest()[:32]
    return run / STATE_FOLDER / "units" / stage / f"{name}.unit"


@app.task(name=TASK, queue=QUEUE, retry=RetryStrategy(max_attempts=_TRIES, wait=1))
def do_unit(run: str, stage: str, unit: str) -> None:
    """Do one unit; nothing when it is done, or no longer wanted.

    Args:
        run: the run folder.
        stage: of which stage.
        unit: its name.
    """
    folder = Path(run)
    notes = _notes(folder, stage, unit)
    fault = notes.with_suffix(".fault")
    try:
        wanted: Unit = pickle.loads(notes.read_bytes())  # noqa: S301 - the platform's own notes, as the engine passes them to its processes
    except FileNotFoundError:
        return
    with share_of_work(folder):
        if is_done(folder, stage, unit, wanted.inputs, wanted.outputs):
            return
        try:
            wanted.work(*wanted.arguments)
        except Exception as error:
            write_atomic(fault, f"{unit}：{error}".encode())
            raise
        mark_done(folder, stage, unit, wanted.inputs, wanted.outputs)
    fault.unlink(missing_ok=True)


class JobHands:
    """Does the units of a stage through workers; alone, when no worker lives."""

    def do(self, run: Run, stage: str, units: Sequence[Unit], on_done: Callable[[Unit], None]) -> None:
        """See :class:`hengping.pipeline.hands.Hands`."""
        pending = {unit.name: unit for unit in units}
        for unit in units:
            notes = _notes(run.path, stage, unit.name)
            notes.parent.mkdir(parents=True, exist_ok=True)
            notes.with_suffix(".fault").unlink(missing_ok=True)
            write_atomic(notes, pickle.dumps(unit))
        self._defer(run.path, stage, [unit.name for unit in sorted(units, key=lambda unit: -unit.size)])
        rescued_at = time.monotonic()
        while pending:
            for unit in self._done(run.path, stage, pending):
                del pending[unit.name]
                _notes(run.path, stage, unit.name).unlink(missing_ok=True)
                on_done(unit)
            if not pending:
                return
            if time.monotonic() - rescued_at >= min(_RESCUE_S, heartbeat_s()):
                close_old_connections()
                self._rescue(run.path, stage, pending)
                if not living_workers():
                    self._alone(run.path, stage, tuple(pending.values()))
                    continue
                rescued_at = time.monotonic()
            else:
                time.sleep(_LOOK_S)

    @staticmethod
    def _defer(run: Path, stage: str, names: Sequence[str]) -> None:
        """Ask for every unit that nobody has been asked for yet: the coordinator may have been started anew."""
        standing = ProcrastinateJob.objects.filter(
            task_name=TASK, status__in=("todo", "doing"), args__run=str(run), args__stage=stage
        )
        asked = set(standing.values_list("args__unit", flat=True))
        for batch in _batches(name for name in names if name not in asked):
            jobs: list[dict[str, JSONValue]] = [{"run": str(run), "stage": stage, "unit": name} for name in batch]
            do_unit.batch_defer(*jobs)

    @staticmethod
    def _done(run: Path, stage: str, pending: dict[str, Unit]) -> list[Unit]:
        folder = run / STATE_FOLDER / stage
        try:
            stamps = {entry.name.removesuffix(".json") for entry in os.scandir(folder)}
        except FileNotFoundError:
            return []
        return [unit for name, unit in pending.items() if name in stamps and made_from(run, stage, name) == unit.inputs]

    def _rescue(self, run: Path, stage: str, pending: dict[str, Unit]) -> None:
        """Give jobs of dead workers to others; stop when a unit has failed for good."""
        for job in async_to_sync(app.job_manager.get_stalled_jobs)(seconds_since_heartbeat=3 * heartbeat_s()):
            async_to_sync(app.job_manager.retry_job)(job)
        mine = ProcrastinateJob.objects.filter(task_name=TASK, args__run=str(run), args__stage=stage)
        active = set(mine.filter(status__in=("todo", "doing")).values_list("args__unit", flat=True))
        lost = [name for name in pending if name not in active]
        for unit in self._done(run, stage, {name: pending[name] for name in lost}):
            lost.remove(unit.name)
        for name in lost:
            fault = _notes(run, stage, name).with_suffix(".fault")
            if fault.is_file():
                raise RunError(
                    f"一个单元多次失败（{fault.read_text(encoding='utf-8')}）",
                    where=stage,
                    remedy="改正后继续运行；已完成的部分都在",
                )
        self._defer(run, stage, lost)

    @staticmethod
    def _alone(run: Path, stage: str, units: Sequence[Unit]) -> None:
        """No worker lives: do units here for a while, and look again whether one has come."""
        ends = time.monotonic() + _RESCUE_S
        for unit in units:
            unit.work(*unit.arguments)
            mark_done(run, stage, unit.name, unit.inputs, unit.outputs)
            if time.monotonic() >= ends:
                return


def living_workers() -> int:
    """How many workers have been heard of lately."""
    since = timezone.now() - timedelta(seconds=3 * heartbeat_s())
    return ProcrastinateWorker.objects.filter(last_heartbeat__gte=since).count()


def _batches(names: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(names, _BATCH)):
        yield batch


@contextmanager
def worker_app() -> Iterator[None]:
    """The connection that a worker needs: of its own, not Django's."""
    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]  # Django's connector has it
        yield


def work(*, wait: bool = True) -> None:
    """Do units until told to end; SIGTERM lets the unit under way be finished.

    Args:
        wait: for further jobs; else end when there are none.
    """
    with worker_app():
        app.run_worker(
            queues=[QUEUE],
            concurrency=1,
            wait=wait,
            listen_notify=True,
            fetch_job_polling_interval=2.0,
            update_heartbeat_interval=heartbeat_s(),
            stalled_worker_timeout=10 * heartbeat_s(),
            delete_jobs="successful",
        )
