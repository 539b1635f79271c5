"""Links that a reader does not see, or that say what no government site says (暗链): candidates with their signs.

Ordinary pages cost next to nothing: only links to hosts that are neither the site's own nor a public body's nor known
are looked at, and only scripts that can write links are read.
"""

import re
from collections.abc import Iterator, Sequence

from hengping.extract.dark_hiding import Hidden, Hiding, shows_picture
from hengping.extract.dark_script import (
    engine_jumps,
    is_disguised,
    left_open,
    made_links,
    writes_in_place,
    written,
    written_styles,
)
from hengping.extract.dark_style import style_sheet
from hengping.extract.dark_words import NOTHING, is_outside, may_offer, said_by_link, said_in
from hengping.extract.flat import Element, Page
from hengping.extract.links import PageLinks, refresh_target
from hengping.extract.targets import follow
from hengping.model.content_facts import HiddenDoubt, HiddenLink
from hengping.model.urls import host_of

MAX_HIDDEN = 200
"""Hidden links of one page that are kept, in page order."""
_MOST_SCRIPTS = 60
_REACH_OF_OPENER = 20_000
_LONG_TEXT = 80
_MOST_WORDS = 8
_CARRIERS = frozenset({"a", "area", "iframe"})
_MOST_BLOCKS = 100
_AUTHORITY = re.compile(r"[/\\]{2,}([\w.-]*)(.?)", re.ASCII | re.DOTALL)
_ENDS_HOST = frozenset({"", "/", ":", "?", "#"})
_HOST = re.compile(r"//([\w-]+(?:\.[\w-]+)+)")
_ADDRESS = re.compile(r"[\d.]+$|[0-9a-f]*:")
_CREDIT = re.compile(
    r"(?:powered|produced|designed|developed|created)\s*by|copyright|技术支持|技术提供|制作单位|版权|统计|计数器|analytics"
    r"|浏览器|播放器|阅读器|邮箱|登录|登陆|注册|无障碍|繁体|english",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"stat|count|analy|track|\btj\b|log|sso|cas\b|auth|passport|user|member|sync|proxy|upload|map|video|player|weather|tianqi",
    re.IGNORECASE,
)
"""What a frame without size serves on honest pages: counters, sign-on, helpers of scripts."""
_META_TEXTS = ("keywords", "description")
_WORDS_OF_TITLE, _WORDS_OF_HIJACK = 2, 3


def read_hidden_links(page: Page, html: str, url: str, base: str, links: PageLinks) -> tuple[HiddenLink, ...]:
    """Candidates of dark links on a page, in page order. Never raises.

    Args:
        page: the flat page.
        html: its text, for what scripts open and leave open.
        url: its own address, normal form.
        base: address that its relative links refer to.
        links: its ordinary links and frames.
    """
    own_host = host_of(url)
    foreign = _foreign_hosts(links, own_host)
    scripts = [
        script for script in page.scripts[:_MOST_SCRIPTS] if _may_matter(script, own_host, suspect=bool(foreign))
    ]
    found: dict[tuple[str, bool], HiddenLink] = {}
    if foreign or scripts:
        for one in _Reader(page, html, base, own_host, page.scripts).candidates(scripts, foreign):
            found.setdefault((one.url, one.switchable), one)
            if len(found) >= MAX_HIDDEN:
                break
    hijack = _hijacked(page, url)
    kept = (one for (target, switchable), one in found.items() if not switchable or (target, False) not in found)
    return ((hijack,) if hijack else ()) + tuple(kept)


def hidden_links_of_script(script: str, url: str) -> tuple[HiddenLink, ...]:
    """Candidates that a script file writes into the pages that carry it. Never raises.

    Args:
        script: text of the file.
        url: its address, normal form.
    """
    reader = _Reader(Page(""), "", url, host_of(url), (script,))
    found: dict[str, HiddenLink] = {}
    for one in reader.candidates((script,), frozenset()):
        found.setdefault(one.url, one)
        if len(found) >= MAX_HIDDEN:
            break
    return tuple(found.values())


class _Reader:
    """Reads one page. What its scripts write is read in the same way, with the same styles and switches."""

    def __init__(self, page: Page, html: str, base: str, own_host: str, scripts: Sequence[str]) -> None:
        self._page, self._html, self._base, self._own_host = page, html, base, own_host
        self._scripts = scripts[:_MOST_SCRIPTS]
        blocks = _style_blocks(html)
        blocks += [block for script in self._scripts for block in written_styles(script)]
        self._sheet = style_sheet("\n".join(blocks))
        self._company: dict[int, tuple[Element, bool]] = {}

    def candidates(self, scripts: Sequence[str], foreign: frozenset[str]) -> Iterator[HiddenLink]:
        """All candidates: of the page itself where it leads to foreign hosts at all, then of its scripts."""
        if foreign:
            yield from self._sent_on()
            yield from self._of_elements(self._page, (), foreign)
        for script in scripts:
            yield from self._of_script(script)

    def _sent_on(self) -> Iterator[HiddenLink]:
        """A meta refresh that takes readers to what the lexicon names."""
        for element in self._page.elements:
            if element.tag == "meta" and (element.attrs.get("http-equiv") or "").lower() == "refresh":
                target = self._outside(refresh_target(element.attrs.get("content") or ""))
                words = said_by_link("", "", target) if target else NOTHING
                if words.hints:
                    yield HiddenLink(url=target, how=("vocabulary",), vocabulary=words.words)
            elif element.tag == "body":
                break

    def _of_elements(
        self,
        page: Page,
        by_script: tuple[str, ...],
        foreign: frozenset[str] | None = None,
        around: Hidden = Hidden(),  # noqa: B008 - immutable
    ) -> Iterator[HiddenLink]:
        """Among the elements of a page, or of what a script writes (``by_script``: the signs of that).

        ``foreign``: hosts that are worth a look; None: look at all. ``around``: how what surrounds them is hidden.
        """
        hiding = Hiding(page, self._sheet, self._scripts)
        for element in page.elements:
            if element.tag in _CARRIERS:
                if foreign is not None:
                    href = element.attrs.get("src") if element.tag == "iframe" else element.href
                    if not href or not _names_one(href, foreign):
                        continue
                link = self._judged(page, element, hiding.of(element), by_script, around)
                if link is not None:
                    yield link

    def _of_script(self, script: str) -> Iterator[HiddenLink]:
        """What a script writes, makes, encloses or jumps to."""
        text = written(script)
        if text.markup:
            signs = ("script", "disguised") if text.disguised else ("script",)
            around = self._around(script) if writes_in_place(script) else Hidden()
            for link in self._of_elements(Page(text.markup), signs, around=around):
                if link.vocabulary or text.writes:
                    yield link
        for href, said, hidden in made_links(script):
            yield from self._made(href, said, hidden=hidden)
        for href in engine_jumps(script):
            if target := self._outside(href):
                yield HiddenLink(url=target, how=("script_redirect",), vocabulary=said_by_link("", "", target).words)
        yield from self._enclosed(script)

    def _made(self, href: str, said: str, *, hidden: bool) -> Iterator[HiddenLink]:
        target = self._outside(href)
        words = said_by_link(said, "", target) if target else NOTHING
        if target and (hidden or words.offers):
            how = ("script", *(("script_hide",) if hidden else ()), *(("vocabulary",) if words.offers else ()))
            yield HiddenLink(url=target, text=said, how=how, vocabulary=words.words if words.hints else ())

    def _enclosed(self, script: str) -> Iterator[HiddenLink]:
        """Links of the page between the hidden element that a script opens and the script that closes it."""
        opening = left_open(script)
        at = self._html.find(script) if opening else -1
        if at < 0 or not self._hides(opening):
            return
        after = at + len(script)
        rest = self._html[after : after + _REACH_OF_OPENER]
        tag = re.match(r"<(\w+)", opening)
        end = re.search(rf"<script[^>]*>[^<]{{0,200}}<\\?/{tag[1] if tag else 'div'}", rest, re.IGNORECASE)
        yield from self._of_elements(Page(opening + (rest[: end.start()] if end else rest)), ("script",))

    def _hides(self, opening: str) -> bool:
        page = Page(opening)
        hiding = Hiding(page, self._sheet, self._scripts)
        return any(hiding.own(element).signs for element in page.elements)

    def _outside(self, href: str | None) -> str:
        """Target of a reference that leads to a foreign host; empty otherwise."""
        if not href or ("//" not in href and "\\" not in href):
            return ""
        target = follow(href, self._base)
        return target if target and is_outside(host_of(target), self._own_host) else ""

    def _around(self, script: str) -> Hidden:
        """How the place is hidden in which a script of the page writes."""
        at = next(
            (one for one, text in zip(self._page.scripted, self._page.scripts, strict=True) if text == script), None
        )
        if at is None or at.parent is None:
            return Hidden()
        return Hiding(self._page, self._sheet, self._scripts).of(at.parent)._replace(holder=None)

    def _judged(
        self, page: Page, element: Element, hidden: Hidden, by_script: tuple[str, ...], around: Hidden
    ) -> HiddenLink | None:
        attrs = element.attrs
        framed = element.tag == "iframe"
        target = self._outside(attrs.get("src") if framed else attrs.get("href"))
        if not target:
            return None
        text = " ".join((page.of(element) or attrs.get("title") or "").split())
        words = said_by_link(text, attrs.get("title") or _alt(element), target)
        if not hidden.signs:
            hidden = around
        credited = not words.strong and _CREDIT.search(text) is not None
        offers = words.offers or (words.hints and bool(hidden.signs) and not hidden.switchable and not credited)
        if not hidden.signs and not offers:
            return None
        company = bool(hidden.signs) and not offers and self._in_bad_company(page, hidden.holder)
        how = (*by_script, *hidden.signs, *(("vocabulary",) if offers else ()), *(("company",) if company else ()))
        doubt = hidden.doubt or _doubt(target, text, framed=framed, pictured=shows_picture(element))
        return HiddenLink(
            url=target,
            text=text[:_LONG_TEXT],
            how=tuple(dict.fromkeys(how)),
            vocabulary=words.words if words.hints else (),
            siblings=max(hidden.holder.anchors, 1) if hidden.holder is not None else 1,
            switchable=hidden.switchable and not offers and not company,
            doubt="" if offers or company or hidden.switchable else doubt,
            position="" if by_script else element.path(),
        )

    def _in_bad_company(self, page: Page, holder: Element | None) -> bool:
        """Whether another link in the same hidden element offers what the lexicon names."""
        if holder is None or holder.anchors < 2:  # noqa: PLR2004 - itself and another
            return False
        known = self._company.get(id(holder))
        if known is None:
            known = self._company[id(holder)] = (
                holder,
                any(
                    said_by_link(" ".join(page.of(one).split()), one.attrs.get("title") or "", target).offers
                    for one in _anchors_in(holder)
                    if (target := self._outside(one.attrs.get("href")))
                ),
            )
        return known[1]


def _foreign_hosts(links: PageLinks, own_host: str) -> frozenset[str]:
    hosts = {host_of(link.url) for link in links.links if link.kind not in {"internal", "image"}}
    hosts.update(host_of(url) for url in links.frames)
    return frozenset(host for host in hosts if is_outside(host, own_host))


def _names_one(href: str, hosts: frozenset[str]) -> bool:
    """Whether an address as written names one of the hosts; also where it is written in an odd way."""
    if "//" not in href and "\\" not in href:
        return False
    found = _AUTHORITY.search(href)
    return found is None or found[1].lower() in hosts or found[2] not in _ENDS_HOST


def _may_matter(script: str, own_host: str, *, suspect: bool) -> bool:
    """Whether a script names a foreign host, is disguised, or may open an element around links of the page."""
    if is_disguised(script) or (suspect and "write" in script and "<" in script):
        return True
    return "//" in script and any(is_outside(found[1].lower(), own_host) for found in _HOST.finditer(script))


def _style_blocks(html: str) -> list[str]:
    """Insides of the style blocks."""
    blocks: list[str] = []
    at = html.find("<style")
    while at >= 0 and len(blocks) < _MOST_BLOCKS:
        start = html.find(">", at)
        end = html.find("</style", start)
        if start < 0 or end < 0:
            break
        blocks.append(html[start + 1 : end])
        at = html.find("<style", end)
    return blocks


def _anchors_in(holder: Element) -> Iterator[Element]:
    waiting = [holder]
    while waiting:
        element = waiting.pop()
        if element.tag == "a":
            yield element
        waiting += element.children


def _doubt(target: str, text: str, *, framed: bool, pictured: bool) -> HiddenDoubt:
    """Why a hidden link that nothing explains may be innocent all the same."""
    if framed:
        return "frame" if _SERVICE.search(target) else ""
    if _ADDRESS.match(host_of(target)):
        return "address"
    if pictured and not text:
        return "picture"
    return "credit" if _CREDIT.search(text) else ""


def _alt(element: Element) -> str:
    image = next((child for child in element.children if child.tag == "img"), None)
    return (image.attrs.get("alt") or "") if image is not None else ""


def _hijacked(page: Page, url: str) -> HiddenLink | None:
    """The page itself when its title or description is stuffed with such words: somebody changed them."""
    title = said_in(page.title) if page.title and may_offer(page.title) else NOTHING
    if title.about:
        return None
    texts = [title]
    for element in page.elements:
        if element.tag == "meta" and (element.attrs.get("name") or "").lower() in _META_TEXTS:
            content = element.attrs.get("content") or ""
            if title.strong or (content and may_offer(content)):
                texts.append(said_in(content))
        elif element.tag == "body":
            break
    strong = tuple(dict.fromkeys(word for said in texts if not said.about for word in said.strong))
    if len(title.strong) < _WORDS_OF_TITLE and len(strong) < _WORDS_OF_HIJACK:
        return None
    text = page.title[:_LONG_TEXT]
    return HiddenLink(url=url, text=text, how=("title_tag",), vocabulary=strong[:_MOST_WORDS], position="title")
