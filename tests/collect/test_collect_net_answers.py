"""What counts as an answer: as lenient as browsers, and the fault beside it."""

import asyncio
from contextlib import suppress
from random import Random  # noqa: TID251 - seeded noise

import httptools
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from net_support import LOOPS, URL, RawServer, ask, ok, quick, run

from hengping.collect.client import Client
from hengping.collect.net.chunks import MORE, ChunkReader, DamagedError
from hengping.collect.net.errors import NotHttpError
from hengping.collect.net.head import MAX_HEAD_BYTES, find_head, read_head
from hengping.model.evidence import FailureKind

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.1  200   Fine by us\r\nContent-Length: 2\r\n\r\nok",
        b"http/1.1 200 OK\nContent-Length: 2\n\nok",
        b"HTTP/1.1 200 OK\nContent-Length: 2\r\n\nok",
        b"\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        b"\xef\xbb\xbfHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nthis is no header\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nX Y Z: bad name\r\n: no name\r\nContent-Length : 2\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nX: \x00\x01\xff\r\nContent-Length: 2, 2\r\nContent-Length:2\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nX: a\r\n folded\r\n\t more\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and much more than was announced",
        b"HTTP/1.1 100 Go on\r\n\r\nHTTP/1.1 103 Soon\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        CHUNKED + b"2\r\nok\r\n0\r\n\r\n",
        CHUNKED + b"2 ; ext=1\nok\n0\n\n",
        CHUNKED + b"1\r\no\r\n01\r\nk\r\n0\r\nTrailer: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 999\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    ],
)
def test_what_a_browser_reads_is_an_answer_also_byte_by_byte(answer, loop):
    for script in ([answer], [answer[index : index + 1] for index in range(len(answer))]):
        exchange = ask(script, loop=loop)
        assert (exchange.answer.status, exchange.answer.payload, exchange.failure) == (200, b"ok", None)


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.0 200 OK\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nok",
        CHUNKED + b"2\r\nok\r\n0\r\n",
        CHUNKED + b"2\r\nok\r\n0",
    ],
)
def test_the_end_of_the_connection_ends_an_answer_without_length(answer, loop):
    exchange = ask([answer, None], loop=loop)
    expected = None if not answer.endswith(b"\n0") else FailureKind.INCOMPLETE
    assert (exchange.answer.payload, exchange.failure) == (b"ok", expected)


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("end", [None, "abort"])
@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nshort",
        CHUNKED + b"20\r\nshort",
        CHUNKED + b"5\r\nshort\r\n",
        CHUNKED + b"5\r\nshort\r\nzz\r\nrest",
        CHUNKED + b"5\r\nshortlong\r\n0\r\n\r\n",
    ],
)
def test_a_short_answer_is_kept_and_incomplete(answer, end, loop):
    exchange = ask([answer, 0.02, end], loop=loop)
    assert exchange.failure == FailureKind.INCOMPLETE
    assert (exchange.answer.status, exchange.answer.payload, exchange.answer.truncated) == (200, b"short", False)
    assert exchange.detail


def test_incomplete_answers_are_tried_again_and_the_whole_one_counts():
    exchange = ask([b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", None], ok(b"whole"), retries=1)
    assert (exchange.answer.payload, exchange.failure, exchange.attempts) == (b"whole", None, 2)
    exchange = ask([b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", None], [None], retries=1)
    assert (exchange.answer.payload, exchange.failure, exchange.attempts) == (b"short", FailureKind.INCOMPLETE, 2)


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize(
    "script",
    [
        [b"<html>no head at all</html>"],
        [b"hello", None],
        [b"HTTP/1.1 banana\r\n\r\n"],
        [b"HTTP/1.1 99 Low\r\n\r\n"],
        [b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"],
        [b"HTTP/1.1 100 Continue\r\n\r\n" * 50],
        [b"HTTP/1.1 200 OK\r\nX: " + b"y" * 300_000],
        [b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 10_001 + b"\r\n"],
        [b"HTTP/1.1 200 OK\r\n" + (b"X: " + b"y" * 30_000 + b"\r\n") * 20],
        [b"\r\n" * 40_000],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nok"],
        [CHUNKED + b"-5\r\nx"],
        [CHUNKED + b"0x5\r\nx"],
        [CHUNKED, None],
        [CHUNKED + b"1" * 9000],
    ],
)
def test_what_no_browser_reads_is_no_http(script, loop):
    exchange = ask(script, loop=loop)
    assert (exchange.answer, exchange.failure) == (None, FailureKind.PROTOCOL)
    assert exchange.detail


def test_limits_are_inclusive():
    head = b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 9_999 + b"Content-Length: 2\r\n\r\n"
    assert len(ask(head + b"ok").answer.headers) == 10_000
    line = b"X: " + b"y" * (MAX_HEAD_BYTES - 46)
    head = b"HTTP/1.1 200 OK\r\n" + line + b"\r\nContent-Length: 2"
    assert len(head) == MAX_HEAD_BYTES - 7
    assert ask(head + b"\r\n\r\nok").answer.payload == b"ok"


def test_text_and_media_have_limits_of_their_own():
    async def both():
        page = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\n\r\n" + b"x" * 5000
        scripts = [page % b"text/html", None], [page % b"image/png", None]
        async with RawServer(*scripts) as server, Client(quick(connect_to=server.rewrite)) as client:
            return [await client.fetch(URL, limit=4000, binary_limit=100) for _ in range(2)]

    sizes = [(len(exchange.answer.payload), exchange.answer.truncated) for exchange in run(both())]
    assert sizes == [(4000, True), (100, True)]


@pytest.mark.parametrize("loop", LOOPS)
def test_a_body_without_end_is_cut_and_the_connection_given_up(loop):
    async def flood(_reader, writer):
        writer.write(CHUNKED)
        while not writer.is_closing():
            writer.write(b"1000\r\n" + b"x" * 0x1000 + b"\r\n")
            await writer.drain()

    exchange = ask([flood], limit=50_000, loop=loop)
    assert (len(exchange.answer.payload), exchange.answer.truncated, exchange.failure) == (50_000, True, None)


@pytest.mark.parametrize("status", [b"204 No Content", b"304 Not Modified"])
def test_answers_without_a_body_end_with_their_head(status):
    exchange = ask(b"HTTP/1.1 " + status + b"\r\nContent-Length: 100\r\n\r\n")
    assert (exchange.answer.payload, exchange.failure) == (b"", None)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300), st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n", CHUNKED, CHUNKED + b"3\r\nabc\r\n"]))
def test_random_bytes_never_crash_the_readers(noise, start):
    data = start + noise
    try:
        found = find_head(data, 0)
        if found:
            read_head(data[found[0] : found[1]])
    except NotHttpError:
        pass
    out = bytearray()
    with suppress(DamagedError):
        ChunkReader().feed(noise, 0, out)
    assert len(out) <= len(noise)


def test_random_answers_are_always_a_value():
    chance = Random(4)  # noqa: S311 - noise, the same every time
    pieces = [b"HTTP/1.1 200 OK", b"\r\n", b"\n", b"\x00", b":", b"Content-Length: 3", b"chunked", b"5", b"ab", b" "]
    pieces += [b"Transfer-Encoding: chunked\r\n\r\n", b"HTTP/1.1 304 x\r\n\r\n", b"Connection: close\r\n"]
    scripts = [[b"".join(chance.choices(pieces, k=chance.randrange(1, 30))), None] for _ in range(300)]

    async def all_of_them():
        async with RawServer(*scripts) as server, Client(quick(connect_to=server.rewrite)) as client:
            return [await asyncio.wait_for(client.fetch(URL, limit=50), 10) for _ in scripts]

    for exchange in run(all_of_them()):
        assert exchange.answer is not None or exchange.failure in {FailureKind.PROTOCOL, FailureKind.RESET}


class _Oracle:
    """What an independent parser makes of an answer."""

    def __init__(self, data: bytes) -> None:
        self.headers: list[tuple[str, str]] = []
        self.body = b""
        self.complete = False
        parser = httptools.HttpResponseParser(self)
        parser.feed_data(data)
        self.status = parser.get_status_code()

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.decode("latin-1"), value.decode("latin-1").strip()))

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        self.complete = True


_NAMES = st.text("abcXYZ-", min_size=1, max_size=12)
_VALUES = st.text("abc xyz;=,\xe4\xff", max_size=30)


@settings(max_examples=150, deadline=None)
@given(
    st.integers(200, 599).filter(lambda status: status not in {204, 304}),
    st.lists(st.tuples(_NAMES, _VALUES), max_size=8),
    st.lists(st.binary(min_size=1, max_size=50), max_size=6),
    st.data(),
)
def test_good_answers_are_read_as_an_independent_parser_reads_them(status, headers, chunks, data):
    lines = [f"{name}: {value}" for name, value in headers]
    head = "\r\n".join([f"HTTP/1.1 {status} Some", *lines, "Transfer-Encoding: chunked", "", ""]).encode("latin-1")
    body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
    oracle = _Oracle(head + body)
    begin, end, after = find_head(head + body, 0)
    ours = read_head((head + body)[begin:end])
    assert (ours.status, list(ours.headers), ours.chunked) == (oracle.status, oracle.headers[: len(headers) + 1], True)
    reader, out, at = ChunkReader(), bytearray(), after
    while at < len(head + body):
        step = data.draw(st.integers(1, 20))
        ended = reader.feed((head + body)[at : at + step], 0, out)
        at += step
    assert (bytes(out), ended != MORE) == (oracle.body, oracle.complete)
