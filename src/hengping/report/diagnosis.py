"""The diagnosis of one site (单站诊断报告) as data: what its page shows, in the order in which it shows it."""

from collections import Counter
from decimal import Decimal

import msgspec

from hengping.model.finding import OUTCOME_ZH, SCORED, Finding, Outcome
from hengping.model.score import RankRow, ScoreNode, SiteScore
from hengping.model.site import Site
from hengping.report.deductions import DeductionRow, of_site
from hengping.report.inputs import CheckText, LedgerRow
from hengping.report.problems import FAULTS
from hengping.report.view import ReportView, SystemView, is_yes, titles_of, walk

OPEN = (Outcome.CANNOT_TELL, Outcome.BLOCKED, Outcome.ERROR, Outcome.NOT_TESTED)
"""Outcomes that say nothing about the site yet: listed as doubts, never charged."""


class TreeRow(msgspec.Struct, frozen=True):
    """A node of the score tree and its depth."""

    depth: int
    node: ScoreNode


class LostItem(msgspec.Struct, frozen=True, kw_only=True):
    """Everything charged under one item by one check: the unit in which a site mends things.

    ``gain`` is the sum of the counted points, which mending all of it brings back.
    """

    item_id: str
    item_title: str
    check: str
    text: CheckText
    gain: Decimal
    cap_reached: bool
    unconfirmed: bool
    rows: tuple[DeductionRow, ...]


class MeasuredItem(msgspec.Struct, frozen=True, kw_only=True):
    """An item whose value is measured over many findings (a rate, a count, a level), with what it rests on.

    ``faults`` are listed one by one; ``others``, what was found in order, only in part.
    """

    node: ScoreNode
    faults: tuple[Finding, ...]
    others: tuple[Finding, ...]


class SystemDiagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """The site under one system.

    Attributes:
        ranked_peers, peers: number and totals of the ranked sites of its group, for the position.
        lost, gained: deductions by item and check, the most costly first; bonus credits.
        measured: items that rest on findings which are not charged one by one.
        missing: titles of the items whose value nobody supplied.
        veto_findings: what the fired vetoes rest on.
    """

    system: SystemView
    score: SiteScore
    rank: RankRow | None
    ranked_peers: int
    peers: tuple[Decimal, ...]
    tree: tuple[TreeRow, ...]
    lost: tuple[LostItem, ...]
    gained: tuple[DeductionRow, ...]
    measured: tuple[MeasuredItem, ...]
    missing: tuple[str, ...]
    veto_findings: tuple[Finding, ...]


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """One page.

    Attributes:
        systems: the site under every system that judged it.
        other_faults: faults that no system charges.
        open_findings: doubts and what could not be tested, grouped by outcome.
        outcomes: number of findings by outcome.
        ledger: section ledger, faults first.
    """

    site: Site
    systems: tuple[SystemDiagnosis, ...]
    other_faults: tuple[Finding, ...]
    open_findings: tuple[tuple[str, tuple[Finding, ...]], ...]
    outcomes: tuple[tuple[str, int], ...]
    ledger: tuple[LedgerRow, ...]


def diagnosis(view: ReportView, site_code: str) -> Diagnosis:
    """The diagnosis of one site.

    Raises:
        KeyError: the site is not on the roster.
    """
    site = view.sites[site_code]
    systems = tuple(
        _of_system(view, system, system.scores[site_code]) for system in view.systems if site_code in system.scores
    )
    charged = {row.finding_id for part in systems for item in part.lost for row in item.rows}
    charged |= {row.finding_id for part in systems for row in part.veto_findings}
    charged |= {row.finding_id for part in systems for item in part.measured for row in item.faults}
    findings = view.findings(site_code)
    counts = Counter(finding.outcome for finding in findings)
    return Diagnosis(
        site=site,
        systems=systems,
        other_faults=tuple(row for row in findings if row.outcome in FAULTS and row.finding_id not in charged),
        open_findings=tuple(
            (OUTCOME_ZH[kind], tuple(row for row in findings if row.outcome is kind)) for kind in OPEN if counts[kind]
        ),
        outcomes=tuple((OUTCOME_ZH[kind], counts[kind]) for kind in Outcome if counts[kind]),
        ledger=tuple(sorted(view.ledger.get(site_code, ()), key=_fault_first)),
    )


def _of_system(view: ReportView, system: SystemView, score: SiteScore) -> SystemDiagnosis:
    rows = tuple(of_site(view, score))
    vetoing = {found for veto in score.vetoes if veto.fired for found in veto.finding_ids}
    ranked = system.ranked_groups.get(score.group, ())
    return SystemDiagnosis(
        system=system,
        score=score,
        rank=system.ranks.get(score.site_code),
        ranked_peers=len(ranked),
        peers=tuple(row.total for row in ranked if row.total is not None),
        tree=tuple(_tree(score.root)) if score.root else (),
        lost=_lost(view, tuple(row for row in rows if row.points >= 0)),
        gained=tuple(row for row in rows if row.points < 0),
        measured=_measured(view, score),
        missing=titles_of(score, score.missing),
        veto_findings=tuple(row for row in view.findings(score.site_code) if row.finding_id in vetoing),
    )


def _tree(node: ScoreNode, depth: int = 0) -> list[TreeRow]:
    return [TreeRow(depth, node), *(row for child in node.children for row in _tree(child, depth + 1))]


def _measured(view: ReportView, score: SiteScore) -> tuple[MeasuredItem, ...]:
    """Items with a value of their own, and the findings behind it; doubts stand elsewhere on the page."""
    findings = {finding.finding_id: finding for finding in view.findings(score.site_code)}
    items = []
    for node in walk(score.root) if score.root else ():
        found = [findings[name] for name in node.finding_ids if name in findings]
        judged = [row for row in found if row.outcome in SCORED]
        if judged:
            items.append(
                MeasuredItem(
                    node=node,
                    faults=tuple(row for row in judged if row.outcome in FAULTS),
                    others=tuple(row for row in judged if row.outcome not in FAULTS),
                )
            )
    return tuple(items)


def _lost(view: ReportView, rows: tuple[DeductionRow, ...]) -> tuple[LostItem, ...]:
    grouped: dict[tuple[str, str], list[DeductionRow]] = {}
    for row in rows:
        grouped.setdefault((row.item_id, row.check), []).append(row)
    items = [
        LostItem(
            item_id=item_id,
            item_title=members[0].item_title,
            check=check,
            text=view.inputs.check_texts.get(check) or CheckText(title=check or members[0].item_title),
            gain=sum((row.counted for row in members), Decimal(0)),
            cap_reached=members[0].cap_reached,
            unconfirmed=members[0].unconfirmed,
            rows=tuple(members),
        )
        for (item_id, check), members in grouped.items()
    ]
    return tuple(sorted(items, key=lambda item: (-item.gain, item.item_id, item.check)))


def _fault_first(row: LedgerRow) -> tuple[bool, bool]:
    return (not (is_yes(row.blank) or is_yes(row.stale)), row.outcome != "cannot_tell")
