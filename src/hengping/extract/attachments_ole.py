"""Compound files (MS-CFB) and the text of DOC and PPT in them, bounded: chains may loop, sizes may lie.

Formats: [MS-CFB] compound file, [MS-DOC] 2.4.1 retrieving text through the piece table, [MS-PPT] text atoms.
"""

import re
import struct

from hengping.extract.attachments_parts import Budget, Part, UnreadableError

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512
_END = 0xFFFFFFFA
"""Sector numbers from here on are marks, no sectors."""
_ENTRY = 128
_MAX_ENTRIES = 4096
_STREAM, _ROOT = 2, 5
_FIB_MAGIC = 0xA5EC
_FIB_ENCRYPTED = 0x0100
_FIB_TABLE = 0x0200
_FIB_CLX = 0x01A2
_PIECE_TABLE, _PROPERTIES = 2, 1
_COMPRESSED = 1 << 30
_MAX_PIECES = 200_000
_FIELD = re.compile(r"\x13[^\x13\x14\x15]{0,2000}\x14?|\x15")
_CELLS = re.compile(r"\x07{2,}")
_NO_TEXT = re.compile(r"[\x00-\x06\x08\x0e-\x1f]")
_ATOM_UNICODE, _ATOM_BYTES = 0x0FA0, 0x0FA8
_CONTAINER = 0xF
_MAX_RECORDS = 500_000


class CompoundFile:
    """An opened compound file.

    Args:
        body: its bytes.

    Raises:
        UnreadableError: it is damaged.

    Attributes:
        names: of its streams.
    """

    def __init__(self, body: bytes) -> None:
        try:
            self._read(body)
        except (struct.error, IndexError, ValueError) as error:
            raise UnreadableError("damaged") from error

    @property
    def names(self) -> frozenset[str]:
        """Of its streams."""
        return frozenset(self._entries)

    def stream(self, name: str) -> bytes:
        """The bytes of a stream; empty when there is none."""
        if name not in self._entries:
            return b""
        start, size = self._entries[name]
        if size < self._small_limit:
            return self._chain(start, size, self._small, self._small_size, self._small_table)
        return self._chain(start, size, self._body[_HEADER:], self._size, self._table)

    def _read(self, body: bytes) -> None:
        if not body.startswith(MAGIC) or len(body) < _HEADER:
            raise ValueError
        shift, small_shift = struct.unpack_from("<HH", body, 30)
        if shift not in {9, 12} or small_shift != 6:  # noqa: PLR2004 - the two versions of the format
            raise ValueError
        self._body = body if shift == 9 else body[: 1 << shift][:_HEADER] + body[1 << shift :]  # noqa: PLR2004
        self._size, self._small_size = 1 << shift, 1 << small_shift
        count, first_entry, self._small_limit, first_small, first_more, more = _header(body)
        sectors = list(struct.unpack_from("<109I", body, 76))
        here, seen = first_more, 0
        while here < _END and seen <= min(more, len(body) // self._size):
            block = struct.unpack(f"<{self._size // 4}I", self._sector(here))
            sectors += block[:-1]
            here, seen = block[-1], seen + 1
        table: list[int] = []
        for sector in sectors[: min(count, len(body) // self._size + 1)]:
            if sector < _END:
                table += struct.unpack(f"<{self._size // 4}I", self._sector(sector))
        self._table = table
        directory = self._chain(first_entry, _MAX_ENTRIES * _ENTRY, self._body[_HEADER:], self._size, table)
        self._entries: dict[str, tuple[int, int]] = {}
        root = (_END, 0)
        for offset in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", directory, offset + 64)
            start, size = struct.unpack_from("<II", directory, offset + 116)
            name = directory[offset : offset + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            if kind == _STREAM:
                self._entries.setdefault(name, (start, size))
            elif kind == _ROOT:
                root = (start, size)
        small = self._chain(first_small, len(body), self._body[_HEADER:], self._size, table)
        self._small_table = list(struct.unpack(f"<{len(small) // 4}I", small[: len(small) // 4 * 4]))
        self._small = self._chain(root[0], root[1], self._body[_HEADER:], self._size, table)

    def _sector(self, number: int) -> bytes:
        start = _HEADER + number * self._size
        data = self._body[start : start + self._size]
        if len(data) < self._size:
            data = data.ljust(self._size, b"\xff")
        return data

    @staticmethod
    def _chain(start: int, size: int, store: bytes, sector: int, table: list[int]) -> bytes:
        """Follow a chain of sectors: at most as many as there are, so that a loop ends."""
        out: list[bytes] = []
        here, left = start, min(size, len(store))
        for _ in range(len(store) // sector + 1):
            if here >= _END or left <= 0 or here * sector >= len(store):
                break
            out.append(store[here * sector : here * sector + min(sector, left)])
            left -= sector
            here = table[here] if here < len(table) else _END
        return b"".join(out)


def _header(body: bytes) -> tuple[int, int, int, int, int, int]:
    """Sectors of the table, start of the directory, limit and start of small streams, start and count of the rest."""
    count, first_entry = struct.unpack_from("<II", body, 44)
    small_limit, first_small, _, first_more, more = struct.unpack_from("<5I", body, 56)
    return count, first_entry, small_limit, first_small, first_more, more


def doc_parts(file: CompoundFile, budget: Budget) -> list[Part]:
    """Text of a Word document of the binary format, cells apart by tabulators.

    Raises:
        UnreadableError: it is encrypted or damaged.
    """
    main = file.stream("WordDocument")
    try:
        magic, flags = struct.unpack_from("<H8xH", main, 0)
        if magic != _FIB_MAGIC:
            raise UnreadableError("damaged")
        if flags & _FIB_ENCRYPTED:
            raise UnreadableError("encrypted")
        table = file.stream("1Table" if flags & _FIB_TABLE else "0Table")
        start, size = struct.unpack_from("<II", main, _FIB_CLX)
        text = _pieces(main, table[start : start + size], budget.characters)
    except struct.error as error:
        raise UnreadableError("damaged") from error
    return [Part("", budget.keep(_tidy(text)))]


def _pieces(main: bytes, clx: bytes, room: int) -> str:
    at = 0
    while at < len(clx) and clx[at] == _PROPERTIES:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at >= len(clx) or clx[at] != _PIECE_TABLE:
        raise UnreadableError("damaged")
    (size,) = struct.unpack_from("<I", clx, at + 1)
    plc = clx[at + 5 : at + 5 + size]
    count = min((len(plc) - 4) // 12, _MAX_PIECES)
    if count < 1:
        raise UnreadableError("damaged")
    places = struct.unpack_from(f"<{count + 1}I", plc, 0)
    out: list[str] = []
    kept = 0
    for index in range(count):
        length = min(places[index + 1] - places[index], len(main))
        if length <= 0:
            continue
        (where,) = struct.unpack_from("<I", plc, 4 * ((len(plc) - 4) // 12 + 1) + 8 * index + 2)
        if where & _COMPRESSED:
            offset = (where & ~_COMPRESSED) // 2
            out.append(main[offset : offset + length].decode("cp1252", "replace"))
        else:
            out.append(main[where : where + 2 * length].decode("utf-16-le", "replace"))
        kept += len(out[-1])
        if kept > room:
            break
    return "".join(out)


def _tidy(text: str) -> str:
    text = _FIELD.sub("", text)
    text = _CELLS.sub("\n", text).replace("\x07", "\t")
    return _NO_TEXT.sub("", text.replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n"))


def ppt_parts(file: CompoundFile, budget: Budget) -> list[Part]:
    """Text of a presentation of the binary format."""
    data = file.stream("PowerPoint Document")
    out: list[str] = []
    at = 0
    for _ in range(_MAX_RECORDS):
        if at + 8 > len(data):
            break
        version, kind, size = struct.unpack_from("<HHI", data, at)
        at += 8
        if version & 0xF == _CONTAINER:
            continue
        if kind == _ATOM_UNICODE:
            out.append(data[at : at + size].decode("utf-16-le", "replace"))
        elif kind == _ATOM_BYTES:
            out.append(data[at : at + size].decode("latin-1"))
        at += size
    return [Part("", budget.keep(_tidy("\n".join(out))))]
