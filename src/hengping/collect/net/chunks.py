"""Chunked transfer coding undone piece by piece (RFC 9112, 7.1).

Lone line feeds, spaces and extensions behind the size are accepted, as browsers do; trailers are passed over. Anything
else is :class:`DamagedError`: what came before it stays.
"""

import re

MAX_LINE_BYTES = 8 * 1024
MAX_TRAILERS = 128
MORE = -1
_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?", re.DOTALL)


class DamagedError(Exception):
    """The chunks cannot be read any further."""


class ChunkReader:
    """Takes the bytes of a chunked body as they come.

    Attributes:
        over: the last chunk has been read (trailers may still follow).
    """

    def __init__(self) -> None:
        self.over = False
        self._left = 0
        self._after_chunk = False
        self._line = b""
        self._trailers = 0

    def feed(self, data: bytes, begin: int, out: bytearray) -> int:
        """Append what ``data`` holds of the body to ``out``.

        Returns:
            :data:`MORE`, or the position in ``data`` behind the body's end.

        Raises:
            DamagedError: no chunks.
        """
        at, end = begin, len(data)
        while at < end:
            if self._left:
                taken = min(self._left, end - at)
                out += memoryview(data)[at : at + taken]
                self._left -= taken
                at += taken
                self._after_chunk = not self._left
                continue
            newline = data.find(b"\n", at)
            line = self._line + data[at : end if newline < 0 else newline]
            if len(line) > MAX_LINE_BYTES:
                raise DamagedError("line too long")
            if newline < 0:
                self._line = line
                return MORE
            self._line, at = b"", newline + 1
            if self._read_line(line.rstrip(b"\r")):
                return at
        return MORE

    def _read_line(self, line: bytes) -> bool:
        """Read one line of the framing; true when it is the last one."""
        if self._after_chunk:
            if line:
                raise DamagedError("chunk longer than its size")
            self._after_chunk = False
        elif self.over:
            self._trailers += 1
            if self._trailers > MAX_TRAILERS:
                raise DamagedError("too many trailers")
            return not line
        else:
            size = _SIZE.fullmatch(line)
            if size is None:
                raise DamagedError(f"chunk size {line[:20]!r}")
            self._left = int(size[1], 16)
            self.over = not self._left
        return False
