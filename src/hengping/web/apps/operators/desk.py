"""What the desk shows of a site: results, every fault with what it costs, what was answered, until when."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hengping.checks.catalogue import catalogue
from hengping.evidence.run_folder import RunFolder
from hengping.indicators.rounding import rounded
from hengping.model.finding import Outcome
from hengping.model.score import SiteScore
from hengping.pipeline.review_tasks import decisions_on
from hengping.pipeline.stage_score import read_reviews
from hengping.scoring.explain import walk
from hengping.web.apps.appeals.models import Appeal
from hengping.web.apps.appeals.subjects import check_title, losses, score_of
from hengping.web.apps.appeals.terms import today
from hengping.web.apps.campaigns.clocks import Clock, clock
from hengping.web.apps.campaigns.dates import stage_period
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.evidence.outcomes import outcome_word
from hengping.web.apps.evidence.sources import documents_named
from hengping.web.apps.operators.models import Rectification, Reply
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.apps.runs.models import IndexedFinding, Run, SiteResult
from hengping.web.apps.runs.selectors import systems_of
from hengping.web.policy.words import Stage

_FAULTS = (Outcome.FAIL.value, Outcome.PARTLY.value)


@dataclass(kw_only=True)
class Fault:
    """A finding that names a fault, with all that hangs on it.

    Attributes:
        costs: what it costs, under every item that charges it, as printed.
        points: the sum of what counts: for the order only.
        decided: outcome that people have set, in words; empty: none.
    """

    finding: IndexedFinding
    title: str
    why: str
    remedy: str
    basis: str
    costs: list[str] = field(default_factory=list)
    points: Decimal = Decimal(0)
    decided: str = ""
    settled: bool = False
    reply: Reply | None = None
    appeal: Appeal | None = None
    rectification: Rectification | None = None
    clock: Clock | None = None

    @property
    def answered(self) -> bool:
        """Whether the body has said something."""
        return self.reply is not None or self.appeal is not None


@dataclass(frozen=True, kw_only=True)
class LostItem:
    """An item that lost points that no single finding explains."""

    system_id: str
    item_id: str
    title: str
    score: str
    full: str
    note: str


def objection_clock(campaign: Campaign) -> Clock | None:
    """How long there is to answer; None outside the stage or without a date."""
    last = stage_period(campaign, Stage.OBJECTION)[1]
    return clock(last, today()) if last is not None and campaign.stage_now == Stage.OBJECTION else None


def results_of(run: Run, site_code: str) -> list[SiteResult]:
    """Results of a site, system by system."""
    return list(SiteResult.objects.filter(run=run, site_code=site_code).order_by("system_id"))


def scores_of(run: Run, site_code: str) -> dict[str, SiteScore]:
    """Score trees of a site by system."""
    found = {key: score_of(run, key, site_code) for key in systems_of(run)}
    return {key: score for key, score in found.items() if score is not None}


def faults_of(run: Run, entry: RosterEntry) -> list[Fault]:
    """Every fault of a site, what costs most first."""
    code = entry.site_code
    costs: dict[str, list[str]] = {}
    points: dict[str, Decimal] = {}
    for system_id, score in scores_of(run, code).items():
        for finding_id, loss in losses(score, system_id):
            printed = rounded(loss.counted, score.digits, score.rounding_mode)
            note = "（已在别处扣分）" if loss.suppressed else ""
            costs.setdefault(finding_id, []).append(f"{loss.item_title}：扣{printed:f}分{note}")
            points[finding_id] = points.get(finding_id, Decimal(0)) + loss.counted
    decisions = decisions_on(read_reviews(RunFolder(run.path), code), code)
    replies = {each.finding_id: each for each in Reply.objects.filter(entry=entry)}
    mending = {each.finding_id: each for each in Rectification.objects.filter(entry=entry)}
    appeals: dict[str, Appeal] = {}
    for appeal in Appeal.objects.filter(entry=entry).exclude(state="withdrawn").order_by("number"):
        appeals[appeal.finding_id] = appeal
    found = []
    for row in run.findings.filter(site_code=code, outcome__in=_FAULTS):
        definition = catalogue().get(row.check_id)
        decision = decisions.get(row.finding_id)
        fault = Fault(
            finding=row,
            title=check_title(row.check_id),
            why=definition.why.zh if definition else "",
            remedy=definition.remedy.zh if definition else "",
            basis=documents_named(definition.basis.zh) if definition else "",
            costs=costs.get(row.finding_id, []),
            points=points.get(row.finding_id, Decimal(0)),
            decided=outcome_word(decision.outcome) if decision else "",
            settled=decision is not None and decision.outcome not in _FAULTS,
            reply=replies.get(row.finding_id),
            appeal=appeals.get(row.finding_id),
            rectification=mending.get(row.finding_id),
        )
        if fault.rectification is not None and not fault.rectification.is_closed:
            fault.clock = clock(fault.rectification.due_on, today())
        found.append(fault)
    return sorted(
        found, key=lambda each: (-each.points, each.finding.check_id, each.finding.url, each.finding.finding_id)
    )


def lost_items(run: Run, site_code: str) -> list[LostItem]:
    """Items judged by people or tables that lost points: nothing else says why, so they can be appealed as items."""
    found = []
    for system_id, score in scores_of(run, site_code).items():
        for node in walk(score.root) if score.root else ():
            if not node.rule or node.state not in {"scored", "given"} or node.score >= node.full:
                continue
            if node.deductions or node.finding_ids:
                continue
            found.append(
                LostItem(
                    system_id=system_id,
                    item_id=node.item_id,
                    title=node.title,
                    score=f"{rounded(node.score, score.digits, score.rounding_mode):f}",
                    full=f"{rounded(node.full, score.digits, score.rounding_mode):f}",
                    note=node.note,
                )
            )
    return found


def chosen(faults: list[Fault], wanted: str) -> list[Fault]:
    """Faults by what was answered: ``open``, ``answered``, else all."""
    if wanted == "open":
        return [each for each in faults if not each.answered and not each.settled]
    if wanted == "answered":
        return [each for each in faults if each.answered]
    return faults


def summary_of(run: Run | None, entry: RosterEntry) -> dict[str, Any]:
    """A line of the list of one's own sites."""
    if run is None:
        return {"entry": entry, "results": [], "faults": 0, "answered": 0, "appeals": 0, "late": 0}
    rows = run.findings.filter(site_code=entry.site_code, outcome__in=_FAULTS)
    ids = set(rows.values_list("finding_id", flat=True))
    appeals = Appeal.objects.filter(entry=entry).exclude(state="withdrawn")
    answered = set(entry.replies.values_list("finding_id", flat=True)) | set(
        appeals.values_list("finding_id", flat=True)
    )
    return {
        "entry": entry,
        "results": results_of(run, entry.site_code),
        "faults": len(ids),
        "answered": len(ids & answered),
        "appeals": sum(each.is_open for each in appeals),
        "late": entry.rectifications.exclude(state="closed").filter(due_on__lt=today()).count(),
    }
