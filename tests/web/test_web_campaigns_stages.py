"""A whole evaluation from its draft to the archive over a real run: what each step demands, and who is told."""

import shutil
import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from hengping.demo.evaluation import DemoOutcome
from hengping.pipeline.context import open_run
from hengping.web.apps.acts.services import first_fault
from hengping.web.apps.campaigns.dates import PLANNED
from hengping.web.apps.campaigns.models import Campaign, StageChange, StageDates, runs_dir
from hengping.web.apps.campaigns.stage_services import NotYetError, campaign_move
from hengping.web.apps.campaigns.stages import arrow
from hengping.web.apps.campaigns.telling import calendar_deadlines
from hengping.web.apps.notices.models import Notice
from hengping.web.apps.publishing.digests import subject_digest
from hengping.web.apps.publishing.models import Approval
from hengping.web.apps.publishing.services import approval_give, results_publish
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.apps.runs.models import Run
from hengping.web.policy.words import Stage
from web.world import World

WHY = "评分尚未完成，先行试行"


@pytest.fixture
def like_the_run(world: World, small_outcome: DemoOutcome) -> World:
    """The evaluation with roster, rules and time point of the simulated run."""
    run = open_run(small_outcome.run.path)
    world.campaign.entries.all().delete()
    for place, site in enumerate(run.sites):
        RosterEntry.objects.create(
            campaign=world.campaign, place=place, site_code=site.site_code, name=site.name, unit=site.unit,
            url=site.url, group=site.group, site_class=site.site_class, organisation=world.organisations["health"],
        )  # fmt: skip
    Campaign.objects.filter(pk=world.campaign.pk).update(as_of=run.as_of, systems=list(run.systems))
    today = timezone.localdate()
    for place, stage in enumerate(PLANNED):
        begins_on = today + timedelta(days=10 * place)
        StageDates.objects.create(
            campaign=world.campaign, stage=stage, begins_on=begins_on, ends_on=begins_on + timedelta(days=9)
        )
    return world


def add_run(world: World, outcome: DemoOutcome, **fields: object) -> Run:
    values = {"kind": "first", "state": "done", "is_current": True} | fields
    run: Run = Run.objects.create(campaign=world.campaign, folder_name=f"t-{uuid.uuid4().hex[:8]}", **values)
    shutil.copytree(outcome.run.path, runs_dir() / run.folder_name)
    return run


def move(world: World, after: Stage, reason: str = "") -> StageChange:
    campaign = Campaign.objects.get(pk=world.campaign.pk)
    found = arrow(Stage(campaign.stage), after)
    assert found is not None
    return campaign_move(
        actor=world.actor("organiser"), campaign=campaign, arrow=found, seen=campaign.version, reason=reason
    )


def told(who: str, world: World) -> list[str]:
    return list(
        Notice.objects.filter(recipient=world.people[who]).order_by("created_at").values_list("subject", flat=True)
    )


def in_the_way(world: World, after: Stage, reason: str = "") -> list[str]:
    with pytest.raises(NotYetError) as caught:
        move(world, after, reason)
    return [each.name for each in caught.value.missing]


def test_from_draft_to_archive(like_the_run: World, small_outcome: DemoOutcome) -> None:
    world = like_the_run
    move(world, Stage.COLLECTING)
    assert "运行已完成" in in_the_way(world, Stage.PRELIMINARY)
    add_run(world, small_outcome)
    move(world, Stage.PRELIMINARY)
    assert any("初评" in subject for subject in told("operator", world))
    assert not told("organiser", world)
    assert told("organiser2", world)
    move(world, Stage.OBJECTION)
    assert "整改与申诉期已满" in in_the_way(world, Stage.REASSESSING)
    StageDates.objects.filter(stage=Stage.OBJECTION).update(ends_on=timezone.localdate() - timedelta(days=1))
    move(world, Stage.REASSESSING)
    assert in_the_way(world, Stage.FINAL) == ["结果没有待定之处"]
    change = move(world, Stage.FINAL, reason=WHY)
    assert change.reason == WHY
    assert any(each["name"] == "结果没有待定之处" and not each["met"] for each in change.conditions)
    campaign = Campaign.objects.get(pk=world.campaign.pk)
    for subject in (Approval.Subject.LISTS, Approval.Subject.PUBLICATION):
        for who in ("organiser", "organiser2"):
            digest = subject_digest(campaign, subject)
            approval_give(actor=world.actor(who), campaign=campaign, subject=subject, digest=digest)
    results_publish(
        actor=world.actor("organiser"), campaign=campaign, by="办公厅", on=date(2026, 12, 20), seen=campaign.version,
        reason=WHY,
    )  # fmt: skip
    assert any("已发布" in subject for subject in told("operator", world))
    move(world, Stage.ARCHIVED)
    assert Campaign.objects.get(pk=world.campaign.pk).stage == Stage.ARCHIVED
    assert StageChange.objects.count() == 7
    assert first_fault() is None
    for who in ("organiser", "auditor", "assessor", "operator", ""):
        assert world.client(who).get(f"/campaigns/{world.campaign.pk}/").status_code == 200, who


def test_a_trial_is_no_result(like_the_run: World, small_outcome: DemoOutcome) -> None:
    move(like_the_run, Stage.COLLECTING)
    add_run(like_the_run, small_outcome, kind="trial")
    assert "运行已完成" in in_the_way(like_the_run, Stage.PRELIMINARY)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"as_of": date(2026, 1, 1)}, "监测时间点"),
        ({"systems": ["zhaoqing-2019"]}, "指标体系"),
        ({}, "评估名单"),
    ],
)
def test_a_run_by_other_rules_is_no_result(
    like_the_run: World, small_outcome: DemoOutcome, change: dict[str, object], named: str
) -> None:
    world = like_the_run
    if change:
        Campaign.objects.filter(pk=world.campaign.pk).update(**change)
    else:
        RosterEntry.objects.filter(campaign=world.campaign).first().delete()
    move(world, Stage.COLLECTING)
    add_run(world, small_outcome)
    with pytest.raises(NotYetError) as caught:
        move(world, Stage.PRELIMINARY)
    assert [each.told for each in caught.value.missing] == [f"不一致：{named}"]


def test_judged_bodies_are_not_told_of_what_is_under_embargo(like_the_run: World, small_outcome: DemoOutcome) -> None:
    world = like_the_run
    add_run(world, small_outcome)
    Campaign.objects.filter(pk=world.campaign.pk).update(
        stage=Stage.FINAL, embargo_until=timezone.now() + timedelta(days=1)
    )
    campaign = Campaign.objects.get(pk=world.campaign.pk)
    for subject in (Approval.Subject.LISTS, Approval.Subject.PUBLICATION):
        for who in ("organiser", "organiser2"):
            digest = subject_digest(campaign, subject)
            approval_give(actor=world.actor(who), campaign=campaign, subject=subject, digest=digest)
    results_publish(
        actor=world.actor("organiser"), campaign=campaign, by="办公厅", on=date(2026, 12, 20), seen=campaign.version,
        reason=WHY,
    )  # fmt: skip
    assert Campaign.objects.get(pk=campaign.pk).stage == Stage.PUBLISHED
    assert not told("operator", world)
    for who, stage in (("operator", Stage.FINAL), ("organiser2", Stage.PUBLISHED)):
        line = world.client(who).get(f"/campaigns/{campaign.pk}/").context["line"]
        assert [step.stage for step in line if step.state == "now"] == [stage]
    assert world.client().get(f"/campaigns/{campaign.pk}/").status_code == 302
    assert "已对公众开放" in in_the_way(world, Stage.ARCHIVED)


def test_the_calendar_reminds_of_the_stage_that_is(like_the_run: World) -> None:
    Campaign.objects.filter(pk=like_the_run.campaign.pk).update(stage=Stage.OBJECTION)
    found = list(calendar_deadlines(timezone.now()))
    assert [each.key for each in found] == [f"stage:{like_the_run.campaign.pk}:objection"]
    assert {person.username for person in found[0].people} == {"organiser", "organiser2"}
