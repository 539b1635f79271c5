"""How often and how many at once: per host and over all hosts.

A request waits for a place at its host, then for its turn (requests to one host start at least ``1 / rate`` seconds
apart), then for one of the places all hosts share; only then is the turn taken, so that waiting for a shared place
never bunches requests to one host. Waiting is outside of every time limit.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hengping.model.campaign import CollectSettings


class _Host:
    """What is known of one host."""

    def __init__(self, places: int, gap_s: float) -> None:
        self.places = asyncio.Semaphore(places)
        self.turn = asyncio.Lock()
        self.gap_s = gap_s
        self.started_at = 0.0


class Politeness:
    """The shared limits of one collection; to be made inside the running event loop.

    Args:
        settings: ``concurrency``, ``concurrency_per_host`` and ``requests_per_second_per_host`` count.
    """

    def __init__(self, settings: CollectSettings) -> None:
        self._settings = settings
        self._all = asyncio.Semaphore(settings.concurrency)
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def place(self, host: str) -> AsyncIterator[None]:
        """Hold a place for one request to a host."""
        known = self._host(host)
        async with known.places:
            async with known.turn:
                loop = asyncio.get_running_loop()
                wait = known.started_at + known.gap_s - loop.time()
                if wait > 0:
                    await asyncio.sleep(wait)
                await self._all.acquire()
                known.started_at = loop.time()
            try:
                yield
            finally:
                self._all.release()

    @asynccontextmanager
    async def visit_place(self) -> AsyncIterator[None]:
        """Hold a place for an availability visit: it must not queue behind the crawl of its host."""
        async with self._all:
            yield

    def slow_down(self, host: str, gap_s: float) -> None:
        """Keep at least ``gap_s`` seconds between requests to a host (Crawl-delay)."""
        known = self._host(host)
        known.gap_s = max(known.gap_s, gap_s)

    def _host(self, host: str) -> _Host:
        if host not in self._hosts:
            rate = self._settings.requests_per_second_per_host
            self._hosts[host] = _Host(self._settings.concurrency_per_host, 1 / rate)
        return self._hosts[host]
