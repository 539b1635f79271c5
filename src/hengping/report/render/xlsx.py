"""The workbook by XlsxWriter in constant memory: every row is written and forgotten."""

from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from hengping.report.inputs import ReportInputs
from hengping.report.render.sheet_rows import Cell
from hengping.report.render.sheets import SHEETS, Sheet
from hengping.report.view import ReportView
from hengping.report.wording import printable

MOST_ROWS = 1_048_575
"""Rows below the header that a sheet can hold; more go on to “… (2)”."""

MOST_CHARACTERS = 32_767
"""What a cell can hold."""

_FORMS = {
    "": {},
    "rate": {"num_format": "0.00%"},
    "exact": {"num_format": "0.00####"},
    "index": {"num_format": "0.00####"},
    "points": {"num_format": "0.00"},
}


def write(inputs: ReportInputs, path: Path, *, view: ReportView | None = None) -> None:
    """Write the workbook; the same inputs give the same bytes.

    Text cells are always text: what begins with ``=``, ``+``, ``-`` or ``@`` is no formula, an address is no link.
    """
    view = view or ReportView(inputs)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        stamp = datetime.combine(inputs.issued_on or inputs.as_of, time())
        book.set_properties(
            {
                "title": printable(inputs.campaign_title)[:255],
                "author": printable(inputs.organiser)[:255],
                "subject": printable(inputs.generated_for)[:255],
                "created": stamp,
            }
        )
        formats = {
            name: book.add_format({"font_name": "宋体", "font_size": 10.5, "valign": "vcenter", **form})
            for name, form in _FORMS.items()
        }
        head = book.add_format(
            {
                "font_name": "黑体",
                "font_size": 10.5,
                "bg_color": "#EBEBEB",
                "border": 1,
                "align": "center",
                "valign": "vcenter",
                "text_wrap": True,
            }
        )
        for sheet in SHEETS:
            _write_sheet(book, sheet, view, formats, head)


def _write_sheet(book: Any, sheet: Sheet, view: ReportView, formats: dict[str, Any], head: Any) -> None:
    part, written = 1, 0
    page = _new_page(book, sheet, sheet.name, formats, head)
    for cells in sheet.rows(view):
        if written == MOST_ROWS:
            page.autofilter(0, 0, written, len(sheet.columns) - 1)
            part, written = part + 1, 0
            page = _new_page(book, sheet, f"{sheet.name}({part})", formats, head)
        written += 1
        for at, (column, cell) in enumerate(zip(sheet.columns, cells, strict=True)):
            _write_cell(
                page, (written, at), cell, formats[column.form or ("points" if isinstance(cell, Decimal) else "")]
            )
    page.autofilter(0, 0, written, len(sheet.columns) - 1)


def _new_page(book: Any, sheet: Sheet, name: str, formats: dict[str, Any], head: Any) -> Any:
    page = book.add_worksheet(name)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&C— &P —")
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width, formats[""])
    page.set_default_row(18)
    page.set_row(0, 24)
    for at, column in enumerate(sheet.columns):
        page.write_string(0, at, column.title, head)
    return page


def _write_cell(page: Any, place: tuple[int, int], cell: Cell, form: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        page.write_string(*place, printable_lines(cell), form)
    else:
        # A workbook holds binary numbers; the shortest decimal of each is the published one.
        page.write_number(*place, float(cell), form)


def printable_lines(text: str) -> str:
    """The text as a cell holds it: cleaned line by line and cut to what a cell can hold."""
    lines = "\n".join(printable(line) for line in text.split("\n"))
    return lines if len(lines) <= MOST_CHARACTERS else lines[: MOST_CHARACTERS - 1] + "…"
