"""Time limits that do not charge a site for our own delays.

While something else holds the event loop, answers wait unread in the socket buffers. So the loop's pulse is taken: what
it lagged is given back to every limit running at that time, and a limit that has passed still lets the loop read once
what is waiting before it counts.

Many short lags cannot all be told by a pulse, and a request needs the loop a dozen times. So a failure while the loop
lagged a good part of the time is held to be ours (:meth:`Deadline.is_held_up`).
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

BEAT_S = 0.25
LAG_S = 0.05
HELD_UP_RATE = 0.2
"""Share of a request's time that the loop lagged, from which a failure says nothing of the site."""
GRACE_S = 0.02
_Result = TypeVar("_Result")


class Pulse:
    """Measures how long the running loop was held up, all in all.

    Args:
        loop: to be measured, from now on until :meth:`stop`.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._lost_s = 0.0
        self._due = loop.time() + BEAT_S
        self._handle = loop.call_later(BEAT_S, self._beat)

    def lost_s(self) -> float:
        """Seconds lost so far, also those of a delay that is ending just now."""
        late = self._loop.time() - self._due
        return self._lost_s + late if late > LAG_S else self._lost_s

    def stop(self) -> None:
        """Measure no longer."""
        self._handle.cancel()

    def _beat(self) -> None:
        self._lost_s = self.lost_s()
        self._due = self._loop.time() + BEAT_S
        self._handle = self._loop.call_later(BEAT_S, self._beat)


class Deadline:
    """One time limit.

    Args:
        pulse: of the loop.
        now: the loop's time, when it begins.
        limit_s: seconds from now.
    """

    __slots__ = ("_at", "_lost_before", "_paused_at", "_paused_s", "_pulse", "begun")

    def __init__(self, pulse: Pulse, now: float, limit_s: float) -> None:
        self._pulse = pulse
        self._lost_before = pulse.lost_s()
        self._at = now + limit_s
        self._paused_s = 0.0
        self._paused_at: float | None = None
        self.begun = now

    def left_s(self, now: float) -> float:
        """Seconds left, those lost by our own delays given back."""
        return self._at - now + self.given_back_s()

    def given_back_s(self) -> float:
        """Seconds lost by our own delays since the limit began."""
        return self._pulse.lost_s() - self._lost_before + self._paused_s

    def is_held_up(self, now: float) -> bool:
        """Whether the loop lagged so much since the limit began that a failure may be our own."""
        return self._pulse.lost_s() - self._lost_before > HELD_UP_RATE * (now - self.begun)

    def pause(self, now: float) -> None:
        """We do not read, for want of memory: from now on no time passes."""
        if self._paused_at is None:
            self._paused_at = now - self._pulse.lost_s()

    def go_on(self, now: float) -> None:
        """Time passes again; what the loop lost meanwhile is given back once."""
        if self._paused_at is not None:
            self._paused_s += max(now - self._pulse.lost_s() - self._paused_at, 0.0)
            self._paused_at = None

    @property
    def paused_s(self) -> float:
        """Seconds paused so far, those of a pause that has not ended excepted."""
        return self._paused_s

    def spent_s(self, now: float) -> float:
        """Seconds since it began, without our own delays."""
        return max(now - self.begun - self.given_back_s(), 0.0)


async def in_time(work: Coroutine[Any, Any, _Result], deadline: Deadline, late: Exception) -> _Result:
    """Wait for ``work`` up to the limit.

    Args:
        work: is cancelled when it takes too long.
        deadline: the limit.
        late: raised then.
    """
    loop = asyncio.get_running_loop()
    task = loop.create_task(work)
    try:
        while (left := deadline.left_s(loop.time())) > 0:
            if (await asyncio.wait((task,), timeout=left))[0]:
                return task.result()
        if (await asyncio.wait((task,), timeout=GRACE_S))[0]:
            return task.result()
        raise late
    finally:
        if not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
