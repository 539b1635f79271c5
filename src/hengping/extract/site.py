"""All pages of one site, its captures and its availability visits, put together to the facts of the site."""

from collections.abc import Mapping, Sequence
from datetime import date

from hengping.extract.personal_site import library_facts, personal_facts
from hengping.extract.site_articles import article_facts, listing_facts
from hengping.extract.site_articles_seen import seen_by_address
from hengping.extract.site_dark import dark_link_facts, defaced_facts
from hengping.extract.site_disclosure import (
    disclosure_facts,
    entries_elsewhere,
    home_weight,
    interpretation_facts,
    site_reports,
    time_formats,
)
from hengping.extract.site_home import home_facts
from hengping.extract.site_index import CaptureIndex
from hengping.extract.site_links import blocked_pages, link_facts
from hengping.extract.site_messages import message_facts
from hengping.extract.site_pages import SitePages
from hengping.extract.site_partial import provable
from hengping.extract.site_sections import Ledger
from hengping.extract.site_services import guide_facts, page_metas, service_facts
from hengping.extract.site_surveys import interview_facts, survey_facts
from hengping.extract.site_wording import wording_facts
from hengping.model.evidence import TURNED_AWAY_STATUS, Capture, Visit
from hengping.model.facts import HomeFacts, PageFacts, PageFault, SiteFacts
from hengping.model.site import Site
from hengping.model.urls import BadUrlError, normal_url

_SERVER_ERROR = 500
_READ = frozenset({"home", "page", "frame"})
"""Purposes of the captures that pages are made of."""


def assemble(  # noqa: PLR0917 - the signature is the room's contract with the pipeline
    site: Site,
    as_of: date,
    captures: Sequence[Capture],
    pages: Mapping[str, PageFacts],
    visits: Sequence[Visit],
    challenges: Mapping[str, str],
    *,
    second_looks: bool = False,
    landings: Mapping[str, str] | None = None,
    hollow: Mapping[str, str] | None = None,
    faults: Sequence[PageFault] = (),
) -> SiteFacts:
    """The facts of a site. Pure: the same input, in whatever order, gives the same facts.

    Args:
        site: the judged site.
        as_of: monitoring time point; dates after it tell nothing about the time before it.
        captures: the index of its evidence, redirect hops, failures and link checks included.
        pages: what was read, by normal URL, of every capture that returned readable HTML with status 200.
        visits: its availability visits.
        challenges: kind of challenge by normal URL, for captures that are challenge pages (WAF).
        second_looks: whether the evidence was collected with second looks; also taken from the captures.
        faults: answers that our own readers failed at: no page is made of them, and their absence proves nothing.
        hollow: answers to link checks that hold nothing, by normal URL, see :mod:`hengping.extract.hollow`.
        landings: what outside pages turned into, by normal URL, see :func:`hengping.extract.dark_landing.landing_of`.

    Returns:
        The facts. Of a site that turned the collector away at its home page, or never answered, only what visits and
        captures say.
    """
    readable = {url: page for url, page in pages.items() if url not in challenges and page.kind != "challenge"}
    home_url = _own_url(site.url)
    nothing = {url: "notice" for url, page in readable.items() if page.says_missing and url != home_url}
    readable = {url: page for url, page in readable.items() if url not in nothing}
    readable, partial = provable(readable, captures)
    unread = frozenset(fault.url for fault in faults if fault.purpose in _READ)
    index = CaptureIndex(
        captures,
        readable,
        _all_challenges(pages, challenges),
        partial,
        hollow={**(hollow or {}), **nothing},
        faulty=unread,
    )
    whole = SitePages(site, index, readable)
    in_order = tuple(sorted(visits, key=lambda visit: (visit.number, visit.visited_at, visit.url)))
    reachable = _answered(whole, in_order)
    blocked_by = _blocked_by(whole, in_order)
    if blocked_by or not reachable:
        outcome = index.outcome(whole.home_url)
        home = HomeFacts(
            url=whole.home_url,
            fetched=False,
            readable=False,
            evidence=(outcome.evidence,) if outcome.captured else (),
        )
        return SiteFacts(
            site=site,
            as_of=as_of,
            reachable=reachable,
            blocked_by=blocked_by,
            page_faults=tuple(faults),
            home=home,
            visits=in_order,
        )
    ledger = Ledger(whole, as_of)
    links = link_facts(whole)
    guides = guide_facts(whole, ledger)
    articles = article_facts(whole, ledger)
    return SiteFacts(
        site=site,
        as_of=as_of,
        pages_read=len(whole.pages),
        partial_why="not_crawled" if _seen_late(whole, captures) else "tool_fault" if unread else "",
        page_faults=tuple(faults),
        home=home_facts(whole, ledger, as_of),
        visits=in_order,
        second_looks=second_looks or index.second_looks,
        sections=tuple(section.fact for section in ledger.sections),
        links=links,
        pages=page_metas(whole, ledger),
        messages=message_facts(whole, ledger),
        guides=guides,
        services=service_facts(whole, ledger, links, guides),
        blocked_pages=blocked_pages(whole, links),
        articles=articles,
        wording=wording_facts(whole),
        personal=personal_facts(readable.values()),
        libraries=library_facts(readable.values(), whole.home_url),
        listings=listing_facts(whole, ledger),
        first_seen=seen_by_address(articles, as_of),
        surveys=survey_facts(whole, ledger),
        interviews=interview_facts(whole, ledger),
        dark_links=dark_link_facts(whole, links, landings or {}),
        defaced=defaced_facts(whole),
        disclosure=disclosure_facts(whole, ledger, links),
        site_reports=site_reports(whole, links),
        entries_elsewhere=entries_elsewhere(whole),
        interpretations=interpretation_facts(whole, ledger),
        time_formats=time_formats(whole),
        home_weight=home_weight(whole, captures),
    )


def _own_url(url: str) -> str:
    """Normal form of an address, or itself where it has none."""
    try:
        return normal_url(url)
    except BadUrlError:
        return url


def _all_challenges(pages: Mapping[str, PageFacts], challenges: Mapping[str, str]) -> dict[str, str]:
    seen = {url: "challenge" for url, page in pages.items() if page.kind == "challenge"}
    return {**seen, **challenges}


def _answered(site: SitePages, visits: Sequence[Visit]) -> bool:
    """Whether the home page answered once: a page, a refusal, a redirect or an error of its own, but not 5xx."""
    if site.home is not None or any(visit.result in {"ok", "blocked"} for visit in visits):
        return True
    if any(visit.result == "maintenance" and 0 < visit.status < _SERVER_ERROR for visit in visits):
        return True
    outcome = site.index.outcome(site.home_url)
    return outcome.state in {"ok", "blocked"} or 0 < outcome.status < _SERVER_ERROR


def _seen_late(site: SitePages, captures: Sequence[Capture]) -> bool:
    """Whether only the second look opened the home page: it is no start of a crawl, nothing was read from there on."""
    home = site.home
    if home is None:
        return False
    return any(capture.look > 1 and capture.record_id == home.evidence.record_id for capture in captures)


def _blocked_by(site: SitePages, visits: Sequence[Visit]) -> str:
    """Why the site turned the collector away as a whole; empty when its home page could be read or was just broken."""
    if site.home is not None:
        return ""
    outcome = site.index.outcome(site.home_url)
    if outcome.state == "blocked":
        if site.index.is_challenge(outcome.url):
            return "challenge"
        return f"http_{outcome.status}" if outcome.status in TURNED_AWAY_STATUS else ""
    counted = [visit for visit in visits if visit.result not in {"own_fault", "maintenance"}]
    if outcome.captured or not counted or any(visit.result != "blocked" for visit in counted):
        return ""
    status = counted[0].status
    return f"http_{status}" if status in TURNED_AWAY_STATUS else "challenge"
