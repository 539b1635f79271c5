"""The flat page made the slow way, node by node from the parsed tree: what the fast way must come to."""

from typing import Any

from selectolax.lexbor import LexborNode

from hengping.extract.flat import parsed
from hengping.extract.guard import prepare
from hengping.extract.regions import TAG_REGION, is_hidden, named_region

BLOCKS = frozenset(
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
CELLS = frozenset({"td", "th"})
SILENT = frozenset(["script", "style", "template", "head", "textarea", "select", "noscript", "svg", "iframe", "title"])


class SlowPage:
    """``elements``: (tag, attributes, start, end, nth, anchors, hidden, region, place of the parent)."""

    def __init__(self, html: str) -> None:
        self.elements: list[list[Any]] = []
        self.pieces: list[tuple[int, int, int]] = []
        self.scripts: list[str] = []
        self.title = ""
        self.out: list[str] = []
        self.length, self.glued = 0, True
        self.open: list[tuple[int, int]] = []
        self.silent = -1
        root = parsed(prepare(html)).root
        for node in root.traverse(include_text=True) if root is not None else ():
            tag = node.tag or ""
            if tag == "-comment" or tag.startswith("!"):
                continue
            self.close_to(node.parent.mem_id if node.parent is not None else 0)
            if tag == "-text":
                self.take_text(node.text_content or "")
            else:
                self.take_element(tag, node)
        while self.open:
            self.finish()
        self.text = "".join(self.out)

    def put(self, text: str) -> None:
        self.out.append(text)
        self.length += len(text)

    def finish(self) -> list[Any]:
        _, place = self.open.pop()
        done = self.elements[place]
        done[3] = self.length
        if done[8] >= 0:
            self.elements[done[8]][5] += done[5]
        return done

    def close_to(self, node_id: int) -> None:
        while self.open and self.open[-1][0] != node_id:
            depth = len(self.open) - 1
            tag = self.finish()[0]
            if depth <= self.silent:
                self.silent = -1
            elif self.silent < 0 and tag in BLOCKS and self.out and self.out[-1] != "\n":
                self.put("\n")
                self.glued = True
            elif self.silent < 0 and tag in CELLS:
                self.put("\t")
                self.glued = True

    def take_text(self, raw: str) -> None:
        if not self.open:
            return
        place = self.open[-1][1]
        if self.silent >= 0:
            if self.elements[place][0] == "script":
                self.scripts.append(raw)
            elif self.elements[place][0] == "title" and not self.title:
                self.title = " ".join(raw.split())
            return
        folded = " ".join(raw.split())
        if raw and not self.glued and raw[0].isspace():
            self.put(" ")
            self.glued = not folded
        if folded:
            self.pieces.append((self.length, self.length + len(folded), place))
            self.put(folded)
            self.glued = raw[-1].isspace()
            if self.glued:
                self.put(" ")

    def _within_entry(self, place: int) -> bool:
        for _ in range(8):
            if place < 0:
                return False
            if self.elements[place][0] == "article":
                return True
            place = self.elements[place][8]
        return False

    def take_element(self, tag: str, node: LexborNode) -> None:
        if self.silent < 0 and tag in BLOCKS and self.out and self.out[-1] != "\n":
            self.put("\n")
            self.glued = True
        parent = self.open[-1][1] if self.open else -1
        above = self.elements[parent] if parent >= 0 else None
        attributes: dict[str, str | None] = {name: value or "" for name, value in node.attributes.items()}
        region = above[7] if above else ""
        if region in {"", "header"}:
            names = f"{attributes.get('class', '')} {attributes.get('id', '')}".strip()
            told = TAG_REGION.get(tag) if tag == "nav" or not self._within_entry(parent) else None
            region = told or named_region(names) or region
        hidden = bool(above and above[6]) or is_hidden(attributes)
        nth = 1 + sum(one[8] == parent for one in self.elements) if above else 1
        anchors = int(tag == "a")
        self.elements.append([tag, attributes, self.length, self.length, nth, anchors, hidden, region, parent])
        self.open.append((node.mem_id, len(self.elements) - 1))
        if self.silent < 0 and tag in SILENT:
            self.silent = len(self.open) - 1
