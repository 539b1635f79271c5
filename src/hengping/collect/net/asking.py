"""One request over a kept or a new connection, with the time of every phase."""

import asyncio
from http import HTTPStatus
from typing import NamedTuple

from hengping.collect.net.connection import Limits, Reply
from hengping.collect.net.deadline import Deadline
from hengping.collect.net.dialer import Dialer
from hengping.collect.net.errors import ClosedError
from hengping.collect.net.pool import Pool
from hengping.collect.net.receiving import Intake
from hengping.collect.net.request import Target
from hengping.model.evidence import Phases


class Asking(NamedTuple):
    """How a request is made.

    Attributes:
        limits: most bytes to keep.
        deadline: of the whole.
        connect_s: most seconds for names and connecting.
        fresh: over a new connection that is closed afterwards, the name resolved anew.
        intake: memory for the body; None: it never waits.
    """

    limits: Limits
    deadline: Deadline
    connect_s: float
    fresh: bool
    intake: Intake | None = None


class Got(NamedTuple):
    """An answer, and how it came.

    Attributes:
        reply: the answer.
        phases: times; of steps that happened.
        address: IP address that answered.
        fault: of its certificate, in a word; empty: none.
    """

    reply: Reply
    phases: Phases
    address: str
    fault: str


class Trail:
    """How far a request got; for one that failed."""

    __slots__ = ("address", "sent")

    def __init__(self) -> None:
        self.address = ""
        self.sent = False


class Network:
    """Kept connections, and the means to open new ones.

    Args:
        pool: connections that wait for work.
        dialer: opens connections.
    """

    def __init__(self, pool: Pool, dialer: Dialer) -> None:
        self._pool = pool
        self._dialer = dialer

    async def ask(self, target: Target, request: bytes, asking: Asking, trail: Trail) -> Got:
        """Make a request; a kept connection that turns out to be closed is replaced by a new one, silently.

        Args:
            target: whom to ask.
            request: what to send.
            asking: limits.
            trail: told how far it gets.

        Raises:
            NetError, OSError: see :func:`hengping.collect.failures.failure_of`.
        """
        dns_ms = connect_ms = tls_ms = None
        kept = None if asking.fresh else self._pool.take(target.origin)
        while True:
            connection = kept
            if connection is None:
                connection, dns_ms, connect_ms, tls_ms = await self._dialer.dial(
                    target.origin, asking.deadline, asking.connect_s, fresh=asking.fresh
                )
            trail.address, trail.sent = connection.address, True
            sent_at = asyncio.get_running_loop().time()
            try:
                reply = await connection.ask(request, asking.limits, asking.deadline, asking.intake)
            except ClosedError as error:
                if kept is None or not error.silent:
                    raise
                kept = None
                continue
            except BaseException:
                connection.give_up()
                raise
            if kept is not None and reply.head.status == HTTPStatus.REQUEST_TIMEOUT:
                connection.give_up()  # said of the silence before this request
                kept = None
                continue
            break
        if asking.fresh:
            connection.give_up()
        else:
            self._pool.give(connection)
        phases = Phases(
            dns_ms=dns_ms,
            connect_ms=connect_ms,
            tls_ms=tls_ms,
            first_byte_ms=round((reply.first_byte_at - sent_at) * 1000),
            body_ms=round(max(reply.done_at - reply.first_byte_at - reply.paused_s, 0) * 1000),
        )
        return Got(reply, phases, connection.address, connection.fault)
