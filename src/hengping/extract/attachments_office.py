"""Text of Office Open XML (DOCX, XLSX, PPTX), OpenDocument and OFD: tags are passed over, no entity is ever resolved.

A scanner by pattern is enough: of these files only the text and the edges of paragraphs, cells and rows are wanted. It
reads damaged files as far as they go, and its cost is linear.
"""

import re
from collections.abc import Iterator

from hengping.extract.attachments_parts import Budget, Part, UnreadableError
from hengping.extract.attachments_zip import Container
from hengping.extract.entities import unescape

_TOKEN = re.compile(
    r"<(?P<close>/?)(?:[A-Za-z][\w.-]{0,20}:)?(?P<name>tbl|tr|tc|p|t|tab|br|cr|h|table-row|table-cell|table|line-break|s|span|a)"
    r"(?P<rest>(?:\s[^<>]{0,2000}|/)?)>(?P<text>[^<]{0,1000000})"
)
_TABLES, _ROWS, _CELLS = frozenset({"tbl", "table"}), frozenset({"tr", "table-row"}), frozenset({"tc", "table-cell"})
_PARAGRAPHS, _BREAKS = frozenset({"p", "h"}), frozenset({"br", "cr", "line-break"})
_INLINE_TAGS = frozenset({"span", "a", "s", "tab", "line-break"})
_CELL = re.compile(r"<c(?=[\s/>])([^<>]{0,400})>")
_ROW = re.compile(r"<row(?=[\s/>])([^<>]{0,1000})>")
_REFERENCE = re.compile(r"\br=\"([A-Z]{1,3})\d")
_TYPE = re.compile(r"\bt=\"(\w+)\"")
_VALUE = re.compile(r"<v(?:\s[^<>]{0,100})?>([^<]{0,32768})")
_INLINE = re.compile(r"<t(?:\s[^<>]{0,100})?>([^<]{0,40000})")
_ITEM = re.compile(r"<si(?=[\s/>])([^<>]{0,100})>")
_PHONETIC = re.compile(r"<rPh\b.{0,300}?</rPh>", re.DOTALL)
_SHEET = re.compile(r"<sheet\b([^<>]{0,500})")
_ATTRIBUTE = re.compile(r"([\w:]{1,30})=\"([^\"]{0,300})\"")
_RELATION = re.compile(r"<Relationship\b([^<>]{0,2000})")
_PREFIX = re.compile(r"<(/?)[A-Za-z][\w.-]{0,20}:(?=[a-z])")
_TEXT_OBJECT = re.compile(r"<(?:ofd:)?TextObject(?=[\s/>])([^<>]{0,1500})>")
_TEXT_CODE = re.compile(r"<(?:ofd:)?TextCode\b[^<>]{0,4000}>([^<]{0,100000})")
_BOUNDARY = re.compile(r"Boundary=\"\s*([-\d.]{1,12})\s+([-\d.]{1,12})\s+[-\d.]{1,12}\s+([-\d.]{1,12})")
_NUMBERED = re.compile(r"(\d{1,6})\D{0,20}\Z")
_WHOLE = re.compile(r"-?\d{1,17}(?:\.0+)?(?:[eE]\+?\d{1,2})?|-?\d(?:\.\d{1,17})?[eE]\+?\d{1,2}")
_MAX_COLUMNS = 200
_MAX_INTEGER = 1e16
_DOCX_PARTS = re.compile(r"word/(?:document\d*|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
_SLIDES = re.compile(r"ppt/(?:slides/slide|notesSlides/notesSlide)\d+\.xml")
_SHEETS = re.compile(r"xl/worksheets/[^/]+\.xml")
_OFD_PAGE = "Content.xml"


def docx_parts(container: Container, budget: Budget) -> list[Part]:
    """Body first, then notes, headers and footers."""
    names = sorted(filter(_DOCX_PARTS.fullmatch, container.names), key=lambda name: ("document" not in name, name))
    return _flowing(container, names, budget, "")


def pptx_parts(container: Container, budget: Budget) -> list[Part]:
    """Slides in order, then their notes."""
    names = sorted(filter(_SLIDES.fullmatch, container.names), key=lambda name: ("notes" in name, _number(name)))
    return _flowing(container, names, budget, "slide")


def odf_parts(container: Container, budget: Budget) -> list[Part]:
    """OpenDocument text, tables and slides."""
    return [Part("", budget.keep(flowing_text(container.text("content.xml"), open_document=True)))]


def xlsx_parts(container: Container, budget: Budget) -> list[Part]:
    """Sheets in the order of the book, hidden ones too: they are served like the others."""
    strings: list[str] = []
    if "xl/sharedStrings.xml" in container:
        text = _PREFIX.sub(r"<\1", container.text("xl/sharedStrings.xml"))
        strings = [_joined(_PHONETIC.sub("", inner) if "<rPh" in inner else inner) for _, inner in _blocks(_ITEM, text)]
    titles = _sheet_titles(container)
    names = sorted(filter(_SHEETS.fullmatch, container.names), key=lambda name: (_place(titles, name), _number(name)))
    parts = []
    for name in names:
        if not budget.next_part():
            break
        text = _PREFIX.sub(r"<\1", container.text(name))
        parts.append(Part(titles.get(name, ""), budget.keep(_sheet_text(text, strings, budget.characters))))
    return parts


def ofd_parts(container: Container, budget: Budget) -> list[Part]:
    """Pages; text objects on one height make a line."""
    parts: list[Part] = []
    for name in sorted(filter(_is_ofd_page, container.names), key=_number_in_folder):
        if not budget.next_part():
            break
        parts.append(Part(f"{len(parts) + 1}", budget.keep(_ofd_page(container.text(name)))))
    return parts


def _is_ofd_page(name: str) -> bool:
    return name.endswith(_OFD_PAGE) and "Pages/" in name.removesuffix(_OFD_PAGE)


def _flowing(container: Container, names: list[str], budget: Budget, kind: str) -> list[Part]:
    parts: list[Part] = []
    for number, name in enumerate(names, 1):
        if not budget.next_part():
            break
        try:
            text = flowing_text(container.text(name))
        except UnreadableError:
            if number == 1:
                raise
            budget.cut = True
            continue
        parts.append(Part(f"{number}" if kind else "", budget.keep(text)))
    return parts


def flowing_text(xml: str, *, open_document: bool = False) -> str:
    """Paragraphs as lines; a table row is one line, its cells apart by tabulators.

    Args:
        xml: the part.
        open_document: text stands in paragraphs and spans themselves, not in elements of its own.
    """
    out: list[str] = []
    depth = 0
    for found in _TOKEN.finditer(xml):
        name, closes, rest = found["name"], bool(found["close"]), found["rest"]
        empty = rest.endswith("/")
        if name in _TABLES and not empty:
            depth = max(depth + (-1 if closes else 1), 0)
        else:
            out.append(_break(name, rest, depth, closes=closes))
        holds = (
            name in _INLINE_TAGS or (name in _PARAGRAPHS and not closes)
            if open_document
            else name == "t" and not closes
        )
        if holds and found["text"] and (open_document or not empty):
            out.append(unescape(found["text"]))
    return _folded("".join(out))


def _break(name: str, rest: str, depth: int, *, closes: bool) -> str:
    """What a tag means for the lines of the text."""
    if closes:
        if name in _ROWS:
            return "\n" if depth <= 1 else " "
        if name in _CELLS:
            return "\t" if depth <= 1 else " "
        return (" " if depth else "\n") if name in _PARAGRAPHS else ""
    if name in _BREAKS:
        return " " if depth else "\n"
    if name == "tab" and rest.strip(" /"):
        return ""  # with attributes it is a tab stop, no tab
    return {"tab": " " if depth else "\t", "s": " "}.get(name, "")


def _folded(text: str) -> str:
    lines = (re.sub(r" *\t *", "\t", re.sub(r" {2,}", " ", line)).rstrip() for line in text.split("\n"))
    return "\n".join(lines)


def _blocks(opening: re.Pattern[str], xml: str) -> Iterator[tuple[str, str]]:
    """Attributes and content of elements that do not nest: each reaches to the next one of its kind, closed or not."""
    attributes, start = "", -1
    for found in opening.finditer(xml):
        if start >= 0:
            yield attributes, xml[start : found.start()]
        attributes, start = found[1], found.end()
        if attributes.endswith("/"):
            yield attributes, ""
            start = -1
    if start >= 0:
        yield attributes, xml[start:]


def _sheet_text(xml: str, strings: list[str], room: int) -> str:
    lines: list[str] = []
    size = 0
    for _, row in _blocks(_ROW, xml):
        cells: list[str] = []
        for attributes, inner in _blocks(_CELL, row):
            column = _column(attributes, len(cells))
            if column >= _MAX_COLUMNS:
                break
            text = _cell_text(attributes, inner, strings)
            # Counted cell by cell: each of two hundred may name one and the same text of millions of characters.
            size += column - len(cells) + len(text) + 1
            cells += [""] * (column - len(cells))
            cells.append(text)
            if size > room + 1:
                break
        lines.append("\t".join(cells))
        size += not cells
        if size > room + 1:
            break
    return "\n".join(lines)


def _cell_text(attributes: str, inner: str, strings: list[str]) -> str:
    kind = _TYPE.search(attributes)
    if kind and kind[1] == "inlineStr":
        return _joined(inner)
    value = _VALUE.search(inner)
    if value is None:
        return ""
    if kind and kind[1] == "s":
        index = value[1].strip()
        return strings[int(index)] if index.isdecimal() and len(index) < 10 and int(index) < len(strings) else ""  # noqa: PLR2004
    if kind and kind[1] in {"str", "e", "b"}:
        return _line(unescape(value[1]))
    return number_text(value[1].strip())


def number_text(value: str) -> str:
    """A number as a reader sees it: whole ones without exponent and fraction."""
    if not _WHOLE.fullmatch(value):
        return value[:40]
    if value.lstrip("-").isdecimal():
        return value
    number = float(value)
    return str(int(number)) if number == int(number) and abs(number) < _MAX_INTEGER else value


def _joined(xml: str) -> str:
    return _line(unescape("".join(found[1] for found in _INLINE.finditer(xml))))


def _line(text: str) -> str:
    """A cell's text on one line."""
    return " ".join(text.split())


def _column(attributes: str, default: int) -> int:
    found = _REFERENCE.search(attributes)
    if found is None:
        return default
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return max(column - 1, default)


def _sheet_titles(container: Container) -> dict[str, str]:
    """File of each sheet to its title, in the order of the book."""
    try:
        book = _PREFIX.sub(r"<\1", container.text("xl/workbook.xml"))
        relations = container.text("xl/_rels/workbook.xml.rels")
    except UnreadableError:
        return {}
    targets = {}
    for found in _RELATION.finditer(relations):
        own = dict(_ATTRIBUTE.findall(found[1]))
        targets[own.get("Id", "")] = own.get("Target", "")
    titles: dict[str, str] = {}
    for found in _SHEET.finditer(book):
        own = dict(_ATTRIBUTE.findall(found[1]))
        target = next(
            (targets.get(value, "") for name, value in own.items() if name.endswith(":id") or name == "id"), ""
        )
        if target:
            titles["xl/" + target.removeprefix("/xl/").removeprefix("./")] = unescape(own.get("name", ""))
    return titles


def _place(titles: dict[str, str], name: str) -> int:
    return list(titles).index(name) if name in titles else len(titles)


def _number(name: str) -> int:
    found = _NUMBERED.search(name)
    return int(found[1]) if found else 0


def _number_in_folder(name: str) -> tuple[int, str]:
    return _number(name.rpartition("/")[0]), name


def _ofd_page(xml: str) -> str:
    pieces: list[tuple[float, float, str]] = []
    for attributes, inner in _blocks(_TEXT_OBJECT, xml):
        text = unescape("".join(code[1] for code in _TEXT_CODE.finditer(inner)))
        edge = _BOUNDARY.search(attributes)
        try:
            left, top, height = (float(value) for value in edge.groups()) if edge else (0.0, 0.0, 0.0)
        except ValueError:
            left = top = height = 0.0
        pieces.append((top + height / 2, left, text))
    pieces.sort()
    lines: list[list[tuple[float, str]]] = []
    last = None
    for middle, left, text in pieces:
        if last is None or middle - last > 2:  # noqa: PLR2004 - millimetres, less than half a line
            lines.append([])
            last = middle
        lines[-1].append((left, text))
    return "\n".join(" ".join(text for _, text in sorted(line)) for line in lines)
