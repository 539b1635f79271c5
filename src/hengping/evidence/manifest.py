"""The manifest (``manifest.jsonl``): SHA-256 of every file of a run, each line chained to the one before.

A line holds ``path`` (relative, POSIX), ``sha256``, ``size``, ``stage``, ``previous``: the SHA-256 of the line before
(64 zeros for the first), and ``check``: the first 16 digits of its own SHA-256 with ``check`` empty, so that the last
line, to which nothing is chained yet, cannot change unseen either. A later line for the same path supersedes the
earlier one; a file that a stage made before and no longer makes gets a line with an empty ``sha256``. Lines are only
ever added.

What can go wrong, and what then happens:

- Killed while lines are added: the torn last line is cut at the next :func:`seal`; files whose lines were lost are
  sealed again by the stage or command that runs again.
- A byte of a sealed file changes: :func:`check` says ``changed``; a file is gone: ``missing``; a file is there that no
  line names: ``unlisted``; a line was changed, removed or put in: ``chain_broken``.
- Disk full: :class:`~hengping.evidence.errors.EvidenceError`; no torn line is left.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Literal

import msgspec

from hengping.evidence.errors import EvidenceError
from hengping.evidence.files import complete_lines, cut_torn_line, disk_error, sha256_of, sync
from hengping.evidence.run_folder import RunFolder
from hengping.model.codec import decode, encode
from hengping.model.errors import place
from hengping.model.text import Text

FIRST_PREVIOUS = "0" * 64
_CHECK_DIGITS = 16
FaultKind = Literal["chain_broken", "changed", "missing", "unlisted"]

_TEXTS: dict[FaultKind, Text] = {
    "chain_broken": Text("清单第{line}行与前文不相衔接，清单被改动", "line {line} of the manifest breaks the chain"),
    "changed": Text("{path} 与清单记载的摘要不符，内容被改动", "{path} does not have the digest it was sealed with"),
    "missing": Text("{path} 不存在", "{path} is missing"),
    "unlisted": Text("{path} 未列入清单", "{path} is in the folder but not in the manifest"),
}


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the manifest. ``sha256`` is empty when the file was withdrawn."""

    path: str
    sha256: str
    size: int
    stage: str
    previous: str
    check: str = ""


class Fault(msgspec.Struct, frozen=True):
    """Something that does not hold.

    Attributes:
        kind: what kind of fault.
        path: the file it is about, relative to the run folder; the manifest itself for ``chain_broken``.
        text: for people.
    """

    kind: FaultKind
    path: str
    text: Text


def seal(run: Path, files: Iterable[Path], stage: str) -> None:
    """Add the digests of files to the manifest.

    Files are taken in order of their path; a file whose latest line has the same digest is not repeated. A path that is
    sealed but no longer there is withdrawn.

    Args:
        run: the run folder.
        files: files inside it, absolute or relative to the working directory.
        stage: which stage made them.

    Raises:
        EvidenceError: a file lies outside the run folder, is a link or was never there; the manifest is damaged; the
            disk is full.
    """
    manifest = RunFolder(run).manifest
    cut_torn_line(manifest)
    latest, previous = _latest(manifest)
    added = bytearray()
    for name, path in sorted({(_relative(run, path), path) for path in files}):
        old = latest.get(name)
        digest, size = _state(path, old)
        if old is not None and (old.sha256, old.size) == (digest, size):
            continue
        latest[name] = _checked(Line(name, digest, size, stage, previous))
        line = encode(latest[name])
        previous = hashlib.sha256(line).hexdigest()
        added += line + b"\n"
    if added:
        _append(manifest, bytes(added))


def unsealed(run: Path, files: Iterable[Path]) -> list[Path]:
    """Those of the files that are there, but not with the digest that the manifest holds them with.

    Raises:
        EvidenceError: a file lies outside the run folder or cannot be read; the manifest is damaged.
    """
    standing = sealed(run)
    found = []
    for path in files:
        line = standing.get(_relative(run, path))
        try:
            if path.exists() and (line is None or not _holds(path, line)):
                found.append(path)
        except OSError as error:
            raise disk_error(error, path) from error
    return found


def sealed(run: Path) -> dict[str, Line]:
    """Latest line of every sealed file that was not withdrawn, by path.

    Raises:
        EvidenceError: the manifest is damaged.
    """
    latest, _ = _latest(RunFolder(run).manifest)
    return {name: line for name, line in latest.items() if line.sha256}


def head(run: Path) -> str:
    """SHA-256 of the manifest's last line: who publishes it fixes every line before it. Empty: no manifest."""
    lines = complete_lines(RunFolder(run).manifest)
    return hashlib.sha256(lines[-1]).hexdigest() if lines else ""


def check(run: Path) -> list[Fault]:
    """Everything about a run folder that does not hold, in order of kind and path; empty when all is as sealed.

    Not looked at: the manifest itself (its chain is), ``timestamps/`` and ``.state/``.
    """
    folder = RunFolder(run)
    faults: list[Fault] = []
    listed: dict[str, Line] = {}
    if not folder.manifest.exists():
        faults.append(_fault("missing", folder.manifest.name))
    for number, line in _walk(folder.manifest):
        if line is None:
            faults.append(_fault("chain_broken", folder.manifest.name, line=number))
        else:
            listed[line.path] = line
    present = set(_present(folder))
    for name, line in sorted(listed.items()):
        if not line.sha256:
            continue
        if name not in present:
            faults.append(_fault("missing", name))
        elif not _holds(run / name, line):
            faults.append(_fault("changed", name))
    withdrawn = {name for name, line in listed.items() if not line.sha256}
    faults.extend(_fault("unlisted", name) for name in sorted(present - (listed.keys() - withdrawn)))
    return faults


def _latest(manifest: Path) -> tuple[dict[str, Line], str]:
    """Latest line of each path, and the digest the next line is chained to."""
    latest: dict[str, Line] = {}
    for number, line in _walk(manifest):
        if line is None:
            raise EvidenceError(
                "清单被改动或损坏，不再续写 (manifest is damaged)",
                where=place(manifest, number),
                remedy="用 hengping verify 查看；从备份恢复清单",
            )
        latest[line.path] = line
    return latest, head(manifest.parent) or FIRST_PREVIOUS


def _walk(manifest: Path) -> Iterator[tuple[int, Line | None]]:
    """Number and content of each line; None in place of one that cannot be read, is torn or breaks the chain."""
    if not manifest.exists():
        return
    previous = FIRST_PREVIOUS
    lines = manifest.read_bytes().split(b"\n")
    for number, text in enumerate(lines[:-1], 1):
        line = _parse(text)
        yield number, line if line is not None and line.previous == previous else None
        previous = hashlib.sha256(text).hexdigest()
    if lines[-1]:
        yield len(lines), None


def _parse(text: bytes) -> Line | None:
    """The line, when it is written exactly as :func:`seal` writes and stays inside the run folder."""
    with suppress(msgspec.DecodeError):
        line = decode(text, Line)
        path = PurePosixPath(line.path)
        if encode(_checked(line)) == text and line.path and not path.is_absolute() and ".." not in path.parts:
            return line
    return None


def _checked(line: Line) -> Line:
    """The line with its own check digits."""
    digest = hashlib.sha256(encode(msgspec.structs.replace(line, check=""))).hexdigest()
    return msgspec.structs.replace(line, check=digest[:_CHECK_DIGITS])


def _relative(run: Path, path: Path) -> str:
    inside = os.path.relpath(Path(path).absolute(), Path(run).absolute())
    if inside.startswith("..") or inside == ".":
        raise EvidenceError("文件不在结果目录内 (file is outside the run folder)", where=str(path))
    return PurePosixPath(*Path(inside).parts).as_posix()


def _state(path: Path, old: Line | None) -> tuple[str, int]:
    """Digest and size now; empty and 0 for a sealed file that is no longer there."""
    try:
        if path.is_symlink():
            raise EvidenceError("链接不能列入清单 (links cannot be sealed)", where=str(path), remedy="换成文件本身")
        if old is not None and not path.exists():
            return "", 0
        return sha256_of(path), path.stat().st_size
    except OSError as error:
        raise disk_error(error, path) from error


def _holds(path: Path, line: Line) -> bool:
    if path.is_symlink():
        return False
    return path.stat().st_size == line.size and sha256_of(path) == line.sha256


def _present(folder: RunFolder) -> Iterator[str]:
    """All files of the run folder that the manifest answers for; time stamps are made of it and stand outside."""
    outside = {folder.state_dir.name, folder.timestamps_dir.name}
    for path in folder.path.rglob("*"):
        inside = path.relative_to(folder.path)
        if path == folder.manifest or inside.parts[0] in outside:
            continue
        if path.is_symlink() or not path.is_dir():
            yield inside.as_posix()


def _fault(kind: FaultKind, path: str, *, line: int = 0) -> Fault:
    text = _TEXTS[kind]
    return Fault(kind, path, text.fill(line=line) if kind == "chain_broken" else text.fill(path=path))


def _append(manifest: Path, data: bytes) -> None:
    try:
        with manifest.open("ab") as stream:
            before = stream.tell()
            try:
                stream.write(data)
                sync(stream)
            except OSError:
                with suppress(OSError):
                    os.truncate(manifest, before)
                raise
    except OSError as error:
        raise disk_error(error, manifest) from error
