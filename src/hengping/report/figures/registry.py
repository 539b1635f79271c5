"""The registry of a document's figures: ``bulletin-<system>.json``, by which every printed value can be checked."""

from collections.abc import Iterator

import msgspec

from hengping.report import blocks
from hengping.report.figures.text import Figure, Kind, runs_of
from hengping.report.inputs import ReportInputs
from hengping.report.view import SystemView

SCHEMA = "hengping/bulletin/1"
_CONTEXT = 12
"""Characters of the words before and behind a figure."""


class FigureRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One figure where it stands.

    Attributes:
        id: ``f0001`` and so on, in reading order; the same in Word, HTML and the workbook.
        block: number of the block that holds it, from 0.
        before, behind: the words around it.
    """

    id: str
    query: str
    kind: Kind
    value: str
    printed: str
    block: int
    before: str
    behind: str


class TableRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One table whose cells answer a query; ``keys`` say what each row is about."""

    id: str
    query: str
    block: int
    caption: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Registry(msgspec.Struct, frozen=True, kw_only=True):
    """All figures of one document, and the frozen data they were read from.

    Attributes:
        schema: version of this form.
        document: title.
        system_id, system_version, run: whose results.
        snapshot: SHA-256 of the files that the answers come from, by name.
    """

    schema: str = SCHEMA
    document: str
    system_id: str
    system_version: str
    run: str
    as_of: str
    snapshot: dict[str, str]
    figures: tuple[FigureRecord, ...]
    tables: tuple[TableRecord, ...]


class Numbering:
    """Ids of figures and tables in reading order; every renderer counts with one of these."""

    def __init__(self) -> None:
        self._figures = 0
        self._tables = 0

    def figure(self) -> str:
        """The id of the next figure."""
        self._figures += 1
        return f"f{self._figures:04}"

    def table(self) -> str:
        """The id of the next table that answers a query."""
        self._tables += 1
        return f"t{self._tables:02}"


def texts(block: blocks.Block) -> Iterator[str]:
    """The texts of a block in reading order, without the cells of tables."""
    match block:
        case blocks.Title(lines=lines):
            yield from lines
        case blocks.Heading(text=text):
            yield text
        case blocks.Paragraph(lead=lead, text=text):
            yield lead
            yield text
        case blocks.ListBlock(items=items):
            yield from items
        case blocks.KeyFigures(items=figures):
            for item in figures:
                yield item.value
                yield item.note
        case blocks.Chart(title=title):
            yield title
        case blocks.Signature(organiser=organiser, on=on):
            yield organiser
            yield on
        case _:
            return


def registry_of(document: blocks.Document, inputs: ReportInputs, system: SystemView) -> Registry:
    """The registry of a bulletin."""
    numbering = Numbering()
    figures: list[FigureRecord] = []
    tables: list[TableRecord] = []
    for number, block in enumerate(document.blocks):
        for text in texts(block):
            figures.extend(_records(text, number, numbering))
        if isinstance(block, blocks.Table) and block.query:
            tables.append(_table(block, number, numbering))
    return Registry(
        document=document.title,
        system_id=system.system_id,
        system_version=system.results.system_version,
        run=inputs.generated_for,
        as_of=inputs.as_of.isoformat(),
        snapshot=dict(sorted(inputs.digests.items())),
        figures=tuple(figures),
        tables=tuple(tables),
    )


def registry_bytes(made: Registry) -> bytes:
    """The registry as a file: one figure, one table row a line, so that two versions can be compared line by line."""
    return msgspec.json.format(msgspec.json.encode(made, enc_hook=str), indent=1) + b"\n"


def _records(text: str, block: int, numbering: Numbering) -> Iterator[FigureRecord]:
    runs = runs_of(text)
    at = 0
    for run in runs:
        words = str(run)
        if isinstance(run, Figure):
            yield FigureRecord(
                id=numbering.figure(),
                query=run.query,
                kind=run.kind,
                value=run.value,
                printed=run.printed,
                block=block,
                before=str(text)[max(0, at - _CONTEXT) : at],
                behind=str(text)[at + len(words) : at + len(words) + _CONTEXT],
            )
        at += len(words)


def _table(block: blocks.Table, number: int, numbering: Numbering) -> TableRecord:
    return TableRecord(
        id=numbering.table(),
        query=block.query,
        block=number,
        caption=block.caption,
        columns=tuple(column.title for column in block.columns),
        keys=block.keys,
        rows=block.rows,
    )
