"""The moment at which a publication becomes visible is told, once, to those whom it concerns."""

from datetime import timedelta

import time_machine
from django.core import mail as outbox
from django.utils import timezone

from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.campaigns.stages import arrow
from hengping.web.apps.campaigns.telling import tell_of_move
from hengping.web.apps.notices.errands import run_errands
from hengping.web.apps.notices.models import Notice
from hengping.web.policy.words import Stage
from web.world import World


def _publish(world: World, hours: int | None) -> Campaign:
    campaign = world.at(Stage.PUBLISHED)
    campaign.embargo_until = timezone.now() + timedelta(hours=hours) if hours is not None else None
    campaign.save()
    made = arrow(Stage.FINAL, Stage.PUBLISHED)
    assert made is not None
    tell_of_move(campaign, made, world.people["organiser"])
    return campaign


def _told(world: World, who: str) -> list[str]:
    return [one.subject for one in Notice.objects.filter(recipient=world.people[who]).order_by("created_at")]


def test_judged_bodies_hear_of_an_embargoed_publication_when_its_hour_comes(world: World) -> None:
    _publish(world, 5)
    run_errands(timezone.now())
    assert _told(world, "operator") == []
    with time_machine.travel(timezone.now() + timedelta(hours=5, minutes=1)):
        run_errands(timezone.now())
        run_errands(timezone.now())
    for who in ("operator", "other_operator", "assessor", "auditor"):
        assert _told(world, who) == ["“2026年云溪省政府网站绩效评估”已经公开"], who
    assert _told(world, "organiser") == ["“2026年云溪省政府网站绩效评估”已经公开"]
    assert _told(world, "other_organiser") == []
    assert sum(message.to == ["operator@example.gov.cn"] for message in outbox.outbox) == 1


def test_who_was_told_at_once_is_not_told_again(world: World) -> None:
    _publish(world, -1)
    before = _told(world, "operator")
    run_errands(timezone.now())
    assert len(before) == 1
    assert _told(world, "operator") == before


def test_what_became_public_long_ago_is_no_news(world: World) -> None:
    campaign = world.at(Stage.ARCHIVED)
    Campaign.objects.filter(pk=campaign.pk).update(embargo_until=timezone.now() - timedelta(days=30))
    run_errands(timezone.now())
    assert Notice.objects.count() == 0
