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
from hengping.report.render.docx_parts import (
    BODY,
    FANGSONG,
    HEI,
    KAI,
    TITLE_FACE,
    element,
    page_number,
    run,
    set_faces,
    word_table,
)
from hengping.report.wording import printable

TITLE = 44
CAPTION = 24
"""Sizes in half-points: 二号, 小四."""

LINE_PITCH = 580
"""225 mm / 22 lines in twentieths of a point."""

CHAR_SPACING = -5
"""What makes 28 characters of 16 pt fill 156 mm, in twentieths of a point; a character grid would say the same, but
word processors disagree on how to read one."""

_FIRST_ZIP_YEAR = 1980
_BODY_STYLE = "Normal"
_AFTER_AUTO_SPACE = tuple(
    f"w:{name}"
    for name in ("bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "jc", "outlineLvl")
)


def write(document: blocks.Document, path: Path) -> None:
    """Write the document as .docx; the same document gives the same bytes."""
    word = docx.Document()
    _page(word)
    _styles(word)
    _properties(word, document)
    for block, following in zip_longest(document.blocks, document.blocks[1:]):
        _DRAW[type(block)](word, block)
        if isinstance(block, blocks.Paragraph) and isinstance(following, blocks.Table) and blocks.leads_to_table(block):
            word.paragraphs[-1].paragraph_format.keep_with_next = True
    raw = io.BytesIO()
    word.save(raw)
    path.write_bytes(_fixed_dates(raw.getvalue(), document.dated_on))


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


def _styles(word: WordDocument) -> None:
    defaults = word.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    set_faces(defaults, FANGSONG)
    for language in defaults.findall(qn("w:lang")):
        # Of Latin letters and figures: a word processor that takes them for Chinese breaks lines inside a number.
        language.set(qn("w:val"), "en-US")
        language.set(qn("w:eastAsia"), "zh-CN")
    for name, face, bold in (("Normal", FANGSONG, False), ("Heading 1", HEI, False), ("Heading 2", KAI, True)):
        style: Any = word.styles[name]
        properties = style.element.get_or_add_rPr()
        set_faces(properties, face)
        for colour in style.element.rPr.findall(qn("w:color")):
            style.element.rPr.remove(colour)
        style.font.size = Pt(BODY / 2)
        properties.find(qn("w:sz")).addprevious(element("spacing", val=str(CHAR_SPACING)))
        style.font.bold = bold
        layout = style.paragraph_format
        layout.space_before = layout.space_after = Pt(0)
        layout.line_spacing = Pt(LINE_PITCH / 20)
        layout.widow_control = True
        for narrow in ("autoSpaceDE", "autoSpaceDN"):
            # No gap between Chinese and figures, as in print.
            style.element.get_or_add_pPr().insert_element_before(element(narrow, val="0"), *_AFTER_AUTO_SPACE)
        if name != "Normal":
            layout.keep_with_next = True


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


def _add(paragraph: WordParagraph, text: str, face: str, half_points: int = BODY, *, bold: bool = False) -> None:
    paragraph._p.append(run(text, face=face, half_points=half_points, bold=bold))  # noqa: SLF001 - runs made below it


def _title(word: WordDocument, block: blocks.Title) -> None:
    paragraph = _paragraph(word, indent_chars=0, on_grid=False)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing = Pt(33)
    paragraph.paragraph_format.space_after = Pt(LINE_PITCH / 20)
    for number, line in enumerate(block.lines):
        if number:
            paragraph.add_run().add_break(WD_BREAK.LINE)
        _add(paragraph, line, TITLE_FACE, TITLE)


def _heading(word: WordDocument, block: blocks.Heading) -> None:
    first = block.level == 1
    paragraph = _paragraph(word, style=f"Heading {block.level}")
    _add(paragraph, block.text, HEI if first else KAI, bold=not first)


def _text(word: WordDocument, block: blocks.Paragraph) -> None:
    paragraph = _paragraph(word, indent_chars=2 if block.indent else 0)
    if block.lead:
        _add(paragraph, block.lead, FANGSONG, bold=True)
    _add(paragraph, block.text, FANGSONG)


def _list(word: WordDocument, block: blocks.ListBlock) -> None:
    for number, item in enumerate(block.items, start=1):
        _add(_paragraph(word), f"{number}.{item}" if block.ordered else item, FANGSONG)


def _figures(word: WordDocument, block: blocks.KeyFigures) -> None:
    columns = tuple(blocks.Column(title=item.label, align="center") for item in block.items)
    values = tuple(f"{item.value}（{item.note}）" if item.note else item.value for item in block.items)
    _table(word, blocks.Table(columns=columns, rows=(values,)))


def _table(word: WordDocument, block: blocks.Table) -> None:
    spacing = _paragraph(word, indent_chars=0, on_grid=False)
    spacing.alignment = WD_ALIGN_PARAGRAPH.CENTER
    spacing.paragraph_format.keep_with_next = True
    if block.caption:
        spacing.paragraph_format.space_before = Pt(8)
        _add(spacing, block.caption, HEI, CAPTION)
    else:
        spacing.paragraph_format.line_spacing = Pt(8)
    made = word_table(block)
    word.element.body.insert_element_before(made, "w:sectPr")
    after = _paragraph(word, indent_chars=0, on_grid=False)
    after.paragraph_format.line_spacing = Pt(14)


def _page_break(word: WordDocument, _: blocks.PageBreak) -> None:
    _paragraph(word, indent_chars=0).add_run().add_break(WD_BREAK.PAGE)


def _attachment_list(word: WordDocument, block: blocks.AttachmentList) -> None:
    _paragraph(word, indent_chars=0)
    several = len(block.titles) > 1
    for number, title in enumerate(block.titles, start=1):
        paragraph = _paragraph(word, indent_chars=0)
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.left_indent = Pt(BODY / 2 * 6.2)
        paragraph.paragraph_format.first_line_indent = Pt(-BODY / 2 * (4.2 if number == 1 else 1.2))
        label = "附件：" if number == 1 else ""
        _add(paragraph, f"{label}{f'{number}.' if several else ''}{title}", FANGSONG)


def _attachment(word: WordDocument, block: blocks.Attachment) -> None:
    number = _paragraph(word, indent_chars=0)
    number.paragraph_format.page_break_before = True
    number.paragraph_format.keep_with_next = True
    _add(number, f"附件{block.number}", HEI)
    title = _paragraph(word, style="Heading 1", indent_chars=0, on_grid=False)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.line_spacing = Pt(33)
    title.paragraph_format.space_before = Pt(10)
    title.paragraph_format.space_after = Pt(14)
    _add(title, block.title, TITLE_FACE, TITLE)


def _signature(word: WordDocument, block: blocks.Signature) -> None:
    lines = [text for text in (block.organiser, block.on) if text]
    for _ in range(2):
        _paragraph(word, indent_chars=0).paragraph_format.keep_with_next = True
    for number, text in enumerate(lines):
        paragraph = _paragraph(word, indent_chars=0)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(BODY / 2 * (4 if text == block.on else 2))
        paragraph.paragraph_format.keep_with_next = number + 1 < len(lines)
        _add(paragraph, text, FANGSONG)


_DRAW: dict[type, Callable[[WordDocument, Any], None]] = {
    blocks.Title: _title,
    blocks.Heading: _heading,
    blocks.Paragraph: _text,
    blocks.ListBlock: _list,
    blocks.KeyFigures: _figures,
    blocks.Table: _table,
    blocks.PageBreak: _page_break,
    blocks.AttachmentList: _attachment_list,
    blocks.Attachment: _attachment,
    blocks.Signature: _signature,
}
