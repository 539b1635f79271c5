"""Reads and judges labelled sites by the code that reads and judges real ones, and counts against what was planted."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime

import msgspec

from hengping.checks.runner import run_checks
from hengping.demo.labelled.draft import AS_OF, Draft, Served
from hengping.extract.dark_faces import face_facts
from hengping.extract.page import read_page
from hengping.extract.site import assemble
from hengping.extract.site_articles_before import first_seen_since, seen_before
from hengping.model.evidence import Capture, EvidenceRef
from hengping.model.facts import PageFacts, SiteFacts
from hengping.model.finding import Finding
from hengping.model.relations import SiteRelations
from hengping.model.urls import normal_url
from hengping.pipeline.first_seen import served_day
from hengping.pipeline.relating import with_rebounds, with_relations

_AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
_OK = 200
_EARLIER = date(2026, 8, 20)


def findings_of(draft: Draft, checks: Sequence[str]) -> list[Finding]:
    """Findings of a site, of some checks."""
    facts = facts_of(draft)
    findings = run_checks(facts, only=checks)
    if not draft.mended:
        return findings
    known = {(one.check, normal_url(one.subject.url)): one.finding_id for one in findings}
    past = tuple(known.get(one, f"gone-{number}") for number, one in enumerate(draft.mended))
    return with_rebounds(facts, SiteRelations(looked_before_on=facts.looked_before_on, past_faults=past), findings)


def facts_of(draft: Draft) -> SiteFacts:
    """Facts of a site as its pages and records give them."""
    facts = _read(draft, draft.pages, AS_OF)
    if draft.past is not None:
        looked_on, pages = draft.past
        seen = seen_before(_read(draft, pages, looked_on))
        if seen is not None:
            related = SiteRelations(looked_before_on=looked_on, first_seen=first_seen_since(facts, seen))
            facts = with_relations(facts, related)
    return msgspec.structs.replace(
        facts,
        probes=draft.probes,
        accessibility=draft.accessibility,
        home_weight=draft.weight or facts.home_weight,
        outside=draft.outside,
        division=draft.division,
        looked_before_on=facts.looked_before_on or (_EARLIER if draft.mended else None),
    )


def _read(draft: Draft, served: dict[str, Served], as_of: date) -> SiteFacts:
    captures = [_capture(url, page) for url, page in served.items()]
    pages: dict[str, PageFacts] = {}
    homes = {normal_url(draft.home), normal_url(draft.moved_home or draft.home)}
    for capture, page in zip(captures, served.values(), strict=True):
        if page.status == _OK and page.purpose in {"home", "page"} and page.body:
            pages[capture.url] = _page(capture, page, as_of, home=capture.url in homes)
    facts = assemble(draft.site, as_of, captures, pages, draft.visits, {}, second_looks=True)
    asked: list[Capture] = []
    faces: dict[str, PageFacts] = {}
    for client, hops in draft.faces:
        for hop in hops:
            capture = _capture(normal_url(draft.home), hop, f"{client}{len(asked)}")
            asked.append(capture)
            if hop.status == _OK and hop.body:
                faces[capture.record_id] = _page(capture, hop, as_of, home=True)
    home = pages.get(normal_url(draft.moved_home or draft.home))
    return msgspec.structs.replace(facts, faces=face_facts(asked, faces, frozenset(), home))


def _capture(url: str, page: Served, key: str = "") -> Capture:
    digest = hashlib.sha256(page.body).hexdigest()
    return Capture(
        record_id=f"urn:labelled:{hashlib.sha256((key + url).encode()).hexdigest()[:32]}",
        digest=f"sha256:{digest}",
        url=url,
        purpose=page.purpose,
        source_url=page.source_url,
        status=page.status,
        mime=page.content_type.partition(";")[0],
        content_type=page.content_type,
        location=page.location,
        size=page.size or len(page.body),
        fetched_at=_AT,
    )


def _page(capture: Capture, page: Served, as_of: date, *, home: bool) -> PageFacts:
    ref = EvidenceRef(capture.record_id, capture.digest)
    read = read_page(page.body, capture.url, content_type=page.content_type, evidence=ref, as_of=as_of, home=home)
    return msgspec.structs.replace(read, served_on=served_day(page.served_at))
