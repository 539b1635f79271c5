"""The workbook without its rows, by XlsxWriter: formats, headers, filters, protection, print set-up, named ranges.

The rows of 14,000 sites are millions of cells; :mod:`hengping.report.render.xlsx` streams them into these parts.
"""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from math import ceil
from typing import Any

import msgspec
import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_col_to_name, xl_range_abs  # type: ignore[import-untyped]

from hengping.report.inputs import ReportInputs
from hengping.report.render.sheets import Sheet
from hengping.report.render.xlsx_rows import MOST_DECIMALS
from hengping.report.wording import chinese_date, printable

CONTENTS = "目录"
_HEADER_PT = 32
_A3, _A4 = 8, 9
_A4_CHARACTERS, _A3_CHARACTERS = 240, 400
"""Widths of a page in characters, at which print stays about 5.5 pt."""
_LONGEST_HEADER = 80
_FONT = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter"}
_NO_NAME = re.compile(r"\W")
_DIMENSION = re.compile(rb"<dimension [^>]*/>")
_PROBED = re.compile(rb'<c r="[A-Z]+2" s="(\d+)"/>')
_PROBE_ROW = re.compile(rb'<row r="2".*?</row>', re.DOTALL)


class Part(msgspec.Struct, frozen=True):
    """One sheet of the book: what it shows, its name (“扣分明细(2)” when it goes on), its rows below the header."""

    sheet: Sheet
    name: str
    rows: int


class Skeleton(msgspec.Struct, frozen=True):
    """The files of a workbook, by their name in the package, and the number of every cell format."""

    files: dict[str, bytes]
    styles: dict[str, int]


def skeleton(inputs: ReportInputs, parts: Sequence[Part], notices: Sequence[str] = ()) -> Skeleton:
    """Make the book with empty sheets.

    Args:
        inputs: finished results; only their titles are used.
        parts: the sheets behind the contents, in order.
        notices: sentences printed above the contents (暂不公布).
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties(_properties(inputs))
        formats = _formats(book)
        _contents(book, formats, inputs, parts, notices)
        for part in parts:
            _page(book, formats, inputs, part)
    with zipfile.ZipFile(buffer) as package:
        files = {name: package.read(name) for name in package.namelist()}
    probed = _PROBED.findall(files[sheet_file(0)])
    return Skeleton(files=files, styles=dict(zip(formats_probed(formats), map(int, probed), strict=True)))


def sheet_file(number: int) -> str:
    """Name in the package of a sheet behind the contents; ``number`` counts from 0."""
    return f"xl/worksheets/sheet{number + 2}.xml"


def split_at_rows(page: bytes) -> tuple[bytes, bytes]:
    """The page before and after the place where its rows go."""
    found = _PROBE_ROW.search(page)
    if found is None:  # pragma: no cover - XlsxWriter wrote something else than it does
        message = "the sheet has no second row"
        raise ValueError(message)
    # How far the sheet reaches is not known yet, and a reader finds it out by itself.
    return _DIMENSION.sub(b"", page[: found.start()]), page[found.end() :]


def formats_probed(formats: Mapping[str, Any]) -> list[str]:
    """Names of the formats that rows use."""
    return [name for name in formats if not name.startswith("_")]


def _properties(inputs: ReportInputs) -> dict[str, Any]:
    return {
        "title": printable(inputs.campaign_title)[:255],
        "author": printable(inputs.organiser)[:255],
        "subject": printable(inputs.generated_for)[:255],
        "created": datetime.combine(inputs.issued_on or inputs.as_of, time()),
    }


def _formats(book: Any) -> dict[str, Any]:
    def made(**form: object) -> Any:
        return book.add_format({**_FONT, "border": 1, "border_color": "#C9D1DB", **form})

    formats = {
        "text": made(),
        "wrap": made(text_wrap=True),
        "quoted": made(quote_prefix=True),
        "quoted_wrap": made(quote_prefix=True, text_wrap=True),
        "int": made(num_format="0", align="center"),
    }
    for digits in range(MOST_DECIMALS + 1):
        formats[f"points{digits}"] = made(num_format="0" + "." * bool(digits) + "0" * digits, align="center")
        # 0.4286 is printed as 42.86%: two decimals, as in the bulletin, and more when the ratio has more.
        percent = "0." + "0" * max(digits - 2, 2) + "%"
        formats[f"rate{digits}"] = made(num_format=percent, align="center")
    formats["points_long"] = made(num_format="0.00####", align="center")
    formats["rate_long"] = made(num_format="0.00##%", align="center")
    grey = {"bg_color": "#E8EDF3", "border": 1, "border_color": "#9AA5B1"}
    head = {"font_name": "黑体", "text_wrap": True, **grey}
    formats["_head"] = made(align="center", **head)
    formats["_name"] = made(border=1, border_color="#9AA5B1")
    formats["_what"] = made(border=1, border_color="#9AA5B1", text_wrap=True)
    formats["_link"] = made(border=1, border_color="#9AA5B1", font_color="#1F4E8C", underline=1)
    formats["_title"] = book.add_format({"font_name": "黑体", "font_size": 18, "valign": "vcenter"})
    formats["_notice"] = made(bold=True, font_color="#A3201D", text_wrap=True)
    return formats


def _contents(
    book: Any, formats: Mapping[str, Any], inputs: ReportInputs, parts: Sequence[Part], notices: Sequence[str]
) -> None:
    page = book.add_worksheet(CONTENTS)
    _set_up(page, CONTENTS, inputs)
    page.hide_gridlines(2)
    for at, width in enumerate((22, 12, 96)):
        page.set_column(at, at, width)
    page.set_row(0, 36)
    page.write_string(0, 0, printable(inputs.campaign_title), formats["_title"])
    lines = [
        f"组织单位：{inputs.organiser or '——'}",
        f"监测时间点：{chinese_date(inputs.as_of)}　评估编号：{inputs.generated_for}",
    ]
    at = 1
    for line in lines:
        page.write_string(at, 0, printable(line), formats["text"])
        at += 1
    for line in notices:
        page.merge_range(at, 0, at, 2, "", formats["_notice"])
        page.write_string(at, 0, printable(line), formats["_notice"])
        page.set_row(at, 36)
        at += 1
    at += 1
    for column, title in enumerate(("工作表", "行数", "内容")):
        page.write_string(at, column, title, formats["_head"])
    for part in parts:
        at += 1
        page.write_url(at, 0, f"internal:'{part.name}'!A1", formats["_link"], part.name, "转到这个工作表")
        page.write_number(at, 1, part.rows, formats["int"])
        page.write_string(at, 2, printable(part.sheet.about), formats["_what"])


def _page(book: Any, formats: Mapping[str, Any], inputs: ReportInputs, part: Part) -> None:
    sheet = part.sheet
    page = book.add_worksheet(part.name)
    _set_up(page, part.name, inputs)
    page.freeze_panes(1, sheet.frozen)
    page.repeat_rows(0)
    if sheet.frozen:
        page.repeat_columns(0, sheet.frozen - 1)
    last = len(sheet.columns) - 1
    page.autofilter(0, 0, part.rows, last)
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width)
        page.write_string(0, at, printable(column.title), formats["_head"])
    page.set_row(0, _HEADER_PT * (2 if sheet.wide else 1))
    _fit_paper(page, sum(column.width for column in sheet.columns))
    # The row that shows which number every format has; the rows of the results take its place.
    for at, name in enumerate(formats_probed(formats)):
        page.write_blank(1, at, None, formats[name])
    where = xl_range_abs(0, 0, part.rows, last)
    book.define_name(f"表_{_NO_NAME.sub('_', part.name)}", f"='{part.name}'!{where}")


def _set_up(page: Any, name: str, inputs: ReportInputs) -> None:
    """Locked without a password, so that nothing is changed by accident; filters and widths stay free."""
    page.protect(
        "",
        {
            "autofilter": True,
            "sort": True,
            "format_columns": True,
            "format_rows": True,
            "select_locked_cells": True,
            "select_unlocked_cells": True,
        },
    )
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    title = printable(inputs.campaign_title)[:_LONGEST_HEADER].replace("&", "&&")
    # No font size: “&10” before “2026年” would be size 102026.
    page.set_header(f"&L{title}&R{name}")
    page.set_footer("&C— &P —")


def _fit_paper(page: Any, characters: int) -> None:
    """Print a wide table on A3, and a very wide one on several sheets side by side, so that it stays legible."""
    if characters <= _A4_CHARACTERS:
        return
    page.set_paper(_A3)
    page.fit_to_pages(ceil(characters / _A3_CHARACTERS), 0)


def counted(page: bytes, columns: int, rows: int) -> bytes:
    """The page of a sheet that was made for one row, with its real number of rows in every reference."""
    last = xl_col_to_name(columns - 1)
    return page.replace(b'ref="A1:%s2"' % last.encode(), b'ref="A1:%s%d"' % (last.encode(), rows + 1))
