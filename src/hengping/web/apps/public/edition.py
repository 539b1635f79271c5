"""A published version (发布版本) as the public pages read it: its open data, put into a small index of its own.

Beside the open data the index holds which findings cost a site points, for sites whose score tree is published.

The index is a SQLite file beside the platform's data, named by the version's digest: a version never changes, so
neither does its index, and one that is missing or half made is made again.
"""

import csv
import os
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import msgspec
from django.conf import settings

from hengping.evidence.files import sha256_of
from hengping.model.cells import bare
from hengping.pipeline.corrections_register import (
    DOCUMENTS,
    PUBLICATIONS,
    REGISTER_FILE,
    RESULTS,
    Entry,
    Publication,
    read_publication,
    read_register,
    version_folder,
)

OPEN_DATA = "open-data"
_TABLES: Mapping[str, tuple[str, ...]] = {
    "sites": ("site_code", "name", "unit", "url", "group", "region"),
    "ranks": ("system_id", "group", "site_code", "name", "rank", "tied", "total", "tier", "conclusion"),
    "item_scores": ("system_id", "site_code", "item_id", "score", "index_value", "state"),
    "items": ("system_id", "item_id", "parent_id", "title", "full", "basis"),
    "lists": ("system_id", "list_id", "list", "site_code", "name", "reasons"),
    "groups": (
        "system_id", "group", "sites", "assessed", "passed", "vetoed", "pass_rate", "mean", "highest", "lowest",
    ),
    "vetoes": ("system_id", "site_code", "name", "veto_id", "veto", "reason"),
    "problems": ("check", "title", "checked_sites", "problem_sites", "faults"),
}  # fmt: skip
_SHAPE = 2
"""Of the index; one of another shape is made anew."""
_DEDUCTIONS = ("item", "finding_id", "points", "counted", "explained", "suppressed_by", "reason")
_NUMBERS = {"rank": "INTEGER", "total": "REAL", "place": "INTEGER"}
"""Columns that tables are sorted by; what is shown is the text as it was published."""
_KEYS = (
    "CREATE INDEX ranks_of ON ranks(system_id, site_code)",
    "CREATE INDEX scores_of ON item_scores(site_code, system_id)",
    "CREATE INDEX sites_of ON sites(site_code)",
    "CREATE INDEX lists_of ON lists(site_code)",
    "CREATE INDEX vetoes_of ON vetoes(site_code)",
    "CREATE INDEX deductions_of ON deductions(site_code, system_id)",
    "CREATE INDEX held_of ON held(site_code, finding_id)",
)


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """One published version.

    Attributes:
        run: the run folder it belongs to.
        entry: its line in the register.
        publication: what it consists of.
    """

    run: Path
    entry: Entry
    publication: Publication

    @property
    def folder(self) -> Path:
        """Its folder."""
        return version_folder(self.run, self.entry.version)

    @property
    def index_file(self) -> Path:
        """Its index."""
        folder: Path = settings.DATA_DIR / "public"
        return folder / f"{self.entry.publication}-{_SHAPE}.sqlite3"


def editions(run: Path) -> tuple[Edition, ...]:
    """The published versions of a run, oldest first; none: nothing was published."""
    if not (run / PUBLICATIONS / REGISTER_FILE).exists():
        return ()
    register = read_register(run)
    return tuple(
        Edition(run=run, entry=entry, publication=read_publication(run, entry.version)) for entry in register.entries
    )


def opened(edition: Edition) -> sqlite3.Connection:
    """The index of a version, for reading; made first where there is none."""
    path = edition.index_file
    if not path.exists():
        _make(edition, path)
    connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    return connection


def _make(edition: Edition, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".new-", suffix=".sqlite3")
    os.close(descriptor)
    fresh = Path(name)
    try:
        with closing(sqlite3.connect(fresh)) as index:
            index.execute("PRAGMA journal_mode=OFF")
            index.execute("PRAGMA synchronous=OFF")
            for table, columns in _TABLES.items():
                _fill(edition, index, table, columns)
            _fill_deductions(edition, index)
            for statement in _KEYS:
                index.execute(statement)
            index.commit()
        # Two processes may make it at the same time: they make the same, and the last takes the place.
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _fill(edition: Edition, index: sqlite3.Connection, table: str, columns: tuple[str, ...]) -> None:
    named = ", ".join(f'"{name}" TEXT' for name in columns)
    sorted_by = "".join(f', "{name}_n" {kind}' for name, kind in _NUMBERS.items() if name in columns)
    index.execute(f'CREATE TABLE "{table}" (place INTEGER PRIMARY KEY, {named}{sorted_by})')
    extra = [name for name in _NUMBERS if name in columns]
    marks = ", ".join("?" for _ in range(1 + len(columns) + len(extra)))
    file = edition.folder / DOCUMENTS / OPEN_DATA / f"{table}.csv"
    if file.exists():
        index.executemany(f'INSERT INTO "{table}" VALUES ({marks})', _rows(file, columns, extra))  # noqa: S608 - names of ours


def _fill_deductions(edition: Edition, index: sqlite3.Connection) -> None:
    """Which findings cost what, and which findings deductions and vetoes rest on, of what else is published."""
    columns = ", ".join(_DEDUCTIONS)
    index.execute(f"CREATE TABLE deductions (place INTEGER PRIMARY KEY, system_id, site_code, {columns})")
    index.execute("CREATE TABLE held (site_code, finding_id)")
    trees = set(index.execute("SELECT DISTINCT system_id, site_code FROM item_scores"))
    vetoes = set(index.execute("SELECT system_id, site_code, veto_id FROM vetoes"))
    for folder in sorted((edition.folder / RESULTS).glob("*/")):
        marks = ", ".join("?" for _ in range(2 + len(_DEDUCTIONS)))
        index.executemany(
            f"INSERT INTO deductions (system_id, site_code, {columns}) VALUES ({marks})",  # noqa: S608 - names of ours
            (
                (folder.name, row["site_code"], *(row[name] for name in _DEDUCTIONS))
                for row in _results(folder / "deductions.csv")
                if (folder.name, row["site_code"]) in trees
            ),
        )
        index.executemany(
            "INSERT INTO held VALUES (?, ?)",
            (
                (row["site_code"], finding)
                for row in _results(folder / "vetoes.csv")
                if row["fired"] == "true" and (folder.name, row["site_code"], row["veto"]) in vetoes
                for finding in row["finding_ids"].split()
            ),
        )
    index.execute("INSERT INTO held SELECT DISTINCT site_code, finding_id FROM deductions")


def _results(file: Path) -> Iterator[dict[str, str]]:
    """Rows of a table of results; none where there is no such table: versions of before it was written."""
    if file.exists():
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                yield {name: bare(text or "") for name, text in row.items()}


def _rows(file: Path, columns: tuple[str, ...], extra: list[str]) -> Iterator[tuple[object, ...]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        for place, row in enumerate(csv.DictReader(stream), start=1):
            values = [bare(row.get(name) or "") for name in columns]
            yield (place, *values, *((row.get(name) or None) for name in extra))


def intact(edition: Edition, name: str) -> bool:
    """Whether a file of the version is still what was published."""
    told = edition.publication.files.get(name)
    return told is not None and sha256_of(edition.folder / name) == told
