"""The frontier's file: SQLite, one per site; in memory are only a bounded page cache and what is not yet written.

All changes since the last commit are one transaction: a process that is killed leaves the last commit. They are
gathered and written together, at the latest when there are :data:`_GATHERED` of them: one statement for many rows costs
a fifth. Addresses are known by a 128-bit digest (BLAKE2b): a page is never taken for another one by chance. With the
journal written ahead and ``synchronous=NORMAL`` a loss of power may cost the last commits, never the file.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from hengping.evidence.errors import EvidenceError

PAGE, IDENTITY, CHECK = 1, 2, 4
"""What an address is known as: a page, another address of a page (without its session id), a link check."""
_CACHE_KB = 2048
_GATHERED = 4096
_SCHEMA = (
    "CREATE TABLE known (key BLOB PRIMARY KEY, marks INTEGER NOT NULL) WITHOUT ROWID",
    """CREATE TABLE waiting (lane INTEGER, rank INTEGER, place INTEGER, depth INTEGER, number INTEGER, target BLOB,
    PRIMARY KEY (lane, rank, place, depth, number)) WITHOUT ROWID""",
    "CREATE TABLE checks (number INTEGER PRIMARY KEY, target BLOB)",
    "CREATE TABLE later (number INTEGER PRIMARY KEY, target BLOB)",
    "CREATE TABLE given (number INTEGER PRIMARY KEY, target BLOB)",
    "CREATE TABLE families (key BLOB PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE sections (number INTEGER PRIMARY KEY, value BLOB)",
    "CREATE TABLE state (name TEXT PRIMARY KEY, value BLOB)",
)

Entry = tuple[int, int, int, int, bytes]
"""A waiting page: rank, place, depth, number, target."""
Table = Literal["checks", "later", "given"]
_PageKey = tuple[int, int, int, int, int]
_TABLES: tuple[Table, ...] = ("checks", "later", "given")


class FrontierError(EvidenceError):
    """The frontier's file is damaged, in use, or the disk is full. It can be deleted: the archive makes it again."""


class FrontierStore:
    """Rows on disk.

    Args:
        path: the file; None: in memory.
        settings: what the frontier was made with; a file made with other settings is begun anew.

    Raises:
        FrontierError: the file is in use, or cannot be written.
    """

    def __init__(self, path: Path | None, settings: bytes) -> None:
        self._path = path
        self._forget()
        if path is None:
            self._begin_new(settings)
        elif not self._reopen(settings):
            self._remove()
            path.parent.mkdir(parents=True, exist_ok=True)
            self._begin_new(settings)

    def _reopen(self, settings: bytes) -> bool:
        """Open what is there; False: nothing is, or nothing that can be used."""
        if self._path is None or not self._path.exists():
            return False
        try:
            self._connect()
            sound = self._db.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
            fits = sound and self.state("settings") == settings
        except sqlite3.DatabaseError as error:
            if "locked" in str(error):
                raise self._fault(error) from error
            fits = False
        if fits:
            self._db.execute("BEGIN")
        else:
            self._db.close()
        return fits

    def _begin_new(self, settings: bytes) -> None:
        try:
            self._connect()
            self._db.execute("BEGIN")
            for statement in _SCHEMA:
                self._db.execute(statement)
            self.set_state("settings", settings)
            self._db.execute("COMMIT")
            self._db.execute("BEGIN")
        except sqlite3.Error as error:
            raise self._fault(error) from error

    def _connect(self) -> None:
        self._db = sqlite3.connect(
            self._path or ":memory:", isolation_level=None, check_same_thread=False, timeout=1, cached_statements=64
        )
        for pragma in (
            "locking_mode=EXCLUSIVE",
            "journal_mode=WAL",
            "synchronous=NORMAL",
            f"cache_size=-{_CACHE_KB}",
            "temp_store=MEMORY",
        ):
            self._db.execute(f"PRAGMA {pragma}")

    def _remove(self) -> None:
        if self._path is not None:
            for suffix in ("", "-wal", "-shm", "-journal"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def _fault(self, error: sqlite3.Error) -> FrontierError:
        return FrontierError(
            f"抓取队列文件无法读写（{error}）",
            where=str(self._path or ""),
            remedy="检查磁盘空间、确认没有其他进程在用；文件损坏时删除即可，续跑会从佐证重建",
        )

    def _run(self, sql: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        try:
            return self._db.execute(sql, values)
        except sqlite3.Error as error:
            raise self._fault(error) from error

    def commit(self) -> None:
        """Make all changes so far durable."""
        self._write()
        self._run("COMMIT")
        self._run("BEGIN")

    def close(self, *, delete: bool) -> None:
        """Close; what was not committed is lost."""
        with suppress(sqlite3.Error):
            self._db.rollback()
        self._db.close()
        if delete:
            self._remove()

    # known addresses

    def marks(self, key: bytes) -> int:
        """Marks of an address; 0: not known."""
        gathered = self._known.get(key)
        if gathered is not None:
            return gathered
        row = self._run("SELECT marks FROM known WHERE key = ?", (key,)).fetchone()
        return int(row[0]) if row else 0

    def set_marks(self, key: bytes, marks: int) -> None:
        """Set the marks of an address."""
        self._known[key] = marks
        if len(self._known) >= _GATHERED:
            self._write()

    # families of addresses, for the traps

    def count(self, family: str) -> int:
        """See :class:`~hengping.collect.traps.Tally`."""
        row = self._run("SELECT count FROM families WHERE key = ?", (digest(family),)).fetchone()
        return int(row[0]) if row else 0

    def add(self, family: str) -> None:
        """See :class:`~hengping.collect.traps.Tally`."""
        self._run("INSERT INTO families VALUES (?, 1) ON CONFLICT DO UPDATE SET count = count + 1", (digest(family),))

    # waiting pages

    def put_page(self, lane: int, entry: Entry) -> None:
        """Add a waiting page."""
        self._pages[lane, *entry[:4]] = entry[4]
        if len(self._pages) >= _GATHERED:
            self._write()

    def drop_page(self, lane: int, entry: Entry) -> None:
        """Remove a waiting page."""
        key = (lane, *entry[:4])
        if self._pages.pop(key, None) is None:
            self._dropped_pages.append(key)

    def first_pages(self, lane: int, most: int) -> list[Entry]:
        """The first waiting pages of a lane."""
        if self._pages or self._dropped_pages:
            self._write()
        return self._run(
            "SELECT rank, place, depth, number, target FROM waiting WHERE lane = ?"
            " ORDER BY rank, place, depth, number LIMIT ?",
            (lane, most),
        ).fetchall()

    # rows in the order of a number: checks, pages of sitemaps, what was given out

    def put(self, table: Table, number: int, target: bytes) -> None:
        """Add a row."""
        rows = self._rows[table]
        rows[number] = target
        if len(rows) >= _GATHERED:
            self._write()

    def drop(self, table: Table, number: int) -> None:
        """Remove a row."""
        if self._rows[table].pop(number, None) is None:
            self._dropped_rows[table].append((number,))

    def first(self, table: Table, most: int) -> list[tuple[int, bytes]]:
        """The first rows."""
        if self._rows[table] or self._dropped_rows[table]:
            self._write()
        return self._run(f"SELECT number, target FROM {table} ORDER BY number LIMIT ?", (most,)).fetchall()  # noqa: S608 - a name of ours

    def _write(self) -> None:
        """Write what was gathered, within the transaction."""
        try:
            many = self._db.executemany
            many("INSERT OR REPLACE INTO known VALUES (?, ?)", sorted(self._known.items()))
            many("DELETE FROM waiting WHERE (lane, rank, place, depth, number) = (?, ?, ?, ?, ?)", self._dropped_pages)
            many("INSERT INTO waiting VALUES (?, ?, ?, ?, ?, ?)", ((*key, row) for key, row in self._pages.items()))
            for table in _TABLES:
                many(f"DELETE FROM {table} WHERE number = ?", self._dropped_rows[table])  # noqa: S608 - a name of ours
                many(f"INSERT INTO {table} VALUES (?, ?)", self._rows[table].items())  # noqa: S608 - a name of ours
        except sqlite3.Error as error:
            raise self._fault(error) from error
        self._forget()

    def _forget(self) -> None:
        self._known: dict[bytes, int] = {}
        self._pages: dict[_PageKey, bytes] = {}
        self._dropped_pages: list[_PageKey] = []
        self._rows: dict[Table, dict[int, bytes]] = {table: {} for table in _TABLES}
        self._dropped_rows: dict[Table, list[tuple[int]]] = {table: [] for table in _TABLES}

    # small state

    def set_state(self, name: str, value: bytes) -> None:
        """Keep a value under a name."""
        self._run("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))

    def state(self, name: str) -> bytes:
        """The value under a name; empty: none."""
        row = self._db.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return bytes(row[0]) if row else b""

    def set_sections(self, rows: Iterable[tuple[int, bytes]]) -> None:
        """Keep sections by number."""
        try:
            self._db.executemany("INSERT OR REPLACE INTO sections VALUES (?, ?)", rows)
        except sqlite3.Error as error:
            raise self._fault(error) from error

    def sections(self) -> list[tuple[int, bytes]]:
        """All sections by number."""
        return self._run("SELECT number, value FROM sections ORDER BY number").fetchall()


def digest(text: str) -> bytes:
    """128 bits that stand for a text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
