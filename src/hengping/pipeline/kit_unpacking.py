"""Unpacking a verifier kit that anybody may have made: bounded, below one folder, and to the last byte as written.

What can go wrong, and what then happens:

- A changed byte in a file, its header, its name or its record in the directory: the file is named. In the end records,
  or before, between or behind the files: the kit itself is.
- Names that lead out of the folder, links, the same name twice, files that stand in each other's place, encrypted or
  otherwise packed files: not a kit as :mod:`hengping.pipeline.kit_zip` writes them; named and nothing is unpacked.
- A bomb: entries cannot overlap, none may unpack to more than its header says, all together to no more than a hundred
  times the kit (or 1 GiB) and than the disk holds; memory is that of one piece and of the directory.
"""

import hashlib
import shutil
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from hengping.model.errors import RunError
from hengping.model.text import Text
from hengping.pipeline import kit_zip
from hengping.pipeline.kit_zip import DEFLATED, STORED, Entry, central_record, end_records, local_header, name_fault

MOST_ENTRIES = 500_000
_RATIO, _FREE_SIZE = 100, 1 << 30
_SPARE = 64 << 20
"""Bytes that unpacking leaves free on the disk."""
_PIECE = 1 << 18
_LONGEST_RECORD = 4096
_EXTRA = struct.Struct("<2H")
_MOST_FAULTS = 100


class UnpackFault(msgspec.Struct, frozen=True, kw_only=True):
    """What does not hold of a kit's file. ``path`` is the file inside it, or empty for the kit itself."""

    kind: str
    path: str
    text: Text


class _Broken(Exception):  # noqa: N818 - never leaves this module
    """A structure cannot be read. ``path``: the entry, where it is known."""

    def __init__(self, kind: str, text: Text, path: str = "") -> None:
        super().__init__(text.zh)
        self.fault = UnpackFault(kind=kind, path=path, text=text)


def looks_like_zip(path: Path) -> bool:
    """Whether a file begins or ends as a ZIP file does; one damaged end still leaves the other."""
    with path.open("rb") as stream:
        if stream.read(4) == kit_zip.LOCAL:
            return True
        size = stream.seek(0, 2)
        stream.seek(max(0, size - (1 << 16)))
        return kit_zip.END in stream.read()


def unpack(kit: Path, into: Path, told: Callable[[int, int], None] | None = None) -> list[UnpackFault]:
    """Unpack a kit into an empty folder.

    Args:
        kit: the ZIP file.
        into: the folder; nothing is written anywhere else.
        told: called with entries done and entries in all.

    Returns:
        What does not hold, in order of place; what was unpacked is complete only when this is empty.

    Raises:
        RunError: the disk has no room for it.
    """
    with kit.open("rb") as stream:
        size = stream.seek(0, 2)
        try:
            entries, faults = _structure(stream, size)
            if not faults:
                _refuse_bomb(entries, size, into)
        except _Broken as broken:
            return [broken.fault]
        if faults:
            return faults
        for done, entry in enumerate(entries, start=1):
            if (fault := _unpack_one(stream, entry, into)) is not None:
                faults.append(fault)
                if len(faults) >= _MOST_FAULTS:
                    break
            if told is not None:
                told(done, len(entries))
    return faults


def _structure(stream: BinaryIO, size: int) -> tuple[list[Entry], list[UnpackFault]]:
    """The entries by the directory, held against the local headers; with a damaged directory the other way round."""
    try:
        entries = _by_directory(stream, size)
    except _Broken as broken:
        return [], [_damaged_directory(stream, size, broken.fault)]
    faults: list[UnpackFault] = []
    for entry in entries:
        stream.seek(entry.offset)
        header = stream.read(len(local_header(entry)))
        if header == local_header(entry):
            continue
        text = Text("在压缩包中的文件头被改动", "its header inside the kit was changed")
        # One of the two names was changed; which, neither of them tells.
        told = header[kit_zip.LOCAL_FIELDS.size :][: len(entry.name.encode())].decode("utf-8", "replace")
        faults.extend(UnpackFault(kind="changed", path=name, text=text) for name in dict.fromkeys((told, entry.name)))
    return entries, faults


def _by_directory(stream: BinaryIO, size: int) -> list[Entry]:
    """The entries as the directory has them: in order, without gap, each record as it must be."""
    count, length, start = _end(stream, size)
    entries: list[Entry] = []
    stream.seek(start)
    expected = 0
    for _ in range(count):
        entry, record = _record(stream)
        last = entries[-1].name if entries else ""
        if last and entry.name.encode() <= last.encode():
            kind, text = (
                "refused",
                Text("同一个文件名出现两次，或次序有误", "the name stands there twice, or out of order"),
            )
            raise _Broken(kind if entry.name == last else "changed", text, entry.name)
        if last and entry.name.startswith(f"{last}/"):
            raise _Broken("refused", Text("文件与目录同名", "a file and a folder have the same name"), entry.name)
        if central_record(entry) != record or entry.offset != expected:
            raise _Broken("changed", Text("压缩包目录中的记录被改动", "its record in the kit was changed"), entry.name)
        expected = entry.ends_at
        entries.append(entry)
    if expected != start or stream.tell() != start + length:
        raise _Broken("changed", _STRUCTURE)
    return entries


_STRUCTURE = Text(
    "不是 hengping kit 写出的样子：压缩包被改动、截短或重新打包",
    "not as hengping kit wrote it: changed, cut or packed again",
)


def _end(stream: BinaryIO, size: int) -> tuple[int, int, int]:
    """Count of entries, bytes and place of the directory, when the end records are exactly as they must be."""
    long = kit_zip.END64_FIELDS.size + kit_zip.LOCATOR_FIELDS.size
    stream.seek(max(0, size - kit_zip.END_FIELDS.size - long))
    tail = stream.read()
    if len(tail) < kit_zip.END_FIELDS.size:
        raise _Broken("changed", _STRUCTURE)
    *_, count, length, start, _ = kit_zip.END_FIELDS.unpack(tail[-kit_zip.END_FIELDS.size :])
    if tail.startswith(kit_zip.END64) and len(tail) == kit_zip.END_FIELDS.size + long:
        *_, count, length, start = kit_zip.END64_FIELDS.unpack(tail[: kit_zip.END64_FIELDS.size])
    if count > MOST_ENTRIES:
        raise _Broken("refused", Text(f"文件过多（{count}个）", f"too many files ({count})"))
    try:
        ending = end_records(count, length, start)
    except struct.error as error:
        raise _Broken("changed", _STRUCTURE) from error
    if not tail.endswith(ending) or start + length + len(ending) != size:
        raise _Broken("changed", _STRUCTURE)
    return count, length, start


def _record(stream: BinaryIO) -> tuple[Entry, bytes]:
    """One record of the directory and its bytes."""
    fixed = stream.read(kit_zip.CENTRAL_FIELDS.size)
    if len(fixed) < kit_zip.CENTRAL_FIELDS.size or not fixed.startswith(kit_zip.CENTRAL):
        raise _Broken("changed", _STRUCTURE)
    (_, _, _, _, method, _, _, crc, packed, size, named, extra_size, *_, offset) = kit_zip.CENTRAL_FIELDS.unpack(fixed)
    if named + extra_size > _LONGEST_RECORD:
        raise _Broken("changed", _STRUCTURE)
    rest = stream.read(named + extra_size)
    name = _name(rest[:named])
    extra = rest[named:]
    values = _sizes64(extra)
    if size == kit_zip.FULL32 and packed == kit_zip.FULL32 and len(values) > 1:
        size, packed, *values = values
    if offset == kit_zip.FULL32 and values:
        offset = values[0]
    entry = Entry(name=name, method=method, crc=crc, size=size, packed=packed, seal=extra[-32:], offset=offset)
    if method not in {STORED, DEFLATED} or (method == STORED and size != packed):
        raise _Broken("changed", _STRUCTURE, name)
    return entry, fixed + rest


def _sizes64(extra: bytes) -> list[int]:
    if len(extra) < _EXTRA.size:
        return []
    kind, length = _EXTRA.unpack_from(extra)
    if kind != kit_zip.SIZES64_ID or length % 8 or len(extra) < _EXTRA.size + length:
        return []
    return list(struct.unpack_from(f"<{length // 8}Q", extra, _EXTRA.size))


def _name(data: bytes) -> str:
    try:
        name = data.decode()
    except UnicodeDecodeError as error:
        raise _Broken("changed", _STRUCTURE) from error
    if fault := name_fault(name):
        text = Text(f"{fault}，拒绝解压", "the name is not one that a kit can hold; refused")
        raise _Broken("refused", text, name)
    return name


def _damaged_directory(stream: BinaryIO, size: int, found: UnpackFault) -> UnpackFault:
    """Which file's record is damaged, told by the local headers; what was found first when these do not tell."""
    entries = []
    try:
        for entry in _by_headers(stream, size):
            entries.append(entry)
            if len(entries) > MOST_ENTRIES:
                return found
    except _Broken as broken:
        # Neither the directory nor the headers are a kit's: another program's, or damaged in several places.
        refused = next((each for each in (found, broken.fault) if each.kind == "refused"), None)
        return refused or UnpackFault(kind="changed", path="", text=_STRUCTURE)
    stream.seek(entries[-1].ends_at)
    for entry in entries:
        expected = central_record(entry)
        if stream.read(len(expected)) != expected:
            text = Text("在压缩包目录中的记录被改动", "its record in the kit's directory was changed")
            return UnpackFault(kind="changed", path=entry.name, text=text)
    return found if found.kind == "refused" else UnpackFault(kind="changed", path="", text=_STRUCTURE)


def _by_headers(stream: BinaryIO, size: int) -> Iterator[Entry]:
    """The entries by their local headers, from the first on; packed bytes are read for their digest."""
    at = 0
    fields = kit_zip.LOCAL_FIELDS
    while True:
        stream.seek(at)
        fixed = stream.read(fields.size)
        if len(fixed) < fields.size or not fixed.startswith(kit_zip.LOCAL):
            if not at:
                raise _Broken("changed", _STRUCTURE)
            return
        _, _, _, method, _, _, crc, packed, length, named, extra_size = fields.unpack(fixed)
        if named + extra_size > _LONGEST_RECORD:
            raise _Broken("changed", _STRUCTURE)
        rest = stream.read(named + extra_size)
        values = _sizes64(rest[named:])
        if length == kit_zip.FULL32 and len(values) > 1:
            length, packed = values[:2]
        entry = Entry(name=_name(rest[:named]), method=method, crc=crc, size=length, packed=packed, seal=b"", offset=at)
        if local_header(entry) != fixed + rest or entry.ends_at > size:
            raise _Broken("changed", _STRUCTURE)
        stream.seek(entry.data_at)
        seal = hashlib.sha256()
        for piece in _packed(stream, entry):
            seal.update(piece)
        yield msgspec.structs.replace(entry, seal=seal.digest())
        at = entry.ends_at


def _refuse_bomb(entries: list[Entry], kit_size: int, into: Path) -> None:
    total = sum(entry.size for entry in entries)
    if total > max(_FREE_SIZE, _RATIO * kit_size):
        text = Text(
            f"解压后达{total}字节，与压缩包大小不相称，疑为压缩炸弹，拒绝解压",
            f"would unpack to {total} bytes, out of all proportion; refused as a bomb",
        )
        raise _Broken("refused", text)
    if total + _SPARE > shutil.disk_usage(into).free:
        raise RunError(
            f"临时目录所在磁盘空间不足，解压需要{total}字节", where=str(into), remedy="用环境变量 TMPDIR 换一个位置"
        )


def _packed(stream: BinaryIO, entry: Entry) -> Iterator[bytes]:
    left = entry.packed
    while left > 0:
        piece = stream.read(min(_PIECE, left))
        if not piece:
            return
        left -= len(piece)
        yield piece


def _unpack_one(stream: BinaryIO, entry: Entry, into: Path) -> UnpackFault | None:
    """Write one file; its fault when it is not what the directory says."""
    path = into.joinpath(*entry.name.split("/"))
    stream.seek(entry.data_at)
    seal = hashlib.sha256()
    crc = size = 0
    whole = False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as target:
            press = zlib.decompressobj(-zlib.MAX_WBITS) if entry.method == DEFLATED else None
            for piece in _packed(stream, entry):
                seal.update(piece)
                for part in [piece] if press is None else _unpressed(press, piece):
                    size += len(part)
                    if size > entry.size:
                        break
                    crc = zlib.crc32(part, crc)
                    target.write(part)
                if size > entry.size:
                    break
            whole = press is None or (press.eof and not press.unused_data)
    except (zlib.error, FileExistsError, NotADirectoryError):
        whole = False
    if whole and (size, crc, seal.digest()) == (entry.size, entry.crc, entry.seal):
        return None
    text = Text("内容被改动，与压缩包中记载的摘要不符", "its content was changed: another digest than the kit says")
    return UnpackFault(kind="changed", path=entry.name, text=text)


def _unpressed(press: "zlib._Decompress", piece: bytes) -> Iterator[bytes]:
    """What a piece unpacks to, in parts of bounded size."""
    while piece and not press.eof:
        part = press.decompress(piece, _PIECE)
        piece = press.unconsumed_tail
        if part:
            yield part
        elif not piece:
            return
