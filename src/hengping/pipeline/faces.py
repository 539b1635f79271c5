"""The faces of a home page, read from what the collector archived of them."""

from collections.abc import Mapping, Sequence
from datetime import date

from hengping.evidence.archive import SiteArchive
from hengping.extract.challenge import challenge_kind
from hengping.extract.dark_faces import face_facts
from hengping.extract.page import read_page
from hengping.model.content_facts import FaceFact
from hengping.model.evidence import Capture
from hengping.model.facts import PageFacts
from hengping.pipeline.page_faults import PageFaults

PURPOSE = "cloaking"
_OK = 200
_HTML = ("text/html", "application/xhtml+xml", "")


def read_faces(
    archive: SiteArchive,
    captures: Sequence[Capture],
    crawled: Mapping[str, PageFacts],
    as_of: date,
    faults: PageFaults,
) -> tuple[FaceFact, ...]:
    """What the home page showed to each visitor; empty when it was not asked for again.

    Args:
        archive: of the site.
        captures: its whole index, in order.
        crawled: pages as the crawl read them, by address; the one that was asked for again is compared.
        as_of: monitoring time point.
        faults: takes the answers that our readers fail at; such a face counts as not read.
    """
    asked = [capture for capture in captures if capture.purpose == PURPOSE]
    pages: dict[str, PageFacts] = {}
    challenges: set[str] = set()
    for capture in asked:
        if capture.status != _OK or capture.failure is not None or capture.mime not in _HTML:
            continue
        with faults.of(capture):
            body = archive.read(capture).body
            if challenge_kind(body, capture.status):
                challenges.add(capture.record_id)
            else:
                pages[capture.record_id] = read_page(
                    body,
                    capture.url,
                    content_type=capture.content_type,
                    evidence=capture.ref,
                    as_of=as_of,
                    home=True,
                )
    home = crawled.get(asked[0].url) if asked else None
    return face_facts(asked, pages, frozenset(challenges), home)
