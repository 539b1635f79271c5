"""A page laid flat: one walk over the parsed tree gives its visible text and where each element stands in it.

The tree is not walked node by node, which from Python costs several times the parse. It is written out again by the
parser, which closes what the page left open, and the well-formed text is taken apart by one regular expression:
tokens of a start or end tag with the text that follows it. Attributes are read when somebody asks for them.
"""

from bisect import bisect_left
from collections import defaultdict
from typing import NamedTuple

import msgspec
from selectolax.lexbor import LexborHTMLParser

from hengping.extract.attributes import PLAIN, SIGNS, Attributes, Sign, attributes_in, reference_in, sign_of, unescaped
from hengping.extract.guard import prepare
from hengping.extract.regions import TAG_REGION, Region
from hengping.extract.tags import BLOCK, CELL, KINDS, LEADS, NAMED, NOTED, SILENT, TAGGED, VOID
from hengping.extract.tokens import Token, tokens_of

_PATH_STEPS = 8
ENTRY_DEPTH = 8
"""Levels above a header or footer in which the entry it belongs to is looked for."""


def parsed(html: str | bytes) -> LexborHTMLParser:
    """The tree of a page, as the one parse gives it.

    Args:
        html: prepared text, see :mod:`hengping.extract.guard`, or the same as UTF-8.
    """
    return LexborHTMLParser(html)


def rewritten(html: str, served: bytes | None = None) -> str:
    """A page as the parser writes it out again, what it left open closed.

    Args:
        html: text of the page.
        served: the same as UTF-8, if it is at hand.
    """
    prepared = prepare(html)
    return parsed(prepared if served is None or prepared is not html else served).html or ""


class Element(msgspec.Struct, eq=False):
    """One element of the page.

    Attributes:
        tag: name, lower case.
        written: attributes as the parser writes them, see :attr:`attrs`.
        sign: class and id, and what they tell.
        parent: enclosing element, None for the root.
        start, end: span of its visible text in :attr:`Page.text`.
        children: elements right inside it; not to be changed.
        nth: place among its parent's element children, from 1.
        anchors: ``<a>`` elements inside, itself included.
        hidden: it or an enclosing element is not shown.
        region: region of the page it stands in.
    """

    tag: str
    written: str
    sign: Sign
    parent: "Element | None"
    start: int
    end: int
    nth: int
    hidden: bool
    region: Region
    anchors: int
    children: list["Element"]
    _attrs: Attributes | None = None

    @property
    def attrs(self) -> Attributes:
        """Attributes by name, entities resolved; not to be changed."""
        known = self._attrs
        if known is None:
            known = self._attrs = attributes_in(self.written)
        return known

    @property
    def href(self) -> str | None:
        """Where it leads, as written, entities resolved."""
        known = self._attrs
        return reference_in(self.written) if known is None else known.get("href")

    @property
    def names(self) -> str:
        """Class and id together."""
        return self.sign.names

    def path(self) -> str:
        """A CSS path, short but enough to find the element again."""
        return _path(self, _PATH_STEPS)


_CHILDLESS: list[Element] = []
"""The children of elements that have none: one list for all, never changed; a list for each takes its time."""


def _path(element: "Element | None", steps: int) -> str:
    """The last steps to an element."""
    if element is None or element.parent is None or not steps:
        return ""
    if element.sign.own_id:
        return f"{element.tag}#{element.sign.own_id}"
    above = _path(element.parent, steps - 1)
    own = f"{element.tag}:nth-child({element.nth})"
    return f"{above}>{own}" if above else own


class Piece(NamedTuple):
    """One text node: its span in the page's text and the element that holds it."""

    start: int
    end: int
    holder: Element


def within_article(element: Element) -> bool:
    """Whether a header or footer right inside this element is that of an entry (``<article>``), not of the page."""
    here: Element | None = element
    for _ in range(ENTRY_DEPTH):
        if here is None or here.tag == "article":
            return here is not None
        here = here.parent
    return False


class Page:
    """The flat page.

    Attributes:
        text: visible text; blocks on lines of their own, table cells apart by a tabulator, white space folded.
        elements: in page order.
        tagged: those of tags that readers ask for, by tag.
        leading: elements that may lead somewhere: links, pictures, frames and meta tags.
        opening: elements that open a region of the page.
        pieces: text nodes in page order.
        scripts: texts of inline scripts.
        scripted: the elements that these stand in, in the same order.
        typed: what stands in the fields of forms for longer texts, with the field.
        title: text of the first ``<title>`` of the head.
    """

    def __init__(self, html: str, served: bytes | None = None) -> None:
        """Parse and lay flat.

        Args:
            html: text of the page.
            served: the same as UTF-8, if it is at hand: the parser need not encode it again.
        """
        self.elements: list[Element] = []
        self.tagged: dict[str, list[Element]] = defaultdict(list)
        self.leading: list[Element] = []
        self.opening: list[Element] = []
        self.pieces: list[Piece] = []
        self.scripts: list[str] = []
        self.scripted: list[Element] = []
        self.typed: list[tuple[Element, str]] = []
        self.title = ""
        self.text = ""
        self._paths: dict[int, str] = {}
        self._walk(tokens_of(rewritten(html, served)))
        self._piece_starts = [piece[0] for piece in self.pieces]

    def of(self, element: Element) -> str:
        """Visible text of an element."""
        return self.text[element.start : element.end].strip()

    def pieces_in(self, start: int, end: int) -> list[Piece]:
        """Text nodes that begin inside a span."""
        low = bisect_left(self._piece_starts, start)
        return self.pieces[low : bisect_left(self._piece_starts, end, low)]

    def in_link(self, start: int, end: int) -> bool:
        """Whether what ends at ``end`` stands inside a link."""
        pieces = self.pieces_in(start, end) or self.pieces[: bisect_left(self._piece_starts, end)][-1:]
        here: Element | None = pieces[-1].holder if pieces else None
        while here is not None and here.tag != "a":
            here = here.parent
        return here is not None

    def path(self, element: Element) -> str:
        """The same as the element's own, with what leads to it worked out once for the page."""
        parent = element.parent
        if parent is None:
            return ""
        if element.sign.own_id:
            return f"{element.tag}#{element.sign.own_id}"
        if parent.sign.own_id or parent.parent is None:
            above = _path(parent, 1)
            return (
                f"{above}>{element.tag}:nth-child({element.nth})"
                if above
                else f"{element.tag}:nth-child({element.nth})"
            )
        # Most are links, each in a list item of its own: what leads to their list is the same for all.
        over = self._paths.get(id(parent.parent))
        if over is None:
            over = self._paths[id(parent.parent)] = _path(parent.parent, _PATH_STEPS - 2)
        own = f"{parent.tag}:nth-child({parent.nth})>{element.tag}:nth-child({element.nth})"
        return f"{over}>{own}" if over else own

    def forget(self) -> None:
        """Take the tree apart, so that its memory is free at once: elements that know each other are not else."""
        for element in self.elements:
            if element.children:
                element.children.clear()

    def _walk(self, tokens: list[Token]) -> None:  # noqa: C901, PLR0912, PLR0915 - one loop over all tokens, kept flat for speed
        tagged, leading, signs, kinds, new = self.tagged, self.leading, SIGNS, KINDS, tuple.__new__
        take, note, childless = self.elements.append, self.pieces.append, _CHILDLESS
        out: list[str] = []
        append = out.append
        length = 0
        glued = fresh = True  # nothing, a space or a break stands last; nothing or a line end does
        here: Element | None = None
        silent: Element | None = None  # the outermost element whose text is not visible
        for raw, name, written, text, closes, behind in tokens:
            closing = False
            if raw or (name and name[0] != "/"):
                tag = raw or name
                kind = kinds.get(tag, 0)
                if kind & BLOCK and not fresh and silent is None:
                    append("\n")
                    length += 1
                    glued = fresh = True
                sign = signs.get(written) or sign_of(written)
                if here is None:
                    region = TAG_REGION.get(tag) or sign.region
                    element = Element(tag, written, sign, None, length, length, 1, sign.hidden, region, 0, childless)
                else:
                    children = here.children
                    if children is childless:
                        children = here.children = []
                    region = above = here.region
                    hidden = here.hidden
                    if sign is not PLAIN or kind & NAMED:
                        if not region or region == "header":
                            told = TAG_REGION.get(tag)
                            if told and tag != "nav" and within_article(here):
                                told = None
                            region = told or sign.region or region
                        hidden = hidden or sign.hidden
                    element = Element(
                        tag, written, sign, here, length, length, len(children) + 1, hidden, region, 0, childless
                    )
                    children.append(element)
                    if region != above:
                        self.opening.append(element)
                take(element)
                if kind & NOTED:
                    if kind & TAGGED:
                        tagged[tag].append(element)
                        if kind & LEADS:
                            leading.append(element)
                            if tag == "a":
                                element.anchors = 1
                    if not kind & VOID:
                        here = element
                        if kind & SILENT and silent is None:
                            silent = element
                else:
                    here = element
            elif name:
                closing = True
            while True:
                if closing and here is not None:
                    here.end = length
                    parent = here.parent
                    if parent is not None and here.anchors:
                        parent.anchors += here.anchors
                    if silent is None:
                        kind = kinds.get(here.tag, 0)
                        if kind & BLOCK:
                            if not fresh:
                                append("\n")
                                length += 1
                                glued = fresh = True
                        elif kind & CELL:
                            append("\t")
                            length += 1
                            glued, fresh = True, False
                    elif silent is here:
                        silent = None
                    here = parent
                if text and here is not None:
                    if silent is not None:
                        self._unseen(here, text)
                    elif text == "\n":  # what most end tags have behind them
                        if not glued:
                            append(" ")
                            length += 1
                            glued, fresh = True, False
                    else:
                        if "&" in text and not raw:
                            text = unescaped(text)  # noqa: PLW2901 - the same text
                        words = text.split()
                        if not words:
                            if not glued:
                                append(" ")
                                length += 1
                                glued, fresh = True, False
                        elif len(words) == 1 and len(words[0]) == len(text):
                            append(text)
                            start = length
                            length += len(text)
                            note(new(Piece, (start, length, here)))
                            glued = fresh = False
                        else:
                            start = length
                            if not glued and text[0].isspace():
                                append(" ")
                                start += 1
                            folded = " ".join(words)
                            append(folded)
                            length = start + len(folded)
                            note(new(Piece, (start, length, here)))
                            glued = text[-1].isspace()
                            fresh = False
                            if glued:
                                append(" ")
                                length += 1
                if not closes:
                    break
                closing, text, closes, raw = True, behind, "", ""  # noqa: PLW2901 - what the end tag closes, and on
        while here is not None:  # what closes behind the last text parts nothing any more
            here.end = length
            if here.parent is not None:
                here.parent.anchors += here.anchors
            here = here.parent
        self.text = "".join(out)

    def _unseen(self, holder: Element, text: str) -> None:
        if holder.tag == "script":
            self.scripts.append(text)
            self.scripted.append(holder)
        elif holder.tag == "textarea":
            self.typed.append((holder, unescaped(text)))
        elif holder.tag == "title" and not self.title:
            self.title = " ".join(unescaped(text).split())
