"""The links of a site: one fact per target, however many pages carry it."""

from collections.abc import Iterator

import msgspec

from hengping.extract.site_pages import SitePages
from hengping.model.evidence import EvidenceRef
from hengping.model.facts import Link, LinkFact, PageFacts


class _Carried(msgspec.Struct):
    """A link target while its carriers are gathered."""

    link: Link
    page: PageFacts
    shown_on: str
    sources: set[str]


def link_facts(site: SitePages) -> tuple[LinkFact, ...]:
    """Every link target of the site's pages, by address.

    A link in a frame is carried by the page that shows the frame. The source is the home page where it carries the
    link, else the first page by address.
    """
    carried: dict[str, _Carried] = {}
    for shown_on, page in _pages_home_first(site):
        for link in page.links:
            known = carried.get(link.url)
            if known is None:
                carried[link.url] = _Carried(link, page, shown_on, {shown_on})
            else:
                known.sources.add(shown_on)
                known.link = _better(known.link, link)
    return tuple(_fact(site, carried[url]) for url in sorted(carried))


def blocked_pages(site: SitePages, links: tuple[LinkFact, ...]) -> tuple[LinkFact, ...]:
    """Pages and frames of the site itself, the home page apart, that turned the collector away."""
    found = {link.url: link for link in links if link.kind == "internal" and link.state == "blocked"}
    for url in site.index.asked_for("page", "frame"):
        outcome = site.index.outcome(url)
        if outcome.state == "blocked" and outcome.url == url:
            found.setdefault(
                url,
                LinkFact(url=url, kind="internal", state="blocked", status=outcome.status, evidence=outcome.evidence),
            )
    return tuple(found[url] for url in sorted(found) if site.internal(url) and not site.is_home(url))


def _pages_home_first(site: SitePages) -> Iterator[tuple[str, PageFacts]]:
    shown = ((site.shown_on(url), page) for url, page in site.pages.items())
    yield from sorted(shown, key=lambda pair: (pair[0] != site.home_url, pair[0], pair[1].url))


def _better(known: Link, other: Link) -> Link:
    """The first link stays, with a text where it had none (an image before the title of the same entry)."""
    if known.text or not other.text or known.kind != other.kind:
        return known
    return other


def _fact(site: SitePages, carried: _Carried) -> LinkFact:
    link = carried.link
    outcome = site.index.outcome(link.url)
    own = carried.page.evidence
    evidence = outcome.evidence if outcome.captured else EvidenceRef(own.record_id, own.digest, link.position)
    return LinkFact(
        url=link.url,
        kind=link.kind,
        text=link.text,
        source_url=carried.shown_on,
        source_count=len(carried.sources),
        on_home=site.home_url in carried.sources,
        position=link.position,
        state=outcome.state,
        status=outcome.status,
        failure=outcome.failure,
        looks=outcome.looks,
        first_status=outcome.first_status,
        first_failure=outcome.first_failure,
        evidence=evidence,
    )
