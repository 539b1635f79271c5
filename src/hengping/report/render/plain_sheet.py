"""One plain table as a workbook, written row by row: memory does not grow with the number of rows."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]  # ships no types

from hengping.report.render.xlsx_rows import width_of

_NARROWEST, _WIDEST = 8, 40
_FROZEN_COLUMNS = 2


def write_plain_sheet(
    path: Path, title: str, headings: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: frozenset[int]
) -> None:
    """Write a table; text stays text, whatever it begins with, and an address is no link.

    Args:
        path: the file.
        title: of the sheet.
        headings: of the columns.
        rows: cells as printed; an empty one is left empty.
        numbers: columns whose cells are numbers (in their printed digits).
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "tmpdir": str(path.parent),
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet(title)
        head = book.add_format({"bold": True, "bg_color": "#EDEFF2", "bottom": 1, "text_wrap": True, "valign": "top"})
        forms = [book.add_format({"num_format": f"0.{'0' * digits}" if digits else "0"}) for digits in range(7)]
        # As text, digits and all, also once a person edits the cell: a site's code begins with zeros.
        text = book.add_format({"num_format": "@", "quote_prefix": True})
        sheet.freeze_panes(1, min(_FROZEN_COLUMNS, len(headings)))
        widths = [width_of(heading) + 2 for heading in headings]
        for at, heading in enumerate(headings):
            sheet.write_string(0, at, heading, head)
        last = 0
        for last, row in enumerate(rows, start=1):
            for at, cell in enumerate(row):
                if not cell:
                    continue
                if at in numbers:
                    digits = len(cell.partition(".")[2])
                    sheet.write_number(last, at, float(cell), forms[min(digits, 6)])
                else:
                    sheet.write_string(last, at, cell, text)
                widths[at] = max(widths[at], width_of(cell) + 2)
        for at, width in enumerate(widths):
            sheet.set_column(at, at, min(max(width, _NARROWEST), _WIDEST))
        sheet.autofilter(0, 0, last, max(len(headings) - 1, 0))
