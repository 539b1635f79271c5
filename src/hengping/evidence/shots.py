"""Screenshots (``shots/``) and accessibility results (``axe/``) of a site, each folder with its ``index.jsonl``.

First the file is put in place as a whole, then its line is added, so a file without a line was left by a kill: the next
one takes its number and removes it. What is in the index is complete.
"""

import hashlib
import re
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from hengping.evidence.files import append_line, complete_lines, read_entries, write_atomic
from hengping.model.codec import encode

SHOTS_DIR = "shots"
AXE_DIR = "axe"
INDEX_FILE = "index.jsonl"
ShotKind = Literal["viewport", "full"]
_SLUG_LETTERS = 60

_DAMAGED = "索引损坏 (damaged index)"


class Shot(msgspec.Struct, frozen=True, kw_only=True):
    """One screenshot: a line of ``shots/index.jsonl``.

    Attributes:
        url: of the page.
        file: name in the folder, ``<n>-<slug>.jpg``.
        sha256: of the file, hexadecimal.
        width, height: pixels.
        taken_at: UTC.
        record_id: of the page as sent.
        kind: what the window showed, or the whole page.
    """

    url: str
    file: str
    sha256: str
    width: int
    height: int
    taken_at: datetime
    record_id: str
    kind: ShotKind


class AxeResult(msgspec.Struct, frozen=True, kw_only=True):
    """One accessibility result: a line of ``axe/index.jsonl``. Fields as of :class:`Shot`; the file is JSON."""

    url: str
    file: str
    sha256: str
    taken_at: datetime
    record_id: str


def add_shot(
    evidence: Path,
    jpeg: bytes,
    *,
    url: str,
    width: int,
    height: int,
    taken_at: datetime,
    record_id: str,
    kind: ShotKind = "viewport",
) -> Shot:
    """Keep a screenshot; it is on disk when this returns.

    Args:
        evidence: the site's evidence folder.
        jpeg: the picture.
        url: see :class:`Shot`, as the others.
        width: pixels.
        height: pixels.
        taken_at: UTC.
        record_id: of the page as sent.
        kind: window or whole page.

    Raises:
        EvidenceError: the disk is full or the place cannot be written.
    """
    folder = evidence / SHOTS_DIR
    name, digest = _put(folder, url, "jpg", jpeg)
    shot = Shot(
        url=url,
        file=name,
        sha256=digest,
        width=width,
        height=height,
        taken_at=taken_at,
        record_id=record_id,
        kind=kind,
    )
    append_line(folder / INDEX_FILE, encode(shot))
    return shot


def add_axe(evidence: Path, result: bytes, *, url: str, taken_at: datetime, record_id: str) -> AxeResult:
    """Keep an accessibility result; it is on disk when this returns.

    Args:
        evidence: the site's evidence folder.
        result: JSON.
        url: of the page.
        taken_at: UTC.
        record_id: of the page as sent.

    Raises:
        EvidenceError: the disk is full or the place cannot be written.
    """
    folder = evidence / AXE_DIR
    name, digest = _put(folder, url, "json", result)
    entry = AxeResult(url=url, file=name, sha256=digest, taken_at=taken_at, record_id=record_id)
    append_line(folder / INDEX_FILE, encode(entry))
    return entry


def read_shots(evidence: Path) -> list[Shot]:
    """All screenshots of a site in the order they were taken; none when there are none.

    Raises:
        EvidenceError: a complete line does not hold one.
    """
    return read_entries(evidence / SHOTS_DIR / INDEX_FILE, Shot, _DAMAGED)


def read_axe(evidence: Path) -> list[AxeResult]:
    """All accessibility results of a site; as :func:`read_shots`."""
    return read_entries(evidence / AXE_DIR / INDEX_FILE, AxeResult, _DAMAGED)


def _put(folder: Path, url: str, ending: str, data: bytes) -> tuple[str, str]:
    """Write the file under the next free number; its name and digest."""
    number = len(complete_lines(folder / INDEX_FILE)) + 1
    name = f"{number}-{_slug(url)}.{ending}"
    for left in folder.glob(f"{number}-*.{ending}"):
        if left.name != name:
            left.unlink(missing_ok=True)
    write_atomic(folder / name, data)
    return name, hashlib.sha256(data).hexdigest()


def _slug(url: str) -> str:
    """Something of the address for people's eyes; the number alone makes the name unique."""
    return re.sub(r"[^a-z0-9]+", "-", url.partition("://")[2].lower())[:_SLUG_LETTERS].strip("-") or "page"
