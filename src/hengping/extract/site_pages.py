"""The pages of a site as one thing: the home page found, frames joined to the page that shows them, titles cleaned."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache

from hengping.extract.site_index import CaptureIndex
from hengping.extract.site_urls import is_pager_text, section_key
from hengping.model.facts import Link, PageFacts
from hengping.model.site import Site
from hengping.model.urls import BadUrlError, host_of, normal_url, same_site

_FRAME_DEPTH = 3
_TITLE_BREAK = re.compile(r"\s*[_|—–»>]+\s*|\s*--+\s*|\s+-\s+|-(?=[^\d\s])")
_PAGE_SUFFIX = re.compile(r"[\s_\-(（]*第?\s*\d{1,4}\s*页[)）]?$")
_LINK_MARKS = re.compile(r"\s+|^[·•●■▪►▶>»\-—|│\[【]+|[>»|│\]】…]+$")
_SHORTEST_NAME, LONG_NAME = 2, 16
"""Characters of a section's name; a longer text is a headline."""

_GENERIC = re.compile(
    r".*(?:首页|主页)|home|index|您?(?:的?当前|现在|所在)*的?位置|列表页?|(?:信息|文章|栏目|新闻)列表|正文|详情|详细内容|内容"
    r"|(?:查看|点击|了解)?(?:更多|全部|详细)(?:信息|内容)?[>».+]*|more[>».+]*|进入|点击进入|返回|返回上一?[页级]",
    re.IGNORECASE,
)
"""Texts that name no section: the home page, pagers, 更多, 正文."""
_COMMON_TITLES = 3
"""A part that stands in at least so many different titles, and in half of them all, is the site's own name."""
_MOST_FURNITURE = 150
"""Characters that the common frame of all pages may add to each page's text: address, numbers, whose site it is. Only
lengths are compared; pages of a small site that are all longer than this have texts of their own."""
_GONE = frozenset({404, 410})
_GOVERNMENT = ".gov.cn"
_SINGLE = frozenset({"article", "guide", "challenge"})


class SitePages:
    """All readable pages of one site, in one fixed order.

    Attributes:
        site: the judged site.
        index: its captures.
        pages: pages by address, sorted; off-site pages are kept for frames and links only.
        home_url: address at which the home page was served, or was asked for when it was not.
    """

    def __init__(self, site: Site, index: CaptureIndex, pages: Mapping[str, PageFacts]) -> None:
        self.site = site
        self.index = index
        self.pages = {url: pages[url] for url in sorted(pages)}
        self._titles: dict[str, str] = {}
        self.home_url = self._find_home()
        self._home_urls = {self.home_url}
        while (behind := self._behind_splash()) and behind not in self._home_urls:
            self._home_urls.add(behind)
            self.home_url = behind

    @property
    def home(self) -> PageFacts | None:
        """The home page; None when it was not read."""
        return self.pages.get(self.home_url)

    def at(self, url: str) -> PageFacts | None:
        """The page that an address leads to, redirects followed."""
        return self.pages.get(self.index.resolve(url))

    def internal(self, url: str) -> bool:
        """Whether an address belongs to the site: its exact host, ``www.`` optional."""
        host = host_of(url)
        return same_site(host, host_of(self.site.url)) or same_site(host, host_of(self.home_url))

    def is_home(self, url: str) -> bool:
        """Whether an address is the home page or an alias of it."""
        return self.index.resolve(url) in self._home_urls or section_key(url) == section_key(self.home_url)

    def parts(self, page: PageFacts) -> tuple[PageFacts, ...]:
        """The page and the frames shown in it that were read, frames within frames included."""
        found: dict[str, PageFacts] = {page.url: page}
        edge = [page]
        for _ in range(_FRAME_DEPTH):
            framed = [self.at(url) for shown in edge for url in shown.frames]
            edge = [shown for shown in framed if shown is not None and shown.url not in found]
            found.update({shown.url: shown for shown in edge})
        return tuple(found.values())

    def unread_frames(self, page: PageFacts) -> bool:
        """Whether a frame of the site itself, shown in this page, was not read."""
        return any(self.internal(url) and self.at(url) is None for part in self.parts(page) for url in part.frames)

    def frame_missing(self, page: PageFacts) -> bool:
        """Whether a visitor sees a frame in this page that was not read: of the site, or of another government host.

        Many sites take their footer from the portal above them. A frame that is gone (404) shows a visitor nothing.
        """
        return any(
            self.at(url) is None and self.index.outcome(url).status not in _GONE
            for part in self.parts(page)
            for url in part.frames
            if self.internal(url) or host_of(url).endswith(_GOVERNMENT)
        )

    @cached_property
    def framed_in(self) -> dict[str, str]:
        """For each page that only serves as a frame: the page that shows it, the home page preferred."""
        shown_in: dict[str, str] = {}
        linked = {self.index.resolve(link.url) for page in self.pages.values() for link in page.links}
        for page in self._home_first():
            for part in self.parts(page)[1:]:
                shown_in.setdefault(part.url, page.url)
        framed = {
            url: page
            for url, page in shown_in.items()
            if url != self.home_url and (url not in linked or self._asked_as_frame(url))
        }
        return {**self._turned_to(framed), **framed}

    def _turned_to(self, framed: Mapping[str, str]) -> dict[str, str]:
        """Later pages of lists in frames, by the page that shows the frame: only pagers inside frames lead to them."""
        found: dict[str, str] = {}
        edge = dict(framed)
        while edge:
            ahead = {}
            for url, page in edge.items():
                for link in self.pages[url].links if url in self.pages else ():
                    target = self.index.resolve(link.url)
                    known = target in found or target in framed or target not in self.pages
                    if link.kind == "internal" and is_pager_text(link.text) and not known and not self.is_home(target):
                        ahead[target] = page
            found.update(ahead)
            edge = ahead
        if not found:
            return found
        inside = {*framed, *found}
        outside = {
            self.index.resolve(link.url) for url, page in self.pages.items() if url not in inside for link in page.links
        }
        return {url: page for url, page in found.items() if url not in outside}

    def turned_to(self, page: PageFacts) -> tuple[PageFacts, ...]:
        """Later pages of the lists that stand in frames of this page."""
        return self._later_frames.get(page.url, ())

    @cached_property
    def _later_frames(self) -> dict[str, tuple[PageFacts, ...]]:
        shown = {part.url for page in self.pages.values() if page.frames for part in self.parts(page)[1:]}
        found: dict[str, tuple[PageFacts, ...]] = {}
        for url in self.framed_in:
            if url not in shown and url in self.pages:
                holder = self.shown_on(url)
                found[holder] = (*found.get(holder, ()), self.pages[url])
        return found

    @cached_property
    def unread_keys(self) -> frozenset[str]:
        """Section keys of the site's addresses that were asked for as pages and not read, for whatever reason."""
        asked = self.index.asked_for("page", "home", "frame")
        return frozenset(section_key(url) for url in asked if self.internal(url) and self.is_unread(url))

    def is_unread(self, url: str) -> bool:
        """Whether what an address leads to was not read in full."""
        return self.at(url) is None or self.index.resolve(url) in self.index.partial

    def shown_on(self, url: str) -> str:
        """The page on which a reader sees the content of this address: itself, or the page that frames it."""
        seen = set()
        while url in self.framed_in and url not in seen:
            seen.add(url)
            url = self.framed_in[url]
        return url

    def own_pages(self) -> Iterator[PageFacts]:
        """Pages of the site that are not the home page and not mere frames."""
        for url, page in self.pages.items():
            if self.internal(url) and url not in self.framed_in and not self.is_home(url):
                yield page

    @cached_property
    def home_parts(self) -> tuple[PageFacts, ...]:
        """The home page and its frames; empty when it was not read."""
        return self.parts(self.home) if self.home else ()

    @cached_property
    def navigation(self) -> dict[str, Link]:
        """Internal links of the home page's navigation by the address they end at, the first link to each."""
        found: dict[str, Link] = {}
        for part in self.home_parts:
            for link in part.links:
                if link.place == "nav" and link.kind == "internal" and not self.is_home(link.url):
                    found.setdefault(self.index.resolve(link.url), link)
        return found

    @cached_property
    def linked_from_home(self) -> frozenset[str]:
        """Addresses that the home page leads to, its footer left out; 更多 links of its blocks included."""
        links = {link.url for part in self.home_parts for link in part.links if link.place != "footer"}
        more = {block.more_url for part in self.home_parts for block in part.lists if block.more_url}
        return frozenset(self.index.resolve(url) for url in links | more)

    def title(self, page: PageFacts) -> str:
        """Name of a section page.

        ``ColumnName`` names it. Without it the heading of the page is believed when some link to it says the same,
        else its last breadcrumb when one does, else what most links call it: headings of lists are often the parent's
        name, the site's or the first entry's.
        """
        if page.url not in self._titles:
            self._titles[page.url] = meta(page, "ColumnName") or self._title(page)
        return self._titles[page.url]

    def _title(self, page: PageFacts) -> str:
        parts = [part for part in _title_parts(page.title) if part not in self._common_parts]
        crumbs = [crumb for crumb in map(clean_crumb, page.breadcrumb) if crumb and not _GENERIC.fullmatch(crumb)]
        called: Mapping[str, int] = self.called.get(page.url, {})
        for candidate in (*parts, *crumbs[-1:]):
            if candidate in called:
                return candidate
        if called:
            return min(called, key=lambda text: (-called[text], len(text), text))
        return (parts or crumbs[-1:] or [without_page_number(page.title)])[0]

    @cached_property
    def called(self) -> dict[str, Counter[str]]:
        """What links call a page: short texts of its internal links, by address, with the number of pages."""
        found: dict[str, Counter[str]] = {}
        for page in self.pages.values():
            pairs = {(link.url, _without_marks(link.text)) for link in page.links if link.kind == "internal"}
            for url, text in pairs:
                known = _SHORTEST_NAME <= len(text) <= LONG_NAME
                if known and not is_pager_text(text) and not _GENERIC.fullmatch(text):
                    found.setdefault(self.index.resolve(url), Counter())[text] += 1
        return found

    @cached_property
    def entries(self) -> frozenset[str]:
        """Addresses that some page leads to from a menu, a breadcrumb or a 更多, as only sections are."""
        found = {
            link.url
            for page in self.pages.values()
            for link in page.links
            if link.place in {"nav", "breadcrumb"} and link.kind == "internal"
        }
        more = {block.more_url for page in self.pages.values() for block in page.lists if block.more_url}
        return frozenset(self.index.resolve(url) for url in found | more)

    @cached_property
    def listed(self) -> frozenset[str]:
        """Addresses that stand in a list of another page as one of its entries, messages included."""
        found: set[str] = set()
        for page in self.pages.values():
            urls = {item.url for block in page.lists for item in block.items} | {m.url for m in page.messages}
            found |= {self.index.resolve(url) for url in urls if url} - {page.url}
        return frozenset(found)

    @cached_property
    def _furniture_text(self) -> int:
        lengths = [page.text_length for page in self.own_pages()]
        return min(*lengths, _MOST_FURNITURE) if len(lengths) >= _COMMON_TITLES else 0

    @cached_property
    def _furniture_prose(self) -> int:
        lengths = [page.prose_length for page in self.own_pages()]
        return min(*lengths, _MOST_FURNITURE) if len(lengths) >= _COMMON_TITLES else 0

    def prose_length(self, page: PageFacts) -> int:
        """Characters of a page's own sentences: what every page of the site carries is taken off."""
        return max(0, page.prose_length - self._furniture_prose)

    def text_length(self, page: PageFacts) -> int:
        """Characters of a page's own main text: what every page of the site carries is taken off."""
        return max(0, page.text_length - self._furniture_text)

    def ancestors(self, page: PageFacts) -> tuple[str, ...]:
        """Titles of the sections above a page by its breadcrumb, without home and without the page itself.

        A crumb that the page's heading repeats is printed in the breadcrumb's links only, and taken from there.
        """
        linked = {
            clean_crumb(link.text): self.index.resolve(link.url) for link in page.links if link.place == "breadcrumb"
        }
        crumbs = [clean_crumb(crumb) for crumb in page.breadcrumb]
        if crumbs:
            crumbs[1:1] = [text for text in linked if text not in crumbs]
        own = self.title(page)
        kept = [
            crumb
            for crumb in crumbs
            if crumb and crumb != own and linked.get(crumb) != page.url and not _GENERIC.fullmatch(crumb)
        ]
        if kept and self._is_home_crumb(page, kept[0]):
            kept = kept[1:]
        return tuple(dict.fromkeys(kept))

    def _is_home_crumb(self, page: PageFacts, text: str) -> bool:
        if text == self.site.name or text in self._common_parts:
            return True
        return any(
            link.place == "breadcrumb" and clean_crumb(link.text) == text and self.is_home(link.url)
            for link in page.links
        )

    @cached_property
    def _common_parts(self) -> frozenset[str]:
        titles = {page.title for page in self.pages.values() if page.kind not in _SINGLE}
        split = [parts for parts in map(_title_parts, sorted(titles)) if len(parts) > 1]
        counts = Counter(part for parts in split for part in set(parts))
        enough = max(_COMMON_TITLES, len(split) // 2)
        names = {part for part, count in counts.items() if count >= enough} | {self.site.name}
        return frozenset(names - {meta(page, "ColumnName") for page in self.pages.values()})

    def _asked_as_frame(self, url: str) -> bool:
        capture = self.index.at(url)
        return capture is not None and capture.purpose == "frame"

    def _home_first(self) -> list[PageFacts]:
        return sorted(self.pages.values(), key=lambda page: (page.url != self.home_url, page.url))

    def _behind_splash(self) -> str:
        """The page behind a home page that only leads on (a picture to click, a meta refresh); empty when none."""
        home = self.home
        if home is None or home.lists or home.frames or home.scripted:
            return ""
        onward = [
            link for link in home.links if link.kind == "internal" and self.index.resolve(link.url) != self.home_url
        ]
        targets = {self.index.resolve(link.url) for link in onward if link.place == "body"}
        target = targets.pop() if len(onward) == len(targets) == 1 else ""
        if target in self.index.faulty:
            return target
        return target if target in self.pages and self.pages[target].kind in {"home", "section", "other"} else ""

    def _find_home(self) -> str:
        """The listed address, or a form of it that was read: redirected, https, with or without ``www.``."""
        try:
            listed = normal_url(self.site.url)
        except BadUrlError:
            return self.site.url
        ends_at = self.index.resolve(listed)
        if ends_at in self.pages:
            return ends_at
        wanted = section_key(listed)
        aliases = [url for url in self.pages if section_key(url) == wanted]
        return min(aliases, key=lambda url: (len(url), url)) if aliases else ends_at


def meta(page: PageFacts, name: str) -> str:
    """Value of a meta tag, its name compared without case; empty when absent."""
    for key in sorted(page.meta):
        if key.lower() == name.lower():
            return page.meta[key].strip()
    return ""


@lru_cache(maxsize=16_384)
def _without_marks(text: str) -> str:
    return _LINK_MARKS.sub("", text)


def without_page_number(title: str) -> str:
    """A title without a trailing 第 2 页."""
    return _PAGE_SUFFIX.sub("", title.strip())


def clean_crumb(text: str) -> str:
    """Text of a breadcrumb step without white space and separators."""
    return "".join(text.split()).strip(">»:：/-|")


def _title_parts(title: str) -> list[str]:
    return [part for part in (without_page_number(part) for part in _TITLE_BREAK.split(title.strip())) if part]
