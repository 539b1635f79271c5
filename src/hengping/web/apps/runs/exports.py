"""Exports of the table of results: CSV as it is written, XLSX from a file that is deleted once it is sent."""

import csv
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from hengping.ranking.tables import inert
from hengping.report.render.plain_sheet import write_plain_sheet
from hengping.web.apps.runs.models import Run
from hengping.web.apps.runs.result_table import Asked, every_row, export_row, headings

_TEXT_COLUMNS = 4


def csv_export(run: Run, asked: Asked, name: str, *, ranks: bool) -> HttpResponseBase:
    """The table as CSV, sent while it is read; text that a spreadsheet would take for a formula is made inert."""

    def lines() -> Iterator[bytes]:
        # With BOM: Excel takes the file for the system's old encoding otherwise.
        yield b"\xef\xbb\xbf" + _line(headings(asked, ranks=ranks))
        for row in every_row(run, asked):
            yield _line(export_row(row, ranks=ranks))

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.csv") or ""
    return answer


def _line(cells: list[str]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerow([inert(cell) for cell in cells])
    return stream.getvalue().encode()


def xlsx_export(run: Run, asked: Asked, name: str, *, ranks: bool) -> HttpResponseBase:
    """The table as a workbook."""
    heads = headings(asked, ranks=ranks)
    numbers = [at for at in range(_TEXT_COLUMNS, len(heads)) if not (ranks and at == _TEXT_COLUMNS + 2)]
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as made:
        rows = (export_row(row, ranks=ranks) for row in every_row(run, asked))
        write_plain_sheet(Path(made.name), "结果", heads, rows, numbers=frozenset(numbers))
        # Opened before the name goes: the file itself stays until it has been sent.
        return FileResponse(
            Path(made.name).open("rb"),
            as_attachment=True,
            filename=f"{name}.xlsx",
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
