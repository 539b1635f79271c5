"""Stage ``extract``: evidence to facts, site by site. No network, no clock: the same evidence gives the same facts."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Self

import msgspec
import structlog

from hengping.collect.account import Account, read_account
from hengping.evidence.archive import INDEX_FILE, SiteArchive
from hengping.evidence.errors import DroppedError, EvidenceError
from hengping.evidence.files import write_atomic
from hengping.evidence.manifest import seal
from hengping.evidence.run_folder import RunFolder
from hengping.evidence.visits import VISITS_FILE, read_visits
from hengping.extract.challenge import challenge_kind
from hengping.extract.page import read_page
from hengping.extract.rendered import joined_reading
from hengping.extract.site import assemble
from hengping.model import codec
from hengping.model.availability import MaintenanceWindow, windows_by_site, windows_of
from hengping.model.evidence import MAX_REDIRECTS, Capture, FailureKind, Visit
from hengping.model.facts import HomeFacts, PageFacts, PartialWhy, SiteFacts
from hengping.model.site import Site
from hengping.model.urls import BadUrlError, normal_url
from hengping.pipeline.context import Run
from hengping.pipeline.stamps import code_digest, digest_of, file_digest
from hengping.pipeline.units import Unit, do_units
from hengping.pipeline.visits_maintenance import read_windows

STAGE = "extract"
_READ_PURPOSES = frozenset({"home", "page", "frame", "search"})
_RENDERED = "rendered"
_RENDERED_TYPE = "text/html; charset=utf-8"
_HTML = ("text/html", "application/xhtml+xml", "")
_OK = 200
_MAX_HOPS = MAX_REDIRECTS


class Beside(msgspec.Struct, frozen=True):
    """What counts for a site's facts besides its evidence.

    Attributes:
        quorum: vantage points that must have failed for a visit to count as failed.
        maintenance: approved windows of the site.
        second_looks: whether what seemed broken was to be looked at again.
        fault: why the collection of the site was given up, when that is our own fault: such a site is not judged.
        partial_why: why pages of the site were left out, see :class:`~hengping.model.facts.SiteFacts`.
    """

    quorum: int = 1
    maintenance: tuple[MaintenanceWindow, ...] = ()
    second_looks: bool = False
    fault: str = ""
    partial_why: PartialWhy = ""


class Known(msgspec.Struct, frozen=True):
    """The same for all sites of a run."""

    folder: RunFolder
    quorum: int
    windows: Mapping[str, tuple[MaintenanceWindow, ...]]
    second_looks: bool

    @classmethod
    def of(cls, run: Run) -> Self:
        """Read from the frozen settings and tables of a run."""
        collect = run.info.campaign.get("collect", {})
        return cls(
            run.folder,
            run.info.settings.collect.visits.quorum,
            windows_by_site(read_windows(run.path)),
            isinstance(collect, Mapping)
            and "second_look" in collect,  # runs from before it was invented have no such setting
        )

    def about(self, site: Site) -> Beside:
        """What counts for one site."""
        account = read_account(self.folder.site_evidence(site.site_code))
        windows = windows_of(self.windows, site.site_code)
        fault = account.fault if account is not None else ""
        return Beside(self.quorum, windows, self.second_looks, fault, partial_why(account))


def partial_why(account: Account | None) -> PartialWhy:
    """Why pages of a site were left out. Link checks left out are none, nor are addresses that a rule calls a trap.

    A trap's addresses are as many as its clock has days; their number says nothing of what stands behind them.
    """
    if account is None:
        return ""
    if account.left_out.get(FailureKind.BLOCKED.value):
        return "blocked"
    return "budget" if account.pages_left else ""


def extract(run: Run) -> None:
    """Make the facts of every site."""
    code = code_digest("extract", "library")
    units = []
    known = Known.of(run)
    for site in run.sites:
        beside = known.about(site)
        evidence = run.folder.site_evidence(site.site_code)
        inputs = digest_of(
            code,
            codec.encode(site),
            run.as_of.isoformat(),
            file_digest(evidence / INDEX_FILE),
            file_digest(evidence / VISITS_FILE),
            codec.encode(beside),
        )
        output = run.folder.facts_file(site.site_code)
        units.append(
            Unit(
                name=site.site_code,
                inputs=inputs,
                outputs=(output,),
                work=extract_site,
                arguments=(run.path, site, run.as_of, beside),
            )
        )
    do_units(run, STAGE, units)
    seal(run.path, [run.folder.facts_file(site.site_code) for site in run.sites], STAGE)


def extract_site(run: Path, site: Site, as_of: date, beside: Beside) -> None:
    """Read one site's evidence and write its facts; a fault of our own becomes a fact, never a verdict.

    Raises:
        EvidenceError: the evidence was damaged or changed; nothing may be judged by it.
    """
    folder = RunFolder(run)
    try:
        facts = site_facts(
            folder.site_evidence(site.site_code),
            site,
            as_of,
            second_looks=beside.second_looks,
            partial_why=beside.partial_why,
        )
    except EvidenceError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever goes wrong in reading one site must not stop the others
        structlog.get_logger().exception("extract failed", site_code=site.site_code)
        home = HomeFacts(url=site.url, readable=False)
        facts = SiteFacts(site=site, as_of=as_of, home=home, tool_fault=f"{type(error).__name__}: {error}")
    if beside.fault:
        home = HomeFacts(url=site.url, readable=False)
        facts = SiteFacts(site=site, as_of=as_of, home=home, visits=facts.visits, tool_fault=beside.fault)
    facts = msgspec.structs.replace(facts, quorum=beside.quorum, maintenance=beside.maintenance)
    write_atomic(folder.facts_file(site.site_code), codec.encode(facts))


def site_facts(
    evidence: Path, site: Site, as_of: date, *, second_looks: bool = False, partial_why: PartialWhy = ""
) -> SiteFacts:
    """Facts of one site from its evidence folder."""
    archive = SiteArchive(evidence)
    everything = archive.captures()
    captures = [capture for capture in everything if capture.purpose != _RENDERED]
    rendered = {capture.url: capture for capture in everything if capture.purpose == _RENDERED}
    asked_for = frozenset(capture.url for capture in captures)
    visits: Sequence[Visit] = read_visits(evidence / VISITS_FILE)
    home_urls = _home_urls(site, captures)
    pages: dict[str, PageFacts] = {}
    challenges: dict[str, str] = {}
    for capture in captures:
        if not capture.status or capture.location or capture.mime not in _HTML:
            continue
        if capture.status == _OK and capture.failure is None and capture.purpose not in _READ_PURPOSES:
            try:
                kind = challenge_kind(archive.read(capture).body, capture.status)
            except DroppedError:
                kind = ""  # challenge pages are never dropped (pipeline.archive_retention)
            if kind:
                challenges[capture.url] = kind
            continue
        if capture.failure is not None and capture.url in pages:
            continue  # a damaged answer does not take the place of a whole one
        body = archive.read(capture).body
        kind = challenge_kind(body, capture.status)
        if kind:
            challenges[capture.url] = kind
        elif capture.status == _OK:
            home = capture.url in home_urls
            page = read_page(
                body,
                capture.url,
                content_type=capture.content_type,
                evidence=capture.ref,
                as_of=as_of,
                home=home,
            )
            drawn = rendered.get(capture.url)
            if drawn is not None:
                page = _with_rendered(archive, page, drawn, asked_for, as_of=as_of, home=home)
            pages[capture.url] = page
    facts = assemble(site, as_of, captures, pages, visits, challenges, second_looks=second_looks)
    return msgspec.structs.replace(facts, partial_why=facts.partial_why or partial_why)


def _with_rendered(
    archive: SiteArchive, served: PageFacts, drawn: Capture, asked_for: frozenset[str], *, as_of: date, home: bool
) -> PageFacts:
    """The page with what its scripts have drawn; as served when the rendering shows no more than that."""
    rendered = read_page(
        archive.read(drawn).body,
        drawn.url,
        content_type=_RENDERED_TYPE,
        evidence=drawn.ref,
        as_of=as_of,
        home=home,
    )
    return joined_reading(served, rendered, asked_for.__contains__)


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
