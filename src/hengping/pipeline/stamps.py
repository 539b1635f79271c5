"""Stamps: which unit of which stage is complete, and from what it was made.

A stamp is written only after all outputs of its unit are in place. It holds the digest of everything that went in:
input files, settings, and the source of the rooms that did the work, so that newer code does not keep older results.
"""

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import msgspec

from hengping.evidence.files import write_atomic
from hengping.model import codec

STATE_FOLDER = ".state"


class _Stamp(msgspec.Struct, frozen=True):
    inputs: str


def digest_of(*parts: bytes | str) -> str:
    """One digest over several parts, unambiguous as to where each ends."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big"))
        total.update(data)
    return total.hexdigest()


def bytes_digest(data: bytes) -> str:
    """SHA-256 of a file's bytes, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def file_digest(path: Path) -> str:
    """SHA-256 of a file, or ``absent``."""
    if not path.is_file():
        return "absent"
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@cache
def code_digest(*rooms: str) -> str:
    """Digest of the source and data files of some rooms of Hengping."""
    files: list[tuple[str, bytes]] = []
    for room in sorted({*rooms, "model"}):
        _collect(resources.files("hengping") / room, room, files)
    return digest_of(*(part for name, data in sorted(files) for part in (name, data)))


def is_done(run: Path, stage: str, unit: str, inputs: str, outputs: Iterable[Path]) -> bool:
    """Whether the unit's outputs are all there and were made from these inputs."""
    path = _stamp_path(run, stage, unit)
    try:
        stamp = codec.decode(path.read_bytes(), _Stamp)
    except (OSError, msgspec.DecodeError):
        return False
    return stamp.inputs == inputs and all(output.exists() for output in outputs)


def mark_done(run: Path, stage: str, unit: str, inputs: str) -> None:
    """Record that the unit is complete."""
    write_atomic(_stamp_path(run, stage, unit), codec.encode(_Stamp(inputs)))


def forget(run: Path, stage: str) -> None:
    """Drop the stamps of a stage, so that it is done again."""
    folder = run / STATE_FOLDER / stage
    if folder.is_dir():
        for path in folder.iterdir():
            path.unlink()


def _stamp_path(run: Path, stage: str, unit: str) -> Path:
    return run / STATE_FOLDER / stage / f"{unit}.json"


def _collect(folder: Traversable, prefix: str, files: list[tuple[str, bytes]]) -> None:
    for entry in folder.iterdir():
        name = f"{prefix}/{entry.name}"
        if entry.is_dir():
            if entry.name != "__pycache__":
                _collect(entry, name, files)
        elif not entry.name.endswith(".pyc"):
            files.append((name, entry.read_bytes()))
