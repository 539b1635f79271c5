"""What the home page shows, its frames merged in."""

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import structs

from hengping.extract.site_entries import Entry, Summary, entry_of, is_entry, summarise
from hengping.extract.site_pages import SitePages
from hengping.extract.site_sections import Ledger, Section
from hengping.extract.site_urls import looks_like_article
from hengping.model.evidence import EvidenceRef
from hengping.model.facts import HomeFacts, Identity, ListItem, PageFacts

_NAVIGATION_LINKS = 3
_TILE = 12
"""A longer link text on the home page is a headline, a shorter one may name an entry to a system or a page."""


def home_facts(site: SitePages, ledger: Ledger, as_of: date) -> HomeFacts:
    """Facts of the home page.

    Its newest entry is looked for in every list (hidden tabs included) and behind every link of its main part that
    leads to an article. Where the home page is only a navigation page, the second-level pages stand for it (V19-W3).
    """
    outcome = site.index.outcome(site.home_url)
    home = site.home
    if home is None:
        evidence = (outcome.evidence,) if outcome.captured else ()
        return HomeFacts(url=site.home_url, fetched=outcome.state == "ok", readable=False, evidence=evidence)
    found = summarise(_entries(site, ledger), as_of)
    is_content = found.newest_on is not None or _leads_to_articles(site)
    # An answer without a single word or link shows nothing; whether that is the site's page only a person can say.
    empty = not any(part.links or part.lists or part.text_length for part in site.home_parts)
    hidden = empty or (not found.items and (home.scripted or site.unread_frames(home)))
    links = {ledger.group_at(link.url) for part in site.home_parts for link in part.links if link.place != "footer"}
    navigation_only = not is_content and not hidden and len(links - {""}) >= _NAVIGATION_LINKS
    if navigation_only:
        newest = _newest_section(ledger.sections)
        found = structs.replace(
            found, newest_on=newest.newest_on, newest_title=newest.newest_title, unread=newest.unread
        )
    return HomeFacts(
        url=site.home_url,
        newest_on=found.newest_on,
        newest_title=found.newest_title,
        days=found.days,
        items=found.items,
        undated=found.undated,
        unread=found.unread,
        navigation_only=navigation_only,
        readable=not hidden,
        frame_unread=site.frame_missing(home),
        footer_by_script=any(part.footer_by_script for part in site.home_parts)
        and not any(part.by_script and _wrote(part) for part in site.home_parts),
        search_form=any(part.search_form for part in site.home_parts),
        elderly_entry=next((part.elderly_entry for part in site.home_parts if part.elderly_entry), ""),
        identity=merge_identity([part.identity for part in site.home_parts]),
        meta=home.meta,
        evidence=tuple(_evidence(site.home_parts)),
    )


def _wrote(part: PageFacts) -> bool:
    """Whether a script file of the footer was read: what it writes is there to be seen, and what it lacks is not."""
    return bool(part.text_length or part.links) or part.identity != Identity()


def merge_identity(identities: Sequence[Identity]) -> Identity:
    """Field by field the first value printed; a mark is present when any part shows it."""
    merged = {}
    for field in structs.fields(Identity):
        values = [getattr(identity, field.name) for identity in identities]
        merged[field.name] = next((value for value in values if value), field.default)
    return Identity(**merged)


def _entries(site: SitePages, ledger: Ledger) -> Iterator[Entry]:
    for part in site.home_parts:
        for block in part.lists:
            for item in block.items:
                if is_entry(site, item) and not (item.url and ledger.group_at(item.url)):
                    entry = entry_of(site, item)
                    tile = len(item.title) <= _TILE and not looks_like_article(item.url)
                    yield structs.replace(entry, own=entry.own and not tile)
        for link in part.links:
            if link.place in {"body", "list"} and link.kind == "internal":
                page = site.at(link.url)
                if page is not None and page.kind == "article" and not ledger.group_at(link.url):
                    yield entry_of(site, ListItem(title=link.text, url=link.url))


def _leads_to_articles(site: SitePages) -> bool:
    """Whether any list of the home page holds articles, dated or not, rather than entries to pages and systems."""
    urls = {item.url for part in site.home_parts for block in part.lists for item in block.items if item.url}
    return any(looks_like_article(url) or ((page := site.at(url)) and page.kind == "article") for url in urls)


def _newest_section(sections: Sequence[Section]) -> Summary:
    dated = [(section.fact.newest_on, section.newest_title) for section in sections if section.fact.newest_on]
    newest_on, title = max(dated, default=(None, ""), key=lambda pair: (pair[0], pair[1]))
    unread = sum(section.fact.unread + (not section.fact.readable) for section in sections)
    return Summary(newest_on=newest_on, newest_title=title, unread=unread)


def _evidence(parts: Sequence[PageFacts]) -> Iterator[EvidenceRef]:
    for part in parts:
        yield part.evidence
