"""The supervision rhythm: when it is due, what counts as done, who may say so, who is reminded and how often."""

import re
from datetime import date, datetime
from itertools import pairwise
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from hengping.model.errors import InputError
from hengping.web.apps.acts.models import Act
from hengping.web.apps.acts.services import AlreadyDoneError, ConflictError
from hengping.web.apps.notices.errands import ERRANDS, run_errands
from hengping.web.apps.notices.models import Notice
from hengping.web.apps.oversight.models import SupervisionDone, SupervisionPlan
from hengping.web.apps.oversight.periods import Kind, period_of, periods
from hengping.web.apps.oversight.reminding import remind_rhythm
from hengping.web.apps.oversight.rhythm import standings, turns_of
from hengping.web.apps.oversight.services import done_record, done_withdraw, plan_set
from hengping.web.apps.runs.models import Run
from web.world import World

HOSTILE = "<script>alert(1)</script>"
NOW = datetime(2026, 10, 12, 9, 0, tzinfo=timezone.get_fixed_timezone(480))
TODAY = date(2026, 10, 12)


@pytest.fixture
def plan(world: World) -> SupervisionPlan:
    """A weekly check since the middle of September 2026, to be done two working days after the week."""
    return _set(world, Kind.WEEKLY, starts_on=date(2026, 9, 14))


def _set(world: World, kind: Kind, who: str = "organiser", seen: int = 0, **values: object) -> SupervisionPlan:
    fields = {"days": 2, "starts_on": date(2026, 9, 14), "active": True} | values
    return plan_set(
        actor=world.actor(who), organisation=world.organisations["office"], kind=kind, values=fields, seen=seen,
        key=uuid4(),
    )  # fmt: skip


def _done(world: World, plan: SupervisionPlan, start: date, who: str = "organiser", **more: object) -> SupervisionDone:
    fields = {"done_on": start, "campaign": None, "note": "已做", "key": uuid4()} | more
    return done_record(actor=world.actor(who), plan=plan, start=start, **fields)  # type: ignore[arg-type]  # given by the test


@pytest.mark.parametrize(
    ("kind", "day", "start", "end", "label"),
    [
        (Kind.WEEKLY, date(2027, 1, 1), date(2026, 12, 28), date(2027, 1, 3), "2026年第53周（12月28日—1月3日）"),
        (Kind.MONTHLY, date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31), "2026年12月"),
        (Kind.MONTHLY, date(2024, 2, 29), date(2024, 2, 1), date(2024, 2, 29), "2024年2月"),
        (Kind.QUARTERLY, date(2026, 11, 23), date(2026, 10, 1), date(2026, 12, 31), "2026年第4季度"),
        (Kind.ANNUAL, date(2026, 1, 1), date(2026, 1, 1), date(2026, 12, 31), "2026年"),
    ],
)
def test_periods(kind: Kind, day: date, start: date, end: date, label: str) -> None:
    period = period_of(kind, day)
    assert (period.start, period.end, period.label) == (start, end, label)


@pytest.mark.parametrize("kind", list(Kind))
def test_periods_follow_each_other_without_a_gap(kind: Kind) -> None:
    found = list(periods(kind, date(2024, 1, 1), date(2026, 12, 31)))
    assert all((later.start - earlier.end).days == 1 for later, earlier in pairwise(found))
    assert found[-1].start <= date(2024, 1, 1) <= found[-1].end


def test_the_last_day_is_counted_in_working_days() -> None:
    # The week before National Day: offices rest from 1 to 7 October 2026.
    assert period_of(Kind.WEEKLY, date(2026, 9, 30)).due(2) == (date(2026, 10, 9), True)
    assert period_of(Kind.MONTHLY, date(2026, 9, 30)).due(1) == (date(2026, 10, 8), True)
    # No notice of 2027 is known: weekends alone are left out, and that is said.
    assert period_of(Kind.ANNUAL, date(2026, 9, 30)).due(1) == (date(2027, 1, 1), False)


def test_what_is_late_is_told_from_what_is_open_and_done(world: World, plan: SupervisionPlan) -> None:
    with time_machine.travel(NOW):
        _done(world, plan, date(2026, 9, 14), done_on=date(2026, 9, 22))
        _done(world, plan, date(2026, 9, 21), done_on=date(2026, 10, 10))
    assert [turn.state for turn in turns_of(plan, TODAY)] == ["open", "open", "overdue", "late", "done"]
    SupervisionPlan.objects.filter(pk=plan.pk).update(active=False)
    rest = turns_of(SupervisionPlan.objects.get(pk=plan.pk), TODAY)
    assert "overdue" not in {turn.state for turn in rest}
    assert turns_of(plan, date(2026, 9, 1)) == ()


def test_what_was_done_is_linked_with_its_run(world: World, plan: SupervisionPlan) -> None:
    run = Run.objects.create(campaign=world.campaign, kind=Run.Kind.FIRST, folder_name="r", is_current=True)
    with time_machine.travel(NOW):
        record = _done(world, plan, date(2026, 9, 28), campaign=world.campaign, note="")
        text = world.client("organiser").get("/oversight/rhythm/").content.decode()
    assert record.run == run
    last = standings(world.organisations["office"], TODAY)[0].last_done
    assert last is not None
    assert last.done == record
    assert reverse("campaign", args=(world.campaign.pk,)) in text


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": date(2026, 9, 7)},
        {"start": date(2026, 10, 19)},
        {"start": date(2026, 9, 15)},
        {"done_on": date(2026, 10, 13)},
        {"done_on": date(2026, 9, 27)},
        {"note": "  "},
    ],
)
def test_what_cannot_be_is_not_recorded(world: World, plan: SupervisionPlan, wrong: dict[str, object]) -> None:
    fields = {"start": date(2026, 9, 28), "done_on": date(2026, 10, 1), "note": "已做"} | wrong
    with time_machine.travel(NOW), pytest.raises(InputError):
        _done(world, plan, **fields)  # type: ignore[arg-type]  # as above
    assert not SupervisionDone.objects.exists()


def test_an_evaluation_of_another_body_does_not_count(world: World, plan: SupervisionPlan) -> None:
    Run.objects.create(campaign=world.campaign, kind=Run.Kind.FIRST, folder_name="r", is_current=True)
    world.campaign.organiser = world.organisations["elsewhere"]
    world.campaign.save()
    with time_machine.travel(NOW), pytest.raises(InputError):
        _done(world, plan, date(2026, 9, 28), campaign=world.campaign)


def test_a_period_is_done_once_and_can_be_taken_back(world: World, plan: SupervisionPlan) -> None:
    with time_machine.travel(NOW):
        record = _done(world, plan, date(2026, 9, 28))
        with pytest.raises(InputError):
            _done(world, plan, date(2026, 9, 28))
        done_withdraw(actor=world.actor("organiser"), record=record, reason="记错了", key=uuid4())
        with pytest.raises(InputError):
            done_withdraw(actor=world.actor("organiser"), record=record, reason="记错了", key=uuid4())
        _done(world, plan, date(2026, 9, 28))
    assert SupervisionDone.objects.count() == 2
    assert "撤回" in Act.objects.order_by("-seq")[1].summary


def test_a_form_sent_twice_is_one_act_and_an_old_one_overwrites_nothing(world: World, plan: SupervisionPlan) -> None:
    key = uuid4()
    with time_machine.travel(NOW):
        _done(world, plan, date(2026, 9, 28), key=key)
        with pytest.raises(AlreadyDoneError):
            _done(world, plan, date(2026, 9, 21), key=key)
    _set(world, Kind.WEEKLY, seen=plan.version, days=3)
    for seen in (0, plan.version):
        with pytest.raises(ConflictError):
            _set(world, Kind.WEEKLY, seen=seen, days=9)
    assert SupervisionPlan.objects.get(pk=plan.pk).days == 3


@pytest.mark.parametrize("who", ["superior", "auditor", "other_organiser", "operator"])
def test_nobody_sets_the_rhythm_of_another_body(world: World, plan: SupervisionPlan, who: str) -> None:
    for act in (
        lambda: _set(world, Kind.MONTHLY, who=who),
        lambda: _done(world, plan, date(2026, 9, 28), who=who),
    ):
        with time_machine.travel(NOW), pytest.raises(PermissionDenied):
            act()
    url = f"/oversight/rhythm/{world.organisations['office'].pk}/weekly/"
    assert world.client(who).get(url).status_code in {403, 404}
    assert world.client(who).get(f"{url}2026-09-28/done/").status_code in {403, 404}


def test_who_sees_whose_rhythm(world: World, plan: SupervisionPlan) -> None:
    page = {
        who: world.client(who).get("/oversight/rhythm/")
        for who in ("organiser", "auditor", "superior", "other_organiser")
    }
    office = str(world.organisations["office"])
    assert {who: office in answer.content.decode() for who, answer in page.items()} == {
        "organiser": True, "auditor": True, "superior": True, "other_organiser": False,
    }  # fmt: skip
    edit = f"/oversight/rhythm/{world.organisations['office'].pk}/weekly/"
    assert [who for who, answer in page.items() if edit in answer.content.decode()] == ["organiser"]
    assert world.client("assessor").get("/oversight/rhythm/").status_code == 403
    assert world.client("operator").get("/oversight/rhythm/").status_code == 403
    assert world.client().get("/oversight/rhythm/").status_code == 302
    assert 'href="/oversight/rhythm/"' in world.client("auditor").get("/").content.decode()
    assert 'href="/oversight/rhythm/"' not in world.client("operator").get("/").content.decode()


def _keyed(text: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(key|seen)" value="([^"]*)"', text))


def test_the_pages_set_and_record(world: World) -> None:
    client, base = world.client("organiser"), f"/oversight/rhythm/{world.organisations['office'].pk}/monthly/"
    with time_machine.travel(NOW):
        form = _keyed(client.get(base).content.decode())
        for wrong in ({"days": "0"}, {"days": "61"}, {"starts_on": "0001-01-01"}, {"starts_on": "x"}):
            sent = {**form, "days": "5", "starts_on": "2026-08-05", "active": "on", **wrong}
            assert client.post(base, sent).status_code == 200
        assert client.post(base, {**form, "days": "5", "starts_on": "2026-08-05", "active": "on"}).status_code == 302
        plan = SupervisionPlan.objects.get()
        assert (plan.days, plan.starts_on, plan.active) == (5, date(2026, 8, 5), True)
        done = f"{base}2026-08-01/done/"
        form = _keyed(client.get(done).content.decode())
        assert "请选择绩效评估" in client.post(done, {**form, "done_on": "2026-09-01"}).content.decode()
        assert client.post(done, {**form, "done_on": "2026-09-01", "note": HOSTILE}).status_code == 302
        text = client.get("/oversight/rhythm/").content.decode()
        assert HOSTILE not in text
        assert "&lt;script&gt;" in text
        withdraw = reverse("rhythm_withdraw", args=(SupervisionDone.objects.get().pk,))
        assert withdraw in text
        assert (
            client.post(withdraw, {**_keyed(client.get(withdraw).content.decode()), "reason": "误记"}).status_code
            == 302
        )
    assert SupervisionDone.objects.get().withdrawn_at is not None


@pytest.mark.parametrize("path", ["yearly/", "weekly/2026-09-29/done/", "weekly/x/done/", "monthly/2026-09-01/done/"])
def test_what_is_not_there_is_not_found(world: World, plan: SupervisionPlan, path: str) -> None:
    url = f"/oversight/rhythm/{world.organisations['office'].pk}/{path}"
    assert world.client("organiser").get(url).status_code == 404


def test_reminders_are_sent_once_each(world: World, plan: SupervisionPlan) -> None:
    plan.organisation.name = HOSTILE + "云" * 40
    plan.organisation.save()
    # Overdue: the weeks of 14, 21, 28 September; due within three days: the week of 5 October.
    assert remind_rhythm(NOW) == 4
    told = Notice.objects.filter(recipient=world.people["organiser"])
    assert sorted(one.subject for one in told) == [
        "即将到期：每周检查（2026年第41周（10月5日—10月11日））", "已逾期：每周检查（2026年第40周（9月28日—10月4日））",
    ]  # fmt: skip
    overdue = told.get(subject__startswith="已逾期")
    assert "应于2026年10月9日前完成" in overdue.text
    assert "另有2个更早的周期逾期" in overdue.text
    assert remind_rhythm(NOW) == 0
    assert set(Notice.objects.values_list("recipient__username", flat=True)) == {"organiser", "organiser2"}
    text = world.client("organiser").get(reverse("notices")).content.decode()
    assert HOSTILE not in text


def test_nothing_is_said_of_what_is_done_or_at_rest(world: World, plan: SupervisionPlan) -> None:
    with time_machine.travel(NOW):
        for start in (date(2026, 9, 14), date(2026, 9, 21), date(2026, 9, 28), date(2026, 10, 5)):
            _done(world, plan, start, done_on=start)
    assert remind_rhythm(NOW) == 0
    SupervisionDone.objects.update(withdrawn_at=NOW)
    SupervisionPlan.objects.update(active=False)
    assert remind_rhythm(NOW) == 0


def test_the_platform_reminds_by_itself(world: World, plan: SupervisionPlan) -> None:
    assert ERRANDS["rhythm"] is remind_rhythm
    assert run_errands(NOW)["rhythm"] == 4
