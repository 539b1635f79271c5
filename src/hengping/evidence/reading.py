"""One record out of a WARC file, verified."""

import hashlib
import io
from pathlib import Path
from typing import BinaryIO, cast

import msgspec
from fastwarc.warc import ArchiveIterator, WarcRecordType

from hengping.evidence.errors import EvidenceError
from hengping.evidence.files import disk_error
from hengping.evidence.payload import decode_body, header_value
from hengping.evidence.records import Headers
from hengping.model.evidence import Capture


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


def read_record(path: Path, capture: Capture, limit: int) -> Response:
    """Read and verify the record a capture points to.

    Args:
        path: the WARC file.
        capture: the index line.
        limit: most bytes of decoded body.

    Raises:
        EvidenceError: file or record missing or damaged, or the payload does not have its digest.
    """
    member = _member(path, capture)
    is_note, record_id, block = _unpack(path, capture, member)
    if is_note:
        head, payload = b"", block
    else:
        head, _, payload = block.partition(b"\r\n\r\n")
    if record_id != capture.record_id or f"sha256:{hashlib.sha256(payload).hexdigest()}" != capture.digest:
        raise _damaged(path, capture, "摘要不符 (digest does not match)")
    headers = _headers(head)
    if is_note:
        return Response(0, (), payload)
    body, cut = decode_body(payload, header_value(headers, "Content-Encoding"), limit)
    return Response(capture.status, headers, body, cut)


def _member(path: Path, capture: Capture) -> bytes:
    try:
        with path.open("rb") as stream:
            stream.seek(capture.offset)
            data = stream.read(capture.length)
    except FileNotFoundError as error:
        raise _damaged(path, capture, "文件不存在 (file is missing)") from error
    except OSError as error:
        raise disk_error(error, path) from error
    if len(data) != capture.length:
        raise _damaged(path, capture, "文件不完整 (file is too short)")
    return data


def _unpack(path: Path, capture: Capture, member: bytes) -> tuple[bool, str, bytes]:
    """Whether it is a failure's note, id and block of the record."""
    try:
        # fastwarc takes any object that reads; its stub asks for more than it uses
        record = next(ArchiveIterator(cast("BinaryIO", io.BytesIO(member)), parse_http=False))
        is_note = record.record_type == WarcRecordType.metadata
        return is_note, (record.record_id or "").strip("<>"), record.reader.read()
    except (StopIteration, OSError, ValueError, RuntimeError) as error:
        raise _damaged(path, capture, "记录无法读取 (record cannot be read)") from error


def _headers(head: bytes) -> Headers:
    lines = head.decode("latin-1").split("\r\n")[1:]
    pairs = (line.partition(":") for line in lines if ":" in line)
    return tuple((name, value.strip()) for name, _, value in pairs)


def _damaged(path: Path, capture: Capture, what: str) -> EvidenceError:
    return EvidenceError(
        f"佐证{what}:{capture.url}({capture.record_id})", where=str(path), remedy="从备份恢复该文件;不要手工修改佐证"
    )
