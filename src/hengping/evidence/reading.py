"""One record out of a WARC file, verified."""

import hashlib
from pathlib import Path

import msgspec
from isal import isal_zlib

from hengping.evidence.errors import DroppedError, EvidenceError, TornError
from hengping.evidence.files import disk_error
from hengping.evidence.payload import decode_body, header_value
from hengping.evidence.records import SAME_PAYLOAD, WARC_VERSION, Headers
from hengping.model.evidence import Capture

DROPPED = "urn:hengping:revisit:dropped-by-retention"
"""Profile of the ``revisit`` that stands for a record whose payload a retention policy dropped."""
DROPPED_ON = "WARC-Dropped-On"
_HEADS_BYTES = 4 << 20
"""What a record may have besides its payload. A damaged or forged one must not unpack without end."""
_GZIP = 31
_END = b"\r\n\r\n"
_PIECE = 1 << 14
"""Of a file whose records are counted; unpacked it is at most a thousand times as large."""
_KIND_BYTES = 4096
_LAST_OF_CAPTURE = (b"WARC-Type: response\r\n", b"WARC-Type: revisit\r\n", b"WARC-Type: conversion\r\n")
_LAST_OF_FAILURE = b"Content-Type: application/json\r\n"


class Response(msgspec.Struct, frozen=True):
    """An archived answer.

    Attributes:
        status: HTTP status; 0 for a failure.
        headers: in order and original spelling; empty for a failure.
        body: content coding undone; for a failure its JSON note.
        truncated: the body was cut at the reader's limit.
    """

    status: int
    headers: Headers
    body: bytes
    truncated: bool = False

    def header(self, name: str) -> str:
        """Value of a header, any case; empty when it is not there."""
        return header_value(self.headers, name)


class Record(msgspec.Struct, frozen=True):
    """One record: its named fields by lower-case name, and its block."""

    fields: dict[str, str]
    block: bytes

    @property
    def kind(self) -> str:
        """``response``, ``revisit``, ``metadata`` …"""
        return self.fields.get("warc-type", "")

    @property
    def record_id(self) -> str:
        """Without brackets."""
        return self.fields.get("warc-record-id", "").strip("<>")


def read_record(warc_dir: Path, capture: Capture, limit: int) -> Response:
    """Read and verify the record a capture points to, and of a ``revisit`` the one that has the payload.

    Args:
        warc_dir: folder of the WARC files.
        capture: the index line.
        limit: most bytes of decoded body.

    Raises:
        DroppedError: the payload was dropped by a retention policy.
        EvidenceError: file or record missing or damaged, or the payload does not have its digest.
    """
    path = warc_dir / capture.warc
    record = read_member(path, capture, capture.offset, capture.length)
    if record.record_id != capture.record_id:
        raise _damaged(path, capture, "编号不符 (another record)")
    if record.kind == "conversion":
        _require_digest(path, capture, record.block)
        headers: Headers = (("Content-Type", record.fields.get("content-type", "")),)
        return Response(capture.status, headers, record.block[:limit], len(record.block) > limit)
    if record.kind == "metadata":
        _require_digest(path, capture, record.block)
        return Response(0, (), record.block)
    head, _, payload = record.block.partition(_END)
    if record.kind == "revisit":
        payload = _original_payload(warc_dir, capture, record)
    _require_digest(path, capture, payload)
    headers = _headers(head)
    body, cut = decode_body(payload, header_value(headers, "Content-Encoding"), limit)
    return Response(capture.status, headers, body, cut)


def read_member(path: Path, capture: Capture, offset: int, length: int) -> Record:
    """The record in a byte range of a WARC file.

    Raises:
        TornError: shorter than it should be, or it cannot be unpacked.
        EvidenceError: the file is missing or cannot be read.
    """
    try:
        with path.open("rb") as stream:
            stream.seek(offset)
            data = stream.read(length)
    except FileNotFoundError as error:
        raise _damaged(path, capture, "文件不存在 (file is missing)") from error
    except OSError as error:
        raise disk_error(error, path) from error
    if len(data) != length:
        raise _damaged(path, capture, "文件不完整 (file is too short)", TornError)
    record = parse_member(data, capture.size + _HEADS_BYTES)
    if record is None:
        raise _damaged(path, capture, "记录无法读取 (record cannot be read)", TornError)
    return record


def parse_member(data: bytes, limit: int) -> Record | None:
    """The one record in a whole gzip member; None when it is not one, or unpacks to more than ``limit`` bytes."""
    inflater = isal_zlib.decompressobj(_GZIP)
    try:
        text = inflater.decompress(data, limit)
    except (isal_zlib.IsalError, ValueError):  # type: ignore[misc] # its stub names no class
        return None
    # a record may be of many megabytes: its block is cut out once, no part of it copied besides
    at = text.find(_END)
    lines = text[: max(at, 0)].decode("utf-8", "replace").split("\r\n")
    if not inflater.eof or inflater.unused_data or at < 0 or lines[0] != WARC_VERSION:
        return None
    start, end = at + len(_END), len(text) - len(_END)
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    if end < start or fields.get("content-length") != str(end - start) or not text.endswith(_END):
        return None
    return Record(fields, text[start:end])


def count_captures(path: Path, start: int, most: int) -> int:
    """How many whole captures lie in a WARC file behind an offset, counted no further than ``most`` + 1.

    What is torn, or no record, ends the count.

    Raises:
        OSError: the file cannot be read.
    """
    found = 0
    with path.open("rb") as stream:
        stream.seek(start)
        data = b""
        while found <= most:
            inflater = isal_zlib.decompressobj(_GZIP)
            head = b""
            while not inflater.eof:
                data = data or stream.read(_PIECE)
                if not data:
                    return found
                try:
                    text = inflater.decompress(data)
                except (isal_zlib.IsalError, ValueError):  # type: ignore[misc] # its stub names no class
                    return found
                head = head or text[:_KIND_BYTES]
                data = inflater.unused_data
            found += any(kind in head for kind in _LAST_OF_CAPTURE) or _LAST_OF_FAILURE in head
    return found


def _original_payload(warc_dir: Path, capture: Capture, revisit: Record) -> bytes:
    """The payload that a ``revisit`` refers to; both records are held against each other."""
    path = warc_dir / capture.warc
    fields = revisit.fields
    profile = fields.get("warc-profile")
    if profile == DROPPED:
        raise DroppedError(capture.url, fields.get(DROPPED_ON.lower(), ""), where=str(path))
    block_digest = f"sha256:{hashlib.sha256(revisit.block).hexdigest()}"
    if (
        profile != SAME_PAYLOAD
        or fields.get("warc-payload-digest") != capture.digest
        or fields.get("warc-block-digest") != block_digest
        or not capture.payload_warc
    ):
        raise _damaged(path, capture, "摘要不符 (digest does not match)")
    path = warc_dir / capture.payload_warc
    original = read_member(path, capture, capture.payload_offset, capture.payload_length)
    if original.kind != "response" or original.record_id != fields.get("warc-refers-to", "").strip("<>"):
        raise _damaged(path, capture, "所引记录不符 (refers to another record)")
    return original.block.partition(_END)[2]


def _require_digest(path: Path, capture: Capture, payload: bytes) -> None:
    if f"sha256:{hashlib.sha256(payload).hexdigest()}" != capture.digest:
        raise _damaged(path, capture, "摘要不符 (digest does not match)")


def _headers(head: bytes) -> Headers:
    lines = head.decode("latin-1").split("\r\n")[1:]
    pairs = (line.partition(":") for line in lines if ":" in line)
    return tuple((name, value.strip()) for name, _, value in pairs)


def _damaged(path: Path, capture: Capture, what: str, kind: type[EvidenceError] = EvidenceError) -> EvidenceError:
    return kind(
        f"佐证{what}：{capture.url}（{capture.record_id}）",
        where=str(path),
        remedy="从备份恢复该文件；不要手工修改佐证",
    )
