"""A page laid flat: one walk over the parsed tree gives its visible text and where each element stands in it."""

from bisect import bisect_left
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from hengping.extract.guard import prepare
from hengping.extract.regions import Region, is_hidden, region_of

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
        "br",
        "noscript",
        "option",
    ]
)
_CELLS = frozenset({"td", "th"})
_SILENT = frozenset({"script", "style", "template", "head", "textarea", "select", "noscript", "svg", "iframe", "title"})
_MAX_NODES = 150_000
_PATH_STEPS = 8


class Element:
    """One element of the page.

    Attributes:
        tag: name, lower case.
        attrs: attributes as written.
        parent: enclosing element, None for the root.
        start, end: span of its visible text in :attr:`Page.text`.
        nth: place among its parent's element children, from 1.
        anchors: ``<a>`` elements inside, itself included.
        hidden: it or an enclosing element is not shown.
        region: region of the page it stands in.
    """

    __slots__ = ("anchors", "attrs", "children", "end", "hidden", "nth", "parent", "region", "start", "tag")

    def __init__(self, tag: str, attrs: dict[str, str | None], parent: "Element | None", start: int) -> None:
        self.tag = tag
        self.attrs = attrs
        self.parent = parent
        self.start = self.end = start
        self.children: list[Element] = []
        self.anchors = 1 if tag == "a" else 0
        self.nth = 1
        self.hidden = False
        self.region: Region = ""
        if parent is not None:
            parent.children.append(self)
            self.nth = len(parent.children)
            self.hidden = parent.hidden
            self.region = parent.region

    @property
    def names(self) -> str:
        """Class and id together."""
        return f"{self.attrs.get('class') or ''} {self.attrs.get('id') or ''}".strip()

    def path(self) -> str:
        """A CSS path, short but enough to find the element again."""
        steps: list[str] = []
        here: Element | None = self
        while here is not None and here.parent is not None and len(steps) < _PATH_STEPS:
            own_id = here.attrs.get("id")
            if own_id and own_id.isascii() and own_id.replace("_", "a").replace("-", "a").isalnum():
                steps.append(f"{here.tag}#{own_id}")
                break
            steps.append(f"{here.tag}:nth-child({here.nth})")
            here = here.parent
        return ">".join(reversed(steps))


class Piece(NamedTuple):
    """One text node: its span in the page's text and the element that holds it."""

    start: int
    end: int
    holder: Element


class Page:
    """The flat page.

    Attributes:
        text: visible text; blocks on lines of their own, table cells apart by a tabulator, white space folded.
        elements: in page order.
        pieces: text nodes in page order.
        scripts: texts of inline scripts.
        title: text of the first ``<title>`` of the head.
    """

    def __init__(self, html: str) -> None:
        self.elements: list[Element] = []
        self.pieces: list[Piece] = []
        self.scripts: list[str] = []
        self.title = ""
        self.text = ""
        self._walk(LexborHTMLParser(prepare(html)))
        self._piece_starts = [piece.start for piece in self.pieces]

    def of(self, element: Element) -> str:
        """Visible text of an element."""
        return self.text[element.start : element.end].strip()

    def pieces_in(self, start: int, end: int) -> list[Piece]:
        """Text nodes that begin inside a span."""
        low = bisect_left(self._piece_starts, start)
        return self.pieces[low : bisect_left(self._piece_starts, end, low)]

    def _walk(self, tree: LexborHTMLParser) -> None:  # noqa: C901, PLR0912, PLR0915 - one loop over all nodes, kept flat for speed
        root = tree.root
        if root is None:
            return
        out: list[str] = []
        length = 0
        glued = True  # nothing, a space or a break stands last: a leading space would be folded
        stack: list[tuple[int, Element, int]] = []
        silent = -1  # depth of the outermost element whose text is not visible
        for count, node in enumerate(root.traverse(include_text=True)):
            if count > _MAX_NODES:
                break
            tag = node.tag or ""
            if tag == "-comment" or tag.startswith("!"):
                continue
            above = node.parent
            above_id = above.mem_id if above is not None else 0
            while stack and stack[-1][0] != above_id:
                _, done, children = stack.pop()
                done.end = length
                if done.parent is not None:
                    done.parent.anchors += done.anchors
                if children <= silent:
                    silent = -1
                elif silent < 0 and done.tag in _BLOCKS and out and out[-1] != "\n":
                    out.append("\n")
                    length += 1
                    glued = True
                elif silent < 0 and done.tag in _CELLS:
                    out.append("\t")
                    length += 1
                    glued = True
            if tag == "-text":
                if not stack:
                    continue
                holder = stack[-1][1]
                if silent >= 0:
                    self._unseen(holder, node.text_content or "")
                    continue
                raw = node.text_content or ""
                folded = " ".join(raw.split())
                if not folded:
                    if raw and not glued:
                        out.append(" ")
                        length += 1
                        glued = True
                    continue
                if not glued and raw[0].isspace():
                    out.append(" ")
                    length += 1
                out.append(folded)
                self.pieces.append(Piece(length, length + len(folded), holder))
                length += len(folded)
                glued = raw[-1].isspace()
                if glued:
                    out.append(" ")
                    length += 1
                continue
            if silent < 0 and tag in _BLOCKS and out and out[-1] != "\n":
                out.append("\n")
                length += 1
                glued = True
            parent = stack[-1][1] if stack else None
            element = Element(tag, node.attributes, parent, length)
            self.elements.append(element)
            attrs = element.attrs
            if attrs:
                if is_hidden(attrs):
                    element.hidden = True
                names = f"{attrs.get('class') or ''} {attrs.get('id') or ''}".strip()
                element.region = region_of(tag, names, element.region)
            elif tag in {"nav", "footer", "header"}:
                element.region = region_of(tag, "", element.region)
            stack.append((node.mem_id, element, len(stack)))
            if silent < 0 and tag in _SILENT:
                silent = len(stack) - 1
        while stack:
            _, done, _ = stack.pop()
            done.end = length
            if done.parent is not None:
                done.parent.anchors += done.anchors
        self.text = "".join(out)

    def _unseen(self, holder: Element, text: str) -> None:
        if holder.tag == "script":
            self.scripts.append(text)
        elif holder.tag == "title" and not self.title:
            self.title = " ".join(text.split())
