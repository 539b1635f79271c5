"""WARC 1.1 records, each a gzip member of its own.

Per capture the archive holds, in this order:

- ``request``: what was sent, when anything was;
- ``metadata`` (``application/warc-fields``): why it was asked for, where the address was found, timings, attempts, what
  is wrong with it, and one ``outlink`` line per link of the page, as other archivers write them;
- ``response``: status line, headers in their original spelling, payload as sent (content coding kept, transfer coding
  undone: a ``Transfer-Encoding`` header is kept as ``X-Archive-Orig-Transfer-Encoding``, as other archivers do). When
  the archive has the same payload already it is a ``revisit`` instead: the headers, and where the payload lies.

A request that brought no answer ends with a ``metadata`` record instead, whose JSON block names the failure: that, too,
is evidence. A page as a browser had it is a ``conversion`` of the page as sent. The last record of a capture is the one
its index line points to, so the archive can be cut behind it.

Headers are joined by hand and compressed by ISA-L: through a WARC library with zlib one record costs seven times as
much as everything else that is done to a page (docs/adr/0024).
"""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import quote

import msgspec
from isal import igzip_lib

from hengping.model.codec import encode
from hengping.model.evidence import FAILURES, FailureKind, Phases, Profile, Purpose

WARC_VERSION = "WARC/1.1"
JSON_TYPE = "application/json"
FIELDS_TYPE = "application/warc-fields"
HTML_TYPE = "text/html; charset=utf-8"
REQUEST_TYPE = "application/http; msgtype=request"
RESPONSE_TYPE = "application/http; msgtype=response"
SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
RENAMED_TRANSFER_ENCODING = "X-Archive-Orig-Transfer-Encoding"
_LEVEL = 2
"""Of ISA-L (0 to 3): 7 % larger than zlib level 6 in a tenth of its time; 1 is no faster, 3 half as slow again."""
_RANDOM_BLOCK = 8192
_GRAPHIC = "".join(chr(code) for code in range(0x21, 0x7F))
_PRINTABLE = _GRAPHIC + " "
Headers = tuple[tuple[str, str], ...]
"""HTTP headers in order and original spelling; each character stands for one byte (Latin-1)."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked, and how long it took: common to answers and failures.

    Attributes:
        url: normal form.
        purpose, source_url, depth: see :class:`~hengping.model.evidence.Capture`.
        request_line: as sent, e.g. ``GET / HTTP/1.1``; empty when nothing was sent.
        request_headers: as sent.
        request_body: as sent; only a search sends one.
        attempts: how often it was tried.
        fetched_at: start of the last attempt, UTC.
        elapsed_ms, first_byte_ms, phases: of the last attempt.
        address: IP address that was connected to; empty when none was.
        profile, look: see :class:`~hengping.model.evidence.Capture`.
    """

    url: str
    purpose: Purpose
    source_url: str = ""
    depth: int = 0
    request_line: str = ""
    request_headers: Headers = ()
    request_body: bytes = b""
    attempts: int = 1
    fetched_at: datetime
    elapsed_ms: int = 0
    first_byte_ms: int = 0
    phases: Phases | None = None
    address: str = ""
    profile: Profile = "collector"
    look: int = 1


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came back.

    Attributes:
        status, reason, version: of the status line, version as ``HTTP/1.1``.
        headers: as sent.
        payload: body as sent, without transfer coding.
        truncated: the payload was cut by the collector.
    """

    status: int
    reason: str = ""
    version: str = "HTTP/1.1"
    headers: Headers = ()
    payload: bytes = b""
    truncated: bool = False


class FailureNote(msgspec.Struct, frozen=True, kw_only=True):
    """The JSON block of a failed request."""

    failure: FailureKind
    zh: str
    en: str
    detail: str
    url: str
    attempts: int


class Original(msgspec.Struct, frozen=True, kw_only=True):
    """The record that has a payload already: what a ``revisit`` refers to."""

    record_id: str
    url: str
    fetched_at: datetime


class Piece(msgspec.Struct, frozen=True):
    """The bytes of one capture: all records, and the range of the last one within them."""

    data: bytes
    offset: int
    length: int
    record_id: str
    digest: str


def warcinfo_bytes(filename: str, software: str, now: datetime) -> bytes:
    """The first record of a file: who wrote it, in which format."""
    block = (
        f"software: {software}\r\n"
        "format: WARC File Format 1.1\r\n"
        "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
    ).encode()
    more = f"WARC-Filename: {filename}\r\nWARC-Block-Digest: {sha256_digest(block)}\r\n"
    return _record("warcinfo", new_record_id(), "", _instant(now), block=block, content_type=FIELDS_TYPE, more=more)


def answer_piece(
    asked: Asked,
    answer: Answer,
    *,
    digest: str = "",
    original: Original | None = None,
    failure: FailureKind | None = None,
    detail: str = "",
    outlinks: Sequence[str] = (),
) -> Piece:
    """The records of an answered request.

    Args:
        asked: what was asked.
        answer: what came back.
        digest: ``sha256:<hex>`` of the payload when it is known already.
        original: the record that has the same payload, to make a ``revisit``.
        failure: what is wrong with the answer.
        detail: the same in a word.
        outlinks: addresses that the page links to.
    """
    record_id = new_record_id()
    at = _instant(asked.fetched_at)
    head = _http_head(f"{answer.version} {answer.status} {answer.reason}", answer.headers)
    payload = answer.payload
    block_digest = hashlib.sha256(head)
    if not digest:
        digest = sha256_digest(payload)
    more = f"WARC-Payload-Digest: {digest}\r\n{_address(asked)}"
    if original is None:
        kind = "response"
        block_digest.update(payload)
        if answer.truncated:
            more += f"WARC-Truncated: {_cut_by(failure)}\r\n"
    else:
        kind, payload = "revisit", b""
        more += (
            f"WARC-Profile: {SAME_PAYLOAD}\r\n"
            f"WARC-Refers-To: <{original.record_id}>\r\n"
            f"WARC-Refers-To-Target-URI: {escaped_uri(original.url)}\r\n"
            f"WARC-Refers-To-Date: {_instant(original.fetched_at)}\r\n"
            "WARC-Truncated: length\r\n"
        )
    more += f"WARC-Block-Digest: sha256:{block_digest.hexdigest()}\r\n"
    url = escaped_uri(asked.url)
    last = _record(kind, record_id, url, at, block=head, content_type=RESPONSE_TYPE, more=more, payload=payload)
    before = _before(asked, record_id, url, at, _notes(asked, failure, detail, outlinks))
    return Piece(before + last, len(before), len(last), record_id, digest)


def failure_piece(asked: Asked, failure: FailureKind, detail: str) -> Piece:
    """The records of a request that brought no usable answer."""
    record_id = new_record_id()
    at = _instant(asked.fetched_at)
    policy = FAILURES[failure]
    note = FailureNote(
        failure=failure,
        zh=policy.zh,
        en=policy.en,
        detail=detail.encode("utf-8", "replace").decode(),  # operating systems also put bytes into their messages
        url=asked.url,
        attempts=asked.attempts,
    )
    block = encode(note)
    digest = sha256_digest(block)
    url = escaped_uri(asked.url)
    # a metadata record has no payload in the sense of the standard; the digest of its block is the capture's
    more = f"{_address(asked)}WARC-Block-Digest: {digest}\r\n"
    last = _record("metadata", record_id, url, at, block=block, content_type=JSON_TYPE, more=more)
    before = _before(asked, record_id, url, at, _notes(asked, failure, detail, ()))
    return Piece(before + last, len(before), len(last), record_id, digest)


def rendered_piece(url: str, refers_to: str, html: bytes, taken_at: datetime) -> Piece:
    """The record of a page as a browser had it.

    Args:
        url: of the page.
        refers_to: record id of the page as sent.
        html: UTF-8.
        taken_at: UTC.
    """
    record_id = new_record_id()
    digest = sha256_digest(html)
    more = f"WARC-Refers-To: <{refers_to}>\r\nWARC-Block-Digest: {digest}\r\nWARC-Payload-Digest: {digest}\r\n"
    last = _record(
        "conversion", record_id, escaped_uri(url), _instant(taken_at), block=html, content_type=HTML_TYPE, more=more
    )
    return Piece(last, 0, len(last), record_id, digest)


def dropped_record(fields: Mapping[str, str], head: bytes, *, digest: str, profile: str, note: str) -> bytes:
    """What stands for a record whose payload is no longer kept: the same id, instant and HTTP head.

    Args:
        fields: named fields of the record, by lower-case name.
        head: HTTP head.
        digest: of the payload.
        profile: URI that says what was done.
        note: further header lines, ended.
    """
    more = (
        f"WARC-Profile: {profile}\r\n{note}WARC-Payload-Digest: {digest}\r\nWARC-Truncated: length\r\n"
        f"WARC-Block-Digest: {sha256_digest(head)}\r\n"
    )
    if address := fields.get("warc-ip-address"):
        more += f"WARC-IP-Address: {address}\r\n"
    record_id, url, at = fields["warc-record-id"].strip("<>"), fields["warc-target-uri"], fields["warc-date"]
    return _record("revisit", record_id, url, at, block=head, content_type=RESPONSE_TYPE, more=more)


def sha256_digest(data: bytes) -> str:
    """``sha256:<hex>`` of ``data``."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


class _Random:
    """Random bytes drawn in blocks: each draw from the system hands the interpreter to another thread.

    Several threads may draw at once: taking the next piece of a block is one step.
    """

    def __init__(self) -> None:
        self._block: Iterator[str] = iter(())

    def hex32(self) -> str:
        """32 hexadecimal digits, never the same twice."""
        while (piece := next(self._block, None)) is None:
            text = os.urandom(_RANDOM_BLOCK).hex()
            self._block = iter([text[start : start + 32] for start in range(0, len(text), 32)])
        return piece

    def forget(self) -> None:
        """Draw anew: a forked process must not give out the ids of its parent."""
        self._block = iter(())


_random = _Random()
os.register_at_fork(after_in_child=_random.forget)


def new_record_id() -> str:
    """A WARC-Record-ID (a random UUID as of RFC 9562), without brackets."""
    text = _random.hex32()
    variant = "89ab"[int(text[16], 16) & 3]
    return f"urn:uuid:{text[:8]}-{text[8:12]}-4{text[13:16]}-{variant}{text[17:20]}-{text[20:]}"


def _before(asked: Asked, record_id: str, url: str, at: str, notes: bytes) -> bytes:
    """The records that stand before the one the index points to."""
    together = f"WARC-Concurrent-To: <{record_id}>\r\n{_address(asked)}"
    request = b""
    if asked.request_line:
        block = _http_head(asked.request_line, asked.request_headers) + asked.request_body
        more = f"{together}WARC-Block-Digest: {sha256_digest(block)}\r\n"
        request = _record("request", new_record_id(), url, at, block=block, content_type=REQUEST_TYPE, more=more)
    more = f"{together}WARC-Block-Digest: {sha256_digest(notes)}\r\n"
    return request + _record("metadata", new_record_id(), url, at, block=notes, content_type=FIELDS_TYPE, more=more)


def _notes(asked: Asked, failure: FailureKind | None, detail: str, outlinks: Sequence[str]) -> bytes:
    """What is known of a request besides request and answer, as named fields."""
    lines = [f"purpose: {asked.purpose}"]
    if asked.source_url:
        lines.append(f"via: {_one_line(asked.source_url)}")
    lines.append(
        f"depth: {asked.depth}\r\nattempts: {asked.attempts}\r\n"
        f"fetchTimeMs: {asked.elapsed_ms}\r\nfirstByteMs: {asked.first_byte_ms}"
    )
    if asked.phases is not None:
        parts = (f"{name}={value}" for name, value in msgspec.structs.asdict(asked.phases).items() if value is not None)
        lines.append(f"phases: {' '.join(parts)}")
    lines.append(f"look: {asked.look}\r\nprofile: {asked.profile}")
    if failure is not None:
        lines.append(f"failure: {failure}")
    if detail:
        lines.append(f"detail: {_one_line(detail)}")
    if outlinks:
        joined = " ".join(outlinks)
        plain = joined.isascii() and joined.isprintable()
        lines.append("outlink: " + "\r\noutlink: ".join(outlinks if plain else map(_one_line, outlinks)))
    lines.append("")
    return "\r\n".join(lines).encode()


def _record(
    kind: str, record_id: str, url: str, at: str, *, block: bytes, content_type: str, more: str, payload: bytes = b""
) -> bytes:
    """One record as one gzip member. ``more``: further header lines, ended; ``payload`` stands behind ``block``."""
    target = f"WARC-Target-URI: {url}\r\n" if url else ""
    head = (
        f"{WARC_VERSION}\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <{record_id}>\r\n{target}WARC-Date: {at}\r\n{more}"
        f"Content-Type: {content_type}\r\nContent-Length: {len(block) + len(payload)}\r\n\r\n"
    ).encode("ascii")
    return igzip_lib.compress(b"".join((head, block, payload, b"\r\n\r\n")), _LEVEL, igzip_lib.COMP_GZIP)


def _http_head(first_line: str, headers: Headers) -> bytes:
    lines = [first_line.rstrip()]
    for name, value in headers:
        kept = RENAMED_TRANSFER_ENCODING if name.lower() == "transfer-encoding" else name
        lines.append(f"{kept}: {value}")
    lines.append("\r\n")
    return "\r\n".join(lines).encode("latin-1", errors="replace")


def _instant(at: datetime) -> str:
    """As WARC-Date wants it, to the microsecond, so that a capture is found by its instant."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _address(asked: Asked) -> str:
    address = asked.address.partition("%")[0]  # the zone of a link-local address means nothing elsewhere
    return f"WARC-IP-Address: {_one_line(address)}\r\n" if address else ""


def _cut_by(failure: FailureKind | None) -> str:
    """Reason of a truncation in the words of the standard."""
    if failure is FailureKind.TIMEOUT:
        return "time"
    if failure in (FailureKind.INCOMPLETE, FailureKind.RESET):
        return "disconnect"
    return "length"


def escaped_uri(url: str) -> str:
    """An address without white space, as the standard wants it; what has no normal form is escaped."""
    if url.isascii() and url.isprintable() and " " not in url:
        return url
    return quote(url, safe=_GRAPHIC, errors="replace")


def _one_line(text: str) -> str:
    """Text that cannot start a header of its own: an address that has no normal form may hold anything."""
    if text.isascii() and text.isprintable():
        return text
    return quote(text, safe=_PRINTABLE, errors="replace")
