"""The dark links of a site: one fact per target, with the first page that carries it and what is known of its end."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from hengping.extract.dark_words import is_government
from hengping.extract.site_pages import SitePages
from hengping.model.content_facts import DarkLinkFact, DefacedFact, HiddenLink
from hengping.model.evidence import EvidenceRef, FailureKind
from hengping.model.facts import LinkFact, PageFacts
from hengping.model.urls import host_of

MAX_FACTS = 2_000
"""Targets of one site that are kept: a site with more is judged by these."""
NO_EVIDENCE = EvidenceRef("", "")


class _Carried(msgspec.Struct):
    """A target while its carriers are gathered."""

    link: HiddenLink
    page: PageFacts
    shown_on: str
    sources: set[str]


def dark_link_facts(
    site: SitePages, links: Sequence[LinkFact], landings: Mapping[str, str]
) -> tuple[DarkLinkFact, ...]:
    """Suspicious link targets of a site, by address.

    Args:
        site: the site's pages.
        links: its ordinary links: those that end at a page of gambling or at a domain for sale count too.
        landings: what outside pages turned into, by the address they were served at
            (:func:`hengping.extract.dark_landing.landing_of`).
    """
    carried: dict[str, _Carried] = {}
    for shown_on, page in _pages_home_first(site):
        for link in page.hidden_links:
            if site.internal(link.url) and "title_tag" not in link.how:
                continue
            known = carried.get(link.url)
            if known is None:
                carried[link.url] = _Carried(link, page, shown_on, {shown_on})
            else:
                known.sources.add(shown_on)
                if _worth(link) > _worth(known.link):
                    known.link, known.page, known.shown_on = link, page, shown_on
    facts = {url: _fact(site, carried[url], landings) for url in sorted(carried)[:MAX_FACTS]}
    if landings:
        for link_fact in links:
            landing, evidence = _landing(site, link_fact.url, landings)
            if landing in {"vocabulary", "for_sale"} and link_fact.kind == "external" and link_fact.url not in facts:
                facts[link_fact.url] = _of_visible(site, link_fact, landing, evidence)
    return tuple(facts[url] for url in sorted(facts)[:MAX_FACTS])


def defaced_facts(site: SitePages) -> tuple[DefacedFact, ...]:
    """Pages of the site itself that say somebody changed them, by address."""
    return tuple(
        DefacedFact(
            url=url,
            title=page.title,
            defacement=page.defacement,
            on_home=url == site.home_url,
            evidence=page.evidence,
        )
        for url, page in site.pages.items()
        if page.defacement is not None and (site.internal(url) or url == site.home_url)
    )[:MAX_FACTS]


def _worth(link: HiddenLink) -> tuple[bool, bool, bool, int]:
    """Of two carriers the one that says more against the link stands for it."""
    return not link.switchable, "vocabulary" in link.how, not link.doubt, len(link.how)


def _fact(site: SitePages, carried: _Carried, landings: Mapping[str, str]) -> DarkLinkFact:
    link, own = carried.link, carried.page.evidence
    landing, landing_evidence = _landing(site, link.url, landings)
    return DarkLinkFact(
        link=link,
        source_url=carried.shown_on,
        source_count=len(carried.sources),
        on_home=site.home_url in carried.sources,
        gov=is_government(host_of(link.url)),
        landing=landing,
        evidence=EvidenceRef(own.record_id, own.digest, link.position),
        landing_evidence=landing_evidence,
    )


def _of_visible(site: SitePages, fact: LinkFact, landing: str, evidence: EvidenceRef) -> DarkLinkFact:
    page = site.at(fact.source_url)
    own = page.evidence if page is not None else fact.evidence
    return DarkLinkFact(
        link=HiddenLink(url=fact.url, text=fact.text, position=fact.position),
        source_url=fact.source_url,
        source_count=fact.source_count,
        on_home=fact.on_home,
        landing=landing,
        evidence=EvidenceRef(own.record_id, own.digest, fact.position),
        landing_evidence=evidence,
    )


def _landing(site: SitePages, url: str, landings: Mapping[str, str]) -> tuple[str, EvidenceRef]:
    """What the address ends at, with the record that shows it; nothing when it was not asked for."""
    outcome = site.index.outcome(url)
    if not outcome.captured:
        return "", NO_EVIDENCE
    if outcome.failure is FailureKind.DNS and outcome.state == "broken":
        return "gone", outcome.evidence
    landing = landings.get(outcome.url, "")
    return landing, outcome.evidence if landing else NO_EVIDENCE


def _pages_home_first(site: SitePages) -> Iterator[tuple[str, PageFacts]]:
    """Pages with candidates and where a reader sees them; those that no page of the site shows are no matter of it."""
    with_any = ((site.shown_on(url), page) for url, page in site.pages.items() if page.hidden_links)
    shown = ((url, page) for url, page in with_any if site.internal(url))
    yield from sorted(shown, key=lambda pair: (pair[0] != site.home_url, pair[0], pair[1].url))
