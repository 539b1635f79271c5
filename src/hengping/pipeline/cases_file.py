"""The table of innovation cases (创新案例), read as a roster is: a wrong row costs nothing but itself."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import msgspec

from hengping.model.cases import InnovationCase
from hengping.model.cells import bare, inert
from hengping.model.errors import InputError, place
from hengping.model.text import Text
from hengping.model.urls import BadUrlError
from hengping.roster.cells import fold, is_blank, read_url
from hengping.roster.faults import FaultKind, RowFault
from hengping.roster.tables import Row, Table, read_tables

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "seq": ("seq", "no", "序号", "编号"),
    "title": ("title", "case_name", "case", "案例名称", "案例", "名称"),
    "category": ("category", "类别", "案例类别", "分类", "类型"),
    "unit": ("unit", "owner", "单位", "单位名称", "申报单位", "主办单位", "报送单位"),
    "site_code": ("site_code", "网站标识码", "政府网站标识码", "标识码"),
    "award": ("award", "奖项", "评选结果", "获评", "入选"),
    "summary": ("summary", "简介", "案例简介", "摘要", "主要做法"),
    "url": ("url", "evidence", "网址", "链接", "佐证", "佐证网址"),
}
"""Columns and the headings they are understood by; ``title``, ``category`` and ``unit`` are needed."""
_NEEDED = ("title", "category", "unit")
_ZH = {
    name: words[3] if name == "title" else next(word for word in words if not word.isascii())
    for name, words in COLUMNS.items()
}
_LAST_HEADER_ROW = 10
_PAIRS = ("“”", "《》", "（）", "()", "「」", "【】")
_NAMED_CATEGORY = re.compile(r"[（(]([^（）()]+)类[）)]$")

CASE_FAULTS: dict[str, FaultKind] = {
    "missing": FaultKind(
        "error",
        Text("没有{column}，该行未列入", "no {column}; the row is left out"),
        Text("填写{column}", "fill in {column}"),
    ),
    "repeated": FaultKind(
        "error",
        Text("与第{other}行是同一单位的同一案例，该行未列入", "same case of the same unit as row {other}; left out"),
        Text("删除重复的行，或改正案例名称", "delete the row or correct the title"),
    ),
    "site_unknown": FaultKind(
        "note",
        Text("标识码“{value}”不在评估名单中，未采用", 'code "{value}" is not in the roster; passed over'),
        Text("核对标识码；不参评的单位可不填", "check the code, or leave it out"),
    ),
    "bad_url": FaultKind(
        "note",
        Text("网址“{value}”无法解析，未采用", 'address "{value}" cannot be parsed; passed over'),
        Text("填写完整网址", "give a full address"),
    ),
    "seq_differs": FaultKind(
        "note",
        Text("序号“{value}”与行的次序不符，已按次序编为{new}", 'number "{value}" is out of order; numbered {new}'),
        Text("核对是否有遗漏或次序颠倒", "check for rows that are missing or out of order"),
    ),
    "unpaired": FaultKind(
        "note",
        Text("引号或括号不成对", "quotation marks or brackets are not in pairs"),
        Text("核对案例名称", "check the title"),
    ),
    "other_category": FaultKind(
        "note",
        Text("名称中注明“{value}类”，类别一栏为“{new}”", 'the title says "{value}", the category is "{new}"'),
        Text("核对类别", "check the category"),
    ),
    "same_title": FaultKind(
        "note",
        Text("与第{other}行案例同名，单位不同，两行都已保留", "same title as row {other}, another unit; both kept"),
        Text("确认无误即可", "nothing to do if both are meant"),
    ),
}
"""Every kind of fault with its severity and texts."""


class CasesTable(msgspec.Struct, frozen=True, kw_only=True):
    """Cases in the order of the table, and what was wrong with its rows."""

    cases: tuple[InnovationCase, ...]
    faults: tuple[RowFault, ...]

    @property
    def errors(self) -> tuple[RowFault, ...]:
        """Faults that cost a row."""
        return tuple(fault for fault in self.faults if fault.severity == "error")


def read_cases(path: Path, known: Collection[str] | None = None) -> CasesTable:
    """Read a table of cases, CSV or spreadsheet.

    Args:
        path: the table.
        known: site codes that may occur; None: any.

    Raises:
        InputError: the file cannot be read, has no heading row with the columns that are needed, or no case below it.
    """
    if not path.is_file():
        raise InputError("没有这个文件", where=str(path), remedy="检查路径")
    table, start, columns = _chosen(path)
    reader = _Reader(known)
    for row in table.rows[start + 1 :]:
        reader.read(row.number, {name: fold(row.cell(column)) for name, column in columns.items()})
    if not reader.cases:
        said = "；".join(str(fault) for fault in reader.faults[:5])
        raise InputError(f"没有可用的案例{f'（{said}）' if said else ''}", where=str(path), remedy="每个案例填写一行")
    return CasesTable(cases=tuple(reader.cases), faults=tuple(reader.faults))


def cases_csv(cases: Iterable[InnovationCase]) -> bytes:
    """The table in one form: the same cases are always the same bytes; no cell can become a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in cases:
        row = (each.title, each.category, each.unit, each.site_code, each.award, each.summary, each.url)
        writer.writerow([str(each.number), *map(inert, row)])
    return text.getvalue().encode()


class _Reader:
    """Turns rows into cases and remembers what must be unique."""

    def __init__(self, known: Collection[str] | None) -> None:
        self.cases: list[InnovationCase] = []
        self.faults: list[RowFault] = []
        self._known = known
        self._rows: dict[tuple[str, str], int] = {}
        self._titles: dict[str, int] = {}

    def read(self, number: int, cells: Mapping[str, str]) -> None:
        """Add the row's case, or a fault that says why there is none; empty rows are passed over."""
        texts = {name: "" if name != "seq" and is_blank(text) else bare(text) for name, text in cells.items()}
        if not any(texts.values()):
            return
        for name in _NEEDED:
            if not texts[name]:
                self._note("missing", number, name, "")
                return
        key = (texts["title"], texts["unit"])
        if key in self._rows:
            self._note("repeated", number, "title", texts["title"], other=self._rows[key])
            return
        self._rows[key] = number
        if texts["title"] in self._titles:
            self._note("same_title", number, "title", texts["title"], other=self._titles[texts["title"]])
        self._titles.setdefault(texts["title"], number)
        self._look(number, texts)
        self.cases.append(
            InnovationCase(
                number=len(self.cases) + 1,
                title=texts["title"],
                category=texts["category"],
                unit=texts["unit"],
                site_code=self._site(number, texts.get("site_code", "")),
                award=texts.get("award", ""),
                summary=texts.get("summary", ""),
                url=self._url(number, texts.get("url", "")),
            )
        )

    def _look(self, number: int, texts: Mapping[str, str]) -> None:
        """Say what looks wrong with a row that is kept."""
        place_now = len(self.cases) + 1
        if (seq := texts.get("seq", "")) and seq.removesuffix(".") != str(place_now):
            self._note("seq_differs", number, "seq", seq, new=place_now)
        title = texts["title"]
        if any(title.count(pair[0]) != title.count(pair[1]) for pair in _PAIRS):
            self._note("unpaired", number, "title", title)
        named = _NAMED_CATEGORY.search(title)
        if named and named[1] != texts["category"].removesuffix("类"):
            self._note("other_category", number, "title", named[1], new=texts["category"])

    def _site(self, number: int, code: str) -> str:
        if code and self._known is not None and code not in self._known:
            self._note("site_unknown", number, "site_code", code)
            return ""
        return code

    def _url(self, number: int, text: str) -> str:
        try:
            return read_url(text) if text else ""
        except BadUrlError:
            self._note("bad_url", number, "url", text)
            return ""

    def _note(self, kind: str, row: int, name: str, value: str, **values: object) -> None:
        entry = CASE_FAULTS[kind]
        column = _ZH[name]
        filled = {"value": value, "column": column, **values}
        self.faults.append(
            RowFault(
                row=row,
                column=column,
                kind=kind,
                severity=entry.severity,
                value=value,
                what=entry.what.fill(**filled),
                remedy=entry.remedy.fill(**filled),
            )
        )


def _chosen(path: Path) -> tuple[Table, int, dict[str, int]]:
    """The first table that has a heading row with the columns that are needed."""
    for table in read_tables(path):
        for index, row in enumerate(table.rows[:_LAST_HEADER_ROW]):
            columns = _columns(row)
            if all(name in columns for name in _NEEDED):
                return table, index, columns
    needed = "、".join(_ZH[name] for name in _NEEDED)
    raise InputError(f"没有找到表头：须有{needed}各列", where=place(path, 1), remedy="第一行写明各列的名称")


def _columns(row: Row) -> dict[str, int]:
    heads = [fold(cell).lower() for cell in row.cells]
    return {
        name: heads.index(word)
        for name, words in COLUMNS.items()
        if (word := next((w for w in words if w in heads), ""))
    }
