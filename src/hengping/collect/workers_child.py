"""A worker process: crawls the sites its parent hands it, in an event loop and one thread of its own.

It ends with its parent, however that ends: the pipe closes, and the kernel is asked to kill it. Ctrl-C reaches all
processes of a terminal; here it is left to the parent, which says in order what to do.
"""

import asyncio
import ctypes
import os
import pickle
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Literal, Protocol

import msgspec

from hengping.collect.client import Client
from hengping.collect.memory import keep_memory
from hengping.collect.politeness import Politeness
from hengping.collect.references import Outage, asking
from hengping.collect.site import Bench, crawl_site, or_fault
from hengping.collect.walk import Held
from hengping.collect.walk_parts import Crawled
from hengping.collect.workers_loop import run_loop
from hengping.model.campaign import CollectSettings
from hengping.model.errors import HengpingError, RunError
from hengping.model.site import Site

PROGRESS_S = 0.3
"""Progress is told so often at most, in seconds."""
_PR_SET_PDEATHSIG = 1
_ORPHANED = 1


class Job(msgspec.Struct, frozen=True):
    """A site to crawl. ``number``: of the job; ``frontier``: file of its frontier, None: in memory."""

    number: int
    site: Site
    folder: Path
    frontier: Path | None


class Ready(msgspec.Struct, frozen=True):
    """Child to parent: I can work."""


class Told(msgspec.Struct, frozen=True):
    """Child to parent: counts by job and what is counted."""

    counts: dict[tuple[int, str], int]


class Done(msgspec.Struct, frozen=True):
    """Child to parent: a site is crawled."""

    number: int
    crawled: Crawled


class Failed(msgspec.Struct, frozen=True):
    """Child to parent: an error that is ours, not the site's."""

    number: int
    error: Exception


Order = Job | Literal["stop"]
Message = Ready | Told | Done | Failed


class Mark(Protocol):
    """Memory shared with the parent: the number of the job at the desk, from 1; 0: none."""

    value: int


class Start(msgspec.Struct, frozen=True):
    """What a worker begins with.

    Attributes:
        settings: of the whole collection.
        workers: how many processes share its limits.
        enter: called first; the pipeline's lock and logs.
        parent: process id of the parent.
    """

    settings: CollectSettings
    workers: int
    enter: Callable[[], None] | None
    parent: int


def child_main(pipe: Connection, mark: Mark, start: Start) -> None:
    """Work until the parent says stop or is gone.

    Args:
        pipe: orders come in, messages go out.
        mark: see :class:`Mark`.
        start: everything else.
    """
    _die_with(start.parent)
    keep_memory()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if start.enter is not None:
        start.enter()
    run_loop(lambda: _Child(pipe, start.settings, start.workers, mark).serve())


class _Child:
    def __init__(self, pipe: Connection, settings: CollectSettings, workers: int, mark: Mark) -> None:
        self._pipe = pipe
        self._settings = settings
        self._workers = workers
        self._mark = mark
        self._numbers: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._told: dict[tuple[int, str], int] = {}
        self._telling: asyncio.TimerHandle | None = None

    async def serve(self) -> None:
        self._stopped = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        share = max(1, self._settings.concurrency // self._workers)
        settings = self._settings.model_copy(update={"concurrency": share})
        with ThreadPoolExecutor(1, thread_name_prefix="crawl") as executor:
            politeness = Politeness(settings, workers=self._workers)
            async with (
                Client(settings, politeness=politeness) as client,
                Outage(settings.visits.references, asking(client)) as outage,
            ):
                self._bench = Bench(client, executor, Held(), self._at_desk, outage)
                self._loop.add_reader(self._pipe.fileno(), self._read)
                self._send(Ready())
                try:
                    await self._stopped.wait()
                finally:
                    self._loop.remove_reader(self._pipe.fileno())
                    for task in self._tasks:
                        task.cancel()
                    await asyncio.gather(*self._tasks, return_exceptions=True)

    def _read(self) -> None:
        try:
            while self._pipe.poll():
                order: Order = self._pipe.recv()
                if order == "stop":
                    self._stopped.set()
                else:
                    task = self._loop.create_task(self._crawl(order))
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)
        except (EOFError, OSError):
            self._stopped.set()

    async def _crawl(self, job: Job) -> None:
        self._numbers[job.site.site_code] = job.number

        def progress(what: str, count: int) -> None:
            self._told[job.number, what] = count
            if self._telling is None:
                self._telling = self._loop.call_later(PROGRESS_S, self._tell)

        try:
            crawl = crawl_site(job.site, job.folder, self._settings, self._bench, progress, frontier_path=job.frontier)
            crawled = await or_fault(job.site, crawl)
        except Exception as error:  # noqa: BLE001 - told to the parent, which ends the collection with it
            self._send(Failed(job.number, _portable(error)))
        else:
            self._tell()
            self._send(Done(job.number, crawled))

    def _at_desk(self, site_code: str) -> None:
        self._mark.value = self._numbers.get(site_code, -1) + 1

    def _tell(self) -> None:
        if self._telling is not None:
            self._telling.cancel()
            self._telling = None
        if self._told:
            self._send(Told(self._told))
            self._told = {}

    def _send(self, message: Message) -> None:
        try:
            self._pipe.send(message)
        except OSError:
            self._stopped.set()


def _portable(error: Exception) -> Exception:
    """The error, or one in its place that survives the way to the parent."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    except Exception:  # noqa: BLE001 - whatever it is made of
        return RunError(f"{type(error).__name__}: {error}")
    if not isinstance(error, HengpingError):
        error.add_note("in a worker process")
    return error


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(_ORPHANED)
