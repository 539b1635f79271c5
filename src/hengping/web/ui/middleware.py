"""Faults that views and services raise, as pages that say what, where and what to do."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from hengping.model.errors import HengpingError
from hengping.web.apps.acts.services import AlreadyDoneError, ConflictError


class FaultsMiddleware:
    """Turns the platform's own exceptions into answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Go on."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for what a view raised; None: it is not ours."""
        if isinstance(exception, AlreadyDoneError):
            messages.info(
                request, _("这项操作此前已完成，没有重复执行：%(summary)s") % {"summary": exception.act.summary}
            )
            return HttpResponseRedirect(_back(request))
        if isinstance(exception, ConflictError):
            return render(request, "ui/error.html", {"status": 409, "reason": str(exception)}, status=409)
        if isinstance(exception, HengpingError):
            return render(request, "ui/error.html", {"status": 422, "reason": str(exception)}, status=422)
        return None


def _back(request: HttpRequest) -> str:
    """The page that the form stood on."""
    before = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(before, allowed_hosts={request.get_host()}):
        return urlsplit(before)._replace(scheme="", netloc="").geturl()
    return request.path
