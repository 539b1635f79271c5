"""What ISO 19005-2 (PDF/A-2b) asks of a file, as far as its structure shows it; no validator is needed.

The typesetter refuses to write a file that breaks the standard; these checks look at the finished bytes by another
program, so that neither has to be believed alone.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

_FORBIDDEN_ACTIONS = {
    "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/JavaScript", "/Hide", "/SetOCGState", "/Rendition",
    "/Trans", "/GoTo3DView",
}  # fmt: skip
_PRINT, _HIDDEN, _INVISIBLE, _NO_VIEW = 4, 2, 1, 32


def faults(path: Path) -> list[str]:
    """What the file breaks; empty when nothing."""
    data = path.read_bytes()
    reader = pypdf.PdfReader(path)
    root: Any = reader.trailer["/Root"]
    found = [*_file(data, reader), *_metadata(root), *_intent(root), *_root(root)]
    for each in _objects(reader):
        found += _object(each)
    for page in reader.pages:
        found += _annotations(page)
        for name, font in _fonts(page):
            found += _font(name, font)
    return sorted(set(found))


def _file(data: bytes, reader: pypdf.PdfReader) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[0-7]\r?\n%[\x80-\xff]{4}", data):
        yield "6.1.2 header without version 1.0-1.7 or without binary comment"
    if "/ID" not in reader.trailer:
        yield "6.1.3 no /ID in the trailer"
    if "/Encrypt" in reader.trailer:
        yield "6.1.3 encrypted"


def _metadata(root: Any) -> Iterator[str]:
    stream = root.get("/Metadata")
    if stream is None:
        yield "6.6.2 no metadata stream"
        return
    stream = stream.get_object()
    if "/Filter" in stream:
        yield "6.6.2 metadata stream is filtered"
    text = stream.get_data().decode("utf-8")
    part = re.search(r"pdfaid:part[>=\"' ]+(\d)", text)
    level = re.search(r"pdfaid:conformance[>=\"' ]+([ABU])", text)
    if not part or part[1] != "2" or not level:
        yield "6.6.4 no PDF/A-2 identification"


def _intent(root: Any) -> Iterator[str]:
    intents = [each.get_object() for each in root.get("/OutputIntents", ())]
    if not any(each.get("/S") == "/GTS_PDFA1" and "/DestOutputProfile" in each for each in intents):
        yield "6.2.3 no output intent with a profile"


def _root(root: Any) -> Iterator[str]:
    for name in ("/AA", "/OCProperties", "/Requirements"):
        if name in root:
            yield f"6.1/6.5 {name} in the catalogue"
    if "/NeedsRendering" in root or "/XFA" in root.get("/AcroForm", {}):
        yield "6.4 forms that need rendering"


def _objects(reader: pypdf.PdfReader) -> Iterator[Any]:
    for table in reader.xref.values():
        for number in table:
            yield reader.get_object(number)
    for number in reader.xref_objStm:
        yield reader.get_object(number)


def _object(each: Any) -> Iterator[str]:
    if isinstance(each, StreamObject):
        filters = each.get("/Filter", [])
        names = filters if isinstance(filters, ArrayObject) else [filters]
        if {"/LZWDecode", "/Crypt"} & {str(name) for name in names}:
            yield "6.1.7 LZW or Crypt filter"
        if {"/F", "/FFilter", "/FDecodeParms"} & set(each):
            yield "6.1.7 external stream"
        if each.get("/Subtype") == "/PS" or "/PS" in each:
            yield "6.2.9 PostScript object"
        if each.get("/Subtype") == "/Image" and each.get("/Interpolate"):
            yield "6.2.8 interpolated image"
    if isinstance(each, DictionaryObject):
        if each.get("/S") in _FORBIDDEN_ACTIONS:
            yield f"6.5.1 action {each['/S']}"
        if each.get("/Type") == "/ExtGState" and "/TR" in each:
            yield "6.2.5 transfer function"
        if each.get("/Type") == "/Filespec" and "/EF" in each:
            yield "6.8 embedded file"


def _annotations(page: Any) -> Iterator[str]:
    for each in page.get("/Annots", ()):
        note = each.get_object()
        flags = int(note.get("/F", 0))
        if note.get("/Subtype") != "/Popup" and (not flags & _PRINT or flags & (_HIDDEN | _INVISIBLE | _NO_VIEW)):
            yield "6.3.2 annotation that does not print"
        if note.get("/Subtype") not in {"/Link", "/Popup"} and "/AP" not in note:
            yield "6.3.3 annotation without appearance"


def _fonts(page: Any) -> Iterator[tuple[str, Any]]:
    resources: Any = page.get("/Resources", {})
    resources = resources.get_object() if isinstance(resources, IndirectObject) else resources
    fonts: Any = resources.get("/Font", {})
    fonts = fonts.get_object() if isinstance(fonts, IndirectObject) else fonts
    for name, font in fonts.items():
        yield name, font.get_object()


def _font(name: str, font: Any) -> Iterator[str]:
    if font.get("/Subtype") == "/Type3":
        return
    below = [each.get_object() for each in font.get("/DescendantFonts", ())] or [font]
    for each in below:
        descriptor = each.get("/FontDescriptor")
        if descriptor is None or not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.get_object()):
            yield f"6.2.11.4 font {name} is not embedded"
        if each.get("/Subtype") == "/CIDFontType2" and "/CIDToGIDMap" not in each:
            yield f"6.2.11.3 font {name} without CIDToGIDMap"
