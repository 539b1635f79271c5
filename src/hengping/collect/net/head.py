"""The head of an answer, read as browsers read it.

- Up to four bytes of rubbish before ``HTTP/``, empty lines before it, lone line feeds, missing reason: accepted.
- Lines without a colon are passed over; spaces around names are not part of them; folded lines are joined.
- ``Content-Length`` that is no number does not count (the body ends with the connection); the same value several times
  is one; different values are no HTTP. With ``Transfer-Encoding: chunked`` it does not count at all.
- A head over 256 KiB, which is where browsers end too, or more than 10,000 headers: no HTTP.
"""

import re
from typing import NamedTuple

from hengping.collect.net.errors import NotHttpError

MAX_EMPTY_BYTES = 32 * 1024
"""Of empty lines before the head."""
MAX_HEADERS = 10_000
MAX_HEAD_BYTES = 256 * 1024
UNKNOWN_LENGTH = -1
_SLACK = 4
_ENOUGH_TO_TELL = _SLACK + len("HTTP/")
_END = re.compile(rb"\n\r?\n")
_STATUS = re.compile(r"HTTP/(\d{1,2})\.(\d{1,2})[ \t]+(\d{3})(?![0-9])[ \t]*(.*)", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,18}")
_FOLDED = ("", " ", "\t")
_NO_BODY = frozenset({204, 304})
_FIRST_STATUS = 100
_LAST_INFORMATIONAL = 199


class Head(NamedTuple):
    """Status line and headers.

    Attributes:
        status, reason, version: of the status line, version as ``HTTP/1.1``.
        headers: in order and original spelling, as Latin-1.
        length: bytes of body announced; :data:`UNKNOWN_LENGTH`: until the end of the connection.
        chunked: the body comes in chunks.
        keep_alive: the connection may be used again.
        content_type: media type as sent, lower case; empty: none.
    """

    status: int
    reason: str
    version: str
    headers: tuple[tuple[str, str], ...]
    length: int
    chunked: bool
    keep_alive: bool
    content_type: str

    @property
    def informational(self) -> bool:
        """1xx: the answer itself is still to come."""
        return self.status <= _LAST_INFORMATIONAL


def find_head(data: bytes | bytearray, searched: int) -> tuple[int, int, int] | None:
    """Where the head begins, ends, and where what follows begins.

    Args:
        data: what has come so far.
        searched: so many bytes were looked at before without success.

    Returns:
        None when more is needed.

    Raises:
        NotHttpError: it can never become a head.
    """
    begin = 0
    while begin < len(data) and data[begin] in b"\r\n":
        begin += 1
    start = bytes(data[begin : begin + _ENOUGH_TO_TELL]).upper()
    at = start.find(b"HTTP/")
    end = _END.search(data, max(begin, searched - 3))
    if at < 0 and (end is not None or len(start) >= _ENOUGH_TO_TELL or begin > MAX_EMPTY_BYTES):
        raise NotHttpError(f"answer begins with {bytes(data[begin : begin + 32])!r}")
    if end is not None:
        return begin + at, end.start(), end.end()
    if len(data) > MAX_HEAD_BYTES:
        raise NotHttpError("head without end")
    return None


def read_head(block: bytes) -> Head:
    """Read a head.

    Args:
        block: from ``HTTP/`` up to the line feed that ends the last header, that excluded.

    Raises:
        NotHttpError: no status line, too many headers, too long, or lengths that contradict each other.
    """
    if len(block) > MAX_HEAD_BYTES:
        raise NotHttpError("head too long")
    lines = block.decode("latin-1").split("\n")
    matched = _STATUS.match(lines[0].rstrip("\r"))
    if matched is None or int(matched[3]) < _FIRST_STATUS:
        raise NotHttpError(f"status line {lines[0][:80]!r}")
    del lines[0]
    headers = _headers(lines)
    if len(headers) > MAX_HEADERS:
        raise NotHttpError(f"{len(headers)} headers")
    status = int(matched[3])
    lengths, said = _framing(headers)
    chunked = "chunked" in said["transfer-encoding"]
    if len(lengths) > 1 and not chunked:
        raise NotHttpError(f"Content-Length {sorted(lengths)}")
    length = lengths.pop() if lengths and not chunked else UNKNOWN_LENGTH
    if status in _NO_BODY or status <= _LAST_INFORMATIONAL:
        length, chunked = 0, False
    connection = said["connection"]
    modern = (int(matched[1]), int(matched[2])) >= (1, 1)
    keep_alive = "close" not in connection and (modern or "keep-alive" in connection)
    version = f"HTTP/{matched[1]}.{matched[2]}"
    return Head(status, matched[4].rstrip(), version, tuple(headers), length, chunked, keep_alive, said["content-type"])


def _framing(headers: list[tuple[str, str]]) -> tuple[set[int], dict[str, str]]:
    """All lengths announced, and in lower case the headers that say where an answer ends and what it is."""
    lengths: set[int] = set()
    said = {"transfer-encoding": "", "connection": "", "content-type": "", "content-length": ""}
    for name, value in headers:
        low = name.lower()
        if low in said:
            said[low] += value.lower()
            if low == "content-length":
                lengths.update(int(part) for part in map(str.strip, value.split(",")) if _NUMBER.fullmatch(part))
    return lengths, said


def _headers(lines: list[str]) -> list[tuple[str, str]]:
    headers: list[tuple[str, str]] = []
    folded: dict[int, list[str]] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if line[:1] in _FOLDED:
            if headers and (more := line.strip(" \t\r")):
                folded.setdefault(len(headers) - 1, [headers[-1][1]]).append(more)
        elif colon and (name := name.rstrip(" \t")):
            headers.append((name, value.strip(" \t\r")))
    for place, values in folded.items():
        headers[place] = (headers[place][0], " ".join(values))
    return headers
