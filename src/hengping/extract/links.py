"""Links of a page as a reader could follow them."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from msgspec import structs

from hengping.extract.encoding import decode
from hengping.extract.flat import Element, Page
from hengping.model.facts import Link, LinkKind, LinkPlace
from hengping.model.urls import BadUrlError, host_of, normal_url, same_site

_ATTACHMENT = re.compile(
    r"\.(?:docx?|xlsx?|pptx?|pdf|wps|et|ofd|rtf|txt|csv|zip|rar|7z|tar|gz|ceb|caj|mp3|mp4|avi|wmv|flv|wav|apk|exe)$",
    re.IGNORECASE,
)
_NOT_FOLLOWED = re.compile(
    r"^\s*(?:#|javascript:|mailto:|tel:|sms:|data:|about:|void\b|file:|blob:|weixin:|\{\{|<%|\$\{)", re.IGNORECASE
)
_REFRESH = re.compile(r"^\s*[\d.]*\s*[;,]\s*(?:url\s*=)?\s*[\"']?\s*([^\"'>]+)", re.IGNORECASE)
_CRUMB_START = re.compile(
    r"(?:您?的?当前(?:的)?(?:所在)?位置|您?(?:现在|所在)?的?位置(?:是)?|您现在所在的?位置)\s*[:：是]"
)
_CRUMB_PLAIN = re.compile(r"(?:^|(?<=[\n\t]))[^\n\t]{0,12}?首\s?页\s*(?:-?>+|›|»|→|/|\\|-)\s*\S[^\n]{0,80}")
_CRUMB_REACH = 110
_SHORT_TEXT = 9
_LONGEST = 8_000
"""Characters of a reference beyond which no server takes it: data, or an attribute whose quote was never closed."""
LONGEST_KEPT = 200
"""Characters of a reference, and of its base, that are kept."""
_MANY = 4


class PageLinks(NamedTuple):
    """Links and frames of one page; ``frames`` are normal URLs, meta refresh targets stand among the links."""

    links: tuple[Link, ...]
    frames: tuple[str, ...]


def page_links(body: bytes, url: str, *, content_type: str = "") -> PageLinks:
    """Links of a page, without its other facts. Never raises.

    Args:
        body: bytes as served.
        url: address it was served at.
        content_type: the header's value.
    """
    text, _ = decode(body, content_type)
    page = Page(text)
    return links_of(page, url)


def links_of(page: Page, url: str, list_spans: list[tuple[int, int]] | None = None) -> PageLinks:
    """Links of a flat page, in page order, one for each pair of URL and place.

    Args:
        page: the flat page.
        url: address it was served at.
        list_spans: spans of its list blocks, to tell list links from others.
    """
    base = base_of(page, url)
    collector = _Collector(page, base, host_of(base_host(url)), list_spans or [])
    for element in page.elements:
        collector.take(element)
    collector.take_pager()
    return PageLinks(tuple(collector.settled()), tuple(dict.fromkeys(collector.frames)))


def base_host(url: str) -> str:
    """The normal form of a page's own address, the text itself when it is none."""
    try:
        return normal_url(url)
    except BadUrlError:
        return url


def base_of(page: Page, url: str) -> str:
    """Address that relative links refer to: the first ``<base href>``, else the page's own."""
    for element in page.elements:
        if element.tag == "base" and element.attrs.get("href"):
            try:
                return normal_url(element.attrs["href"] or "", url)
            except BadUrlError:
                break
    return url


def follow(href: str | None, base: str) -> str:
    """Normal URL of a reference; empty when it leads nowhere (script, mail, telephone, anchor, template residue)."""
    if not href or len(href) > _LONGEST or _NOT_FOLLOWED.match(href) or not href.strip():
        return ""
    try:
        return normal_url(href, base)
    except BadUrlError:
        return ""


def link_target(href: str, base: str, host: str) -> tuple[str, LinkKind]:
    """Normal URL of a reference and the kind of its target; the URL is empty when it leads nowhere.

    Args:
        href: as written.
        base: address it refers to, or as much of it as :func:`hengping.model.urls.base_needed` says.
        host: the page's host.
    """
    keep = len(href) <= LONGEST_KEPT and len(base) <= LONGEST_KEPT
    return kept_target(href, base, host) if keep else _target(href, base, host)


def _target(href: str, base: str, host: str) -> tuple[str, LinkKind]:
    target = follow(href, base)
    return target, kind_of(target, host) if target else "external"


kept_target = lru_cache(maxsize=65_536)(_target)
"""The same as :func:`link_target`, remembered; for references up to :data:`LONGEST_KEPT` characters."""


def page_host(url: str) -> str:
    """Host of a page's own address."""
    return host_of(base_host(url))


def refresh_target(content: str) -> str:
    """Where a meta refresh leads, as written; empty when nowhere."""
    found = _REFRESH.match(content)
    return found.group(1) if found else ""


def pager_targets(scripts: Sequence[str], base: str) -> Iterator[tuple[str, str]]:
    """Addresses and numbers of the further pages of a pager that a script draws.

    TRS systems (``createPageHTML(pages, this, "index", "html")``) write no other link to them: the first page is
    ``index.html``, the second ``index_1.html``.
    """
    if not any("createPageHTML" in script for script in scripts):
        return
    for found in _SCRIPT_PAGER.finditer("\n".join(scripts)):
        pages, here = int(found["pages"]), int(found["here"])
        for number in range(1, min(pages, _MOST_PAGES)):  # whoever reads this has the first page
            target = follow(f"{found['name']}_{number}.{found['extension']}", base)
            if target and number != here:
                yield target, str(number + 1)


def crumb_span(page: Page) -> tuple[int, int] | None:
    """Span of the breadcrumb (当前位置), found by its words or by its element's name."""
    found = _CRUMB_START.search(page.text)
    if found:
        line_end = page.text.find("\n", found.end() + 1)
        end = line_end if line_end >= 0 else len(page.text)
        holder = _smallest_around(page, found.start(), end)
        if holder is not None and holder.end - holder.start <= _CRUMB_REACH:
            return found.start(), max(end, holder.end)
        return found.start(), min(end, found.start() + _CRUMB_REACH)
    plain = _CRUMB_PLAIN.search(page.text)
    if plain:
        return plain.start(), plain.end()
    for element in page.elements:
        if element.region == "breadcrumb" and 0 < element.end - element.start <= _CRUMB_REACH:
            return element.start, element.end
    return None


def _smallest_around(page: Page, start: int, end: int) -> Element | None:
    pieces = page.pieces_in(start, end)
    if not pieces:
        return None
    here: Element | None = pieces[0].holder
    while here is not None and (here.anchors == 0 or here.end < end):
        here = here.parent
    return here


_SCRIPT_PAGER = re.compile(
    r"createPageHTML\(\s*(?P<pages>\d{1,4})\s*,\s*(?P<here>\d{1,4})\s*,\s*[\"'](?P<name>[\w-]+)[\"']\s*,\s*"
    r"[\"'](?P<extension>\w{2,5})[\"']"
)
_MOST_PAGES = 200


class _Collector:
    """Gathers links over one walk of the elements."""

    def __init__(self, page: Page, base: str, host: str, list_spans: list[tuple[int, int]]) -> None:
        self.page, self.base, self.host = page, base, host
        self.links: dict[tuple[str, str], Link] = {}
        self.frames: list[str] = []
        self._crumb = crumb_span(page)
        self._starts, self._ends = _united(list_spans)
        self._first_list = self._starts[0] if self._starts else len(page.text)

    def take(self, element: Element) -> None:
        tag = element.tag
        if tag in {"a", "area"}:
            self._add(element, element.attrs.get("href"), self._text(element))
        elif tag == "img":
            self._add(element, element.attrs.get("src"), (element.attrs.get("alt") or "").strip(), image=True)
        elif tag in {"iframe", "frame"}:
            target = follow(element.attrs.get("src"), self.base)
            if target:
                self.frames.append(target)
        elif tag == "meta" and (element.attrs.get("http-equiv") or "").lower() == "refresh":
            self._add(element, refresh_target(element.attrs.get("content") or ""), "")

    def take_pager(self) -> None:
        """The further pages of a pager that a script draws."""
        for target, text in pager_targets(self.page.scripts, self.base):
            link = Link(url=target, text=text, kind=kind_of(target, self.host), place="body")
            self.links.setdefault((target, "body"), link)

    def settled(self) -> Iterator[Link]:
        """All links; an address that is shown as a picture and also linked is what it is linked as."""
        linked = {link.url: link.kind for link in self.links.values() if link.kind != "image"}
        for link in self.links.values():
            yield structs.replace(link, kind=linked[link.url]) if link.kind == "image" and link.url in linked else link

    def _text(self, element: Element) -> str:
        text = self.page.of(element)
        if text:
            return " ".join(text.split())
        title = element.attrs.get("title") or element.attrs.get("alt") or ""
        if not title:
            image = next((child for child in element.children if child.tag == "img"), None)
            title = (image.attrs.get("alt") or image.attrs.get("title") or "") if image is not None else ""
        return " ".join(title.split())

    def _add(self, element: Element, href: str | None, text: str, *, image: bool = False) -> None:
        target = follow(href, self.base)
        if not target:
            return
        place = self._place(element)
        key = (target, place)
        known = self.links.get(key)
        kind: LinkKind = "image" if image else kind_of(target, self.host)
        if known is None:
            self.links[key] = Link(url=target, text=text, kind=kind, place=place, position=element.path())
        elif (not known.text and text) or (known.kind == "image" and not image):
            kind = kind if known.kind == "image" else known.kind
            text = known.text or text
            self.links[key] = Link(url=target, text=text, kind=kind, place=place, position=known.position)

    def _place(self, element: Element) -> LinkPlace:
        region = element.region
        if region in {"nav", "breadcrumb", "footer"}:
            return "nav" if region == "nav" else "breadcrumb" if region == "breadcrumb" else "footer"
        crumb = self._crumb
        if crumb is not None and crumb[0] <= element.start <= crumb[1]:
            return "breadcrumb"
        last = bisect_right(self._starts, element.start) - 1
        if last >= 0 and element.start < self._ends[last]:
            return "list"
        if region == "header" or (element.start < self._first_list and _in_short_row(element)):
            return "nav"
        return "body"


def _united(spans: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Starts and ends of the spans, overlapping ones joined."""
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(spans):
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    return starts, ends


def kind_of(target: str, host: str) -> LinkKind:
    """Kind of a link target, seen from a site's host."""
    path = target.split("?", 1)[0]
    if _ATTACHMENT.search(path):
        return "attachment"
    return "internal" if same_site(host_of(target), host) else "external"


def _in_short_row(element: Element) -> bool:
    """Whether the link stands in a row of short links only: how a navigation looks when nothing names it so."""
    row = element
    for _ in range(3):
        if row.parent is None or row.parent.anchors > row.anchors:
            break
        row = row.parent
    group = row.parent
    if group is None or group.anchors < _MANY:
        return False
    return group.end - group.start <= group.anchors * _SHORT_TEXT
