"""An organiser's own Word template (套红模板): its letterhead, headers and styles stay, the bulletin goes into it."""

import zipfile
import zlib
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from hengping.model.errors import InputError
from hengping.report.manuscript import MOST_TEMPLATE_BYTES
from hengping.report.render.docx_parts import element

MARK = "{{正文}}"
"""A paragraph with this text alone is replaced by the document."""
_OLD_MARK = "old"
_MOST_UNPACKED = 5
"""Times the largest size of the file that its parts may unpack to."""
_BROKEN = (
    PackageNotFoundError,
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,  # of XML
    KeyError,
    ValueError,
    OSError,
    EOFError,
    RuntimeError,  # encrypted, or packed in a way that is not known
)


def opened_template(path: Path) -> tuple[WordDocument, Any]:
    """The template and the element in whose place the document goes; None: at the end.

    Raises:
        InputError: it is no Word document, or too large for one.
    """
    _refuse_large(path)
    try:
        word = docx.Document(str(path))
    except _BROKEN as error:
        raise InputError(
            "不能作为Word模板打开", where=str(path), remedy="用Word或WPS另存为.docx格式，正文处写一段 {{正文}}"
        ) from error
    body = word.element.body
    if any(mark in body.xml for mark in ("HP_f", "HP_t")):
        raise InputError(
            "模板里有以前通报的数字和表格，会混进新的通报",
            where=str(path),
            remedy="删去模板中的旧正文，只留版头、版记和写着 {{正文}} 的一段",
        )
    _complete(word)
    for child in body:
        child.set(_OLD_MARK, "1")
    for paragraph in word.paragraphs:
        if paragraph.text.strip() == MARK:
            return word, paragraph._p  # noqa: SLF001 - the place has no public word
    return word, body


def own_face(properties: Any) -> bool:
    """Whether ``w:rPr`` of a style names a Chinese face of its own; one of the theme stands in any file of Word."""
    faces = properties.find(qn("w:rFonts")) if properties is not None else None
    return faces is not None and bool(faces.get(qn("w:eastAsia"))) and not faces.get(qn("w:eastAsiaTheme"))


def _refuse_large(path: Path) -> None:
    """A template is read whole: a file that unpacks to more than any letterhead is refused before that."""
    try:
        size, unpacked = path.stat().st_size, 0
        if size <= MOST_TEMPLATE_BYTES:
            with zipfile.ZipFile(path) as package:
                unpacked = sum(member.file_size for member in package.infolist())
    except _BROKEN:
        return  # the reader says what is wrong
    if size > MOST_TEMPLATE_BYTES or unpacked > _MOST_UNPACKED * MOST_TEMPLATE_BYTES:
        raise InputError(
            f"Word模板过大（超过{MOST_TEMPLATE_BYTES // 1_000_000} MB，或解压后超过其{_MOST_UNPACKED}倍）",
            where=str(path),
            remedy="模板只留版头、版记和写着 {{正文}} 的一段，压缩或删去其中的图片",
        )


def _complete(word: WordDocument) -> None:
    """Add what the bulletin needs and Word leaves out of files that never used it: headings, defaults of text."""
    root = word.styles.element
    defaults = root.find(qn("w:docDefaults"))
    if defaults is None:
        defaults = element("docDefaults")
        root.insert(0, defaults)
    below = defaults
    for name in ("rPrDefault", "rPr"):
        found = below.find(qn(f"w:{name}"))
        if found is None:
            found = element(name)
            below.insert(0, found)
        below = found
    for name in ("Normal", "Heading 1", "Heading 2"):
        if name not in word.styles:
            made = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
            if name != "Normal":
                made.base_style = word.styles["Normal"]
                level = element("outlineLvl", val=str(int(name[-1]) - 1))
                made.element.get_or_add_pPr().append(level)


def move_to(word: WordDocument, place: Any) -> None:
    """Move what was written at the end to the marked place, and take the marks away."""
    body = word.element.body
    new = [child for child in body if child.get(_OLD_MARK) is None and child.tag != qn("w:sectPr")]
    for child in body:
        if child.get(_OLD_MARK):
            del child.attrib[_OLD_MARK]
    if place is body:
        return
    for child in new:
        place.addprevious(child)
    body.remove(place)
