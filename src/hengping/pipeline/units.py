"""Doing one stage's units, on several processes where there are several, with stamps and progress."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from hengping.model.errors import RunError
from hengping.pipeline.context import Run
from hengping.pipeline.memory import keep_memory, seldom_collected
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
        size: how large it is, in any measure; with several processes the largest begin first, so that none of them is
            left over at the end.
    """

    name: str
    inputs: str
    outputs: tuple[Path, ...]
    work: Callable[..., None]
    arguments: tuple[Any, ...]
    size: int = 0


def do_units(run: Run, stage: str, units: Sequence[Unit]) -> None:
    """Do every unit that is not complete yet; a unit that raises stops the stage, those done stay done."""
    run.progress.begin(stage, len(units))
    waiting: list[Unit] = []
    for unit in units:
        if is_done(run.path, stage, unit.name, unit.inputs, unit.outputs):
            run.progress.advance(stage, unit.name, skipped=True)
        else:
            waiting.append(unit)
    if run.hands is not None and len(waiting) > 1:
        run.hands.do(run, stage, waiting, lambda unit: run.progress.advance(stage, unit.name))
    elif run.workers > 1 and len(waiting) > 1:
        _in_processes(run, stage, waiting)
    else:
        with seldom_collected():
            for unit in waiting:
                unit.work(*unit.arguments)
                _complete(run, stage, unit)
    run.progress.end(stage)


@contextmanager
def kept_workers(run: Run) -> Iterator[Callable[[], None]]:
    """Have the stages done inside share their worker processes: to start one takes as long as to judge ten sites.

    They are started when a stage needs them, and end with the block, or when what it is given is called: idle, they
    take memory.
    """

    def end() -> None:
        pool, _KEPT[run.path] = _KEPT[run.path], None
        if pool is not None:
            pool.shutdown()

    _KEPT[run.path] = None
    try:
        yield end
    finally:
        end()
        del _KEPT[run.path]


_KEPT: dict[Path, ProcessPoolExecutor | None] = {}
"""Worker processes that several stages of a run share, as soon as one has needed them."""


@contextmanager
def _workers(run: Run, most: int) -> Iterator[ProcessPoolExecutor]:
    """The worker processes of one stage; those that are kept stay, unless something goes wrong."""
    pool = _KEPT.get(run.path)
    if pool is None:
        # "spawn": the parent may hold threads and an event loop, which a fork would copy in an unknown state.
        pool = ProcessPoolExecutor(
            max_workers=run.workers if run.path in _KEPT else min(run.workers, most),
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_enter,
            initargs=(run.path,),
        )
        if run.path in _KEPT:
            _KEPT[run.path] = pool
    try:
        yield pool
    except BaseException:
        if run.path in _KEPT:
            _KEPT[run.path] = None
        pool.shutdown(cancel_futures=True)
        raise
    if run.path not in _KEPT:
        pool.shutdown()


def _in_processes(run: Run, stage: str, units: Sequence[Unit]) -> None:
    try:
        with _workers(run, len(units)) as pool:
            ordered = sorted(units, key=lambda unit: -unit.size)
            futures = {pool.submit(unit.work, *unit.arguments): unit for unit in ordered}
            for future in as_completed(futures):
                future.result()
                _complete(run, stage, futures[future])
    except BrokenProcessPool as error:
        raise RunError(
            "一个工作进程意外结束（常因内存不足）", where=stage, remedy="减少 --workers 后再次运行，将从中断处继续"
        ) from error


def _enter(run: Path) -> None:
    """Begin a worker process."""
    keep_memory()
    enter_worker(run)


def _complete(run: Run, stage: str, unit: Unit) -> None:
    mark_done(run.path, stage, unit.name, unit.inputs, unit.outputs)
    run.progress.advance(stage, unit.name)
