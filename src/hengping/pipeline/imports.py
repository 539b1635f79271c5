"""Importing outside data into a run: the file itself is kept, the rows lie beside it, both sealed.

``imports/<kind>-<digest>/`` holds the file as it came, ``rows.jsonl`` and ``faults.jsonl``. Importing the same file
again changes nothing; another file is another folder, so that nothing is ever overwritten.

Killed between writing and sealing: the same import made again seals the files, if they are, byte for byte, what it
would have written now. Others stay unsealed, and ``hengping verify`` names them.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from hengping.collect.importers.rows import Gathered, SiteFinder
from hengping.collect.importers.scanners import read_lighthouse, read_nuclei, read_sarif, read_zap
from hengping.collect.importers.tables import TABLES, TableRow, read_table
from hengping.evidence.files import write_together
from hengping.evidence.manifest import seal, unsealed
from hengping.model.codec import encode_lines
from hengping.model.errors import InputError
from hengping.model.imported import Imported, ImportFault, ImportKind, Provenance
from hengping.pipeline.context import open_run
from hengping.pipeline.reading import read_rows
from hengping.pipeline.run_lock import run_lock
from hengping.roster.tables import read_tables

STAGE = "import"
KINDS: tuple[ImportKind, ...] = ("posts", "satisfaction", "hotline", "guides", "sarif", "zap", "nuclei", "lighthouse")
_MOST_BYTES = 256 << 20
_DIGITS = 12
_UNSAFE = re.compile(r"[^\w.()-]+")
_JSON_READERS: dict[ImportKind, Callable[[Any, SiteFinder, Provenance], Gathered]] = {
    "sarif": read_sarif,
    "zap": read_zap,
    "lighthouse": read_lighthouse,
}


class ImportOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What an import came to. ``folder`` is relative to the run; ``repeated``: the same file was there already."""

    kind: ImportKind
    folder: str
    rows: tuple[Imported, ...]
    faults: tuple[ImportFault, ...]
    repeated: bool = False


def import_file(run: Path, kind: str, path: Path, *, source: str = "") -> ImportOutcome:
    """Import one file into a run.

    Args:
        run: run folder.
        kind: one of :data:`KINDS`.
        path: the file; tables as CSV, XLSX or XLS, reports as JSON (Nuclei also JSON Lines).
        source: who made it, for the provenance.

    Raises:
        InputError: no such kind, the file cannot be read, is of another kind, or not one row could be taken.
        RunError: no run folder.
        EvidenceError: the run cannot be written.
    """
    chosen = next((each for each in KINDS if each == kind), None)
    if chosen is None:
        raise InputError(f"没有“{kind}”这种外部数据", where="KIND", remedy=f"可用的种类：{'、'.join(KINDS)}")
    opened = open_run(run)
    data = _bytes(path)
    origin = Provenance(file=_safe(path.name), sha256=hashlib.sha256(data).hexdigest(), row=0, source=source.strip())
    folder = opened.folder.imports_dir / f"{chosen}-{origin.sha256[:_DIGITS]}"
    finder = SiteFinder(opened.sites)
    if (folder / "rows.jsonl").exists():
        if unsealed(opened.path, folder.iterdir()):
            with run_lock(opened.path):
                wanted = _files(folder, data, _read(chosen, path, data, finder, origin), origin)
                seal(
                    opened.path, [each for each, made in wanted if each.is_file() and each.read_bytes() == made], STAGE
                )
        rows = read_rows(folder / "rows.jsonl", Imported, remedy="从备份恢复该文件")
        faults = read_rows(folder / "faults.jsonl", ImportFault, remedy="从备份恢复该文件")
        return ImportOutcome(kind=chosen, folder=_inside(opened.path, folder), rows=rows, faults=faults, repeated=True)
    gathered = _read(chosen, path, data, finder, origin)
    if not gathered.rows:
        first = gathered.faults[0] if gathered.faults else "文件中没有数据"
        raise InputError(f"没有可以导入的行：{first}", where=str(path), remedy="对照 docs/howto/import-outside-data.md")
    with run_lock(opened.path):
        seal(opened.path, write_together(_files(folder, data, gathered, origin)), STAGE)
    return ImportOutcome(
        kind=chosen,
        folder=_inside(opened.path, folder),
        rows=tuple(gathered.rows),
        faults=tuple(gathered.faults),
    )


def _files(folder: Path, data: bytes, gathered: Gathered, origin: Provenance) -> list[tuple[Path, bytes]]:
    """What an import writes; the rows come last, so that they are there only when the others are."""
    return [
        (folder / origin.file, data),
        (folder / "faults.jsonl", encode_lines(gathered.faults)),
        (folder / "rows.jsonl", encode_lines(gathered.rows)),
    ]


def _read(kind: ImportKind, path: Path, data: bytes, finder: SiteFinder, origin: Provenance) -> Gathered:
    if kind in TABLES:
        readings = [
            read_table(kind, (TableRow(row.number, row.cells) for row in table.rows), finder, origin)
            for table in read_tables(path)
        ]
        return max(readings, key=lambda reading: (len(reading.rows), len(reading.faults)), default=Gathered())
    if kind == "nuclei":
        return read_nuclei(_entries(data, path), finder, origin)
    return _JSON_READERS[kind](_json(data, path), finder, origin)


def _entries(data: bytes, path: Path) -> Iterator[tuple[int, Any]]:
    """Entries of a JSON array, or lines of JSON Lines with their numbers; a line that is no JSON gives None."""
    if data.lstrip()[:1] == b"[":
        yield from enumerate(_json(data, path), 1)
        return
    for number, line in enumerate(data.splitlines(), 1):
        if line.strip():
            try:
                yield number, msgspec.json.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError):
                yield number, None


def _json(data: bytes, path: Path) -> Any:
    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError("文件不是JSON", where=str(path), remedy="导出时选择JSON格式") from error


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError("文件过大", where=str(path), remedy="拆成几个文件分别导入")
        return path.read_bytes()
    except OSError as error:
        raise InputError("读不到文件", where=str(path), remedy="检查路径和读取权限") from error


def _safe(name: str) -> str:
    """A file name that can neither leave the folder nor take the place of ours."""
    cleaned = _UNSAFE.sub("_", name).lstrip(".")[-120:] or "data"
    return f"original-{cleaned}"


def _inside(run: Path, folder: Path) -> str:
    return folder.relative_to(run).as_posix()
