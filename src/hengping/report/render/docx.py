"""Word by python-docx, in the layout of GB/T 9704, for people who go on editing."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from hengping.report import blocks
from hengping.report.charts.style import WIDTH_MM
from hengping.report.figures.registry import Numbering
from hengping.report.figures.text import Figure, Text, bound, runs_of
from hengping.report.render.chart_png import png
from hengping.report.render.docx_binding import LONG, PREFIX, bookmark, control, field, with_properties
from hengping.report.render.docx_parts import (
    BODY,
    FANGSONG,
    HEI,
    KAI,
    SONG,
    TITLE_FACE,
    element,
    page_number,
    run,
    word_table,
)
from hengping.report.render.docx_styles import LINE_PITCH, set_styles
from hengping.report.render.docx_template import move_to, opened_template
from hengping.report.wording import printable

TITLE = 44
CAPTION = 24
CELL = 21
RED_HEAD = 124
"""Sizes in half-points: 二号, 小四, 五号, and 62 pt for the issuer's name in red."""
RED = "FF0000"
TYPE_AREA_PT = 442
"""156 mm."""

_FIRST_ZIP_YEAR = 1980
_BODY_STYLE = "Normal"
_AFTER_BORDER = tuple(
    f"w:{name}" for name in ("shd", "tabs", "autoSpaceDE", "autoSpaceDN", "snapToGrid", "spacing", "ind", "jc")
)


class _Sheet:
    """A Word document while it is written, with the ids and values of its figures.

    Attributes:
        styled: names of styles whose face is the template's own: text of these styles follows it.
    """

    def __init__(self, word: WordDocument, *, locked: bool, styled: frozenset[str] = frozenset()) -> None:
        self.word = word
        self.styled = styled
        self.locked = locked
        self.numbering = Numbering()
        self.values: dict[str, str] = {}

    def face(self, style: str, face: str) -> str:
        """The face of text of a style: none of its own where the template's style has one."""
        return "" if style in self.styled else face

    def add(
        self, paragraph: WordParagraph, text: str, face: str, half_points: int = BODY, *, bold: bool = False
    ) -> None:
        """Append a text to a paragraph; its figures keep their ids."""
        style: dict[str, Any] = {"face": face, "half_points": half_points, "bold": bold}
        for part in runs_of(text):
            if isinstance(part, Figure):
                name = self.numbering.figure()
                self.values[name] = part.printed
                short = field if len(part.printed) < LONG else bookmark
                made = (control if self.locked else short)(name, part.printed, style)
            else:
                made = [run(part, **style)]
            paragraph._p.extend(made)  # noqa: SLF001 - runs made below python-docx


def write(document: blocks.Document, path: Path, *, locked: bool = False, template: Path | None = None) -> None:
    """Write the document as .docx; the same document gives the same bytes.

    Args:
        document: what to write.
        path: file to write.
        locked: figures as content controls that Word does not let anybody edit; else as fields.
        template: an organiser's own .docx, whose content, headers and styles stay; the document is put in the place of
            a paragraph ``{{正文}}``, or at its end.

    Raises:
        InputError: the template cannot be read as a Word document.
    """
    word, place = opened_template(template) if template else (docx.Document(), None)
    if template is None:
        _page(word)
    styled = set_styles(word, keep=template is not None)
    _properties(word, document)
    sheet = _Sheet(word, locked=locked, styled=styled)
    for block, following in zip_longest(document.blocks, document.blocks[1:]):
        _DRAW[type(block)](sheet, block)
        if isinstance(block, blocks.Paragraph) and _stays_with(block, following):
            word.paragraphs[-1].paragraph_format.keep_with_next = True
    if place is not None:
        move_to(word, place)
    raw = io.BytesIO()
    word.save(raw)
    bound = with_properties(raw.getvalue(), {} if locked else sheet.values)
    path.write_bytes(_fixed_dates(bound, document.dated_on))


def _stays_with(block: blocks.Paragraph, following: blocks.Block | None) -> bool:
    """What announces a table stands on its page, and the signature never stands on a page without text."""
    if isinstance(following, blocks.Table):
        return blocks.leads_to_table(block)
    return isinstance(following, blocks.AttachmentList | blocks.Signature)


def _page(word: WordDocument) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001 - python-docx has no public word for the grid
    if grid is not None:
        section._sectPr.remove(grid)  # noqa: SLF001 - as above
    section._sectPr.append(  # noqa: SLF001 - as above
        element("docGrid", type="lines", linePitch=str(LINE_PITCH))
    )
    word.settings.element.insert(1, element("mirrorMargins"))
    word.settings.odd_and_even_pages_header_footer = True
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        paragraph.paragraph_format.first_line_indent = Pt(0)
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
        page_number(paragraph)


def _properties(word: WordDocument, document: blocks.Document) -> None:
    stamp = datetime.combine(document.dated_on, datetime.min.time())
    core = word.core_properties
    core.title, core.author, core.subject = (
        printable(text)[:255] for text in (document.title, document.author, document.subject)
    )
    core.comments = core.keywords = ""
    core.last_modified_by = core.author
    core.language = "zh-CN"
    core.created = core.modified = stamp
    core.revision = 1


def _fixed_dates(data: bytes, day: date) -> bytes:
    """The same archive with every member dated ``day``, so that bytes do not depend on the clock."""
    out = io.BytesIO()
    stamp = (max(day.year, _FIRST_ZIP_YEAR), day.month, day.day, 0, 0, 0)
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, stamp)
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, source.read(name))
    return out.getvalue()


def _paragraph(
    word: WordDocument, *, style: str = _BODY_STYLE, indent_chars: int = 2, on_grid: bool = True
) -> WordParagraph:
    if style == _BODY_STYLE:
        paragraph = word.add_paragraph()
        paragraph._p.get_or_add_pPr()  # noqa: SLF001 - as naming the style leaves it, without looking for it each time
    else:
        paragraph = word.add_paragraph(style=style)
    if not on_grid:
        # Lines of another height than the body's would be stretched to two lines of the grid.
        paragraph._p.get_or_add_pPr().append(element("snapToGrid", val="0"))  # noqa: SLF001 - no public word for it
    if indent_chars:
        # Characters, not points: the indent follows the size when an editor changes it.
        layout = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - indents in characters have no public word
        layout.append(element("ind", firstLineChars=str(indent_chars * 100), firstLine=str(indent_chars * BODY * 10)))
    return paragraph


def _title(sheet: _Sheet, block: blocks.Title) -> None:
    paragraph = _paragraph(sheet.word, indent_chars=0, on_grid=False)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing = Pt(33)
    paragraph.paragraph_format.space_after = Pt(LINE_PITCH / 20)
    for number, line in enumerate(block.lines):
        if number:
            paragraph.add_run().add_break(WD_BREAK.LINE)
        sheet.add(paragraph, line, TITLE_FACE, TITLE)


def _heading(sheet: _Sheet, block: blocks.Heading) -> None:
    first = block.level == 1
    style = f"Heading {block.level}"
    face = sheet.face(style, HEI if first else KAI)
    sheet.add(_paragraph(sheet.word, style=style), block.text, face, bold=not first)


def _text(sheet: _Sheet, block: blocks.Paragraph) -> None:
    paragraph = _paragraph(sheet.word, indent_chars=2 if block.indent else 0)
    face = sheet.face(_BODY_STYLE, FANGSONG)
    if block.lead:
        sheet.add(paragraph, block.lead, face, bold=True)
    sheet.add(paragraph, block.text, face)


def _list(sheet: _Sheet, block: blocks.ListBlock) -> None:
    for number, item in enumerate(block.items, start=1):
        text = bound(f"{number}.") + item if block.ordered else item
        sheet.add(_paragraph(sheet.word), text, sheet.face(_BODY_STYLE, FANGSONG))


def _figures(sheet: _Sheet, block: blocks.KeyFigures) -> None:
    columns = tuple(blocks.Column(title=item.label, align="center") for item in block.items)
    values = tuple(bound(item.value) + (bound("（") + item.note + "）" if item.note else "") for item in block.items)
    _table(sheet, blocks.Table(columns=columns, rows=(values,)))


def _table(sheet: _Sheet, block: blocks.Table) -> None:
    spacing = _paragraph(sheet.word, indent_chars=0, on_grid=False)
    spacing.alignment = WD_ALIGN_PARAGRAPH.CENTER
    spacing.paragraph_format.keep_with_next = True
    if block.caption:
        spacing.paragraph_format.space_before = Pt(8)
        sheet.add(spacing, block.caption, HEI, CAPTION)
    else:
        spacing.paragraph_format.line_spacing = Pt(8)
    made = word_table(block)
    if block.query:
        # The table's alternative text: what an editor sees, and by what the linter knows it again.
        made.tblPr.append(element("tblCaption", val=printable(block.caption or block.query)))
        made.tblPr.append(element("tblDescription", val=f"{PREFIX}{sheet.numbering.table()} {printable(block.query)}"))
    _bind_cells(sheet, made, block)
    sheet.word.element.body.insert_element_before(made, "w:sectPr")
    after = _paragraph(sheet.word, indent_chars=0, on_grid=False)
    after.paragraph_format.line_spacing = Pt(14)


def _bind_cells(sheet: _Sheet, made: Any, block: blocks.Table) -> None:
    """Cells that hold bound text (key figures) get their figures as paragraphs do."""
    for row, cells in zip(made.findall(qn("w:tr"))[1:], block.rows, strict=True):
        if not any(isinstance(text, Text) for text in cells):
            continue
        for cell, text in zip(row.findall(qn("w:tc")), cells, strict=True):
            paragraph = WordParagraph(cell.find(qn("w:p")), None)  # type: ignore[arg-type] # needs no parent to append
            (old,) = cell.iter(qn("w:r"))
            old.getparent().remove(old)
            sheet.add(paragraph, text, SONG, CELL)


def _red_head(sheet: _Sheet, block: blocks.RedHead) -> None:
    """The issuer in red, the number below it, and a red line over the width of the type area."""
    issuer = _paragraph(sheet.word, indent_chars=0, on_grid=False)
    issuer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    issuer.paragraph_format.space_before = Pt(20)
    issuer.paragraph_format.line_spacing = 1.0
    # As large as the name allows on one line, up to the height that the standard recommends.
    size = min(RED_HEAD, 2 * int(TYPE_AREA_PT / max(len(block.issuer), 1)))
    issuer._p.append(run(block.issuer, face=TITLE_FACE, half_points=size, colour=RED))  # noqa: SLF001 - as above
    number = _paragraph(sheet.word, indent_chars=0, on_grid=False)
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    number.paragraph_format.space_before = Pt(2 * LINE_PITCH / 20)
    number.paragraph_format.space_after = Pt(2 * LINE_PITCH / 20)
    if block.number:
        sheet.add(number, block.number, FANGSONG)
    line = element("pBdr")
    line.append(element("bottom", val="single", sz="18", space="4", color=RED))
    number._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 - borders of paragraphs have no public word
        line, *_AFTER_BORDER
    )


def _chart(sheet: _Sheet, block: blocks.Chart) -> None:
    """The picture with its text alternative, and the caption below it."""
    picture = _paragraph(sheet.word, indent_chars=0, on_grid=False)
    picture.alignment = WD_ALIGN_PARAGRAPH.CENTER
    picture.paragraph_format.line_spacing = 1.0
    picture.paragraph_format.keep_with_next = True
    shape = picture.add_run().add_picture(io.BytesIO(png(block)), width=Mm(WIDTH_MM))
    properties = shape._inline.docPr  # noqa: SLF001 - the text alternative has no public word
    properties.set("descr", printable(block.alt))
    properties.set("title", printable(block.title))
    caption = _paragraph(sheet.word, indent_chars=0, on_grid=False)
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    sheet.add(caption, block.title, HEI, CAPTION)


def _page_break(sheet: _Sheet, _: blocks.PageBreak) -> None:
    _paragraph(sheet.word, indent_chars=0).add_run().add_break(WD_BREAK.PAGE)


def _attachment_list(sheet: _Sheet, block: blocks.AttachmentList) -> None:
    _paragraph(sheet.word, indent_chars=0)
    several = len(block.titles) > 1
    for number, title in enumerate(block.titles, start=1):
        paragraph = _paragraph(sheet.word, indent_chars=0)
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.left_indent = Pt(BODY / 2 * 6.2)
        paragraph.paragraph_format.first_line_indent = Pt(-BODY / 2 * (4.2 if number == 1 else 1.2))
        label = "附件：" if number == 1 else ""
        sheet.add(paragraph, f"{label}{f'{number}.' if several else ''}{title}", sheet.face(_BODY_STYLE, FANGSONG))


def _attachment(sheet: _Sheet, block: blocks.Attachment) -> None:
    number = _paragraph(sheet.word, indent_chars=0)
    number.paragraph_format.page_break_before = True
    number.paragraph_format.keep_with_next = True
    sheet.add(number, f"附件{block.number}", HEI)
    title = _paragraph(sheet.word, style="Heading 1", indent_chars=0, on_grid=False)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.line_spacing = Pt(33)
    title.paragraph_format.space_before = Pt(10)
    title.paragraph_format.space_after = Pt(14)
    sheet.add(title, block.title, TITLE_FACE, TITLE)


def _signature(sheet: _Sheet, block: blocks.Signature) -> None:
    lines = [text for text in (block.organiser, block.on) if text]
    for _ in range(2):
        _paragraph(sheet.word, indent_chars=0).paragraph_format.keep_with_next = True
    for number, text in enumerate(lines):
        paragraph = _paragraph(sheet.word, indent_chars=0)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(BODY / 2 * (4 if text == block.on else 2))
        paragraph.paragraph_format.keep_with_next = number + 1 < len(lines)
        sheet.add(paragraph, text, sheet.face(_BODY_STYLE, FANGSONG))


_DRAW: dict[type, Callable[[_Sheet, Any], None]] = {
    blocks.RedHead: _red_head,
    blocks.Title: _title,
    blocks.Heading: _heading,
    blocks.Paragraph: _text,
    blocks.ListBlock: _list,
    blocks.KeyFigures: _figures,
    blocks.Table: _table,
    blocks.Chart: _chart,
    blocks.PageBreak: _page_break,
    blocks.AttachmentList: _attachment_list,
    blocks.Attachment: _attachment,
    blocks.Signature: _signature,
}
