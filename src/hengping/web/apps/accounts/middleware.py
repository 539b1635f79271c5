"""A second factor for whom a body requires it."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hengping.web.apps.accounts.selectors import second_factor_required
from hengping.web.policy.decide import Actor

_FREE = ("/accounts/", "/static/", "/language/")


class SecondFactorMiddleware:
    """Leads people of bodies that require a second factor to set it up, before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Go on, or to the page where the second factor is set up."""
        actor: Actor = request.actor  # type: ignore[attr-defined]  # put there by the policy's middleware
        if (
            not actor.signed_in
            or request.path.startswith(_FREE)
            or not second_factor_required(actor)
            or is_mfa_enabled(request.user)
        ):
            return self._get_response(request)
        said = _("您所在单位要求开启两步验证，请先开启")
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": said}, status=403)
        messages.warning(request, said)
        return HttpResponseRedirect(reverse("mfa_activate_totp"))
