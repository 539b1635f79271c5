"""Puts the actor on the request."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hengping.web.policy.decide import Actor


class PolicyRequest(HttpRequest):
    """A request with its actor; what views are given."""

    actor: Actor


class ActorMiddleware:
    """``request.actor``: who asks. Memberships are read when first asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the actor, then go on."""
        request.actor = Actor(request.user)  # type: ignore[attr-defined]  # Django's request takes what middleware adds
        response = self._get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
            # What somebody is shown by their rights is kept by nothing on the way, nor shown again without asking.
            response["Cache-Control"] = "private, no-cache"
        return response
