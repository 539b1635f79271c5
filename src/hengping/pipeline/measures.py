"""Tables of values from outside (``site_code,item,value``): of ``hengping judge``, and of a campaign's ``measures``."""

import csv
import difflib
import io
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from hengping.indicators.system import IndicatorSystem
from hengping.model.errors import InputError, place
from hengping.model.site import Site
from hengping.scoring.plan import Value
from hengping.scoring.values import Limit, limits_of, read_value, shortened

COLUMNS = ("site_code", "item", "value")
Table = dict[str, dict[str, Value]]
"""Values by site code and key, in file order."""

_UNUSABLE = re.compile(r"[\x00-\x1f/\\:]|^\.+$")
_LONGEST = 200
"""Bytes of a site code: it names files, and file systems take 255 with what is added to it."""
_SHOWN = 10
_REPORT_EVERY = 100_000
_MOST_KNOWN = 1 << 18
"""Texts whose value is kept, so that a table of long random numbers does not fill the memory."""


class Row(msgspec.Struct, frozen=True):
    """One row as written: the line it ends on, and its three cells without white space around them."""

    line: int
    site_code: str
    item: str
    text: str


def read_values(
    system: IndicatorSystem,
    path: Path,
    known_sites: frozenset[str] | None,
    sites: Mapping[str, Site] | None = None,
    told: Callable[[int], None] | None = None,
    *,
    others_pass: bool = False,
) -> Table:
    """The values of one system by site and key, in file order.

    Args:
        system: says what there may be values for, and their limits.
        path: the table.
        known_sites: codes that may occur; None: any.
        sites: their sites by code, for items whose full marks depend on the unit.
        told: called now and then with the number of rows read.
        others_pass: rows whose key the system does not know are another system's and are passed over.

    Raises:
        InputError: the table cannot be read; lists line numbers and what is wrong with each.
    """
    return read_tables([system], path, known_sites, sites, told, others_pass=others_pass)[system.id]


def read_tables(
    systems: Sequence[IndicatorSystem],
    path: Path,
    known_sites: frozenset[str] | None,
    sites: Mapping[str, Site] | None = None,
    told: Callable[[int], None] | None = None,
    *,
    others_pass: bool = False,
) -> dict[str, Table]:
    """As :func:`read_values`, for several systems: each takes the rows whose key it knows; every row must be known."""
    limits = {system.id: limits_of(system) for system in systems}
    readers = {system.id: _Reader(limits[system.id], sites) for system in systems}
    known_items = frozenset(item for own in limits.values() for item in own)
    seen: dict[str, set[str]] = {}
    faults = _Faults()
    for number, (line, code, item, text) in enumerate(_rows(path), start=1):
        if told is not None and number % _REPORT_EVERY == 0:
            told(number)
        if others_pass and item not in known_items:
            continue
        had = seen.get(code)
        # A site whose code was found good once is good in all its rows; most rows need no more than this.
        if had is None or item in had or item not in known_items:
            # Looking for a similar name takes long, and only the first faults are shown.
            similar = limits if faults.count < _SHOWN else None
            fault = _row_fault(Row(line, code, item, text), known_items, known_sites, had or (), similar)
            if had is None and not _site_fault(code, known_sites):
                had = seen[code] = set()
        else:
            fault = ""
        if not fault:
            fault = next((wrong for each in readers.values() if (wrong := each.read(code, item, text))), "")
        if had is not None:
            had.add(item)
        if fault:
            faults.add(line, fault)
    faults.refuse(path)
    return {system_id: reader.table for system_id, reader in readers.items()}


class _Faults:
    """What is wrong with a table: all is counted, the first rows are kept in words."""

    def __init__(self) -> None:
        self.count = 0
        self._shown: list[str] = []

    def add(self, line: int, fault: str) -> None:
        """Take in what is wrong with one row."""
        self.count += 1
        if self.count <= _SHOWN:
            self._shown.append(f"第{line}行：{fault}")

    def refuse(self, path: Path) -> None:
        """Say it.

        Raises:
            InputError: something is wrong.
        """
        if self.count:
            rest = f"；另有 {self.count - _SHOWN} 行有误" if self.count > _SHOWN else ""
            raise InputError("；".join(self._shown) + rest, where=str(path), remedy="改正这些行后重试")


class _Reader:
    """Reads the values of one system; the same text under the same item is read once."""

    def __init__(self, limits: Mapping[str, Limit], sites: Mapping[str, Site] | None) -> None:
        self.table: Table = {}
        self._limits = limits
        self._sites = sites or {}
        self._by_unit = {key for key, limit in limits.items() if limit.by_unit is not None}
        self._known: dict[tuple[str, str], Value] = {}

    def read(self, code: str, item: str, text: str) -> str:
        """Take one value in; what is wrong with it, empty when nothing is or it is another system's."""
        if item not in self._limits:
            return ""
        key = (item, text)
        if key in self._known:
            value = self._known[key]
        else:
            value, fault = read_value(text, self._limits[item], self._sites.get(code))
            if fault:
                return fault
            if item not in self._by_unit and len(self._known) < _MOST_KNOWN:
                self._known[key] = value
        self.table.setdefault(code, {})[item] = value
        return ""


def _rows(path: Path) -> Iterator[tuple[int, str, str, str]]:
    """Every row that is not empty: the line it ends on, and its three cells without white space around them."""
    reader = csv.reader(io.StringIO(_text(path), newline=""))
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if missing := [name for name in COLUMNS if name not in header]:
            raise InputError(
                f"缺少列：{'、'.join(missing)}", where=place(path, 1), remedy=f"表头写成 {','.join(COLUMNS)}"
            )
        if twice := [name for name in COLUMNS if header.count(name) > 1]:
            raise InputError(f"列名重复：{'、'.join(twice)}", where=place(path, 1), remedy="每个列名只写一次")
        spots = [header.index(name) for name in COLUMNS]
        one, two, three = spots
        last = max(spots)
        for cells in reader:
            if len(cells) > last and cells[one]:
                yield reader.line_num, cells[one].strip(), cells[two].strip(), cells[three].strip()
            elif any(cell.strip() for cell in cells):
                code, item, text = (cells[spot].strip() if spot < len(cells) else "" for spot in spots)
                yield reader.line_num, code, item, text
    except csv.Error as error:
        raise InputError("不是有效的 CSV", where=place(path, reader.line_num), remedy="检查引号和换行") from error


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError("文件无法读取", where=str(path), remedy="检查文件是否存在、是否有读取权限") from error
    except UnicodeDecodeError as error:
        raise InputError("文件不是 UTF-8 编码", where=str(path), remedy="另存为 UTF-8 编码的 CSV") from error


def _row_fault(
    row: Row,
    known_items: Collection[str],
    known_sites: frozenset[str] | None,
    seen: Collection[str],
    similar: Mapping[str, Mapping[str, Limit]] | None,
) -> str:
    if fault := _site_fault(row.site_code, known_sites):
        return fault
    if row.item not in known_items:
        return _unknown(row.item, similar)
    return f"{row.site_code} 的 {row.item} 重复" if row.item in seen else ""


def code_fault(code: str) -> str:
    """Why a site code cannot name a file; empty when it can."""
    if not code or _UNUSABLE.search(code):
        return f"site_code“{shortened(code)}”有不能使用的字符" if code else "缺少 site_code"
    if (size := len(code.encode())) > _LONGEST:
        return f"site_code“{shortened(code)}”过长（{size} 字节，最多 {_LONGEST} 字节）"
    return ""


def _site_fault(code: str, known_sites: frozenset[str] | None) -> str:
    if fault := code_fault(code):
        return fault
    if known_sites is not None and code not in known_sites:
        return f"名单中没有网站 {shortened(code)}"
    return ""


def _unknown(item: str, similar: Mapping[str, Mapping[str, Limit]] | None) -> str:
    if not item:
        return "缺少 item"
    near = difflib.get_close_matches(item, [key for own in similar.values() for key in own], n=1) if similar else []
    return f"指标体系中没有 {shortened(item)}" + (f"（可能是 {near[0]}）" if near else "")
