"""Pages of runs: list, start, one run live, its problems."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hengping.model.errors import HengpingError
from hengping.pipeline.forecast import Forecast, forecast
from hengping.roster.divisions import load_divisions
from hengping.roster.load import load_roster
from hengping.web.apps.campaigns.files import load_written
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.runs import choosing, progress, services
from hengping.web.apps.runs.forms import ProblemForm, StartForm
from hengping.web.apps.runs.models import Run, RunProblem
from hengping.web.apps.runs.selectors import current_run
from hengping.web.apps.runs.switching import why_not
from hengping.web.apps.work.selectors import to_show
from hengping.web.policy.middleware import PolicyRequest
from hengping.web.policy.pages import page
from hengping.web.ui.forms import ActForm

_SITES_PER_PAGE = 50
_PROBLEMS_PER_PAGE = 50
_GIB = 1 << 30


def _run(campaign: Campaign, run_id: UUID) -> Run:
    return get_object_or_404(Run.objects.select_related("campaign"), campaign=campaign, pk=run_id)


@page("run.view")
def runs(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """All runs of an evaluation."""
    runs = list(campaign.runs.all())
    return render(
        request,
        "runs/runs.html",
        {
            "campaign": campaign,
            "runs": runs,
            "works": to_show(campaign, *(choosing.subject_of(run) for run in runs)),
        },
    )


@page("run.start", post="run.start")
def start(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Start a run, with what it will ask of the sites before the eyes."""
    form = StartForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        run = services.run_start(
            actor=request.actor,
            campaign=campaign,
            kind=form.cleaned_data["kind"],
            workers=form.cleaned_data["workers"],
            until=form.cleaned_data["until"],
            as_of=form.cleaned_data["as_of"],
            key=form.act_key,
        )
        messages.success(request, _("已提交，马上开始运行。"))
        return redirect("run", campaign.pk, run.pk)
    cost, fault = _forecast(campaign)
    return render(
        request,
        "runs/start.html",
        {"campaign": campaign, "form": form, "cost": cost, "fault": fault, "gib": _gib(cost)},
        status=400 if form.is_bound else 200,
    )


def _forecast(campaign: Campaign) -> tuple[Forecast | None, str]:
    """What the collection will cost, or why that cannot be said."""
    try:
        loaded = load_written(campaign)
        divisions = load_divisions(loaded.resolve(loaded.campaign.divisions) if loaded.campaign.divisions else None)
        roster = load_roster(loaded.resolve(loaded.campaign.roster), divisions=divisions)
        before = current_run(campaign)
        has_evidence = before is not None and (before.path / "evidence").is_dir()
        try:
            earlier = before.path if before is not None and has_evidence else None
            return forecast(roster.sites, loaded.campaign.collect, earlier), ""
        except HengpingError:
            return forecast(roster.sites, loaded.campaign.collect), ""
    except HengpingError as error:
        return None, str(error).replace(f"{campaign.folder}/", "")


def _gib(cost: Forecast | None) -> dict[str, float]:
    return {} if cost is None else {"bytes": cost.bytes / _GIB, "most": cost.most_bytes / _GIB}


@page("run.view")
def run(request: PolicyRequest, campaign: Campaign, run_id: UUID) -> HttpResponse:
    """One run, live."""
    return render(request, "runs/run.html", _live(request, campaign, _run(campaign, run_id)))


@page("run.view")
def run_progress(request: PolicyRequest, campaign: Campaign, run_id: UUID) -> HttpResponse:
    """The part of that page that changes."""
    return render(request, "runs/run_live.html", _live(request, campaign, _run(campaign, run_id)))


def _live(request: PolicyRequest, campaign: Campaign, run: Run) -> dict[str, object]:
    found = progress.behind(run, [str(system) for system in campaign.systems])
    sites = list(campaign.entries.order_by("place", "site_code").values_list("site_code", "name"))
    counts = [len(found[stage].intersection(code for code, _name in sites)) for stage in progress.SITE_STAGES]
    only_open = request.GET.get("open") == "1"
    if only_open:
        sites = [site for site in sites if site[0] not in found["score"]]
    shown = Paginator(sites, _SITES_PER_PAGE).get_page(request.GET.get("page"))
    return {
        "campaign": campaign,
        "run": run,
        "stages": progress.stage_lines(run),
        "note": progress.note(run),
        "told": progress.told(run),
        "sites": progress.site_lines(list(shown), found),
        "site_stages": [
            (progress.STAGE_NAMES[stage], count) for stage, count in zip(progress.SITE_STAGES, counts, strict=True)
        ],
        "page": shown,
        "only_open": only_open,
        "active": run.state in services.ACTIVE,
        "resumable": run.state in {Run.State.PAUSED, Run.State.FAILED, Run.State.PARTLY}
        and run.kind != Run.Kind.IMPORTED,
        "problems": run.problems.filter(state=RunProblem.State.OPEN).count(),
        "form": ActForm(),
        "works": to_show(campaign, choosing.subject_of(run)),
        "choosable": not why_not(run),
    }


def _act(request: PolicyRequest, campaign: Campaign, run_id: UUID, what: str) -> HttpResponseRedirect:
    form = ActForm(request.POST)
    if not form.is_valid():
        raise Http404
    run = _run(campaign, run_id)
    getattr(services, what)(actor=request.actor, run=run, key=form.act_key)
    return HttpResponseRedirect(reverse("run", args=[campaign.pk, run.pk]))


@page("run.start", post="run.start")
def pause(request: PolicyRequest, campaign: Campaign, run_id: UUID) -> HttpResponse:
    """Pause a run."""
    return _act(request, campaign, run_id, "run_pause")


@page("run.start", post="run.start")
def resume(request: PolicyRequest, campaign: Campaign, run_id: UUID) -> HttpResponse:
    """Let a run go on."""
    return _act(request, campaign, run_id, "run_resume")


@page("run.start", post="run.start")
def make_current(request: PolicyRequest, campaign: Campaign, run_id: UUID) -> HttpResponse:
    """Let a run's results be the evaluation's."""
    return _act(request, campaign, run_id, "run_make_current")


@page("run.view")
def problems(request: PolicyRequest, campaign: Campaign, run_id: UUID) -> HttpResponse:
    """The work list of a run."""
    run = _run(campaign, run_id)
    rows = run.problems.all()
    kind, state = request.GET.get("kind", ""), request.GET.get("state", RunProblem.State.OPEN)
    if kind in RunProblem.Kind.values:
        rows = rows.filter(kind=kind)
    if state in RunProblem.State.values:
        rows = rows.filter(state=state)
    context = {
        "campaign": campaign,
        "run": run,
        "page": Paginator(rows, _PROBLEMS_PER_PAGE).get_page(request.GET.get("page")),
        "kinds": RunProblem.Kind.choices,
        "states": RunProblem.State.choices,
        "kind": kind,
        "state": state,
    }
    return render(request, "runs/problems.html", context)


@page("run.view", post="problem.handle")
def problem(request: PolicyRequest, campaign: Campaign, problem_id: UUID) -> HttpResponse:
    """One problem, and what was done about it."""
    row = get_object_or_404(RunProblem.objects.select_related("run__campaign"), pk=problem_id, run__campaign=campaign)
    initial = {"handled": row.state == RunProblem.State.HANDLED, "note": row.note}
    form = ProblemForm(request.POST if request.method == "POST" else None, version=row.version, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.problem_handle(
            actor=request.actor,
            problem=row,
            handled=form.cleaned_data["handled"],
            note=form.cleaned_data["note"],
            seen=form.seen_version,
            key=form.act_key,
        )
        messages.success(request, _("已保存。"))
        return redirect("problems", campaign.pk, row.run_id)
    context = {"campaign": campaign, "run": row.run, "problem": row, "form": form}
    return render(request, "runs/problem.html", context, status=400 if form.is_bound else 200)
