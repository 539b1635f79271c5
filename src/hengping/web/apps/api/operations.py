"""What programs can ask and do. Every operation names its row of the policy table; see :func:`operation`."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja.security import HttpBearer

from hengping.web.apps.api.services import token_user
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.policy.decide import Actor, decide
from hengping.web.policy.table import TABLE

_SAFE = frozenset({"GET", "HEAD"})


class Bearer(HttpBearer):
    """``Authorization: Bearer hp_…``."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Who asks; None: 401."""
        found = token_user(token)
        if found is None:
            return None
        user, record = found
        if record.read_only and request.method not in _SAFE:
            raise PermissionDenied("这个令牌只能读取，不能执行操作")
        return Actor(user)


def operation(action_id: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Guard an operation by a row of the policy table.

    The function is given ``actor``, and ``campaign`` and ``entry`` where its address names them.
    """
    row = TABLE[action_id]

    def guard(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def guarded(request: HttpRequest, **kwargs: Any) -> Any:
            actor: Actor = getattr(request, "auth", None) or Actor(request.user)
            campaign, entry = _objects(kwargs)
            decision = decide(actor, row.action_id, campaign, entry)
            if not decision.allowed:
                if row.of_campaign and not decision.visible:
                    raise Http404
                raise PermissionDenied(decision.reason)
            request.hp = Asked(actor, campaign, entry)  # type: ignore[attr-defined]  # carried to the function
            return function(request, **kwargs)

        guarded.actions = {"*": action_id}  # type: ignore[attr-defined]  # read by the test of the whole table
        return guarded

    return guard


class Asked:
    """Who asks, and about what.

    Args:
        actor: who.
        campaign: the evaluation, where the address names one.
        entry: the site, where it names one.
    """

    def __init__(self, actor: Actor, campaign: Campaign | None, entry: RosterEntry | None) -> None:
        self.actor = actor
        self._campaign = campaign
        self._entry = entry

    @property
    def campaign(self) -> Campaign:
        """The evaluation."""
        if self._campaign is None:
            raise Http404
        return self._campaign

    @property
    def entry(self) -> RosterEntry:
        """The site."""
        if self._entry is None:
            raise Http404
        return self._entry


def asked(request: HttpRequest) -> Asked:
    """What :func:`operation` found."""
    found: Asked = request.hp  # type: ignore[attr-defined]  # set by operation()
    return found


def _objects(kwargs: dict[str, Any]) -> tuple[Campaign | None, RosterEntry | None]:
    campaign_id: UUID | None = kwargs.get("campaign_id")
    if campaign_id is None:
        return None, None
    campaign = Campaign.objects.select_related("organiser").filter(pk=campaign_id).first()
    code: str | None = kwargs.get("site_code")
    if campaign is None or code is None or "\x00" in code:
        return campaign, None
    return campaign, RosterEntry.objects.filter(campaign=campaign, site_code=code).first()
