"""Bytes to rows of text: CSV of any usual encoding and delimiter, and spreadsheets."""

import codecs
import csv
import io
from datetime import date, time, timedelta
from pathlib import Path

import msgspec
import python_calamine as calamine

from hengping.model.errors import InputError, place

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_DELIMITERS = ",;\t"
_MOST_BYTES = 64_000_000
_SAVE_AGAIN = "用表格软件打开后另存为XLSX,或UTF-8编码的CSV"

Span = tuple[tuple[int, int], tuple[int, int]]
"""A merged range: first and last (row, column), counted from 0."""


class Row(msgspec.Struct, frozen=True):
    """One row: its number as the file shows it, and its cells as text."""

    number: int
    cells: tuple[str, ...]

    def cell(self, index: int | None) -> str:
        """Text of a cell; empty when the row is shorter or there is no such column."""
        return self.cells[index] if index is not None and index < len(self.cells) else ""


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """Rows as read.

    Attributes:
        name: of the sheet; empty for CSV.
        rows: all rows, also empty ones.
        merged: merged ranges; None when the file kind does not tell.
        spreadsheet: whether a cell may be printed once for many rows.
    """

    name: str = ""
    rows: tuple[Row, ...]
    merged: tuple[Span, ...] | None = None
    spreadsheet: bool = False


def read_tables(path: Path) -> list[Table]:
    """All readings of a file that could hold the roster: its visible sheets, or one for each delimiter.

    Raises:
        InputError: the file cannot be read, or is neither text nor a spreadsheet.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError("文件过大，不像评估名单", where=place(path), remedy="检查文件是否选错")
        data = path.read_bytes()
    except OSError as error:
        raise InputError("读不到评估名单", where=place(path), remedy="检查路径和读取权限") from error
    if data.startswith((_ZIP, _OLE)):
        return _sheets(data, path)
    if data.lstrip()[:1] == b"<":
        raise InputError("文件是网页或XML,不是表格", where=place(path), remedy=_SAVE_AGAIN)
    text = _decoded(data, path)
    return [table for delimiter in _DELIMITERS if (table := _delimited(text, delimiter)) is not None]


def _decoded(data: bytes, path: Path) -> str:
    """UTF-8 with or without BOM, UTF-16 with BOM, else the better of UTF-8 and GB18030, bad bytes as U+FFFD."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", errors="replace")
    else:
        data = data.removeprefix(codecs.BOM_UTF8)
        readings = (data.decode(encoding, errors="replace") for encoding in ("utf-8", "gb18030"))
        text = min(readings, key=lambda reading: reading.count("\ufffd"))
    if "\0" in text:
        raise InputError("文件不是文本，也不是可识别的表格", where=place(path), remedy=_SAVE_AGAIN)
    return text


def _delimited(text: str, delimiter: str) -> Table | None:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, start = [], 1
    try:
        for cells in reader:
            rows.append(Row(start, tuple(cells)))
            start = reader.line_num + 1
    except csv.Error:
        return None
    return Table(rows=tuple(rows))


def _sheets(data: bytes, path: Path) -> list[Table]:
    try:
        return _open_sheets(data)
    except (calamine.CalamineError, OSError, ValueError) as error:
        locked = isinstance(error, calamine.PasswordError)
        raise InputError(
            "表格有密码保护" if locked else "表格已损坏或格式不支持", where=place(path), remedy=_SAVE_AGAIN
        ) from error
    except BaseException as error:
        # A panic of the reader written in Rust comes as a BaseException of a type that cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise InputError("表格已损坏", where=place(path), remedy=_SAVE_AGAIN) from None


def _open_sheets(data: bytes) -> list[Table]:
    tables = []
    with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        for number, sheet in enumerate(book.sheets_metadata):
            if sheet.typ != calamine.SheetTypeEnum.WorkSheet or sheet.visible != calamine.SheetVisibleEnum.Visible:
                continue
            content = book.get_sheet_by_index(number)
            rows = enumerate(content.to_python(skip_empty_area=False), start=1)
            merged = content.merged_cell_ranges
            tables.append(
                Table(
                    name=sheet.name,
                    rows=tuple(Row(index, tuple(_text(cell) for cell in cells)) for index, cells in rows),
                    merged=None if merged is None else tuple(merged),
                    spreadsheet=True,
                )
            )
    return tables


def _text(cell: str | float | date | time | timedelta) -> str:
    """A cell as a person reads it: a whole number without a decimal point (a code stored as a number)."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
