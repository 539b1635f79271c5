"""Whose records and whose bodies: a bureau changes its own, sees the others', and moves what it manages."""

import re
import uuid
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from hengping.model.errors import InputError
from hengping.web.apps.accounts.models import Membership, Organisation, User
from hengping.web.apps.accounts.moving import organisation_move, places_for
from hengping.web.apps.acts.models import Act
from hengping.web.apps.acts.services import ConflictError
from hengping.web.apps.roster import register_services as services
from hengping.web.apps.roster.models import RegisteredSite, RosterEntry
from hengping.web.policy.decide import Actor
from hengping.web.policy.words import Role
from web.world import World


def record(world: World, who: str = "organiser", **values: str) -> RegisteredSite:
    given = {"site_code": "9900000031", "name": "云溪省工业厅网站", "url": "http://s.gov.cn/", "unit": "工业厅"}
    return services.register_site(
        actor=world.actor(who), values=given | values, on=date(2020, 1, 1), basis="文件", key=uuid.uuid4()
    )


def pages(client: Client, site: RegisteredSite) -> list[int]:
    return [client.get(f"/register/{site.pk}/{name}").status_code for name in ("", "change/", "close/", "contacts/")]


def test_another_bureau_s_record_is_read_and_not_changed(world: World) -> None:
    site = record(world)
    assert site.registrar == world.organisations["office"]
    assert pages(world.client("organiser"), site) == [200, 200, 200, 200]
    assert pages(world.client("superior"), site) == [200, 200, 200, 200], "whoever stands above may"
    assert pages(world.client("other_organiser"), site) == [200, 403, 403, 403]
    shown = world.client("other_organiser").get(f"/register/{site.pk}/").content.decode()
    assert "只能查看" in shown
    assert f"{site.pk}/change/" not in shown
    refused = world.client("other_organiser").get(f"/register/{site.pk}/change/").content.decode()
    assert "云溪省人民政府办公厅" in refused, "it is said whom to ask"


def test_the_services_refuse_too(world: World) -> None:
    site, other = record(world), world.actor("other_organiser")
    common = {"actor": other, "site": site, "on": date(2024, 1, 1), "basis": "x", "seen": 1, "key": uuid.uuid4()}
    with pytest.raises(PermissionDenied):
        services.register_change(values={"name": "改了"}, **common)  # type: ignore[arg-type]  # given above
    with pytest.raises(PermissionDenied):
        services.register_close(successor=None, **common)  # type: ignore[arg-type]  # given above
    with pytest.raises(PermissionDenied):
        services.contact_add(actor=other, site=site, values={"name": "某"}, key=uuid.uuid4())
    site.refresh_from_db()
    assert (site.name, site.closed_on) == ("云溪省工业厅网站", None)


def test_an_administrator_of_the_platform_changes_all(world: World) -> None:
    User.objects.filter(username="other_organiser").update(is_superuser=True)
    assert pages(world.client("other_organiser"), record(world)) == [200, 200, 200, 200]


def test_a_body_of_another_tree_is_not_offered_for_a_site(world: World) -> None:
    offered = world.client("organiser").get("/register/add/").content.decode()
    assert "云溪省卫生健康委员会" in offered, "of the same province"
    assert "清河市人民政府办公室" not in offered


def test_a_roster_does_not_rewrite_what_another_bureau_keeps(world: World) -> None:
    entry = world.entries["health"]
    kept = record(world, "other_organiser", site_code=entry.site_code, name="原名")
    told = services.register_from_roster(
        actor=world.actor("organiser"), campaign=world.campaign, update=True, key=uuid.uuid4()
    )
    kept.refresh_from_db()
    assert kept.name == "原名"
    assert (told["left"], told["changed"], told["new"]) == (1, 0, 1)
    assert RosterEntry.objects.get(pk=entry.pk).site == kept, "the evaluation still knows whose record it is"


def move(world: World, who: str, body: str, parent: str, seen: int = 1) -> None:
    bodies = world.organisations
    organisation_move(
        actor=world.actor(who), organisation=bodies[body], parent=bodies[parent], reason="机构改革", seen=seen,
        key=uuid.uuid4(),
    )  # fmt: skip


def test_a_moved_body_takes_those_below_along_and_rights_follow(world: World) -> None:
    bodies = world.organisations
    below = Organisation.objects.create(name="疾控中心", parent=bodies["health"])
    assert world.client("organiser").get(f"/organisations/{below.pk}/").status_code == 404
    move(world, "superior", "health", "office")
    below.refresh_from_db()
    moved = Organisation.objects.get(pk=bodies["health"].pk)
    assert moved.path == f"{bodies['office'].path}{moved.pk.hex}/"
    assert below.path == f"{moved.path}{below.pk.hex}/"
    assert world.client("organiser").get(f"/organisations/{below.pk}/").status_code == 200
    assert world.client("operator").get("/").status_code == 200
    assert [one.parent_id for one in moved.history.order_by("history_date")] == [
        bodies["province"].pk, bodies["office"].pk,
    ]  # fmt: skip
    line = Act.objects.get(action_id="organisation.move")
    assert line.detail["reason"] == "机构改革"
    assert "由“云溪省人民政府”移到“云溪省人民政府办公厅”" in line.summary


def test_a_cycle_a_stranger_a_late_form_and_a_second_name_are_refused(world: World) -> None:
    bodies = world.organisations
    below = Organisation.objects.create(name="疾控中心", parent=bodies["health"])
    actor = world.actor("superior")
    for parent in (below, bodies["health"]):
        with pytest.raises(InputError, match="不能作它的上级"):
            organisation_move(
                actor=actor, organisation=bodies["health"], parent=parent, reason="x", seen=1, key=uuid.uuid4()
            )
    assert below not in places_for(actor, bodies["health"])
    with pytest.raises(PermissionDenied):
        move(world, "superior", "health", "elsewhere")
    with pytest.raises(PermissionDenied):
        move(world, "other_organiser", "health", "elsewhere")
    with pytest.raises(ConflictError):
        move(world, "superior", "health", "office", seen=7)
    Organisation.objects.create(name="云溪省卫生健康委员会", parent=bodies["office"])
    with pytest.raises(InputError, match="已有名为"):
        move(world, "superior", "health", "office")
    assert Organisation.objects.get(pk=bodies["health"].pk).parent == bodies["province"]


def test_a_bureau_takes_no_body_away_from_the_one_above(world: World) -> None:
    person = world.people["other_organiser"]
    Membership.objects.create(user=person, organisation=world.organisations["health"], role=Role.ORGANISER)
    with pytest.raises(PermissionDenied):
        organisation_move(
            actor=Actor(person), organisation=world.organisations["health"],
            parent=world.organisations["elsewhere"], reason="x", seen=1, key=uuid.uuid4(),
        )  # fmt: skip


def test_the_page_moves_and_says_what_it_means(world: World) -> None:
    client, body = world.client("superior"), world.organisations["health"]
    address = f"/organisations/{body.pk}/move/"
    page = client.get(address).content.decode()
    assert "原来的上级机构不再可以" in page
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("key", "seen")}
    assert client.post(address, {**hidden, "parent": body.pk, "reason": "x"}).status_code == 422
    answer = client.post(address, {**hidden, "parent": world.organisations["office"].pk, "reason": "机构改革"})
    assert answer.status_code == 302
    assert world.client("auditor").get(address).status_code == 403
