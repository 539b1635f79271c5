"""How often and how many at once: per host and over all hosts.

A request waits for a place at its host, then for its turn (requests to one host start at least ``1 / rate`` seconds
apart), then for one of the places all hosts share; only then is the turn taken, so that waiting for a shared place
never bunches requests to one host. Waiting is outside of every time limit.

Shared places are given out in turn to those who wait (one site, one turn), so that a site with many requests does not
keep the others waiting. Which site a request belongs to is told by :data:`current_site`; without it by its host.

A server that asks for less (429, 503, Retry-After) gets less: :meth:`Politeness.back_off` stops its host for a while
and doubles the distance between requests; answers without complaint bring it back, by half at a time. A host of others
that complained :data:`COMPLAINTS` times in a row is not asked any more for a while (:meth:`Politeness.refuses`): to see
whether one link opens is not worth a fight.
"""

import asyncio
from collections import deque
from contextvars import ContextVar
from time import monotonic
from types import TracebackType

from hengping.model.campaign import CollectSettings

current_site: ContextVar[str] = ContextVar("current_site", default="")
"""The site that the running task works for: whose turn a request takes."""
FIRST_PAUSE_S = 1.0
"""Pause after the first complaint of a server that names none, in seconds; doubled with every further one."""
GOOD_ANSWERS = 10
"""So many requests without a complaint halve pause and distance again."""
COMPLAINTS = 3
FOREIGN_PAUSE_S = 30.0
"""Longest pause at a host that is only looked at for links, in seconds."""
_REFUSAL_S = 600.0
_MANY_HOSTS = 4096
_Waiter = asyncio.Future[None]


class _Host:
    """What is known of one host."""

    __slots__ = (
        "busy",
        "complained_at",
        "complaints",
        "gap_s",
        "good",
        "line",
        "next_at",
        "paused_until",
        "penalty_s",
        "places",
        "queued",
        "timer",
    )

    def __init__(self, places: int, gap_s: float) -> None:
        self.places = places
        self.gap_s = gap_s  # the least distance: rate or Crawl-delay
        self.penalty_s = 0.0  # the distance after complaints, when larger
        self.paused_until = 0.0
        self.complaints = 0  # in a row
        self.complained_at = 0.0
        self.good = 0
        self.busy = 0
        self.next_at = 0.0
        self.line: deque[tuple[str, _Waiter]] = deque()
        self.queued = False  # waits for a shared place
        self.timer: asyncio.TimerHandle | None = None

    def idle(self, now: float) -> bool:
        return not (self.busy or self.line or self.queued or self.timer or self.penalty_s) and self.next_at <= now


class Place:
    """A place for one request, for ``async with``."""

    __slots__ = ("_host", "_politeness")

    def __init__(self, politeness: "Politeness", host: _Host) -> None:
        self._politeness = politeness
        self._host = host

    async def __aenter__(self) -> None:
        waiter = self._politeness._enter(self._host)  # noqa: SLF001 - the two are one
        if waiter is None:
            return
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                self._politeness._leave(self._host)  # noqa: SLF001 - the two are one
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._politeness._leave(self._host)  # noqa: SLF001 - the two are one


class VisitPlace:
    """A shared place for an availability visit, ahead of the crawl and without its host's turn."""

    __slots__ = ("_politeness",)

    def __init__(self, politeness: "Politeness") -> None:
        self._politeness = politeness

    async def __aenter__(self) -> None:
        waiter = self._politeness._enter_first()  # noqa: SLF001 - the two are one
        if waiter is None:
            return
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                self._politeness._give_back()  # noqa: SLF001 - the two are one
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._politeness._give_back()  # noqa: SLF001 - the two are one


class Politeness:
    """The shared limits of one process; to be made inside the running event loop.

    Args:
        settings: ``concurrency``, ``concurrency_per_host``, ``requests_per_second_per_host``, ``backoff_max_s`` count.
        workers: over how many processes requests to one host may be spread: each keeps its part of the rate of hosts
            that are not :meth:`own`.
    """

    def __init__(self, settings: CollectSettings, *, workers: int = 1) -> None:
        self._free = settings.concurrency
        self._places = settings.concurrency_per_host
        self._gap_s = 1 / settings.requests_per_second_per_host
        self._most_pause_s = settings.backoff_max_s
        self._workers = workers
        self._loop = asyncio.get_running_loop()
        self._hosts: dict[str, _Host] = {}
        self._own: set[str] = set()
        self._first: deque[_Waiter] = deque()
        self._turns: deque[str] = deque()
        self._waiting: dict[str, deque[_Host]] = {}

    def place(self, host: str) -> Place:
        """A place for one request to a host: ``async with politeness.place(host)``."""
        return Place(self, self._host(host))

    def visit_place(self) -> VisitPlace:
        """A place for an availability visit: it must not queue behind the crawl of its host."""
        return VisitPlace(self)

    def own(self, host: str) -> None:
        """This process alone crawls the site at ``host``, so it may use the host's whole rate."""
        if host in self._own:
            return
        self._own.add(host)
        known = self._hosts.get(host)
        if known is not None and self._workers > 1:
            known.places = self._places
            known.gap_s = max(known.gap_s / self._workers, self._gap_s)

    def slow_down(self, host: str, gap_s: float) -> None:
        """Keep at least ``gap_s`` seconds between requests to a host (Crawl-delay)."""
        known = self._host(host)
        known.gap_s = max(known.gap_s, gap_s)

    def back_off(self, host: str, seconds: float = 0.0) -> float:
        """The host complained (429, 503): leave it alone for a while, then ask more slowly.

        Complaints that come while it is left alone already count as one.

        Args:
            host: the host.
            seconds: how long it wants to be left alone (Retry-After); 0: it did not say.

        Returns:
            The pause from now on, in seconds, at most ``backoff_max_s``.
        """
        most_s = self._most_pause_s if host in self._own else min(self._most_pause_s, FOREIGN_PAUSE_S)
        if not most_s:
            return 0.0
        known = self._host(host)
        now = monotonic()
        known.good = 0
        known.complaints += 1
        known.complained_at = now
        if now >= known.paused_until:
            known.penalty_s = min(max(2 * known.penalty_s, FIRST_PAUSE_S), most_s)
        until = now + min(max(seconds, known.penalty_s), most_s)
        known.paused_until = max(known.paused_until, until)
        known.next_at = max(known.next_at, known.paused_until)
        return known.paused_until - now

    def refuses(self, host: str) -> bool:
        """Whether a host of others complained so often that it is left alone for now."""
        known = self._hosts.get(host)
        if known is None or known.complaints < COMPLAINTS or host in self._own:
            return False
        return monotonic() < known.complained_at + _REFUSAL_S

    def _host(self, name: str) -> _Host:
        known = self._hosts.get(name)
        if known is None:
            if len(self._hosts) >= _MANY_HOSTS:
                self._forget_idle()
            part = 1 if name in self._own else self._workers
            known = self._hosts[name] = _Host(max(1, self._places // part), self._gap_s * part)
        return known

    def _forget_idle(self) -> None:
        """Link checks meet tens of thousands of hosts once: what is idle and nothing special is known anew."""
        now = monotonic()
        usual = self._gap_s * self._workers
        for name in [name for name, host in self._hosts.items() if host.idle(now) and host.gap_s <= usual]:
            del self._hosts[name]

    def _enter(self, host: _Host) -> _Waiter | None:
        """Take a place at once, or stand in line."""
        if self._free > 0 and not host.line and not host.queued and host.busy < host.places:
            now = monotonic()
            if now >= host.next_at:
                self._free -= 1
                host.busy += 1
                host.next_at = now + max(host.gap_s, host.penalty_s)
                return None
        waiter: _Waiter = self._loop.create_future()
        host.line.append((current_site.get(), waiter))
        self._advance(host)
        return waiter

    def _leave(self, host: _Host) -> None:
        host.busy -= 1
        if host.penalty_s:
            self._recover(host)
        self._give_back()
        if host.line:
            self._advance(host)

    def _recover(self, host: _Host) -> None:
        if monotonic() < host.paused_until:
            return
        host.good += 1
        if host.good > 1:  # the first may be about to be complained of
            host.complaints = 0
        if host.good >= GOOD_ANSWERS:
            host.good = 0
            host.penalty_s /= 2
            if host.penalty_s <= max(host.gap_s, FIRST_PAUSE_S / 16):
                host.penalty_s = 0.0

    def _advance(self, host: _Host) -> None:
        """Bring the first of a host's line as far as it can go."""
        while host.line and host.line[0][1].done():
            host.line.popleft()
        if not host.line or host.queued or host.timer or host.busy >= host.places:
            return
        wait = host.next_at - monotonic()
        if wait > 0:
            host.timer = self._loop.call_later(wait, self._due, host)
            return
        if self._free > 0:
            self._free -= 1
            if not self._grant(host):
                self._give_back()
            return
        host.queued = True
        key = host.line[0][0] or str(id(host))
        if key not in self._waiting:
            self._waiting[key] = deque()
            self._turns.append(key)
        self._waiting[key].append(host)

    def _due(self, host: _Host) -> None:
        host.timer = None
        self._advance(host)

    def _grant(self, host: _Host) -> bool:
        """Hand a shared place to the first of a host's line; False: nobody is there any more."""
        while host.line:
            _, waiter = host.line.popleft()
            if not waiter.done():
                host.busy += 1
                host.next_at = monotonic() + max(host.gap_s, host.penalty_s)
                waiter.set_result(None)
                self._advance(host)
                return True
        return False

    def _give_back(self) -> None:
        """A shared place is free: visits first, then the sites in turn."""
        while self._first:
            waiter = self._first.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return
        while self._turns:
            key = self._turns.popleft()
            hosts = self._waiting[key]
            host = hosts.popleft()
            if hosts:
                self._turns.append(key)
            else:
                del self._waiting[key]
            host.queued = False
            wait = host.next_at - monotonic()
            if wait > 0:  # it complained while it waited
                self._advance(host)
            elif self._grant(host):
                return
        self._free += 1

    def _enter_first(self) -> _Waiter | None:
        if self._free > 0:
            self._free -= 1
            return None
        waiter: _Waiter = self._loop.create_future()
        self._first.append(waiter)
        return waiter
