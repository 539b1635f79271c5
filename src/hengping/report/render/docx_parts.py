"""Pieces of WordprocessingML that python-docx has no words for: faces, grid, fields, whole tables at once."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph

from hengping.report.blocks import MOST_LINES, Column, Table, row_lines, stays_together
from hengping.report.wording import printable

SONG = "宋体"
FANGSONG = "仿宋_GB2312"
HEI = "黑体"
KAI = "楷体_GB2312"
TITLE_FACE = "方正小标宋简体"
LATIN = "Times New Roman"
MONO = "Consolas"

BODY = 32
"""三号 in half-points."""

TYPE_AREA_TWIPS = 8845
"""156 mm in twentieths of a point."""


_CELL_MARGIN = 60


def element(name: str, /, **attributes: str) -> Any:
    """A ``w:`` element with ``w:`` attributes."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def set_faces(properties: Any, face: str, latin: str = LATIN) -> None:
    """Set the East-Asian and the Latin face in ``w:rPr``, removing theme faces that would win over them."""
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    properties.insert(0, element("rFonts", ascii=latin, hAnsi=latin, cs=latin, eastAsia=face))


def run(text: str, *, face: str, half_points: int, bold: bool = False, latin: str = LATIN, colour: str = "") -> Any:
    """A run with its own face (empty: that of its style) and size; the text is cleaned of what XML forbids."""
    made = element("r")
    properties = element("rPr")
    if face:
        set_faces(properties, face, latin)
    if bold:
        properties.append(element("b"))
    if colour:
        properties.append(element("color", val=colour))
    if half_points != BODY:
        properties.append(element("spacing", val="0"))
    properties.append(element("sz", val=str(half_points)))
    properties.append(element("szCs", val=str(half_points)))
    made.append(properties)
    words = element("t")
    words.text = printable(text)
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    made.append(words)
    return made


def page_number(paragraph: WordParagraph) -> None:
    """Append ``— 1 —`` with the number as a field, 四号 宋体."""
    for kind, text in (("text", "— "), ("begin", ""), ("code", " PAGE "), ("end", ""), ("text", " —")):
        made = run(text, face=SONG, half_points=28, latin=SONG)
        words = made.find(qn("w:t"))
        if kind == "code":
            words.tag = qn("w:instrText")
        elif kind in {"begin", "end"}:
            made.replace(words, element("fldChar", fldCharType=kind))
        paragraph._p.append(made)  # noqa: SLF001 - python-docx has no public word for fields


def word_table(table: Table) -> Any:
    """A whole ``w:tbl``: fixed column widths, header row repeated, rows never split over pages.

    Built element by element below python-docx, whose cell access is quadratic in the number of rows.
    """
    widths = _widths(table.columns)
    half_points = 18 if len(table.columns) > 8 else 21  # noqa: PLR2004 - 小五 for wide tables, 五号 otherwise
    made = element("tbl")
    made.append(_table_properties())
    grid = element("tblGrid")
    for width in widths:
        grid.append(element("gridCol", w=str(width)))
    made.append(grid)
    header = element("tr")
    header_properties = element("trPr")
    header_properties.append(element("cantSplit"))
    header_properties.append(element("tblHeader"))
    header_properties.append(element("jc", val="center"))
    header.append(header_properties)
    for column, width in zip(table.columns, widths, strict=True):
        words = run(column.title, face=HEI, half_points=half_points)
        header.append(_cell(words, width, "center", fill="EBEBEB", keep_next=True))
    made.append(header)
    together = stays_together(table)
    middle = _row(table.columns, widths, half_points, keep_next=together)
    last = _row(table.columns, widths, half_points, keep_next=False)
    for number, (cells, lines) in enumerate(zip(table.rows, row_lines(table), strict=True), start=1):
        row = deepcopy(middle if number < len(table.rows) else last)
        if lines > MOST_LINES:
            properties = row.find(qn("w:trPr"))
            properties.remove(properties.find(qn("w:cantSplit")))
        for words, text in zip(row.iter(qn("w:t")), cells, strict=True):
            words.text = printable(text)
        made.append(row)
    return made


def _row(columns: Sequence[Column], widths: Sequence[int], half_points: int, *, keep_next: bool) -> Any:
    """An empty row, to be copied and filled: copying is many times quicker than building."""
    row = element("tr")
    properties = element("trPr")
    properties.append(element("cantSplit"))
    properties.append(element("jc", val="center"))
    row.append(properties)
    for column, width in zip(columns, widths, strict=True):
        size = 16 if column.mono else half_points
        words = run("", face=SONG, half_points=size, latin=MONO if column.mono else LATIN)
        row.append(_cell(words, width, column.align, keep_next=keep_next))
    return row


def _widths(columns: Sequence[Column]) -> list[int]:
    total = sum(column.width for column in columns)
    widths = [TYPE_AREA_TWIPS * column.width // total for column in columns]
    widths[-1] += TYPE_AREA_TWIPS - sum(widths)
    return widths


def _table_properties() -> Any:
    properties = element("tblPr")
    properties.append(element("tblW", w=str(TYPE_AREA_TWIPS), type="dxa"))
    properties.append(element("jc", val="center"))
    borders = element("tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(element(side, val="single", sz="4", space="0", color="000000"))
    properties.append(borders)
    properties.append(element("tblLayout", type="fixed"))
    margins = element("tblCellMar")
    for side in ("left", "right"):
        margins.append(element(side, w=str(_CELL_MARGIN), type="dxa"))
    properties.append(margins)
    return properties


def _cell(words: Any, width: int, align: str, *, fill: str = "", keep_next: bool = False) -> Any:
    made = element("tc")
    properties = element("tcPr")
    properties.append(element("tcW", w=str(width), type="dxa"))
    if fill:
        properties.append(element("shd", val="clear", color="auto", fill=fill))
    properties.append(element("vAlign", val="center"))
    made.append(properties)
    paragraph = element("p")
    layout = element("pPr")
    if keep_next:
        layout.append(element("keepNext"))
    layout.append(element("snapToGrid", val="0"))
    layout.append(element("spacing", before="40", after="40", line="240", lineRule="auto"))
    layout.append(element("ind", firstLine="0", firstLineChars="0"))
    layout.append(element("jc", val=align))
    paragraph.append(layout)
    paragraph.append(words)
    made.append(paragraph)
    return made
