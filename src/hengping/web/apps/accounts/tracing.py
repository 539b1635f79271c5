"""When a session was last used (登录状态): noted once a minute, so that looking at pages writes next to nothing."""

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponseBase

_MINUTE_S = 60
_MOST = 10_000
"""Sessions that a process remembers; then it begins anew, which costs one more note for each."""


class SessionTraceMiddleware:
    """Keeps the list of one's own sessions up to date.

    What was noted is remembered by each process, not in the session: a session that is written again lives longer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._noted: dict[str, int] = {}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Note the session, then go on."""
        key = request.session.session_key
        minute = int(time.time()) // _MINUTE_S
        if key and request.user.is_authenticated and self._noted.get(key) != minute:
            if len(self._noted) >= _MOST:
                self._noted.clear()
            self._noted[key] = minute
            UserSession.objects.create_from_request(request)
        return self._get_response(request)
