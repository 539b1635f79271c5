"""Answers that no server should send: bombs, bodies without end, trickles, broken framing, broken connections."""

import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache

import brotli
from hostile_behaviour import behaviour
from hostile_wire import Answer, Ask, End, Part, answer, html, page

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def body_of(path: str) -> bytes:
    """A page of an address of its own."""
    return html(f"政务公开{path}", "/news/")


_MEGABYTE = bytes(1 << 20)
Made = Callable[[bytes], Answer]
BOMB_MEGABYTES = 10_000
"""Ten gigabytes unpacked, some ten megabytes on the wire."""


@cache
def deflated_megabyte() -> bytes:
    """A megabyte of nothing as deflate blocks of their own, to be repeated as often as wanted."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packer.compress(_MEGABYTE)
    packer.flush(zlib.Z_FULL_FLUSH)
    return packer.compress(_MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)


@cache
def _brotli_parts() -> tuple[bytes, bytes]:
    packer = brotli.Compressor(quality=5)
    first = packer.process(_MEGABYTE) + packer.flush()
    packer.process(_MEGABYTE)
    packer.flush()
    return first, packer.process(_MEGABYTE) + packer.flush()


def _bomb(coding: bytes, start: bytes, block: bytes) -> Iterator[Part]:
    yield HEAD + b"Content-Encoding: " + coding + b"\r\nConnection: close\r\n\r\n" + start
    piece = block * 64
    for _ in range(BOMB_MEGABYTES // 64):
        yield piece
    yield End.CLOSE


@behaviour("gzip-bomb", "gzip炸弹：10 MB解压成10 GB", "/bomb.html")
def gzip_bomb(ask: Ask) -> Answer | None:
    if ask.path != "/bomb.html":
        return None
    return _bomb(b"gzip", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff", deflated_megabyte())


@behaviour("deflate-bomb", "deflate炸弹", "/bomb.html", "/raw.html")
def deflate_bomb(ask: Ask) -> Answer | None:
    if ask.path not in ("/bomb.html", "/raw.html"):
        return None
    return _bomb(b"deflate", b"\x78\x9c" if ask.path == "/bomb.html" else b"", deflated_megabyte())


@behaviour("brotli-bomb", "brotli炸弹", "/bomb.html")
def brotli_bomb(ask: Ask) -> Answer | None:
    if ask.path != "/bomb.html":
        return None
    first, again = _brotli_parts()
    return _bomb(b"br", first, again)


@behaviour("nested-bomb", "两层gzip的炸弹", "/bomb.html")
def nested_bomb(ask: Ask) -> Answer | None:
    return answer(_nested(), b"Content-Encoding: gzip, gzip") if ask.path == "/bomb.html" else None


@cache
def _nested() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    inner = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff" + deflated_megabyte() * 1000
    return packer.compress(inner) + packer.flush()


@behaviour(
    "gigabyte", "没有尽头的正文（声明长度、分块、不声明）", "/known.html", "/chunks.html", "/open.html", "/film.mp4"
)
def gigabyte(ask: Ask) -> Answer | None:
    piece = b"<p>" + "长".encode() * 21_840 + b"</p>"
    match ask.path:
        case "/known.html":
            return _without_end(HEAD + b"Content-Length: 1073741824\r\n\r\n", piece)
        case "/chunks.html":
            chunk = b"%x\r\n%s\r\n" % (len(piece), piece)
            return _without_end(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", chunk)
        case "/open.html":
            return _without_end(HEAD + b"\r\n", piece)
        case "/film.mp4":
            return _without_end(HEAD.replace(b"text/html; charset=utf-8", b"video/mp4") + b"\r\n", bytes(65_536))
    return None


def _without_end(head: bytes, piece: bytes) -> Iterator[Part]:
    yield head
    for _ in range((1 << 30) // len(piece)):
        yield piece
    yield End.CLOSE


def _trickle(data: bytes) -> Iterator[Part]:
    for at in range(len(data)):
        yield data[at : at + 1]
        yield 1.0
    yield End.CLOSE


@behaviour("trickle-head", "响应头每秒一个字节", "/slow.html")
def trickle_head(ask: Ask) -> Answer | None:
    return _trickle(answer(body_of(ask.path))) if ask.path == "/slow.html" else None


@behaviour("trickle-body", "正文每秒一个字节", "/slow.html")
def trickle_body(ask: Ask) -> Answer | None:
    if ask.path != "/slow.html":
        return None
    head, _, body = answer(body_of(ask.path)).partition(b"\r\n\r\n")
    return _then([head + b"\r\n\r\n"], _trickle(body))


def _then(first: Iterable[Part], second: Iterable[Part]) -> Iterator[Part]:
    yield from first
    yield from second


@behaviour("never-answers", "接受连接后从不回答", "/silent.html")
def never_answers(ask: Ask) -> Answer | None:
    return iter([3600.0]) if ask.path == "/silent.html" else None


def _closed(*lines: bytes) -> Made:
    """Made of a body: an answer with these headers, ended by the end of the connection."""
    return lambda body: [HEAD + b"".join(line + b"\r\n" for line in lines) + b"\r\n" + body, End.CLOSE]


def _whole(*lines: bytes, start: bytes = HEAD) -> Made:
    """Made of a body: an answer with these headers and the right length."""
    headers = start + b"".join(line + b"\r\n" for line in lines)
    return lambda body: headers + b"Content-Length: %d\r\n\r\n" % len(body) + body


def _status(line: bytes) -> Made:
    return _whole(start=HEAD.replace(b"HTTP/1.1 200 OK", line))


LENGTHS: dict[str, Made] = {
    "/too-long.html": _closed(b"Content-Length: 999999"),
    "/too-short.html": lambda body: HEAD + b"Content-Length: %d\r\n\r\n" % (len(body) - 40) + body,
    "/negative.html": _closed(b"Content-Length: -5"),
    "/word.html": _closed(b"Content-Length: many"),
    "/huge.html": _closed(b"Content-Length: 99999999999999999999999"),
    "/two.html": _closed(b"Content-Length: 10", b"Content-Length: 4000"),
}


@behaviour("wrong-length", "Content-Length太长、太短、为负、不是数、有两个", *LENGTHS)
def wrong_length(ask: Ask) -> Answer | None:
    made = LENGTHS.get(ask.path)
    return made(body_of(ask.path)) if made else None


HEADERS: dict[str, Made] = {
    "/no-colon.html": _whole(b"this is no header at all"),
    "/null.html": _whole(b"X-Null: a\x00b\x00", b"\x00: c"),
    "/folded.html": _whole(b"X-Folded: a", b"\tb", b"  c"),
    "/many-folds.html": _whole(b"X-Folded: a", *[b" b"] * 50_000),
    "/spaces.html": _whole(b"X Y Z : odd", b": nameless", b"X-Last:"),
    "/five-thousand.html": _whole(*[b"X-%d: y" % number for number in range(5000)]),
    "/long-line.html": _whole(b"Set-Cookie: a=" + b"y" * 100_000),
    "/megabyte-line.html": _whole(b"X-Long: " + b"y" * (1 << 20)),
    "/eight-bit.html": _whole("X-Name: 政府".encode("gb18030"), b"\xff\xfe: \xff"),
}


@behaviour("header-garbage", "乱写的响应头：无冒号、空字符、1 MB的一行、5000个、折行", *HEADERS)
def header_garbage(ask: Ask) -> Answer | None:
    made = HEADERS.get(ask.path)
    return made(body_of(ask.path)) if made else None


STATUS_LINES: dict[str, Made] = {
    "/no-status.html": lambda body: [b"HTTP/1.1 banana\r\n\r\n" + body, End.CLOSE],
    "/old.html": lambda body: [body, End.CLOSE],
    "/999.html": _status(b"HTTP/1.1 999 Request denied"),
    "/567.html": _status(b"HTTP/1.1 567 Blocked"),
    "/version.html": _status(b"HTTP/7.3 200 OK"),
    "/bare.html": lambda body: answer(body).replace(b"\r\n", b"\n"),
    "/random.html": lambda _body: [bytes(range(256)) * 64, End.CLOSE],
    "/nothing.html": lambda _body: [End.CLOSE],
    "/chunks.html": lambda _body: [HEAD + b"Transfer-Encoding: chunked\r\n\r\nzzz\r\nno chunk\r\n", End.CLOSE],
    "/late-chunks.html": lambda body: [
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n3c\r\n" + body[:60] + b"\r\nzz\r\n",
        End.CLOSE,
    ],
}


@behaviour("status-garbage", "乱写的状态行和分块：HTTP/0.9、999、只有换行、坏的块长", *STATUS_LINES)
def status_garbage(ask: Ask) -> Answer | None:
    made = STATUS_LINES.get(ask.path)
    return made(body_of(ask.path)) if made else None


@behaviour("endless-informational", "没完没了的1xx", "/wait.html")
def endless_informational(ask: Ask) -> Answer | None:
    return _informational() if ask.path == "/wait.html" else None


def _informational() -> Iterator[Part]:
    for _ in range(100_000):
        yield b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
    yield End.CLOSE


@behaviour("reset", "连接中途被重置", "/at-once.html", "/in-body.html")
def reset(ask: Ask) -> Answer | None:
    match ask.path:
        case "/at-once.html":
            return [End.RESET]
        case "/in-body.html":
            return [answer(body_of(ask.path))[:-300], 0.05, End.RESET]
    return None


@behaviour("few-per-connection", "每个连接只答两次就关闭", "/a/0.html")
def few_per_connection(ask: Ask) -> Answer | None:
    if not ask.path.startswith("/a/"):
        return None
    number = int(ask.path[3:-5])
    made = page(f"第{number}页", *[f"/a/{(number + step) % 30}.html" for step in range(1, 4)])
    return [made, End.CLOSE] if ask.on_connection == 2 else made
