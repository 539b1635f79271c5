"""Pages of the tables that go with an evaluation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengping.model.errors import InputError
from hengping.web.apps.campaigns.forms import SideFileForm
from hengping.web.apps.campaigns.models import Campaign, SideFile
from hengping.web.apps.campaigns.side_files import side_file_end, side_file_put
from hengping.web.policy.decide import may
from hengping.web.policy.middleware import PolicyRequest
from hengping.web.policy.pages import page
from hengping.web.ui.forms import ReasonForm

_TOLD = {
    "measures": gettext_lazy("满意度、人工评定的等次等，由平台以外取得的数值；列为site_code,item,value。"),
    "maintenance": gettext_lazy("时段内的拨测不计；列为site_code,from,to,document，site_code写*表示全部网站。"),
}


@page("roster.view")
def side_files(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """The tables that stand, and the versions before."""
    return _shown(request, campaign)


@page("campaign.files", post="campaign.files")
def upload(request: PolicyRequest, campaign: Campaign, kind: str) -> HttpResponse:
    """Take a table over, or say what is wrong with its rows."""
    _known(kind)
    form = SideFileForm(
        request.POST or None, request.FILES or None, auto_id=f"{kind}_%s", version=_number(campaign, kind)
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            made = side_file_put(
                actor=request.actor, campaign=campaign, kind=kind, name=given.name or "", data=given.read(),
                seen=form.seen_version, key=form.act_key,
            )  # fmt: skip
        except InputError as error:
            return _shown(request, campaign, {kind: form}, {kind: (error.what.split("；"), error.remedy or "")})
        messages.success(request, _("已上传，读到%(rows)s行；下一次运行使用") % {"rows": made.rows})
        return redirect("side_files", campaign.pk)
    return _shown(request, campaign, {kind: form})


@page("campaign.files", post="campaign.files")
def end(request: PolicyRequest, campaign: Campaign, kind: str) -> HttpResponse:
    """Take a table away."""
    _known(kind)
    form = ReasonForm(request.POST or None, version=_number(campaign, kind))
    if request.method == "POST" and form.is_valid():
        try:
            side_file_end(
                actor=request.actor, campaign=campaign, kind=kind, reason=form.cleaned_data["reason"],
                seen=form.seen_version, key=form.act_key,
            )  # fmt: skip
        except InputError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已停用；下一次运行不再使用"))
            return redirect("side_files", campaign.pk)
    context = {"campaign": campaign, "form": form, "label": SideFile.Kind(kind).label}
    return render(request, "campaigns/side_file_end.html", context, status=422 if form.errors else 200)


@page("roster.view")
def download(request: PolicyRequest, campaign: Campaign, kind: str, version: int) -> HttpResponse:  # noqa: ARG001 - as every page
    """A version as it was uploaded."""
    found = campaign.side_files.filter(kind=kind, number=version).first()
    if found is None:
        raise Http404(_("没有这个文件"))
    response = HttpResponse(found.text.encode(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.kind}-{found.number}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _shown(
    request: PolicyRequest,
    campaign: Campaign,
    given: dict[str, SideFileForm] | None = None,
    faults: dict[str, tuple[list[str], str]] | None = None,
) -> HttpResponse:
    editing = may(request.actor, "campaign.files", campaign)
    versions = list(campaign.side_files.all())
    parts: list[dict[str, Any]] = [
        {
            "kind": kind.value,
            "label": kind.label,
            "told": _TOLD[kind.value],
            "versions": [one for one in versions if one.kind == kind],
            "standing": next((one for one in versions if one.kind == kind and one.ended_at is None), None),
            "form": (given or {}).get(kind.value)
            or SideFileForm(auto_id=f"{kind.value}_%s", version=_number(campaign, kind)),
            "faults": (faults or {}).get(kind.value),
        }
        for kind in SideFile.Kind
    ]
    context = {"campaign": campaign, "parts": parts, "editing": editing}
    return render(request, "campaigns/side_files.html", context, status=422 if faults or given else 200)


def _number(campaign: Campaign, kind: str) -> int:
    standing = campaign.side_files.filter(kind=kind, ended_at=None).first()
    return standing.number if standing is not None else 0


def _known(kind: str) -> None:
    if kind not in SideFile.Kind.values:
        raise Http404(_("没有这种文件"))
