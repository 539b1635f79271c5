"""The links of a site: one fact per target, however many pages carry it."""

import re
from collections.abc import Iterator

import msgspec

from hengping.extract.site_pages import SitePages
from hengping.model.evidence import EvidenceRef
from hengping.model.facts import Link, LinkFact, PageFacts
from hengping.model.urls import path_of

_FILE_NAME = re.compile(r"\.(?:docx?|xlsx?|pptx?|pdf|wps|et|ofd|zip|rar)\s*(?:[(（\[].{0,20})?$", re.IGNORECASE)
_PAGE = re.compile(r"\.s?html?(?:$|\?)", re.IGNORECASE)


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
        for link in (*page.links, *_frames(site, page)):
            known = carried.get(link.url)
            if known is None:
                carried[link.url] = _Carried(link, page, shown_on, {shown_on})
            else:
                known.sources.add(shown_on)
                known.link = _better(known.link, link)
    return tuple(_fact(site, carried[url]) for url in sorted(carried))


def _frames(site: SitePages, page: PageFacts) -> Iterator[Link]:
    """Frames as links: a frame that does not open shows a visitor its error page in the middle of the page."""
    for url in page.frames:
        if not path_of(url).lower().endswith(".js"):
            yield Link(url=url, kind="internal" if site.internal(url) else "external", place="body")


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


def _as_file(site: SitePages, link: Link) -> Link:
    """A link whose text is a file's name promises a file, whatever program hands it out."""
    promised = link.kind == "internal" and _FILE_NAME.search(link.text) and site.at(link.url) is None
    return msgspec.structs.replace(link, kind="attachment") if promised and not _PAGE.search(link.url) else link


def _fact(site: SitePages, carried: _Carried) -> LinkFact:
    link = _as_file(site, carried.link)
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
        hollow=outcome.hollow,
        evidence=evidence,
    )
