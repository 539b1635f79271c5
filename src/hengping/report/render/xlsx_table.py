"""One plain table as a workbook: text stays text, whatever it begins with."""

import io
from collections.abc import Iterable, Sequence

import xlsxwriter  # type: ignore[import-untyped]

_WIDEST = 40
_NARROWEST = 8


def table_xlsx(sheet: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook of one sheet; every cell is text, so that no code loses a digit and nothing becomes a formula.

    Args:
        sheet: name of the sheet.
        columns: headings.
        rows: below them.
    """
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        page = book.add_worksheet(sheet)
        text = book.add_format({"num_format": "@", "valign": "vcenter", "quote_prefix": True})
        head = book.add_format({"bold": True, "bg_color": "#E8EDF3", "bottom": 1})
        widths = [2 * len(name) + 2 for name in columns]
        for place, name in enumerate(columns):
            page.write_string(0, place, name, head)
        last = 0
        for last, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                page.write_string(last, place, cell, text)
                widths[place] = max(widths[place], sum(2 if ord(letter) > 255 else 1 for letter in cell) + 2)  # noqa: PLR2004 - Chinese letters are twice as wide
        for place, width in enumerate(widths):
            page.set_column(place, place, min(max(width, _NARROWEST), _WIDEST))
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, last, len(columns) - 1)
    return buffer.getvalue()
