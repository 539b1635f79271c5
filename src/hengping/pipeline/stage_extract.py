"""Stage ``extract``: evidence to facts, site by site. No network, no clock: the same evidence gives the same facts."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Self

import msgspec
import structlog

from hengping.collect.account import Account, read_account
from hengping.evidence.archive import INDEX_FILE, SiteArchive
from hengping.evidence.errors import EvidenceError
from hengping.evidence.files import write_atomic
from hengping.evidence.manifest import seal
from hengping.evidence.run_folder import RunFolder
from hengping.evidence.visits import VISITS_FILE
from hengping.model import codec
from hengping.model.availability import MaintenanceWindow, windows_by_site, windows_of
from hengping.model.evidence import FailureKind
from hengping.model.facts import HomeFacts, PartialWhy, SiteFacts
from hengping.model.rule_facts import DivisionFact, OutsideFact
from hengping.model.site import Site
from hengping.model.site_search import SEARCH_FILE
from hengping.pipeline.context import Run
from hengping.pipeline.never_asked import own_reason
from hengping.pipeline.reading import file_size
from hengping.pipeline.rule_inputs import (
    beside_digests,
    division_fact,
    is_rewritten,
    outside_facts,
)
from hengping.pipeline.run_info import tool_versions
from hengping.pipeline.section_rulings import SectionRuling, read_rulings, rulings_file, with_rulings
from hengping.pipeline.site_reading import site_facts
from hengping.pipeline.stamps import code_digest, digest_of, file_digest
from hengping.pipeline.units import Unit, do_units
from hengping.pipeline.visits_maintenance import read_windows
from hengping.roster.divisions import Divisions, load_divisions

STAGE = "extract"
READERS = (
    "extract",
    "evidence",
    "library/lexicons",
    "collect/account.py",
    "collect/browser/axe.py",
    "collect/browser/notes.py",
    "collect/probes/site.py",
    "collect/search_test_plan.py",
    "collect/walk_keeping.py",
    "pipeline/attachments.py",
    "pipeline/attachments_child.py",
    "pipeline/faces.py",
    "pipeline/first_seen.py",
    "pipeline/never_asked.py",
    "pipeline/page_faults.py",
    "pipeline/rule_inputs.py",
    "pipeline/search_facts.py",
    "pipeline/section_rulings.py",
    "pipeline/site_reading.py",
    "pipeline/stage_extract.py",
)
"""The code and data that facts depend on, besides the libraries of :func:`~hengping.pipeline.run_info.tool_versions`.
Rules of judging (the rest of the library) are not among them: under other rules the facts stand."""


class Beside(msgspec.Struct, frozen=True):
    """What counts for a site's facts besides its evidence.

    Attributes:
        quorum: vantage points that must have failed for a visit to count as failed.
        maintenance: approved windows of the site.
        second_looks: whether what seemed broken was to be looked at again.
        fault: why the collection of the site was given up, when that is our own fault: such a site is not judged.
        partial_why: why pages of the site were left out, see :class:`~hengping.model.facts.SiteFacts`.
        rewritten: the site's name was led elsewhere by ``connect_to``, so that probes asked a stand-in.
        division: what the site's code stands for.
        outside: imported rows about the site.
        rulings: what people settled about its sections.
    """

    quorum: int = 1
    maintenance: tuple[MaintenanceWindow, ...] = ()
    second_looks: bool = False
    fault: str = ""
    partial_why: PartialWhy = ""
    rewritten: bool = False
    division: DivisionFact | None = None
    outside: tuple[OutsideFact, ...] = ()
    rulings: tuple[SectionRuling, ...] = ()


class Known(msgspec.Struct, frozen=True):
    """The same for all sites of a run."""

    folder: RunFolder
    quorum: int
    windows: Mapping[str, tuple[MaintenanceWindow, ...]]
    second_looks: bool
    connect_to: Mapping[str, str]
    divisions: Divisions
    outside: Mapping[str, tuple[OutsideFact, ...]]
    rulings: Mapping[str, tuple[SectionRuling, ...]]

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
            run.info.settings.collect.connect_to,
            load_divisions(run.folder.divisions_csv if run.folder.divisions_csv.is_file() else None),
            outside_facts(run.folder.imports_dir, run.as_of),
            read_rulings(run.folder),
        )

    def about(self, site: Site) -> Beside:
        """What counts for one site."""
        account = read_account(self.folder.site_evidence(site.site_code))
        windows = windows_of(self.windows, site.site_code)
        fault = account.fault if account is not None else ""
        return Beside(
            self.quorum,
            windows,
            self.second_looks,
            fault,
            partial_why(account),
            is_rewritten(site, self.connect_to),
            division_fact(site, self.divisions),
            self.outside.get(site.site_code, ()),
            self.rulings.get(site.site_code, ()),
        )


def partial_why(account: Account | None) -> PartialWhy:
    """Why pages of a site were left out. Link checks left out are none, nor are addresses that a rule calls a trap.

    A trap's addresses are as many as its clock has days; their number says nothing of what stands behind them.
    """
    if account is None:
        return ""
    if account.left_out.get(FailureKind.BLOCKED.value):
        return "blocked"
    return "budget" if account.pages_left else "tool_fault" if account.unread else ""


def extract(run: Run) -> None:
    """Make the facts of every site."""
    code = digest_of(code_digest(*READERS), codec.encode(tool_versions()))
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
            file_digest(evidence / SEARCH_FILE),
            file_digest(evidence / VISITS_FILE),
            codec.encode(beside),
            *beside_digests(evidence),
        )
        output = run.folder.facts_file(site.site_code)
        units.append(
            Unit(
                name=site.site_code,
                inputs=inputs,
                outputs=(output,),
                work=extract_site,
                arguments=(run.path, site, run.as_of, beside),
                size=file_size(evidence / INDEX_FILE),
            )
        )
    do_units(run, STAGE, units)
    # Rulings may also be written by hand: they are sealed with the facts that rest on them.
    rulings = [path for path in (rulings_file(run.folder),) if path.is_file()]
    seal(run.path, [*rulings, *(run.folder.facts_file(site.site_code) for site in run.sites)], STAGE)


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
            rewritten=beside.rewritten,
        )
    except EvidenceError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever goes wrong in reading one site must not stop the others
        structlog.get_logger().exception("extract failed", site_code=site.site_code)
        home = HomeFacts(url=site.url, readable=False)
        facts = SiteFacts(site=site, as_of=as_of, home=home, tool_fault=f"{type(error).__name__}: {error}")
    own = beside.fault or _not_asked(folder.site_evidence(site.site_code), facts)
    if own:
        home = HomeFacts(url=site.url, readable=False)
        facts = SiteFacts(site=site, as_of=as_of, home=home, visits=facts.visits, tool_fault=own)
        facts = msgspec.structs.replace(facts, not_asked=not beside.fault)
    facts = msgspec.structs.replace(
        facts,
        quorum=beside.quorum,
        maintenance=beside.maintenance,
        division=beside.division,
        outside=beside.outside,
    )
    write_atomic(folder.facts_file(site.site_code), codec.encode(with_rulings(facts, beside.rulings)))


def _not_asked(evidence: Path, facts: SiteFacts) -> str:
    """Why a site never answered when that is our own side's doing; empty when it answered, or failed by itself."""
    if facts.reachable or facts.blocked_by or facts.tool_fault:
        return ""
    return own_reason(SiteArchive(evidence).iter_captures(), facts.visits)
