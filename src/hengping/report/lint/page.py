"""A document as the linter reads it, whatever file it came from: paragraphs and tables in order."""

import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from hengping.model.errors import InputError
from hengping.report.lint.cleaning import Bound, clean, clean_pieces

CHAPTER = re.compile(r"([一二三四五六七八九十]{1,3})、")
SECTION = re.compile(r"（([一二三四五六七八九十]{1,3})）")
ATTACHMENT = re.compile(r"附件(\d{1,2})?")
_TITLE_LENGTH = 40
MOST_PARAGRAPHS = 20_000
MOST_TEXT = 1_000_000
"""Characters outside tables; the lists of 14,000 sites take 300,000."""


class Paragraph(msgspec.Struct, frozen=True, kw_only=True):
    """A paragraph outside tables.

    Attributes:
        number: from 1, empty ones not counted.
        text: cleaned.
        chapter: the heading it stands under; its own text when it is one.
        bound: where it shows figures of the program.
    """

    number: int
    text: str
    chapter: str = ""
    bound: tuple[Bound, ...] = ()


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A table; ``number`` from 1, ``rows`` with the header.

    Attributes:
        paragraph: number of the paragraph before it.
        caption: text of that paragraph.
        description: the table's alternative text.
        bound: figures in its cells, as (name, row, column).
    """

    number: int
    rows: tuple[tuple[str, ...], ...]
    paragraph: int = 0
    chapter: str = ""
    caption: str = ""
    description: str = ""
    bound: tuple[tuple[str, int, int], ...] = ()


class RawTable(msgspec.Struct, kw_only=True):
    """A table while a file is read: every cell as pieces of text, each with the name of its figure."""

    description: str = ""
    rows: list[list[list[tuple[str, str]]]] = []


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A whole document in reading order.

    Attributes:
        values: what the file itself says of figures (document properties), by name; may be empty.
    """

    items: tuple[Paragraph | Table, ...]
    values: Mapping[str, str] = {}

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs in order."""
        return (item for item in self.items if isinstance(item, Paragraph))

    @property
    def tables(self) -> Iterator[Table]:
        """The tables in order."""
        return (item for item in self.items if isinstance(item, Table))


def made_page(parts: Iterable[list[tuple[str, str]] | RawTable], values: Mapping[str, str] | None = None) -> Page:
    """The page of paragraphs (pieces of text) and tables as a reader found them; empty paragraphs go.

    Raises:
        InputError: it holds more text than any bulletin.
    """
    items: list[Paragraph | Table] = []
    chapter, number, tables, last, said = "", 0, 0, "", 0
    for part in parts:
        if isinstance(part, RawTable):
            tables += 1
            items.append(_table(part, tables, number, chapter, last))
            continue
        text, bound = clean_pieces(part)
        if not text:
            continue
        number += 1
        said += len(text)
        if number > MOST_PARAGRAPHS or said > MOST_TEXT:
            raise InputError("文档过大，不是通报", remedy="核对文件是否正确")
        last = text
        if is_heading(text):
            chapter = text
        items.append(Paragraph(number=number, text=text, chapter=chapter, bound=bound))
    return Page(items=tuple(items), values={name: clean(value) for name, value in (values or {}).items()})


def is_heading(text: str) -> bool:
    """Whether a paragraph is a heading, by its number and its length; 附件1 is one."""
    if len(text) > _TITLE_LENGTH or "。" in text:
        return False
    return bool(CHAPTER.match(text) or SECTION.match(text) or ATTACHMENT.fullmatch(text))


def _table(raw: RawTable, number: int, paragraph: int, chapter: str, caption: str) -> Table:
    rows: list[tuple[str, ...]] = []
    bound: list[tuple[str, int, int]] = []
    for at, row in enumerate(raw.rows):
        cells = []
        for column, pieces in enumerate(row):
            if len(pieces) == 1 and not pieces[0][1]:
                cells.append(clean(pieces[0][0]))
                continue
            text, found = clean_pieces(pieces)
            cells.append(text)
            bound += [(each.name, at, column) for each in found]
        rows.append(tuple(cells))
    return Table(
        number=number,
        rows=tuple(rows),
        paragraph=paragraph,
        chapter=chapter,
        caption=caption,
        description=clean(raw.description),
        bound=tuple(bound),
    )
