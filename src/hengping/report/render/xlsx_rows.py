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
        self._letters = [xl_col_to_name(at) for at in range(len(widths))]
        self._widths = widths
        rate_columns, wrapped_columns = frozenset(rates), frozenset(wrapped)
        self._wrapped = tuple(sorted(wrapped_columns))
        self._text = [styles["wrap" if at in wrapped_columns else "text"] for at in range(len(widths))]
        self._quoted = [styles["quoted_wrap" if at in wrapped_columns else "quoted"] for at in range(len(widths))]
        self._int = styles["int"]
        self._numbers = [_by_decimals(styles, "rate" if at in rate_columns else "points") for at in range(len(widths))]

    def row(self, number: int, cells: Sequence[Cell]) -> str:
        """One row; ``number`` counts from 1."""
        parts = [f'<row r="{number}"{self._height(cells)}>']
        for at, cell in enumerate(cells):
            if cell is None or cell == "":
                # Written all the same: the table keeps its lines, and readers that stream see how long the row is.
                parts.append(f'<c r="{self._letters[at]}{number}" s="{self._text[at]}"/>')
                continue
            place = f'<c r="{self._letters[at]}{number}" s="'
            if isinstance(cell, str):
                quoted, rest = _kept_inline(cell) if len(cell) <= _SHORT else _inline(cell)
                parts.append(f'{place}{(self._quoted if quoted else self._text)[at]}"{rest}')
            elif isinstance(cell, Decimal):
                decimals, text = _number(cell)
                styles = self._numbers[at]
                parts.append(f'{place}{styles[min(decimals, len(styles) - 1)]}"><v>{text}</v></c>')
            else:
                parts.append(f'{place}{self._int}"><v>{cell}</v></c>')
        parts.append("</row>")
        return "".join(parts)

    def _height(self, cells: Sequence[Cell]) -> str:
        lines = 1
        for at in self._wrapped:
            cell = cells[at]
            if isinstance(cell, str) and cell:
                lines = max(lines, lines_of(cell, self._widths[at]))
        if lines == 1:
            return ""
        return f' ht="{min(lines * LINE_PT + 3, MOST_HEIGHT_PT):g}" customHeight="1"'


def _by_decimals(styles: Mapping[str, int], kind: str) -> list[int]:
    """The format for so many decimals; the last one for all that have more."""
    return [*(styles[f"{kind}{digits}"] for digits in range(MOST_DECIMALS + 1)), styles[f"{kind}_long"]]
