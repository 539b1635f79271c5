"""Doing one stage's units, on several processes where there are several, with stamps and progress."""

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import msgspec

from hengping.model.errors import RunError
from hengping.pipeline.context import Run
from hengping.pipeline.memory import keep_memory
from hengping.pipeline.run_lock import enter_worker
from hengping.pipeline.stamps import is_done, mark_done


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """One unit of a stage.

    Attributes:
        name: unit's name, a site code or a system id.
        inputs: digest of all that goes in.
        outputs: files that must be there when it is complete.
        work: module-level function that makes them.
        arguments: its arguments; must survive pickling.
    """

    name: str
    inputs: str
    outputs: tuple[Path, ...]
    work: Callable[..., None]
    arguments: tuple[Any, ...]


def do_units(run: Run, stage: str, units: Sequence[Unit]) -> None:
    """Do every unit that is not complete yet; a unit that raises stops the stage, those done stay done."""
    run.progress.begin(stage, len(units))
    waiting: list[Unit] = []
    for unit in units:
        if is_done(run.path, stage, unit.name, unit.inputs, unit.outputs):
            run.progress.advance(stage, unit.name, skipped=True)
        else:
            waiting.append(unit)
    if run.workers > 1 and len(waiting) > 1:
        _in_processes(run, stage, waiting)
    else:
        keep_memory()
        for unit in waiting:
            unit.work(*unit.arguments)
            _complete(run, stage, unit)
    run.progress.end(stage)


def _in_processes(run: Run, stage: str, units: Sequence[Unit]) -> None:
    # "spawn": the parent may hold threads and an event loop, which a fork would copy in an unknown state.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        max_workers=min(run.workers, len(units)), mp_context=context, initializer=_enter, initargs=(run.path,)
    ) as pool:
        futures = {pool.submit(unit.work, *unit.arguments): unit for unit in units}
        try:
            for future in as_completed(futures):
                future.result()
                _complete(run, stage, futures[future])
        except BrokenProcessPool as error:
            raise RunError(
                "一个工作进程意外结束（常因内存不足）", where=stage, remedy="减少 --workers 后再次运行，将从中断处继续"
            ) from error
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _enter(run: Path) -> None:
    """Begin a worker process."""
    keep_memory()
    enter_worker(run)


def _complete(run: Run, stage: str, unit: Unit) -> None:
    mark_done(run.path, stage, unit.name, unit.inputs, unit.outputs)
    run.progress.advance(stage, unit.name)
