"""Exports of the table of results, filtered and sorted as on the page."""

from django.http import HttpResponseBase

from hengping.web.apps.runs.models import Run
from hengping.web.apps.runs.result_table import Asked, every_row, export_row, headings
from hengping.web.ui.sheets import csv_answer, xlsx_answer

_TEXT_COLUMNS = 4


def csv_export(run: Run, asked: Asked, name: str, *, ranks: bool) -> HttpResponseBase:
    """The table as CSV, sent while it is read."""
    rows = (export_row(row, ranks=ranks) for row in every_row(run, asked))
    return csv_answer(f"{name}.csv", headings(asked, ranks=ranks), rows)


def xlsx_export(run: Run, asked: Asked, name: str, *, ranks: bool) -> HttpResponseBase:
    """The table as a workbook."""
    heads = headings(asked, ranks=ranks)
    numbers = frozenset(at for at in range(_TEXT_COLUMNS, len(heads)) if not (ranks and at == _TEXT_COLUMNS + 2))
    rows = (export_row(row, ranks=ranks) for row in every_row(run, asked))
    return xlsx_answer(f"{name}.xlsx", "结果", heads, rows, numbers=numbers)
