"""Stamps: which unit of which stage is complete, and from what it was made.

A stamp is written only after all outputs of its unit are in place. It holds the digest of everything that went in:
input files, settings, and the source of the rooms that did the work, so that newer code does not keep older results;
and the digest of every file that came out, so that a file lost, damaged or changed since is made again, not taken over.
"""

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import msgspec

from hengping.evidence.files import disk_error, write_atomic
from hengping.model import codec

STATE_FOLDER = ".state"
_NO_CODE = frozenset({"library/accuracy"})
"""What was measured of the code is no part of it: neither facts nor findings depend on it."""


_FOLDER = "folder"


class _Stamp(msgspec.Struct, frozen=True):
    inputs: str
    outputs: dict[str, str]


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
def code_digest(*parts: str) -> str:
    """Digest of the source and data files of some rooms of Hengping, and of the model.

    Args:
        parts: rooms, folders of rooms or single files, as ``extract``, ``library/lexicons``, ``pipeline/faces.py``.
    """
    files: list[tuple[str, bytes]] = []
    for part in sorted({*parts, "model"}):
        entry = resources.files("hengping") / part
        if entry.is_dir():
            _collect(entry, part, files)
        else:
            files.append((part, entry.read_bytes()))
    return digest_of(*(part for name, data in sorted(files) for part in (name, data)))


def is_done(run: Path, stage: str, unit: str, inputs: str, outputs: Iterable[Path]) -> bool:
    """Whether the unit was made from these inputs, and every file it made, these among them, stands as it was made."""
    stamp = _read_stamp(run, stage, unit)
    if stamp is None or stamp.inputs != inputs or not {_inside(run, path) for path in outputs} <= stamp.outputs.keys():
        return False
    return all(_output_digest(run / name) == digest for name, digest in stamp.outputs.items())


def mark_done(run: Path, stage: str, unit: str, inputs: str, outputs: Iterable[Path]) -> None:
    """Record that the unit is complete. Of an output that is a folder only its being there is recorded."""
    stamp = _Stamp(inputs, {_inside(run, path): _output_digest(path) for path in outputs})
    write_atomic(_stamp_path(run, stage, unit), codec.encode(stamp))


def stamped(run: Path, stage: str, unit: str) -> bool:
    """Whether the unit was complete once, whatever has changed since."""
    return made_from(run, stage, unit) is not None


def made_from(run: Path, stage: str, unit: str) -> str | None:
    """Digest of everything the unit was made from; None without a stamp."""
    stamp = _read_stamp(run, stage, unit)
    return stamp.inputs if stamp else None


def made_by(run: Path, stage: str, unit: str) -> tuple[Path, ...]:
    """The outputs that the unit's stamp names; none without a stamp."""
    stamp = _read_stamp(run, stage, unit)
    return tuple(run / name for name in stamp.outputs) if stamp else ()


def unchanged(run: Path, stage: str, unit: str) -> tuple[Path, ...]:
    """The outputs that the unit's stamp names and that nobody has changed since."""
    stamp = _read_stamp(run, stage, unit)
    made = stamp.outputs if stamp else {}
    return tuple(run / name for name, digest in made.items() if _output_digest(run / name) == digest)


def forget(run: Path, stage: str) -> None:
    """Drop the stamps of a stage, so that it is done again."""
    folder = run / STATE_FOLDER / stage
    try:
        for path in list(folder.iterdir()) if folder.is_dir() else ():
            path.unlink()
    except OSError as error:
        raise disk_error(error, folder) from error


def _stamp_path(run: Path, stage: str, unit: str) -> Path:
    return run / STATE_FOLDER / stage / f"{unit}.json"


def _read_stamp(run: Path, stage: str, unit: str) -> _Stamp | None:
    try:
        return codec.decode(_stamp_path(run, stage, unit).read_bytes(), _Stamp)
    except (OSError, msgspec.DecodeError):
        return None


def _inside(run: Path, path: Path) -> str:
    return path.relative_to(run).as_posix()


def _output_digest(path: Path) -> str:
    return _FOLDER if path.is_dir() else file_digest(path)


def _collect(folder: Traversable, prefix: str, files: list[tuple[str, bytes]]) -> None:
    for entry in folder.iterdir():
        name = f"{prefix}/{entry.name}"
        if entry.is_dir():
            if entry.name != "__pycache__" and name not in _NO_CODE:
                _collect(entry, name, files)
        elif not entry.name.endswith(".pyc"):
            files.append((name, entry.read_bytes()))
