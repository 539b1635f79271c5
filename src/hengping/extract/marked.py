"""An archived page made safe to look at, with the places of a finding marked.

A judged site is untrusted input: nothing of it may run, and nothing may be asked for over the network. Scripts, frames,
plug-ins, forms' targets, event handlers, styles from elsewhere and addresses that run code are taken out, a
Content-Security-Policy forbids the rest, and whoever shows the page puts it into a sandboxed frame besides.
"""

import re
from collections.abc import Collection, Iterable, Iterator

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from hengping.extract.encoding import decode
from hengping.extract.flat import Page
from hengping.extract.links import base_of
from hengping.extract.targets import follow

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'"
ANCHOR = "hengping-mark"
"""Fragment of the first mark: a link to the page with it scrolls there."""
_STYLE = (
    "outline:4px solid #c8102e !important;outline-offset:3px !important;background:#fff3b0 !important;"
    "color:#000 !important;visibility:visible !important"
)
_DASHED = "outline:4px dashed #c8102e !important;outline-offset:-4px !important"
_REMOVED = "script,noscript,template,iframe,frame,frameset,object,embed,applet,base,link,audio,video,portal"
_ACTIVE = frozenset(
    {"action", "formaction", "background", "ping", "poster", "srcset", "srcdoc", "manifest", "target", "autofocus"}
)
_ADDRESSES = frozenset({"href", "xlink:href", "src", "data", "cite", "longdesc"})
_HARMLESS = re.compile(r"^\s*(?:https?:|#|/|\./|\.\./|[\w.-]+(?:/|$|\?|\.html?))", re.IGNORECASE)
_CSS_ESCAPE = re.compile(r"url\s*\(|@import|expression\s*\(|behavior\s*:|-moz-binding|\\", re.IGNORECASE)
_FOOTERS = ("footer", "[class*=foot]", "[id*=foot]", "[class*=bottom]", "[id*=bottom]", "[class*=copyright]", "body")
_MOST_MARKS = 50
_LONGEST_TEXT = 200
_MOST_LEVELS = 100


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What to mark.

    Attributes:
        positions: CSS paths, as evidence gives them.
        links: normal URLs; anchors and images that lead there are marked.
        texts: words on the page, the most telling first; the smallest element that holds one is marked.
        else_texts: the same, looked for only when nothing else was found.
        footer: mark the foot of the page when nothing else was found: there the missing item should stand.
    """

    positions: tuple[str, ...] = ()
    links: frozenset[str] = frozenset()
    texts: tuple[str, ...] = ()
    else_texts: tuple[str, ...] = ()
    footer: bool = False


class MarkedPage(msgspec.Struct, frozen=True):
    """The page as safe HTML, and how many places are marked in it."""

    html: str
    marks: int


def marked_page(body: bytes, url: str, wanted: Wanted, *, content_type: str = "") -> MarkedPage:
    """Mark a page. Never raises for what the page holds.

    Args:
        body: bytes as served, content coding undone.
        url: address it was served at.
        wanted: what to mark.
        content_type: the header's value.
    """
    text, _ = decode(body, content_type)
    tree = LexborHTMLParser(text)
    _forget_foreign_marks(tree)
    places = places_on(tree, text, url, wanted)
    found = [(node, _STYLE if place.found else _DASHED) for place in places for node in place.nodes]
    marked: set[int] = set()
    for node, style in found:
        if node.mem_id in marked or len(marked) >= _MOST_MARKS:
            continue
        node.attrs["data-hengping"] = style
        if not marked:
            node.attrs["data-hengping-first"] = "1"
        marked.add(node.mem_id)
    _disarm(tree)
    return MarkedPage(_document(tree), len(marked))


class Places(msgspec.Struct, frozen=True):
    """Elements to mark. ``found``: the fault is in them; otherwise they are where the missing item should stand."""

    nodes: tuple[LexborNode, ...]
    found: bool


def places_on(tree: LexborHTMLParser, text: str, url: str, wanted: Wanted) -> list[Places]:
    """What is wanted of a page, found in its tree: one entry or none.

    Args:
        tree: the page parsed.
        text: the page decoded, as it was parsed.
        url: address it was served at.
        wanted: what to look for.
    """
    base = base_of(Page(text), url) if wanted.links else url
    found = tuple(_places(tree, wanted, base)) or tuple(_with_words(tree, wanted.else_texts))
    if found:
        return [Places(found, found=True)]
    foot = tuple(_footer(tree)) if wanted.footer else ()
    return [Places(foot, found=False)] if foot else []


def _forget_foreign_marks(tree: LexborHTMLParser) -> None:
    """The page must not be able to mark itself."""
    for node in tree.css(f"[data-hengping],[data-hengping-first],#{ANCHOR}"):
        for name in ("data-hengping", "data-hengping-first"):
            if name in node.attributes:
                del node.attrs[name]
        if node.attributes.get("id") == ANCHOR:
            del node.attrs["id"]


def _places(tree: LexborHTMLParser, wanted: Wanted, base: str) -> Iterator[LexborNode]:
    for position in wanted.positions:
        yield from _select(tree, position)[:1]
    if wanted.links:
        for node in tree.css("a[href],area[href],img[src]"):
            target = node.attributes.get("href") or node.attributes.get("src")
            if follow(target, base) in wanted.links:
                yield node
    yield from _with_words(tree, wanted.texts)


def _with_words(tree: LexborHTMLParser, texts: Iterable[str]) -> Iterator[LexborNode]:
    for words in texts:
        here = _smallest_with(tree, words)
        if here is not None:
            yield here


def _select(tree: LexborHTMLParser, path: str) -> list[LexborNode]:
    try:
        return tree.css(path)
    except Exception:  # noqa: BLE001 - the engine raises what it likes for a path it cannot read
        return []


def _smallest_with(tree: LexborHTMLParser, words: str) -> LexborNode | None:
    """The innermost element whose text holds the words, white space ignored; the first of equals."""
    wanted = "".join(words.split())[:_LONGEST_TEXT]
    body = tree.body
    if not wanted or body is None or wanted not in _folded(body):
        return None
    here = body
    for _ in range(_MOST_LEVELS):
        inner = next((child for child in here.iter() if wanted in _folded(child)), None)
        if inner is None:
            break
        here = inner
    return here if here is not body else None


def _folded(node: LexborNode) -> str:
    return "".join(node.text(deep=True).split())


def _footer(tree: LexborHTMLParser) -> list[LexborNode]:
    for selector in _FOOTERS:
        nodes = tree.css(selector)
        if nodes:
            return nodes[-1:]
    return []


def _disarm(tree: LexborHTMLParser) -> None:
    for node in tree.css(_REMOVED):
        node.decompose()
    for node in tree.css("meta"):
        if "http-equiv" in node.attributes or "charset" in node.attributes:
            node.decompose()
    for style in tree.css("style"):
        if _CSS_ESCAPE.search(style.text(deep=True)):
            style.decompose()
    for node in tree.css("*"):
        attributes = node.attributes
        if attributes:
            _disarm_element(node, attributes)


def _disarm_element(node: LexborNode, attributes: dict[str, str | None]) -> None:
    for name, value in attributes.items():
        lower = name.lower()
        dangerous = (
            lower.startswith("on")
            or lower in _ACTIVE
            or (lower in _ADDRESSES and not _HARMLESS.match(value or ""))
            or (lower == "style" and _CSS_ESCAPE.search(value or ""))
        )
        if dangerous:
            del node.attrs[name]
    if node.tag == "img" and "src" in node.attributes:
        node.attrs["data-src"] = node.attributes["src"] or ""
        del node.attrs["src"]
    style = attributes.get("data-hengping")
    if style:
        node.attrs["style"] = f"{node.attributes.get('style') or ''};{style}"
        del node.attrs["data-hengping"]
        if "data-hengping-first" in attributes:
            node.attrs["id"] = ANCHOR
            del node.attrs["data-hengping-first"]


def _document(tree: LexborHTMLParser) -> str:
    head = (
        '<!DOCTYPE html><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="referrer" content="no-referrer">'
    )
    return head + (tree.html or "")


def telling(texts: Collection[str | None]) -> tuple[str, ...]:
    """Those of the texts that are worth looking for on a page: not empty, not a mere digit, each once."""
    return tuple(dict.fromkeys(text for text in texts if text and len("".join(text.split())) > 1))
