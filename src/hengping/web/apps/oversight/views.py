"""The dashboard of an evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render

from hengping.report.wording import figure, rate
from hengping.web.apps.oversight.overview import overview_of, picture
from hengping.web.apps.oversight.rounds import rounds_of, trend_charts, versions_differ
from hengping.web.apps.runs.selectors import current_run, system_title, systems_of
from hengping.web.policy.pages import page

if TYPE_CHECKING:
    from hengping.model.score import GroupSummary
    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.policy.middleware import PolicyRequest


def _printed(row: GroupSummary) -> dict[str, str | int | bool]:
    """A row of the table of groups."""
    return {
        "whole": not row.group,
        "group": row.group,
        "sites": row.sites,
        "assessed": row.assessed,
        "passed": row.passed,
        "vetoed": row.vetoed,
        "blocked": row.blocked,
        "mean": figure(row.mean),
        "highest": figure(row.highest),
        "lowest": figure(row.lowest),
    }


@page("dashboard.view")
def dashboard(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Figures, means, heat map, problems, distribution, trend and tiles of the current run under one system."""
    run = current_run(campaign)
    systems = systems_of(run) if run else []
    if run is None or not systems:
        return render(request, "oversight/no_dashboard.html", {"campaign": campaign})
    asked = request.GET.get("system", "")
    system_id = asked if asked in systems else systems[0]
    items = request.GET.get("show") == "items"
    rounds = rounds_of(request.actor, campaign, system_id)
    view = overview_of(run, system_id, items=items)
    context = {
        "campaign": campaign,
        "run": run,
        "systems": [(each, system_title(run, each)) for each in systems],
        "system_title": system_title(run, system_id),
        "system_id": system_id,
        "items": items,
        "view": view,
        "coverage": rate(view.key.coverage),
        "group_rows": [_printed(row) for row in (*([view.overall] if view.overall else []), *view.groups)],
        "rounds": rounds,
        "trends": [picture(chart) for chart in trend_charts(rounds)],
        "versions_differ": versions_differ(rounds),
    }
    return render(request, "oversight/dashboard.html", context)
