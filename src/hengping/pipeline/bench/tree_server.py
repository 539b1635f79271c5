"""The benchmark's own web server, for machines without nginx and for pages computed from their address.

``python -m hengping.pipeline.bench.tree_server SETTINGS`` runs it in a process of its own; SETTINGS is JSON, see
:class:`ServerSettings`. It serves until it is ended. It writes the same log lines
as nginx does for the benchmark: address, status, path, connection, whether a TLS session was taken up (never: ``.``).
"""

import asyncio
import itertools
import os
import sys
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import uvloop

from hengping.pipeline.bench.small_pages import small_page
from hengping.pipeline.bench.tree import redirect_target

_TYPES = {".html": "text/html", ".pdf": "application/pdf", ".txt": "text/plain"}
_FLUSH_S = 0.1
_MOST_HEAD = 64 * 1024


class ServerSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What to serve, where.

    Attributes:
        addresses, port: loopback addresses and the one port of all.
        folder: a tree as :func:`~hengping.pipeline.bench.tree.write_tree` makes it; empty when pages are computed.
        urls: articles of the computed site; 0 when the folder is served.
        log: file the requests are logged to.
    """

    addresses: tuple[str, ...]
    port: int
    folder: str = ""
    urls: int = 0
    log: str = ""


class _Files:
    """Answers from a folder, or computed ones; whole responses as bytes."""

    def __init__(self, settings: ServerSettings) -> None:
        self._root = Path(settings.folder).resolve() if settings.folder else None
        self._urls = settings.urls

    def answer(self, address: str, target: str) -> tuple[int, bytes]:
        """Status and the whole response."""
        path = target.partition("?")[0]
        if path.startswith("/go/"):
            return 302, _response(302, "text/html", b"", f"Location: {redirect_target(target)}\r\n")
        if self._root is None:
            page = small_page(path, self._urls)
            if page is None:
                return 404, _response(404, "text/html", b"<html><body>404</body></html>")
            return 200, _response(200, page[0], page[1].encode())
        name = f"{path}index.html" if path.endswith("/") else path
        place = (self._root / address / name.lstrip("/")).resolve()
        if not place.is_relative_to(self._root):
            return 403, _response(403, "text/html", b"")
        with suppress(OSError):
            return 200, _response(200, _TYPES.get(place.suffix, "application/octet-stream"), place.read_bytes())
        return 404, _response(404, "text/html", b"<html><body>404 Not Found</body></html>")


def _response(status: int, media: str, body: bytes, more: str = "") -> bytes:
    head = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nLinkChecker: bench\r\nContent-Type: {media}\r\n"
    return f"{head}{more}Content-Length: {len(body)}\r\n\r\n".encode() + body


class _Connection(asyncio.Protocol):
    """One connection: HTTP/1.1 with keep-alive, GET and HEAD without bodies."""

    numbers = itertools.count(1)

    def __init__(self, files: _Files, log: BinaryIO) -> None:
        self._files, self._log = files, log
        self._pending = b""
        self._number = next(self.numbers)
        self._address = ""
        self._transport: Any = None  # uvloop's transports are no subclasses of asyncio's

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See :class:`asyncio.Protocol`."""
        self._transport = transport
        self._address = transport.get_extra_info("sockname")[0]

    def data_received(self, data: bytes) -> None:
        """See :class:`asyncio.Protocol`."""
        transport = self._transport
        self._pending += data
        while (end := self._pending.find(b"\r\n\r\n")) >= 0:
            head, self._pending = self._pending[:end], self._pending[end + 4 :]
            line = head.partition(b"\r\n")[0].decode("latin-1").split(" ")
            if len(line) != 3 or line[0] not in {"GET", "HEAD"}:  # noqa: PLR2004 - method, target, version
                transport.close()
                return
            target = line[1] if line[1].startswith("/") else "/" + line[1].partition("://")[2].partition("/")[2]
            status, response = self._files.answer(self._address, target)
            if line[0] == "HEAD":
                response = response[: response.index(b"\r\n\r\n") + 4]
            transport.write(response)
            self._log.write(f"{self._address} {status} {target} {self._number} .\n".encode())
            if b"\nconnection: close" in head.lower() or line[2] == "HTTP/1.0":
                transport.close()
        if len(self._pending) > _MOST_HEAD:
            transport.close()


async def _serve(settings: ServerSettings, log: BinaryIO) -> None:
    loop = asyncio.get_running_loop()
    files = _Files(settings)
    server = await loop.create_server(
        lambda: _Connection(files, log), list(settings.addresses), settings.port, backlog=1024
    )
    async with server:
        while True:
            await asyncio.sleep(_FLUSH_S)
            log.flush()


def main() -> None:
    """Serve until ended."""
    settings = msgspec.json.decode(sys.argv[1], type=ServerSettings)
    with Path(settings.log or os.devnull).open("ab") as log, suppress(KeyboardInterrupt):
        uvloop.run(_serve(settings, log))


if __name__ == "__main__":
    main()
