"""Reading Word files for the linter: paragraphs, tables and the figures bound in them, with bounded time and memory.

The file is untrusted. It is read as a stream, nothing in it is followed or opened, a DOCTYPE is refused, and whatever
is larger than any bulletin can be ends the reading with a clear error.
"""

import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn
from xml.parsers import expat

from hengping.model.errors import InputError
from hengping.report.lint.page import Page, RawTable, made_page
from hengping.report.render.docx_binding import PREFIX

MOST_BYTES = 1 << 30
MOST_RATIO = 300
"""Times that packed data may grow; the tables of 14,000 sites grow by 100."""
SMALL = 32 << 20
"""Below this size the ratio is not looked at."""
MOST_ELEMENTS = 40_000_000
MOST_DEPTH = 400
MOST_PARAGRAPHS = 50_000
"""Outside tables, empty ones too; a bulletin has some hundred."""
MOST_CELLS = 3_000_000
MOST_LETTERS = 60_000_000
MOST_TEXT = 3_000_000
"""Characters outside tables."""
_CHUNK = 1 << 20

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_BODY, _PROPERTIES = "word/document.xml", "docProps/custom.xml"
_FIELD = re.compile(rf'\bDOCPROPERTY\s+"?{PREFIX}(f\d+)')
_TAG = re.compile(rf"{PREFIX}(f\d+)")
_REMEDY = "用Word或WPS打开后另存为.docx，再校对"


def read_docx(path: Path) -> Page:
    """The paragraphs and tables of a Word file; deleted text (修订) is left out, inserted text counts.

    Raises:
        InputError: the file is no .docx, is damaged, or is larger than a bulletin can be.
    """
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
            if _BODY not in names:
                raise InputError("不是Word文档（缺少正文）", where=str(path), remedy=_REMEDY)
            values = _Properties(path)
            if _PROPERTIES in names:
                _parse(package, _PROPERTIES, values, path)
            body = _Body(path)
            _parse(package, _BODY, body, path)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise InputError("不能作为.docx文件打开", where=str(path), remedy=_REMEDY) from error
    return made_page(body.parts, values.found)


def _parse(package: zipfile.ZipFile, name: str, handler: "_Handler", path: Path) -> None:
    """Feed one part of the package to a handler, watching its size.

    Raises:
        InputError: it is broken, too large, or declares a DOCTYPE.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = handler.refuse_doctype
    member = package.getinfo(name)
    read = 0
    try:
        with package.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                read += len(chunk)
                if read > MOST_BYTES or (read > SMALL and read > MOST_RATIO * max(member.compress_size, 1)):
                    handler.too_large()
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise InputError(f"文档内容已损坏（{name}第{error.lineno}行）", where=str(path), remedy=_REMEDY) from error


class _Handler:
    """What every part has in common: counting, and refusing what no honest file holds."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.depth = self.elements = self.letters = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.depth += 1
        self.elements += 1
        if self.depth > MOST_DEPTH or self.elements > MOST_ELEMENTS:
            self.too_large()
        self.opened(name, attributes)

    def end(self, name: str) -> None:
        """An element ends."""
        self.depth -= 1
        self.closed(name)

    def text(self, data: str) -> None:
        """Characters."""
        self.letters += len(data)
        if self.letters > MOST_LETTERS:
            self.too_large()
        self.said(data)

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """What this part does with the beginning of an element."""

    def closed(self, name: str) -> None:
        """What it does with its end."""

    def said(self, data: str) -> None:
        """What it does with characters."""

    def too_large(self) -> NoReturn:
        """End the reading.

        Raises:
            InputError: always.
        """
        raise InputError("文档过大或者结构异常，不是通报", where=str(self.path), remedy="核对文件是否正确")

    def refuse_doctype(self, *_: Any) -> NoReturn:
        """End the reading.

        Raises:
            InputError: always.
        """
        raise InputError("文档含有外部实体声明，拒绝读取", where=str(self.path), remedy=_REMEDY)


class _Properties(_Handler):
    """Document properties that hold values of figures."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.found: dict[str, str] = {}
        self._name = ""

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" property"):
            said = attributes.get("name", "")
            self._name = said.removeprefix(PREFIX) if said.startswith(PREFIX) else ""

    def said(self, data: str) -> None:
        if self._name:
            self.found[self._name] = self.found.get(self._name, "") + data


class _Body(_Handler):
    """The body of the document."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.parts: list[list[tuple[str, str]] | RawTable] = []
        self._paragraphs: list[list[tuple[str, str]]] = []
        self._tables: list[RawTable] = []
        self._cells: list[list[tuple[str, str]]] = []
        self._fields: list[list[Any]] = []
        self._controls: list[str] = []
        self._skipped = 0
        self._in_text = self._in_code = False
        self._count = self._cell_count = self._said = 0
        self._open = {f"{space} {name}": act for space in (_W, _STRICT_W) for name, act in self._opening().items()}
        self._close = {f"{space} {name}": act for space in (_W, _STRICT_W) for name, act in self._closing().items()}

    def _opening(self) -> dict[str, Callable[[dict[str, str]], None]]:
        return {
            "p": self._paragraph,
            "t": lambda _: self._texts(on=True),
            "tab": lambda _: self._add(" "),
            "br": lambda _: self._add(" "),
            "cr": lambda _: self._add(" "),
            "noBreakHyphen": lambda _: self._add("-"),
            "instrText": lambda _: self._codes(on=True),
            "fldChar": self._field_sign,
            "fldSimple": self._simple_field,
            "sdt": lambda _: self._controls.append(""),
            "tag": self._tag,
            "tbl": self._table,
            "tblDescription": self._description,
            "tr": self._row,
            "tc": self._cell,
        }

    def _closing(self) -> dict[str, Callable[[], None]]:
        return {
            "p": self._paragraph_ends,
            "t": lambda: self._texts(on=False),
            "instrText": lambda: self._codes(on=False),
            "fldSimple": self._field_ends,
            "sdt": lambda: self._left(self._controls),
            "tc": lambda: self._left(self._cells),
            "tbl": lambda: self._left(self._tables),
        }

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if self._skipped or name.endswith((" del", " moveFrom", " Fallback")):
            self._skipped += 1
            return
        if (act := self._open.get(name)) is not None:
            act(attributes)

    def closed(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        if (act := self._close.get(name)) is not None:
            act()

    def said(self, data: str) -> None:
        if self._skipped:
            return
        if self._in_text:
            self._add(data)
        elif self._in_code and self._fields:
            self._fields[-1][0] += data

    def _add(self, text: str) -> None:
        if not self._paragraphs or (self._fields and not self._fields[-1][1]):
            return
        self._paragraphs[-1].append((text, self._figure()))

    def _figure(self) -> str:
        """The figure that the text here shows."""
        for code, _ in reversed(self._fields):
            if found := _FIELD.search(code):
                return found[1]
        return next((name for name in reversed(self._controls) if name), "")

    def _paragraph(self, _: dict[str, str]) -> None:
        self._paragraphs.append([])

    def _paragraph_ends(self) -> None:
        made = self._left(self._paragraphs)
        while self._fields and not self._fields[-1][1]:
            # A field that never showed anything must not swallow the rest of a damaged document.
            self._fields.pop()
        if self._cells:
            self._cells[-1] += made
        elif made:
            self._count += 1
            self._said += sum(len(text) for text, _ in made)
            if self._count > MOST_PARAGRAPHS or self._said > MOST_TEXT:
                self.too_large()
            self.parts.append(made)

    def _texts(self, *, on: bool) -> None:
        self._in_text = on

    def _codes(self, *, on: bool) -> None:
        self._in_code = on

    def _field_sign(self, attributes: dict[str, str]) -> None:
        kind = self._value(attributes, "fldCharType")
        if kind == "begin":
            self._fields.append(["", False])
        elif kind == "separate" and self._fields:
            self._fields[-1][1] = True
        elif kind == "end":
            self._field_ends()

    def _simple_field(self, attributes: dict[str, str]) -> None:
        self._fields.append([self._value(attributes, "instr"), True])

    def _field_ends(self) -> None:
        self._left(self._fields)

    def _tag(self, attributes: dict[str, str]) -> None:
        if self._controls and (found := _TAG.match(self._value(attributes, "val"))):
            self._controls[-1] = found[1]

    def _table(self, _: dict[str, str]) -> None:
        made = RawTable(rows=[])
        self._tables.append(made)
        self.parts.append(made)

    def _description(self, attributes: dict[str, str]) -> None:
        if self._tables:
            self._tables[-1].description = self._value(attributes, "val")

    def _row(self, _: dict[str, str]) -> None:
        if self._tables:
            self._tables[-1].rows.append([])

    def _cell(self, _: dict[str, str]) -> None:
        self._cell_count += 1
        if self._cell_count > MOST_CELLS:
            self.too_large()
        made: list[tuple[str, str]] = []
        self._cells.append(made)
        if self._tables and self._tables[-1].rows:
            self._tables[-1].rows[-1].append(made)

    @staticmethod
    def _left(stack: list[Any]) -> Any:
        return stack.pop() if stack else []

    @staticmethod
    def _value(attributes: dict[str, str], name: str) -> str:
        return attributes.get(f"{_W} {name}") or attributes.get(f"{_STRICT_W} {name}") or ""
