"""Stage ``extract``: evidence to facts, site by site. No network, no clock: the same evidence gives the same facts."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import structlog

from hengping.evidence.archive import INDEX_FILE, SiteArchive
from hengping.evidence.errors import EvidenceError
from hengping.evidence.files import write_atomic
from hengping.evidence.manifest import seal
from hengping.evidence.run_folder import RunFolder
from hengping.evidence.visits import VISITS_FILE, read_visits
from hengping.extract.challenge import challenge_kind
from hengping.extract.page import read_page
from hengping.extract.site import assemble
from hengping.model import codec
from hengping.model.evidence import Capture, Visit
from hengping.model.facts import HomeFacts, PageFacts, SiteFacts
from hengping.model.site import Site
from hengping.model.urls import BadUrlError, normal_url
from hengping.pipeline.context import Run
from hengping.pipeline.stamps import code_digest, digest_of, file_digest
from hengping.pipeline.units import Unit, do_units

STAGE = "extract"
_READ_PURPOSES = frozenset({"home", "page", "frame", "search"})
_HTML = ("text/html", "application/xhtml+xml", "")
_OK = 200
_MAX_HOPS = 10


def extract(run: Run) -> None:
    """Make the facts of every site."""
    code = code_digest("extract", "library")
    units = []
    for site in run.sites:
        evidence = run.folder.site_evidence(site.site_code)
        inputs = digest_of(
            code,
            codec.encode(site),
            run.as_of.isoformat(),
            file_digest(evidence / INDEX_FILE),
            file_digest(evidence / VISITS_FILE),
        )
        output = run.folder.facts_file(site.site_code)
        units.append(
            Unit(
                name=site.site_code,
                inputs=inputs,
                outputs=(output,),
                work=extract_site,
                arguments=(run.path, site, run.as_of),
            )
        )
    do_units(run, STAGE, units)
    seal(run.path, [run.folder.facts_file(site.site_code) for site in run.sites], STAGE)


def extract_site(run: Path, site: Site, as_of: date) -> None:
    """Read one site's evidence and write its facts; a fault of our own becomes a fact, never a verdict.

    Raises:
        EvidenceError: the evidence was damaged or changed; nothing may be judged by it.
    """
    folder = RunFolder(run)
    try:
        facts = site_facts(folder.site_evidence(site.site_code), site, as_of)
    except EvidenceError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever goes wrong in reading one site must not stop the others
        structlog.get_logger().exception("extract failed", site_code=site.site_code)
        home = HomeFacts(url=site.url, readable=False)
        facts = SiteFacts(site=site, as_of=as_of, home=home, tool_fault=f"{type(error).__name__}: {error}")
    write_atomic(folder.facts_file(site.site_code), codec.encode(facts))


def site_facts(evidence: Path, site: Site, as_of: date) -> SiteFacts:
    """Facts of one site from its evidence folder."""
    archive = SiteArchive(evidence)
    captures = archive.captures()
    visits: Sequence[Visit] = read_visits(evidence / VISITS_FILE)
    home_urls = _home_urls(site, captures)
    pages: dict[str, PageFacts] = {}
    challenges: dict[str, str] = {}
    for capture in captures:
        if not capture.status or capture.location or capture.mime not in _HTML:
            continue
        if capture.status == _OK and capture.failure is None and capture.purpose not in _READ_PURPOSES:
            kind = challenge_kind(archive.read(capture).body, capture.status)
            if kind:
                challenges[capture.url] = kind
            continue
        body = archive.read(capture).body
        kind = challenge_kind(body, capture.status)
        if kind:
            challenges[capture.url] = kind
        elif capture.status == _OK:
            pages[capture.url] = read_page(
                body,
                capture.url,
                content_type=capture.content_type,
                evidence=capture.ref,
                as_of=as_of,
                home=capture.url in home_urls,
            )
    return assemble(site, as_of, captures, pages, visits, challenges)


def _home_urls(site: Site, captures: Sequence[Capture]) -> frozenset[str]:
    """The home page's address and those its redirects lead to."""
    by_url = {capture.url: capture for capture in captures}
    urls: set[str] = set()
    try:
        url = normal_url(site.url)
    except BadUrlError:
        return frozenset()
    for _ in range(_MAX_HOPS):
        urls.add(url)
        capture = by_url.get(url)
        if capture is None or not capture.location or capture.location in urls:
            break
        url = capture.location
    return frozenset(urls)
