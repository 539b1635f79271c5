"""Operations that do something. ``Idempotency-Key`` (a UUID) makes a repeated call one act.

They stand on the router of those that read: the library asks one router only for an address.
"""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Field, Schema, Status
from ninja.params.functions import Header

from hengping.web.apps.api.endpoints import router
from hengping.web.apps.api.operations import asked, operation
from hengping.web.apps.api.schemas import Fault, RunOut
from hengping.web.apps.runs.models import Run
from hengping.web.apps.runs.services import run_pause, run_resume, run_start

__all__ = ["router"]
_FAULTS: dict[Any, Any] = {400: Fault, 401: Fault, 403: Fault, 404: Fault, 409: Fault, 422: Fault}
Key: Any = Header(None, alias="Idempotency-Key", description="同一操作重复发送时用同一个值，只执行一次")


class RunIn(Schema):
    """A run to start."""

    kind: Literal["trial", "first", "again"] = "trial"
    workers: int = Field(2, ge=1, le=64)
    until: Literal["collect", "extract", "check", "score", "rank", "report"] = "report"
    as_of: date | None = None


@router.post("/campaigns/{uuid:campaign_id}/runs", response={201: RunOut, **_FAULTS}, summary="开始运行")
@operation("run.start")
def start(request: HttpRequest, campaign_id: UUID, wish: RunIn, key: UUID | None = Key) -> Any:  # noqa: ARG001
    """Ask for a run; the supervisor starts it."""
    found = asked(request)
    run = run_start(
        actor=found.actor, campaign=found.campaign, kind=wish.kind, workers=wish.workers, until=wish.until,
        as_of=wish.as_of, key=key,
    )  # fmt: skip
    return Status(201, run)


@router.post(
    "/campaigns/{uuid:campaign_id}/runs/{uuid:run_id}/pause", response={200: RunOut, **_FAULTS}, summary="暂停"
)
@operation("run.start")
def pause(request: HttpRequest, campaign_id: UUID, run_id: UUID, key: UUID | None = Key) -> Run:  # noqa: ARG001
    """Let a run come to rest."""
    run = _run(request, run_id)
    run_pause(actor=asked(request).actor, run=run, key=key)
    run.refresh_from_db()
    return run


@router.post(
    "/campaigns/{uuid:campaign_id}/runs/{uuid:run_id}/resume", response={200: RunOut, **_FAULTS}, summary="继续"
)
@operation("run.start")
def resume(request: HttpRequest, campaign_id: UUID, run_id: UUID, key: UUID | None = Key) -> Run:  # noqa: ARG001
    """Let a paused run go on."""
    run = _run(request, run_id)
    run_resume(actor=asked(request).actor, run=run, key=key)
    run.refresh_from_db()
    return run


def _run(request: HttpRequest, run_id: UUID) -> Run:
    run = Run.objects.filter(campaign=asked(request).campaign, pk=run_id).first()
    if run is None:
        raise Http404
    return run
