"""Pages of indicator systems: list, viewer, comparison, simulation."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from hengping.model.errors import HengpingError, InputError
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.systems import selectors, services, texts
from hengping.web.apps.systems.forms import NewForm, SimulateForm
from hengping.web.apps.systems.models import Simulation, SystemDraft
from hengping.web.apps.systems.tables import BridgeTable
from hengping.web.apps.work.models import Work
from hengping.web.policy.decide import may
from hengping.web.policy.middleware import PolicyRequest
from hengping.web.policy.pages import page

_PER_PAGE = 50


@page("system.view")
def listed(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """The systems of the evaluation, drafts, the library."""
    team = may(request.actor, "system.draft", campaign)
    drafts = list(campaign.system_drafts.all()) if team else []
    own = [each for each in selectors.own_ids(campaign) if team or each in campaign.systems]
    context = {
        "campaign": campaign, "own": own, "drafts": drafts, "library": selectors.library() if team else [],
        "used": [(each, "own" if each in own else "library") for each in campaign.systems],
    }  # fmt: skip
    return render(request, "systems/listed.html", context)


@page("system.view")
def show(request: PolicyRequest, campaign: Campaign, key: str) -> HttpResponse:
    """A system: tree, weights, rules, basis, status."""
    version = _version(request, campaign, key)
    read = selectors.reading(version)
    context: dict[str, object] = {"campaign": campaign, "version": version, "read": read}
    if read.system is not None:
        context |= {
            "system": read.system, "lines": texts.lines(read.system), "verdicts": texts.verdicts(read.system),
            "unconfirmed": texts.unconfirmed(read.system),
        }  # fmt: skip
    return render(request, "systems/show.html", context)


@page("system.view")
def source(request: PolicyRequest, campaign: Campaign, key: str) -> HttpResponse:
    """The file of a system, to be kept."""
    version = _version(request, campaign, key)
    answer = HttpResponse(version.text.encode(), content_type="application/octet-stream")
    name = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_.") else "-" for sign in key)
    answer["Content-Disposition"] = f'attachment; filename="{name}.yaml"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@page("system.draft")
def compare(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Two versions, in official words."""
    choices = selectors.versions(request.actor, campaign)
    a, b = request.GET.get("a", ""), request.GET.get("b", "")
    context: dict[str, object] = {"campaign": campaign, "choices": choices, "a": a, "b": b}
    if a and b:
        before, after = _version(request, campaign, a), _version(request, campaign, b)
        for each, other in ((a, before), (b, after)):
            if each not in dict(choices):
                choices.insert(0, (each, other.title))
        try:
            context["diff"] = texts.difference(selectors.system_of(before), selectors.system_of(after))
        except InputError as error:
            context["fault"] = str(error)
    return render(request, "systems/compare.html", context)


@page("system.edit", post="system.edit")
def new(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Begin a draft."""
    form = NewForm(request.POST or None, initial={"origin": request.GET.get("origin", "")})
    choices = [("", _("带说明的空白模板")), *selectors.versions(request.actor, campaign)]
    form.fields["origin"].choices = choices  # type: ignore[attr-defined]  # a field with choices
    if request.method == "POST" and form.is_valid():
        origin = form.cleaned_data["origin"]
        try:
            draft = services.draft_create(
                actor=request.actor, campaign=campaign, system_id=form.cleaned_data["system_id"],
                origin=_version(request, campaign, origin) if origin else None, key=form.act_key,
            )  # fmt: skip
        except InputError as error:
            form.add_error("system_id", str(error))
        else:
            return redirect("system-edit", campaign.pk, draft.pk)
    return render(request, "systems/new.html", {"campaign": campaign, "form": form}, status=422 if form.errors else 200)


@page("system.draft", post="system.edit")
def simulate(request: PolicyRequest, campaign: Campaign, draft_id: UUID) -> HttpResponse:
    """Try a draft on finished evidence."""
    draft = draft_of(campaign, draft_id)
    runs = {str(run.pk): run for run in selectors.runs_to_try(request.actor, campaign)}
    form = SimulateForm(request.POST or None, version=draft.version)
    form.fields["run"].choices = [(key, f"{run.campaign}（{run}）") for key, run in runs.items()]  # type: ignore[attr-defined]  # a field with choices
    if request.method == "POST" and form.is_valid():
        try:
            made = services.simulation_start(
                actor=request.actor, draft=draft, run=runs[form.cleaned_data["run"]], seen=form.seen_version,
                key=form.act_key,
            )  # fmt: skip
        except InputError as error:
            form.add_error(None, str(error))
        else:
            return redirect("system-simulation", campaign.pk, made.pk)
    past = [
        (one, selectors.simulation_state(one))
        for one in draft.simulations.select_related("run__campaign")[:20]
        if may(request.actor, "result.view", one.run.campaign)
    ]
    context = {"campaign": campaign, "draft": draft, "form": form, "runs": runs, "past": past}
    return render(request, "systems/simulate.html", context, status=422 if form.errors else 200)


@page("system.draft")
def simulation(request: PolicyRequest, campaign: Campaign, simulation_id: UUID) -> HttpResponse:
    """What a draft would have changed: the bridge table."""
    found = Simulation.objects.select_related("draft", "run__campaign").filter(pk=simulation_id).first()
    if (
        found is None
        or found.draft.campaign_id != campaign.pk
        or not may(request.actor, "result.view", found.run.campaign)
    ):
        raise Http404
    state = selectors.simulation_state(found)
    work = selectors.simulation_work(found)
    context: dict[str, object] = {"campaign": campaign, "simulation": found, "state": state, "work": work}
    if state == Work.State.DONE:
        try:
            bridge = selectors.bridge_of(found)
        except HengpingError as error:
            messages.error(request, str(error))
        else:
            table = BridgeTable(bridge.sites, order_by=request.GET.get("sort", ""))
            RequestConfig(request, paginate={"per_page": _PER_PAGE, "silent": True}).configure(table)
            context |= {
                "bridge": bridge, "table": table, "moved": len(bridge.moved()), "now_failed": bridge.now_failed(),
                "now_passed": bridge.now_passed(), "groups": sorted(bridge.groups, key=lambda group: group.group == ""),
            }  # fmt: skip
    name = "systems/simulation_body.html" if request.headers.get("HX-Request") else "systems/simulation.html"
    return render(request, name, context)


def draft_of(campaign: Campaign, draft_id: UUID) -> SystemDraft:
    """A draft of this evaluation.

    Raises:
        Http404: there is none.
    """
    draft = campaign.system_drafts.filter(pk=draft_id).first()
    if draft is None:
        raise Http404
    return draft


def _version(request: PolicyRequest, campaign: Campaign, key: str) -> selectors.Version:
    found = selectors.version_of(request.actor, campaign, key)
    if found is None:
        raise Http404
    return found
