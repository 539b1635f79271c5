"""The workbook: rows are streamed into the parts that XlsxWriter makes, so that neither time nor memory grow large."""

import zipfile
from collections.abc import Iterator, Sequence
from itertools import chain, count, islice
from pathlib import Path

from hengping.report.inputs import ReportInputs
from hengping.report.render.sheets import Sheet, sheets
from hengping.report.render.xlsx_book import Part, counted, sheet_file, skeleton, split_at_rows
from hengping.report.render.xlsx_rows import Cell, RowWriter
from hengping.report.view import ReportView

MOST_ROWS = 1_048_575
"""Rows below the header that a sheet can hold; more go on to “… (2)”."""

_STAMP = (1980, 1, 1, 0, 0, 0)
_LEVEL = 3
_BATCH = 500


def write(inputs: ReportInputs, path: Path, *, view: ReportView | None = None) -> None:
    """Write the workbook; the same inputs give the same bytes.

    Text cells are always text: what begins with ``=``, ``+``, ``-`` or ``@`` is no formula, also not after somebody
    edits the cell; an address is no link. Sheets are locked without a password.
    """
    view = view or ReportView(inputs)
    notices = [
        f"暂不公布：《{system.system.system_title}》的结果——{system.results.unpublishable_reason or '有得分为暂定。'}"
        for system in view.systems
        if not system.results.publishable
    ]
    book = sheets(view)
    plain = skeleton(inputs, [Part(sheet, sheet.name, 1) for sheet in book], notices)
    parts: list[Part] = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as package:
        for at, sheet in enumerate(book):
            page = plain.files[sheet_file(at)]
            rows = iter(sheet.rows(view))
            ahead: list[Sequence[Cell]] = []
            for number in count(1):
                name = sheet.name if number == 1 else f"{sheet.name}({number})"
                written = _write_page(
                    package,
                    sheet_file(len(parts)),
                    page=page,
                    sheet=sheet,
                    rows=chain(ahead, rows),
                    styles=plain.styles,
                )
                parts.append(Part(sheet, name, written))
                ahead = list(islice(rows, 1))
                if not ahead:
                    break
        whole = skeleton(inputs, parts, notices)
        streamed = {sheet_file(at) for at in range(len(parts))}
        for name, content in whole.files.items():
            if name not in streamed:
                package.writestr(_entry(name), content)


def _write_page(
    package: zipfile.ZipFile,
    name: str,
    *,
    page: bytes,
    sheet: Sheet,
    rows: Iterator[Sequence[Cell]],
    styles: dict[str, int],
) -> int:
    """Write one sheet and return the number of its rows."""
    before, after = split_at_rows(page)
    columns = sheet.columns
    writer = RowWriter(
        styles,
        [column.width for column in columns],
        [at for at, column in enumerate(columns) if column.form == "rate"],
        [at for at, column in enumerate(columns) if column.form == "wrap"],
    )
    written = 0
    with package.open(_entry(name), "w", force_zip64=True) as file:
        file.write(before)
        while batch := list(islice(rows, min(_BATCH, MOST_ROWS - written))):
            made = [writer.row(number, cells) for number, cells in enumerate(batch, start=written + 2)]
            file.write("".join(made).encode())
            written += len(batch)
        file.write(counted(after, len(columns), written))
    return written


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _STAMP)
    entry.compress_type = zipfile.ZIP_DEFLATED
    # An entry with a fixed date does not take the level of its package before Python 3.13.
    entry._compresslevel = _LEVEL  # type: ignore[attr-defined]  # noqa: SLF001
    return entry
