"""Files that survive a kill: whole or not at all, and line files whose torn last line can be cut.

What can go wrong, and what then happens:

- Killed while a file is written: the old file stands; the half-written neighbour (``.name.part``) is overwritten next
  time, or removed by :func:`remove_parts`.
- Disk full or not writable: :class:`~hengping.evidence.errors.EvidenceError` naming the file; the old file stands.
- A rename refused among many (:func:`write_together`): the error names the files that have their new content already.
- Killed while a line is appended: the last line has no line end. Readers pass it over, the next writer cuts it.
"""

import errno
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec

from hengping.evidence.errors import EvidenceError
from hengping.model.codec import decode
from hengping.model.errors import place

_Entry = TypeVar("_Entry")
_CHUNK = 1 << 20
_TAIL = 1 << 16
_SHOWN = 5
_UNCHANGED = "原有内容未改动 (nothing changed)"


def write_atomic(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path``: after this the file holds all of it, and at no moment a part of it.

    Missing folders are made. The bytes go to a temporary file in the same folder, are forced to disk and renamed.

    Raises:
        EvidenceError: the disk is full or the place cannot be written; what stood there before still does.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise disk_error(error, path, state=_UNCHANGED) from error


def write_together(files: Iterable[tuple[Path, bytes]]) -> list[Path]:
    """Put many files in place, each whole or not at all, with one wait for the disk instead of one a file.

    All bytes go to temporary neighbours first; then the disk is waited for once, and only then the files take their
    names, in the order given. Killed before that, nothing is in place but the neighbours, which the next writing
    replaces; killed meanwhile, the first of them have their new content and the others their old.

    Args:
        files: path and content, made one at a time; missing folders are made.

    Returns:
        The files written, in the order given.

    Raises:
        EvidenceError: the disk is full or a place cannot be written. Nothing was changed, unless a file could not take
            its name after others had: these are named and keep their new content.
    """
    replaced: list[Path] = []
    parts: list[tuple[Path, Path]] = []
    folders: set[Path] = set()
    path = Path()
    try:
        for path, data in files:
            if path.parent not in folders:
                path.parent.mkdir(parents=True, exist_ok=True)
                folders.add(path.parent)
            part = path.with_name(f".{path.name}.part")
            parts.append((part, path))
            part.write_bytes(data)
        os.sync()
        for part, path in parts:
            part.replace(path)
            replaced.append(path)
    except OSError as error:
        for part, _ in parts:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        raise disk_error(error, path, state=_replaced_text(replaced)) from error
    for folder in sorted(folders):
        sync_folder(folder)
    return [path for _, path in parts]


def remove_parts(folder: Path) -> None:
    """Remove the half-written files that killed processes left below a folder; nobody may be writing there.

    Raises:
        EvidenceError: the place cannot be written.
    """
    for part in list(folder.rglob(".*.part")):
        try:
            part.unlink(missing_ok=True)
        except OSError as error:
            raise disk_error(error, part) from error


def append_line(path: Path, line: bytes) -> None:
    """Add one line to a line file and force it to disk; a torn last line is cut first.

    Raises:
        EvidenceError: the disk is full or the place cannot be written; no torn line is left behind.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        cut_torn_line(path)
        with path.open("ab") as stream:
            before = stream.tell()
            try:
                stream.write(line + b"\n")
                sync(stream)
            except OSError:
                with suppress(OSError):
                    os.truncate(path, before)
                raise
    except OSError as error:
        raise disk_error(error, path, state=_UNCHANGED) from error


def complete_lines(path: Path) -> list[bytes]:
    """The ended lines of a line file, without their line ends; none when there is no file.

    Text after the last line end was torn by a kill and does not count.
    """
    if not path.exists():
        return []
    return path.read_bytes().split(b"\n")[:-1]


def lines_backward(path: Path) -> Iterator[tuple[int, bytes]]:
    """The ended lines of a line file from the last to the first, each with its offset; read piece by piece.

    Text after the last line end was torn by a kill and does not count. No file: nothing.
    """
    if not path.exists():
        return
    with path.open("rb") as stream:
        end = _end_of_last_line(stream, stream.seek(0, os.SEEK_END))
        held = b""  # bytes from ``start`` to ``end``; ``end`` stands behind a line end
        start = end
        while end > 0:
            cut = held.rfind(b"\n", 0, len(held) - 1)
            if cut < 0 and start > 0:
                size = min(start, max(_TAIL, len(held)))
                start -= size
                stream.seek(start)
                held = stream.read(size) + held
                continue
            yield start + cut + 1, held[cut + 1 : -1]
            held = held[: cut + 1]
            end = start + cut + 1


def read_entries(path: Path, kind: type[_Entry], damaged: str) -> list[_Entry]:
    """The entries of a line file, in file order; none when there is no file.

    Args:
        path: the file.
        kind: what each complete line holds.
        damaged: what to call one that does not, Chinese and English.

    Raises:
        EvidenceError: a complete line holds something else; names file and line.
    """
    entries = []
    for number, line in enumerate(complete_lines(path), 1):
        try:
            entries.append(decode(line, kind))
        except msgspec.DecodeError as error:
            raise EvidenceError(damaged, where=place(path, number), remedy="从备份恢复该文件") from error
    return entries


def cut_torn_line(path: Path) -> bool:
    """Cut what stands after the last line end.

    Returns:
        Whether there was anything to cut.
    """
    if not path.exists():
        return False
    with path.open("rb+") as stream:
        end = stream.seek(0, os.SEEK_END)
        keep = _end_of_last_line(stream, end)
        if keep == end:
            return False
        stream.truncate(keep)
    return True


def sync(stream: BinaryIO) -> None:
    """Force what was written to the disk itself."""
    stream.flush()
    os.fsync(stream.fileno())


def sync_file(path: Path) -> None:
    """Force a file that another library wrote to the disk itself.

    Raises:
        EvidenceError: it cannot be.
    """
    try:
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
    except OSError as error:
        raise disk_error(error, path) from error


def sha256_of(path: Path) -> str:
    """SHA-256 of a file as hex, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def disk_error(error: OSError, path: Path, *, state: str = "") -> EvidenceError:
    """The error of the operating system in words that say what to do.

    Args:
        error: of the operating system.
        path: what it is about.
        state: how the files stand now, for people; empty: nothing is said of it.
    """
    state = f"，{state}" if state else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return EvidenceError(
            f"磁盘空间不足，未能写完 (disk full){state}",
            where=str(path),
            remedy="腾出空间后再次运行，将从中断处继续",
        )
    return EvidenceError(
        f"无法写入或读取 (cannot write or read)：{error.strerror or error}{state}",
        where=str(path),
        remedy="检查目录权限和磁盘后再次运行",
    )


def _replaced_text(replaced: list[Path]) -> str:
    """Which files have their new content already, when writing together failed."""
    if not replaced:
        return _UNCHANGED
    names = "、".join(str(path) for path in replaced[:_SHOWN])
    more = f" 等{len(replaced)}个文件" if len(replaced) > _SHOWN else ""
    return f"已换成新内容的：{names}{more}，其余未改动 (these were replaced already, the others were not)"


def _end_of_last_line(stream: BinaryIO, end: int) -> int:
    """Offset just behind the last line end, looking back piece by piece; 0 when there is none."""
    while end > 0:
        start = max(0, end - _CHUNK)
        stream.seek(start)
        found = stream.read(end - start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0


def sync_folder(folder: Path) -> None:
    """Make a rename durable. Some file systems refuse to open folders; the rename itself stands anyway."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
