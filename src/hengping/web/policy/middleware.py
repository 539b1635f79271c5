"""Puts the actor on the request."""

from collections.abc import Callable

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
        return self._get_response(request)
