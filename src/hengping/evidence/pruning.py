"""Dropping payloads that a retention policy no longer keeps, without touching what is said of them.

Request, metadata, HTTP headers, digests and record ids stay; in place of the record with the payload stands one of type
``revisit`` under a profile of our own, which says when it was dropped. The index keeps its lines, with new offsets.
``dropped.jsonl`` lists what was dropped, when and why. A pruned archive takes no more captures.

Everything new is written into ``.pruning/`` first, forced to disk, and declared ready by a last file; then it is moved
into place. What can go wrong, and what then happens:

- Killed or disk full before it is ready: the archive is as it was; :func:`finish_pruning` throws the rest away.
- Killed while files are moved, or before their new digests are sealed: :func:`finish_pruning` moves the others and
  gives what is to be sealed, each file held against the digest it was made with, so that nothing else is sealed anew.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO

import msgspec

from hengping.evidence.archive import DROPPED_FILE, INDEX_FILE, WARC_DIR, SiteArchive
from hengping.evidence.errors import EvidenceError
from hengping.evidence.files import complete_lines, disk_error, sha256_of, sync, sync_folder
from hengping.evidence.reading import DROPPED, DROPPED_ON, Record, read_member
from hengping.evidence.records import dropped_record
from hengping.evidence.shots import SHOTS_DIR
from hengping.evidence.writing import warc_number
from hengping.model.codec import decode, encode, encode_lines
from hengping.model.evidence import Capture

_WORK = ".pruning"
_READY = "ready"
_CHUNK = 1 << 20
_Places = dict[tuple[str, int], tuple[int, int]]
"""From WARC file and old offset to new offset and length."""


class Dropped(msgspec.Struct, frozen=True, kw_only=True):
    """A line of ``dropped.jsonl``.

    Attributes:
        record_id: of the record; of the page for a screenshot.
        url: of the capture or the page.
        digest: of what was dropped, ``sha256:<hex>``.
        kind: ``images``, ``links`` or ``shots``.
        file: of a screenshot.
        on: when it was dropped.
        reason: the policy, in words.
    """

    record_id: str
    url: str
    digest: str
    kind: str
    file: str = ""
    on: date
    reason: str


class _Ready(msgspec.Struct, frozen=True):
    """What was made ready: SHA-256 of each file by name, and the screenshots that go."""

    files: dict[str, str]
    shots: tuple[str, ...] = ()


def read_dropped(folder: Path) -> list[Dropped]:
    """What a retention policy dropped of a site; none when nothing was.

    Raises:
        EvidenceError: a line does not hold such a thing.
    """
    path = folder / DROPPED_FILE
    try:
        return [decode(line, Dropped) for line in complete_lines(path)]
    except msgspec.DecodeError as error:
        raise EvidenceError("清除记录损坏 (damaged list)", where=str(path), remedy="从备份恢复该文件") from error


def standing_captures(folder: Path) -> Iterator[Capture]:
    """The captures of a site whose payload was not dropped, in order.

    Raises:
        EvidenceError: the index or the list of what was dropped is damaged.
    """
    gone = {entry.record_id for entry in read_dropped(folder) if not entry.file}
    return (capture for capture in SiteArchive(folder).iter_captures() if capture.record_id not in gone)


def prune_site(folder: Path, dropped: Mapping[str, Dropped], shots: Mapping[str, Dropped]) -> None:
    """Make ready to drop payloads of a site; :func:`finish_pruning` does it.

    Args:
        folder: its evidence.
        dropped: by record id; no record that stays may refer to the payload of one of these.
        shots: screenshots by file name.

    Raises:
        EvidenceError: the site is being collected, a record is damaged, or the disk is full; nothing was changed.
    """
    work = folder / _WORK
    try:
        with _alone(folder):
            work.mkdir()
            moved = _write_warcs(SiteArchive(folder), work, dropped)
            _write_index(SiteArchive(folder), work, moved)
            _write(work / DROPPED_FILE, encode_lines([*read_dropped(folder), *dropped.values(), *shots.values()]))
            files = {path.name: sha256_of(path) for path in sorted(work.iterdir())}
            sync_folder(work)
            _write(work / _READY, encode(_Ready(files=files, shots=tuple(sorted(shots)))))
            sync_folder(work)
    except OSError as error:
        raise disk_error(error, folder) from error


def finish_pruning(folder: Path) -> list[Path]:
    """Do what was made ready, or throw away what was not; :func:`forget_pruning` when its result is sealed.

    Returns:
        Files that changed or are gone; none when nothing was ready.

    Raises:
        EvidenceError: the site is being collected, a file is not what was made, or the place cannot be written.
    """
    work = folder / _WORK
    if not work.exists():
        return []
    try:
        with _alone(folder):
            if not (work / _READY).exists():
                shutil.rmtree(work)
                return []
            ready = decode((work / _READY).read_bytes(), _Ready)
            changed = [_place(folder, name) for name in ready.files]
            for path, digest in zip(changed, ready.files.values(), strict=True):
                if (work / path.name).exists():
                    (work / path.name).replace(path)
                if sha256_of(path) != digest:
                    raise EvidenceError("清理所写文件被改动 (changed since it was made)", where=str(path))
            gone = [folder / SHOTS_DIR / Path(name).name for name in ready.shots]
            for path in gone:
                path.unlink(missing_ok=True)
            for place in (folder / WARC_DIR, folder / SHOTS_DIR, folder):
                sync_folder(place)
            return changed + gone
    except msgspec.DecodeError as error:
        raise EvidenceError("清理记录损坏 (damaged)", where=str(work / _READY), remedy="从备份恢复该目录") from error
    except OSError as error:
        raise disk_error(error, folder) from error


def forget_pruning(folder: Path) -> None:
    """Remove the working notes of a pruning whose result is sealed."""
    shutil.rmtree(folder / _WORK, ignore_errors=True)


def _place(folder: Path, name: str) -> Path:
    """Where a file that was made ready belongs."""
    return folder / (WARC_DIR if warc_number(name) else "") / Path(name).name


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep collectors out."""
    lock = os.open(folder / INDEX_FILE, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise EvidenceError(
            "该网站正在采集 (being collected)", where=str(folder), remedy="等采集完成后再清理"
        ) from error
    finally:
        os.close(lock)


def _write_warcs(archive: SiteArchive, work: Path, dropped: Mapping[str, Dropped]) -> _Places:
    """Write the WARC files anew that have something to drop; from old to new place of each of their records."""
    touched = {capture.warc for capture in archive.iter_captures() if capture.record_id in dropped}
    moved: _Places = {}
    for name in sorted(touched):
        source, end = archive.warc_dir / name, 0
        with source.open("rb") as old, (work / name).open("wb") as new:
            for capture in archive.iter_captures():
                if capture.warc != name:
                    continue
                _copy(old, new, end, capture.offset)
                offset = new.tell()
                entry = dropped.get(capture.record_id)
                if entry is None:
                    _copy(old, new, capture.offset, capture.offset + capture.length)
                else:
                    record = read_member(source, capture, capture.offset, capture.length)
                    new.write(_without_payload(record, entry))
                moved[name, capture.offset] = (offset, new.tell() - offset)
                end = capture.offset + capture.length
            sync(new)
    return moved


def _write_index(archive: SiteArchive, work: Path, moved: _Places) -> None:
    with (work / INDEX_FILE).open("wb") as stream:
        for capture in archive.iter_captures():
            stream.write(encode(_at_new_place(capture, moved)) + b"\n")
        sync(stream)


def _at_new_place(capture: Capture, moved: _Places) -> Capture:
    offset, length = moved.get((capture.warc, capture.offset), (capture.offset, capture.length))
    payload_offset, payload_length = moved.get(
        (capture.payload_warc, capture.payload_offset), (capture.payload_offset, capture.payload_length)
    )
    return msgspec.structs.replace(
        capture, offset=offset, length=length, payload_offset=payload_offset, payload_length=payload_length
    )


def _without_payload(record: Record, entry: Dropped) -> bytes:
    """The record that stands for one whose payload was dropped."""
    head = record.block.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    return dropped_record(
        record.fields, head, digest=entry.digest, profile=DROPPED, note=f"{DROPPED_ON}: {entry.on:%Y-%m-%d}\r\n"
    )


def _copy(old: BinaryIO, new: BinaryIO, start: int, end: int) -> None:
    old.seek(start)
    while start < end and (piece := old.read(min(_CHUNK, end - start))):
        new.write(piece)
        start += len(piece)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(data)
        sync(stream)
