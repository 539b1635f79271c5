"""From an origin to an open connection, with the time of every step.

Addresses are tried in turn, the next one also when the one before is slow to answer (as browsers do), the first to
answer is taken. TLS goes down the levels of :mod:`hengping.collect.net.tls`; what a host needed last time is where the
next connection begins.
"""

import asyncio
import ssl
from collections.abc import Sequence
from contextlib import suppress
from socket import AF_INET, AF_INET6, IPPROTO_TCP, SOCK_STREAM, TCP_NODELAY, socket
from typing import NamedTuple

from hengping.collect.addresses import Address, AddressGuard
from hengping.collect.failures import failure_of
from hengping.collect.net.connection import Connection, Origin
from hengping.collect.net.deadline import GRACE_S, Deadline, Pulse, in_time
from hengping.collect.net.errors import AnswerTimeoutError, ConnectTimeoutError, ResolverTimeoutError
from hengping.collect.net.tls import (
    LENIENT,
    PLAIN,
    STRICT,
    UNTRUSTED,
    UNVERIFIED,
    certificate_fault,
    has_trust_store,
    tls_context,
)
from hengping.model.evidence import FailureKind

STAGGER_S = 0.3
MAX_ADDRESSES = 6
_LEVEL_TTL_S = 300.0
_MAX_LEVELS = 4096


class Dialled(NamedTuple):
    """A new connection; milliseconds of the steps, None for what did not happen."""

    connection: Connection
    dns_ms: int
    connect_ms: int
    tls_ms: int | None


class _Level(NamedTuple):
    level: int
    fault: str
    until: float


class Dialer:
    """Opens connections.

    Args:
        guard: says where they may go.
        pulse: of the running loop.
    """

    def __init__(self, guard: AddressGuard, pulse: Pulse) -> None:
        self._guard = guard
        self._pulse = pulse
        self._levels: dict[Origin, _Level] = {}

    async def dial(self, origin: Origin, deadline: Deadline, connect_s: float, *, fresh: bool) -> Dialled:
        """Open a connection.

        Args:
            origin: to whom.
            deadline: of the whole request.
            connect_s: most seconds for names and connecting.
            fresh: resolve the name anew and begin with the strict level.

        Raises:
            NetError, OSError: it cannot be opened; :func:`hengping.collect.failures.failure_of` knows what it means.
        """
        loop = asyncio.get_running_loop()
        begun = loop.time()
        limit = Deadline(self._pulse, begun, connect_s)
        late = ResolverTimeoutError(f"{origin.host}: no answer from the resolver in {connect_s:.1f} s")
        addresses = await in_time(self._guard.addresses(origin.host, origin.port, fresh=fresh), limit, late)
        resolved = loop.time()
        known = None if fresh else self._levels.get(origin)
        level, fault = (known.level, known.fault) if known and known.until > begun else (STRICT, "")
        while True:
            connecting = loop.time()
            sock, address = await _first_of(addresses, limit)
            connected = loop.time()
            connection = Connection(loop, origin, address, fault)
            try:
                await self._open(connection, sock, level, deadline)
            except (ssl.SSLError, ConnectionError) as error:
                if origin.scheme == "http" or level in (UNVERIFIED, PLAIN):
                    raise
                found = certificate_fault(error)
                if not found and level == LENIENT and not self._guard.is_staged(origin.host):
                    raise
                # A staging server stands for many names on one port and mostly speaks plain HTTP: that it has no TLS
                # says nothing of the site it stands for.
                level = UNVERIFIED if found else LENIENT if level == STRICT else PLAIN
                fault = "" if found == UNTRUSTED and not has_trust_store() else found
                limit = Deadline(self._pulse, loop.time(), min(connect_s, deadline.left_s(loop.time())))
                continue
            break
        if level != STRICT:
            self._remember(origin, _Level(level, fault, loop.time() + _LEVEL_TTL_S))
        opened = loop.time()
        tls_ms = _ms(opened - connected) if origin.scheme == "https" and level != PLAIN else None
        return Dialled(connection, _ms(resolved - begun), _ms(connected - connecting), tls_ms)

    async def _open(self, connection: Connection, sock: socket, level: int, deadline: Deadline) -> None:
        """Hand the socket to the event loop, with TLS where the origin wants it."""
        loop = asyncio.get_running_loop()
        origin = connection.origin
        try:
            if origin.scheme == "http" or level == PLAIN:
                await loop.create_connection(lambda: connection, sock=sock)
                return
            secured = loop.create_connection(
                lambda: connection,
                sock=sock,
                ssl=tls_context(level),
                server_hostname=origin.host,
                ssl_handshake_timeout=max(deadline.left_s(loop.time()), 1) * 2,
                ssl_shutdown_timeout=1,
            )
            await in_time(secured, deadline, AnswerTimeoutError("TLS handshake not finished in time"))
        except BaseException:
            connection.give_up()
            with suppress(OSError, RuntimeError):
                sock.close()
            raise

    def _remember(self, origin: Origin, level: _Level) -> None:
        if len(self._levels) >= _MAX_LEVELS:
            del self._levels[next(iter(self._levels))]
        self._levels[origin] = level


async def _first_of(addresses: Sequence[tuple[Address, int]], limit: Deadline) -> tuple[socket, str]:
    """A connected socket and its address.

    Raises:
        ConnectTimeoutError, OSError: none answers; the site's own fault is told before ours.
    """
    loop = asyncio.get_running_loop()
    chosen = _interleaved(addresses)[:MAX_ADDRESSES]
    late = ConnectTimeoutError(f"no connection to {', '.join(str(address) for address, _ in chosen)}")
    if len(chosen) == 1:
        return await in_time(_connect(*chosen[0]), limit, late)
    running: set[asyncio.Task[tuple[socket, str]]] = set()
    waiting = list(reversed(chosen))
    errors: list[BaseException] = []
    try:
        while waiting or running:
            if waiting:
                running.add(loop.create_task(_connect(*waiting.pop())))
            left = limit.left_s(loop.time())
            timeout = max(min(STAGGER_S, left) if waiting else left, GRACE_S)
            done, running = await asyncio.wait(running, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
            if not done and left <= 0:
                raise late
            connected = [task for task in done if task.exception() is None]
            errors += [error for task in done if (error := task.exception()) is not None]
            if connected:
                for task in connected[1:]:
                    task.result()[0].close()
                return connected[0].result()
    finally:
        for task in running:
            task.cancel()
        for left_over in await asyncio.gather(*running, return_exceptions=True):
            if not isinstance(left_over, BaseException):
                left_over[0].close()
    raise next((error for error in errors if failure_of(error) != FailureKind.OWN_FAULT), errors[0])


async def _connect(address: Address, port: int) -> tuple[socket, str]:
    sock = socket(AF_INET if address.version == 4 else AF_INET6, SOCK_STREAM)  # noqa: PLR2004 - IPv4
    try:
        sock.setblocking(False)
        sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(sock, (str(address), port))
    except BaseException:
        sock.close()
        raise
    return sock, str(address)


def _interleaved(addresses: Sequence[tuple[Address, int]]) -> list[tuple[Address, int]]:
    """The first one's family and the other in turns."""
    first = [pair for pair in addresses if pair[0].version == addresses[0][0].version]
    second = [pair for pair in addresses if pair[0].version != addresses[0][0].version]
    mixed = []
    for index in range(max(len(first), len(second))):
        mixed += first[index : index + 1] + second[index : index + 1]
    return mixed


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
