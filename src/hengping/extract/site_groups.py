"""Which pages are sections (栏目): found, and the pages of one list folded into one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec

from hengping.extract.sections import class_of_title, contains_any, lexicon
from hengping.extract.site_pages import LONG_NAME, SitePages, meta, without_page_number
from hengping.extract.site_urls import first_page_keys, is_pager_text, looks_like_article, section_key
from hengping.model.facts import PageFacts
from hengping.model.sections import DEFAULT_DUTIES, SectionClass

_PARTS = 2
BLANK_TEXT = 80
"""A page with less main text than this has nothing to read beside its heading and its pager."""

PLACEHOLDER_TEXT = 150
"""The same of a page with a placeholder: what else it prints is the frame of all pages, menus without a name."""


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A section with the pages of its list, the first page first."""

    url: str
    title: str
    pages: tuple[PageFacts, ...]

    @property
    def first(self) -> PageFacts:
        """Its first page."""
        return self.pages[0]


def is_detail(page: PageFacts) -> bool:
    """Whether a message page shows one message only (question and answer apart, at most), so that it is no section."""
    own = {"", page.url}
    return page.kind == "messages" and 0 < len(page.messages) <= _PARTS and all(m.url in own for m in page.messages)


def find_groups(site: SitePages) -> tuple[Group, ...]:
    """The sections of a site that were read, by address."""
    candidates = [page for page in site.own_pages() if _is_section(site, page)]
    folded = _fold(site, candidates)
    groups = []
    for pages in folded:
        ordered = sorted(pages, key=lambda page: _page_order(site, page, pages))
        first = ordered[0]
        groups.append(Group(url=first.url, title=_name(site, first), pages=tuple(ordered)))
    return tuple(sorted(groups, key=lambda group: group.url))


def continued_pages(site: SitePages, pages: Iterable[PageFacts]) -> frozenset[str]:
    """Addresses of second and later pages among these pages (of a list, or of a long article)."""
    return frozenset(
        page.url
        for group in _fold(site, list(pages))
        for page in sorted(group, key=lambda page: _page_order(site, page, group))[1:]
    )


def _is_section(site: SitePages, page: PageFacts) -> bool:
    in_navigation = page.url in site.navigation
    if page.kind in {"section", "home"}:
        return in_navigation or not _is_mistaken(site, page)
    if page.kind == "messages":
        detail = is_detail(page) or page.url in site.listed
        return not detail or in_navigation or page.url in site.entries
    if page.kind not in {"article", "other"} or contains_any(_name(site, page), lexicon().not_sections):
        return False
    brief = site.text_length(page) < (PLACEHOLDER_TEXT if says_only_none(site, page) else BLANK_TEXT)
    if not brief or (page.kind == "article" and not _is_tagged_list(site, page)):
        known = class_of_title(_name(site, page)) not in {None, SectionClass.OTHER, *DEFAULT_DUTIES}
        return in_navigation or (known and page.url in site.entries and page.url not in site.listed)
    # Nearly no text and no list: an empty section only if the page calls itself one, by its tags, by its breadcrumb or
    # by a name that promises a list; else it may be any tool of the site.
    if meta(page, "ColumnName") or meta(page, "ColumnType"):
        return not meta(page, "ArticleTitle")
    promises = class_of_title(_name(site, page)) in DEFAULT_DUTIES
    return page.url in site.entries and (promises or bool(page.breadcrumb))


def says_only_none(site: SitePages, page: PageFacts) -> bool:
    """Whether a page prints a placeholder where entries would stand, and no sentence beside it."""
    return page.says_none and not page.lists and site.prose_length(page) == 0


def _is_tagged_list(site: SitePages, page: PageFacts) -> bool:
    """Whether a page that hardly says more than one entry's date is a list of one: by its tags and its place."""
    tagged = meta(page, "ColumnName") or meta(page, "ColumnType")
    return bool(tagged) and page.url in site.entries and page.url not in site.listed


def _is_mistaken(site: SitePages, page: PageFacts) -> bool:
    """Whether a page with lists is a single page after all, its lists standing beside its text.

    Tagged or addressed as an article, or an entry of a list itself with a headline for a name, and in no menu.
    """
    if page.url in site.entries or meta(page, "ColumnType"):
        return False
    if meta(page, "ArticleTitle") or meta(page, "PubDate") or looks_like_article(page.url):
        return True
    if page.url not in site.listed or any(block.dates for block in page.lists):
        return False
    return bool(page.messages or page.guide) or len(page.title) > LONG_NAME


def _name(site: SitePages, page: PageFacts) -> str:
    """Name of a section; of a single page the name of its entry, not its headline."""
    entry = site.navigation.get(page.url)
    if entry and entry.text.strip() and page.kind in {"article", "other"} and not meta(page, "ColumnName"):
        return entry.text.strip()
    return site.title(page)


def _fold(site: SitePages, candidates: list[PageFacts]) -> list[list[PageFacts]]:
    """Joins aliases of a page and the pages of one list; each page ends up in exactly one group."""
    root = {page.url: page.url for page in candidates}

    def find(url: str) -> str:
        while root[url] != url:
            url = root[url]
        return url

    for one, other in _joined(site, candidates):
        first, second = sorted((find(one), find(other)))
        root[second] = first
    groups: dict[str, list[PageFacts]] = defaultdict(list)
    for page in candidates:
        groups[find(page.url)].append(page)
    return list(groups.values())


def _joined(site: SitePages, candidates: list[PageFacts]) -> Iterator[tuple[str, str]]:
    """Pairs of pages that are one list: by alias, by a numbered name, by the links of a pager."""
    by_url = {page.url: page for page in candidates}
    by_key: dict[str, list[str]] = defaultdict(list)
    for page in candidates:
        by_key[section_key(page.url)].append(page.url)
    pager = _pager_links(site, candidates)
    for page in candidates:
        aliases = by_key[section_key(page.url)]
        first_pages = [url for key in first_page_keys(page.url) for url in by_key.get(key, ())]
        for other in [*aliases, *first_pages]:
            linked = other in first_pages and (other, page.url) in pager
            if linked or _same_list(site, page, by_url[other]):
                yield page.url, other
    for source, target in sorted(pager):
        if _same_list(site, by_url[source], by_url[target]):
            yield source, target


def _pager_links(site: SitePages, candidates: list[PageFacts]) -> set[tuple[str, str]]:
    known = {page.url for page in candidates}
    links = set()
    for page in candidates:
        for part in site.parts(page):
            for link in part.links:
                target = site.index.resolve(link.url) if is_pager_text(link.text) else ""
                if target in known and target != page.url:
                    links.add((page.url, target))
    return links


def _same_list(site: SitePages, one: PageFacts, other: PageFacts) -> bool:
    if one.kind != other.kind:
        return False
    if without_page_number(site.title(one)) == without_page_number(site.title(other)):
        return True
    # A later page is led to by its pager only, so that no link tells its name: its heading must do.
    named = all(meta(page, "ColumnName") or page.url in site.called for page in (one, other))
    same_heading = without_page_number(one.title) == without_page_number(other.title)
    return not named and same_heading and one.breadcrumb == other.breadcrumb


def _page_order(site: SitePages, page: PageFacts, group: list[PageFacts]) -> tuple[bool, bool, int, str]:
    """The first page: numbered least, then the one the navigation leads to, then the shortest address."""
    keys = {section_key(other.url) for other in group}
    continues = section_key(page.url) not in first_page_keys(page.url) and any(
        key in keys for key in first_page_keys(page.url)
    )
    numbered_query = page.url.rpartition("?")[2] not in section_key(page.url) and "?" in page.url
    return continues or numbered_query, page.url not in site.navigation, len(page.url), page.url
