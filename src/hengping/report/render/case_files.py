"""Innovation cases as files: Word, PDF, a table for spreadsheets, and data for programs."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from hengping.model import codec
from hengping.model.cases import InnovationCase
from hengping.model.cells import inert
from hengping.report.blocks import Document
from hengping.report.render import docx, pdf
from hengping.report.wording import printable

NAME = "cases"
_HEADINGS = ("序号", "案例名称", "类别", "单位", "网站标识码", "评选结果", "案例简介", "网址")


def write_cases(cases: Sequence[InnovationCase], document: Document, folder: Path) -> Iterator[Path]:
    """Write the collection and the list, and name the files.

    Args:
        cases: in the order of the list.
        document: the collection.
        folder: where to write; must be there.
    """
    for extension, write in (("docx", docx.write), ("pdf", pdf.write)):
        path = folder / f"{NAME}.{extension}"
        write(document, path)
        yield path
    for extension, data in (("csv", cases_table(cases)), ("json", codec.encode_pretty(cases))):
        path = folder / f"{NAME}.{extension}"
        path.write_bytes(data)
        yield path


def cases_table(cases: Sequence[InnovationCase]) -> bytes:
    """The list with Chinese headings, UTF-8 with BOM, as spreadsheets open it; no cell can become a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEADINGS)
    for each in cases:
        row = (each.title, each.category, each.unit, each.site_code, each.award, each.summary, each.url)
        writer.writerow([str(each.number), *(inert(printable(cell)) for cell in row)])
    return text.getvalue().encode("utf-8-sig")
