"""Runs that the rhythm starts by itself: one a period, as an act of the platform, waiting and pausing as told."""

from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from hengping.model.errors import InputError
from hengping.web.apps.acts.models import Act
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.notices.models import Notice
from hengping.web.apps.oversight.automatic import start_due
from hengping.web.apps.oversight.models import AutomaticStart, SupervisionDone, SupervisionPlan
from hengping.web.apps.oversight.periods import Kind
from hengping.web.apps.oversight.services import plan_set
from hengping.web.apps.runs.models import Run
from hengping.web.policy.words import Stage
from hengping.web.serving import supervisor
from hengping.web.serving.supervisor import Supervisor
from web.world import World

NOW = datetime(2026, 10, 14, 9, 0, tzinfo=timezone.get_fixed_timezone(480))
"""A Wednesday."""


@pytest.fixture
def plan(world: World, settings: object, tmp_path: Path) -> SupervisionPlan:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]  # pytest-django's
    world.at(Stage.COLLECTING)
    return _set(world)


def _set(world: World, seen: int = 0, **values: object) -> SupervisionPlan:
    fields = {
        "days": 2, "starts_on": date(2026, 10, 12), "active": True, "automatic": True, "campaign": world.campaign,
    }  # fmt: skip
    return plan_set(
        actor=world.actor("organiser"), organisation=world.organisations["office"], kind=Kind.WEEKLY,
        values=fields | values, seen=seen, key=uuid4(),
    )  # fmt: skip


def _end() -> None:
    Run.objects.update(state=Run.State.DONE)


def test_one_run_a_period_however_often_it_is_looked(world: World, plan: SupervisionPlan) -> None:
    assert [start_due(NOW), start_due(NOW), start_due(NOW + timedelta(days=1))] == [1, 0, 0]
    run = Run.objects.get()
    assert (run.campaign, run.state, run.as_of) == (world.campaign, Run.State.WAITING, date(2026, 10, 14))
    _end()
    assert start_due(NOW + timedelta(days=2)) == 0, "done, and still the same week"
    assert start_due(NOW + timedelta(days=7)) == 1
    lines = Act.objects.filter(action_id="run.start").order_by("seq")
    assert {line.actor_name for line in lines} == {"系统"}
    assert "按监督节奏自动开始2026年第42周" in lines[1].summary
    page = world.client("organiser").get(reverse("rhythm")).content.decode()
    assert str(AutomaticStart.objects.latest("period_start").run_id) in page


def test_it_waits_for_another_run_and_for_the_stage(world: World, plan: SupervisionPlan) -> None:
    Run.objects.create(campaign=world.campaign, kind=Run.Kind.TRIAL, folder_name="other", state=Run.State.RUNNING)
    assert start_due(NOW) == 0
    _end()
    world.at(Stage.FINAL)
    assert start_due(NOW) == 0
    world.at(Stage.COLLECTING)
    assert start_due(NOW) == 1


def test_paused_it_starts_nothing_and_makes_up_for_nothing(world: World, plan: SupervisionPlan) -> None:
    paused = _set(world, plan.version, automatic=False)
    assert start_due(NOW) == 0
    stopped = _set(world, paused.version, active=False)
    assert start_due(NOW) == 0
    _set(world, stopped.version)
    assert start_due(NOW + timedelta(days=14)) == 1, "the two weeks between are not made up for"
    assert Run.objects.count() == 1


def test_a_period_done_by_people_and_one_before_the_beginning_need_none(world: World, plan: SupervisionPlan) -> None:
    assert start_due(NOW - timedelta(days=3)) == 0
    SupervisionDone.objects.create(plan=plan, period_start=date(2026, 10, 12), done_on=date(2026, 10, 13), by_name="某")
    assert start_due(NOW) == 0
    assert start_due(NOW + timedelta(days=7)) == 1


def test_what_the_engine_refuses_is_told_once(world: World, plan: SupervisionPlan) -> None:
    Campaign.objects.filter(pk=world.campaign.pk).update(settings={"min_coverage": 7})
    assert [start_due(NOW), start_due(NOW)] == [0, 0]
    assert not Run.objects.exists()
    assert "min_coverage" in AutomaticStart.objects.get().fault
    assert Notice.objects.filter(recipient=world.people["organiser"], subject__contains="没有开始").count() == 1
    line = Act.objects.filter(action_id="run.start").latest("seq")
    assert "没有成功" in line.summary


def test_the_supervisor_starts_it(world: World, plan: SupervisionPlan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Supervisor, "_start", lambda _self, _run: None)
    monkeypatch.setattr(supervisor, "close_old_connections", lambda: None)  # the test's own is the only one
    with time_machine.travel(NOW, tick=False):
        Supervisor("here").look()
        Supervisor("there").look()
    assert Run.objects.get().state == Run.State.RUNNING, "claimed by the first"
    assert AutomaticStart.objects.count() == 1


def test_another_bureau_s_evaluation_is_not_run(world: World, plan: SupervisionPlan) -> None:
    theirs = Campaign.objects.create(
        code="qinghe-2026", title="清河市评估", organiser=world.organisations["elsewhere"], as_of=date(2026, 11, 1)
    )
    with pytest.raises(InputError, match="本单位"):
        _set(world, plan.version, campaign=theirs)
    address = reverse("rhythm_plan", args=(world.organisations["office"].pk, "weekly"))
    page = world.client("organiser").get(address).content.decode()
    assert "自动运行的绩效评估" in page
    assert "清河市评估" not in page
