"""What a report is made from: finished results, handed over by the pipeline, never computed here."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import msgspec

from hengping.model.cases import InnovationCase
from hengping.model.finding import Finding
from hengping.model.score import Results, SiteScore
from hengping.model.site import Site
from hengping.report.erratum_inputs import Erratum
from hengping.report.licences import CC_BY, Licence
from hengping.report.manuscript import Manuscript
from hengping.report.site_report.extras import RankInterval


class CheckText(msgspec.Struct, frozen=True, kw_only=True):
    """What a check is called and why it matters, in Chinese (from ``check.yaml``)."""

    title: str
    why: str = ""
    remedy: str = ""
    basis: str = ""


class EvidenceEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Where and when a record of the archive was fetched."""

    url: str
    fetched_at: datetime


def evidence_key(site_code: str, record_id: str) -> str:
    """Key of a record over all sites: WARC record ids are unique, lines of ``visits.jsonl`` only within their site."""
    return f"{site_code}/{record_id}" if record_id.startswith("visits:") else record_id


class LedgerRow(msgspec.Struct, frozen=True, kw_only=True):
    """A line of ``results/ledger.csv`` (栏目台账), every column as its text in the file (contract)."""

    site_code: str
    section_id: str
    url: str
    title: str
    section_class: str
    level: str
    items: str
    newest_on: str
    oldest_on: str
    duty_days: str
    blank: str
    stale: str
    exempt: str
    outcome: str


class GroupComparison(msgspec.Struct, frozen=True, kw_only=True):
    """One group in two rounds, every cell as printed; the panel is the sites that both rounds scored (可比口径)."""

    group: str
    before_sites: str
    after_sites: str
    before_mean: str
    after_mean: str
    change: str
    panel_sites: str
    panel_change: str


class ChangeFigure(msgspec.Struct, frozen=True, kw_only=True):
    """One figure in both rounds, every part as printed.

    Attributes:
        group: empty: all sites.
        measure: ``mean``, ``pass_rate``, ``panel_mean``, or ``from:<line>`` for sites that reach a line.
        before, after: with % for a rate.
        words: 提高了0.24分, 持平; or why there is no change.
        points, percent: size without direction; empty when there is none.
    """

    group: str
    measure: str
    before: str
    after: str
    words: str
    points: str = ""
    percent: str = ""


class RoundChanges(msgspec.Struct, frozen=True, kw_only=True):
    """This round against the one before (同比), in finished words.

    Attributes:
        before_title: the round before, as it is called.
        summary: sentences on all sites, and on what makes the rounds differ.
        groups: means by group.
        reaching: how many sites reach a line, then and now.
        improved: the sites that gained most, the best first, with their changes.
        improved_names: their names alone.
        figures: every compared figure of every published group.
    """

    before_title: str
    summary: tuple[str, ...] = ()
    groups: tuple[GroupComparison, ...] = ()
    reaching: tuple[str, ...] = ()
    improved: tuple[str, ...] = ()
    improved_names: tuple[str, ...] = ()
    figures: tuple[ChangeFigure, ...] = ()


class Observation(msgspec.Struct, frozen=True, kw_only=True):
    """A problem that assessors recorded site by site, for the problem chapter.

    Attributes:
        title: what the problem is.
        examined: on how many sites it was looked for.
        sites: codes of the sites that have it, those to be named as examples first.
    """

    title: str
    examined: int
    sites: tuple[str, ...]


class SystemReport(msgspec.Struct, frozen=True, kw_only=True):
    """The results under one indicator system (指标体系).

    Attributes:
        results: ranks, lists and group figures.
        scores: one score tree per site.
        system_title, system_basis: the system's name, and the official document it follows.
        list_titles: id and title of the lists the system publishes, in order; red and black list when it is None.
        vetoed_in_mean: whether vetoed sites enter the mean with the number the system gives them.
        bases: official text or code of the rule behind an item, by item id.
        unconfirmed: rows whose official number could not be verified: item id, title, note; printed as such.
        comparison: against the round before, when the campaign names one.
        index_means: mean score index (得分指数) of every node, by group (empty: all) and node id.
        node_titles: titles of the nodes of the system, by id.
        node_weights: share of a node in the full marks of the system, by id; bonus nodes are left out.
        index_sites: on how many sites a node was scored, by node id: those that its mean over all sites rests on.
        intervals: places between which a site lies in most draws, by site code; empty: the robustness of the ranking
            was not analysed, or was of other scores than these.
        checks: ids of the checks that the system reads: only their findings are its problems; None: not known, all.
    """

    results: Results
    scores: tuple[SiteScore, ...]
    system_title: str
    system_basis: str = ""
    unconfirmed: tuple[tuple[str, str, str], ...] = ()
    list_titles: tuple[tuple[str, str], ...] | None = None
    vetoed_in_mean: bool = False
    bases: Mapping[str, str] = {}
    comparison: RoundChanges | None = None
    index_means: Mapping[str, Mapping[str, Decimal]] = {}
    node_titles: Mapping[str, str] = {}
    node_weights: Mapping[str, Decimal] = {}
    index_sites: Mapping[str, int] = {}
    checks: tuple[str, ...] | None = None
    intervals: Mapping[str, RankInterval] = {}


class ReportInputs(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the documents of one run are made from.

    Attributes:
        campaign_title: name of the evaluation, printed in the bulletin's title.
        organiser: organising body (组织单位); empty: the bulletin is not signed with a name.
        as_of: monitoring time point (监测时间点).
        generated_for: run id.
        systems: results, one entry per indicator system.
        sites: the roster, in its order.
        findings: by site code, all outcomes.
        check_texts: by check id.
        ledger: section ledger, all sites.
        evidence_index: by :func:`evidence_key`; may hold only the records that findings cite.
        digests: name to digest, from ``run.json``, printed so that a reader can verify.
        method_notes: sentences on how this run judged, for the notes: assisted checks and what waits for a person.
        issued_on: date printed under the signature; the monitoring time point when not given.
        manuscript: the organiser's own words around the figures; the program's when there is none.
        observations: problems that assessors recorded, by their id.
        cases: innovation cases, in the order of their list.
        word_template: the organiser's own Word template.
        lock_figures: figures in Word as content controls that cannot be edited.
        errata: corrections published so far, the first one first.
        licence: of the open data.
    """

    campaign_title: str
    organiser: str
    as_of: date
    generated_for: str
    systems: tuple[SystemReport, ...]
    sites: tuple[Site, ...]
    findings: Mapping[str, tuple[Finding, ...]]
    check_texts: Mapping[str, CheckText]
    ledger: tuple[LedgerRow, ...] = ()
    evidence_index: Mapping[str, EvidenceEntry] = {}
    digests: Mapping[str, str] = {}
    method_notes: tuple[str, ...] = ()
    issued_on: date | None = None
    manuscript: Manuscript | None = None
    observations: Mapping[str, Observation] = {}
    cases: tuple[InnovationCase, ...] = ()
    word_template: Path | None = None
    lock_figures: bool = False
    errata: tuple[Erratum, ...] = ()
    licence: Licence = CC_BY
