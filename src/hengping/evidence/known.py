"""Which payloads a site's archive has already, so that an equal one becomes a ``revisit``.

Only the last :data:`LIMIT` distinct payloads are remembered, each in some 110 bytes: half of its digest, and where in
``index.jsonl`` the line of its capture stands. What was forgotten is written in full again.
"""

from pathlib import Path

import msgspec

from hengping.evidence.files import lines_backward
from hengping.model.evidence import Capture, FailureKind

LIMIT = 20_000
MIN_BYTES = 200
"""Smaller payloads are written in full: a reference would be no shorter."""
_PREFIX = "sha256:"
_KEY_DIGITS = 32


class _Line(msgspec.Struct, frozen=True):
    """What of an index line decides; decoding only this is quicker."""

    digest: str
    purpose: str = ""
    status: int = 0
    failure: FailureKind | None = None
    size: int = 0
    payload_warc: str = ""


class KnownPayloads:
    """Digests of payloads, least recently met first; each with the offset of its index line."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._lines: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self._lines)

    def find(self, digest: str) -> int | None:
        """Offset of the index line whose capture seems to have this payload; the line itself says whether it does."""
        key = _key(digest)
        offset = self._lines.pop(key, None)
        if offset is not None:
            self._lines[key] = offset
        return offset

    def add(self, capture: Capture, offset: int) -> None:
        """Remember a capture whose index line begins at ``offset``, when it is one to refer to."""
        if _usable(capture):
            self._remember(_key(capture.digest), offset)

    def _remember(self, key: bytes, offset: int) -> None:
        self._lines.pop(key, None)
        self._lines[key] = offset
        if len(self._lines) > self._limit:
            del self._lines[next(iter(self._lines))]


def known_payloads(index: Path, limit: int = LIMIT) -> KnownPayloads:
    """The last payloads of an index, read from its end."""
    decoder = msgspec.json.Decoder(_Line)
    found: list[tuple[bytes, int]] = []
    for offset, text in lines_backward(index):
        if len(found) >= limit:
            break
        line = decoder.decode(text)
        if _usable(line):
            found.append((_key(line.digest), offset))
    known = KnownPayloads(limit)
    for key, offset in reversed(found):
        known._remember(key, offset)  # noqa: SLF001 - of this module
    return known


def may_refer(size: int, failure: FailureKind | None) -> bool:
    """Whether an answer may become a ``revisit``: failures and what is small are written in full."""
    return failure is None and size >= MIN_BYTES


def _usable(line: Capture | _Line) -> bool:
    return (
        line.status != 0 and line.purpose != "rendered" and not line.payload_warc and may_refer(line.size, line.failure)
    )


def _key(digest: str) -> bytes:
    return bytes.fromhex(digest.removeprefix(_PREFIX)[:_KEY_DIGITS])
