"""Keeps public pages ready for people who have not signed in.

What is kept is the finished answer, by address and language, in each process. It is dropped when anything is done on
the platform (the log of acts has grown), at the latest after a minute; so a page that an act makes public or takes back
is right within a second. Whoever has a session is always answered anew.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import get_language_from_request

PREFIX = "/public/"
_MOST_BYTES = 64_000_000
_LONGEST_ADDRESS = 300
_LOOK_EVERY_S = 1.0
_KEEP_S = 60.0


@dataclass
class Kept:
    """Answers that are kept.

    Attributes:
        seq: length of the log of acts that they belong to.
        looked: when that was last looked up, monotonic seconds.
        since: when the first of them was made.
        size: bytes of all of them.
    """

    answers: OrderedDict[tuple[str, str], tuple[int, dict[str, str], bytes]] = field(default_factory=OrderedDict)
    seq: int = -1
    looked: float = float("-inf")
    since: float = 0.0
    size: int = 0
    lock: Lock = field(default_factory=Lock)

    def fresh(self, now: float) -> None:
        """Drop everything when it may no longer be right."""
        if now - self.looked < _LOOK_EVERY_S:
            return
        from hengping.web.apps.acts.models import ChainHead

        seq = ChainHead.objects.filter(pk=1).values_list("seq", flat=True).first() or 0
        if seq != self.seq or now - self.since > _KEEP_S:
            self.answers.clear()
            self.seq, self.since, self.size = seq, now, 0
        self.looked = now

    def keep(self, key: tuple[str, str], response: HttpResponse) -> None:
        """Keep an answer; the ones not asked for longest make room."""
        content = response.content
        self.answers[key] = (response.status_code, dict(response.items()), content)
        self.size += len(content)
        while self.size > _MOST_BYTES and self.answers:
            _, (_, _, gone) = self.answers.popitem(last=False)
            self.size -= len(gone)


class PublicCacheMiddleware:
    """Stands before everything else, so that an answer that is kept costs next to nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._kept = Kept()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer from what is kept, or ask and keep."""
        address = request.get_full_path()
        if not _may_keep(request, address):
            return self._get_response(request)
        key = (address, get_language_from_request(request))
        with self._kept.lock:
            self._kept.fresh(time.monotonic())
            seq = self._kept.seq
            found = self._kept.answers.get(key)
            if found is not None:
                self._kept.answers.move_to_end(key)
        if found is not None:
            status, headers, content = found
            return HttpResponse(content, status=status, headers=headers)
        response = self._get_response(request)
        if isinstance(response, HttpResponse) and response.status_code == 200 and not response.cookies:  # noqa: PLR2004
            with self._kept.lock:
                if seq == self._kept.seq:
                    self._kept.keep(key, response)
        return response


def _may_keep(request: HttpRequest, address: str) -> bool:
    return (
        request.method == "GET"
        and address.startswith(PREFIX)
        and len(address) < _LONGEST_ADDRESS
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        # A host that is not ours must be refused by the middleware below, not answered from here.
        and request.get_host() != ""
    )
