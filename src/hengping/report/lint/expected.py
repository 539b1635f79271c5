"""What a document made from the results says: paragraphs with their figures, and tables, in reading order."""

from collections.abc import Iterator

import msgspec

from hengping.report import blocks
from hengping.report.figures.registry import Numbering
from hengping.report.figures.text import Figure, Kind, runs_of
from hengping.report.lint.cleaning import clean, clean_pieces
from hengping.report.lint.page import is_heading


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A figure in a text, from ``start`` to ``end``."""

    name: str
    query: str
    kind: Kind
    value: str
    printed: str
    start: int
    end: int


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """A paragraph as the program writes it.

    Attributes:
        number: from 0.
        table_query: query of the table whose caption it is; its counts are those of the table.
    """

    number: int
    text: str
    figures: tuple[Known, ...] = ()
    chapter: str = ""
    table_query: str = ""

    def at(self, start: int, end: int) -> Known | None:
        """The figure that holds this part of the text."""
        return next((each for each in self.figures if each.start <= start and end <= each.end), None)


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A table as the program writes it; ``cells`` holds the figures of tables whose cells have their own queries."""

    number: int
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    keys: tuple[str, ...] = ()
    query: str = ""
    chapter: str = ""
    caption: str = ""
    cells: tuple[tuple[int, int, tuple[Known, ...]], ...] = ()


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """The whole document."""

    units: tuple[Unit, ...]
    sheets: tuple[Sheet, ...]

    @property
    def figures(self) -> Iterator[Known]:
        """All figures of the text."""
        for unit in self.units:
            yield from unit.figures
        for sheet in self.sheets:
            for _, _, figures in sheet.cells:
                yield from figures


def expected_of(document: blocks.Document) -> Expected:
    """What a document says, in the form in which texts are compared."""
    made = _Making()
    for number, block in enumerate(document.blocks):
        following = document.blocks[number + 1] if number + 1 < len(document.blocks) else None
        made.add(block, following)
    return Expected(units=tuple(made.units), sheets=tuple(made.sheets))


def _paragraphs(block: blocks.Block) -> Iterator[tuple[str, ...]]:
    """The paragraphs that Word shows of a block, each as its texts in order."""
    match block:
        case blocks.RedHead(issuer=issuer, number=number):
            yield from ((issuer,), (number,))
        case blocks.Title(lines=lines):
            yield lines
        case blocks.Paragraph(lead=lead, text=text):
            yield (lead, text)
        case blocks.ListBlock(items=items, ordered=ordered):
            yield from ((f"{number}." if ordered else "", item) for number, item in enumerate(items, start=1))
        case blocks.AttachmentList(titles=titles):
            for number, title in enumerate(titles, start=1):
                label = f"{number}." if len(titles) > 1 else ""
                yield (f"{'附件：' if number == 1 else ''}{label}{title}",)
        case blocks.Attachment(number=number, title=title):
            yield from ((f"附件{number}",), (title,))
        case blocks.Signature(organiser=organiser, on=on):
            yield from ((organiser,), (on,))
        case blocks.Chart(title=title):
            yield (title,)
        case _:
            return


class _Making:
    def __init__(self) -> None:
        self.numbering = Numbering()
        self.units: list[Unit] = []
        self.sheets: list[Sheet] = []
        self.chapter = ""

    def add(self, block: blocks.Block, following: blocks.Block | None) -> None:
        """One block."""
        match block:
            case blocks.Table():
                self._table(block)
            case blocks.KeyFigures(items=items):
                self._key_figures(items)
            case blocks.Heading(text=text):
                self._say(text, query=following.query if isinstance(following, blocks.Table) else "")
            case _:
                for texts in _paragraphs(block):
                    self._say(*texts)

    def _say(self, *texts: str, query: str = "") -> None:
        text, figures = self._bound(texts)
        if not text:
            return
        if is_heading(text):
            self.chapter = text
        self.units.append(
            Unit(number=len(self.units), text=text, figures=figures, chapter=self.chapter, table_query=query)
        )

    def _bound(self, texts: tuple[str, ...]) -> tuple[str, tuple[Known, ...]]:
        shown: dict[str, Figure] = {}
        pieces: list[tuple[str, str]] = []
        for text in texts:
            for run in runs_of(text):
                name = ""
                if isinstance(run, Figure):
                    name = self.numbering.figure()
                    shown[name] = run
                pieces.append((str(run), name))
        whole, bound = clean_pieces(pieces)
        known = tuple(
            Known(
                name=each.name,
                query=shown[each.name].query,
                kind=shown[each.name].kind,
                value=shown[each.name].value,
                printed=shown[each.name].printed,
                start=each.start,
                end=each.end,
            )
            for each in bound
        )
        return whole, known

    def _table(self, block: blocks.Table) -> None:
        if block.caption:
            self._say(block.caption, query=block.query)
        if block.query:
            self.numbering.table()
        self.sheets.append(
            Sheet(
                number=len(self.sheets),
                columns=tuple(clean(column.title) for column in block.columns),
                rows=tuple(tuple(clean(cell) for cell in row) for row in block.rows),
                keys=block.keys,
                query=block.query,
                chapter=self.chapter,
                caption=clean(block.caption),
            )
        )

    def _key_figures(self, items: tuple[blocks.KeyFigure, ...]) -> None:
        cells, row = [], []
        for column, item in enumerate(items):
            text, figures = self._bound((item.value, "（", item.note, "）") if item.note else (item.value,))
            row.append(text)
            cells.append((0, column, figures))
        self.sheets.append(
            Sheet(
                number=len(self.sheets),
                columns=tuple(clean(item.label) for item in items),
                rows=(tuple(row),),
                chapter=self.chapter,
                cells=tuple(cells),
            )
        )
