"""Pages for what went wrong: what, where, what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's form
    """No such page, or none that this person may know of."""
    return render(request, "ui/error.html", {"status": 404, "reason": ""}, status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A page that exists, but not for this person or not now; the reason is the policy table's."""
    return render(request, "ui/error.html", {"status": 403, "reason": str(exception or "")}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's form
    """A form that was open for too long, or was not ours."""
    return render(request, "ui/error.html", {"status": 403, "reason": "页面已过期，请返回重新打开后再提交"}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our own fault."""
    return render(request, "ui/error.html", {"status": 500, "reason": ""}, status=500)
