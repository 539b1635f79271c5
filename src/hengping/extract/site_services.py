"""Whether a site offers services and a channel for questions, its guides, and the tags of its pages."""

from collections.abc import Iterator, Sequence

from hengping.extract.guide import is_filed_elsewhere
from hengping.extract.sections import contains_any, lexicon
from hengping.extract.site_groups import BLANK_TEXT, continued_pages
from hengping.extract.site_messages import needs_no_answer
from hengping.extract.site_pages import SitePages, meta
from hengping.extract.site_sections import Ledger, Section
from hengping.extract.site_urls import section_key
from hengping.model.facts import GuideFact, LinkFact, LinkState, PageFacts, PageMeta, PageType, ServiceFacts
from hengping.model.sections import SectionClass

_ENTRY_TEXT = 12
"""A longer link text is a headline that only mentions the word."""


def guide_facts(site: SitePages, ledger: Ledger) -> tuple[GuideFact, ...]:
    """Service guides by address, aliases once; left out is what only sections of another kind list."""
    found: dict[str, GuideFact] = {}
    lists = _listed_under(site, ledger) if any(page.guide for page in site.pages.values()) else {}
    for url, page in site.pages.items():
        if page.guide is None or page.kind in {"home", "section", "messages"} or not site.internal(url):
            continue
        titles = lists.get(url, ())
        if titles and all(is_filed_elsewhere((title,), page.title) for title in titles):
            continue
        fact = GuideFact(
            url=url,
            title=page.guide.title or page.title,
            present=page.guide.present,
            absent=page.guide.absent,
            values=page.guide.values,
            evidence=page.evidence,
        )
        found.setdefault(section_key(url), fact)
    return tuple(found.values())


def _listed_under(site: SitePages, ledger: Ledger) -> dict[str, set[str]]:
    """Titles of the sections that list a page, by its address."""
    found: dict[str, set[str]] = {}
    for section in ledger.sections:
        for page in section.pages:
            for block in page.lists:
                for item in block.items:
                    if item.url:
                        found.setdefault(site.index.resolve(item.url), set()).add(section.fact.title)
    return found


def service_facts(
    site: SitePages, ledger: Ledger, links: Sequence[LinkFact], guides: Sequence[GuideFact]
) -> ServiceFacts:
    """Entries to services (V19-W6.1) and to a channel for questions and suggestions (V19-W5.1)."""
    return ServiceFacts(
        service_url=_service_url(site, ledger, links, guides),
        message_channel_url=_channel_url(site, ledger, links),
        guides=len(guides),
    )


def page_metas(site: SitePages, ledger: Ledger) -> tuple[PageMeta, ...]:
    """Tags of the home page, of section pages and of articles; pages after the first of a list are left out."""
    types: dict[str, PageType] = {"section": "section", "home": "section", "article": "article"}
    own = [
        page for page in site.own_pages() if _is_tagged_kind(site, ledger, page) and page.url not in site.index.partial
    ]
    later = continued_pages(site, own)
    metas = [
        PageMeta(
            url=page.url,
            title=page.title,
            page_type="section" if _tagged_as_section(page, ledger) else types[page.kind],
            tags=page.meta,
            evidence=page.evidence,
        )
        for page in own
        if page.url not in later
    ]
    home = site.home
    if home is not None:
        metas.append(PageMeta(url=home.url, title=home.title, page_type="home", tags=home.meta, evidence=home.evidence))
    return tuple(sorted(metas, key=lambda meta: meta.url))


def _is_tagged_kind(site: SitePages, ledger: Ledger, page: PageFacts) -> bool:
    """Whether a page is an article or a section's page; tools of the site (网站地图) are neither."""
    if page.kind == "article":
        return not ledger.continues(page.url) and not _may_be_list(site, page)
    if page.kind not in {"section", "home"} or not ledger.group_at(page.url):
        return False
    return bool(meta(page, "ColumnName")) or not contains_any(site.title(page), lexicon().not_sections)


def _may_be_list(site: SitePages, page: PageFacts) -> bool:
    """Whether a page that reads like an article may be a section with one entry: hardly any text, tagged as one."""
    column = meta(page, "ColumnName") or meta(page, "ColumnType")
    article = meta(page, "ArticleTitle") or meta(page, "PubDate")
    return bool(column) and not article and site.text_length(page) < BLANK_TEXT


def _tagged_as_section(page: PageFacts, ledger: Ledger) -> bool:
    """Whether a page that reads like an article is a section by its place and by its tags."""
    column = meta(page, "ColumnName") or meta(page, "ColumnType")
    article = meta(page, "ArticleTitle") or meta(page, "PubDate")
    return bool(column) and not article and bool(ledger.group_at(page.url))


def _is_single(site: SitePages, url: str) -> bool:
    """Whether an address leads to one article: it may be about services, but offers none."""
    page = site.at(url)
    return page is not None and page.kind == "article" and page.guide is None and url not in site.navigation


def _service_url(site: SitePages, ledger: Ledger, links: Sequence[LinkFact], guides: Sequence[GuideFact]) -> str:
    offered = [section.fact for section in ledger.sections if section.fact.section_class is SectionClass.GUIDE]
    offered = [fact for fact in offered if fact.unreadable_why != "broken" and not _is_single(site, fact.url)]
    sections = sorted(offered, key=lambda fact: (not fact.readable, not (fact.items or fact.has_children), fact.level))
    if sections and sections[0].readable:
        return sections[0].url
    entry = _best_entry([link for link in links if not _is_single(site, link.url)], lexicon().service_entries, ())
    if entry:
        return entry
    if guides:
        return guides[0].url
    return sections[0].url if sections else ""


def _channel_url(site: SitePages, ledger: Ledger, links: Sequence[LinkFact]) -> str:
    channels = [section for section in ledger.sections if _may_be_channel(section)]
    working = [section for section in channels if _works(section)]
    if working:
        return min(working, key=lambda section: (section.fact.level, section.fact.url)).fact.url
    forms = [page for page in site.pages.values() if page.submit_form and _named_channel(site.title(page))]
    if forms:
        return site.shown_on(forms[0].url)
    unread = [section.fact.url for section in channels if not section.fact.readable]
    entry = _best_entry(
        [link for link in links if not _seen_without_form(site, link)],
        lexicon().message_entries,
        lexicon().not_message_entries,
    )
    return entry or (unread[0] if unread else "")


def _may_be_channel(section: Section) -> bool:
    return section.fact.section_class is SectionClass.MESSAGE and not needs_no_answer(section.fact.title)


def _works(section: Section) -> bool:
    return any(page.submit_form or page.messages for page in section.pages)


def _seen_without_form(site: SitePages, link: LinkFact) -> bool:
    """Whether the page behind an entry was read and offers neither a form nor published messages."""
    page = site.at(link.url)
    if page is None:
        return False
    parts = site.parts(page)
    if any(part.submit_form or part.messages for part in parts):
        return False
    if any(part.asks_login for part in parts) and not (site.home and site.home.asks_login):
        return False  # what stands behind the login was not seen
    return not any(part.scripted for part in parts) and not site.unread_frames(page)


def _named_channel(title: str) -> bool:
    words = lexicon()
    if contains_any(title, words.message_entries_with_report) and not needs_no_answer(title):
        return True
    return contains_any(title, words.message_entries) and not contains_any(title, words.not_message_entries)


def _best_entry(links: Sequence[LinkFact], words: Sequence[str], unless: Sequence[str]) -> str:
    """The best link whose short text names the entry.

    One that opens comes first. One that turned the collector away, or was never asked for, is still an entry: that
    nobody can say whether it works must not count as its absence. A broken one is none.
    """
    order: dict[LinkState, int] = {"ok": 0, "blocked": 1, "not_tested": 2}
    named = [link for link in _entries(links) if contains_any(link.text, words) and not contains_any(link.text, unless)]
    ranked = [link for link in named if link.state in order]
    if not ranked:
        return ""
    return min(ranked, key=lambda link: (order[link.state], not link.on_home, link.kind != "internal", link.url)).url


def _entries(links: Sequence[LinkFact]) -> Iterator[LinkFact]:
    for link in links:
        if link.kind in {"internal", "external"} and len(link.text) <= _ENTRY_TEXT:
            yield link
