"""Pages for what went wrong: what, where, what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

_BAD_REQUEST = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>请求不被接受</title>
<h1>请求不被接受</h1>
<p>如果是从另一台机器打开平台：请管理员把地址栏里的域名或地址加入环境变量 HENGPING_HOSTS，再重新启动平台。</p>
<p lang="en">Bad request. From another machine: the name in the address bar has to be in HENGPING_HOSTS.</p>"""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's form
    """A request that is none, or by a name that is not the platform's; the page asks nothing of either."""
    return HttpResponse(_BAD_REQUEST, status=400)


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
