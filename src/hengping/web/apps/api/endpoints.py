"""The operations. ``openapi.json`` describes them."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from ninja import Router
from ninja.params.functions import Query

from hengping.web.apps.api.operations import asked, operation
from hengping.web.apps.api.schemas import (
    AppealOut,
    CampaignOut,
    Entries,
    EntryOut,
    Fault,
    Findings,
    ResultOut,
    Results,
    RunOut,
)
from hengping.web.apps.appeals.models import Appeal, Ruling
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.campaigns.selectors import campaigns_for
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.apps.runs.models import IndexedFinding, Run, SiteResult
from hengping.web.apps.runs.selectors import current_run
from hengping.web.policy.decide import may

router = Router()
PAGE_SIZE = 200
_FAULTS: dict[Any, Any] = {401: Fault, 403: Fault, 404: Fault, 422: Fault}
Page: Any = Query(1, ge=1, le=1_000_000, description="第几页，从1起，每页200条")
Text: Any = Query("", max_length=200)


@router.get("/campaigns", response={200: list[CampaignOut], 401: Fault}, summary="绩效评估列表")
@operation("account.use")
def campaigns(request: HttpRequest) -> list[dict[str, Any]]:
    """Evaluations that the holder of the token may see."""
    return [_campaign(campaign) for campaign in campaigns_for(asked(request).actor)]


@router.get("/campaigns/{uuid:campaign_id}", response={200: CampaignOut, **_FAULTS}, summary="一次绩效评估")
@operation("campaign.view")
def campaign(request: HttpRequest, campaign_id: UUID) -> dict[str, Any]:  # noqa: ARG001 - read by operation()
    """One evaluation."""
    return _campaign(asked(request).campaign)


@router.get("/campaigns/{uuid:campaign_id}/roster", response={200: Entries, **_FAULTS}, summary="评估名单")
@operation("roster.view")
def roster(request: HttpRequest, campaign_id: UUID, page: int = Page) -> dict[str, Any]:  # noqa: ARG001
    """The roster, in its order."""
    return _page(RosterEntry.objects.filter(campaign=asked(request).campaign), page, _entry)


@router.get("/campaigns/{uuid:campaign_id}/runs", response={200: list[RunOut], **_FAULTS}, summary="运行")
@operation("run.view")
def runs(request: HttpRequest, campaign_id: UUID) -> list[Run]:  # noqa: ARG001
    """Runs, newest first."""
    return list(Run.objects.filter(campaign=asked(request).campaign))


@router.get("/campaigns/{uuid:campaign_id}/results", response={200: Results, **_FAULTS}, summary="全部结果")
@operation("result.view")
def results(
    request: HttpRequest,
    campaign_id: UUID,  # noqa: ARG001
    system: str = Text,
    group: str = Text,
    page: int = Page,
) -> dict[str, Any]:
    """Results as they stand now; what was published is at ``/public/campaigns``."""
    run = current_run(asked(request).campaign)
    rows = SiteResult.objects.filter(run=run).order_by("system_id", "place", "pk")
    rows = rows.filter(system_id=_clean(system)) if system else rows
    return _page(rows.filter(group=_clean(group)) if group else rows, page, _result)


@router.get(
    "/campaigns/{uuid:campaign_id}/sites/{site_code}/results",
    response={200: list[ResultOut], **_FAULTS},
    summary="一个网站的结果",
)
@operation("site_result.view")
def site_results(request: HttpRequest, campaign_id: UUID, site_code: str) -> list[dict[str, Any]]:  # noqa: ARG001
    """Results of one site; its place only where the holder of the token may see it."""
    found = asked(request)
    ranks = may(found.actor, "site_rank.view", found.campaign, found.entry)
    rows = SiteResult.objects.filter(run=current_run(found.campaign), site_code=found.entry.site_code)
    told = [_result(row) for row in rows.order_by("system_id")]
    return told if ranks else [{**row, "rank": None, "tied": False, "tier": ""} for row in told]


@router.get(
    "/campaigns/{uuid:campaign_id}/sites/{site_code}/findings",
    response={200: Findings, **_FAULTS},
    summary="一个网站的检查结果",
)
@operation("site_result.view")
def findings(  # noqa: PLR0917 - the library reads parameters from the signature
    request: HttpRequest,
    campaign_id: UUID,  # noqa: ARG001
    site_code: str,  # noqa: ARG001
    check: str = Text,
    outcome: str = Text,
    page: int = Page,
) -> dict[str, Any]:
    """Findings of one site that are not passed."""
    found = asked(request)
    rows = IndexedFinding.objects.filter(run=current_run(found.campaign), site_code=found.entry.site_code)
    rows = rows.filter(check_id=_clean(check)) if check else rows
    rows = rows.filter(outcome=_clean(outcome)) if outcome else rows
    return _page(rows.order_by("check_id", "finding_id"), page, _finding)


@router.get("/campaigns/{uuid:campaign_id}/appeals", response={200: list[AppealOut], **_FAULTS}, summary="申诉")
@operation("campaign.view")
def appeals(request: HttpRequest, campaign_id: UUID) -> list[dict[str, Any]]:  # noqa: ARG001
    """Appeals that the holder of the token may see: all, or those of their own sites."""
    found = asked(request)
    confirmed = Ruling.objects.filter(state=Ruling.Step.CONFIRMED).order_by("-proposed_at")
    rows = Appeal.objects.filter(campaign=found.campaign).select_related("entry__organisation")
    rows = rows.prefetch_related(Prefetch("rulings", queryset=confirmed))
    return [_appeal(row) for row in rows if may(found.actor, "appeal.view", found.campaign, row.entry)]


def _campaign(row: Campaign) -> dict[str, Any]:
    return {
        "id": row.pk,
        "code": row.code,
        "title": row.title,
        "organiser": row.organiser.name,
        "stage": row.stage_now.value,
        "as_of": row.as_of,
        "systems": row.systems,
    }


def _entry(row: RosterEntry) -> dict[str, Any]:
    return {name: getattr(row, name) for name in EntryOut.model_fields}


def _result(row: SiteResult) -> dict[str, Any]:
    total = None if row.total is None else f"{row.total:.{row.digits}f}"
    return {**{name: getattr(row, name) for name in ResultOut.model_fields}, "total": total}


def _finding(row: IndexedFinding) -> dict[str, Any]:
    return {
        "site_code": row.site_code,
        "finding_id": row.finding_id,
        "check": row.check_id,
        "version": row.check_version,
        "outcome": row.outcome,
        "message": row.message,
        "url": row.url,
        "counted": row.counted,
    }


def _appeal(row: Appeal) -> dict[str, Any]:
    # Only confirmed ones were read: what was only proposed, or sent back, is nobody's business but theirs who rule.
    ruling = next(iter(row.rulings.all()), None)
    return {
        "id": row.pk,
        "site_code": row.entry.site_code,
        "finding_id": row.finding_id,
        "state": row.state,
        "raised_at": row.raised_at,
        "outcome": ruling.result if ruling is not None else "",
    }


def _page(rows: QuerySet[Any], number: int, show: Any) -> dict[str, Any]:
    pages = Paginator(rows, PAGE_SIZE)
    page = pages.get_page(number)
    return {"items": [show(row) for row in page], "total": pages.count, "page": page.number, "pages": pages.num_pages}


def _clean(text: str) -> str:
    """Without what PostgreSQL cannot hold."""
    return text.replace("\x00", "")
