"""Tables as CSV that a spreadsheet shows and never executes."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def neutral(value: object) -> str:
    """A cell that no spreadsheet takes for a formula; control characters become spaces."""
    text = "".join(sign if sign.isprintable() else " " for sign in str(value if value is not None else ""))
    return f"'{text}" if text.startswith(_STARTS) or str(value).startswith(_STARTS) else text


def csv_answer(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A download.

    Args:
        name: of the file; ours, never from outside.
        head: titles of the columns.
        rows: cells.
    """
    stream = io.StringIO()
    stream.write("\ufeff")
    writer = csv.writer(stream)
    writer.writerow(head)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    answer = HttpResponse(stream.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
