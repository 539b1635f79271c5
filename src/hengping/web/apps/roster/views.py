"""Pages of the roster."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from hengping.model.errors import InputError
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.roster import selectors, services
from hengping.web.apps.roster.forms import ApplyForm, EntryForm, MatchForm, UploadForm
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.apps.roster.reading import compare, digest_of, duplicates, from_values, read_upload
from hengping.web.apps.roster.tables import EditableRosterTable, RosterTable
from hengping.web.policy.decide import may
from hengping.web.policy.middleware import PolicyRequest
from hengping.web.policy.pages import page
from hengping.web.ui.forms import ReasonForm
from hengping.web.ui.sheets import csv_answer, xlsx_answer

_PER_PAGE = 50
_SHOWN = 200


@page("roster.view")
def roster(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """The list."""
    rows = selectors.entries(campaign, request.GET)
    kind = EditableRosterTable if may(request.actor, "roster.edit", campaign) else RosterTable
    table = kind(rows, empty_text=_("没有符合条件的网站"))
    RequestConfig(request, paginate={"per_page": _PER_PAGE, "silent": True}).configure(table)
    context = {
        "campaign": campaign, "table": table, "groups": selectors.groups(campaign), "query": request.GET,
        "total": campaign.entries.count(), "found": rows.count(),
        "unmatched": campaign.entries.filter(organisation=None).count(),
        "unregistered": campaign.entries.filter(site=None).count(),
        "exported": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "roster/roster.html", context)


@page("roster.view")
def export(request: PolicyRequest, campaign: Campaign, form: str) -> HttpResponseBase:
    """The list, narrowed as on screen, under the engine's own column names."""
    rows = selectors.entries(campaign, request.GET).order_by("place", "site_code")
    name = f"roster-{campaign.code}.{form}"
    if form == "xlsx":
        return xlsx_answer(name, "评估名单", selectors.COLUMNS, selectors.cells(rows))
    if form == "csv":
        return csv_answer(name, selectors.COLUMNS, selectors.cells(rows))
    raise Http404


@page("roster.edit", post="roster.edit")
def upload(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Send a list, to be looked at first."""
    form = UploadForm(request.POST or None, files=request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read()
        try:
            read = read_upload(data, str(file.name))
        except InputError as error:
            form.add_error("file", str(error))
        else:
            kept = services.roster_upload(
                actor=request.actor, campaign=campaign, roster=read, file_name=str(file.name),
                digest=digest_of(data), key=form.act_key,
            )  # fmt: skip
            return redirect("roster-import", campaign.pk, kept.pk)
    return render(
        request, "roster/upload.html", {"campaign": campaign, "form": form}, status=422 if form.errors else 200
    )


@page("roster.edit", post="roster.edit")
def preview(request: PolicyRequest, campaign: Campaign, import_id: UUID) -> HttpResponse:
    """What an uploaded list would change; then take it over."""
    kept = selectors.pending_import(campaign, import_id)
    if kept is None:
        raise Http404
    if request.method == "POST":
        form = ApplyForm(request.POST)
        if form.is_valid():
            services.roster_import_apply(
                actor=request.actor, campaign=campaign, upload=kept, seen_state=form.cleaned_data["state"],
                remove_gone=form.cleaned_data["remove_gone"], key=form.act_key,
            )  # fmt: skip
            messages.success(request, _("已采用“%(file)s”") % {"file": kept.file_name})
            return redirect("roster", campaign.pk)
    else:
        form = ApplyForm(initial={"state": services.state_of(campaign)})
    sites = [from_values(values) for values in kept.sites]
    errors = [fault for fault in kept.faults if fault["severity"] == "error"]
    notes = [fault for fault in kept.faults if fault["severity"] != "error"]
    context = {
        "campaign": campaign, "upload": kept, "form": form, "found": compare(selectors.entries(campaign), sites),
        "errors": errors, "notes": notes, "duplicates": duplicates(sites), "most": _SHOWN, "labels": _labels(),
    }  # fmt: skip
    return render(request, "roster/preview.html", context)


def _labels() -> dict[str, Any]:
    return {field: RosterEntry._meta.get_field(field).verbose_name for field in selectors.FIELDS}  # type: ignore[union-attr]  # noqa: SLF001 - Django's documented interface


@page("roster.edit", post="roster.edit")
def add(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """A new line."""
    form = EntryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            entry = services.roster_entry_add(
                actor=request.actor, campaign=campaign, values=_values(form), key=form.act_key
            )
        except InputError as error:
            form.add_error("site_code", str(error))
        else:
            messages.success(request, _("已增加“%(name)s”") % {"name": entry.name})
            return redirect("roster", campaign.pk)
    context = {"campaign": campaign, "form": form, "groups": selectors.groups(campaign)}
    return render(request, "roster/entry.html", context, status=422 if form.errors else 200)


@page("roster.edit", post="roster.edit")
def change(request: PolicyRequest, campaign: Campaign, entry: RosterEntry | None) -> HttpResponse:
    """A line, to be changed."""
    if entry is None:
        raise Http404
    initial = {field: getattr(entry, field) for field in selectors.FIELDS}
    form = EntryForm(request.POST or None, version=entry.version, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.roster_entry_change(
                actor=request.actor, entry=entry, values=_values(form), seen=form.seen_version, key=form.act_key
            )
        except InputError as error:
            form.add_error("site_code", str(error))
        else:
            messages.success(request, _("已保存“%(name)s”") % {"name": entry.name})
            return redirect("roster", campaign.pk)
    context = {
        "campaign": campaign, "form": form, "entry": entry, "groups": selectors.groups(campaign),
        "removal": ReasonForm(version=entry.version, auto_id="remove_%s"),
    }  # fmt: skip
    return render(request, "roster/entry.html", context, status=422 if form.errors else 200)


@page("roster.edit", post="roster.edit")
def remove(request: PolicyRequest, campaign: Campaign, entry: RosterEntry | None) -> HttpResponse:
    """A line, to be taken off."""
    if entry is None:
        raise Http404
    form = ReasonForm(request.POST or None, version=entry.version)
    if request.method == "POST" and form.is_valid():
        services.roster_entry_remove(
            actor=request.actor, entry=entry, reason=form.cleaned_data["reason"], seen=form.seen_version,
            key=form.act_key,
        )  # fmt: skip
        messages.success(request, _("已移出“%(name)s”") % {"name": entry.name})
        return redirect("roster", campaign.pk)
    return render(request, "roster/remove.html", {"campaign": campaign, "entry": entry, "form": form})


@page("roster.view", post="roster.edit")
def match(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Units without a body; give them one."""
    if request.method == "POST":
        form = MatchForm(request.POST)
        if form.is_valid():
            lines = services.roster_match(
                actor=request.actor, campaign=campaign, key=form.act_key,
                chosen={form.cleaned_data["unit"]: form.cleaned_data["organisation"]},
            )  # fmt: skip
            messages.success(request, _("已为%(lines)s个网站指定机构") % {"lines": lines})
            return redirect("roster-match", campaign.pk)
        messages.error(request, _("请选择机构"))
    units = [
        (unit, count, MatchForm(initial={"unit": unit}, auto_id=f"u{number}_%s"))
        for number, (unit, count) in enumerate(selectors.unmatched_units(campaign)[:_SHOWN])
    ]
    return render(request, "roster/match.html", {"campaign": campaign, "units": units})


def _values(form: EntryForm) -> dict[str, str]:
    return {field: form.cleaned_data[field] for field in selectors.FIELDS}
