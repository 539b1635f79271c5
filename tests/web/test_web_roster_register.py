"""The register of sites: history, as-of views, closures, rosters filled from it, contacts."""

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from hengping.model.errors import InputError
from hengping.web.apps.acts.services import ConflictError
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.roster import register_services as services
from hengping.web.apps.roster.models import RegisteredSite, SiteEvent
from hengping.web.apps.roster.register import register_duplicates, site_of_code, states_on
from hengping.web.policy.words import Stage
from web.world import World

HOSTILE = '<img src=x onerror="alert(1)">'


def record(world: World, code: str = "9900000031", **values: str) -> RegisteredSite:
    given = {"site_code": code, "name": "云溪省工业厅网站", "url": f"http://s{code}.gov.cn/", "unit": "工业厅"}
    return services.register_site(
        actor=world.actor("organiser"), values=given | values, on=date(2020, 1, 1), basis="云政办〔2020〕1号",
        key=uuid.uuid4(),
    )  # fmt: skip


def change(world: World, site: RegisteredSite, on: date, **values: str) -> None:
    services.register_change(
        actor=world.actor("organiser"), site=site, values=values, on=on, basis="机构改革方案", seen=site.version,
        key=uuid.uuid4(),
    )  # fmt: skip


def names(day: date, *, closed: bool = False) -> list[str]:
    return [state.text("name") for state in states_on(day, closed=closed)]


def test_a_site_is_as_its_history_says_on_every_day(world: World) -> None:
    site = record(world)
    change(world, site, date(2024, 3, 1), name="云溪省工业和信息化厅网站", site_code="9900000032")
    assert names(date(2019, 12, 31)) == []
    assert names(date(2024, 2, 29)) == ["云溪省工业厅网站"]
    assert names(date(2024, 3, 1)) == ["云溪省工业和信息化厅网站"]
    site.refresh_from_db()
    assert (site.name, site.site_code) == ("云溪省工业和信息化厅网站", "9900000032")
    assert site_of_code("9900000031") == site
    assert site.events.last().kind == SiteEvent.Kind.RECODED  # type: ignore[union-attr]


def test_a_change_found_out_late_takes_its_place_in_the_history(world: World) -> None:
    site = record(world)
    change(world, site, date(2024, 3, 1), name="现名")
    change(world, site, date(2022, 6, 1), name="中间用过的名称")
    site.refresh_from_db()
    assert site.name == "现名"
    assert names(date(2023, 1, 1)) == ["中间用过的名称"]


def test_a_site_that_went_into_another_is_on_no_later_list(world: World) -> None:
    old, new = record(world), record(world, "9900000041", name="门户网站")
    services.register_close(
        actor=world.actor("organiser"), site=old, successor=new, on=date(2025, 5, 1), basis="集约化方案",
        seen=old.version, key=uuid.uuid4(),
    )  # fmt: skip
    assert names(date(2025, 4, 30)) == ["云溪省工业厅网站", "门户网站"]
    assert names(date(2025, 5, 1)) == ["门户网站"]
    assert names(date(2025, 5, 1), closed=True) == ["云溪省工业厅网站", "门户网站"]
    page = world.client("organiser").get(f"/register/{new.pk}/").content.decode()
    assert "并入本站的" in page
    with pytest.raises(InputError, match="已关停"):
        services.register_close(
            actor=world.actor("organiser"), site=old, successor=None, on=date(2025, 6, 1), basis="x",
            seen=old.version, key=uuid.uuid4(),
        )  # fmt: skip


def test_two_people_do_not_overwrite_each_other(world: World) -> None:
    site = record(world)
    first, second = RegisteredSite.objects.get(pk=site.pk), RegisteredSite.objects.get(pk=site.pk)
    change(world, first, date(2024, 1, 1), name="甲改的")
    with pytest.raises(ConflictError):
        change(world, second, date(2024, 1, 1), name="乙改的")
    site.refresh_from_db()
    assert site.name == "甲改的"


@pytest.mark.parametrize("later", [1, 400])
def test_nothing_is_recorded_before_it_happened(world: World, later: int) -> None:
    site = record(world)
    with pytest.raises(InputError, match="今天之后"):
        change(world, site, timezone.localdate() + timedelta(days=later), name="以后的名称")
    assert site.events.count() == 1


def test_a_code_belongs_to_one_site_for_ever(world: World) -> None:
    site, other = record(world), record(world, "9900000041")
    change(world, site, date(2024, 1, 1), site_code="9900000051")
    with pytest.raises(InputError, match="工业厅"):
        change(world, other, date(2024, 1, 1), site_code="9900000031")
    with pytest.raises(InputError, match="已有登记"):
        record(world, "9900000031")


def test_records_of_one_site_are_found(world: World) -> None:
    record(world, "9900000031", name="甲", url="http://www.same.gov.cn/")
    record(world, "9900000041", name="乙", url="http://same.gov.cn/index")
    assert [(each.kind, each.value) for each in register_duplicates()] == [("host", "same.gov.cn")]
    assert "域名相同" in world.client("auditor").get("/register/duplicates/").content.decode()


def test_a_roster_brings_the_register_up_to_date(world: World) -> None:
    site = record(world, "9900000001", name="旧名称")
    told = services.register_from_roster(
        actor=world.actor("organiser"), campaign=world.campaign, update=True, key=uuid.uuid4()
    )
    assert told == {"linked": 2, "new": 1, "changed": 1, "left": 0}
    site.refresh_from_db()
    assert site.name == "云溪省卫生健康委员会网站"
    assert site.organisation == world.organisations["health"]
    assert {entry.site is None for entry in world.campaign.entries.all()} == {False}
    again = services.register_from_roster(
        actor=world.actor("organiser"), campaign=world.campaign, update=True, key=uuid.uuid4()
    )
    assert again == {"linked": 0, "new": 0, "changed": 0, "left": 0}


def test_a_new_roster_begins_as_the_register_was_on_a_day(world: World) -> None:
    site = record(world)
    change(world, site, date(2024, 3, 1), name="新名称")
    campaign = Campaign.objects.create(
        code="next", title="下一年", organiser=world.organisations["office"], as_of=date(2024, 1, 1)
    )
    client = world.client("organiser")
    address = f"/campaigns/{campaign.pk}/roster/fill/"
    form = client.get(address).context["form"]
    data = {"key": uuid.uuid4(), "state": form["state"].value(), "on": "2024-01-01"}
    assert client.post(address, data).status_code == 302
    assert [(entry.name, entry.site) for entry in campaign.entries.all()] == [("云溪省工业厅网站", site)]
    assert client.post(address, data | {"key": uuid.uuid4()}).status_code == 409


def test_contacts_are_ended_and_say_whether_they_have_an_account(world: World) -> None:
    site = record(world)
    client = world.client("organiser")
    for name, email in (("张某", "operator@example.gov.cn"), ("李某", "unknown@example.gov.cn")):
        data = {"key": uuid.uuid4(), "name": name, "email": email}
        assert client.post(f"/register/{site.pk}/contacts/", data).status_code == 302
    page = client.get(f"/register/{site.pk}/").content.decode()
    assert "已有账号" in page
    assert "未邀请" in page
    person = site.contacts.get(name="张某")
    end = f"/register/{site.pk}/contacts/{person.pk}/end/"
    assert client.post(end, {"key": uuid.uuid4(), "seen": 1}).status_code == 302
    assert "张某" not in client.get(f"/register/{site.pk}/").content.decode()
    assert site.contacts.count() == 2


def test_the_pages_work_and_hostile_text_is_inert(world: World) -> None:
    client = world.client("organiser")
    data = {
        "key": uuid.uuid4(), "name": HOSTILE, "url": "http://x.gov.cn", "unit": HOSTILE, "on": "2024-01-01",
        "basis": HOSTILE,
    }  # fmt: skip
    assert client.post("/register/add/", data).status_code == 302
    site = RegisteredSite.objects.get(site_code="x-x.gov.cn")
    renamed = {**data, "key": uuid.uuid4(), "name": "改名", "seen": 1, "on": "2025-01-01"}
    assert client.post(f"/register/{site.pk}/change/", renamed).status_code == 302
    for address in (
        "/register/",
        "/register/?on=2024-06-01&q=img",
        "/register/?on=2024-99-99",
        f"/register/{site.pk}/",
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "<img" not in answer.content.decode()


def test_who_may(world: World) -> None:
    site = record(world)
    world.at(Stage.COLLECTING)
    for who, sees, edits in (("organiser", 200, 200), ("auditor", 200, 403), ("operator", 403, 403), ("", 302, 302)):
        client = world.client(who)
        assert client.get("/register/").status_code == sees
        assert client.get(f"/register/{site.pk}/change/").status_code == edits
    tie = f"/campaigns/{world.campaign.pk}/roster/register/"
    assert world.client("other_organiser").post(tie, {"key": uuid.uuid4()}).status_code == 404
