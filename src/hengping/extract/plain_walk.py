"""The visible text of a page and the pieces it is made of, without its elements: for readers of nothing but the text.

The same text as :class:`hengping.extract.flat.Page` gives, in half its time.
"""

from typing import NamedTuple

from hengping.extract.attributes import PLAIN, SIGNS, sign_of, unescaped
from hengping.extract.flat import ENTRY_DEPTH, rewritten
from hengping.extract.tags import ARTICLE, BLOCK, CELL, KINDS, LINK, NAMED, SILENT, VOID
from hengping.extract.tokens import Token, tokens_of

_FRAMED, _IN_LINK, _TITLE = 512, 1024, 2048
"""Beside the kinds of tags: it belongs to the page's frame or is not shown, its parent is a link, it is a title."""

Run = tuple[str, str, bool, bool]
"""A piece of text; what stands between the one before and it; whether it is framed, and whether it is a link's."""


class Runs(NamedTuple):
    """The text of a page.

    Attributes:
        title: text of the first ``<title>``.
        text: visible text, as of :class:`hengping.extract.flat.Page`.
        runs: its pieces, in page order.
    """

    title: str
    text: str
    runs: list[Run]


def runs_of(html: str, served: bytes | None = None) -> Runs:
    """Lay the text of a page out.

    Args:
        html: text of the page.
        served: the same as UTF-8, if it is at hand.
    """
    return _walked(tokens_of(rewritten(html, served)))


def _walked(tokens: list[Token]) -> Runs:  # noqa: C901, PLR0912, PLR0915 - one loop over all tokens, kept flat for speed
    signs, kinds = SIGNS, KINDS
    out: list[str] = []
    runs: list[Run] = []
    append, note = out.append, runs.append
    title = ""
    apart = ""  # what was written since the last piece
    glued = fresh = True  # nothing, a space or a break stands last; nothing or a line end does
    open_now: list[int] = []  # kinds of the open elements
    here = -1  # that of the innermost, -1 when none is open
    silent = 0  # number of open elements up to the outermost whose text is not visible; 0: it is visible
    for raw, name, written, text, closes, behind in tokens:
        closing = False
        if raw or (name and name[0] != "/"):
            kind = kinds.get(raw or name, 0)
            if kind & BLOCK and not fresh and not silent:
                append("\n")
                apart += "\n"
                glued = fresh = True
            if not kind & VOID:  # such an element is over at once: it holds nothing
                if kind & NAMED:
                    if name == "nav" or not any(one & ARTICLE for one in open_now[-ENTRY_DEPTH:]):
                        kind |= _FRAMED
                elif kind & SILENT and name == "title":
                    kind |= _TITLE
                sign = signs.get(written) or sign_of(written)
                if sign is not PLAIN and (sign.region or sign.hidden):
                    kind |= _FRAMED
                if here >= 0:
                    kind |= here & _FRAMED
                    if here & LINK:
                        kind |= _IN_LINK
                open_now.append(kind)
                here = kind
                if kind & SILENT and not silent:
                    silent = len(open_now)
        elif name:
            closing = True
        while True:
            if closing and here >= 0:
                if not silent:
                    if here & BLOCK:
                        if not fresh:
                            append("\n")
                            apart += "\n"
                            glued = fresh = True
                    elif here & CELL:
                        append("\t")
                        apart += "\t"
                        glued, fresh = True, False
                elif silent == len(open_now):
                    silent = 0
                open_now.pop()
                here = open_now[-1] if open_now else -1
            if text and here >= 0:
                if silent:
                    if here & _TITLE and not title:
                        title = " ".join(unescaped(text).split())
                elif text == "\n":  # what most end tags have behind them
                    if not glued:
                        append(" ")
                        apart += " "
                        glued, fresh = True, False
                else:
                    if "&" in text and not raw:
                        text = unescaped(text)  # noqa: PLW2901 - the same text
                    words = text.split()
                    if not words:
                        if not glued:
                            append(" ")
                            apart += " "
                            glued, fresh = True, False
                    else:
                        if len(words) > 1 or len(words[0]) != len(text):
                            if not glued and text[0].isspace():
                                append(" ")
                                apart += " "
                            glued = text[-1].isspace()
                            text = " ".join(words)  # noqa: PLW2901 - the same text
                        else:
                            glued = False
                        append(text)
                        note((text, apart, here & _FRAMED > 0, here & (LINK | _IN_LINK) > 0))
                        fresh = False
                        apart = " " if glued else ""
                        if glued:
                            append(" ")
            if not closes:
                break
            closing, text, closes, raw = True, behind, "", ""  # noqa: PLW2901 - what the end tag closes, and on
    return Runs(title, "".join(out), runs)
