"""The interface put together: routers, faults, description."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from hengping import __version__
from hengping.model.errors import HengpingError
from hengping.web.apps.acts.services import AlreadyDoneError, ConflictError
from hengping.web.apps.api import public_endpoints, write_endpoints
from hengping.web.apps.api.operations import Bearer

api = NinjaAPI(
    title="衡评 Hengping",
    version=__version__,
    description="政府网站绩效评估平台的接口。除 /public 外都要令牌（Authorization: Bearer …），权限与令牌所有人相同。",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)
api.add_router("/public", public_endpoints.router, tags=["public"])
api.add_router("", write_endpoints.router, auth=Bearer(), tags=["platform"])


def _fault(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    return api.create_response(request, {"detail": detail}, status=status)


@api.exception_handler(PermissionDenied)
def _forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return _fault(request, 403, str(error) or "没有这项权限")


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:  # noqa: ARG001 - the library's form
    return _fault(request, 404, "没有这项内容，或者不对您开放")


@api.exception_handler(ValidationError)
def _wrong(request: HttpRequest, error: ValidationError) -> HttpResponse:
    told = "；".join(f"{'.'.join(str(part) for part in one['loc'])}：{one['msg']}" for one in error.errors)
    return _fault(request, 422, told)


@api.exception_handler(HengpingError)
def _engine(request: HttpRequest, error: HengpingError) -> HttpResponse:
    return _fault(request, 422, str(error))


@api.exception_handler(ConflictError)
def _conflict(request: HttpRequest, error: ConflictError) -> HttpResponse:
    return _fault(request, 409, str(error))


@api.exception_handler(AlreadyDoneError)
def _again(request: HttpRequest, error: AlreadyDoneError) -> HttpResponse:
    return _fault(request, 409, f"这项操作此前已完成：{error.act.summary}")
