"""Pages of results: the table, its exports, one site."""

from decimal import Decimal, InvalidOperation

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from hengping.evidence.run_folder import RunFolder
from hengping.indicators.load import load_system
from hengping.indicators.rounding import rounded
from hengping.model.finding import Outcome
from hengping.model.score import SiteScore
from hengping.report.render.labels import NODE_KIND_ZH, NODE_STATE_ZH
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.evidence.outcomes import WORDS, outcome_word
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.apps.runs import exports, selectors
from hengping.web.apps.runs.check_titles import check_title
from hengping.web.apps.runs.models import Run
from hengping.web.apps.runs.result_table import STATES, Asked, header_cells, read_asked, result_page
from hengping.web.policy.decide import may
from hengping.web.policy.middleware import PolicyRequest
from hengping.web.policy.pages import page

_FINDINGS_PER_PAGE = 50
_SILENT = frozenset({Outcome.PASS, Outcome.NOT_APPLICABLE})
_NEAR = Decimal(1)
_MOST_NEAR = Decimal(20)


def _run_and_system(request: PolicyRequest, campaign: Campaign) -> tuple[Run | None, list[str], str]:
    run = selectors.current_run(campaign)
    systems = selectors.systems_of(run) if run else []
    asked = request.GET.get("system", "")
    return run, systems, asked if asked in systems else (systems[0] if systems else "")


def _titled(run: Run, systems: list[str]) -> list[tuple[str, str]]:
    return [(system_id, selectors.system_title(run, system_id)) for system_id in systems]


def _asked(request: PolicyRequest, run: Run, system_id: str) -> Asked:
    return read_asked(request.GET, system_id, selectors.columns(run, system_id))


@page("result.view")
def results(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """The table of all sites under one system."""
    run, systems, system_id = _run_and_system(request, campaign)
    if run is None or not system_id:
        return render(request, "runs/no_results.html", {"campaign": campaign})
    asked = _asked(request, run, system_id)
    query = request.GET.copy()
    query.pop("page", None)
    shown = result_page(run, asked, request.GET.get("page"))
    context = {
        "campaign": campaign,
        "run": run,
        "systems": _titled(run, systems),
        "system_id": system_id,
        "system_title": selectors.system_title(run, system_id),
        "asked": asked,
        "page": shown,
        "pages": shown.paginator.get_elided_page_range(shown.number, on_each_side=2, on_ends=1),
        "headers": header_cells(asked, request.GET, ranks=True),
        "groups": selectors.groups_of(run, system_id),
        "lists": selectors.lists_of(run, system_id),
        "states": STATES,
        "sizes": (20, 50, 100, 200),
        "query": query.urlencode(),
        "sites_base": _base("site_result", campaign.pk, "0"),
    }
    template = "runs/results_table.html" if request.headers.get("HX-Request") else "runs/results.html"
    return render(request, template, context)


@page("result.export")
def results_csv(request: PolicyRequest, campaign: Campaign) -> HttpResponseBase:
    """The table as CSV, filtered and sorted as on the page."""
    run, _systems, system_id = _run_and_system(request, campaign)
    if run is None or not system_id:
        raise Http404(_("还没有结果"))
    return exports.csv_export(run, _asked(request, run, system_id), f"{campaign.code}-{system_id}", ranks=True)


@page("result.export")
def results_xlsx(request: PolicyRequest, campaign: Campaign) -> HttpResponseBase:
    """The table as a workbook."""
    run, _systems, system_id = _run_and_system(request, campaign)
    if run is None or not system_id:
        raise Http404(_("还没有结果"))
    return exports.xlsx_export(run, _asked(request, run, system_id), f"{campaign.code}-{system_id}", ranks=True)


@page("result.view")
def near_lines(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Sites so close to a line that one more look may move them across it."""
    run, systems, system_id = _run_and_system(request, campaign)
    if run is None or not system_id:
        return render(request, "runs/no_results.html", {"campaign": campaign})
    try:
        width = min(max(Decimal(request.GET.get("width", "") or _NEAR), Decimal(0)), _MOST_NEAR)
    except InvalidOperation:
        width = _NEAR
    lines = _tier_lines(run, system_id)
    extra = []
    for text in request.GET.get("lines", "").replace("，", ",").split(",")[:10]:
        try:
            extra.append(Decimal(text.strip()))
        except InvalidOperation:
            continue
    lines = sorted({*lines, *(line for line in extra if line.is_finite())})
    near = selectors.near_lines(run, system_id, width, lines)
    context = {
        "campaign": campaign,
        "run": run,
        "systems": _titled(run, systems),
        "system_id": system_id,
        "width": width,
        "lines": lines,
        "page": Paginator(near, 100).get_page(request.GET.get("page")),
        "asked_lines": request.GET.get("lines", ""),
    }
    return render(request, "runs/near_lines.html", context)


def _tier_lines(run: Run, system_id: str) -> list[Decimal]:
    """Totals at which a tier of the run's frozen system begins or ends."""
    system = load_system(RunFolder(run.path).system_file(system_id))
    tiers = [*system.tiers, *(tier for track in system.tracks for tier in track.tiers or ())]
    ends = (end for tier in tiers for end in (tier.at_least, tier.above, tier.at_most, tier.below))
    return sorted({end for end in ends if end is not None})


def _printed(score: SiteScore, value: Decimal) -> str:
    """A number as the system prints it."""
    return format(rounded(value, score.digits, score.rounding_mode), "f")


@page("site_result.view")
def site_result(request: PolicyRequest, campaign: Campaign, entry: RosterEntry) -> HttpResponse:
    """One site: its score tree, what took points off, its findings."""
    run = selectors.current_run(campaign)
    rows = list(selectors.site_results(run, site_code=entry.site_code)) if run else []
    if run is None or not rows:
        return render(request, "runs/no_results.html", {"campaign": campaign, "entry": entry})
    order = selectors.systems_of(run)
    rows.sort(key=lambda row: order.index(row.system_id))
    row = next((row for row in rows if row.system_id == request.GET.get("system")), rows[0])
    score = selectors.score_tree(run, row.system_id, entry.site_code)
    found = selectors.findings(run, entry.site_code)
    outcome = request.GET.get("outcome", "")
    if outcome:
        found = found.filter(outcome=outcome)
    item = request.GET.get("check", "")
    if item:
        found = found.filter(check_id=item)
    findings = Paginator(found, _FINDINGS_PER_PAGE).get_page(request.GET.get("page"))
    lost = selectors.lost_points(score)
    known = {
        one.finding_id: one
        for one in selectors.findings(run, entry.site_code).filter(
            finding_id__in=[deduction.finding_id for _node, deduction in lost]
        )
    }
    context = {
        "campaign": campaign,
        "entry": entry,
        "run": run,
        "titled": [(each, selectors.system_title(run, each.system_id)) for each in rows],
        "row": row,
        "score": score,
        "state": STATES.get(row.state, row.state),
        "ranks": may(request.actor, "site_rank.view", campaign, entry),
        "tree": [
            {
                "depth": depth,
                "node": node,
                "kind": NODE_KIND_ZH[node.kind],
                "state": "" if node.state == "scored" else NODE_STATE_ZH[node.state],
                "full": _printed(score, node.full),
                "score": "" if node.state in {"not_applicable", "not_tested"} else _printed(score, node.score),
            }
            for depth, node in selectors.walk(score.root)
        ],
        "lost": [
            (node, deduction, _printed(score, deduction.counted), known.get(deduction.finding_id))
            for node, deduction in lost
        ],
        "findings": [(each, outcome_word(each.outcome), check_title(each.check_id)) for each in findings],
        "page": findings,
        "outcomes": {
            outcome.value: name for outcome, name in WORDS.items() if outcome.value not in {"pass", "not_applicable"}
        },
        "outcome": outcome,
        "evidence_base": _base("evidence", campaign.pk, entry.site_code, "0"),
    }
    return render(request, "runs/site_result.html", context)


def _base(name: str, *arguments: object) -> str:
    """An address but for its last part: finding out the address of every row takes longer than all the rest of it."""
    return reverse(name, args=arguments).removesuffix("0/")
