"""Reads."""

from hengping.web.apps.campaigns.models import Campaign
from hengping.web.policy.decide import Actor, may


def campaigns_for(actor: Actor) -> list[Campaign]:
    """Evaluations that somebody may see, newest first."""
    every = Campaign.objects.select_related("organiser").prefetch_related("team")
    return [campaign for campaign in every if may(actor, "campaign.view", campaign)]
