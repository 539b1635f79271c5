"""The policy table as it is read: own and foreign bodies, stages, embargo."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from hengping.web.apps.accounts.models import Membership
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.policy.decide import Actor, decide, may
from hengping.web.policy.words import Stage
from web.world import World


def test_an_unknown_action_is_refused_to_everybody(world: World) -> None:
    assert not may(world.actor("organiser"), "campaign.burn", world.campaign)


def test_an_organiser_edits_a_draft_and_nothing_later(world: World) -> None:
    assert may(world.actor("organiser"), "campaign.edit", world.campaign)
    decision = decide(world.actor("organiser"), "campaign.edit", world.at(Stage.COLLECTING))
    assert not decision.allowed
    assert "监测采集" in decision.reason


@pytest.mark.parametrize("who", ["other_organiser", "nobody", "other_operator"])
def test_a_draft_is_unknown_to_others(world: World, who: str) -> None:
    decision = decide(world.actor(who), "campaign.view", world.campaign)
    assert not decision.allowed
    assert not decision.visible


def test_a_superior_body_sees_and_changes_nothing(world: World) -> None:
    superior = world.actor("superior")
    assert may(superior, "result.view", world.campaign)
    assert not may(superior, "campaign.edit", world.campaign)


def test_a_judged_body_sees_its_own_site_only(world: World) -> None:
    campaign = world.at(Stage.PRELIMINARY)
    operator = world.actor("operator")
    assert may(operator, "site_result.view", campaign, world.entries["health"])
    assert not may(operator, "site_result.view", campaign, world.entries["traffic"])
    assert not may(operator, "site_rank.view", campaign, world.entries["health"])


def test_nobody_judges_the_site_of_their_own_body(world: World) -> None:
    campaign = world.at(Stage.COLLECTING)
    Membership.objects.create(
        user=world.people["assessor"], organisation=world.organisations["health"], role="operator"
    )
    assert may(world.actor("assessor"), "evidence.view", campaign, world.entries["traffic"])
    assert not may(world.actor("assessor"), "evidence.view", campaign, world.entries["health"])


def test_nothing_published_is_public_before_its_day(world: World) -> None:
    campaign = world.at(Stage.PUBLISHED)
    public = Actor(AnonymousUser())
    assert may(public, "published.view", campaign)
    Campaign.objects.filter(pk=campaign.pk).update(embargo_until=timezone.now() + timedelta(hours=1))
    campaign = Campaign.objects.get(pk=campaign.pk)
    assert not may(Actor(AnonymousUser()), "published.view", campaign)
    assert not decide(Actor(AnonymousUser()), "campaign.view", campaign).visible


def test_a_hidden_evaluation_and_one_that_is_not_answer_alike(world: World) -> None:
    client = world.client("other_organiser")
    hidden = client.get(f"/campaigns/{world.campaign.pk}/")
    absent = client.get("/campaigns/00000000-0000-4000-8000-000000000000/")
    assert hidden.status_code == absent.status_code == 404
    assert "云溪" not in hidden.content.decode()


def test_the_public_is_sent_to_sign_in_for_either(world: World) -> None:
    client = world.client()
    hidden = client.get(f"/campaigns/{world.campaign.pk}/")
    absent = client.get("/campaigns/00000000-0000-4000-8000-000000000000/")
    assert hidden.status_code == absent.status_code == 302


def test_pages_answer_the_right_people(world: World) -> None:
    for who in ("organiser", "assessor", "arbiter", "auditor", "superior"):
        assert world.client(who).get(f"/campaigns/{world.campaign.pk}/").status_code == 200
    page = world.client("organiser").get("/")
    assert world.campaign.title in page.content.decode()
