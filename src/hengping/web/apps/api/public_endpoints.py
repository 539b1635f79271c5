"""Operations without a token: what was published."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from ninja.params.functions import Query

from hengping.web.apps.api.endpoints import Page, Text
from hengping.web.apps.api.operations import asked, operation
from hengping.web.apps.api.schemas import Fault, PageOut
from hengping.web.apps.public import selectors
from hengping.web.apps.public.edition import Edition

router = Router()
Search: Any = Query("", max_length=80)


class PublishedOut(Schema):
    """A published evaluation."""

    id: UUID
    title: str
    organiser: str
    version: int
    published_on: str
    correction: str
    systems: dict[str, str]


class PublishedResult(Schema):
    """A line of the published ranks; text as published."""

    system_id: str
    group: str
    site_code: str
    name: str
    rank: str
    tied: str
    total: str
    tier: str
    conclusion: str


class PublishedResults(PageOut):
    """A page of the published ranks."""

    items: list[PublishedResult]


@router.get("/campaigns", response=list[PublishedOut], summary="已发布的评估")
@operation("public.view")
def published(request: HttpRequest) -> list[dict[str, Any]]:
    """Evaluations that were published."""
    told = []
    for campaign in selectors.published_campaigns(asked(request).actor):
        versions = selectors.editions_of(campaign)
        if versions:
            entry = versions[-1].entry
            told.append(
                {
                    "id": campaign.pk,
                    "title": campaign.title,
                    "organiser": campaign.organiser.name,
                    "version": entry.version,
                    "published_on": entry.published_on.isoformat(),
                    "correction": entry.label,
                    "systems": selectors.systems_of(versions[-1]),
                }
            )
    return told


@router.get(
    "/campaigns/{uuid:campaign_id}/results", response={200: PublishedResults, 404: Fault, 422: Fault, 403: Fault},
    summary="已发布的名次和得分",
)  # fmt: skip
@operation("published.view")
def results(  # noqa: PLR0917 - the library reads parameters from the signature
    request: HttpRequest,
    campaign_id: UUID,  # noqa: ARG001 - read by operation()
    system: str = Text,
    group: str = Text,
    q: str = Search,
    page: int = Page,
) -> dict[str, Any]:
    """The published ranks of one indicator system (the first, unless one is named)."""
    edition = _edition(request)
    systems = selectors.systems_of(edition)
    if system and system not in systems:
        raise Http404
    wanted = selectors.Asked(system_id=system or next(iter(systems), ""), group=group, text=q, page=page)
    found = selectors.results(edition, wanted)
    return {"items": list(found.rows), "total": found.total, "page": found.page, "pages": found.pages}


def _edition(request: HttpRequest) -> Edition:
    versions = selectors.editions_of(asked(request).campaign)
    if not versions:
        raise Http404
    return versions[-1]
