"""Evaluations: made, changed, moved from stage to stage, cloned; through the pages and the services."""

import re
import uuid
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from hengping.model.errors import InputError
from hengping.web.apps.acts.models import Act
from hengping.web.apps.acts.services import ConflictError, first_fault
from hengping.web.apps.campaigns.clocks import clock, working_days_from
from hengping.web.apps.campaigns.cloning import CARRIED
from hengping.web.apps.campaigns.dates import PLANNED, planned
from hengping.web.apps.campaigns.models import Campaign, Frozen, StageChange, StageDates
from hengping.web.apps.campaigns.services import Fields, calendar_set, campaign_clone, campaign_create
from hengping.web.apps.campaigns.stage_services import NotYetError, campaign_move
from hengping.web.apps.campaigns.stages import ARROWS, arrow, backward, forward
from hengping.web.apps.ledger.models import SectionReview
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.policy.words import Stage
from web.world import World

HOSTILE = '<script>alert("评")</script>=1+1'


def set_dates(campaign: Campaign, start: date = date(2026, 11, 23)) -> None:
    """Planned dates, ten days a stage."""
    for place, stage in enumerate(PLANNED):
        begins_on = start + timedelta(days=10 * place)
        ends_on = None if stage is Stage.PUBLISHED else begins_on + timedelta(days=9)
        StageDates.objects.create(campaign=campaign, stage=stage, begins_on=begins_on, ends_on=ends_on)


def form_of(client: Client, url: str) -> dict[str, str | list[str]]:
    """The fields of the page's form as they stand there."""
    form = client.get(url).context["form"]
    data: dict[str, str | list[str]] = {}
    for field in form:
        value = field.value()
        if isinstance(value, list | tuple):
            data[field.html_name] = [str(getattr(each, "pk", each)) for each in value]
        elif value is True:
            data[field.html_name] = "on"
        elif value not in {None, False}:
            data[field.html_name] = str(getattr(value, "pk", value))
    return data


def move(world: World, after: Stage, who: str = "organiser", reason: str = "") -> StageChange:
    campaign = Campaign.objects.get(pk=world.campaign.pk)
    found = arrow(Stage(campaign.stage), after)
    assert found is not None
    return campaign_move(
        actor=world.actor(who), campaign=campaign, arrow=found, seen=campaign.version, reason=reason, key=uuid.uuid4()
    )


def new_code() -> str:
    return f"t-{uuid.uuid4().hex[:12]}"


def test_an_organiser_makes_an_evaluation_with_several_systems(world: World) -> None:
    client, code = world.client("organiser"), new_code()
    data = form_of(client, "/campaigns/new/") | {
        "title": HOSTILE, "code": code, "as_of": "2027-11-20", "systems": ["national-check-2019", "guangxi-2018"],
        "team": [str(world.organisations["firm"].pk)], "collect__visits__count": "7",
        "collect__windows": "22:00-06:00\n12:00-13:00",
        "advanced": "collect:\n  timeout_s: 60\n  visits:\n    quorum: 2\n",
    }  # fmt: skip
    answer = client.post("/campaigns/new/", data)
    made = Campaign.objects.get(code=code)
    assert answer.status_code == 302
    assert made.settings == {
        "collect": {
            "timeout_s": 60, "visits": {"quorum": 2, "count": 7}, "windows": ["22:00-06:00", "12:00-13:00"],
        }
    }  # fmt: skip
    assert made.systems == ["national-check-2019", "guangxi-2018"]
    page = client.get(f"/campaigns/{made.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    again = form_of(client, f"/campaigns/{made.pk}/edit/")
    assert again["collect__windows"] == "22:00-06:00\n12:00-13:00"
    assert "timeout_s: 60" in again["advanced"]
    assert "count" not in again["advanced"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("collect:\n  timeouts: 60", "第2行 collect.timeouts"),
        ("collect:\n  timeout_s: 快", "第2行 collect.timeout_s"),
        ("collect:\n  timeout_s: [", "第2行"),
        ("title: 另一个", "title 请在上面填写"),
        ("collect:\n  visits:\n    count: 3", "第3行：collect.visits.count 请在上面填写"),
        ("measures: ../../etc/passwd", "measures 只能是评估目录中的文件名"),
        ("previous: /var/lib", "previous 请在上面填写"),
        ("- 甲", "第1行"),
        ("a: &x 1", "不支持锚点"),
        ("timezone: Asia/Tokyo", "timezone 请在上面填写"),
        ("collect:\n  sitemaps: true\n  visits:\n    references: [甲]", "第4行 collect.visits.references"),
    ],
)
def test_advanced_settings_are_refused_at_their_line(world: World, text: str, said: str) -> None:
    client, url = world.client("organiser"), f"/campaigns/{world.campaign.pk}/edit/"
    answer = client.post(url, form_of(client, url) | {"advanced": text})
    assert answer.status_code == 200
    assert said in "".join(answer.context["form"].errors["advanced"])
    assert Campaign.objects.get(pk=world.campaign.pk).settings == {}


def test_the_engine_refuses_a_field_at_the_field(world: World) -> None:
    client, url = world.client("organiser"), f"/campaigns/{world.campaign.pk}/edit/"
    answer = client.post(url, form_of(client, url) | {"collect__windows": "夜里"})
    assert "collect__windows" in answer.context["form"].errors


def test_nobody_makes_one_in_the_name_of_another_body(world: World) -> None:
    fields = Fields(title="评估", as_of=date(2027, 1, 1), systems=[])
    with pytest.raises(PermissionDenied):
        campaign_create(
            actor=world.actor("other_organiser"),
            code=new_code(),
            organiser=world.organisations["office"],
            fields=fields,
        )
    assert world.client("assessor").get("/campaigns/new/").status_code == 403
    assert world.client("operator").get("/campaigns/new/").status_code == 403


def test_a_code_is_taken_once(world: World) -> None:
    fields = Fields(title="评估", as_of=date(2027, 1, 1), systems=[])
    with pytest.raises(ValidationError):
        campaign_create(
            actor=world.actor("organiser"),
            code=world.campaign.code,
            organiser=world.organisations["office"],
            fields=fields,
        )


def test_two_people_editing_lose_nothing(world: World) -> None:
    url = f"/campaigns/{world.campaign.pk}/edit/"
    one, two = world.client("organiser"), world.client("organiser2")
    first, second = form_of(one, url), form_of(two, url)
    assert one.post(url, first | {"title": "甲改的名称"}).status_code == 302
    answer = two.post(url, second | {"title": "乙改的名称"})
    assert answer.status_code == 409
    assert Campaign.objects.get(pk=world.campaign.pk).title == "甲改的名称"


def test_a_form_sent_twice_is_one_act(world: World) -> None:
    url, client = f"/campaigns/{world.campaign.pk}/edit/", world.client("organiser")
    data = form_of(client, url) | {"title": "改后的名称"}
    client.post(url, data)
    client.post(url, data)
    assert Act.objects.filter(action_id="campaign.edit").count() == 1


def test_after_the_draft_nothing_is_edited(world: World) -> None:
    world.at(Stage.COLLECTING)
    assert world.client("organiser").get(f"/campaigns/{world.campaign.pk}/edit/").status_code == 403


def test_collecting_does_not_begin_before_its_preconditions_hold(world: World) -> None:
    with pytest.raises(NotYetError, match="各阶段时间已安排"):
        move(world, Stage.COLLECTING)
    assert Campaign.objects.get(pk=world.campaign.pk).stage == Stage.DRAFT
    assert not Act.objects.exists()
    page = world.client("organiser").get(f"/campaigns/{world.campaign.pk}/").content.decode()
    assert "还有1项未满足" in page
    assert f"/campaigns/{world.campaign.pk}/calendar/" in page


@pytest.mark.parametrize(
    ("spoil", "name"),
    [
        (lambda world: world.campaign.entries.all().delete(), "评估名单不为空且没有错误"),
        (lambda world: RosterEntry.objects.filter(campaign=world.campaign).update(url=""), "评估名单不为空且没有错误"),
        (lambda world: Campaign.objects.filter(pk=world.campaign.pk).update(systems=[]), "指标体系没有错误"),
        (lambda world: Campaign.objects.filter(pk=world.campaign.pk).update(systems=["none-such"]), "指标体系没有错误"),
        (lambda world: Campaign.objects.filter(pk=world.campaign.pk).update(settings={"x": 1}), "评估设置可用"),
    ],
)
def test_each_precondition_stands_in_the_way(world: World, spoil, name: str) -> None:
    set_dates(world.campaign)
    spoil(world)
    with pytest.raises(NotYetError) as caught:
        move(world, Stage.COLLECTING)
    assert name in [each.name for each in caught.value.missing]


def test_moving_on_freezes_rules_roster_and_period(world: World) -> None:
    set_dates(world.campaign)
    client, url = world.client("organiser"), f"/campaigns/{world.campaign.pk}/stage/collecting/"
    answer = client.post(url, form_of(client, url))
    assert answer.status_code == 302
    frozen = Frozen.objects.get(campaign=world.campaign)
    assert frozen.sites == 2
    assert set(frozen.files) == {"campaign.yaml", "roster.csv"}
    assert frozen.digest in client.get(f"/campaigns/{world.campaign.pk}/").content.decode()
    change = StageChange.objects.get(campaign=world.campaign)
    assert (change.before, change.after, change.by) == (Stage.DRAFT, Stage.COLLECTING, world.people["organiser"])
    line = Act.objects.get(action_id="campaign.advance")
    assert line.detail["frozen"] == frozen.digest
    assert first_fault() is None


def test_going_back_needs_a_reason_and_lifts_the_freeze(world: World) -> None:
    set_dates(world.campaign)
    move(world, Stage.COLLECTING)
    with pytest.raises(InputError, match="写明理由"):
        move(world, Stage.DRAFT)
    move(world, Stage.DRAFT, reason="名单漏了一个网站")
    assert not Frozen.objects.filter(ended_at=None).exists()
    move(world, Stage.COLLECTING)
    assert Frozen.objects.filter(campaign=world.campaign).count() == 2


def test_rules_do_not_thaw_once_something_was_collected(world: World) -> None:
    set_dates(world.campaign)
    move(world, Stage.COLLECTING)
    world.campaign.runs.create(kind="first", folder_name=new_code())
    with pytest.raises(NotYetError, match="尚未开始正式运行"):
        move(world, Stage.DRAFT, reason="想改")


def test_there_is_no_way_back_from_what_was_published() -> None:
    assert backward(Stage.PUBLISHED) is None
    assert backward(Stage.ARCHIVED) is None
    assert forward(Stage.ARCHIVED) is None
    assert len({(each.before, each.after) for each in ARROWS}) == len(ARROWS)


def test_of_two_who_move_at_once_one_is_told(world: World) -> None:
    set_dates(world.campaign)
    one = Campaign.objects.get(pk=world.campaign.pk)
    two = Campaign.objects.get(pk=world.campaign.pk)
    found = arrow(Stage.DRAFT, Stage.COLLECTING)
    assert found is not None
    campaign_move(actor=world.actor("organiser"), campaign=one, arrow=found, seen=one.version)
    with pytest.raises((ConflictError, PermissionDenied)):
        campaign_move(actor=world.actor("organiser2"), campaign=two, arrow=found, seen=two.version)
    assert StageChange.objects.count() == 1


def test_no_stage_is_skipped(world: World) -> None:
    client = world.client("organiser")
    for after in ("preliminary", "published", "none-such"):
        assert client.get(f"/campaigns/{world.campaign.pk}/stage/{after}/").status_code == 404
    assert world.client("assessor").get(f"/campaigns/{world.campaign.pk}/stage/collecting/").status_code == 403


@pytest.mark.parametrize("who", ["operator", "assessor"])
def test_who_does_not_direct_sees_stages_but_no_figures(world: World, who: str) -> None:
    set_dates(world.campaign)
    world.at(Stage.COLLECTING)
    page = world.client(who).get(f"/campaigns/{world.campaign.pk}/").content.decode()
    assert "监测采集" in page
    assert "前提条件" not in page
    assert "主要数字" not in page
    assert "下一步" not in page


@pytest.mark.parametrize(
    ("due", "today", "text", "tone"),
    [
        (date(2026, 9, 30), date(2026, 9, 25), "还剩3个工作日", "warning"),
        (date(2026, 10, 8), date(2026, 9, 30), "还剩1个工作日", "warning"),
        (date(2026, 10, 7), date(2026, 9, 30), "还剩7天（休息日）", "warning"),
        (date(2026, 9, 30), date(2026, 10, 9), "已逾期2个工作日", "danger"),
        (date(2026, 9, 30), date(2026, 10, 3), "已逾期（休息日）", "danger"),
        (date(2026, 9, 30), date(2026, 9, 30), "今天到期", "warning"),
        (date(2027, 1, 8), date(2026, 12, 28), "还剩11天（放假安排尚未公布，按自然日计）", "secondary"),
    ],
)
def test_clocks_count_working_days(due: date, today: date, text: str, tone: str) -> None:
    found = clock(due, today)
    assert (found.text, found.tone) == (text, tone)
    assert found.overdue == (today > due)


def test_working_days_are_added_over_the_holidays() -> None:
    assert working_days_from(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert working_days_from(date(2026, 9, 30), 3) == date(2026, 10, 10)  # a Saturday that is worked
    assert working_days_from(date(2026, 12, 31), 1) is None


def test_a_stage_that_should_have_begun_is_marked(world: World) -> None:
    set_dates(world.campaign, date(2026, 9, 1))
    first, second = planned(world.campaign, date(2026, 9, 3))[:2]
    assert first.clock is not None
    assert first.clock.text == "已逾期2个工作日"
    assert second.clock is None


def calendar_data(client: Client, world: World, **changes: str) -> dict[str, str | list[str]]:
    days = {}
    for place, stage in enumerate(PLANNED):
        days[f"{stage}_begins"] = f"2026-12-{1 + 4 * place:02}"
        days[f"{stage}_ends"] = f"2026-12-{4 + 4 * place:02}"
    return form_of(client, f"/campaigns/{world.campaign.pk}/calendar/") | days | changes


def test_dates_are_set_and_must_follow_each_other(world: World) -> None:
    client, url = world.client("organiser"), f"/campaigns/{world.campaign.pk}/calendar/"
    answer = client.post(url, calendar_data(client, world, objection_begins="2026-11-01"))
    assert "objection_begins" in answer.context["form"].errors
    assert client.post(url, calendar_data(client, world)).status_code == 302
    assert "4个工作日" in client.get(url).content.decode()
    assert world.client("assessor").get(url).status_code == 200
    assert world.client("assessor").post(url, {}).status_code == 403


def test_later_changes_of_dates_need_a_reason(world: World) -> None:
    world.at(Stage.COLLECTING)
    client, url = world.client("organiser"), f"/campaigns/{world.campaign.pk}/calendar/"
    assert "reason" in client.post(url, calendar_data(client, world)).context["form"].errors
    assert client.post(url, calendar_data(client, world, reason="系统维护顺延")).status_code == 302
    assert Act.objects.get(action_id="campaign.calendar").detail["reason"] == "系统维护顺延"


def embargo(world: World, moment: datetime | None) -> None:
    campaign = Campaign.objects.get(pk=world.campaign.pk)
    calendar_set(
        actor=world.actor("organiser"), campaign=campaign, dates={}, embargo_until=moment, seen=campaign.version
    )


def test_what_was_approved_for_later_does_not_come_earlier_nor_is_hidden_again(world: World) -> None:
    now = timezone.now()
    embargo(world, now + timedelta(days=2))
    world.at(Stage.PUBLISHED)
    with pytest.raises(ValidationError):
        embargo(world, now + timedelta(days=1))
    with pytest.raises(ValidationError):
        embargo(world, None)
    embargo(world, now + timedelta(days=3))
    Campaign.objects.update(embargo_until=now - timedelta(hours=1))
    with pytest.raises(ValidationError):
        embargo(world, now + timedelta(days=3))


def test_a_year_later_what_was_chosen_is_carried_over(world: World) -> None:
    set_dates(world.campaign)
    files = dict.fromkeys(("measures", "divisions", "accuracy", "successors", "previous"), "last.csv")
    Campaign.objects.update(settings={"collect": {"retries": 5, "visits": {"maintenance": "m.csv"}}, **files})
    for site_code in ("9900000001", "9909999999"):  # the second is not on the roster any more
        SectionReview.objects.create(
            campaign=world.campaign, site_code=site_code, section_id="s1", section_class="notice", reason="公告栏目",
            decided_by="某", decided_at=timezone.now(),
        )  # fmt: skip
    client, code = world.client("organiser"), new_code()
    url = f"/campaigns/{world.campaign.pk}/clone/"
    data = form_of(client, url)
    assert data["title"] == "2027年云溪省政府网站绩效评估"
    assert data["as_of"] == "2027-11-20"
    assert client.post(url, data | {"code": code}).status_code == 302
    made = Campaign.objects.get(code=code)
    assert made.previous == world.campaign
    assert made.settings == {"collect": {"retries": 5}}
    assert [entry.site_code for entry in made.entries.all()] == ["9900000001", "9900000002"]
    assert made.entries.first().organisation == world.organisations["health"]
    assert list(made.team.all()) == [world.organisations["firm"]]
    assert made.dates.get(stage=Stage.COLLECTING).begins_on == date(2027, 11, 23)
    assert [review.site_code for review in made.section_reviews.all()] == ["9900000001"]
    assert world.campaign.entries.count() == 2
    assert first_fault() is None


def test_nothing_is_carried_over_that_was_not_chosen(world: World) -> None:
    made = campaign_clone(
        actor=world.actor("organiser"), source=world.campaign, code=new_code(), title="下一轮", as_of=date(2028, 2, 29),
        carry=["team"],
    )  # fmt: skip
    assert not made.entries.exists()
    assert not made.systems
    assert made.team.count() == 1
    assert {"roster", "systems", "team", "settings", "calendar"} <= set(CARRIED)
    with pytest.raises(PermissionDenied):
        campaign_clone(
            actor=world.actor("superior"), source=world.campaign, code=new_code(), title="下一轮",
            as_of=date(2028, 1, 1), carry=[],
        )  # fmt: skip


def test_every_page_has_a_heading_and_says_where_it_belongs(world: World) -> None:
    client = world.client("organiser")
    for place in ("", "edit/", "calendar/", "clone/", "stage/collecting/", "documents/", "publication/"):
        page = client.get(f"/campaigns/{world.campaign.pk}/{place}")
        assert page.status_code == 200, place
        assert len(re.findall("<h1", page.content.decode())) == 1, place
