"""Verifying what was published: the register's chain, every frozen version, and every erratum made again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hengping.evidence.files import complete_lines, sha256_of
from hengping.evidence.run_folder import RunFolder
from hengping.model import codec
from hengping.model.errors import HengpingError
from hengping.model.text import Text
from hengping.pipeline.context import Run
from hengping.pipeline.corrections_compare import make_erratum
from hengping.pipeline.corrections_register import (
    ERRATUM_FILE,
    FORMAT,
    PUBLICATION_FILE,
    PUBLICATIONS,
    Entry,
    Publication,
    entry_digest,
    read_publication,
    read_register,
    register_path,
    version_folder,
)
from hengping.pipeline.kit_zip import name_fault
from hengping.pipeline.stamps import bytes_digest
from hengping.pipeline.verify_records import Mismatch
from hengping.report.erratum_inputs import Erratum

_CHAIN = Text("公布记录不相衔接，被改动", "the register of publications does not chain")
_CHANGED = Text("与公布时记载的摘要不符，内容被改动", "differs from what was published")
_MISSING = Text("公布过的文件缺失", "a published file is missing")
_HEAD = Text("所记的清单摘要在清单中找不到", "its head is not in the manifest")
_STRAY = Text("不在公布时的文件之列", "was not among the published files")
_ERRATUM = Text("由前后两版复算所得的更正与文件不一致", "recomputing from both versions gives another erratum")
_LATER = ("provisional",)
"""Fields of a system's correction that were added to it: files frozen before that do not have them."""
_UNREADABLE = Text("无法读取（{why}）", "cannot be read ({why})")


def register_faults(root: Path) -> list[Mismatch]:
    """What does not hold of the register and of the frozen versions; nothing when nothing was published."""
    if not (root / PUBLICATIONS).is_dir():
        return []
    try:
        register = read_register(root)
    except HengpingError as error:
        return [_mismatch("unreadable", root, register_path(root), _UNREADABLE.fill(why=error))]
    path = register_path(root)
    if path.exists() and (register.format, path.read_bytes()) != (FORMAT, codec.encode_pretty(register)):
        return [_mismatch("chain_broken", root, register_path(root), _CHAIN)]
    faults: list[Mismatch] = []
    last: Entry | None = None
    heads = frozenset(map(bytes_digest, complete_lines(RunFolder(root).manifest)))
    for number, entry in enumerate(register.entries, start=1):
        if entry.version != number or entry.previous != entry_digest(last):
            return [_mismatch("chain_broken", root, register_path(root), _CHAIN)]
        last = entry
        faults += _version_faults(root, entry, heads)
    known = {version_folder(root, entry.version).name for entry in register.entries}
    strays = (each for each in (root / PUBLICATIONS).iterdir() if each.name not in known | {register_path(root).name})
    faults += (_mismatch("unlisted", root, each, _STRAY) for each in sorted(strays))
    return faults


def published_faults(run: Run) -> tuple[int, list[Mismatch]]:
    """How many errata were made again, and what does not hold of anything published."""
    faults = register_faults(run.path)
    return (0, faults) if faults else _recompute_errata(run)


def _recompute_errata(run: Run) -> tuple[int, list[Mismatch]]:
    """How many errata were made again from the versions before and after them, and which are not as they stand."""
    done, wrong = 0, []
    for entry in read_register(run.path).entries:
        if entry.kind != "erratum":
            continue
        place = version_folder(run.path, entry.version)
        path = place / ERRATUM_FILE
        try:
            publication = read_publication(run.path, entry.version)
            erratum = make_erratum(
                run,
                place,
                before=entry.version - 1,
                after=entry.version,
                label=entry.label,
                cause=publication.cause,
                on=entry.published_on,
            )
        except Exception as error:  # noqa: BLE001 - whatever a forged file does to the computation, it is named
            wrong.append(_mismatch("unreadable", run.path, path, _UNREADABLE.fill(why=error)))
            continue
        done += 1
        if not path.is_file() or not _says(path.read_bytes(), erratum):
            wrong.append(_mismatch("not_reproduced", run.path, path, _ERRATUM))
    return done, wrong


def _says(data: bytes, erratum: Erratum) -> bool:
    """Whether a frozen file is this erratum byte for byte, in the form of now or in that before a field was added."""
    if data == codec.encode_pretty(erratum):
        return True
    older = codec.decode(codec.encode(erratum), dict[str, Any])
    for system in older["systems"]:
        for field in _LATER:
            del system[field]
    return data == codec.encode_pretty(older)


def _version_faults(root: Path, entry: Entry, heads: frozenset[str]) -> Iterator[Mismatch]:
    place = version_folder(root, entry.version)
    path = place / PUBLICATION_FILE
    try:
        if sha256_of(path) != entry.publication:
            yield _mismatch("changed", root, path, _CHANGED)
            return
        publication = read_publication(root, entry.version)
    except (OSError, HengpingError) as error:
        yield _mismatch("unreadable", root, path, _UNREADABLE.fill(why=error))
        return
    if publication.head not in heads or not _agrees(entry, publication):
        yield _mismatch("changed", root, path, _HEAD)
    for name, digest in publication.files.items():
        file = place / name
        if name_fault(name):
            yield _mismatch("changed", root, path, _CHANGED)
        elif not file.is_file():
            yield _mismatch("missing", root, file, _MISSING)
        elif sha256_of(file) != digest:
            yield _mismatch("changed", root, file, _CHANGED)
    for file in sorted(place.rglob("*")):
        if file.is_file() and file != path and file.relative_to(place).as_posix() not in publication.files:
            yield _mismatch("unlisted", root, file, _STRAY)


def _agrees(entry: Entry, publication: Publication) -> bool:
    told = (publication.version, publication.kind, publication.label, publication.published_on)
    return told == (entry.version, entry.kind, entry.label, entry.published_on)


def _mismatch(kind: str, root: Path, path: Path, text: Text) -> Mismatch:
    return Mismatch(kind=kind, path=path.relative_to(root).as_posix(), text=text)
