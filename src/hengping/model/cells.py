"""Cells of tables that people open in a spreadsheet: what could be read as a formula, and how it is made text."""

import re

_FORMULA = re.compile(r"[\s\u200b\ufeff'\"]*[=+\-@＝＋－＠﹦﹢﹣﹫−]")
_CONTROL = re.compile(r"['\"]*[\t\r\n]")


def begins_like_a_formula(text: str) -> bool:
    """Whether a spreadsheet could read the text as a formula once somebody edits or imports it.

    ``=``, ``+``, ``-`` and ``@``, also full-width, small or behind spaces, tabs, line ends and quotes.
    """
    return bool(_FORMULA.match(text))


def inert(text: str) -> str:
    """Text for a cell of a CSV file; an apostrophe stands before what a spreadsheet could take for a formula."""
    return f"'{text}" if begins_like_a_formula(text) or _CONTROL.match(text) else text


def bare(text: str) -> str:
    """The text that :func:`inert` was given."""
    without = text.removeprefix("'")
    return without if inert(without) == text else text
