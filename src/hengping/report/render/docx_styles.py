"""Styles of the Word document: faces, sizes and pitch of GB/T 9704; faces that a template brings itself stay."""

from typing import Any

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Pt

from hengping.report.render.docx_parts import BODY, FANGSONG, HEI, KAI, element, set_faces
from hengping.report.render.docx_template import own_face

LINE_PITCH = 580
"""225 mm / 22 lines in twentieths of a point."""

CHAR_SPACING = -5
"""What makes 28 characters of 16 pt fill 156 mm, in twentieths of a point; a character grid would say the same, but
word processors disagree on how to read one."""

_AFTER_AUTO_SPACE = tuple(
    f"w:{name}"
    for name in ("bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "jc", "outlineLvl")
)


def set_styles(word: WordDocument, *, keep: bool) -> frozenset[str]:
    """Faces, sizes and pitch of the styles that are used; faces that a template (``keep``) defines itself stay.

    Returns:
        Names of the styles whose face stays.
    """
    defaults = word.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    if not (keep and own_face(defaults)):
        set_faces(defaults, FANGSONG)
    kept: set[str] = set()
    for language in defaults.findall(qn("w:lang")):
        # Of Latin letters and figures: a word processor that takes them for Chinese breaks lines inside a number.
        language.set(qn("w:val"), "en-US")
        language.set(qn("w:eastAsia"), "zh-CN")
    for name, face, bold in (("Normal", FANGSONG, False), ("Heading 1", HEI, False), ("Heading 2", KAI, True)):
        style: Any = word.styles[name]
        properties = style.element.get_or_add_rPr()
        if keep and own_face(properties):
            kept.add(name)
        else:
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
    return frozenset(kept)
