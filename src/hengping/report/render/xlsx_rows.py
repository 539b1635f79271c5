"""Rows of a sheet as SpreadsheetML: text is always text, a number keeps the digits that are published."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from math import ceil

from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]

from hengping.model.cells import begins_like_a_formula
from hengping.report.wording import printable

Cell = str | int | Decimal | None
"""What a cell holds: text, a count, a number of the results, or nothing."""

MOST_CHARACTERS = 32_767
"""What a cell can hold."""

MOST_DECIMALS = 6
"""Decimals that have a format of their own; longer numbers show as many as they need, up to this."""

LINE_PT = 15.0
"""Height of one line of 10.5 pt."""

MOST_HEIGHT_PT = 409.0
"""The highest row that Excel knows."""

_SHORT = 256
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def printable_lines(text: str) -> str:
    """The text as a cell holds it: cleaned line by line and cut to what a cell can hold."""
    lines = printable(text) if "\n" not in text else "\n".join(printable(line) for line in text.split("\n"))
    return lines if len(lines) <= MOST_CHARACTERS else lines[: MOST_CHARACTERS - 1] + "…"


def _inline(text: str) -> tuple[bool, str]:
    """Whether the text needs the mark of a text, and the end of its cell."""
    shown = printable_lines(text)
    # “_x000D_” in a cell would be read as a control character.
    written = _ESCAPE_LIKE.sub("_x005F_", shown).translate(_ESCAPED)
    space = ' xml:space="preserve"' if shown != shown.strip() or "\n" in shown else ""
    return begins_like_a_formula(text), f' t="inlineStr"><is><t{space}>{written}</t></is></c>'


_kept_inline = lru_cache(maxsize=65536)(_inline)


def _number(value: Decimal) -> tuple[int, str]:
    """Decimals of a number and its text, digit by digit as published.

    Never remembered by value: 7 and 7.00 are equal numbers, and two different texts.
    """
    text = f"{value:f}"
    return len(text.partition(".")[2]), text


@lru_cache(maxsize=65536)
def width_of(text: str) -> int:
    """Width in columns of a half-width digit: Chinese characters take two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def lines_of(text: str, width: int) -> int:
    """Lines that a text takes in a column of so many characters."""
    room = max(width - 1, 2)
    if 2 * len(text) <= room and "\n" not in text:
        return 1
    return sum(max(1, ceil(width_of(line) / room)) for line in text.split("\n"))


class _Column:
    """What the cells of a column begin with, by what they hold."""

    __slots__ = ("empty", "numbers", "opening", "quoted", "text", "whole")

    def __init__(self, styles: Mapping[str, int], letters: str, *, rate: bool, wrapped: bool) -> None:
        text = styles["wrap" if wrapped else "text"]
        quoted = styles["quoted_wrap" if wrapped else "quoted"]
        self.opening = f'<c r="{letters}'
        self.empty = f'" s="{text}"/>'
        self.text = f'" s="{text}"'
        self.quoted = f'" s="{quoted}"'
        self.whole = f'" s="{styles["int"]}"><v>'
        self.numbers = [f'" s="{style}"><v>' for style in _by_decimals(styles, "rate" if rate else "points")]


class RowWriter:
    """Makes the rows of one sheet.

    Args:
        styles: number of every cell format in the book: ``text``, ``wrap``, ``quoted``, ``quoted_wrap``, ``int``,
            ``points0`` … , ``points_long``, ``rate2`` … , ``rate_long``.
        widths: of the columns, in characters.
        rates: columns whose numbers are ratios.
        wrapped: columns whose text is broken into lines; the row becomes as high as they need.
    """

    def __init__(
        self, styles: Mapping[str, int], widths: Sequence[int], rates: Iterable[int], wrapped: Iterable[int]
    ) -> None:
        rate_columns, wrapped_columns = frozenset(rates), frozenset(wrapped)
        # Column, its width, and how long a text may be that is surely one line, even of Chinese characters.
        self._wrapped = tuple((at, widths[at], max(widths[at] - 1, 2) // 2) for at in sorted(wrapped_columns))
        self._columns = tuple(
            _Column(styles, xl_col_to_name(at), rate=at in rate_columns, wrapped=at in wrapped_columns)
            for at in range(len(widths))
        )

    def row(self, number: int, cells: Sequence[Cell]) -> str:
        """One row; ``number`` counts from 1.

        Raises:
            ValueError: it has more cells than the sheet has columns.
        """
        if len(cells) > len(self._columns):
            message = f"{len(cells)} cells, {len(self._columns)} columns"
            raise ValueError(message)
        parts = [f'<row r="{number}"{self._height(cells)}>']
        # Millions of cells come through here: every piece of XML that can be is ready, and no cell takes a call more.
        for cell, column in zip(cells, self._columns, strict=False):
            if cell is None or cell == "":
                # Written all the same: the table keeps its lines, and readers that stream see how long the row is.
                parts.append(f"{column.opening}{number}{column.empty}")
            elif isinstance(cell, str):
                quoted, rest = _kept_inline(cell) if len(cell) <= _SHORT else _inline(cell)
                parts.append(f"{column.opening}{number}{column.quoted if quoted else column.text}{rest}")
            elif isinstance(cell, Decimal):
                decimals, text = _number(cell)
                numbers = column.numbers
                parts.append(f"{column.opening}{number}{numbers[min(decimals, len(numbers) - 1)]}{text}</v></c>")
            else:
                parts.append(f"{column.opening}{number}{column.whole}{cell}</v></c>")
        parts.append("</row>")
        return "".join(parts)

    def _height(self, cells: Sequence[Cell]) -> str:
        lines = 1
        for at, width, surely in self._wrapped:
            cell = cells[at]
            # Most cells are short: they are passed over without a call.
            if isinstance(cell, str) and (len(cell) > surely or "\n" in cell):
                lines = max(lines, lines_of(cell, width))
        if lines == 1:
            return ""
        return f' ht="{min(lines * LINE_PT + 3, MOST_HEIGHT_PT):g}" customHeight="1"'


def _by_decimals(styles: Mapping[str, int], kind: str) -> list[int]:
    """The format for so many decimals; the last one for all that have more."""
    return [*(styles[f"{kind}{digits}"] for digits in range(MOST_DECIMALS + 1)), styles[f"{kind}_long"]]
