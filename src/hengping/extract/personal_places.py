"""Where a number stands: its line, its label, the heading of its column. For web pages and for plain text alike.

Everything is a window of bounded size, so that ten thousand numbers cost no more than ten thousand windows.
"""

import re
from bisect import bisect_right
from typing import NamedTuple, Protocol

from hengping.extract.flat import Element, Page
from hengping.extract.personal_words import HEADING, NAME, NOT_A_NAME

_WINDOW = 160
_LABEL = 24
_NEAR_BEFORE, _NEAR_AFTER = 120, 60
_MAX_CELLS = 60
_HEADING_ROWS = 6
_MAX_CELL = 60
_HEADING_LENGTH, _SHORT_HEADING = 24, 10
_LABEL_CELL = 14
_HEADINGS_AT_LEAST = 2
_MANY_LINES = 200_000
_LABEL_END = re.compile(r"[。；;！!？?\t\n]|\d[^\d:：（(]*[,，、]")
_PROSE = 60


class Place(NamedTuple):
    """Surroundings of a number.

    Attributes:
        line: the printed line or table row, at most some hundred characters, cells apart by a tabulator.
        before: the line up to the number.
        label: what stands directly before it: in its cell, the cell before, or the line before.
        heading: of its column; empty without a heading row.
        headings: all headings of the table.
        cells: of the row.
        near: the surroundings, over line ends; in a table of labels and values the whole table.
        caption: what stands before the table.
        column: number of its column, from 0; -1 where columns cannot be told apart.
        hidden: it is not shown.
        position: to find it again.
    """

    line: str
    before: str
    label: str
    heading: str
    headings: tuple[str, ...]
    cells: tuple[str, ...]
    near: str
    hidden: bool
    position: str
    caption: str = ""
    column: int = -1

    @property
    def named(self) -> bool:
        """Whether a cell of the row is a person's name."""
        return any(is_name(cell) for cell in self.cells)


class Places(Protocol):
    """Finds the surroundings of a span of text."""

    def at(self, start: int, end: int) -> Place:
        """Where the span stands."""
        ...


def is_name(cell: str) -> bool:
    """Whether a cell holds a person's name and nothing else."""
    text = "".join(cell.split())
    return NAME.fullmatch(text) is not None and not NOT_A_NAME.search(text)


class TextPlaces:
    """Places in plain text: lines, cells apart by tabulators (or, in text without any, by white space).

    Args:
        text: the text.
        name: what the part of the document is called, put before the number of the line.
    """

    def __init__(self, text: str, name: str = "") -> None:
        self._text = text
        self._name = name
        self._starts = [0]
        self._starts += [found.end() for found in re.finditer("\n", text)][:_MANY_LINES]
        self._headings: tuple[int, tuple[str, ...]] = (-1, ())
        self._read_to = 0

    def at(self, start: int, end: int) -> Place:
        """See :class:`Places`. Spans must come in the order of the text."""
        text = self._text
        number = bisect_right(self._starts, start) - 1
        low = max(self._starts[number], start - _WINDOW)
        stop = text.find("\n", end, end + _WINDOW)
        high = stop if stop >= 0 else end + _WINDOW
        line = text[low:high]
        self._learn_headings(number)
        cells = _cells(line)
        headings = self._headings[1]
        column = _column(line[: start - low], line)
        aligned = "\t" in line.strip() or len(cells) == len(headings)
        heading = headings[column] if aligned and column < len(headings) else ""
        before = text[low:start]
        label = _label_of(before) or (self._line_before(number) if not before.strip() else "")
        return Place(
            line=line,
            before=before,
            label=label,
            heading=heading,
            headings=headings,
            cells=cells,
            near=text[max(0, start - _NEAR_BEFORE) : end + _NEAR_AFTER],
            hidden=False,
            position=f"{self._name} {number + 1}".strip(),
            column=column if aligned else -1,
        )

    def _line_before(self, number: int) -> str:
        for above in range(number - 1, max(number - 3, -1), -1):
            line = self._text[self._starts[above] : self._starts[above + 1] - 1][:_PROSE].strip()
            if line:
                return line if len(line) <= _LABEL_CELL else ""
        return ""

    def _learn_headings(self, number: int) -> None:
        """Keep the last line of headings above line ``number``; a sentence in between ends the table."""
        for above in range(self._read_to, number):
            start = self._starts[above]
            line = self._text[start : min(self._starts[above + 1] - 1, start + 4 * _WINDOW)]
            if not line.strip():
                continue
            headings = _headings(_cells(line))
            if headings:
                self._headings = (above, headings)
            elif len(line) > _PROSE and "。" in line and "\t" not in line:
                self._headings = (-1, ())
        self._read_to = max(self._read_to, number)


class PagePlaces:
    """Places on a web page: table cells by their elements, everything else by lines.

    Args:
        page: the flat page.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._tables: dict[int, tuple[str, ...]] = {}
        self._rows: dict[int, tuple[str, ...]] = {}
        self._properties: dict[int, str] = {}

    def at(self, start: int, end: int) -> Place:
        """See :class:`Places`."""
        page, text = self._page, self._page.text
        low = max(text.rfind("\n", max(0, start - _WINDOW), start) + 1, start - _WINDOW, 0)
        stop = text.find("\n", end, end + _WINDOW)
        line = text[low : stop if stop >= 0 else end + _WINDOW]
        near = text[max(0, start - _NEAR_BEFORE) : end + _NEAR_AFTER]
        pieces = page.pieces_in(max(0, start - _WINDOW), start + 1)
        holder = pieces[-1].holder if pieces else None
        cell = _above(holder, {"td", "th"})
        row = _above(cell, {"tr"})
        hidden = holder is not None and holder.hidden
        position = holder.path() if holder is not None else ""
        before = text[low:start]
        if cell is None or row is None:
            label = _label_of(before) or ("" if before.strip() else _last_line(text[max(0, low - _PROSE) : low]))
            return Place(line, before, label, "", (), _cells(line), near, hidden, position)
        table = _above(row, {"table"})
        headings = self._headings_of(table)
        cells = self._cells_of(row)
        column = _column_of(cell, row)
        in_cell = text[max(cell.start, start - _WINDOW) : start]
        own = row.children.index(cell) if cell in row.children[:_MAX_CELLS] else 0
        previous = cells[own - 1] if 0 < own <= len(cells) else ""
        label = _label_of(in_cell) or (previous if len(previous) <= _LABEL_CELL else "")
        if not headings and table is not None:
            near = self._properties_of(table, near)
        return Place(
            line="\t".join(cells),
            before=in_cell,
            label=label,
            heading=headings[column] if column < len(headings) else "",
            headings=headings,
            cells=cells,
            near=near,
            hidden=hidden,
            position=position,
            caption="" if table is None else text[max(0, table.start - _PROSE) : table.start],
            column=column,
        )

    def _cells_of(self, row: Element) -> tuple[str, ...]:
        key = id(row)
        if key not in self._rows:
            own = [child for child in row.children[:_MAX_CELLS] if child.tag in {"td", "th"}]
            text = self._page.text
            folded = (" ".join(text[child.start : min(child.end, child.start + 2 * _WINDOW)].split()) for child in own)
            self._rows[key] = tuple(folded)
        return self._rows[key]

    def _headings_of(self, table: Element | None) -> tuple[str, ...]:
        """Headings of a table, one for each column of its widest reach."""
        if table is None:
            return ()
        key = id(table)
        if key not in self._tables:
            self._tables[key] = ()
            for place, row in enumerate(_rows_of(table)[:_HEADING_ROWS]):
                cells = self._cells_of(row)
                if not _headings(cells) and not _all_th(row) and not (place == 0 and _names_columns(cells)):
                    continue
                spread: list[str] = []
                own = [child for child in row.children[:_MAX_CELLS] if child.tag in {"td", "th"}]
                for child, cell in zip(own, cells, strict=False):
                    spread += ["".join(cell.split())] * _span(child)
                self._tables[key] = tuple(spread)
                break
        return self._tables[key]

    def _properties_of(self, table: Element, near: str) -> str:
        """The text of a small table of labels and values."""
        key = id(table)
        if key not in self._properties:
            whole = self._page.text[table.start : table.end] if table.end - table.start < 4 * _WINDOW else ""
            self._properties[key] = whole
        return self._properties[key] or near


def _all_th(row: Element) -> bool:
    """Whether the page itself says that a row holds headings."""
    tags = {child.tag for child in row.children}
    return tags == {"th"} and len(row.children) >= _HEADINGS_AT_LEAST


def _headings(cells: tuple[str, ...]) -> tuple[str, ...]:
    """The cells, when they are headings: two of them are known ones, and none holds a long number."""
    folded = tuple("".join(cell.split()) for cell in cells)
    known = sum(1 for cell in folded if cell and len(cell) <= _HEADING_LENGTH and _is_heading(cell))
    filled = sum(1 for cell in folded if cell)
    numbers = any(sum(character.isdigit() for character in cell) > 5 for cell in folded)  # noqa: PLR2004
    return folded if known >= _HEADINGS_AT_LEAST and 2 * known >= filled and not numbers else ()


def _names_columns(cells: tuple[str, ...]) -> bool:
    """Whether the first row of a table names its columns, though only one name is known: all short, no figure."""
    folded = ["".join(cell.split()) for cell in cells]
    if len(folded) <= _HEADINGS_AT_LEAST or any(not cell or len(cell) > _SHORT_HEADING for cell in folded):
        return False
    if any(any(map(str.isdigit, cell)) for cell in folded) or len(set(folded)) < len(folded):
        return False
    return any(_is_heading(cell) for cell in folded)


def _is_heading(cell: str) -> bool:
    return HEADING.search(cell) is not None and not is_name(cell)


def _cells(line: str) -> tuple[str, ...]:
    parts = line.split("\t", _MAX_CELLS) if "\t" in line.strip() else line.split(None, _MAX_CELLS)
    return tuple(part.strip()[:_MAX_CELL] for part in parts)


def _column(before: str, line: str) -> int:
    return before.count("\t") if "\t" in line.strip() else len(before.split())


def _label_of(before: str) -> str:
    """What is printed directly before a number, back to the end of a sentence or of a cell."""
    tail = before[-_LABEL:]
    ends = [found.end() for found in _LABEL_END.finditer(tail)]
    return tail[ends[-1] :].strip() if ends else tail.strip()


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return lines[-1] if lines and len(lines[-1]) <= _LABEL_CELL else ""


def _above(element: Element | None, tags: set[str]) -> Element | None:
    while element is not None and element.tag not in tags:
        element = element.parent
    return element


def _rows_of(table: Element) -> list[Element]:
    rows: list[Element] = []
    for child in table.children[:_MAX_CELLS]:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in {"tbody", "thead", "tfoot"}:
            rows += [inner for inner in child.children[:_HEADING_ROWS] if inner.tag == "tr"]
        if len(rows) >= _HEADING_ROWS:
            break
    return rows


def _span(cell: Element) -> int:
    text = cell.attrs.get("colspan") or "1"
    return min(int(text[:4]), _MAX_CELLS) if text.isascii() and text.isdigit() and int(text[:4]) > 0 else 1


def _column_of(cell: Element, row: Element) -> int:
    column = 0
    for child in row.children[:_MAX_CELLS]:
        if child is cell:
            break
        if child.tag in {"td", "th"}:
            column += _span(child)
    return column
