"""The archive of one site: ``warc/*.warc.gz`` and ``index.jsonl``.

The order of writing makes it safe against a kill at any moment: first the WARC bytes, then the index line. What is not
in the index does not exist. What can go wrong, and what then happens:

- Killed while WARC bytes are written: no index line points to them; :meth:`SiteArchive.recover` cuts them off.
- Killed while an index line is written: the torn line is passed over by readers and cut, with its WARC bytes, by
  :meth:`SiteArchive.recover`.
- Power lost, so that index lines outlived their WARC bytes: :meth:`SiteArchive.recover` drops index lines from the end
  until the last one can be read and its digest holds.
- Disk full: :class:`~hengping.evidence.errors.EvidenceError`; the half-written bytes are cut at the next start.
- Two processes at once: the second gets an :class:`~hengping.evidence.errors.EvidenceError`.
- A payload that does not have its digest any more: :class:`~hengping.evidence.errors.EvidenceError` naming the file.
"""

import fcntl
import os
from contextlib import suppress
from pathlib import Path

import msgspec

from hengping.evidence.errors import EvidenceError
from hengping.evidence.files import complete_lines, cut_torn_line, disk_error
from hengping.evidence.payload import MAX_BODY_BYTES
from hengping.evidence.reading import Response, read_record
from hengping.evidence.writing import ArchiveWriter
from hengping.model.codec import decode
from hengping.model.errors import place
from hengping.model.evidence import Capture

INDEX_FILE = "index.jsonl"
WARC_DIR = "warc"
WARC_FILE = "00001.warc.gz"


class SiteArchive:
    """Evidence of one site on disk.

    Attributes:
        folder: the site's evidence folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

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
        captures = []
        for number, line in enumerate(complete_lines(self.index_path), 1):
            try:
                captures.append(decode(line, Capture))
            except msgspec.DecodeError as error:
                raise EvidenceError(
                    "佐证索引损坏 (damaged evidence index)",
                    where=place(self.index_path, number),
                    remedy="从备份恢复该网站的佐证目录",
                ) from error
        return captures

    def open_writer(self) -> ArchiveWriter:
        """Recover, then go on writing behind the last capture. Close the writer, or use it in ``with``.

        Raises:
            EvidenceError: another process writes here, the disk is full, or the place cannot be written.
        """
        try:
            self.warc_dir.mkdir(parents=True, exist_ok=True)
            lock = os.open(self.index_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise disk_error(error, self.folder) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.recover()
            return ArchiveWriter(self.warc_dir / WARC_FILE, self.index_path, lock)
        except BlockingIOError as error:
            os.close(lock)
            raise EvidenceError(
                "该网站正由另一进程采集 (being collected by another process)",
                where=str(self.folder),
                remedy="等待其结束,或先停止它",
            ) from error
        except OSError as error:
            os.close(lock)
            raise disk_error(error, self.folder) from error
        except BaseException:
            os.close(lock)
            raise

    def recover(self) -> list[Capture]:
        """Cut what a killed run left half-written, so that archive and index agree.

        Returns:
            The captures that stand.

        Raises:
            EvidenceError: damage that no kill explains.
        """
        cut_torn_line(self.index_path)
        captures = self.captures()
        standing = list(captures)
        for name in sorted({capture.warc for capture in captures}):
            if not (self.warc_dir / name).exists():
                raise EvidenceError(
                    "佐证文件不存在 (evidence file is missing)",
                    where=str(self.warc_dir / name),
                    remedy="从备份恢复;或删除该网站的佐证目录后重新采集",
                )
        while standing and not self._stands(standing[-1]):
            standing.pop()
        if len(standing) < len(captures):
            lines = complete_lines(self.index_path)[: len(standing)]
            os.truncate(self.index_path, sum(len(line) + 1 for line in lines))
        for path in sorted(self.warc_dir.glob("*.warc.gz")):
            ends = [capture.offset + capture.length for capture in standing if capture.warc == path.name]
            if not ends:
                path.unlink()
            elif path.stat().st_size > max(ends):
                os.truncate(path, max(ends))
        return standing

    def read(self, capture: Capture, limit: int = MAX_BODY_BYTES) -> Response:
        """The answer of a capture, its body with content coding undone; of a failure, its JSON note.

        Args:
            capture: a line of the index.
            limit: most bytes of body to give back.

        Raises:
            EvidenceError: the record is missing, damaged or does not have its digest, naming the file.
        """
        return read_record(self.warc_dir / capture.warc, capture, limit)

    def _stands(self, capture: Capture) -> bool:
        with suppress(EvidenceError):
            self.read(capture, limit=0)
            return True
        return False
