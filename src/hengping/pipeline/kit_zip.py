"""The one form of a verifier kit's ZIP file: every byte of it follows from the files inside, or is sealed by a digest.

An ordinary ZIP file leaves room for bytes that nobody looks at: times, comments, extra fields, padding at the end of
compressed data, text before the first file and behind the last. A kit leaves none. Entries stand in the order of their
names, without a gap; headers hold constants and what follows from name and content; each entry of the directory carries
the SHA-256 of its packed bytes in an extra field (id ``HP``), which other programs pass over. So two kits of the same
files are the same bytes, and a changed byte anywhere is a fault of a nameable file. Why: docs/adr/0030.

Format: APPNOTE.TXT 6.3.10, sections 4.3.7 (local header), 4.3.12 (directory), 4.3.14 to 4.3.16 (end records), 4.5.3
(sizes beyond 4 GiB).
"""

import hashlib
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import msgspec

STORED, DEFLATED = 0, 8
LOCAL, CENTRAL, END, END64, LOCATOR = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
LOCAL_FIELDS = struct.Struct("<4s5H3I2H")
CENTRAL_FIELDS = struct.Struct("<4s6H3I5H2I")
END_FIELDS = struct.Struct("<4s4H2IH")
END64_FIELDS = struct.Struct("<4sQ2H2I4Q")
LOCATOR_FIELDS = struct.Struct("<4sIQI")
SIZES64_ID, SEAL_ID = 0x0001, 0x5048
SEAL_FIELDS = struct.Struct("<2H32s")
LARGE = 1 << 31
"""From this size on, in bytes, sizes stand in the 64-bit field; deflating adds far less than what is left to 4 GiB."""

_FLAGS = 0x0800  # names are UTF-8
_VERSION, _VERSION64 = 20, 45
_MADE_BY = 3 << 8 | _VERSION64  # Unix: for the file mode
_DAY = 1 << 5 | 1  # 1980-01-01, the first that there is
_MODE = 0o100644 << 16
FULL16, FULL32 = 0xFFFF, 0xFFFFFFFF
"""What a field of 16 or 32 bits holds when the number stands in one of 64."""
_PIECE = 1 << 20
_LEVEL = 9
_PACKED_ALREADY = frozenset(
    {".docx", ".gz", ".jpeg", ".jpg", ".pdf", ".png", ".wacz", ".webp", ".woff2", ".xlsx", ".zip"}
)
_LONGEST_NAME, _LONGEST_PART, _DEEPEST = 600, 255, 12
_FORBIDDEN = frozenset('\\:*?"<>|')


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a kit.

    Attributes:
        name: path inside the kit, with slashes.
        method: how it is packed: :data:`STORED` or :data:`DEFLATED`.
        crc: CRC-32 of the content.
        size, packed: bytes of the content, and of it as packed.
        seal: SHA-256 of the packed bytes.
        offset: where its local header begins.
    """

    name: str
    method: int
    crc: int
    size: int
    packed: int
    seal: bytes
    offset: int

    @property
    def data_at(self) -> int:
        """Where its packed bytes begin."""
        return self.offset + len(local_header(self))

    @property
    def ends_at(self) -> int:
        """Where the next entry begins."""
        return self.data_at + self.packed


def name_fault(name: str) -> str:
    """What is wrong with a name inside a kit, in Chinese; empty when it can be unpacked below any folder safely."""
    parts = name.split("/")
    if ".." in parts or "." in parts or name.startswith("/") or "\\" in name or ":" in name:
        return "文件名越出目录"
    if not name or "" in parts or len(parts) > _DEEPEST:
        return "文件名为空、以斜杠结尾或层次过深"
    if len(name.encode("utf-8", "replace")) > _LONGEST_NAME or any(
        len(part.encode("utf-8", "replace")) > _LONGEST_PART for part in parts
    ):
        return "文件名过长"
    if any(each in _FORBIDDEN or unicodedata.category(each) in {"Cc", "Cs", "Zl", "Zp"} for each in name):
        return "文件名中有不能使用的字符"
    return ""


def method_of(name: str) -> int:
    """How a file of this name is packed: what is compressed already is stored."""
    return STORED if PurePosixPath(name).suffix.lower() in _PACKED_ALREADY else DEFLATED


def local_header(entry: Entry) -> bytes:
    """The header before an entry's packed bytes."""
    name = entry.name.encode()
    large = entry.size >= LARGE
    extra = struct.pack("<2H2Q", SIZES64_ID, 16, entry.size, entry.packed) if large else b""
    sizes = (FULL32, FULL32) if large else (entry.packed, entry.size)
    version = _VERSION64 if large else _VERSION
    return (
        LOCAL_FIELDS.pack(LOCAL, version, _FLAGS, entry.method, 0, _DAY, entry.crc, *sizes, len(name), len(extra))
        + name
        + extra
    )


def central_record(entry: Entry) -> bytes:
    """The entry's record in the directory."""
    name = entry.name.encode()
    large, far = entry.size >= LARGE, entry.offset >= FULL32
    values = ((entry.size, entry.packed) if large else ()) + ((entry.offset,) if far else ())
    extra = struct.pack(f"<2H{len(values)}Q", SIZES64_ID, 8 * len(values), *values) if values else b""
    extra += SEAL_FIELDS.pack(SEAL_ID, len(entry.seal), entry.seal)
    sizes = (FULL32, FULL32) if large else (entry.packed, entry.size)
    version = _VERSION64 if large or far else _VERSION
    return (
        CENTRAL_FIELDS.pack(
            CENTRAL, _MADE_BY, version, _FLAGS, entry.method, 0, _DAY, entry.crc, *sizes,
            len(name), len(extra), 0, 0, 0, _MODE, FULL32 if far else entry.offset,
        )
        + name
        + extra
    )  # fmt: skip


def end_records(count: int, size: int, offset: int) -> bytes:
    """What stands behind the directory.

    Args:
        count: entries.
        size: bytes of the directory.
        offset: where it begins.
    """
    large = count >= FULL16 or size >= FULL32 or offset >= FULL32
    before = b""
    if large:
        before = END64_FIELDS.pack(
            END64, END64_FIELDS.size - 12, _MADE_BY, _VERSION64, 0, 0, count, count, size, offset
        ) + LOCATOR_FIELDS.pack(LOCATOR, 0, offset + size, 1)
    counted = FULL16 if large else count
    return before + END_FIELDS.pack(
        END, 0, 0, counted, counted, FULL32 if large else size, FULL32 if large else offset, 0
    )


class KitWriter:
    """Writes a kit; entries must come in the order of their names (as UTF-8 bytes)."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._entries: list[Entry] = []

    def add(self, name: str, content: Path | bytes) -> str:
        """Add a file, read in pieces.

        Returns:
            SHA-256 of its content, as hex.

        Raises:
            ValueError: the name cannot stand in a kit, or not at this place.
        """
        if fault := name_fault(name):
            raise ValueError(f"{fault}：{name!r}")
        if self._entries and name.encode() <= self._entries[-1].name.encode():
            raise ValueError(f"{name!r} does not stand behind {self._entries[-1].name!r}")
        size = len(content) if isinstance(content, bytes) else content.stat().st_size
        entry = Entry(
            name=name, method=method_of(name), crc=0, size=size, packed=0, seal=bytes(32), offset=self._stream.tell()
        )
        self._stream.write(local_header(entry))
        digest, seal = hashlib.sha256(), hashlib.sha256()
        crc = read = packed = 0
        for piece, pressed in _pressed(content, entry.method):
            digest.update(piece)
            seal.update(pressed)
            crc = zlib.crc32(piece, crc)
            read += len(piece)
            packed += len(pressed)
            self._stream.write(pressed)
        if read != size:
            raise ValueError(f"{name!r} changed while it was read")
        entry = msgspec.structs.replace(entry, crc=crc, packed=packed, seal=seal.digest())
        end = self._stream.tell()
        self._stream.seek(entry.offset)
        self._stream.write(local_header(entry))
        self._stream.seek(end)
        self._entries.append(entry)
        return digest.hexdigest()

    def finish(self) -> None:
        """Write the directory."""
        offset = self._stream.tell()
        for entry in self._entries:
            self._stream.write(central_record(entry))
        self._stream.write(end_records(len(self._entries), self._stream.tell() - offset, offset))


def _pressed(content: Path | bytes, method: int) -> Iterator[tuple[bytes, bytes]]:
    """Pieces of the content and what they are packed to; a last one of nothing flushes what was held back."""
    press = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS) if method == DEFLATED else None
    for piece in _pieces(content):
        yield piece, piece if press is None else press.compress(piece)
    if press is not None:
        yield b"", press.flush()


def _pieces(content: Path | bytes) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as stream:
        while piece := stream.read(_PIECE):
            yield piece
