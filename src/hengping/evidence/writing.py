"""Writing captures: WARC bytes first, then the index line."""

import os
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Self

from hengping.evidence.errors import EvidenceError
from hengping.evidence.files import disk_error, sync
from hengping.evidence.payload import header_value
from hengping.evidence.records import Answer, Asked, Piece, answer_piece, failure_piece, warcinfo_bytes
from hengping.model.codec import encode
from hengping.model.evidence import Capture, FailureKind


class ArchiveWriter:
    """Appends captures to one site's archive; made by ``SiteArchive.open_writer``.

    Each capture is handed to the operating system before its index line, so a killed process loses at most the capture
    being written; :meth:`close` also forces both files to the disk itself.
    """

    def __init__(self, warc_path: Path, index_path: Path, lock: int) -> None:
        self._warc_path = warc_path
        self._lock = lock
        self._failed = False
        self._warc = warc_path.open("ab")
        self._index = index_path.open("ab")
        if self._warc.tell() == 0:
            software = f"hengping/{version('hengping')}"
            self._warc.write(warcinfo_bytes(warc_path.name, software, datetime.now(UTC)))
            self._warc.flush()

    def add_response(
        self, asked: Asked, answer: Answer, *, location: str = "", failure: FailureKind | None = None
    ) -> Capture:
        """Archive an answered request.

        Args:
            asked: what was asked.
            answer: what came back.
            location: normal form of the redirect target, when it is a redirect.
            failure: ``TOO_LARGE`` when the payload was cut though it was wanted whole.

        Raises:
            EvidenceError: the disk is full or the file cannot be written.
        """
        content_type = header_value(answer.headers, "Content-Type")
        return self._add(
            asked,
            answer_piece(asked, answer),
            status=answer.status,
            failure=failure,
            mime=content_type.partition(";")[0].partition(",")[0].strip().lower(),
            content_type=content_type,
            location=location,
            size=len(answer.payload),
        )

    def add_failure(self, asked: Asked, failure: FailureKind, detail: str = "") -> Capture:
        """Archive a request that brought no usable answer.

        Args:
            asked: what was asked.
            failure: why there is no answer.
            detail: the words of the operating system or library, for people.

        Raises:
            EvidenceError: the disk is full or the file cannot be written.
        """
        return self._add(asked, failure_piece(asked, failure, detail), failure=failure)

    def close(self) -> None:
        """Force everything to disk and let go of the archive."""
        if self._warc.closed:
            return
        try:
            if not self._failed:
                sync(self._warc)
                sync(self._index)
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
    ) -> Capture:
        if self._failed:
            raise EvidenceError("先前写入失败,未再写入 (an earlier write failed)", where=str(self._warc_path))
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
            offset=self._warc.tell() + piece.offset,
            length=piece.length,
            fetched_at=asked.fetched_at,
            elapsed_ms=asked.elapsed_ms,
            first_byte_ms=asked.first_byte_ms,
        )
        try:
            self._warc.write(piece.data)
            self._warc.flush()
            self._index.write(encode(capture) + b"\n")
            self._index.flush()
        except OSError as error:
            # the torn end is cut at the next start; going on would write behind it
            self._failed = True
            raise disk_error(error, self._warc_path) from error
        return capture
