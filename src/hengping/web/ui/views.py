"""The first page."""

from django.http import HttpResponse
from django.shortcuts import render

from hengping.web.apps.campaigns.selectors import campaigns_for
from hengping.web.policy.middleware import PolicyRequest
from hengping.web.policy.pages import page


@page("public.view")
def home(request: PolicyRequest) -> HttpResponse:
    """Evaluations that whoever looks may see."""
    return render(request, "ui/home.html", {"campaigns": campaigns_for(request.actor)})
