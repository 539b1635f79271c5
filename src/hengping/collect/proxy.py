"""The browser's only way out: a small proxy on loopback that decides, at connect time, who may be connected to.

A browser resolves names, follows redirects, opens sockets and warms up connections on its own. So all of its traffic is
led through here (``CONNECT`` for https and web sockets, absolute-form requests for http), and here alone names are
resolved and connections made:

- Only who knows the credentials of an open :class:`Gate` gets anything; each site has a gate of its own.
- A gate leads to the hosts of its site and nowhere else. What it refuses is counted by host.
- ``connect_to`` first, then the public-address rule of :mod:`hengping.collect.addresses`; the connection goes to the
  address that was checked, so a name that changes its address between two look-ups gains nothing.
- Bytes, open connections, heads, waiting times are bounded. Each http request has a connection of its own.
"""

import asyncio
import ipaddress
import secrets
import socket
from base64 import b64encode
from collections import Counter
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from types import TracebackType
from typing import NamedTuple, Self, cast
from urllib.parse import urlsplit

from hengping.collect.addresses import is_public, literal_address, parse_connect_to
from hengping.collect.hosts import registrable_domain
from hengping.model.campaign import CollectSettings

Resolver = Callable[[str, int], Awaitable[list[str]]]
"""Host and port to numeric addresses; ``OSError`` when the name does not resolve."""

MAX_HEAD_BYTES = 64 * 1024
MAX_CONNECTIONS = 256
CONNECT_TIMEOUT_S = 10.0
IDLE_TIMEOUT_S = 30.0
_CHUNK = 64 * 1024
_PRIVILEGED = 1024
_WEB_PORTS = frozenset({80, 443})
_HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "proxy-connection", "proxy-authorization", "proxy-authenticate", "te", "upgrade"}
)


class Gate:
    """One site's way through the proxy, and the account of what went through it.

    Args:
        hosts: exact hosts that may be reached.
        domains: registrable domains all of whose hosts may be reached.
        max_bytes: most bytes to receive; after that everything is refused.

    Attributes:
        user, password: credentials, random.
        requests: connections and requests let through.
        received: bytes that came back.
        refused: host → how often it was refused.
        unreached: host → how often no connection came about.
    """

    def __init__(self, hosts: Collection[str], domains: Collection[str], *, max_bytes: int) -> None:
        self.user = secrets.token_hex(16)
        self.password = secrets.token_hex(16)
        self.hosts = {host.lower() for host in hosts}
        self.domains = frozenset(domains) - {""}
        self.max_bytes = max_bytes
        self.requests = 0
        self.received = 0
        self.refused: Counter[str] = Counter()
        self.unreached: Counter[str] = Counter()

    def leads_to(self, host: str) -> bool:
        """Whether the site's browser may talk to a host at all."""
        return host in self.hosts or registrable_domain(host) in self.domains


class _Request(NamedTuple):
    method: str
    host: str
    port: int
    path: str
    headers: list[tuple[str, str]]


class _RefusedError(Exception):
    """Answered with a status and a reason instead of a connection."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class GuardedProxy:
    """The proxy; use in ``async with``.

    Args:
        settings: ``connect_to`` and ``allow_private_addresses``.
        resolve: another resolver than the operating system's.

    Attributes:
        port: where it listens on 127.0.0.1, chosen by the operating system.

    Raises:
        InputError: a ``connect_to`` rule is wrong.
    """

    def __init__(self, settings: CollectSettings, resolve: Resolver | None = None) -> None:
        self._connect_to = parse_connect_to(settings.connect_to)
        self._allow_private = settings.allow_private_addresses
        self._resolve = resolve or _resolve
        self._gates: dict[str, Gate] = {}
        self._open: dict[asyncio.Task[None], Gate | None] = {}
        self._server: asyncio.Server | None = None
        self.port = 0

    @property
    def url(self) -> str:
        """Address for ``--proxy-server``."""
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accepted, "127.0.0.1", 0, limit=MAX_HEAD_BYTES)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
        self._gates.clear()
        await self._end(list(self._open))

    def open_gate(self, hosts: Collection[str], domains: Collection[str] = (), *, max_bytes: int) -> Gate:
        """Let a site's browser out; arguments as :class:`Gate`."""
        gate = Gate(hosts, domains, max_bytes=max_bytes)
        self._gates[_credentials(gate)] = gate
        return gate

    async def close_gate(self, gate: Gate) -> None:
        """End what still goes through a gate; its credentials are worth nothing afterwards."""
        self._gates.pop(_credentials(gate), None)
        await self._end([task for task, owner in self._open.items() if owner is gate])

    @staticmethod
    async def _end(tasks: list[asyncio.Task[None]]) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = cast("asyncio.Task[None]", asyncio.current_task())
        self._open[task] = None
        try:
            if len(self._open) > MAX_CONNECTIONS:
                await _answer(writer, 503, "too many connections")
            else:
                await self._serve(task, reader, writer)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            pass  # the browser went away, or sent what no browser sends
        except asyncio.CancelledError:
            pass  # a gate or the proxy is being closed; nobody waits for this connection
        finally:
            del self._open[task]
            writer.close()

    async def _serve(
        self, task: asyncio.Task[None], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            head = await reader.readuntil(b"\r\n\r\n")
        try:
            request = _parse(head)
            gate = self._gates.get(_header(request.headers, "proxy-authorization"))
            if gate is None:
                await _answer(writer, 407, "who are you", 'Proxy-Authenticate: Basic realm="hengping"')
                return
            self._open[task] = gate
            up_reader, up_writer = await self._connect(gate, request.host, request.port)
        except _RefusedError as refused:
            await _answer(writer, refused.status, refused.reason)
            return
        gate.requests += 1
        try:
            if request.method == "CONNECT":
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                await _both_ways(gate, (reader, writer), (up_reader, up_writer))
            else:
                await _forward(gate, request, (reader, writer), (up_reader, up_writer))
        finally:
            up_writer.close()

    async def _connect(self, gate: Gate, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if gate.received >= gate.max_bytes:
            gate.refused[host] += 1
            raise _RefusedError(403, "byte budget of the site used up")
        try:
            addresses, port = await self._permitted(gate, host, port)
        except _RefusedError:
            gate.refused[host] += 1
            raise
        for address in addresses:
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(CONNECT_TIMEOUT_S):
                    return await asyncio.open_connection(address, port)
        gate.unreached[host] += 1
        raise _RefusedError(502, "no connection")

    async def _permitted(self, gate: Gate, host: str, port: int) -> tuple[list[str], int]:
        """Where a connection may go.

        Raises:
            _RefusedError: nowhere.
        """
        if not gate.leads_to(host):
            raise _RefusedError(403, "not a host of the site")
        if port < _PRIVILEGED and port not in _WEB_PORTS:
            raise _RefusedError(403, "not a port of the web")
        rewritten = self._connect_to.get(host) or self._connect_to.get("*")
        if rewritten:
            return [rewritten[0]], rewritten[1]
        literal = literal_address(host)
        if literal is not None:
            found = [str(literal)]
        else:
            try:
                async with asyncio.timeout(CONNECT_TIMEOUT_S):
                    found = await self._resolve(host, port)
            except (OSError, TimeoutError, UnicodeError) as error:
                gate.unreached[host] += 1
                raise _RefusedError(502, "name does not resolve") from error
        if not self._allow_private:
            found = [address for address in found if is_public(ipaddress.ip_address(address.partition("%")[0]))]
        if not found:
            raise _RefusedError(403, "private address")
        return found[:4], port


async def _resolve(host: str, port: int) -> list[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _credentials(gate: Gate) -> str:
    return f"Basic {b64encode(f'{gate.user}:{gate.password}'.encode()).decode()}"


def _parse(head: bytes) -> _Request:
    first, *lines = head.decode("latin-1").split("\r\n")[:-2]
    method, _, rest = first.partition(" ")
    target, _, _version = rest.partition(" ")
    headers = [(name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    try:
        parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
        port = parts.port or (443 if method == "CONNECT" else 80)
    except ValueError as error:
        raise _RefusedError(400, "no address") from error
    if not parts.hostname or (method != "CONNECT" and parts.scheme != "http"):
        raise _RefusedError(400, "no address of the web")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _Request(method, parts.hostname.rstrip("."), port, path, headers)


def _header(headers: list[tuple[str, str]], name: str) -> str:
    return next((value for key, value in headers if key.lower() == name), "")


async def _answer(writer: asyncio.StreamWriter, status: int, reason: str, *more: str) -> None:
    lines = [f"HTTP/1.1 {status} {reason}", "Content-Length: 0", "Connection: close", *more, "", ""]
    writer.write("\r\n".join(lines).encode("latin-1"))
    await writer.drain()


_Pair = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _forward(gate: Gate, request: _Request, browser: _Pair, server: _Pair) -> None:
    """One http request on its own connection; what comes back is passed on with ``Connection: close``."""
    length = _header(request.headers, "content-length")
    if _header(request.headers, "transfer-encoding") or (length and not length.isdecimal()):
        await _answer(browser[1], 411, "length required")
        return
    kept = [f"{name}: {value}" for name, value in request.headers if name.lower() not in _HOP_BY_HOP]
    lines = [f"{request.method} {request.path} HTTP/1.1", *kept, "Connection: close", "", ""]
    server[1].write("\r\n".join(lines).encode("latin-1"))
    left = int(length or 0)
    while left > 0:
        piece = await _piece(browser[0], min(_CHUNK, left))
        if not piece:
            return
        left -= len(piece)
        server[1].write(piece)
        await server[1].drain()
    gone = asyncio.create_task(_until_gone(browser[0]))
    passing = asyncio.create_task(_pass_answer(gate, browser[1], server[0]))
    await _first_of(gone, passing)


async def _pass_answer(gate: Gate, browser: asyncio.StreamWriter, server: asyncio.StreamReader) -> None:
    async with asyncio.timeout(IDLE_TIMEOUT_S):
        head = await server.readuntil(b"\r\n\r\n")
    while head.startswith((b"HTTP/1.1 1", b"HTTP/1.0 1")):  # 100 Continue, early hints
        async with asyncio.timeout(IDLE_TIMEOUT_S):
            head = await server.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")[:-2]
    kept = [line for line in lines if line.partition(":")[0].strip().lower() not in _HOP_BY_HOP]
    gate.received += len(head)
    browser.write("\r\n".join([first, *kept, "Connection: close", "", ""]).encode("latin-1"))
    await _pass_on(gate, server, browser)


async def _both_ways(gate: Gate, browser: _Pair, server: _Pair) -> None:
    await _first_of(
        asyncio.create_task(_pass_on(None, browser[0], server[1])),
        asyncio.create_task(_pass_on(gate, server[0], browser[1])),
    )


async def _first_of(*tasks: asyncio.Task[None]) -> None:
    """Until one side has ended; then the other is ended too."""
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _pass_on(gate: Gate | None, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await _piece(reader, _CHUNK):
        if gate is not None:
            gate.received += len(piece)
            if gate.received > gate.max_bytes:
                return
        writer.write(piece)
        await writer.drain()


async def _until_gone(reader: asyncio.StreamReader) -> None:
    """Until the browser closes; anything more it sends is dropped: one request a connection."""
    while await reader.read(_CHUNK):
        pass


async def _piece(reader: asyncio.StreamReader, size: int) -> bytes:
    async with asyncio.timeout(IDLE_TIMEOUT_S):
        return await reader.read(size)
