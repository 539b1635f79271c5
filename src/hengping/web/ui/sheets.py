"""Tables as downloads: a spreadsheet shows them and never executes what is in them."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from hengping.model.cells import inert
from hengping.report.render.plain_sheet import write_plain_sheet

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _Line:
    """Takes what the CSV writer writes, so that it can be sent on at once."""

    def write(self, text: str) -> str:
        """Give the text back."""
        return text


def csv_answer(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponseBase:
    """A table as CSV, sent while it is read.

    Args:
        name: of the file, with its ending.
        head: titles of the columns.
        rows: cells; ``None`` is empty, control characters become spaces, what begins as a formula is made text.
    """

    def lines() -> Iterator[str]:
        writer = csv.writer(_Line())
        # With BOM: Excel takes the file for the system's old encoding otherwise.
        yield "\ufeff" + writer.writerow(head)
        for row in rows:
            yield writer.writerow([_cell(cell) for cell in row])

    return _download(StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8"), name)


def xlsx_answer(
    name: str,
    title: str,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: frozenset[int] = frozenset(),
) -> HttpResponseBase:
    """A table as a workbook, from a file that is deleted once it is sent.

    Args:
        name: of the file, with its ending.
        title: of the sheet.
        head: titles of the columns.
        rows: cells as printed.
        numbers: columns that hold numbers; all others stay text, digit for digit.
    """
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as made:
        write_plain_sheet(Path(made.name), title, head, rows, numbers=numbers)
        # Opened before the name goes: the file itself stays until it has been sent.
        return _download(FileResponse(Path(made.name).open("rb"), content_type=_XLSX), name)


def _download(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    # Judged before control characters go: a tab in front of the sign is the oldest trick.
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return f"'{plain}" if inert(text) != text or inert(plain) != plain else plain
