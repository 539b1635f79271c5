"""How Word holds the figures: as fields of document properties, or as content controls that cannot be edited.

A figure's value stands in the file as the document property ``HP_f0001``; the text shows it by a field. Who types over
it gets the value back when the fields are renewed (F9), and ``hengping lint`` names what was changed. Long figures
(names in order) are plain words between the ends of a bookmark of the same name. Locked documents
have content controls instead, which Word does not let anybody edit; programs that read Word files often overlook what
stands in them, so that is not the default.
"""

import io
import zipfile
from collections.abc import Mapping
from typing import Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from hengping.report.render.docx_parts import element, run
from hengping.report.wording import printable

PREFIX = "HP_"
"""What the names of the document properties begin with."""
_PROPERTIES = "docProps/custom.xml"
_SET = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
LONG = 24
"""Characters from which a figure is a bookmark instead of a field."""
_FIRST_ID = 2
"""Ids below are taken by the format."""


def field(name: str, printed: str, style: Mapping[str, Any]) -> list[Any]:
    """The runs of a field that shows the document property of a figure."""
    made = []
    for kind, text in (
        ("begin", ""),
        ("code", f" DOCPROPERTY {PREFIX}{name} "),
        ("separate", ""),
        ("text", printed),
        ("end", ""),
    ):
        piece = run(text, **style)
        words = piece.find(qn("w:t"))
        if kind == "code":
            words.tag = qn("w:instrText")
        elif kind != "text":
            piece.replace(words, element("fldChar", fldCharType=kind))
        made.append(piece)
    return made


def bookmark(name: str, printed: str, style: Mapping[str, Any]) -> list[Any]:
    """Words between a bookmark's ends: for long figures, because a field cannot run on over a page's end everywhere."""
    number = name.lstrip("f").lstrip("0") or "0"
    return [
        element("bookmarkStart", id=number, name=f"{PREFIX}{name}"),
        run(printed, **style),
        element("bookmarkEnd", id=number),
    ]


def control(name: str, printed: str, style: Mapping[str, Any]) -> list[Any]:
    """A content control that can neither be edited nor removed."""
    made = element("sdt")
    properties = element("sdtPr")
    properties.append(element("tag", val=f"{PREFIX}{name}"))
    properties.append(element("lock", val="sdtContentLocked"))
    made.append(properties)
    content = element("sdtContent")
    content.append(run(printed, **style))
    made.append(content)
    return [made]


def with_properties(data: bytes, values: Mapping[str, str]) -> bytes:
    """The .docx with these document properties; those that an organiser's template brings along are kept.

    Properties of the template that are called as ours are would answer for figures that they do not hold: they go.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        kept = _kept(package)
    if not values and kept is None:
        return data
    lines = "".join(
        f'<property fmtid="{_SET}" pid="{number}" name={quoteattr(PREFIX + name)}>'
        f"<vt:lpwstr>{escape(printable(text))}</vt:lpwstr></property>"
        for number, (name, text) in enumerate(values.items(), start=_FIRST_ID)
    )
    for number, old in enumerate(kept or (), start=_FIRST_ID + len(values)):
        lines += (
            f'<property fmtid={quoteattr(old.fmtid)} pid="{number}" name={quoteattr(old.name)}>{old.value}</property>'
        )
    part = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        f"{lines}</Properties>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name == _PROPERTIES:
                continue
            content = source.read(name)
            # A template that has properties names them already.
            if name == "[Content_Types].xml" and kept is None:
                content = _added(content, "</Types>", _TYPE)
            elif name == "_rels/.rels" and kept is None:
                content = _added(content, "</Relationships>", _RELATION)
            target.writestr(name, content)
        target.writestr(_PROPERTIES, part.encode())
    return out.getvalue()


class _Property(NamedTuple):
    fmtid: str
    name: str
    value: str
    """As XML."""


def _kept(package: zipfile.ZipFile) -> list[_Property] | None:
    """The plain properties that are there already, without those called as ours; None: there is no such part."""
    if _PROPERTIES not in package.namelist():
        return None
    try:
        root: Any = parse_xml(package.read(_PROPERTIES))
    except SyntaxError:
        return []
    kept = []
    for each in root.iterchildren("{*}property"):
        name, values = each.get("name", ""), list(each.iterchildren("{*}*"))
        if name and not name.startswith(PREFIX) and len(values) == 1 and not len(values[0]):
            kind = values[0].tag.rpartition("}")[2]
            text = escape(printable(values[0].text or ""))
            kept.append(_Property(each.get("fmtid", _SET), name, f"<vt:{kind}>{text}</vt:{kind}>"))
    return kept


_TYPE = (
    f'<Override PartName="/{_PROPERTIES}" '
    'ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/>'
)
_RELATION = (
    '<Relationship Id="rIdFigures" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties" '
    f'Target="{_PROPERTIES}"/>'
)


def _added(content: bytes, end: str, line: str) -> bytes:
    text = content.decode()
    if line in text:
        return content
    before, sign, behind = text.rpartition(end)
    return f"{before}{line}{sign}{behind}".encode()
