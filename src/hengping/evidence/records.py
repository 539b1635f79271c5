"""WARC 1.1 records, each a gzip member of its own.

Per capture the archive holds, in this order:

- ``request``: what was sent, when anything was;
- ``metadata`` (``application/warc-fields``): why it was asked for, where the address was found, timings, attempts;
- ``response``: status line, headers in their original spelling, payload as sent (content coding kept, transfer coding
  undone: a ``Transfer-Encoding`` header is kept as ``X-Archive-Orig-Transfer-Encoding``, as other archivers do).

A request that brought no answer ends with a ``metadata`` record instead, whose JSON block names the failure: that, too,
is evidence. The last record of a capture is the one its index line points to, so the archive can be cut behind it.
"""

import hashlib
import io
from datetime import datetime
from urllib.parse import quote
from uuid import uuid4

import msgspec
from warcio.recordloader import ArcWarcRecord  # type: ignore[import-untyped]
from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from hengping.model.codec import encode
from hengping.model.evidence import FAILURES, FailureKind, Phases, Profile, Purpose

WARC_VERSION = "WARC/1.1"
JSON_TYPE = "application/json"
FIELDS_TYPE = "application/warc-fields"
RENAMED_TRANSFER_ENCODING = "X-Archive-Orig-Transfer-Encoding"
_PRINTABLE = "".join(chr(code) for code in range(0x21, 0x7F)) + " "
Headers = tuple[tuple[str, str], ...]
"""HTTP headers in order and original spelling; each character stands for one byte (Latin-1)."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked, and how long it took: common to answers and failures.

    Attributes:
        url: normal form.
        purpose, source_url, depth: see :class:`~hengping.model.evidence.Capture`.
        request_line: as sent, e.g. ``GET / HTTP/1.1``; empty when nothing was sent.
        request_headers: as sent.
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


class Piece(msgspec.Struct, frozen=True):
    """The bytes of one capture: all records, and the range of the last one within them."""

    data: bytes
    offset: int
    length: int
    record_id: str
    digest: str


def warcinfo_bytes(filename: str, software: str, now: datetime) -> bytes:
    """The first record of a file: who wrote it, in which format."""
    fields = {
        "software": software,
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    }
    return _record("warcinfo", "", now, _fields(fields), content_type=FIELDS_TYPE, extra={"WARC-Filename": filename})


def answer_piece(asked: Asked, answer: Answer) -> Piece:
    """The records of an answered request."""
    record_id = new_record_id()
    head = _http_head(f"{answer.version} {answer.status} {answer.reason}", answer.headers)
    digest = sha256_digest(answer.payload)
    extra = {"WARC-Record-ID": f"<{record_id}>", "WARC-Payload-Digest": digest}
    if answer.truncated:
        extra["WARC-Truncated"] = "length"
    last = _record(
        "response",
        asked.url,
        asked.fetched_at,
        head + answer.payload,
        content_type="application/http; msgtype=response",
        extra=extra,
    )
    return _piece(_before(asked, record_id), last, record_id, digest)


def failure_piece(asked: Asked, failure: FailureKind, detail: str) -> Piece:
    """The records of a request that brought no usable answer."""
    record_id = new_record_id()
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
    extra = {"WARC-Record-ID": f"<{record_id}>", "WARC-Payload-Digest": digest}
    last = _record("metadata", asked.url, asked.fetched_at, block, content_type=JSON_TYPE, extra=extra)
    return _piece(_before(asked, record_id), last, record_id, digest)


def sha256_digest(data: bytes) -> str:
    """``sha256:<hex>`` of ``data``."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def new_record_id() -> str:
    """A WARC-Record-ID, without brackets."""
    return f"urn:uuid:{uuid4()}"


def _before(asked: Asked, record_id: str) -> bytes:
    """The records that stand before the one the index points to."""
    together = {"WARC-Concurrent-To": f"<{record_id}>"}
    request = b""
    if asked.request_line:
        block = _http_head(asked.request_line, asked.request_headers)
        kind = "application/http; msgtype=request"
        request = _record("request", asked.url, asked.fetched_at, block, content_type=kind, extra=together)
    fields = {
        "purpose": asked.purpose,
        "via": asked.source_url,
        "depth": str(asked.depth),
        "attempts": str(asked.attempts),
        "fetchTimeMs": str(asked.elapsed_ms),
        "firstByteMs": str(asked.first_byte_ms),
    }
    return request + _record(
        "metadata", asked.url, asked.fetched_at, _fields(fields), content_type=FIELDS_TYPE, extra=together
    )


def _piece(before: bytes, last: bytes, record_id: str, digest: str) -> Piece:
    return Piece(before + last, len(before), len(last), record_id, digest)


def _record(kind: str, url: str, at: datetime, block: bytes, *, content_type: str, extra: dict[str, str]) -> bytes:
    """One record as one gzip member."""
    headers = {"WARC-Type": kind, "WARC-Record-ID": f"<{new_record_id()}>"}
    if url:
        headers["WARC-Target-URI"] = _one_line(url)
    headers["WARC-Date"] = f"{at:%Y-%m-%dT%H:%M:%S.%f}Z"
    headers["WARC-Block-Digest"] = sha256_digest(block)
    headers.update(extra)
    # http_headers stays empty: warcio would percent-encode header bytes outside ASCII, and evidence is kept as sent
    record = ArcWarcRecord(
        "warc",
        kind,
        StatusAndHeaders("", list(headers.items()), protocol=WARC_VERSION),
        io.BytesIO(block),
        None,
        content_type,
        len(block),
    )
    # such a record counts as one without a payload digest of its own, unless the header is there already
    if "WARC-Payload-Digest" not in headers and kind != "warcinfo":
        record.rec_headers.add_header("WARC-Payload-Digest", _payload_digest(kind, block))
    out = io.BytesIO()
    WARCWriter(out, gzip=True, warc_version=WARC_VERSION).write_record(record)
    return out.getvalue()


def _payload_digest(kind: str, block: bytes) -> str:
    """Digest of what stands behind the HTTP head of a request; of the block otherwise."""
    return sha256_digest(block.partition(b"\r\n\r\n")[2] if kind == "request" else block)


def _http_head(first_line: str, headers: Headers) -> bytes:
    lines = [first_line.rstrip()]
    for name, value in headers:
        kept = RENAMED_TRANSFER_ENCODING if name.lower() == "transfer-encoding" else name
        lines.append(f"{kept}: {value}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1", errors="replace")


def _fields(fields: dict[str, str]) -> bytes:
    return "".join(f"{name}: {_one_line(value)}\r\n" for name, value in fields.items() if value).encode()


def _one_line(text: str) -> str:
    """Text that cannot start a header of its own: an address that has no normal form may hold anything."""
    return quote(text, safe=_PRINTABLE)
