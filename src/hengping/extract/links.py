"""Links of a page as a reader could follow them."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import structs

from hengping.extract.cues import matches_with
from hengping.extract.drawn import names_footer
from hengping.extract.encoding import decode
from hengping.extract.flat import Element, Page
from hengping.extract.icons import without_icons
from hengping.extract.targets import Targets, follow, kind_of
from hengping.model.facts import Link, LinkKind, LinkPlace
from hengping.model.urls import BadUrlError, host_of, normal_url

_REFRESH = re.compile(r"^\s*+[\d.]*+\s*+[;,]\s*(?:url\s*=)?\s*[\"']?\s*([^\"'>]+)", re.IGNORECASE)
_CRUMB_START = re.compile(
    r"(?:您?的?当前(?:的)?(?:所在)?位置|您?(?:现在|所在)?的?位置(?:是)?|您现在所在的?位置)\s*[:：是]"
)
_CRUMB_PLAIN = re.compile(r"(?:^|(?<=[\n\t]))[^\n\t]{0,12}?首\s?页\s*(?:-?>+|›|»|→|/|\\|-)\s*\S[^\n]{0,80}")
_CRUMB_LEAD, _CRUMB_BEFORE = len("您的当前的所在"), 12
"""Characters that may stand before 位置, and before 首页."""
_CRUMB_REACH = 110
_SHORT_TEXT = 9
_LONGEST_LABEL = 12
"""Characters of a menu's entry, at most."""
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
    """Links of a flat page.

    Args:
        page: the flat page.
        url: address it was served at.
        list_spans: spans of its list blocks, to tell list links from others.
    """
    return collected_links(page, Targets(base_of(page, url), page_host(url)), crumb_span(page), list_spans or [])


def collected_links(
    page: Page, targets: Targets, crumb: tuple[int, int] | None, list_spans: list[tuple[int, int]]
) -> PageLinks:
    """Links of a flat page, in page order, one for each pair of URL and place.

    Args:
        page: the flat page.
        targets: resolves its references.
        crumb: span of its breadcrumb, see :func:`crumb_span`.
        list_spans: spans of its list blocks, to tell list links from others.
    """
    collector = _Collector(page, targets, crumb, list_spans)
    for element in page.leading:
        collector.take(element)
    collector.take_pager()
    collector.take_redirect()
    collector.take_footers()
    return PageLinks(tuple(collector.settled()), tuple(dict.fromkeys(collector.frames)))


def base_host(url: str) -> str:
    """The normal form of a page's own address, the text itself when it is none."""
    try:
        return normal_url(url)
    except BadUrlError:
        return url


def base_of(page: Page, url: str) -> str:
    """Address that relative links refer to: the first ``<base href>``, else the page's own."""
    href = next((href for element in page.tagged.get("base", ()) if (href := element.href)), "")
    if not href:
        return url
    try:
        return normal_url(href, url)
    except BadUrlError:
        return url


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
    ``index.html``, the second ``index_1.html``. Those that name a container first count from one: ``list_2.html``.
    """
    if not any("createPageHTML" in script for script in scripts):
        return
    for found in _SCRIPT_PAGER.finditer("\n".join(scripts)):
        pages, here = int(found["pages"]), int(found["here"])
        first = 1 if found["box"] else 0
        for number in range(first + 1, min(pages, _MOST_PAGES) + first):  # whoever reads this has the first page
            target = follow(f"{found['name']}_{number}.{found['extension']}", base)
            if target and number != here:
                yield target, str(number + 1 - first)


def sent_on(scripts: Sequence[str], base: str) -> Iterator[str]:
    """Addresses that inline scripts send the visitor to, written out in full (``location.href = "…"``)."""
    for script in scripts:
        if "location" not in script or len(script) > _SHORT_SCRIPT:
            continue
        for found in _SENT_ON.finditer(script):
            target = follow(found["assigned"] or found["called"], base)
            if target:
                yield target


def crumb_span(page: Page) -> tuple[int, int] | None:
    """Span of the breadcrumb (当前位置), found by its words or by its element's name."""
    text = page.text
    found = next(matches_with(_CRUMB_START, text, "位置", _CRUMB_LEAD), None)
    if found:
        line_end = text.find("\n", found.end() + 1)
        end = line_end if line_end >= 0 else len(text)
        holder = _smallest_around(page, found.start(), end)
        if holder is not None and holder.end - holder.start <= _CRUMB_REACH:
            return found.start(), max(end, holder.end)
        return found.start(), min(end, found.start() + _CRUMB_REACH)
    plain = next(matches_with(_CRUMB_PLAIN, text, "首", _CRUMB_BEFORE), None)
    if plain:
        return plain.start(), plain.end()
    for element in page.opening:
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


_SHORT_SCRIPT = 3_000
_SENT_ON = re.compile(
    r"\blocation(?:\.href)?\s*=\s*[\"'](?P<assigned>[^\"'\s]{1,300})[\"']\s*(?=[;})\n]|\Z)"
    r"|\blocation\.(?:replace|assign)\(\s*[\"'](?P<called>[^\"'\s]{1,300})[\"']\s*\)"
)
_SCRIPT_PAGER = re.compile(
    r"createPageHTML\(\s*(?P<box>[\"'][\w-]{1,60}[\"']\s*,\s*)?(?P<pages>\d{1,4})\s*,\s*(?P<here>\d{1,4})\s*,\s*[\"'](?P<name>[\w-]+)[\"']\s*,\s*"
    r"[\"'](?P<extension>\w{2,5})[\"']"
)
_MOST_PAGES = 200


class _Collector:
    """Gathers links over one walk of the elements."""

    def __init__(
        self, page: Page, targets: Targets, crumb: tuple[int, int] | None, list_spans: list[tuple[int, int]]
    ) -> None:
        self.page, self.targets = page, targets
        self.links: dict[tuple[str, str], Link] = {}
        self.frames: list[str] = []
        self._crumb = crumb
        self._starts, self._ends = _united(list_spans)
        self._first_list = self._starts[0] if self._starts else len(page.text)

    def take(self, element: Element) -> None:
        tag = element.tag
        if tag in {"a", "area"}:
            self._add(element, self.targets.of_link(element), self._text(element))
        elif tag == "img":
            attrs = element.attrs
            self._add(element, (self.targets.url(attrs.get("src")), "image"), (attrs.get("alt") or "").strip())
        elif tag in {"iframe", "frame"}:
            if target := self.targets.url(element.attrs.get("src")):
                self.frames.append(target)
        elif tag == "meta" and (element.attrs.get("http-equiv") or "").lower() == "refresh":
            self._add(element, self.targets.of(refresh_target(element.attrs.get("content") or "")), "")

    def take_pager(self) -> None:
        """The further pages of a pager that a script draws."""
        for target, text in pager_targets(self.page.scripts, self.targets.base):
            link = Link(url=target, text=text, kind=kind_of(target, self.targets.host), place="body")
            self.links.setdefault((target, "body"), link)

    def take_redirect(self) -> None:
        """Where a page without a link of its own is sent on to by a script, as by a meta refresh."""
        if self.links or self.frames:
            return
        for target in sent_on(self.page.scripts, self.targets.base):
            link = Link(url=target, text="", kind=kind_of(target, self.targets.host), place="body")
            self.links.setdefault((target, "body"), link)

    def take_footers(self) -> None:
        """Script files named after the footer: parts of the page like its frames."""
        for element in self.page.tagged.get("script", ()):
            source = element.attrs.get("src") if " src=" in element.written else None
            if source and names_footer(source) and (target := self.targets.url(source)):
                self.frames.append(target)

    def settled(self) -> Iterator[Link]:
        """All links; an address that is shown as a picture and also linked is what it is linked as."""
        links = self.links.values()
        if not any(link.kind == "image" for link in links):
            yield from links
            return
        linked = {link.url: link.kind for link in links if link.kind != "image"}
        for link in links:
            yield structs.replace(link, kind=linked[link.url]) if link.kind == "image" and link.url in linked else link

    def _text(self, element: Element) -> str:
        text = without_icons(self.page, element)
        if text:
            return text if text.isalnum() else " ".join(text.split())
        title = element.attrs.get("title") or element.attrs.get("alt") or ""
        if not title:
            image = next((child for child in element.children if child.tag == "img"), None)
            title = (image.attrs.get("alt") or image.attrs.get("title") or "") if image is not None else ""
        return " ".join(title.split())

    def _add(self, element: Element, leads: tuple[str, LinkKind], text: str) -> None:
        target, kind = leads
        if not target:
            return
        place = self._place(element)
        key = (target, place)
        known = self.links.get(key)
        if known is None:
            self.links[key] = Link(url=target, text=text, kind=kind, place=place, position=self.page.path(element))
        elif (not known.text and text) or (known.kind == "image" and kind != "image"):
            kind = kind if known.kind == "image" else known.kind
            text = known.text or text
            self.links[key] = Link(url=target, text=text, kind=kind, place=place, position=known.position)

    def _place(self, element: Element) -> LinkPlace:
        region = element.region
        if region in {"nav", "breadcrumb", "footer"}:
            return "nav" if region == "nav" else "breadcrumb" if region == "breadcrumb" else "footer"
        crumb = self._crumb
        # What has no text (a picture) and stands right before the breadcrumb begins where it begins.
        inside = crumb is not None and crumb[0] <= element.start < crumb[1]
        if inside and crumb is not None and (element.end > element.start or element.start > crumb[0]):
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


def _in_short_row(element: Element) -> bool:
    """Whether the link stands in a row of short links only: how a navigation looks when nothing names it so."""
    if element.end - element.start > _LONGEST_LABEL:
        return False  # a headline beside a pager
    row = element
    for _ in range(3):
        if row.parent is None or row.parent.anchors > row.anchors:
            break
        row = row.parent
    group = row.parent
    if group is None or group.anchors < _MANY:
        return False
    return group.end - group.start <= group.anchors * _SHORT_TEXT
