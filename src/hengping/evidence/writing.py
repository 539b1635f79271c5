"""Writing captures: WARC bytes first, then the index line."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib.metadata import version
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Self

from hengping.evidence.errors import EvidenceError
from hengping.evidence.files import disk_error, sync_folder
from hengping.evidence.known import KnownPayloads, may_refer
from hengping.evidence.payload import header_value
from hengping.evidence.records import (
    HTML_TYPE,
    Answer,
    Asked,
    Original,
    Piece,
    answer_piece,
    failure_piece,
    rendered_piece,
    sha256_digest,
    warcinfo_bytes,
)
from hengping.model.codec import decode, encode
from hengping.model.evidence import Capture, FailureKind

MAX_WARC_BYTES = 1 << 30
"""A WARC file that has reached this size is followed by the next one."""
_MAX_HELD_BYTES = 8 << 20
_LINE_BYTES = 4096
_TORN = (
    "已列入索引的佐证有效，未写完的部分下次运行时截去 (indexed captures stand, the torn end is cut at the next start)"
)


def warc_name(number: int) -> str:
    """Name of a site's WARC file, from 1."""
    return f"{number:05d}.warc.gz"


def warc_number(name: str) -> int:
    """The number in the name of a WARC file; 0 for another file."""
    stem = name.removesuffix(".warc.gz")
    return int(stem) if stem != name and stem.isascii() and stem.isdigit() else 0


class ArchiveWriter:
    """Appends captures to one site's archive; made by ``SiteArchive.open_writer``. For one thread at a time.

    Each capture (in :meth:`batch` each batch) is handed to the operating system before its index line, so a killed
    process loses at most what was being written; :meth:`close` also forces the files to the disk itself, as does every
    change to a new WARC file.
    """

    def __init__(
        self, warc_dir: Path, index_path: Path, lock: int, *, number: int, max_warc_bytes: int, known: KnownPayloads
    ) -> None:
        self._warc_dir = warc_dir
        self._lock = lock
        self._max_warc_bytes = max_warc_bytes
        self._known = known
        self._failed = False
        self._batching = False
        self._warc_held: list[bytes] = []
        self._held_bytes = 0
        self._index_held = bytearray()
        self._index_path = index_path
        self._index = FileIO(index_path, "a+")
        self._index_end = os.fstat(self._index.fileno()).st_size
        self._warc_path = warc_dir / warc_name(number)
        self._warc, self._warc_end = self._open_warc(number)

    def add_response(
        self,
        asked: Asked,
        answer: Answer,
        *,
        location: str = "",
        failure: FailureKind | None = None,
        detail: str = "",
        outlinks: Sequence[str] = (),
    ) -> Capture:
        """Archive an answered request; as a ``revisit`` when the archive has the same payload already.

        Args:
            asked: what was asked.
            answer: what came back.
            location: normal form of the redirect target, when it is a redirect.
            failure: what is wrong with the answer, e.g. ``TOO_LARGE`` when it was cut though it was wanted whole.
            detail: what is wrong, in a word.
            outlinks: addresses that the page links to, for the metadata record.

        Raises:
            EvidenceError: the disk is full or the file cannot be written.
        """
        content_type = header_value(answer.headers, "Content-Type")
        digest = sha256_digest(answer.payload)
        earlier = self._earlier(digest, len(answer.payload), failure)
        original = None
        if earlier is not None:
            original = Original(record_id=earlier.record_id, url=earlier.url, fetched_at=earlier.fetched_at)
        piece = answer_piece(
            asked, answer, digest=digest, original=original, failure=failure, detail=detail, outlinks=outlinks
        )
        return self._add(
            asked,
            piece,
            status=answer.status,
            failure=failure,
            mime=content_type.partition(";")[0].partition(",")[0].strip().lower(),
            content_type=content_type,
            location=location,
            size=len(answer.payload),
            detail=detail,
            payload=earlier,
        )

    def add_failure(self, asked: Asked, failure: FailureKind, detail: str = "") -> Capture:
        """Archive a request that brought no usable answer.

        Args:
            asked: what was asked.
            failure: why there is no answer.
            detail: the words of the operating system or library, for people; kept in the record, not in the index.

        Raises:
            EvidenceError: the disk is full or the file cannot be written.
        """
        return self._add(asked, failure_piece(asked, failure, detail), failure=failure)

    def add_rendered(self, of: Capture, html: bytes, *, taken_at: datetime) -> Capture:
        """Archive a page as a browser had it after its scripts ran.

        Args:
            of: the page as sent.
            html: UTF-8.
            taken_at: UTC.

        Raises:
            EvidenceError: the disk is full or the file cannot be written.
        """
        asked = Asked(
            url=of.url, purpose="rendered", source_url=of.source_url, depth=of.depth, fetched_at=taken_at, look=of.look
        )
        return self._add(
            asked,
            rendered_piece(of.url, of.record_id, html, taken_at),
            status=of.status,
            failure=None,
            mime="text/html",
            content_type=HTML_TYPE,
            size=len(html),
        )

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Hold back what is added inside, then write the WARC bytes and the index lines with one write each.

        Bodies so large that holding them would cost much memory are written sooner. Captures given out inside are on
        file only after it, also when it is left by an error.

        Raises:
            EvidenceError: the disk is full or a file cannot be written; of the batch only those
                captures count then whose index lines were written whole.
        """
        if self._batching:
            yield
            return
        self._batching = True
        try:
            yield
        finally:
            self._batching = False
            self._write_held()

    def close(self) -> None:
        """Force everything to disk and let go of the archive."""
        if self._warc.closed:
            return
        try:
            self._write_held()
            if not self._failed:
                os.fsync(self._warc.fileno())
                os.fsync(self._index.fileno())
        except OSError as error:
            raise disk_error(error, self._warc_path) from error
        finally:
            for stream in (self._warc, self._index):
                with suppress(OSError):
                    stream.close()
            os.close(self._lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _add(  # the index line's own fields, as keywords
        self,
        asked: Asked,
        piece: Piece,
        *,
        failure: FailureKind | None,
        status: int = 0,
        mime: str = "",
        content_type: str = "",
        location: str = "",
        size: int = 0,
        detail: str = "",
        payload: Capture | None = None,
    ) -> Capture:
        if self._failed:
            raise EvidenceError("先前写入失败，未再写入 (an earlier write failed)", where=str(self._warc_path))
        if self._warc_end >= self._max_warc_bytes:
            self._next_warc()
        capture = Capture(
            record_id=piece.record_id,
            digest=piece.digest,
            url=asked.url,
            purpose=asked.purpose,
            source_url=asked.source_url,
            depth=asked.depth,
            status=status,
            failure=failure,
            mime=mime,
            content_type=content_type,
            location=location,
            size=size,
            attempts=asked.attempts,
            warc=self._warc_path.name,
            offset=self._warc_end + piece.offset,
            length=piece.length,
            payload_warc=payload.warc if payload else "",
            payload_offset=payload.offset if payload else 0,
            payload_length=payload.length if payload else 0,
            look=asked.look,
            profile=asked.profile,
            detail=detail,
            fetched_at=asked.fetched_at,
            elapsed_ms=asked.elapsed_ms,
            first_byte_ms=asked.first_byte_ms,
        )
        line = encode(capture)
        self._known.add(capture, self._index_end + len(self._index_held))
        self._warc_held.append(piece.data)
        self._held_bytes += len(piece.data)
        self._warc_end += len(piece.data)
        self._index_held += line
        self._index_held += b"\n"
        if not self._batching or self._held_bytes > _MAX_HELD_BYTES:
            self._write_held()
        return capture

    def _earlier(self, digest: str, size: int, failure: FailureKind | None) -> Capture | None:
        """The capture whose record has this payload."""
        offset = self._known.find(digest) if may_refer(size, failure) else None
        if offset is None:
            return None
        capture = decode(self._line_at(offset), Capture)
        return capture if capture.digest == digest and capture.size == size else None

    def _line_at(self, offset: int) -> bytes:
        if offset >= self._index_end:
            start = offset - self._index_end
            return bytes(self._index_held[start : self._index_held.index(b"\n", start)])
        line = b""
        while not (end := line.find(b"\n") + 1):
            piece = os.pread(self._index.fileno(), _LINE_BYTES, offset + len(line))
            if not piece:
                break
            line += piece
        return line[: end or None]

    def _write_held(self) -> None:
        """WARC bytes first, then index lines."""
        if self._failed or not self._warc_held:
            return
        data = self._warc_held[0] if len(self._warc_held) == 1 else b"".join(self._warc_held)
        try:
            _write_all(self._warc, data)
            _write_all(self._index, self._index_held)
        except OSError as error:
            # the torn end is cut at the next start; going on would write behind it
            self._failed = True
            raise disk_error(error, self._warc_path, state=_TORN) from error
        finally:
            self._index_end += len(self._index_held)
            self._index_held.clear()
            self._warc_held.clear()
            self._held_bytes = 0

    def _next_warc(self) -> None:
        """Go on in a new file. The old one is forced to disk first: recovery looks at the last one only."""
        self._write_held()
        try:
            os.fsync(self._warc.fileno())
            os.fsync(self._index.fileno())
            self._warc.close()
            number = warc_number(self._warc_path.name) + 1
            self._warc_path = self._warc_dir / warc_name(number)
            self._warc, self._warc_end = self._open_warc(number)
        except OSError as error:
            self._failed = True
            raise disk_error(error, self._warc_path) from error

    def _open_warc(self, number: int) -> tuple[FileIO, int]:
        """The file, and its size."""
        path = self._warc_dir / warc_name(number)
        stream = FileIO(path, "a")
        end = os.fstat(stream.fileno()).st_size
        if end == 0:
            software = f"hengping/{version('hengping')}"
            info = warcinfo_bytes(path.name, software, datetime.now(UTC))
            _write_all(stream, info)
            sync_folder(self._warc_dir)
            end = len(info)
        return stream, end


def _write_all(stream: FileIO, data: bytes | bytearray) -> None:
    """All of it: a disk that fills up takes a part before it refuses."""
    with memoryview(data) as view:
        done = 0
        while done < len(view):
            done += stream.write(view[done:]) or 0
