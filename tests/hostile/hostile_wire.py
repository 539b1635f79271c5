"""A raw web server on loopback: exact bytes, one virtual host per behaviour, everything that came counted.

A behaviour answers with bytes, or with parts one after another: bytes are sent, a float is waited for, :class:`End`
ends the connection. It runs in a thread of its own, so that a whole run in other processes can be served from a test.
"""

import asyncio
import ssl
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from enum import Enum
from typing import NamedTuple
from zlib import crc32


class End(Enum):
    """How a connection ends before its time."""

    CLOSE = "close"
    RESET = "reset"


Part = bytes | float | End
Answer = bytes | Iterable[Part]


class Ask(NamedTuple):
    """A request.

    Attributes:
        host: of the Host header, lower case, without port.
        target: path and query, as sent.
        headers: names in lower case.
        number: how often this target of this host was asked for, from 1.
        on_connection: number of the request on its connection, from 1.
    """

    host: str
    target: str
    headers: dict[str, str]
    number: int
    on_connection: int

    @property
    def path(self) -> str:
        """Without the query."""
        return self.target.partition("?")[0]


Reply = Callable[[Ask], Answer]


class WireServer:
    """Answers over HTTP and TLS; a third port takes connections and never says a word.

    Args:
        reply: what to answer.
        tls: context for the TLS port; None: no such port.

    Attributes:
        asked: targets by host, in order of arrival.
        connections, sent: connections with at least one request, and bytes sent, by host.
        silent: connections to the port that never says a word.
    """

    def __init__(self, reply: Reply, tls: ssl.SSLContext | None = None) -> None:
        self.asked: dict[str, list[str]] = defaultdict(list)
        self.connections: Counter[str] = Counter()
        self.sent: Counter[str] = Counter()
        self.silent = 0
        self.port = self.tls_port = self.silent_port = 0
        self._reply = reply
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._stop = asyncio.Event()
        self._counts: Counter[tuple[str, str]] = Counter()
        self._thread = threading.Thread(target=self._run, name="hostile", daemon=True)

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(20)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(20)

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve_all())
        self._loop.close()

    async def _serve_all(self) -> None:
        self._loop.set_exception_handler(lambda _loop, _context: None)  # broken connections are what this is for
        plain = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=1 << 20, backlog=512)
        silent = await asyncio.start_server(self._say_nothing, "127.0.0.1", 0)
        servers = [plain, silent]
        self.port, self.silent_port = (server.sockets[0].getsockname()[1] for server in servers)
        if self._tls is not None:
            servers.append(await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls))
            self.tls_port = servers[-1].sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        for server in servers:
            server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _say_nothing(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.silent += 1
        try:
            while await reader.read(1 << 16):
                pass
        finally:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            for number in range(1, 1 << 30):
                first = await reader.readexactly(1)
                if first == b"\x16":  # a TLS handshake: answered as plain servers do
                    writer.write(answer(b"plain HTTP", status=b"400 Bad Request"))
                    break
                ask = self._read(first + await reader.readuntil(b"\r\n\r\n"), number)
                self.connections[ask.host] += number == 1
                if not await self._send(writer, ask.host, self._reply(ask)):
                    break
        with suppress(OSError):
            writer.close()

    def _read(self, head: bytes, number: int) -> Ask:
        first, *lines = head.decode("latin-1").split("\r\n")
        target = [*first.split(" "), "", ""][1]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        host = headers.get("host", "").lower()
        host = host if host.endswith("]") else host.rpartition(":")[0] or host
        self.asked[host].append(target)
        self._counts[host, target] += 1
        return Ask(host, target, headers, self._counts[host, target], number)

    async def _send(self, writer: asyncio.StreamWriter, host: str, answer: Answer) -> bool:
        """Send all parts; whether the connection goes on."""
        for part in (answer,) if isinstance(answer, bytes) else answer:
            if isinstance(part, float):
                await asyncio.sleep(part)
            elif part is End.RESET:
                writer.transport.abort()
                return False
            elif part is End.CLOSE:
                return False
            else:
                writer.write(part)
                self.sent[host] += len(part)
                await writer.drain()
        return True


def answer(body: bytes, *headers: bytes, status: bytes = b"200 OK", mime: bytes = b"text/html; charset=utf-8") -> bytes:
    """A whole, well-formed answer."""
    lines = [b"HTTP/1.1 " + status, b"Content-Type: " + mime, b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join([*lines, b"", body])


def redirect(location: str, *headers: bytes) -> bytes:
    """An answer that sends its visitor elsewhere."""
    return answer(b"", b"Location: " + location.encode(), *headers, status=b"302 Found")


_SENTENCES = (
    "为进一步推进政府信息公开工作，保障公众的知情权、参与权和监督权",
    "各乡镇人民政府、县直各部门应当按照职责分工抓好落实",
    "对群众反映强烈的突出问题逐项登记、限期整改",
    "请各有关单位于每季度末报送工作进展情况",
    "加大财政投入，完善基础设施，提升公共服务水平",
    "组织开展业务培训，提高窗口工作人员服务能力",
    "建立健全联席会议制度，定期研究解决重大事项",
    "充分利用广播、电视、网络等方式做好政策解读",
    "严格落实安全生产责任，防范各类事故发生",
    "本办法自印发之日起施行，由县人民政府办公室负责解释",
)
PLEDGE = _SENTENCES[0]
"""Stands in every :func:`prose`."""


def prose(about: str) -> str:
    """Some four hundred characters that stand on no other page; always the same for the same words."""
    chance = crc32(about.encode())
    order = sorted(_SENTENCES, key=lambda sentence: crc32(sentence.encode(), chance))
    return f"关于{about}，" + "".join(f"{sentence}（{about}第{n}条）。" for n, sentence in enumerate(order, 1))


def html(title: str, *links: str, head: str = "", body: str = "", text: str | None = None) -> bytes:
    """An ordinary page with its links and, unless ``text`` is given, some prose of its own."""
    text = prose(title) if text is None else text
    anchors = "".join(f'<li><a href="{link}">{link[:60]} 关于公开有关事项的通知</a></li>' for link in links)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body><h1>{title}</h1><ul>{anchors}</ul>{body}<p>{text}</p></body></html>"
    ).encode()


def page(title: str, *links: str, head: str = "", body: str = "", text: str | None = None) -> bytes:
    """An ordinary page, as an answer."""
    return answer(html(title, *links, head=head, body=body, text=text))
