"""Pages: the log of acts."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render

from hengping.web.apps.acts.forms import LogFilter
from hengping.web.apps.acts.selectors import (
    COLUMNS,
    action_name,
    actions_in,
    acts_seen,
    campaign_titles,
    chain,
    changes,
    export_rows,
    filtered,
)
from hengping.web.policy.middleware import PolicyRequest
from hengping.web.policy.pages import page
from hengping.web.ui.sheets import csv_answer

_PER_PAGE = 50


def _filter(request: PolicyRequest) -> LogFilter:
    seen = acts_seen(request.actor)
    titles = campaign_titles(seen.order_by().values_list("campaign_id", flat=True).distinct())
    campaigns = [(str(pk), title) for pk, title in sorted(titles.items(), key=lambda item: item[1])]
    return LogFilter(request.GET, actions=actions_in(seen), campaigns=campaigns)


@page("log.view")
def log(request: PolicyRequest) -> HttpResponse:
    """The lines, newest first."""
    form = _filter(request)
    found = filtered(acts_seen(request.actor), form.wanted)
    shown = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    titles = campaign_titles(one.campaign_id for one in shown)
    lines = [
        (one, action_name(one.action_id), titles.get(one.campaign_id, "") if one.campaign_id else "") for one in shown
    ]
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {"form": form, "lines": lines, "shown": shown, "asked": asked.urlencode(), "total": shown.paginator.count}
    return render(request, "acts/log.html", context)


@page("log.view")
def check(request: PolicyRequest) -> HttpResponse:
    """Whether the chain holds; a page of its own, since it reads every line."""
    return render(request, "acts/chain.html", {"chain": chain()})


@page("log.view")
def line(request: PolicyRequest, seq: int) -> HttpResponse:
    """One line: old and new values, reasons, digests."""
    act = get_object_or_404(acts_seen(request.actor), seq=seq)
    changed, rest = changes(act)
    titles = campaign_titles([act.campaign_id])
    context = {
        "act": act, "action": action_name(act.action_id), "changed": changed, "rest": rest,
        "campaign_title": titles.get(act.campaign_id, "") if act.campaign_id else "",
    }  # fmt: skip
    return render(request, "acts/line.html", context)


@page("log.view")
def download(request: PolicyRequest) -> HttpResponseBase:
    """The lines that the filter leaves, as CSV."""
    found = filtered(acts_seen(request.actor), _filter(request).wanted)
    return csv_answer("acts.csv", COLUMNS, export_rows(found))
