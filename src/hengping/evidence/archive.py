"""The archive of one site: ``warc/*.warc.gz`` and ``index.jsonl``.

WARC files follow one another at about 1 GB. Neither reading captures one after another nor recovery needs memory that
grows with their number.

The order of writing makes it safe against a kill at any moment: first the WARC bytes, then the index line. What is not
in the index does not exist. What can go wrong, and what then happens:

- Killed while WARC bytes are written: no index line points to them; :meth:`SiteArchive.recover` cuts them off.
- Killed while an index line is written: the torn line is passed over by readers and cut, with its WARC bytes, by
  :meth:`SiteArchive.recover`.
- Power lost, so that index lines outlived their WARC bytes: :meth:`SiteArchive.recover` drops index lines from the end
  of the last WARC file, whose records are too short or cannot be unpacked, until one stands.
- A file cannot be read for another reason (too many open files, a network disk that is gone …): an
  :class:`~hengping.evidence.errors.EvidenceError`, and nothing is cut.
- More would have to be cut than a kill explains, over :data:`MOST_CUT` captures or anything outside the last WARC file:
  an :class:`~hengping.evidence.errors.EvidenceError`, and nothing is cut.
- Killed while a new WARC file is begun: a file without a capture in it is removed.
- Disk full: :class:`~hengping.evidence.errors.EvidenceError`; the half-written bytes are cut at the next start.
- Two processes at once: the second gets an :class:`~hengping.evidence.errors.EvidenceError`.
- Pruned by a retention policy: no more captures are added; what was dropped is said to be, never to be damaged.
- A payload that does not have its digest any more: :class:`~hengping.evidence.errors.EvidenceError` naming the file.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec

from hengping.evidence.errors import EvidenceError, TornError
from hengping.evidence.files import disk_error, lines_backward
from hengping.evidence.known import known_payloads
from hengping.evidence.payload import MAX_BODY_BYTES
from hengping.evidence.reading import Response, count_captures, read_member, read_record
from hengping.evidence.writing import MAX_WARC_BYTES, ArchiveWriter, warc_name, warc_number
from hengping.model.errors import place
from hengping.model.evidence import Capture

INDEX_FILE = "index.jsonl"
WARC_DIR = "warc"
DROPPED_FILE = "dropped.jsonl"
"""Which records a retention policy dropped."""
MOST_CUT = 64
"""Captures that recovery cuts at most; the largest batch is a quarter of it."""
_CHUNK = 1 << 20

_ONE_AT_A_TIME = threading.Lock()
"""Held while a last record is read: it may be as large as any, and archives of many sites are opened at once."""


class SiteArchive:
    """Evidence of one site on disk.

    Args:
        folder: the site's evidence folder.
        max_warc_bytes: size at which a WARC file is followed by the next one.

    Attributes:
        folder: the site's evidence folder.
    """

    def __init__(self, folder: Path, *, max_warc_bytes: int = MAX_WARC_BYTES) -> None:
        self.folder = folder
        self._max_warc_bytes = max_warc_bytes
        self._decoder = msgspec.json.Decoder(Capture)

    @property
    def index_path(self) -> Path:
        """One :class:`~hengping.model.evidence.Capture` per line."""
        return self.folder / INDEX_FILE

    @property
    def warc_dir(self) -> Path:
        """The WARC files."""
        return self.folder / WARC_DIR

    def captures(self) -> list[Capture]:
        """All indexed captures in the order they were handled; a torn last line is passed over.

        Raises:
            EvidenceError: a complete line does not hold a capture.
        """
        return list(self.iter_captures())

    def iter_captures(self, start: int = 0) -> Iterator[Capture]:
        """The indexed captures one by one, in the order they were handled; a torn last line is passed over.

        Args:
            start: how many to leave out at the beginning.

        Raises:
            EvidenceError: a complete line does not hold a capture.
        """
        if not self.index_path.exists():
            return
        with self.index_path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                if not line.endswith(b"\n"):
                    return
                if number > start:
                    yield self._capture(line, number)

    def open_writer(self) -> ArchiveWriter:
        """Recover, then go on writing behind the last capture. Close the writer, or use it in ``with``.

        Raises:
            EvidenceError: another process writes here, the evidence was pruned, the disk is full, or the place cannot
                be written.
        """
        if (self.folder / DROPPED_FILE).exists():
            raise EvidenceError(
                "该网站的佐证已按留存规定清理，不能续采 (pruned evidence is closed)",
                where=str(self.folder),
                remedy="另开一个结果目录重新采集",
            )
        try:
            self.warc_dir.mkdir(parents=True, exist_ok=True)
            lock = os.open(self.index_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise disk_error(error, self.folder) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            last = self.recover()
            return ArchiveWriter(
                self.warc_dir,
                self.index_path,
                lock,
                number=warc_number(last.warc) if last else 1,
                max_warc_bytes=self._max_warc_bytes,
                known=known_payloads(self.index_path),
            )
        except BlockingIOError as error:
            os.close(lock)
            raise EvidenceError(
                "该网站正由另一进程采集 (being collected by another process)",
                where=str(self.folder),
                remedy="等待其结束，或先停止它",
            ) from error
        except OSError as error:
            os.close(lock)
            raise disk_error(error, self.folder) from error
        except BaseException:
            os.close(lock)
            raise

    def recover(self) -> Capture | None:
        """Cut what a killed run left half-written, so that archive and index agree. Reads the index from its end.

        Everything is looked at before anything is cut.

        Returns:
            The last capture that stands.

        Raises:
            EvidenceError: damage that no kill explains, or a file cannot be read; nothing was cut.
        """
        warcs = self._warcs()
        last, index_end = self._last_standing(max(warcs, default=0))
        cuts = {path: 0 for number, path in warcs.items() if last is None or number > warc_number(last.warc)}
        if last is not None:
            path, end = self.warc_dir / last.warc, last.offset + last.length
            if path.stat().st_size > end:
                cuts[path] = end
        self._require_small(cuts, warcs[max(warcs)] if warcs else None)
        if self.index_path.exists() and self.index_path.stat().st_size > index_end:
            os.truncate(self.index_path, index_end)
        for path, end in cuts.items():
            if end:
                os.truncate(path, end)
            else:
                path.unlink()
        return last

    def read(self, capture: Capture, limit: int = MAX_BODY_BYTES) -> Response:
        """The answer of a capture, its body with content coding undone; of a failure, its JSON note.

        Args:
            capture: a line of the index.
            limit: most bytes of body to give back.

        Raises:
            DroppedError: the payload was dropped by a retention policy.
            EvidenceError: the record is missing, damaged or does not have its digest, naming the file.
        """
        return read_record(self.warc_dir, capture, limit)

    def _capture(self, line: bytes, number: int, offset: int = 0) -> Capture:
        """The capture in a line of the index, known by its number or by its offset."""
        try:
            return self._decoder.decode(line)
        except msgspec.DecodeError as error:
            raise EvidenceError(
                "佐证索引损坏 (damaged evidence index)",
                where=place(self.index_path, number or self._lines_before(offset) + 1),
                remedy="从备份恢复该网站的佐证目录",
            ) from error

    def _lines_before(self, offset: int) -> int:
        lines = 0
        with self.index_path.open("rb") as stream:
            while offset > 0 and (piece := stream.read(min(offset, _CHUNK))):
                lines += piece.count(b"\n")
                offset -= len(piece)
        return lines

    def _require_files(self, capture: Capture) -> None:
        """A WARC file that the index speaks of is there, and so are all before it."""
        for number in range(1, warc_number(capture.warc) + 1):
            path = self.warc_dir / warc_name(number)
            if not path.exists():
                raise EvidenceError(
                    "佐证文件不存在 (evidence file is missing)",
                    where=str(path),
                    remedy="从备份恢复；或删除该网站的佐证目录后重新采集",
                )

    def _warcs(self) -> dict[int, Path]:
        """The WARC files by number. Not by ``glob``, which passes over a folder that cannot be read."""
        if not self.warc_dir.exists():
            return {}
        return {number: path for path in sorted(self.warc_dir.iterdir()) if (number := warc_number(path.name))}

    def _last_standing(self, newest: int) -> tuple[Capture | None, int]:
        """The last capture that stands, and where its index line ends.

        Args:
            newest: number of the last WARC file; what lies in an earlier one was on disk before it was begun.
        """
        for torn, (offset, line) in enumerate(lines_backward(self.index_path), 1):
            capture = self._capture(line, 0, offset)
            self._require_files(capture)
            if self._stands(capture):
                return capture, offset + len(line) + 1
            if torn > MOST_CUT or warc_number(capture.warc) != newest:
                raise _too_much(self.warc_dir / capture.warc)
        return None, 0

    def _require_small(self, cuts: dict[Path, int], newest: Path | None) -> None:
        """A kill leaves no more behind than a batch, and that only in the last file."""
        for path, end in cuts.items():
            most = MOST_CUT if path == newest else 0  # whole captures in an earlier file are indexed
            if count_captures(path, end, most) > most:
                raise _too_much(path)

    def _stands(self, capture: Capture) -> bool:
        """Whether its record is whole; only one that is too short or cannot be unpacked is what a kill leaves.

        Raises:
            EvidenceError: it cannot be read, or is damaged in another way.
        """
        with _ONE_AT_A_TIME:
            try:
                read_member(self.warc_dir / capture.warc, capture, capture.offset, capture.length)
            except TornError:
                return False
            self.read(capture, limit=0)
            return True


def _too_much(path: Path) -> EvidenceError:
    return EvidenceError(
        "佐证与索引相差过多，不是中断所致，未作任何改动 (archive and index differ by more than a kill explains, "
        "nothing was cut)",
        where=str(path),
        remedy="检查磁盘和挂载；从备份恢复该网站的佐证目录；无备份的，移走该目录后重新采集该网站",
    )
