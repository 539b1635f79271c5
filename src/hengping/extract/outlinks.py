"""The links that lead out of a page, and what its text weighs: all that the crawl needs of a page, in one parse.

The same addresses, kinds and frames as :func:`hengping.extract.links.page_links` gives, without laying the page flat:
that is for facts, and costs ten times as much. What a page may hold is bounded: the text parsed (see
:mod:`hengping.extract.guard`) and the links given (:data:`MAX_LINKS`).
"""

from collections.abc import Mapping
from itertools import islice
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from hengping.extract import drawn
from hengping.extract.encoding import decode, plain_utf8
from hengping.extract.guard import MAX_CHARACTERS, prepare
from hengping.extract.icons import is_icon, is_private
from hengping.extract.links import page_host, pager_targets, refresh_target, sent_on
from hengping.extract.targets import LONGEST_KEPT, follow, kept_target, kind_of, link_target
from hengping.model.facts import LinkKind
from hengping.model.urls import BadUrlError, base_needed, normal_url

MAX_LINKS = 20_000
"""Links of one page that are given; further ones, in page order, are left out. No page a person reads has as many."""
MAX_BYTES = 8_000_000
"""Bytes of a body that are read: as many as the text that is parsed can have."""
_ICONS = ",".join(
    f"{tag}[{mark}]"
    for tag in ("i", "em", "span")
    for mark in ("class*=ico i", "class*=fa i", "class*=glyph i", "aria-hidden=true")
)
_MOST_ICONS, _ICON_DEPTH = 2_000, 4
MAX_ELEMENTS = 150_000
"""Elements of a page that are looked at."""
_UNSEEN = frozenset({"script", "style", "noscript", "textarea", "select", "svg", "title", "iframe"})
_TAKEN = _UNSEEN | {"img", "area", "frame", "meta"}
Attributes = Mapping[str, str | None]
_NAMELESS: Attributes = {}
_new = tuple.__new__
_ENTRY_TEXT = 8
"""Characters from which the text of a link is a title; menus have fewer."""
_FEW_ENTRIES = 3
_LITTLE_TEXT = 200
"""Characters of text outside links up to which a page without entries has nothing of its own to say."""


class Outlink(NamedTuple):
    """One address a page leads to.

    Attributes:
        url: normal form.
        kind: as in :class:`hengping.model.facts.Link`.
        text: what the first link to it that has a text calls it.
    """

    url: str
    kind: LinkKind
    text: str


class Outlinks(NamedTuple):
    """What the crawl needs of a page.

    Attributes:
        links: one for each address, in page order, :data:`MAX_LINKS` at most.
        frames: addresses of its frames.
        text_length: characters of its visible text, blanks and line ends not counted.
    """

    links: tuple[Outlink, ...]
    frames: tuple[str, ...]
    text_length: int


def read_outlinks(body: bytes, url: str, *, content_type: str = "") -> Outlinks:
    """The links of a page. Never raises.

    Args:
        body: bytes as served.
        url: address it was served at.
        content_type: the header's value.
    """
    reading = _Reading(body, url, content_type)
    return Outlinks(
        tuple(reading.links.values()),
        tuple(reading.frames),
        reading.text_length,
    )


def drawn_by_script(body: bytes, url: str, *, content_type: str = "") -> str:
    """What of a page only exists after a script ran: the container and the call that fills it; empty for nothing.

    A page is drawn by script when it shows little of its own (few entries, little text) and an empty container stands
    in it that an inline script fills, or the mount point or the templates of a framework; and when its footer is such
    a container, or a script file named after it on a page that prints none. Frames are no matter of scripts: they are
    pages of their own.

    Args:
        body: bytes as served.
        url: address it was served at.
        content_type: the header's value.
    """
    return _Reading(body, url, content_type).drawn()


_MOST_UNSEEN = 2 * MAX_CHARACTERS
"""Characters of texts that are not seen, those that stand in one another counted each time."""


class _Reading:
    """One page, parsed once."""

    def __init__(self, body: bytes, url: str, content_type: str) -> None:
        self._tree = _parsed(body, content_type)
        self._base = _base(self._tree, url)
        self._root, self._directory = base_needed("/a", self._base), base_needed(".", self._base)
        self._host = page_host(url)
        self.links: dict[str, Outlink] = {}
        self.frames: dict[str, None] = {}
        self._scripts: list[str] = []
        self._sources: list[str] = []
        self._unseen: list[str] = []
        self._unseen_room = _MOST_UNSEEN
        self._with_icons = _with_icons(self._tree)
        self._take_all()
        self._take_pager()
        if not self.links and not self.frames:
            for target in sent_on(self._scripts, self._base):
                self.links.setdefault(target, Outlink(target, kind_of(target, self._host), ""))
        for source in self._sources:
            if drawn.names_footer(source):
                self._take_frame(source)
        self._raw_text = self._tree.body.text() if self._tree.body is not None else ""
        self.text_length = self._weight()

    def _take_all(self) -> None:  # noqa: C901, PLR0912 - one loop, kept flat for speed
        root = self._tree.root
        if root is None:
            return
        # The hottest loop of the crawl: what _add does for every link is written out for the usual one.
        links, root_url, directory, host = self.links, self._root, self._directory, self._host
        with_icons = self._with_icons
        target_of = kept_target if len(directory) <= LONGEST_KEPT else link_target
        for node in islice(root.traverse(), MAX_ELEMENTS):
            tag = node.tag
            if tag == "a":
                href = node.attrs.get("href")
                if not href:
                    continue
                if len(href) > LONGEST_KEPT:
                    target, kind = link_target(href, base_needed(href, self._base), host)
                elif href[0] == "/" and href[1:2].isalnum():
                    target, kind = target_of(href, root_url, host)
                elif href[0] == "." and ":" not in href:
                    target, kind = target_of(href, directory, host)
                else:
                    target, kind = link_target(href, base_needed(href, self._base), host)
                if not target:
                    continue
                known = links.get(target)
                if known is None:
                    if len(links) < MAX_LINKS:
                        text = node.text()
                        if not text.isalnum() or (with_icons and node.mem_id in with_icons):
                            text = self._text(node, node.attributes)
                        links[target] = _new(Outlink, (target, kind, text))
                elif not known[2] or known[1] == "image":
                    self._better(known, node, node.attributes, kind)
            elif tag in _TAKEN:
                self._take(node, tag or "")

    def _take(self, node: LexborNode, tag: str) -> None:
        if tag in _UNSEEN:
            self._take_unseen(node, tag)
            return
        attributes = node.attributes
        if tag == "img":
            source = attributes.get("src")
            if source:
                self._add(source, attributes)
        elif tag == "area":
            href = attributes.get("href")
            if href:
                self._add(href, attributes, node)
        elif tag == "frame":
            self._take_frame(attributes.get("src"))
        elif tag == "meta" and (attributes.get("http-equiv") or "").lower() == "refresh":
            self._add(refresh_target(attributes.get("content") or ""), _NAMELESS, node)

    def _add(self, href: str, attributes: Attributes, node: LexborNode | None = None) -> None:
        """A link that stands in the page; ``node``: the element with its text, None for a picture."""
        target, kind = link_target(href, base_needed(href, self._base), self._host)
        if not target:
            return
        known = self.links.get(target)
        if known is not None:
            self._better(known, node, attributes, kind)
        elif len(self.links) < MAX_LINKS:
            self.links[target] = Outlink(target, kind if node is not None else "image", self._text(node, attributes))

    def _better(self, known: Outlink, node: LexborNode | None, attributes: Attributes, kind: LinkKind) -> None:
        """A second link to an address gives it the text it lacked; and makes a link of what was only shown."""
        own = kind if known.kind == "image" and node is not None else known.kind
        self.links[known.url] = Outlink(known.url, own, known.text or self._text(node, attributes))

    def _text(self, node: LexborNode | None, attributes: Attributes) -> str:
        if node is None:
            text = attributes.get("alt") or ""
        else:
            icons = self._with_icons.get(node.mem_id) if self._with_icons else None
            text = _without(node, icons) if icons else node.text()
        return " ".join((text or attributes.get("title") or attributes.get("alt") or "").split())

    def _take_pager(self) -> None:
        for target, text in pager_targets(self._scripts, self._base):
            if len(self.links) < MAX_LINKS:
                self.links.setdefault(target, Outlink(target, kind_of(target, self._host), text))

    def _take_unseen(self, node: LexborNode, tag: str) -> None:
        # Drawings may stand in drawings a thousand deep, each with the text of all below it.
        text = node.text() if tag == "script" or self._unseen_room > 0 else ""
        self._unseen_room -= len(text)
        if tag == "script":
            self._scripts.append(text)
            source = node.attributes.get("src")
            if source:
                self._sources.append(source)
        elif tag == "iframe":
            self._take_frame(node.attributes.get("src"))
        if text:
            self._unseen.append(text)

    def _take_frame(self, source: str | None) -> None:
        target = follow(source, self._base)
        if target and len(self.frames) < MAX_LINKS:
            self.frames[target] = None

    def _weight(self) -> int:
        """Characters of the visible text without blanks and line ends; scripts and the like are no text."""
        length = _inked(self._raw_text)
        for unseen in self._unseen:
            if unseen in self._raw_text:
                length -= _inked(unseen)
        return max(length, 0)

    def _visible(self) -> str:
        """The visible text, white space folded; what stands in scripts and the like is taken out."""
        text = self._raw_text
        for unseen in self._unseen:
            text = text.replace(unseen, " ", 1)
        return " ".join(text.split())

    def drawn(self) -> str:
        """See :func:`drawn_by_script`."""
        if not self._scripts:
            return ""
        links = self.links.values()
        entries = sum(link.kind == "internal" and len(link.text) >= _ENTRY_TEXT for link in links)
        own_text = self.text_length - sum(len(link.text) for link in links if link.kind != "image")
        shows = entries >= _FEW_ENTRIES or own_text >= _LITTLE_TEXT
        found = drawn.filled_container(self._scripts, self._is_empty, footer_only=shows)
        if not found and not shows:
            found = drawn.app_root(self._is_empty) or self._template()
        return found or (drawn.footer_by_script(self._sources, self._visible) if self._sources else "")

    def _template(self) -> str:
        if drawn.is_template(self._visible()):
            return "{{}}: template"
        for name in sorted(drawn.REPEAT_ATTRIBUTES):
            if ":" not in name and self._tree.css_first(f"[{name}]") is not None:
                return f"[{name}]: template"
        return ""

    def _is_empty(self, name: str) -> bool:
        node = self._tree.css_first(f'[id="{name}"]')
        return (
            node is not None
            and node.tag not in _UNSEEN
            and not node.text(strip=True)
            and node.css_first("img,iframe,input") is None
        )


def _with_icons(tree: LexborHTMLParser) -> dict[int, set[int]]:
    """Icons (:mod:`hengping.extract.icons`) that stand in links, by the link; both as numbers of nodes."""
    found: dict[int, set[int]] = {}
    for node in tree.css(_ICONS)[:_MOST_ICONS]:
        text = node.child
        if text is None or text.tag != "-text" or text.next is not None:
            continue
        attributes = node.attributes
        unspoken = attributes.get("aria-hidden") == "true"
        if not is_icon(node.tag or "", attributes.get("class") or "", text.text_content or "", unspoken=unspoken):
            continue
        here = node.parent
        for _ in range(_ICON_DEPTH):
            if here is None or here.tag == "a":
                break
            here = here.parent
        if here is not None and here.tag == "a":
            found.setdefault(here.mem_id, set()).add(node.mem_id)
    return found


def _without(node: LexborNode, icons: set[int]) -> str:
    """Text of a link without its icons; the whole where readable icons are all it has."""
    kept = (
        one.text_content or ""
        for one in node.traverse(include_text=True)
        if one.tag == "-text" and (one.parent is None or one.parent.mem_id not in icons)
    )
    whole, rest = node.text(), "".join(kept)
    return rest if rest.strip() or is_private(whole) else whole


def _inked(text: str) -> int:
    return len(text) - text.count(" ") - text.count("\n") - text.count("\t") - text.count("\r")


def _parsed(body: bytes, content_type: str) -> LexborHTMLParser:
    text = plain_utf8(body) if len(body) <= MAX_BYTES else None
    if text is not None:
        prepared = prepare(text)
        # Bytes that need nothing done are parsed as they are: the parser would only encode the text again.
        return LexborHTMLParser(body if prepared is text else prepared)
    text, _ = decode(body[:MAX_BYTES], content_type)
    return LexborHTMLParser(prepare(text))


def _base(tree: LexborHTMLParser, url: str) -> str:
    """Address that relative links refer to: the first ``<base href>``, else the page's own."""
    for node in tree.tags("base"):
        href = node.attributes.get("href")
        if href:
            try:
                return normal_url(href, url)
            except BadUrlError:
                return url
    return url
