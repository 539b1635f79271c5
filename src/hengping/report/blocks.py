"""A document as data: blocks in reading order, without any word about Word, PDF or HTML.

All text is plain text, or :class:`~hengping.report.figures.text.Text`, a string that knows its figures. A renderer
decides about faces and paper; two renderers given the same document print the same
figures, because neither makes any.
"""

from datetime import date
from typing import Any, Literal

import msgspec

Align = Literal["left", "center", "right"]


class _Block(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag=str.lower):
    """Base: immutable; ``kind`` names the block in JSON."""


class Title(_Block, frozen=True, kw_only=True):
    """The document's title; the lines are broken where the sense allows."""

    lines: tuple[str, ...]


class Heading(_Block, frozen=True, kw_only=True):
    """A heading with its number in the text: level 1 “一、”, level 2 “(一)”."""

    level: Literal[1, 2]
    text: str


class Paragraph(_Block, frozen=True, kw_only=True):
    """A paragraph. ``lead`` is a bold opening phrase; without ``indent`` it begins at the margin (主送机关)."""

    text: str
    lead: str = ""
    indent: bool = True


_LEAD_IN = 60
"""Characters of a sentence that only announces the table below it."""


def leads_to_table(paragraph: Paragraph) -> bool:
    """Whether a paragraph must stand on the page of the table below it; a long one would leave a gap behind."""
    return len(paragraph.text) <= _LEAD_IN


class ListBlock(_Block, frozen=True, kw_only=True):
    """Short paragraphs of one kind, numbered “1.” when ``ordered``."""

    items: tuple[str, ...]
    ordered: bool = True


class KeyFigure(msgspec.Struct, frozen=True, kw_only=True):
    """One number that matters: label, value with its unit, and how it comes about."""

    label: str
    value: str
    note: str = ""


class KeyFigures(_Block, frozen=True, kw_only=True):
    """A few key figures side by side."""

    items: tuple[KeyFigure, ...]


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A table column; ``width`` is its share of the type area, relative to the other columns."""

    title: str
    width: int = 1
    align: Align = "left"
    mono: bool = False


class Table(_Block, frozen=True, kw_only=True):
    """A table whose header row is repeated on every page.

    Attributes:
        query: what all of its cells answer together (``table.ranks[设区市]``); empty: it holds no figures.
        keys: what each row is about (site code, check id), so that a cell can be named by query, row and column.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    query: str = ""
    keys: tuple[str, ...] = ()


_LINE = 42
"""Characters of size 五号 on a line of 156 mm."""
MOST_TOGETHER = 14
"""Lines of a table that is moved to the next page as a whole rather than broken."""
MOST_LINES = 30
"""Lines of a row that still fits on a page; a longer one has to be broken."""


def row_lines(table: Table) -> tuple[int, ...]:
    """How many lines each row takes, about: what its longest cell needs in its column."""
    total = sum(column.width for column in table.columns)
    room = [max(1, _LINE * column.width // total - 1) for column in table.columns]
    return tuple(
        max((-(-len(cell) // width) for cell, width in zip(row, room, strict=True)), default=1) or 1
        for row in table.rows
    )


def stays_together(table: Table) -> bool:
    """Whether a table is short enough to stand on one page."""
    return len(table.rows) <= MOST_TOGETHER and sum(row_lines(table)) <= MOST_TOGETHER


class Chart(_Block, frozen=True, kw_only=True):
    """A chart with its text alternative and its data.

    Attributes:
        title: caption below it.
        alt: one sentence that says what it shows, with the main figures.
        option: option object for the drawing engine; renderers make SVG or PNG from it.
        columns, rows: the data as a table, for readers who do not see the picture.
        height_mm: height at the width of the type area.
        query: what its data answer.
    """

    title: str
    alt: str
    option: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    height_mm: int = 80
    query: str = ""


class RedHead(_Block, frozen=True, kw_only=True):
    """The head of an issued document (版头): the issuer in red, the document's number, a red line."""

    issuer: str
    number: str = ""


class PageBreak(_Block, frozen=True, kw_only=True):
    """What follows begins on a new page."""


class AttachmentList(_Block, frozen=True, kw_only=True):
    """The note after the text that names the attachments (附件说明)."""

    titles: tuple[str, ...]


class Attachment(_Block, frozen=True, kw_only=True):
    """An attachment begins: on a new page, with its number and title."""

    number: int
    title: str


class Signature(_Block, frozen=True, kw_only=True):
    """Who signs, and the date of writing (成文日期)."""

    organiser: str
    on: str


Block = (
    RedHead
    | Title
    | Heading
    | Paragraph
    | ListBlock
    | KeyFigures
    | Table
    | Chart
    | PageBreak
    | AttachmentList
    | Attachment
    | Signature
)


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A whole document.

    Attributes:
        title: one line, for the file's properties.
        author: for the file's properties.
        subject: what it belongs to (run id).
        dated_on: the only date a renderer may put into the file.
        blocks: in reading order.
    """

    title: str
    author: str
    subject: str
    dated_on: date
    blocks: tuple[Block, ...]


def to_data(document: Any) -> Any:
    """A document, or any block, as plain data for JSON; bound texts become plain ones."""
    return msgspec.to_builtins(document, enc_hook=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return str.__str__(value)
    raise TypeError(f"cannot be written as data: {type(value).__name__}")
