"""PDF by Typst: the template is readable text, the document goes in as data, so no text can become markup."""

from datetime import UTC, datetime, time
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import msgspec
import typst

from hengping.model.errors import InputError
from hengping.report.blocks import Chart, Document, Table, stays_together, to_data
from hengping.report.render.chart_svg import svg
from hengping.report.render.glyphs import Glyphs, mapped, rare_characters
from hengping.report.wording import MISSING_TYPE, printable

SONG = ("Noto Serif CJK SC", "Source Han Serif SC", "Source Han Serif CN", "FandolSong", "SimSun")
HEI = ("Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "FandolHei", "SimHei")
KAI = ("FandolKai", "KaiTi_GB2312", "KaiTi", "LXGW WenKai")
"""Faces in order of preference; the first installed one is used, so that one machine always gives one result."""

STANDARD: Literal["a-2b"] = "a-2b"

MOST_TAGGED_ROWS = 5_000
"""Above so many table rows a document has no tags for screen readers: they would be fifteen times the rest of the file.
The page beside it (HTML) holds the same for them."""

_PROBE = b"#set text(font: json(bytes(sys.inputs.faces)).song)\n#json(bytes(sys.inputs.document))"
"""Sets a bare text: tells whether all its characters have glyphs."""


def write(document: Document, path: Path) -> None:
    """Write the document as PDF/A-2b with embedded fonts.

    Raises:
        InputError: no Chinese font is installed.
    """
    path.write_bytes(render(document)[0])


def render(document: Document) -> tuple[bytes, list[str]]:
    """The PDF's bytes and the warnings of the typesetter; the bytes depend on document and fonts alone.

    Raises:
        InputError: no Chinese font is installed.
    """
    data = mapped(to_data(document), printable)
    data = glyphs().replace_missing(_with_pictures(data, document))
    stamp = datetime.combine(document.dated_on, time(), UTC)
    tagged = sum(len(block.rows) for block in document.blocks if isinstance(block, Table)) <= MOST_TAGGED_ROWS
    try:
        return _typeset(_template(), data, stamp, tagged=tagged)
    except typst.TypstError:
        # Glyphs that exist one by one may lack as a cluster; without the rare ones nothing can lack.
        rare = rare_characters(data)
        if not rare:
            raise
        signs = {ord(character): MISSING_TYPE for character in rare}
        return _typeset(_template(), mapped(data, lambda text: text.translate(signs)), stamp, tagged=tagged)


def _with_pictures(data: Any, document: Document) -> Any:
    """The data with the drawing of every chart, and whether a table stands on one page."""
    for made, block in zip(data["blocks"], document.blocks, strict=True):
        if isinstance(block, Chart):
            made["svg"] = svg(block).decode()
        elif isinstance(block, Table):
            made["together"] = stays_together(block)
    return data


def _typeset(template: bytes, data: Any, stamp: datetime, *, tagged: bool = True) -> tuple[bytes, list[str]]:
    result, warnings = _compiler().compile_with_warnings(
        input=template,
        format="pdf",
        sys_inputs={
            "document": msgspec.json.encode(data).decode(),
            "faces": msgspec.json.encode(chosen_faces()).decode(),
        },
        pdf_standards=STANDARD,
        timestamp=stamp,
        pdf_tags=tagged,
    )
    if not isinstance(result, bytes):
        raise TypeError("typst gave several files for one PDF")
    return result, [warning.message for warning in warnings]


@cache
def glyphs() -> Glyphs:
    """Tells which characters the installed faces can show; asked once a process."""

    def shown(text: str) -> bool:
        try:
            _typeset(_PROBE, text, datetime(2000, 1, 1, tzinfo=UTC))
        except typst.TypstError:
            return False
        return True

    return Glyphs(shown)


@cache
def chosen_faces() -> dict[str, list[str]]:
    """Installed faces for body (song), headings (hei) and second headings (kai).

    Raises:
        InputError: no Chinese font is installed.
    """
    installed = set(_fonts().families())
    song = [face for face in SONG if face in installed][:1]
    hei = [face for face in HEI if face in installed][:1]
    if not (song or hei):
        raise InputError(
            "没有可用的中文字体，无法生成PDF", where="系统字体", remedy="安装字体，例如 apt-get install fonts-noto-cjk"
        )
    kai = [face for face in KAI if face in installed][:1]
    return {"song": song or hei, "hei": hei or song, "kai": kai or song or hei}


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts()


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(font_paths=_fonts())


@cache
def _template() -> bytes:
    return template("bulletin.typ")


def template(name: str) -> bytes:
    """A template with what all of them share before it: the compiler is given one text, and needs no folder."""
    folder = files("hengping.report.render").joinpath("templates")
    return folder.joinpath("common.typ").read_bytes() + folder.joinpath(name).read_bytes()
