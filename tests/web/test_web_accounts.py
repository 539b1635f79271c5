"""Bodies, their people and invitations: within one's own branch only, nothing lost, links that open once."""

import re
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.test import Client, override_settings
from django.utils import timezone

from hengping.web.apps.accounts import services
from hengping.web.apps.accounts.models import Invitation, Membership, Organisation, User
from hengping.web.apps.acts.models import Act
from hengping.web.policy.words import Role
from web.world import World

LONG = "云溪省人民政府政务服务和数据管理局电子政务发展促进中心网站运行管理处负责同志工作组"


def key_of(client: Client, address: str) -> str:
    """The key of the form on a page."""
    found = re.search(r'name="key" value="([^"]+)"', client.get(address).content.decode())
    assert found, address
    return found[1]


def send(client: Client, address: str, **fields: object) -> object:
    """Fill in and send the form of a page."""
    page = client.get(address).content.decode()
    hidden = {name: (re.search(rf'name="{name}" value="([^"]*)"', page) or ["", ""])[1] for name in ("key", "seen")}
    return client.post(address, {**hidden, **fields})


def invite(world: World, who: str = "superior", **fields: object) -> str:
    """Invite somebody and return the link of the mail."""
    body = fields.pop("body", world.organisations["health"])
    told = {"email": "new@example.gov.cn", "display_name": "新来的", "role": "operator", **fields}
    send(world.client(who), f"/organisations/{body.pk}/invite/", **told)
    return re.search(r"http://localhost(/invitations/accept/\S+/)", outbox.outbox[-1].body)[1]


def test_the_tree_shows_one_s_own_branch(world: World) -> None:
    superior = world.client("superior").get("/organisations/").content.decode()
    assert all(world.organisations[name].name in superior for name in ("province", "office", "health", "traffic"))
    assert world.organisations["elsewhere"].name not in superior
    organiser = world.client("organiser").get("/organisations/").content.decode()
    assert world.organisations["office"].name in organiser
    assert world.organisations["health"].name not in organiser


@pytest.mark.parametrize("who", ["organiser", "other_organiser", "auditor"])
def test_bodies_outside_one_s_branch_are_unknown(world: World, who: str) -> None:
    health = world.organisations["health"]
    client = world.client(who)
    for address in ("", "edit/", "new/", "grant/", "invite/"):
        if who == "auditor" and address:
            assert client.get(f"/organisations/{health.pk}/{address}").status_code == 403
        else:
            assert client.get(f"/organisations/{health.pk}/{address}").status_code == 404


def test_a_body_is_added_below_and_its_old_and_new_values_are_kept(world: World) -> None:
    client = world.client("superior")
    province = world.organisations["province"]
    send(client, f"/organisations/{province.pk}/new/", name=LONG, kind="government", code="=1+1")
    made = Organisation.objects.get(name=LONG)
    assert made.path.startswith(province.path)
    send(client, f"/organisations/{made.pk}/edit/", name="改过的<script>", kind="government", code="", seen=1)
    detail = Act.objects.latest("seq").detail
    assert detail["old"] == {"name": LONG, "code": "=1+1"}
    assert detail["new"]["name"] == "改过的<script>"
    assert "改过的<script>" not in client.get("/organisations/").content.decode()


def test_two_editors_of_a_body_lose_nothing(world: World) -> None:
    client = world.client("superior")
    address = f"/organisations/{world.organisations['health'].pk}/edit/"
    keys = [key_of(client, address), key_of(client, address)]
    first = {"name": "第一人改的", "kind": "government", "code": "", "seen": 1, "key": keys[0]}
    second = {"name": "第二人改的", "kind": "government", "code": "", "seen": 1, "key": keys[1]}
    assert client.post(address, first).status_code == 302
    assert client.post(address, second).status_code == 409
    assert Organisation.objects.get(pk=world.organisations["health"].pk).name == "第一人改的"


def test_the_same_name_twice_below_one_body_is_refused(world: World) -> None:
    address = f"/organisations/{world.organisations['province'].pk}/new/"
    answer = send(world.client("superior"), address, name="云溪省交通运输厅", kind="government")
    assert answer.status_code == 422
    assert "已有名为" in answer.content.decode()


def test_a_role_is_given_and_taken_away_and_the_line_stays(world: World) -> None:
    client = world.client("superior")
    health = world.organisations["health"]
    send(client, f"/organisations/{health.pk}/grant/", person=world.people["organiser"].pk, role="auditor")
    given = Membership.objects.get(user=world.people["organiser"], organisation=health)
    send(client, f"/memberships/{given.pk}/end/", reason="岗位调整")
    given.refresh_from_db()
    assert given.ended_at is not None
    assert not world.actor("organiser").organisations(Role.AUDITOR)
    assert Act.objects.latest("seq").detail["reason"] == "岗位调整"
    send(client, f"/organisations/{health.pk}/grant/", person=world.people["organiser"].pk, role="auditor")
    assert Membership.objects.filter(user=world.people["organiser"], organisation=health).count() == 2


def test_nobody_takes_away_their_own_last_organiser_role(world: World) -> None:
    own = Membership.objects.get(user=world.people["organiser"])
    answer = send(world.client("organiser"), f"/memberships/{own.pk}/end/", reason="不干了")
    assert answer.status_code == 422
    own.refresh_from_db()
    assert own.ended_at is None
    assert send(world.client("superior"), f"/memberships/{own.pk}/end/", reason="调离").status_code == 302


def test_people_of_other_branches_cannot_be_chosen_or_changed(world: World) -> None:
    client = world.client("organiser")
    office = world.organisations["office"]
    stranger = world.people["other_organiser"]
    send(client, f"/organisations/{office.pk}/grant/", person=stranger.pk, role="organiser")
    assert Membership.objects.filter(user=stranger).count() == 1
    assert client.get(f"/people/{stranger.pk}/").status_code == 404
    # Somebody who also has a role elsewhere: their account opens more than this bureau may open.
    shared = world.people["organiser2"]
    Membership.objects.create(user=shared, organisation=world.organisations["elsewhere"], role="auditor")
    fields = {"display_name": "x", "email": "mine@example.com", "external_id": "mine", "is_active": "on"}
    key = key_of(client, f"/people/{world.people['organiser'].pk}/")
    answer = client.post(f"/people/{shared.pk}/", {**fields, "key": key, "seen": shared.version})
    assert answer.status_code == 403
    assert User.objects.get(pk=shared.pk).email == "organiser2@example.gov.cn"


def test_a_person_s_account_is_changed_with_its_version(world: World) -> None:
    client = world.client("superior")
    address = f"/people/{world.people['operator'].pk}/"
    told = {"display_name": "改名", "email": "a@b.cn", "external_id": "sub-1", "is_active": "on"}
    assert send(client, address, **told).status_code == 302
    assert client.post(address, {**told, "key": key_of(client, address), "seen": 1}).status_code == 409
    own = f"/people/{world.people['superior'].pk}/"
    assert send(client, own, display_name="x", email="a@b.cn").status_code == 422


def test_an_invited_person_makes_an_account_once(world: World) -> None:
    link = invite(world)
    sent = Invitation.objects.get()
    token = link.split("/")[3]
    assert token not in str(sent.__dict__) + str(sent.mail.__dict__)
    assert sent.state_now == "sent"
    browser = Client()
    page = browser.get(link).content.decode()
    assert "云溪省卫生健康委员会" in page
    assert Invitation.objects.get().state == "opened"
    told = {"username": "newcomer", "display_name": "新来的", "password": "云溪-很长很长的密码-88"}
    weak = send(browser, link, **{**told, "password": "123456789012", "again": "123456789012"})
    assert weak.status_code == 200
    assert not User.objects.filter(username="newcomer").exists()
    assert send(browser, link, **told, again=told["password"]).status_code == 302
    person = User.objects.get(username="newcomer")
    assert person.check_password(told["password"])
    assert Membership.objects.get(user=person).organisation == world.organisations["health"]
    assert Invitation.objects.get().state == "accepted"
    assert browser.get(link).status_code == 404
    assert browser.post("/accounts/login/", {"login": "newcomer", "password": told["password"]}).status_code == 302


def test_an_existing_account_gets_the_role_only_when_it_accepts(world: World) -> None:
    link = invite(world, email="Assessor@example.gov.cn")
    assert Membership.objects.filter(user=world.people["assessor"]).count() == 1
    assert "请用该账号登录" in world.client().get(link).content.decode()
    assert "请用该账号登录" in world.client("nobody").get(link).content.decode()
    client = world.client("assessor")
    assert send(client, link).status_code == 302
    assert Membership.objects.filter(user=world.people["assessor"], role="operator").count() == 1


def test_a_stranger_cannot_accept_for_an_account(world: World) -> None:
    link = invite(world, email="assessor@example.gov.cn")
    stranger = world.client("nobody")
    own = key_of(world.client("assessor"), link)
    stranger.post(link, {"key": own, "username": "x", "password": "y"})
    assert not Membership.objects.filter(user=world.people["nobody"]).exists()
    assert Invitation.objects.get().is_open


def test_sending_again_makes_a_new_link_and_withdrawing_ends_it(world: World) -> None:
    first = invite(world)
    client = world.client("superior")
    invitation = Invitation.objects.get()
    page = client.get("/invitations/").content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    client.post(f"/invitations/{invitation.pk}/resend/", {"key": key})
    second = re.search(r"http://localhost(/invitations/accept/\S+/)", outbox.outbox[-1].body)[1]
    assert first != second
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    key = re.search(r'name="key" value="([^"]+)"', client.get("/invitations/").content.decode())[1]
    client.post(f"/invitations/{invitation.pk}/withdraw/", {"key": key})
    assert Client().get(second).status_code == 404
    assert "已撤回" in client.get("/invitations/?state=withdrawn").content.decode()


def test_an_invitation_runs_out(world: World) -> None:
    link = invite(world)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(link).status_code == 404
    assert "已过期" in world.client("superior").get("/invitations/?state=expired").content.decode()
    invite(world)
    assert Invitation.objects.count() == 2


def test_invitations_are_sent_within_one_s_branch_only(world: World) -> None:
    client = world.client("organiser")
    key = key_of(client, f"/organisations/{world.organisations['office'].pk}/invite/")
    told = {"email": "a@b.cn", "role": "operator", "key": key}
    assert client.post(f"/organisations/{world.organisations['health'].pk}/invite/", told).status_code == 404
    assert world.client("auditor").get(f"/organisations/{world.organisations['office'].pk}/invite/").status_code == 403
    assert not Invitation.objects.exists()


def test_a_mail_that_does_not_leave_is_shown(world: World) -> None:
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=1
    ):
        client = world.client("superior")
        address = f"/organisations/{world.organisations['health'].pk}/invite/"
        send(client, address, email="new@example.gov.cn", role="operator")
    page = client.get("/invitations/").content.decode()
    assert "邮件未发出" in page


def test_a_role_that_ran_out_can_be_given_again(world: World) -> None:
    past = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=world.people["operator"]).update(until=past)
    made = services.membership_grant(
        actor=world.actor("superior"), person=world.people["operator"], organisation=world.organisations["health"],
        role=Role.OPERATOR, until=None, key=None,
    )  # fmt: skip
    assert made.ended_at is None
    assert world.actor("operator").organisations(Role.OPERATOR)
