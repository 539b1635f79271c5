"""ZIP files, bounded: the container of DOCX, XLSX, PPTX, OFD and of archives of forms."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from hengping.extract.attachments_parts import MAX_PART, Budget, UnreadableError

_ENTRY = b"PK\x01\x02"
_MAX_ENTRIES = 20_000
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_PIECE = 256 * 1024
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, KeyError)


class Container:
    """An opened ZIP file.

    Args:
        body: its bytes.
        budget: what may be unpacked.

    Raises:
        UnreadableError: it is damaged.

    Attributes:
        names: of its files, in their order, decoded; folders left out.
    """

    def __init__(self, body: bytes, budget: Budget) -> None:
        if body.count(_ENTRY) > _MAX_ENTRIES:
            raise UnreadableError("too_large")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(body))
        except _FAULTS as error:
            raise UnreadableError("damaged") from error
        self._budget = budget
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for info in self._zip.infolist():
            if not info.is_dir():
                self._entries.setdefault(_name_of(info), info)
        self.names = tuple(self._entries)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def read(self, name: str) -> bytes:
        """The bytes of a file in it.

        Raises:
            UnreadableError: it is not there, damaged, encrypted or too large.
        """
        info = self._entries.get(name)
        if info is None:
            raise UnreadableError("damaged")
        if info.flag_bits & _ENCRYPTED:
            raise UnreadableError("encrypted")
        if info.compress_type not in _METHODS:
            raise UnreadableError("form")
        try:
            return b"".join(self._pieces(info))
        except _FAULTS as error:
            raise UnreadableError("damaged") from error

    def text(self, name: str) -> str:
        """The XML of a part; UTF-8, or UTF-16 with a mark."""
        data = self.read(name)
        if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            return data.decode("utf-16", "replace")
        return data.decode("utf-8", "replace")

    def _pieces(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        size = 0
        with self._zip.open(info) as stream:
            while piece := stream.read(_PIECE):
                size += len(piece)
                if size > MAX_PART:
                    raise UnreadableError("too_large")
                self._budget.unpack(len(piece))
                yield piece


def _name_of(info: zipfile.ZipInfo) -> str:
    """The name as written; without the UTF-8 flag it is in the code page of whoever packed it, here GBK."""
    if info.flag_bits & _UTF8_NAME or info.filename.isascii():
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename
