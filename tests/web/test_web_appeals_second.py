"""The second instance of an appeal: who may rule, and until when it is open."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hengping.demo.evaluation import DemoOutcome
from hengping.model.errors import InputError
from hengping.web.apps.appeals.clock import deadline
from hengping.web.apps.appeals.models import Appeal
from hengping.web.apps.appeals.ruling_services import appeal_accept, appeal_refuse, ruling_confirm, ruling_propose
from hengping.web.apps.appeals.services import appeal_raise, appeal_take_further
from hengping.web.apps.appeals.terms import second_until
from hengping.web.apps.campaigns.models import StageChange
from hengping.web.policy.words import Stage
from web.objections import REASON, Objections, make_objections
from web.world import World


@pytest.fixture
def made(world: World, small_outcome: DemoOutcome, tmp_path: Path, settings) -> Objections:
    settings.DATA_DIR = tmp_path
    return make_objections(world, small_outcome, tmp_path)


def raised(made: Objections, who: str = "operator") -> Appeal:
    return appeal_raise(
        actor=made.world.actor(who), campaign=made.campaign, entry=made.own, finding_id=made.costly().finding_id,
        grounds="该栏目已按期更新，采集时页面正在切换。",
    )  # fmt: skip


def proposed(made: Objections, **more: str) -> Appeal:
    appeal = raised(made)
    appeal_accept(actor=made.world.actor("organiser"), appeal=appeal, seen=1)
    ruling_propose(
        actor=made.world.actor("organiser"), appeal=appeal, seen=2, reason=REASON,
        **({"result": "upheld", "outcome": "pass"} | more),
    )  # fmt: skip
    return Appeal.objects.get(pk=appeal.pk)


def test_a_rejected_appeal_changes_nothing_and_may_go_on_once(made: Objections) -> None:
    before = dict(made.run.site_results.values_list("pk", "total"))
    appeal = proposed(made, result="rejected", outcome="")
    assert ruling_confirm(actor=made.world.actor("organiser2"), appeal=appeal, seen=appeal.version) is None
    appeal.refresh_from_db()
    assert appeal.state == "rejected"
    assert dict(made.run.site_results.values_list("pk", "total")) == before
    second = appeal_take_further(
        actor=made.world.actor("operator"), appeal=appeal, grounds="原裁定未采纳第二份证明材料。"
    )
    assert second.instance == 2
    with pytest.raises(InputError):
        appeal_take_further(actor=made.world.actor("operator"), appeal=appeal, grounds="再次申请复议，理由同上。")
    appeal_accept(actor=made.world.actor("organiser"), appeal=second, seen=1)
    with pytest.raises(InputError, match="第一次裁定"):
        ruling_propose(actor=made.world.actor("organiser"), appeal=second, result="rejected", reason=REASON, seen=2)
    second.refresh_from_db()
    ruling_propose(actor=made.world.actor("arbiter"), appeal=second, result="rejected", reason=REASON, seen=2)
    ruling_confirm(actor=made.world.actor("organiser"), appeal=second, seen=3)
    with pytest.raises(InputError):
        appeal_take_further(actor=made.world.actor("operator"), appeal=second, grounds="对复议裁定再申请复议。")


def test_the_days_for_the_second_instance_are_working_days(made: Objections, time_machine) -> None:
    time_machine.move_to("2026-11-20T10:00:00+08:00")  # a Friday
    appeal = raised(made)
    appeal_refuse(actor=made.world.actor("organiser"), appeal=appeal, reason=REASON, seen=1)
    time_machine.move_to("2026-11-27T23:00:00+08:00")  # five working days later
    assert appeal_take_further(actor=made.world.actor("operator"), appeal=appeal, grounds="应当予以受理的理由如下。")


def test_after_them_it_is_final(made: Objections, time_machine) -> None:
    time_machine.move_to("2026-11-20T10:00:00+08:00")
    appeal = raised(made)
    appeal_refuse(actor=made.world.actor("organiser"), appeal=appeal, reason=REASON, seen=1)
    time_machine.move_to("2026-11-28T00:10:00+08:00")
    with pytest.raises(InputError, match="期限"):
        appeal_take_further(actor=made.world.actor("operator"), appeal=appeal, grounds="应当予以受理的理由如下。")


def test_the_days_for_the_second_instance_stand_still_while_no_appeals_are_taken(
    made: Objections, time_machine
) -> None:
    time_machine.move_to("2026-11-20T10:00:00+08:00")  # a Friday
    appeal = raised(made)
    appeal_refuse(actor=made.world.actor("organiser"), appeal=appeal, reason=REASON, seen=1)
    time_machine.move_to("2026-11-25T10:00:00+08:00")  # a Wednesday: three of five working days are left
    suspended = StageChange.objects.create(
        campaign=made.campaign, before=Stage.OBJECTION, after=Stage.PRELIMINARY, by_name="组织者", reason="暂停受理"
    )
    time_machine.move_to("2026-12-11T10:00:00+08:00")  # a Friday
    StageChange.objects.create(
        campaign=made.campaign, before=Stage.PRELIMINARY, after=Stage.OBJECTION, by_name="组织者"
    )
    appeal = Appeal.objects.get(pk=appeal.pk)
    last = second_until(appeal)
    assert last is not None
    assert last.on.isoformat() == "2026-12-16"
    assert appeal_take_further(actor=made.world.actor("operator"), appeal=appeal, grounds="应当予以受理的理由如下。")
    # What was over before it does not begin anew.
    StageChange.objects.filter(pk=suspended.pk).update(at=datetime(2026, 11, 30, 10, tzinfo=UTC))
    assert second_until(appeal) == deadline(date(2026, 11, 20), 5)


def test_the_second_instance_is_not_dismissed_by_one_person(made: Objections) -> None:
    appeal = raised(made)
    appeal_refuse(actor=made.world.actor("organiser"), appeal=appeal, reason=REASON, seen=1)
    second = appeal_take_further(actor=made.world.actor("operator"), appeal=appeal, grounds="应当予以受理的理由如下。")
    for who in ("organiser", "organiser2"):
        with pytest.raises(InputError, match="由两人裁定"):
            appeal_refuse(actor=made.world.actor(who), appeal=second, reason=REASON, seen=1)
    address = f"{made.base()}appeals/{second.pk}/"
    assert "不予受理</button>" not in made.client("organiser2").get(address).content.decode()
    second.refresh_from_db()
    appeal_accept(actor=made.world.actor("organiser"), appeal=second, seen=1)
    # Who dismissed it does not propose how to rule on it either.
    with pytest.raises(InputError, match="第一次裁定"):
        ruling_propose(actor=made.world.actor("organiser"), appeal=second, result="rejected", reason=REASON, seen=2)
    second.refresh_from_db()
    ruling_propose(actor=made.world.actor("organiser2"), appeal=second, result="rejected", reason=REASON, seen=2)
