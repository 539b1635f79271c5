"""From the payload as sent to the body as read: content coding undone, within a limit.

- gzip, deflate (with or without zlib head) and br are undone, in the order the header names them, at most
  :data:`MAX_CODINGS`.
- More than the limit is cut and marked ``truncated``: a compression bomb costs no more than the limit.
- A damaged or cut stream gives what can be decoded, as browsers do. A header that names a coding the payload does not
  have gives the payload as it is.
"""

import zlib
from collections.abc import Sequence
from typing import Protocol

import brotli  # type: ignore[import-untyped]
from isal import isal_zlib

MAX_BODY_BYTES = 64 * 1024 * 1024
"""Default limit of a decoded body, in bytes."""
MAX_CODINGS = 3
_PIECE = 64 * 1024


class _Decoder(Protocol):
    """Decodes at most ``limit`` bytes; None when the data does not have this coding at all."""

    def __call__(self, data: bytes, limit: int) -> bytes | None: ...


def decode_body(payload: bytes, codings: str, limit: int = MAX_BODY_BYTES) -> tuple[bytes, bool]:
    """Undo the content codings.

    Args:
        payload: bytes as sent, transfer coding already undone.
        codings: value of the Content-Encoding header; several separated by commas.
        limit: most bytes to give back.

    Returns:
        The body, and whether it was cut at the limit.
    """
    names = [name.strip().lower() for name in codings.split(",") if name.strip()]
    body, cut = payload, False
    for name in reversed(names[-MAX_CODINGS:]):
        decoder = _DECODERS.get(name)
        if decoder is None:
            continue
        decoded = decoder(body, limit + 1)
        if decoded is not None:
            body = decoded
    if len(body) > limit:
        body, cut = body[:limit], True
    return body, cut


def header_value(headers: Sequence[tuple[str, str]], name: str) -> str:
    """Value of a header, several joined by commas; empty when it is not there."""
    wanted = name.lower()
    return ", ".join(value for key, value in headers if key.lower() == wanted)


def _gzip(data: bytes, limit: int) -> bytes | None:
    """All members of a gzip stream."""
    whole = _whole(data, limit, 16 + zlib.MAX_WBITS)
    if whole is not None:
        return whole
    out = b""
    while data and len(out) < limit:
        inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
        piece = _inflate(inflater, data, limit - len(out))
        if piece is None:
            return out or None
        out += piece
        data = inflater.unused_data
    return out


def _deflate(data: bytes, limit: int) -> bytes | None:
    """RFC 9110 means a zlib stream; servers also send a bare deflate stream."""
    whole = _whole(data, limit, zlib.MAX_WBITS)
    if whole is not None:
        return whole
    body = _inflate(zlib.decompressobj(), data, limit)
    return _inflate(zlib.decompressobj(-zlib.MAX_WBITS), data, limit) if body is None else body


def _whole(data: bytes, limit: int, window: int) -> bytes | None:
    """A sound stream of one piece, by ISA-L in half the time; None: something is odd, zlib is to say what it gives."""
    inflater = isal_zlib.decompressobj(window)
    try:
        out = inflater.decompress(data, limit)
    except isal_zlib.IsalError:  # type: ignore[misc] # its stub names no class
        return None
    sound = len(out) >= limit or (inflater.eof and not inflater.unused_data)
    return out if sound else None


def _inflate(inflater: "zlib._Decompress", data: bytes, limit: int) -> bytes | None:
    """What can be inflated, piece by piece, so that damage loses only what stands behind it; None: nothing can."""
    out: list[bytes] = []
    room = limit
    for start in range(0, len(data), _PIECE):
        try:
            out.append(inflater.decompress(data[start : start + _PIECE], room))
        except zlib.error:
            return b"".join(out) or None
        room -= len(out[-1])
        if room <= 0:
            break
    return b"".join(out)


def _brotli(data: bytes, limit: int) -> bytes | None:
    try:
        return bytes(brotli.Decompressor().process(data, output_buffer_limit=limit))
    except brotli.error:
        return None


_DECODERS: dict[str, _Decoder] = {"gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli}
