"""Worker processes for crawling, kept by the parent's event loop.

Sites are handed out one at a time, the largest first as far as an earlier start knows, as many at once per process as
it has places for requests. Sites on one host go to one process, which alone keeps that host's rate. What can go wrong:

- An error of our own (disk full, damaged evidence) in a child ends the collection with that error.
- A child that crashes (out of memory, a fault in a library) is replaced, and its sites are taken up where their
  archives end. The site at the desk is the suspect; without one all its sites are. A site that has brought the process
  down :data:`CRASHES` times at one place is given up with a note, and the others go on.
- The parent dies: its children die.
- Ctrl-C: the children close their archives in order, then end.
"""

import asyncio
import heapq
import multiprocessing
import os
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import structlog

from hengping.collect.walk import Progress
from hengping.collect.walk_parts import Crawled
from hengping.collect.workers_child import Done, Failed, Job, Message, Order, Ready, Start, Told, child_main
from hengping.evidence.archive import INDEX_FILE
from hengping.model.campaign import CollectSettings
from hengping.model.errors import RunError
from hengping.model.site import Site
from hengping.model.urls import BadUrlError, host_of, normal_url

CRASHES = 3
_STOP_S = 30.0
_log = structlog.get_logger()


class _Work:
    """A site that is to be crawled."""

    def __init__(self, job: Job, progress: Progress, future: asyncio.Future[Crawled]) -> None:
        self.job = job
        self.progress = progress
        self.future = future
        self.host = _host(job.site)
        self.crashes = 0
        self.position = -1


class _Child:
    """A process, and what it is at."""

    def __init__(self, process: BaseProcess, pipe: Connection, mark: Any) -> None:
        self.process = process
        self.pipe = pipe
        self.mark = mark
        self.active: dict[int, _Work] = {}
        self.ready = False
        self.alone = False


class WorkerPool:
    """The worker processes of one collection; use in ``async with``.

    Args:
        workers: how many.
        settings: of the whole collection.
        enter: called first in each process; importable.
        size_of: how large a site is expected to be, in any unit; larger ones start first.
    """

    def __init__(
        self,
        workers: int,
        settings: CollectSettings,
        *,
        enter: Callable[[], None] | None = None,
        size_of: Callable[[Site], int] | None = None,
    ) -> None:
        self._workers = workers
        self._settings = settings
        self._enter = enter
        self._size_of = size_of
        self._context = multiprocessing.get_context("spawn")
        self._at_once = max(1, settings.concurrency // workers)
        self._children: list[_Child] = []
        self._waiting: list[tuple[int, int, _Work]] = []
        self._all: dict[int, _Work] = {}
        self._boot_failures = 0
        self._ending: set[asyncio.Task[None]] = set()
        self._closed = False

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed = True
        await asyncio.shield(self._stop())

    async def crawl(self, site: Site, folder: Path, frontier: Path | None, progress: Progress) -> Crawled:
        """Crawl a site in one of the processes.

        Raises:
            Exception: what went wrong there that is ours.
            RunError: the processes cannot be started.
        """
        number = len(self._all)
        work = _Work(Job(number, site, folder, frontier), progress, self._loop.create_future())
        self._all[number] = work
        self._queue(work)
        if len(self._children) < min(self._workers, len(self._all)):
            self._children.append(self._start())
        self._hand_out()
        return await work.future

    def _queue(self, work: _Work) -> None:
        size = self._size_of(work.job.site) if self._size_of else 0
        # what crashed comes first: it holds up the end of the whole collection most
        heapq.heappush(self._waiting, (-size if not work.crashes else -(1 << 62), work.job.number, work))

    def _start(self) -> _Child:
        ours, theirs = self._context.Pipe()
        mark = self._context.RawValue("q", 0)
        process = self._context.Process(
            target=child_main,
            args=(theirs, mark, Start(self._settings, self._workers, self._enter, os.getpid())),
            daemon=True,
        )
        process.start()
        theirs.close()
        child = _Child(process, ours, mark)
        self._loop.add_reader(ours.fileno(), self._read, child)
        return child

    def _hand_out(self) -> None:
        """Give waiting sites to the processes with the fewest."""
        busy = {work.host: child for child in self._children for work in child.active.values()}
        passed: list[tuple[int, int, _Work]] = []
        while self._waiting:
            children = [child for child in self._children if len(child.active) < self._at_once and not child.alone]
            if not children:
                break
            entry = heapq.heappop(self._waiting)
            work = entry[2]
            if work.future.done():
                continue
            child = busy.get(work.host) or min(children, key=lambda child: len(child.active))
            if child not in children or (work.crashes >= CRASHES - 1 and child.active):
                passed.append(entry)
                continue
            child.alone = work.crashes >= CRASHES - 1
            child.active[work.job.number] = work
            busy[work.host] = child
            self._send(child, work.job)
        for entry in passed:
            heapq.heappush(self._waiting, entry)

    def _send(self, child: _Child, order: Order) -> None:
        with suppress(OSError):  # a child that is gone is noticed by its pipe
            child.pipe.send(order)

    def _read(self, child: _Child) -> None:
        try:
            while child.pipe.poll():
                self._take(child, child.pipe.recv())
        except (EOFError, OSError):
            self._loop.remove_reader(child.pipe.fileno())
            task = self._loop.create_task(self._crashed(child))
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    def _take(self, child: _Child, message: Message) -> None:
        match message:
            case Ready():
                child.ready = True
                self._boot_failures = 0
            case Told(counts):
                for (number, what), count in counts.items():
                    self._all[number].progress(what, count)
            case Done(number, crawled):
                self._finish(child, number, lambda future: future.set_result(crawled))
            case Failed(number, error):
                self._finish(child, number, lambda future: future.set_exception(error))

    def _finish(self, child: _Child, number: int, settle: Callable[[asyncio.Future[Crawled]], None]) -> None:
        work = child.active.pop(number, None)
        child.alone = False
        if work is not None and not work.future.done():
            settle(work.future)
        self._hand_out()

    async def _crashed(self, child: _Child) -> None:
        """Take stock of a child that is gone, and replace it."""
        await asyncio.to_thread(child.process.join, _STOP_S)
        if self._closed:
            return
        code, suspect = child.process.exitcode, child.mark.value - 1
        _log.warning("worker_gone", exit_code=code, sites=len(child.active))
        self._children.remove(child)
        child.pipe.close()
        if not child.ready:
            self._boot_failures += 1
        works, child.active = list(child.active.values()), {}
        for work in works:
            if suspect in (-1, work.job.number):
                self._suspect(work)
            if not work.future.done():
                self._queue(work)
        if self._boot_failures >= CRASHES:
            error = RunError(
                f"采集进程无法启动（退出码 {code}）(workers cannot be started)", remedy="检查内存，或减少 --workers"
            )
            for work in self._all.values():
                if not work.future.done():
                    work.future.set_exception(error)
            return
        self._children.append(self._start())
        self._hand_out()

    def _suspect(self, work: _Work) -> None:
        """Count a crash of a site; one that got further since the last one starts anew."""
        with suppress(OSError):
            position = (work.job.folder / INDEX_FILE).stat().st_size
            if position != work.position:
                work.position, work.crashes = position, 0
        work.crashes += 1
        if work.crashes >= CRASHES and not work.future.done():
            work.future.set_result(
                Crawled(fault=f"采集进程在同一处{work.crashes}次意外结束 (worker crashed {work.crashes} times)")
            )

    async def _stop(self) -> None:
        for child in self._children:
            self._loop.remove_reader(child.pipe.fileno())
            self._send(child, "stop")
        for child in self._children:
            await asyncio.to_thread(child.process.join, _STOP_S)
            if child.process.is_alive():
                child.process.kill()
                await asyncio.to_thread(child.process.join)
            child.pipe.close()


def _host(site: Site) -> str:
    try:
        return host_of(normal_url(site.url))
    except BadUrlError:
        return site.site_code
