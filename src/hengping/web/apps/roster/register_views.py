"""Pages of the register of sites."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from hengping.model.errors import InputError
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.roster import register, register_services, services
from hengping.web.apps.roster.forms import FillForm
from hengping.web.apps.roster.keeping import bodies_offered, keeps, require_keeper
from hengping.web.apps.roster.models import RegisteredSite, SiteContact
from hengping.web.apps.roster.register_forms import CloseForm, ContactForm, FromRosterForm, SiteForm
from hengping.web.apps.roster.tables import RegisterTable
from hengping.web.policy.middleware import PolicyRequest
from hengping.web.policy.pages import page

_PER_PAGE = 50


@page("register.view")
def listed(request: PolicyRequest) -> HttpResponse:
    """The register, now or as it was on a day."""
    on = _day(request.GET.get("on", "")) or timezone.localdate()
    closed = request.GET.get("closed") == "1"
    words = request.GET.get("q", "").lower().split()[:8]
    states = [
        state
        for state in register.states_on(on, closed=closed)
        if all(any(word in state.text(name).lower() for name in ("site_code", "name", "unit", "url")) for word in words)
    ]
    table = RegisterTable(states, empty_text=_("没有符合条件的网站"))
    RequestConfig(request, paginate={"per_page": _PER_PAGE, "silent": True}).configure(table)
    context = {"table": table, "on": on, "query": request.GET, "found": len(states), "closed": closed}
    return render(request, "roster/register.html", context)


@page("register.view")
def duplicates(request: PolicyRequest) -> HttpResponse:
    """Records that may be of one site."""
    return render(request, "roster/register_duplicates.html", {"duplicates": register.register_duplicates()})


@page("register.view")
def site(request: PolicyRequest, site_id: UUID) -> HttpResponse:
    """One site over the years."""
    found = _site(site_id)
    context = {
        "site": found, "kept": keeps(request.actor, found), "events": register.event_changes(found.events.all()),
        "contacts": register.contacts_with_accounts(found),
        "entries": [
            entry for entry in found.entries.select_related("campaign__organiser") if _sees(request, entry.campaign)
        ],
        "predecessors": found.predecessors.all(),
    }  # fmt: skip
    return render(request, "roster/register_site.html", context)


@page("register.edit", post="register.edit")
def add(request: PolicyRequest) -> HttpResponse:
    """A new record."""
    form = SiteForm(request.POST or None, initial={"on": timezone.localdate()})
    form.fields["organisation"].queryset = bodies_offered(request.actor)  # type: ignore[attr-defined]  # a field with choices
    if request.method == "POST" and form.is_valid():
        try:
            made = register_services.register_site(
                actor=request.actor, values=form.values(), on=form.cleaned_data["on"],
                basis=form.cleaned_data["basis"], key=form.act_key,
            )  # fmt: skip
        except InputError as error:
            form.add_error(None, str(error))
        else:
            return redirect("registered-site", made.pk)
    return render(request, "roster/register_form.html", {"form": form, "heading": _("登记网站")}, status=_status(form))


@page("register.edit", post="register.edit")
def change(request: PolicyRequest, site_id: UUID) -> HttpResponse:
    """A change from a day on."""
    found = _own(request, site_id)
    initial = register.current_values(found) | {"on": timezone.localdate()}
    form = SiteForm(request.POST or None, version=found.version, initial=initial)
    form.fields["organisation"].queryset = bodies_offered(request.actor, found)  # type: ignore[attr-defined]  # a field with choices
    if request.method == "POST" and form.is_valid():
        try:
            register_services.register_change(
                actor=request.actor, site=found, values=form.values(), on=form.cleaned_data["on"],
                basis=form.cleaned_data["basis"], seen=form.seen_version, key=form.act_key,
            )  # fmt: skip
        except InputError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已记录变更"))
            return redirect("registered-site", found.pk)
    context = {"form": form, "heading": _("登记变更"), "site": found}
    return render(request, "roster/register_form.html", context, status=_status(form))


@page("register.edit", post="register.edit")
def close(request: PolicyRequest, site_id: UUID) -> HttpResponse:
    """The end of a site."""
    found = _own(request, site_id)
    form = CloseForm(request.POST or None, version=found.version, initial={"on": timezone.localdate()})
    form.fields["successor"].queryset = RegisteredSite.objects.filter(closed_on=None).exclude(pk=found.pk)  # type: ignore[attr-defined]  # a field with choices
    if request.method == "POST" and form.is_valid():
        try:
            register_services.register_close(
                actor=request.actor, site=found, successor=form.cleaned_data["successor"],
                on=form.cleaned_data["on"], basis=form.cleaned_data["basis"], seen=form.seen_version,
                key=form.act_key,
            )  # fmt: skip
        except InputError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已记录"))
            return redirect("registered-site", found.pk)
    context = {"form": form, "heading": _("登记关停或并入"), "site": found}
    return render(request, "roster/register_form.html", context, status=_status(form))


@page("register.edit", post="register.edit")
def contact(request: PolicyRequest, site_id: UUID) -> HttpResponse:
    """Somebody to talk to."""
    found = _own(request, site_id)
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("name", "duty", "phone", "email")}
        register_services.contact_add(actor=request.actor, site=found, values=values, key=form.act_key)
        return redirect("registered-site", found.pk)
    context = {"form": form, "heading": _("增加联系人"), "site": found}
    return render(request, "roster/register_form.html", context, status=_status(form))


@page("register.edit", post="register.edit")
def contact_end(request: PolicyRequest, site_id: UUID, contact_id: UUID) -> HttpResponse:
    """Nobody to talk to any longer."""
    found = _own(request, site_id)
    person = SiteContact.objects.filter(site=found, pk=contact_id, ended_at=None).first()
    if person is None:
        raise Http404
    from hengping.web.ui.forms import ActForm

    form = ActForm(request.POST or None, version=person.version)
    if request.method == "POST" and form.is_valid():
        register_services.contact_end(actor=request.actor, contact=person, seen=form.seen_version, key=form.act_key)
        return redirect("registered-site", found.pk)
    context = {"form": form, "heading": _("%(name)s不再担任联系人") % {"name": person.name}, "site": found}
    return render(request, "roster/register_form.html", context)


@page("roster.register", post="roster.register")
def from_roster(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Tie the roster of an evaluation to the register."""
    form = FromRosterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = register_services.register_from_roster(
            actor=request.actor, campaign=campaign, update=form.cleaned_data["update"], key=form.act_key
        )
        messages.success(request, _("新登记%(new)s个网站，记录变更%(changed)s个") % told)
        if told["left"]:
            messages.warning(request, _("%(left)s个网站由其他单位登记，没有修改") % told)
        return redirect("roster", campaign.pk)
    return render(request, "roster/from_roster.html", {"campaign": campaign, "form": form})


@page("roster.edit", post="roster.edit")
def fill(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Begin a roster from the register as it was on a day."""
    form = FillForm(
        request.POST or None,
        initial={"on": min(campaign.as_of, timezone.localdate()), "state": services.state_of(campaign)},
    )
    if request.method == "POST" and form.is_valid():
        on, group = form.cleaned_data["on"], form.cleaned_data["group"]
        sites = [state.as_site() for state in register.states_on(on) if not group or state.text("group") == group]
        if not sites:
            form.add_error("on", _("这一天的登记中没有网站"))
        else:
            count = services.roster_fill(
                actor=request.actor, campaign=campaign, wanted=sites, told=on.isoformat(),
                seen_state=form.cleaned_data["state"], key=form.act_key,
            )  # fmt: skip
            messages.success(request, _("已填入%(count)s个网站") % {"count": count})
            return redirect("roster", campaign.pk)
    return render(request, "roster/fill.html", {"campaign": campaign, "form": form}, status=_status(form))


def _site(site_id: UUID) -> RegisteredSite:
    found = RegisteredSite.objects.select_related("organisation", "registrar", "successor").filter(pk=site_id).first()
    if found is None:
        raise Http404
    return found


def _own(request: PolicyRequest, site_id: UUID) -> RegisteredSite:
    found = _site(site_id)
    require_keeper(request.actor, found)
    return found


def _sees(request: PolicyRequest, campaign: Campaign) -> bool:
    from hengping.web.policy.decide import may

    return may(request.actor, "roster.view", campaign)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _status(form: SiteForm | CloseForm | ContactForm | FillForm) -> int:
    return 422 if form.errors else 200
