"""The articles of a site, each with its section, and how far back the lists of its sections were read."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta, timezone

import msgspec

from hengping.extract.dates import read_date, url_day
from hengping.extract.site_entries import is_entry, is_side_block
from hengping.extract.site_pages import SitePages, meta
from hengping.extract.site_sections import Ledger, Section
from hengping.extract.site_urls import directory_of, is_pager_text, lies_under, section_key
from hengping.model.content_facts import ArticleFact, ListingFact
from hengping.model.facts import ItemList, ListItem, PageFacts

_CHINA = timezone(timedelta(hours=8))
_PINNED = 2
"""Entries at the head of a list that may stand there out of their order (置顶)."""
_BEGINNING = date.min
_NEWEST = 60
"""Dates kept of a list: enough to see its rhythm."""


class _Place(msgspec.Struct, frozen=True):
    """One listing of an article: where, and the date printed beside it."""

    section: Section
    dated_on: date | None


def article_facts(site: SitePages, ledger: Ledger) -> tuple[ArticleFact, ...]:
    """The site's articles by address, aliases once. Pages that are sections themselves are none."""
    places = _places(site, ledger)
    found: dict[str, ArticleFact] = {}
    for page in site.own_pages():
        if page.kind != "article" or page.url in site.index.partial or ledger.group_at(page.url):
            continue
        key = section_key(page.url)
        if key not in found:
            found[key] = _article(site, page, places.get(page.url, []))
    return tuple(found.values())


def listing_facts(site: SitePages, ledger: Ledger) -> tuple[ListingFact, ...]:
    """How far back the list of every section was read."""
    return tuple(
        ListingFact(
            section_id=section.fact.section_id,
            url=section.fact.url,
            title=section.fact.title,
            covered_from=_covered_from(site, ledger, section),
            newest=_newest(site, ledger, section),
        )
        for section in ledger.sections
    )


def _article(site: SitePages, page: PageFacts, places: list[_Place]) -> ArticleFact:
    capture = site.index.at(page.url)
    chosen = min(places, key=lambda place: _nearness(page, place)) if places else None
    dates = [place.dated_on for place in places if place.dated_on]
    return ArticleFact(
        url=page.url,
        title=page.title,
        published_on=page.published_on,
        source=page.source,
        section_id=chosen.section.fact.section_id if chosen else "",
        text_length=page.sentences_length or page.text_length,
        fingerprint=page.fingerprint,
        seen_on=capture.fetched_at.astimezone(_CHINA).date() if capture else None,
        url_dated_on=url_day(page.url),
        served_on=page.served_on,
        figures=page.figures,
        listed_on=max(dates, default=None),
        tagged_on=read_date(meta(page, "PubDate")),
        printed_time=page.printed_time or meta(page, "PubDate"),
        evidence=page.evidence,
    )


def _nearness(page: PageFacts, place: _Place) -> tuple[bool, bool, int, str]:
    """Sorting key: the section that the article's breadcrumb names, then the one whose directory it lies in."""
    fact = place.section.fact
    named = fact.title in {crumb.strip() for crumb in page.breadcrumb}
    return not named, not lies_under(page.url, directory_of(fact.url)), -fact.level, fact.url


def _places(site: SitePages, ledger: Ledger) -> dict[str, list[_Place]]:
    """For the address of each entry: the sections that list it."""
    found: dict[str, list[_Place]] = defaultdict(list)
    for section in ledger.sections:
        for item in _own_items(site, ledger, section):
            if item.url and site.internal(item.url):
                found[site.index.resolve(item.url)].append(_Place(section, item.dated_on))
    return found


def _own_items(site: SitePages, ledger: Ledger, section: Section) -> Iterator[ListItem]:
    """Entries of a section's own lists, in page order."""
    for block in _own_blocks(ledger, section):
        for item in block.items:
            if is_entry(site, item) and not (item.url and ledger.group_at(item.url)):
                yield item


def _own_blocks(ledger: Ledger, section: Section) -> Iterator[ItemList]:
    for page in section.pages:
        for block in page.lists:
            away = ledger.group_at(block.more_url) if block.more_url else ""
            if not is_side_block(block.name) and (not away or away == section.fact.url):
                yield block


def _newest(site: SitePages, ledger: Ledger, section: Section) -> tuple[date, ...]:
    """Dates of the newest entries, one an address."""
    dated = {item.url or item.title: item.dated_on for item in _own_items(site, ledger, section) if item.dated_on}
    return tuple(sorted(dated.values(), reverse=True)[:_NEWEST])


def _covered_from(site: SitePages, ledger: Ledger, section: Section) -> date | None:
    """First day from which the list was read without a gap.

    A list whose pages were all read is known to its beginning. Of one that goes on, the stretch down to its oldest
    entry is known; entries that may be pinned to its head are left out of the account.
    """
    if not section.fact.readable or not section.pages or section.fact.unread:
        return None
    if not _goes_on(site, ledger, section):
        return _BEGINNING
    dates = sorted(item.dated_on for item in _own_items(site, ledger, section) if item.dated_on)
    return dates[_PINNED] if len(dates) > 2 * _PINNED else None


def _goes_on(site: SitePages, ledger: Ledger, section: Section) -> bool:
    """Whether a pager leads to a page of the list that was not read."""
    for page in section.pages:
        if page.scripted:
            return True
        for link in page.links:
            if not is_pager_text(link.text) or link.kind != "internal":
                continue
            target = site.index.resolve(link.url)
            if ledger.group_at(target) != section.fact.url and site.is_unread(target):
                return True
    return False
