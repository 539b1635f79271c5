"""What the scoring page shows beside the form: rubric, neighbours, and the evidence of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404

from hengping.evidence.errors import EvidenceError
from hengping.evidence.run_folder import RunFolder
from hengping.extract.marked import ANCHOR
from hengping.pipeline.archived import pages_of
from hengping.web.apps.desk import selectors
from hengping.web.apps.desk.models import plain
from hengping.web.apps.evidence.selectors import shown_finding, uuid_of
from hengping.web.apps.runs.check_titles import check_title
from hengping.web.apps.runs.models import IndexedFinding

if TYPE_CHECKING:
    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.apps.desk.models import AssessmentTask, Subject
    from hengping.web.apps.roster.models import RosterEntry
    from hengping.web.policy.middleware import PolicyRequest

_MOST_PAGES = 60
_MOST_FINDINGS = 12


def task_context(request: PolicyRequest, campaign: Campaign, task: AssessmentTask) -> dict[str, Any]:
    """Rubric, the tasks before and after, and for the arbiter what the assessors gave."""
    before, after = selectors.neighbours(request.actor, campaign, task)
    item = selectors.item_of(task.subject)
    return {
        "item": item,
        "rubric": [(plain(line.points), line.text) for line in item.rubric] if item else [],
        "before": before,
        "after": after,
        "given": selectors.given_before(task),
        "progress": selectors.my_progress(request.actor, campaign),
    }


def site_context(request: PolicyRequest, campaign: Campaign, entry: RosterEntry, subject: Subject) -> dict[str, Any]:
    """The finding with its pages; or the archived pages of the site, and what else was found there."""
    context: dict[str, Any] = {"anchor": ANCHOR}
    if subject.finding_id:
        try:
            shown = shown_finding(request.actor, campaign, entry, subject.finding_id)
        except Http404:
            return context
        return context | {"shown": shown, "pages": [each for each in shown.records if each.record.is_page][:1]}
    holding = request.GET.get("q", "").strip()[:200]
    try:
        found = pages_of(RunFolder(subject.run.path), entry.site_code, holding=holding, most=_MOST_PAGES)
    except EvidenceError as error:
        return context | {"lost": str(error)}
    archived = [(uuid_of(each.record_id), each.url) for each in found]
    wanted = request.GET.get("view", "")
    chosen = next((each for each in archived if each[0] == wanted), archived[0] if archived else None)
    findings = IndexedFinding.objects.filter(run=subject.run, site_code=entry.site_code, outcome__in=("fail", "partly"))
    return context | {
        "q": holding,
        "archived": archived,
        "chosen": chosen,
        "findings": [
            (each, check_title(each.check_id)) for each in findings.order_by("check_id", "finding_id")[:_MOST_FINDINGS]
        ],
        "findings_all": findings.count(),
    }
