"""The report of one site from its own files in the run folder: page and PDF, from one model."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from hengping.evidence.run_folder import RunFolder
from hengping.evidence.visits import VISITS_FILE, read_visits
from hengping.model.finding import Finding
from hengping.model.score import RankRow, SiteScore
from hengping.model.site import Site
from hengping.pipeline.assisted import FAULTS, decided, read_assisted
from hengping.pipeline.ledger import ledger_rows, ledger_rows_again
from hengping.pipeline.reading import read_one
from hengping.pipeline.show import VISITS
from hengping.pipeline.site_gains import gains_of
from hengping.pipeline.site_pictures import SiteEvidence
from hengping.pipeline.stage_check import read_facts, read_findings
from hengping.pipeline.stage_score import frozen_system, read_reviews, score_inputs, scored_findings
from hengping.pipeline.stamps import file_digest
from hengping.report.diagnosis import diagnosis
from hengping.report.inputs import EvidenceEntry, LedgerRow, ReportInputs, SystemReport, evidence_key
from hengping.report.render.html import site_page
from hengping.report.render.site_pdf import render_site
from hengping.report.site_report.extras import Gains, RankInterval, SiteExtras, SystemExtras, Trend
from hengping.report.site_report.make import site_report, wanted_pictures
from hengping.report.view import ReportView
from hengping.report.wording import enumerated
from hengping.scoring.explain import Case


class SharedSystem(msgspec.Struct, frozen=True, kw_only=True):
    """Trend and interval of every site under one system, by site code."""

    trends: dict[str, Trend] = {}
    intervals: dict[str, RankInterval] = {}


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """What all reports of a run share: results without trees, roster, texts."""

    inputs: ReportInputs
    systems: dict[str, SharedSystem]


class SharedView:
    """The same looked up by site and group, once a process.

    Args:
        shared: as it was handed over.
    """

    def __init__(self, shared: Shared) -> None:
        self.inputs = shared.inputs
        self.systems = shared.systems
        self.sites: dict[str, Site] = {site.site_code: site for site in shared.inputs.sites}
        self._scores: dict[tuple[str, str], list[SiteScore]] = {}
        self._ranks: dict[tuple[str, str], list[RankRow]] = {}
        for system in shared.inputs.systems:
            key = system.results.system_id
            for score in system.scores:
                self._scores.setdefault((key, score.group), []).append(score)
            for row in system.results.ranks:
                self._ranks.setdefault((key, row.group), []).append(row)

    def scores_of(self, system_id: str, group: str) -> Sequence[SiteScore]:
        """Scores of a group in roster order, without their trees."""
        return self._scores.get((system_id, group), ())

    def ranks_of(self, system_id: str, group: str) -> tuple[RankRow, ...]:
        """Rank rows of a group."""
        return tuple(self._ranks.get((system_id, group), ()))


def write_site_documents(folder: RunFolder, shared: SharedView, site_code: str) -> tuple[bytes, bytes]:
    """Page and PDF of one site.

    Args:
        folder: the run.
        shared: what all reports share.
        site_code: which site.

    Raises:
        RunError: a file of the site is missing or damaged.
        EvidenceError: evidence was changed since it was collected.
    """
    site = shared.sites[site_code]
    evidence_folder = folder.site_evidence(site_code)
    findings = _decided(folder, site_code)
    evidence = SiteEvidence(evidence_folder, findings)
    index = {key: EvidenceEntry(url=each.url, fetched_at=each.fetched_at) for key, each in evidence.captures.items()}
    if any(ref.record_id.startswith(VISITS) for row in findings for ref in row.evidence):
        for visit in read_visits(evidence_folder / VISITS_FILE):
            key = evidence_key(site_code, f"{VISITS}{visit.number}")
            index[key] = EvidenceEntry(url=visit.url, fetched_at=visit.visited_at)
    inputs = msgspec.structs.replace(
        shared.inputs,
        systems=tuple(_own(folder, shared, system, site) for system in shared.inputs.systems),
        sites=(site,),
        findings={site_code: findings},
        ledger=tuple(
            LedgerRow(**dict(zip(LedgerRow.__struct_fields__, row, strict=True)))
            for row in _ledger(folder, site_code, findings)
        ),
        evidence_index=index,
        method_notes=_notes(folder, shared.inputs, site_code),
    )
    view = ReportView(inputs)
    page = diagnosis(view, site_code)
    by_id = {row.finding_id: row for row in findings}
    extras = SiteExtras(
        pictures=evidence.pictures(by_id[name] for name in wanted_pictures(page) if name in by_id),
        systems={
            part.system.system_id: SystemExtras(
                gains=_gains(folder, shared, site, part.score),
                trend=shared.systems[part.system.system_id].trends.get(site_code),
                interval=shared.systems[part.system.system_id].intervals.get(site_code),
            )
            for part in page.systems
        },
    )
    report = site_report(view, site_code, extras, page)
    return site_page(report, view, has_pdf=True), render_site(report, inputs)[0]


def _decided(folder: RunFolder, site_code: str) -> tuple[Finding, ...]:
    made = read_findings(folder, site_code)
    return decided(made, read_reviews(folder, site_code), read_assisted(folder).checks, site_code)


def _ledger(folder: RunFolder, site_code: str, findings: Sequence[Finding]) -> list[tuple[str, ...]]:
    """The site's section ledger with people's decisions; facts may have been deleted, and a verifier kit has none."""
    if folder.facts_file(site_code).exists() or not folder.ledger_csv.exists():
        return ledger_rows(read_facts(folder, site_code), findings)
    return [row for row in ledger_rows_again(folder.ledger_csv, {site_code: findings}) if row[0] == site_code]


def _own(folder: RunFolder, shared: SharedView, system: SystemReport, site: Site) -> SystemReport:
    """A system with the site's own tree, and the rows of its group alone."""
    key = system.results.system_id
    path = folder.score_file(key, site.site_code)
    return msgspec.structs.replace(
        system,
        scores=(read_one(path, SiteScore, remedy="先运行 hengping score"),),
        results=msgspec.structs.replace(system.results, ranks=shared.ranks_of(key, site.group)),
    )


def _gains(folder: RunFolder, shared: SharedView, site: Site, score: SiteScore) -> Gains | None:
    """What mending would bring; None for a site that nothing can be said of."""
    if score.root is None or score.state == "blocked":
        return None
    path = folder.system_file(score.system_id)
    system = frozen_system(path, _digest(path))
    given, panel = score_inputs(folder, system, site)
    case = Case(
        system=system,
        site=site,
        findings=scored_findings(folder, site.site_code),
        reviews=read_reviews(folder, site.site_code),
        given=given,
        panel=panel,
    )
    return gains_of(case, score, shared.scores_of(score.system_id, site.group))


def _notes(folder: RunFolder, inputs: ReportInputs, site_code: str) -> tuple[str, ...]:
    """Which checks only suspect, so that people decide: those that found something on this site."""
    assisted = read_assisted(folder).checks
    suspected = {
        row.check: inputs.check_texts[row.check].title
        for row in read_findings(folder, site_code)
        if row.check in assisted and row.outcome in FAULTS and row.check in inputs.check_texts
    }
    if not suspected:
        return ()
    names = enumerated([suspected[key] for key in sorted(suspected)])
    return (f"下列检查项由程序提出疑似问题，经人工复核确认后才计入得分：{names}。",)


@lru_cache(maxsize=8)
def _digest(path: Path) -> str:
    return file_digest(path)
