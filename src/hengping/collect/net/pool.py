"""Open connections kept for the next request to the same origin, the freshest first."""

import asyncio

from hengping.collect.net.connection import Connection, Origin

IDLE_S = 15.0
MAX_IDLE = 512
_SWEEP_S = 3.0


class Pool:
    """Keeps connections that have nothing to do; closes those nobody wants.

    Args:
        loop: the running loop.
        idle_s: how long one may wait.
        most: how many may wait; the oldest gives way.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, *, idle_s: float = IDLE_S, most: int = MAX_IDLE) -> None:
        self._loop = loop
        self._idle_s = idle_s
        self._most = most
        self._idle: dict[Origin, list[Connection]] = {}
        self._count = 0
        self._timer: asyncio.TimerHandle | None = None

    def take(self, origin: Origin) -> Connection | None:
        """A connection to use now, or None."""
        waiting = self._idle.get(origin)
        while waiting:
            connection = waiting.pop()
            self._count -= 1
            if connection.usable:
                return connection
        return None

    def give(self, connection: Connection) -> None:
        """Keep a connection after its answer; one that cannot be used again is forgotten."""
        if not connection.usable:
            return
        self._idle.setdefault(connection.origin, []).append(connection)
        self._count += 1
        if self._count > self._most:
            self._sweep(idle_s=-1, most=1)
        if self._timer is None:
            self._timer = self._loop.call_later(min(_SWEEP_S, self._idle_s), self._tick)

    def close(self) -> None:
        """Close all."""
        self._sweep(idle_s=-1, most=self._count)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _tick(self) -> None:
        self._timer = None
        self._sweep(idle_s=self._idle_s, most=self._count)
        if self._count:
            self._timer = self._loop.call_later(min(_SWEEP_S, self._idle_s), self._tick)

    def _sweep(self, *, idle_s: float, most: int) -> None:
        """Close at most so many that have waited longer, the oldest first, and forget the dead."""
        until = self._loop.time() - idle_s
        waiting = sorted((kept for group in self._idle.values() for kept in group), key=lambda kept: kept.idle_since)
        for connection in waiting[:most]:
            if connection.idle_since <= until:
                connection.give_up()
        alive: dict[Origin, list[Connection]] = {}
        for origin, group in self._idle.items():
            if kept := [connection for connection in group if connection.usable]:
                alive[origin] = kept
        self._idle = alive
        self._count = sum(map(len, alive.values()))
