"""Text as it is compared: one form of figures and signs, no spaces. What is bound to a figure keeps its place."""

import re
from collections.abc import Iterable

import msgspec

from hengping.report.wording import printable

_SAME = str.maketrans(
    "０１２３４５６７８９％／．＋－ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ〈〉﹝﹞﹪−‑–〇",
    "0123456789%/.+-ABCDEFGHIJKLMNOPQRSTUVWXYZ《》〔〕%---零",
)
_WIDE = str.maketrans(";!?()", "；！？（）")
_COMMA = re.compile(r"(?<!\d),|,(?!\d{3}(?!\d))")
_COLON = re.compile(r"(?<!\d):|:(?!\d)")
_SPACE = re.compile(r"[\s\u200b-\u200f\u2028-\u202f\u2060\ufeff\u00ad]+")


class Bound(msgspec.Struct, frozen=True):
    """A part of a text, from ``start`` to ``end``, that shows the figure ``name`` (``f0001``)."""

    name: str
    start: int
    end: int


def clean(text: str) -> str:
    """The text in the form in which it is compared.

    Full-width figures and letters become plain ones, half-width signs full ones, spaces and invisible characters go.
    A comma or colon between digits stays (1,234; 10:30).
    """
    text = text.translate(_SAME)
    text = printable(_SPACE.sub("", text))
    if text.isalnum():
        return text
    return _COLON.sub("：", _COMMA.sub("，", text)).translate(_WIDE)


def clean_pieces(pieces: Iterable[tuple[str, str]]) -> tuple[str, tuple[Bound, ...]]:
    """Pieces of a text, each with the name of the figure it shows (or nothing), as one cleaned text.

    Returns:
        The text, and where the figures stand in it.
    """
    merged: list[tuple[str, str]] = []
    for text, name in pieces:
        if merged and merged[-1][1] == name:
            merged[-1] = (merged[-1][0] + text, name)
        else:
            merged.append((text, name))
    whole, bound = "", []
    for text, name in merged:
        cleaned = clean(text)
        if name and cleaned:
            bound.append(Bound(name, len(whole), len(whole) + len(cleaned)))
        whole += cleaned
    return whole, tuple(bound)


_SENTENCE = re.compile(r"[^。；！？]*[。；！？]?")
_CLAUSE = re.compile(r"[^，、。；：！？（）]*[，、。；：！？（）]*")


def sentences(text: str) -> list[tuple[int, str]]:
    """The sentences of a text (a semicolon ends one too), each with where it begins."""
    return [(found.start(), found[0]) for found in _SENTENCE.finditer(text) if found[0]]


def clauses(text: str) -> list[tuple[int, str]]:
    """The text cut behind every sign, each part with where it begins."""
    return [(found.start(), found[0]) for found in _CLAUSE.finditer(text) if found[0]]


def around(text: str, start: int, end: int, width: int = 10) -> str:
    """The words around a place, to quote them."""
    before, behind = text[max(0, start - width) : start], text[end : end + width]
    head = "…" if start > width else ""
    tail = "…" if end + width < len(text) else ""
    return f"{head}{before}{text[start:end]}{behind}{tail}"
