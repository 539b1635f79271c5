"""Citizen messages (留言信件) of a site: list and detail joined, sections that need no answer left out."""

import re
from collections.abc import Iterator
from datetime import date

import msgspec

from hengping.extract.sections import contains_any, lexicon
from hengping.extract.site_groups import is_detail
from hengping.extract.site_pages import SitePages
from hengping.extract.site_sections import Ledger
from hengping.model.evidence import EvidenceRef
from hengping.model.facts import Message, MessageFact, PageFacts
from hengping.model.urls import path_of

_UNPRINTED = re.compile(r"[>:]")
"""A position in the page stands in for a number that was not found; no printed number looks like it."""


class _Sighting(msgspec.Struct, frozen=True):
    """A message as one page shows it."""

    message: Message
    url: str
    page: PageFacts
    detail: bool
    section: str


def message_facts(site: SitePages, ledger: Ledger) -> tuple[MessageFact, ...]:
    """Messages by address and id, each once.

    What the message's own page prints wins over the list. A message that any of its pages files under interviews,
    surveys, 网上信访 or 纪检举报 is left out (V19-W5.2).
    """
    joined = [_join(site, sightings) for sightings in _grouped(list(_sightings(site, ledger)))]
    facts = [fact for fact in joined if fact is not None]
    return tuple(sorted(facts, key=lambda fact: (fact.url, fact.message_id, fact.title)))


def needs_no_answer(text: str) -> bool:
    """Whether a section's name says that its entries need no answer by V19-W5.2."""
    return contains_any(text, lexicon().unanswered_allowed)


def _sightings(site: SitePages, ledger: Ledger) -> Iterator[_Sighting]:
    titles = {part.url: section.fact.title for section in ledger.sections for part in section.pages}
    for url, page in site.pages.items():
        crumbs = site.ancestors(page)
        section = titles.get(url) or titles.get(site.shown_on(url)) or (crumbs[-1] if crumbs else "")
        if not section and url in site.entries:
            section = site.title(page)  # a menu leads to it: few messages, but a section all the same
        detail = (is_detail(page) or url in site.listed) and url not in titles
        for message in page.messages:
            target = site.index.resolve(message.url) if message.url else ""
            # Lists of other messages stand beside a message as well.
            own = detail and (message.url == page.url or target in {"", url})
            yield _Sighting(message, url if own else target, page, own, section)


def _grouped(sightings: list[_Sighting]) -> list[list[_Sighting]]:
    """Sightings of one message: by address; without one by id, and by what it says where ids repeat."""
    by_url: dict[str, list[_Sighting]] = {}
    loose: list[_Sighting] = []
    for sighting in sightings:
        if sighting.url and (sighting.detail or sighting.url != sighting.page.url):
            by_url.setdefault(sighting.url, []).append(sighting)
        else:
            loose.append(sighting)
    by_id: dict[str, list[str]] = {}
    for url, group in by_url.items():
        for message_id in sorted({sighting.message.message_id for sighting in group} - {""}):
            by_id.setdefault(message_id, []).append(url)
    by_text: dict[tuple[str, str, date | None], list[_Sighting]] = {}
    for sighting in loose:
        message = sighting.message
        urls = by_id.get(message.message_id, [])
        if len(urls) == 1:
            by_url[urls[0]].append(sighting)
        else:
            by_text.setdefault((message.message_id, message.title, message.asked_on), []).append(sighting)
    return [*by_url.values(), *by_text.values()]


def _join(site: SitePages, sightings: list[_Sighting]) -> MessageFact | None:
    named = [text for sighting in sightings for text in (sighting.section, *sighting.page.breadcrumb)]
    if any(needs_no_answer(text) for text in named):
        return None
    ordered = sorted(sightings, key=_worth)
    best = ordered[0]
    own = any(sighting.detail for sighting in sightings)
    messages = [sighting.message for sighting in ordered]
    listed = [sighting for sighting in ordered if not sighting.detail and sighting.page.kind != "home"]
    sections = [sighting.section for sighting in [*listed, *ordered] if sighting.section]
    evidence = best.page.evidence
    url = best.url or best.page.url
    return MessageFact(
        message_id=_printed_id([message.message_id for message in messages], url),
        url=url,
        title=next((message.title for message in messages if message.title), ""),
        asked_on=next((message.asked_on for message in messages if message.asked_on), None),
        replied_on=next((message.replied_on for message in messages if message.replied_on), None),
        replied=any(message.replied for message in messages),
        valid=all(sighting.message.valid for sighting in sightings if sighting.detail or not own),
        section_title=sections[0] if sections else "",
        own_page_unread=_is_untold(site, best, sightings, own=own),
        evidence=EvidenceRef(evidence.record_id, evidence.digest, best.message.position),
    )


def _is_untold(site: SitePages, best: _Sighting, sightings: list[_Sighting], *, own: bool) -> bool:
    """Whether nothing that was read says for certain that the message has no answer."""
    if own:
        return not all(sighting.message.state_told for sighting in sightings if sighting.detail)
    return _is_unread(site, best) or not any(sighting.message.state_told for sighting in sightings)


def _is_unread(site: SitePages, sighting: _Sighting) -> bool:
    """Whether a row of a list leads to a page of the message's own that was not read, or that a script draws."""
    if not sighting.url or sighting.url == sighting.page.url:
        return False
    page = site.at(sighting.url)
    return page is None or page.scripted


def _worth(sighting: _Sighting) -> tuple[bool, bool, str, str]:
    """The message's own page first, unless it prints no date at all: then the list is the better witness."""
    message = sighting.message
    dated = message.asked_on is not None or message.replied_on is not None
    return not dated, not sighting.detail, sighting.page.url, message.message_id


def _printed_id(ids: list[str], url: str) -> str:
    """The printed number; the tail of the address only where no number is printed."""
    known = [message_id for message_id in ids if message_id]
    printed = [message_id for message_id in known if not _UNPRINTED.search(message_id)]
    tail = path_of(url)
    return next((message_id for message_id in printed if message_id not in tail), (printed or known or [""])[0])
