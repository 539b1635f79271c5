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

from hengping.extract.attributes import SIGNS, Attributes, Sign, attributes_in, sign_of, unescaped
from hengping.extract.guard import prepare
from hengping.extract.regions import TAG_REGION, Region
from hengping.extract.tokens import VOIDS, Token, tokens_of

_BLOCK, _CELL, _SILENT, _VOID, _LEADS, _TAGGED = 1, 2, 4, 8, 16, 32
_BLOCKS = """
    address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3
    h4 h5 h6 header hr li main nav ol p pre section table tbody tfoot thead tr ul br noscript option
"""
_SILENTS = "script style template head textarea select noscript svg iframe title"
_LEADING = "a area img iframe frame meta"
_ASKED_FOR = f"{_LEADING} base script input textarea table span"
_KINDS: dict[str, int] = {}
for _names, _kind in (
    (_BLOCKS, _BLOCK),
    ("td th", _CELL),
    (_SILENTS, _SILENT),
    (" ".join(VOIDS), _VOID),
    (_LEADING, _LEADS),
    (_ASKED_FOR, _TAGGED),
):
    for _name in _names.split():
        _KINDS[_name] = _KINDS.get(_name, 0) | _kind
_PATH_STEPS = 8


def parsed(html: str | bytes) -> LexborHTMLParser:
    """The tree of a page, as the one parse gives it.

    Args:
        html: prepared text, see :mod:`hengping.extract.guard`, or the same as UTF-8.
    """
    return LexborHTMLParser(html)


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
    anchors: int = 0
    children: list["Element"] = []
    _attrs: Attributes | None = None

    @property
    def attrs(self) -> Attributes:
        """Attributes by name, entities resolved; not to be changed."""
        known = self._attrs
        if known is None:
            known = self._attrs = attributes_in(self.written)
        return known

    @property
    def names(self) -> str:
        """Class and id together."""
        return self.sign.names

    def path(self) -> str:
        """A CSS path, short but enough to find the element again."""
        return _path(self, _PATH_STEPS, {})


def _path(element: "Element | None", steps: int, known: dict[tuple[int, int], str]) -> str:
    """The last steps to an element; what leads to its parent is kept in ``known``, by element and number of steps."""
    if element is None or element.parent is None or not steps:
        return ""
    if element.sign.own_id:
        return f"{element.tag}#{element.sign.own_id}"
    parent = element.parent
    key = (id(parent), steps - 1)
    above = known.get(key)
    if above is None:
        above = known[key] = _path(parent, steps - 1, known)
    own = f"{element.tag}:nth-child({element.nth})"
    return f"{above}>{own}" if above else own


class Piece(NamedTuple):
    """One text node: its span in the page's text and the element that holds it."""

    start: int
    end: int
    holder: Element


_new = tuple.__new__


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
        title: text of the first ``<title>`` of the head.
    """

    def __init__(self, html: str | bytes) -> None:
        """Parse and lay flat.

        Args:
            html: text of the page; or bytes, prepared already (see :mod:`hengping.extract.guard`) and valid UTF-8.
        """
        self.elements: list[Element] = []
        self.tagged: dict[str, list[Element]] = defaultdict(list)
        self.leading: list[Element] = []
        self.opening: list[Element] = []
        self.pieces: list[Piece] = []
        self.scripts: list[str] = []
        self.title = ""
        self.text = ""
        self._paths: dict[tuple[int, int], str] = {}
        self._walk(tokens_of(parsed(prepare(html) if isinstance(html, str) else html).html or ""))
        self._piece_starts = [piece[0] for piece in self.pieces]

    def of(self, element: Element) -> str:
        """Visible text of an element."""
        return self.text[element.start : element.end].strip()

    def pieces_in(self, start: int, end: int) -> list[Piece]:
        """Text nodes that begin inside a span."""
        low = bisect_left(self._piece_starts, start)
        return self.pieces[low : bisect_left(self._piece_starts, end, low)]

    def path(self, element: Element) -> str:
        """The same as the element's own, with what leads to it worked out once for the page."""
        return _path(element, _PATH_STEPS, self._paths)

    def forget(self) -> None:
        """Take the tree apart, so that its memory is free at once: elements that know each other are not else."""
        for element in self.elements:
            element.parent = None
            element.children.clear()

    def _walk(self, tokens: list[Token]) -> None:  # noqa: C901, PLR0912, PLR0915 - one loop over all tokens, kept flat for speed
        elements, pieces, tagged, leading, signs = self.elements, self.pieces, self.tagged, self.leading, SIGNS
        out: list[str] = []
        append = out.append
        length = 0
        glued = fresh = True  # nothing, a space or a break stands last; nothing or a line end does
        here: Element | None = None
        silent: Element | None = None  # the outermost element whose text is not visible
        for raw, name, written, text, closes, behind in tokens:
            if raw or (name and name[0] != "/"):
                tag = raw or name
                kind = _KINDS.get(tag, 0)
                if kind & _BLOCK and not fresh and silent is None:
                    append("\n")
                    length += 1
                    glued = fresh = True
                sign = signs.get(written) or sign_of(written)
                if here is None:
                    element = Element(
                        tag, written, sign, None, length, length, 1, sign.hidden, TAG_REGION.get(tag) or sign.region
                    )
                else:
                    children = here.children
                    region = here.region
                    if not region or region == "header":
                        region = TAG_REGION.get(tag) or sign.region or region
                    element = Element(
                        tag,
                        written,
                        sign,
                        here,
                        length,
                        length,
                        len(children) + 1,
                        here.hidden or sign.hidden,
                        region,
                    )
                    children.append(element)
                    if region != here.region:
                        self.opening.append(element)
                elements.append(element)
                if kind:
                    if kind & _TAGGED:
                        tagged[tag].append(element)
                        if kind & _LEADS:
                            leading.append(element)
                            if tag == "a":
                                element.anchors = 1
                    if not kind & _VOID:
                        here = element
                        if kind & _SILENT and silent is None:
                            silent = element
                else:
                    here = element
            closing = name[:1] == "/"
            while True:
                if closing and here is not None:
                    here.end = length
                    parent = here.parent
                    if parent is not None:
                        parent.anchors += here.anchors
                    if silent is None:
                        kind = _KINDS.get(here.tag, 0)
                        if kind & _BLOCK:
                            if not fresh:
                                append("\n")
                                length += 1
                                glued = fresh = True
                        elif kind & _CELL:
                            append("\t")
                            length += 1
                            glued, fresh = True, False
                    elif silent is here:
                        silent = None
                    here = parent
                if text:
                    if silent is not None:
                        if here is not None:
                            self._unseen(here, text)
                    elif here is not None:
                        if "&" in text and not raw:
                            text = unescaped(text)  # noqa: PLW2901 - the same text
                        if text.isspace():
                            if not glued:
                                append(" ")
                                length += 1
                                glued, fresh = True, False
                        else:
                            words = text.split()
                            start = length
                            if len(words) == 1 and len(words[0]) == len(text):
                                append(text)
                                length += len(text)
                                pieces.append(_new(Piece, (start, length, here)))
                                glued = fresh = False
                            else:
                                if not glued and text[0].isspace():
                                    append(" ")
                                    start += 1
                                folded = " ".join(words)
                                append(folded)
                                length = start + len(folded)
                                pieces.append(_new(Piece, (start, length, here)))
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
        elif holder.tag == "title" and not self.title:
            self.title = " ".join(unescaped(text).split())
