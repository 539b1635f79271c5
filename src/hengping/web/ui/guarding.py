"""Requests that are turned away before anything is read: zero bytes, and bodies larger than anybody needs."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

Answer = Callable[[HttpRequest], HttpResponseBase]

MOST_BYTES = 250_000_000
"""Of a request by somebody who has signed in; each form has limits of its own besides."""
MOST_BYTES_OF_STRANGERS = 5_000_000


class NoNulMiddleware:
    """No address and no question holds a zero byte; databases refuse it, each in its own way."""

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Turn it away, or go on."""
        if "\0" in request.path_info or b"\0" in unquote_to_bytes(request.META.get("QUERY_STRING", "")):
            return render(request, "ui/error.html", {"status": 404, "reason": ""}, status=HTTPStatus.NOT_FOUND)
        return self._get_response(request)


class SizeMiddleware:
    """Bodies are written to the disk before any form looks at them: nobody fills it who is not known."""

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Turn it away, or go on."""
        told = request.META.get("CONTENT_LENGTH") or "0"
        size = int(told) if told.isdecimal() else MOST_BYTES + 1
        most = MOST_BYTES
        if size > MOST_BYTES_OF_STRANGERS and not request.user.is_authenticated:
            most = MOST_BYTES_OF_STRANGERS
        if size > most:
            reason = _("上传的内容过大：不得超过%(most)s MB") % {"most": most // 1_000_000}
            status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            return render(request, "ui/error.html", {"status": int(status), "reason": reason}, status=status)
        return self._get_response(request)
