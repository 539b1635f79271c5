"""Servers that send exactly the bytes a test wants, in the event loop of the test."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Coroutine
from types import TracebackType
from typing import Any, Self

import uvloop

from hengping.collect.client import Client, Exchange
from hengping.model.campaign import CollectSettings

URL = "http://www.a.gov.cn/x"
LOOPS = ("asyncio", "uvloop")
Part = bytes | float | Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
"""Sent; waited for; or called."""


def run(coroutine: Coroutine[Any, Any, Any], loop: str = "uvloop") -> Any:
    """Run in an event loop of a kind."""
    return uvloop.run(coroutine) if loop == "uvloop" else asyncio.run(coroutine)


def ok(body: bytes = b"ok", *headers: bytes, status: bytes = b"200 OK") -> bytes:
    """A whole answer with its length."""
    lines = [b"HTTP/1.1 " + status, b"Content-Type: text/html", b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join([*lines, b"", body])


class RawServer:
    """Answers the n-th request with the n-th script, later ones with the last.

    Args:
        scripts: bytes to send, or lists of parts; ``None`` in a list closes the connection, ``abort`` resets it.
        tls: context to serve with.

    Attributes:
        connections: how many were accepted.
        requests: heads received.
    """

    def __init__(self, *scripts: bytes | list[Any], tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self.scripts = [script if isinstance(script, list) else [script] for script in scripts]
        self.connections = 0
        self.requests: list[bytes] = []
        self.port = 0
        self._tls = tls
        self._host = host
        self._writers: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, self._host, 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for writer in list(self._writers):
            writer.transport.abort()
        await asyncio.sleep(0.01)

    @property
    def rewrite(self) -> dict[str, str]:
        """``connect_to`` that leads every host here."""
        return {"*": f"127.0.0.1:{self.port}"}

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(writer)
        try:
            while True:
                self.requests.append(await reader.readuntil(b"\r\n\r\n"))
                script = self.scripts[min(len(self.requests), len(self.scripts)) - 1]
                for part in script:
                    if part is None:
                        return
                    if part == "abort":
                        writer.transport.abort()
                        return
                    if isinstance(part, float):
                        await asyncio.sleep(part)
                    elif callable(part):
                        await part(reader, writer)
                    else:
                        writer.write(part)
                        await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()


def quick(**changes: Any) -> CollectSettings:
    """Quick settings, one try."""
    values: dict[str, Any] = {
        "requests_per_second_per_host": 10_000,
        "timeout_s": 2,
        "retries": 0,
        "retry_delay_s": 0.01,
    }
    return CollectSettings(**{**values, **changes})


def ask(
    *scripts: bytes | list[Any], url: str = URL, limit: int = 100_000, loop: str = "uvloop", **changes: Any
) -> Exchange:
    """One fetch from a server with these scripts."""

    async def once() -> Exchange:
        async with RawServer(*scripts) as server, Client(quick(connect_to=server.rewrite, **changes)) as client:
            return await client.fetch(url, limit=limit)

    found: Exchange = run(once(), loop)
    return found
