"""One site's evidence read: every answer once, put together to the site's facts. Pure but for the archive it reads."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec

from hengping.evidence.archive import SiteArchive
from hengping.evidence.errors import DroppedError
from hengping.evidence.visits import VISITS_FILE, read_visits
from hengping.extract.challenge import challenge_kind
from hengping.extract.dark_landing import landing_of
from hengping.extract.hollow import hollow_answer
from hengping.extract.page import read_page, read_script
from hengping.extract.rendered import joined_reading
from hengping.extract.site import assemble
from hengping.model.evidence import MAX_REDIRECTS, Capture
from hengping.model.facts import PageFacts, PartialWhy, SiteFacts
from hengping.model.site import Site
from hengping.model.urls import BadUrlError, normal_url
from hengping.pipeline.attachments import read_attachments
from hengping.pipeline.faces import read_faces
from hengping.pipeline.first_seen import served_day
from hengping.pipeline.page_faults import PageFaults
from hengping.pipeline.rule_inputs import with_rule_facts
from hengping.pipeline.search_facts import search_facts

_READ_PURPOSES = frozenset({"home", "page", "frame"})
_RENDERED = "rendered"
_NOT_CRAWLED = frozenset({_RENDERED, "search", "cloaking"})
"""What is no answer to a visitor who follows links: neither page nor link target of the site."""
_BESIDE = frozenset({"search", "cloaking"})
"""What is asked for beside the crawl, perhaps at an address that the crawl has read."""
_RENDERED_TYPE = "text/html; charset=utf-8"
_HTML = ("text/html", "application/xhtml+xml", "")
_OK = 200


def site_facts(
    evidence: Path,
    site: Site,
    as_of: date,
    *,
    second_looks: bool = False,
    partial_why: PartialWhy = "",
    rewritten: bool = False,
) -> SiteFacts:
    """Facts of one site from its evidence folder; of a name that was led elsewhere no probes."""
    archive = SiteArchive(evidence)
    everything = archive.captures()
    reading = _Reading(archive, site, everything, as_of)
    faults = PageFaults()
    for capture in reading.captures:
        with faults.of(capture):
            reading.take(capture)
    facts = assemble(
        site,
        as_of,
        reading.captures,
        reading.pages,
        read_visits(evidence / VISITS_FILE),
        reading.challenges,
        second_looks=second_looks,
        landings=reading.landings,
        hollow=reading.hollow,
        faults=[fault for fault in faults.all() if fault.url not in reading.pages],  # else another answer was read
    )
    if facts.reachable and not facts.blocked_by:
        attachments, personal = read_attachments(archive, site, reading.captures, reading.pages, as_of, faults)
        faces = read_faces(archive, everything, reading.pages, as_of, faults)
        facts = msgspec.structs.replace(
            facts, attachments=attachments, personal=(*facts.personal, *personal), faces=faces
        )
    searched, untested = search_facts(evidence, archive, everything, faults)
    facts = msgspec.structs.replace(
        facts,
        search_tests=searched,
        search_untested=untested,
        partial_why=facts.partial_why or partial_why,
        page_faults=tuple(
            fault for fault in faults.all() if fault.url not in reading.pages or fault.purpose in _BESIDE
        ),
    )
    return with_rule_facts(facts, evidence, rewritten=rewritten)


class _Reading:
    """The answers of one site, read one after another in the order of the index.

    Attributes:
        captures: those of the crawl.
        pages: what was read, by address.
        challenges, landings, hollow: as :func:`hengping.extract.site.assemble` takes them.
    """

    def __init__(self, archive: SiteArchive, site: Site, everything: Sequence[Capture], as_of: date) -> None:
        self._archive = archive
        self._as_of = as_of
        self.captures = [capture for capture in everything if capture.purpose not in _NOT_CRAWLED]
        self._rendered = {capture.url: capture for capture in everything if capture.purpose == _RENDERED}
        self._asked_for = frozenset(capture.url for capture in self.captures)
        self._home_urls = _home_urls(site, self.captures)
        self.pages: dict[str, PageFacts] = {}
        self.challenges: dict[str, str] = {}
        self.landings: dict[str, str] = {}
        self.hollow: dict[str, str] = {}

    def take(self, capture: Capture) -> None:
        """Read one answer, as far as there is anything to read."""
        whole = capture.status == _OK and capture.failure is None
        if whole and capture.purpose == "attachment" and capture.size == 0:
            self.hollow[capture.url] = "empty"
        elif capture.status == _OK and capture.purpose == "frame" and "javascript" in capture.mime:
            body = self._archive.read(capture).body
            self.pages[capture.url] = read_script(
                body, capture.url, content_type=capture.content_type, evidence=capture.ref
            )
        elif not capture.status or capture.location or capture.mime not in _HTML:
            return
        elif whole and capture.purpose not in _READ_PURPOSES:
            self._take_checked(capture)
        elif capture.failure is None or capture.url not in self.pages:
            self._take_page(capture)  # a damaged answer does not take the place of a whole one

    def _take_checked(self, capture: Capture) -> None:
        """The answer to a link check: only what it is not."""
        try:
            body = self._archive.read(capture).body
        except DroppedError:
            return  # never a challenge page, nor what a finding refers to (pipeline.archive_retention)
        if kind := challenge_kind(body, capture.status):
            self.challenges[capture.url] = kind
        elif landing := landing_of(body, capture.url, content_type=capture.content_type):
            self.landings[capture.url] = landing
        elif nothing := hollow_answer(body, capture.content_type, file=capture.purpose == "attachment"):
            self.hollow[capture.url] = nothing

    def _take_page(self, capture: Capture) -> None:
        answer = self._archive.read(capture)
        if kind := challenge_kind(answer.body, capture.status):
            self.challenges[capture.url] = kind
        elif capture.status == _OK:
            home = capture.url in self._home_urls
            page = read_page(
                answer.body,
                capture.url,
                content_type=capture.content_type,
                evidence=capture.ref,
                as_of=self._as_of,
                home=home,
            )
            drawn = self._rendered.get(capture.url)
            if drawn is not None:
                page = self._with_rendered(page, drawn, home=home)
            served_on = served_day(answer.header("Last-Modified"))
            self.pages[capture.url] = msgspec.structs.replace(page, served_on=served_on)

    def _with_rendered(self, served: PageFacts, drawn: Capture, *, home: bool) -> PageFacts:
        """The page with what its scripts have drawn; as served when the rendering shows no more than that."""
        rendered = read_page(
            self._archive.read(drawn).body,
            drawn.url,
            content_type=_RENDERED_TYPE,
            evidence=drawn.ref,
            as_of=self._as_of,
            home=home,
        )
        return joined_reading(served, rendered, self._asked_for.__contains__)


def _home_urls(site: Site, captures: Sequence[Capture]) -> frozenset[str]:
    """The home page's address and those its redirects lead to."""
    by_url = {capture.url: capture for capture in captures}
    urls: set[str] = set()
    try:
        url = normal_url(site.url)
    except BadUrlError:
        return frozenset()
    for _ in range(MAX_REDIRECTS):
        urls.add(url)
        capture = by_url.get(url)
        if capture is None or not capture.location or capture.location in urls:
            break
        url = capture.location
    return frozenset(urls)
