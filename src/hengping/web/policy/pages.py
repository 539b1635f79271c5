"""How a page asks the policy table: ``@page("campaign.view", post="campaign.edit")``.

The addresses of pages about an evaluation carry ``campaign_id``, those about a site ``site_code`` too; the page is
given the objects as ``campaign`` and ``entry``. Who may not know that an evaluation exists is told that there is no
such page (404), others get 403 with the reason; who has not signed in is sent to sign in.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase
from django.views.decorators.http import require_http_methods

from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.policy.decide import decide
from hengping.web.policy.middleware import PolicyRequest
from hengping.web.policy.table import TABLE

View = Callable[..., HttpResponseBase]
_NOTHING = "没有这个页面"


def page(action_id: str, *, post: str = "") -> Callable[[View], View]:
    """Guard a view by a row of the policy table.

    Args:
        action_id: the row for reading (GET, HEAD).
        post: the row for POST; empty: the page takes no POST. A page that only acts names the same row twice.

    Raises:
        KeyError: no such row (when the module is loaded, not when somebody asks).
    """
    rows = {"GET": TABLE[action_id], "HEAD": TABLE[action_id]}
    if post:
        rows["POST"] = TABLE[post]

    def guard(view: View) -> View:
        @require_http_methods([*rows])
        @wraps(view)
        def guarded(request: PolicyRequest, **kwargs: Any) -> HttpResponseBase:
            row = rows[request.method or "GET"]
            found = _objects(kwargs)
            decision = decide(request.actor, row.action_id, found.get("campaign"), found.get("entry"))
            if decision.allowed:
                return view(request, **{**kwargs, **found})
            if not request.actor.signed_in and (not decision.visible or row.action_id != "public.view"):
                return redirect_to_login(request.get_full_path())
            if not decision.visible:
                raise Http404(_NOTHING)
            raise PermissionDenied(decision.reason)

        guarded.actions = {method: row.action_id for method, row in rows.items()}  # type: ignore[attr-defined]  # read by the test of the whole table
        return guarded

    return guard


def _objects(kwargs: dict[str, Any]) -> dict[str, Any]:
    """The evaluation and the site that an address names; taken out of ``kwargs``."""
    found: dict[str, Any] = {}
    campaign_id: UUID | None = kwargs.pop("campaign_id", None)
    if campaign_id is None:
        return found
    campaign = Campaign.objects.select_related("organiser").filter(pk=campaign_id).first()
    if campaign is None:
        # The same answer as for an evaluation that exists but is not to be known: see decide().
        return {"campaign": None}
    found["campaign"] = campaign
    site_code: str | None = kwargs.pop("site_code", None)
    if site_code is not None:
        found["entry"] = RosterEntry.objects.filter(campaign=campaign, site_code=site_code).first()
    return found
