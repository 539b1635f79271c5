"""The policy table against what people worked out: every action × role × stage, own and foreign; then every address."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from hengping.web.apps.accounts.models import Membership, Organisation
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.policy.decide import Actor, decide
from hengping.web.policy.table import TABLE
from hengping.web.policy.words import Role, Stage
from web.addresses import operations, views
from web.matrix import ROLES, expected, matrix
from web.world import World

_PUBLIC = (Stage.PUBLISHED, Stage.ARCHIVED)


def test_every_action_has_been_thought_about() -> None:
    assert sorted(TABLE) == sorted(matrix())


def test_every_action_is_about_what_it_is_about() -> None:
    for action_id, line in matrix().items():
        row = TABLE[action_id]
        kind = "own" if row.any_user else "platform" if not row.of_campaign else "site" if row.of_site else "campaign"
        assert kind == line.kind, action_id


def actors(world: World) -> dict[str, Actor]:
    """Everybody; memberships are read once."""
    return {who: world.actor(who) if who else Actor(AnonymousUser()) for who in ROLES}


@pytest.mark.parametrize("stage", list(Stage))
def test_everybody_may_what_was_worked_out_and_nothing_else(world: World, stage: Stage) -> None:
    campaign = world.at(stage)
    wrong = []
    for who, actor in actors(world).items():
        for action_id, line in matrix().items():
            for site, entry in world.entries.items():
                about = (campaign, entry) if line.kind == "site" else (campaign, None)
                decision = decide(actor, action_id, *about)
                if decision.allowed != expected(line, who, stage, site):
                    wrong.append((who, action_id, site, decision.allowed))
                if not decision.allowed and line.kind in {"campaign", "site"}:
                    known = expected(matrix()["campaign.view"], who, stage)
                    # Whose site it is not may know of the evaluation only what the public may.
                    if line.kind == "site" and ROLES[who] == {Role.OPERATOR} and not expected(line, who, stage, site):
                        continue
                    assert decision.visible == known, (who, action_id, stage)
    assert wrong == []


@pytest.mark.parametrize("stage", _PUBLIC)
def test_under_embargo_a_published_evaluation_is_final_to_everybody(world: World, stage: Stage) -> None:
    world.at(stage)
    Campaign.objects.filter(pk=world.campaign.pk).update(embargo_until=timezone.now() + timedelta(hours=1))
    campaign = Campaign.objects.get(pk=world.campaign.pk)
    for who, actor in actors(world).items():
        for action_id, line in matrix().items():
            entry = world.entries["health"] if line.kind == "site" else None
            assert decide(actor, action_id, campaign, entry).allowed == expected(line, who, Stage.FINAL), (who, line)


@pytest.mark.parametrize("stage", list(Stage))
def test_in_another_bureau_s_evaluation_everybody_is_the_public(world: World, stage: Stage) -> None:
    """Also who has every role in their own bureau; a site of the one evaluation is none of the other."""
    stranger = world.people["nobody"]
    place = Organisation.objects.create(name="别处的办公室")
    for role in Role:
        if role is not Role.PUBLIC:
            Membership.objects.create(user=stranger, organisation=place, role=role)
    own = Campaign.objects.create(
        code="elsewhere-2026", title="别处", organiser=place, as_of=world.campaign.as_of, systems=[]
    )
    actor = Actor(stranger)
    campaign = world.at(stage)
    for action_id, line in matrix().items():
        if line.kind in {"own", "platform"}:
            continue
        entry = world.entries["health"] if line.kind == "site" else None
        allowed = decide(actor, action_id, campaign, entry).allowed
        assert allowed == (stage in line.stages[Role.PUBLIC]), action_id
        if entry is not None:
            mixed = decide(actor, action_id, own, entry)
            assert not mixed.allowed
            assert not mixed.visible


@pytest.mark.parametrize("change", ["ended", "ran_out", "inactive"])
def test_a_role_that_is_over_gives_nothing(world: World, change: str) -> None:
    now = timezone.now()
    mine = Membership.objects.filter(user=world.people["organiser"])
    if change == "ended":
        mine.update(ended_at=now)
    elif change == "ran_out":
        mine.update(until=timezone.localdate() - timedelta(days=1))
    else:
        world.people["organiser"].is_active = False
    for action_id, line in matrix().items():
        if line.kind != "own":
            entry = world.entries["health"] if line.kind == "site" else None
            allowed = decide(world.actor("organiser"), action_id, world.campaign, entry).allowed
            assert allowed == expected(line, "nobody", Stage.DRAFT), action_id


def test_every_page_asks_the_table() -> None:
    unguarded = [one.route for one in views() if not one.actions and not one.excepted]
    assert unguarded == [], "decorate these views with @page(…), or name the reason in tests/web/addresses.py"
    assert len(views()) > 20


def test_every_operation_of_the_interface_asks_the_table() -> None:
    assert [one.route for one in operations() if not one.actions and not one.excepted] == []


def test_every_page_names_actions_that_exist() -> None:
    for one in (*views(), *operations()):
        assert set(one.actions.values()) <= set(TABLE), one.route


def test_addresses_carry_what_their_action_is_about() -> None:
    for one in views():
        for action_id in one.actions.values():
            if TABLE[action_id].of_campaign:
                assert "campaign_id" in one.parameters, one.route
            if TABLE[action_id].of_site:
                assert "site_code" in one.parameters, one.route
