"""The documents that ``bench report`` measures, each by the code that a run writes it with."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from types import NoneType

from hengping.pipeline.bench.report_made import made_inputs
from hengping.report.blocks import Column, Document, Table
from hengping.report.bulletin import bulletin
from hengping.report.figures.registry import registry_bytes, registry_of
from hengping.report.inputs import ReportInputs
from hengping.report.render import bulletin_html, docx, pdf, xlsx
from hengping.report.render.sheets import sheets
from hengping.report.view import ReportView

_COLUMNS = ("序号", "网站标识码", "网站名称", "得分", "名次", "结论")
Sheets = list[tuple[str, list[list[object]]]]
"""Name and rows of each table."""


def writer_of(form: str) -> Callable[[ReportInputs, Path], None]:
    """What writes one form of the bulletin, or the workbook (xlsx)."""
    return {"docx": _docx, "pdf": _pdf, "html": _html, "json": _registry, "xlsx": xlsx.write}[form]


def _docx(inputs: ReportInputs, path: Path) -> None:
    docx.write(_document(inputs), path)


def _pdf(inputs: ReportInputs, path: Path) -> None:
    pdf.write(_document(inputs), path)


def _html(inputs: ReportInputs, path: Path) -> None:
    bulletin_html.write(_document(inputs), path)


def _registry(inputs: ReportInputs, path: Path) -> None:
    """The registry of the bulletin's figures."""
    path.write_bytes(registry_bytes(registry_of(_document(inputs), inputs, ReportView(inputs).systems[0])))


def _document(inputs: ReportInputs) -> Document:
    return bulletin(inputs, inputs.systems[0].results.system_id, view=ReportView(inputs))


def prepared(form: str, size: int) -> tuple[Sheets, Callable[[Path], None]]:
    """Rows by table for a peer, and what writes the same as a run does.

    Args:
        form: ``docx``: a plain table of ``size`` rows. ``xlsx``: the workbook of ``size`` sites.
        size: see there.
    """
    if form == "xlsx":
        inputs = made_inputs(size, 50)
        view = ReportView(inputs)
        book = [(sheet.name, [_plain(row) for row in sheet.rows(view)]) for sheet in sheets(view)]
        return book, lambda path: xlsx.write(inputs, path, view=view)
    rows = tuple(_row(number) for number in range(size))
    table = Table(columns=tuple(Column(title=title) for title in _COLUMNS), rows=rows)
    document = Document(title="表", author="", subject="", dated_on=date(2026, 1, 1), blocks=(table,))
    return [("表", [list(row) for row in rows])], lambda path: docx.write(document, path)


def _plain(row: Sequence[object]) -> list[object]:
    return [cell if isinstance(cell, str | int | float | NoneType) else str(cell) for cell in row]


def _row(number: int) -> tuple[str, ...]:
    return (str(number + 1), f"{number:010d}", f"第{number + 1}号单位门户网站", "88.88", str(number + 1), "合格")
