"""Pages of an evaluation."""

from django.http import HttpResponse
from django.shortcuts import render

from hengping.web.apps.campaigns.models import Campaign
from hengping.web.policy.middleware import PolicyRequest
from hengping.web.policy.pages import page


@page("campaign.view")
def overview(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Where an evaluation stands."""
    return render(request, "campaigns/overview.html", {"campaign": campaign})
