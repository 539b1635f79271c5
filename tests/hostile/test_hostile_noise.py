"""Random bytes as whole answers, through the real client into a real collection: always a record, never an error."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random  # noqa: TID251 - seeded noise

import pytest
from hostile_case import crawl, resolve
from hostile_wire import Answer, Ask, End, WireServer, answer, html, page

from hengping.evidence.archive import SiteArchive
from hengping.extract.site_index import CaptureIndex
from hengping.model.campaign import CollectSettings, SecondLook
from hengping.model.evidence import FAILURES

HOST = "www.noise.gov.cn"
ANSWERS = 150
_PIECES = (
    *(b"HTTP/1.1 200 OK", b"HTTP/1.0 302 Found", b"HTTP/1.1 103 x", b"\r\n", b"\r\n\r\n", b"\n", b"\x00", b":", b" "),
    *(
        b"Content-Length: 30\r\n",
        b"Content-Length: 3\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"5\r\nabcde\r\n",
        b"0\r\n\r\n",
    ),
    *(b"Content-Type: text/html\r\n", b"Content-Encoding: gzip\r\n", b"Content-Encoding: br, deflate, gzip\r\n"),
    *(
        b"Location: /",
        b"Location: //\xff\xfe",
        b"Set-Cookie: a=b\r\n",
        b"Retry-After: -1\r\n",
        b"\x1f\x8b\x08\x00",
        b"\xff",
    ),
    *("<a href='/x'>政</a>".encode("gb18030"), b"<frameset><frame src=/>", b"<base href='", b"<meta charset=utf-16>"),
)


def _anything(chance: Random) -> Answer:
    """Bytes that look like nothing."""
    return [chance.randbytes(chance.randrange(1, 3000)), End.CLOSE]


def _almost_http(chance: Random) -> Answer:
    """Pieces of answers in any order."""
    made = b"".join(chance.choices(_PIECES, k=chance.randrange(1, 30)))
    return [made, chance.choice([End.CLOSE, End.RESET])]


def _damaged(chance: Random) -> Answer:
    """A good answer, some of its bytes changed, perhaps cut."""
    body = html("政务公开", *[f"/n/{chance.randrange(ANSWERS)}" for _ in range(3)])
    packer = chance.choice([bytes, gzip.compress, zlib.compress])
    coding = {gzip.compress: (b"Content-Encoding: gzip",), zlib.compress: (b"Content-Encoding: deflate",)}.get(
        packer, ()
    )
    made = bytearray(answer(packer(body), *coding))
    for _ in range(chance.randrange(1, 20)):
        made[chance.randrange(len(made))] = chance.randrange(256)
    return [bytes(made[: chance.randrange(20, len(made) + 1)]), End.CLOSE]


def _mark_up(chance: Random) -> Answer:
    """A good answer that holds noise instead of a page."""
    body = b"".join(chance.choices([*_PIECES, b"<", b">", b"<div>", b"</p>", b"<!--", b"<script>", b"&#x0;"], k=200))
    return answer(
        body + chance.randbytes(200), mime=chance.choice([b"text/html; charset=gbk", b"", b"text/html; charset=\xff"])
    )


@pytest.fixture
def noise() -> Iterator[Callable[[Callable[[Random], Answer], int], WireServer]]:
    """Makes a server whose pages are noise of a kind."""
    servers: list[WireServer] = []

    def make(kind: Callable[[Random], Answer], seed: int) -> WireServer:
        def reply(ask: Ask) -> Answer:
            if ask.target == "/":
                return page("首页", *[f"/n/{number}" for number in range(ANSWERS)])
            return kind(Random(f"{seed} {ask.target}"))  # noqa: S311 - noise, the same every time

        servers.append(WireServer(reply))
        servers[-1].start()
        return servers[-1]

    yield make
    for server in servers:
        server.stop()


@pytest.mark.parametrize(
    "kind", [_anything, _almost_http, _damaged, _mark_up], ids=lambda kind: kind.__name__.strip("_")
)
def test_noise_is_always_a_record(kind, noise, tmp_path: Path) -> None:
    server = noise(kind, 4)
    settings = CollectSettings(
        connect_to={"*": f"127.0.0.1:{server.port}"},
        max_pages_per_site=2 * ANSWERS,
        max_link_checks_per_site=ANSWERS,
        max_bytes_per_response=1 << 20,
        requests_per_second_per_host=10_000,
        timeout_s=1,
        retries=0,
        backoff_max_s=0,
        second_look=SecondLook(delay_s=0),
    )
    crawl(settings, f"http://{HOST}/", tmp_path, resolve)
    archive = SiteArchive(tmp_path)
    captures = archive.captures()
    asked = {capture.url for capture in captures}
    assert {f"http://{HOST}/n/{number}" for number in range(ANSWERS)} <= asked
    index = CaptureIndex(captures, {}, {})
    for capture in captures:
        answered = capture.failure is None or FAILURES[capture.failure].answered
        assert bool(capture.status) == answered or capture.location
        assert capture.failure is None or capture.failure.value not in ("own_fault", "own_outage", "private_address")
        archive.read(capture)
        index.outcome(capture.url)
