"""The walk through one site: which answer leads to which request.

The event loop only does network: it asks for what the site's :class:`~hengping.collect.walk_desk.Desk` chose, and hands
answers back in the order asked, all that are finished at the head of the queue together. The desk works in the worker's
one thread. The site is the host of its home address, and the host that this address redirects to. A page that cannot be
read, is an error page, a challenge page or lies outside the site gives no further pages. A fault in reading links is
logged; the page stays in the archive, its links are lost, the walk goes on.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TypeVar

import msgspec

from hengping.collect.client import Client
from hengping.collect.exchange import Exchange
from hengping.collect.frontier_target import Target
from hengping.collect.net.receiving import always
from hengping.collect.net.signals import redirect_target
from hengping.collect.politeness import current_site
from hengping.collect.references import Outage, fetched_when_up
from hengping.collect.robots import Robots, RobotsFile
from hengping.collect.walk_desk import Desk
from hengping.collect.walk_keeping import ROBOTS_BYTES, fetch_target, refused
from hengping.collect.walk_parts import CHECKS, Crawled, Pending
from hengping.collect.windows import Windows
from hengping.evidence.payload import decode_body, header_value
from hengping.model.campaign import CollectSettings
from hengping.model.evidence import FailureKind
from hengping.model.urls import BadUrlError, host_of, normal_url

Progress = Callable[[str, int], None]
"""Told what is counted (``pages``, ``links``, ``requests``, ``visits``) and how many there are by now."""
HELD_BYTES = 64 << 20
"""Answers that wait for an earlier one of their site may hold so much memory; then only the earliest are asked for."""
_OK = range(200, 300)
_T = TypeVar("_T")


class Held:
    """Memory of answers that are there and not handled yet, over all sites of a process."""

    def __init__(self) -> None:
        self._size = 0
        self._changed = asyncio.Event()

    def add(self, size: int) -> None:
        """So many bytes came (or, negative, went)."""
        self._size += size
        if size < 0:
            self._changed.set()

    async def room(self, is_first: Callable[[], bool]) -> None:
        """Wait while there is too much, unless the request is the one that the others wait for."""
        while self._size > HELD_BYTES and not is_first():
            self._changed.clear()
            await self._changed.wait()


class Walk:
    """One walk.

    Args:
        name: of the site, for turns.
        desk: chooses and handles.
        settings: budgets, limits, robots.
        client: the open client.
        executor: the worker's thread.
        held: memory shared with the other walks of this process.
        at_desk: told in the thread whose site it works at, and the empty text when it is done.
        outage: what is known of our own network.
        robots_files: shared with the desk: robots.txt answers not archived yet.
    """

    def __init__(
        self,
        name: str,
        desk: Desk,
        settings: CollectSettings,
        client: Client,
        *,
        executor: Executor,
        held: Held,
        at_desk: Callable[[str], None],
        outage: Outage | None,
        robots_files: dict[str, Exchange],
    ) -> None:
        self._name = name
        self._desk = desk
        self._settings = settings
        self._client = client
        self._executor = executor
        self._held = held
        self._at_desk = at_desk
        self._outage = outage
        self._robots_files = robots_files
        self._queue: deque[Pending] = deque()
        self._tasks: dict[Pending, asyncio.Task[None]] = {}
        self._gates: dict[str, asyncio.Semaphore] = {}
        self._home = ("", "")
        self._windows = Windows(settings.windows)
        self._robots = Robots(self._read_robots, client.politeness, settings.user_agent)

    async def run(self, progress: Progress) -> Crawled:
        """Pages first, then link checks; or the rest of them.

        Raises:
            EvidenceError: the evidence cannot be written or is damaged.
        """
        current_site.set(self._name)
        told = (-1, -1, -1)
        try:
            self._start(await self._in_thread(self._desk.open))
            while self._queue:
                await self._head()
                with self._client.receiving.handling(self._queue[0].held):
                    self._start(await self._in_thread(lambda: self._desk.handle(self._queue)))
                counts = self._desk.counts
                now = (counts.pages, counts.links, counts.requests)
                for what, count, before in zip(("pages", "links", "requests"), now, told, strict=True):
                    if count != before:
                        progress(what, count)
                told = now
            crawled = await self._in_thread(self._desk.crawled)
            return msgspec.structs.replace(crawled, home=self._home[0], address=self._home[1])
        finally:
            await self._stop()

    async def _head(self) -> None:
        """Wait until the earliest answer is there."""
        head = self._queue[0]
        if not head.finished:
            await self._tasks[head]

    def _start(self, pendings: list[Pending]) -> None:
        receiving = self._client.receiving
        if self._tasks:
            for pending in [pending for pending in self._tasks if pending.handled]:
                del self._tasks[pending]
                self._held.add(-pending.held)
                receiving.add(-pending.held)
        self._queue.extend(pendings)
        for pending in pendings:
            if pending.archived is None:
                self._tasks[pending] = asyncio.create_task(self._ask(pending))

    async def _ask(self, pending: Pending) -> None:
        """Ask the network, when robots.txt lets us."""
        target = pending.target
        await self._held.room(lambda: self._is_head(pending))
        if _may_be_asked(target) and not await self._may_ask(pending):
            pending.exchange = refused(target, FailureKind.ROBOTS)
            return
        if not self._windows.always:
            await self._windows.wait()
        if target.purpose in CHECKS:
            exchange = await self._check(pending)
        else:
            exchange = await self._fetch(target, lambda: self._is_head(pending), pending.document)
        pending.exchange = exchange
        if exchange.answer is not None:
            pending.held = len(exchange.answer.payload)
            self._held.add(pending.held)
            self._client.receiving.add(pending.held)

    def _is_head(self, pending: Pending) -> bool:
        """Whether the others wait for this one."""
        return bool(self._queue) and self._queue[0] is pending

    async def _check(self, pending: Pending) -> Exchange:
        """Look at an address of whoever it is: few at a time, and no more where that is not wanted."""
        target = pending.target
        host, politeness = host_of(target.url), self._client.politeness
        gate = self._gates.get(host)
        if gate is None:
            gate = self._gates[host] = asyncio.Semaphore(self._settings.concurrency_per_host)
        async with gate:
            if politeness.refuses(host):
                return refused(target, FailureKind.BLOCKED)
            return await self._fetch(target, lambda: self._is_head(pending), pending.document)

    async def _fetch(self, target: Target, is_urgent: Callable[[], bool] = always, document: int = 0) -> Exchange:
        """Ask the network; what failed because our own was down is asked for again when it is up."""
        whole = self._settings.max_bytes_per_response
        exchange = await fetched_when_up(
            self._outage, lambda: fetch_target(self._client, target, whole, is_urgent, document=document)
        )
        if target.purpose == "home" and exchange.answer is not None:
            self._home = exchange.url, exchange.address
            if self._outage is not None:
                self._outage.learn(*self._home)
        return exchange

    async def _may_ask(self, pending: Pending) -> bool:
        pending.rules = rules = await self._robots.rules(pending.target.url)
        if await rules.allow(pending.target.url):
            return True
        pending.forbidden = True
        return not self._settings.respect_robots

    async def _read_robots(self, url: str) -> RobotsFile:
        """A robots.txt: from the archive, else from the network; then the desk archives it in its turn."""
        capture = self._desk.robots.get(url)
        if capture is not None:
            body = await self._in_thread(lambda: self._desk.read_robots(capture))
            return _robots_file(capture.status, body, capture.location)
        if not self._windows.always:
            await self._windows.wait()
        target = Target(url=url, purpose="robots")
        exchange = await self._fetch(target)
        self._robots_files[url] = exchange
        answer = exchange.answer
        if answer is None:
            return RobotsFile()
        body, coding = answer.payload, header_value(answer.headers, "Content-Encoding")
        if coding:
            body, _ = await asyncio.to_thread(decode_body, body, coding, ROBOTS_BYTES)
        return _robots_file(answer.status, body, redirect_target(url, answer))

    async def _in_thread(self, work: Callable[[], _T]) -> _T:
        def marked() -> _T:
            self._at_desk(self._name)
            try:
                return work()
            finally:
                self._at_desk("")

        return await asyncio.get_running_loop().run_in_executor(self._executor, marked)

    async def _stop(self) -> None:
        """Drop what is under way, then close the archive; also when this itself is cancelled."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        left = sum(pending.held for pending in self._tasks)
        self._held.add(-left)
        self._client.receiving.add(-left)
        await self._robots.close()
        await self._in_thread(self._desk.close)


def _may_be_asked(target: Target) -> bool:
    """Whether the address is one: the roster may hold anything; then the fetch itself says that it is bad."""
    if target.purpose != "home" or target.hops:
        return True
    try:
        return bool(normal_url(target.url))
    except BadUrlError:
        return False


def _robots_file(status: int, body: bytes, location: str) -> RobotsFile:
    return RobotsFile(body.decode(errors="replace")) if status in _OK else RobotsFile(location=location)
