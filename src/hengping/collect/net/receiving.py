"""Memory for bodies being received, and for answers that wait to be handled: one budget for a whole client.

Small bodies are never held up. A body that outgrows them is counted, and while there is too much in all, those who
send large ones have to wait: their connections are not read, the network holds what they send. They go on in turn,
urgent ones first (those that answers already here wait for), then the longest waiting, as memory comes free. However
much there is, the first of the urgent ones is read, unless a large answer is being handled, so that something ends; it
may exceed the budget by its own limit.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

RECEIVING_BYTES = 32 << 20
SMALL_BYTES = 1 << 20
"""A body up to this size is neither counted nor made to wait."""


class Source(Protocol):
    """Whatever a body comes from: a connection."""

    def wait(self) -> None:
        """Read no more."""

    def go_on(self) -> None:
        """Read again."""


def always() -> bool:
    """For requests that nobody's order holds up."""
    return True


class Intake:
    """One request's part of the budget.

    Args:
        receiving: the budget.
        number: its place in the order of requests.
        is_urgent: whether answers that are here already wait for it; asked anew each time. Who is not must become so
            once those before it are handled (:meth:`Receiving.tell`), or two that wait for each other never end.
    """

    __slots__ = ("is_urgent", "number", "receiving", "size", "source", "waits")

    def __init__(self, receiving: "Receiving", number: int, is_urgent: Callable[[], bool]) -> None:
        self.receiving = receiving
        self.number = number
        self.is_urgent = is_urgent
        self.size = 0
        self.waits = False
        self.source: Source | None = None

    def grow(self, source: Source, size: int) -> None:
        """The body has so many bytes by now; may make the source wait."""
        self.source = source
        self.receiving.grow(self, size)

    def end(self) -> None:
        """Nothing more comes, and what came is handed on."""
        if self.source is not None:
            self.receiving.end(self)
            self.source = None


class Receiving:
    """The budget.

    Args:
        most: bytes beyond which large bodies wait.
        small: largest body that never waits.

    Attributes:
        small: as given.
        size: bytes counted now.
        peak: most bytes ever counted.
        waits: how often a body was made to wait.
    """

    def __init__(self, *, most: int = RECEIVING_BYTES, small: int = SMALL_BYTES) -> None:
        self.small = small
        self.size = 0
        self.peak = 0
        self.waits = 0
        self._most = most
        self._requests = 0
        self._bodies: set[Intake] = set()
        self._waiting = 0
        self._handling = 0
        self._told = False

    def intake(self, number: int, is_urgent: Callable[[], bool] = always) -> Intake:
        """For one request."""
        return Intake(self, number, is_urgent)

    def number(self) -> int:
        """The next place in the order of requests."""
        self._requests += 1
        return self._requests

    def add(self, size: int) -> None:
        """So many bytes of a finished answer are kept (or, negative, let go)."""
        self.size += size
        self.peak = max(self.peak, self.size)
        if size < 0:
            self.tell()

    @contextmanager
    def handling(self, size: int) -> Iterator[None]:
        """While an answer of this size is handled: if it is a large one, memory comes free without reading on."""
        large = size > self.small
        self._handling += large
        try:
            yield
        finally:
            self._handling -= large
            self.tell()

    def tell(self) -> None:
        """Memory came free, or other requests are urgent now: in the next round of the loop, others may go on."""
        if self._waiting and not self._told:
            self._told = True
            asyncio.get_running_loop().call_soon(self._go_on)

    def grow(self, intake: Intake, size: int) -> None:
        """A body has so many bytes by now."""
        self._bodies.add(intake)
        self.add(size - intake.size)
        intake.size = size
        if self.size > self._most and not intake.waits and intake is not self._first():
            intake.waits = True
            self._waiting += 1
            self.waits += 1
            if intake.source is not None:
                intake.source.wait()

    def end(self, intake: Intake) -> None:
        """A body is handed on, or given up."""
        self._bodies.discard(intake)
        if intake.waits:
            intake.waits = False
            self._waiting -= 1
        size, intake.size = intake.size, 0
        self.add(-size)

    def _first(self) -> Intake | None:
        """The one that is read however much there is; None: memory comes free without that."""
        if self._handling:
            return None
        urgent = [intake for intake in self._bodies if intake.is_urgent()]
        return min(urgent, key=lambda intake: intake.number, default=None)

    def _go_on(self) -> None:
        """Let as many go on as there is room for, each a step of its way."""
        self._told = False
        first, room = self._first(), self._most - self.size
        waiting = [intake for intake in self._bodies if intake.waits]
        for intake in sorted(waiting, key=lambda intake: (not intake.is_urgent(), intake.number)):
            if intake is not first and room <= 0:
                break
            room -= self.small
            intake.waits = False
            self._waiting -= 1
            if intake.source is not None:
                intake.source.go_on()
