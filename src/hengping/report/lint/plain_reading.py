"""Reading HTML and plain text for the linter. The file is untrusted: nothing in it is followed, its size is bounded."""

from html.parser import HTMLParser
from pathlib import Path

from hengping.model.errors import InputError
from hengping.report.lint.page import Page, RawTable, made_page

MOST_BYTES = 100 << 20
_BLOCKS = frozenset({f"h{level}" for level in range(1, 7)}) | {
    *("p", "li", "dt", "dd", "div", "section", "article", "header", "footer", "main", "body", "caption", "figcaption")
}
_SILENT = frozenset({"script", "style", "head", "svg", "template", "nav"})
_MARK = "data"


def read_plain(path: Path) -> Page:
    """Every line is a paragraph.

    Raises:
        InputError: the file is too large, or not text.
    """
    return made_page([(line, "")] for line in _text(path).splitlines())


def read_html(path: Path) -> Page:
    """Paragraphs, tables and bound figures of an HTML document.

    Raises:
        InputError: the file is too large, or not text.
    """
    reader = _Html()
    reader.feed(_text(path))
    reader.close()
    reader.finish()
    return made_page(reader.parts)


def _text(path: Path) -> str:
    if path.stat().st_size > MOST_BYTES:
        raise InputError("文件过大，不是通报", where=str(path), remedy="核对文件是否正确")
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError("不是文本文件", where=str(path), remedy="另存为UTF-8编码的文本")


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[list[tuple[str, str]] | RawTable] = []
        self._paragraph: list[tuple[str, str]] = []
        self._tables: list[RawTable] = []
        self._cell: list[tuple[str, str]] | None = None
        self._figure = ""
        self._silent = 0
        self._mode = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            self.finish()
            self._tables.append(RawTable(rows=[]))
            self.parts.append(self._tables[-1])
        elif tag == "tr" and self._tables:
            self._tables[-1].rows.append([])
        elif tag in {"td", "th"} and self._tables and self._tables[-1].rows:
            self._cell = []
            self._tables[-1].rows[-1].append(self._cell)
        elif tag == _MARK:
            self._figure = dict(attrs).get("id") or ""
        elif tag in _BLOCKS or tag == "caption":
            self.finish()

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "table" and self._tables:
            self._tables.pop()
            self._cell = None
        elif tag in {"td", "th"}:
            self._cell = None
        elif tag == _MARK:
            self._figure = ""
        elif tag in _BLOCKS:
            self.finish()

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._cell is not None:
            self._cell.append((data, self._figure))
        else:
            self._paragraph.append((data, self._figure))

    def finish(self) -> None:
        """The paragraph ends."""
        if self._paragraph and self._cell is None:
            self.parts.append(self._paragraph)
            self._paragraph = []
