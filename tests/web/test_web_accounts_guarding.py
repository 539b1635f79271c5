"""Changes of an account are told to its owner; who cannot get in is helped by those who manage the account, only."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail as outbox
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from hengping.web.apps.accounts.models import Membership, User
from hengping.web.apps.acts.models import Act
from hengping.web.apps.notices.mailing import deliver_due
from hengping.web.apps.notices.models import Mail, Notice
from hengping.web.policy.words import Role
from web.world import PASSWORD, World

NEW = "另一个-很长的密码-2026"


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """The limits of other tests' sign-ins do not count here."""
    cache.clear()


def send(client: Client, address: str, **fields: object) -> tuple[int, str]:
    """Send the form of a page; the answer's status and text."""
    page = client.get(address).content.decode()
    hidden = {name: (re.search(rf'name="{name}" value="([^"]*)"', page) or ["", ""])[1] for name in ("key", "seen")}
    answer = client.post(address, {**hidden, **fields})
    return answer.status_code, answer.content.decode()


def told(world: World, who: str) -> list[str]:
    """Subjects of what a person was told of their account, the oldest first."""
    found = Notice.objects.filter(recipient=world.people[who], once__startswith="security:").order_by("created_at")
    return [one.subject for one in found]


def lock(who: str) -> Client:
    """Fail often enough."""
    client = Client()
    for _ in range(5):
        client.post("/accounts/login/", {"login": who, "password": "falsch"})
    return client


def test_a_person_is_told_of_their_new_password_and_the_mail_is_on_record(world: World) -> None:
    client = world.client("operator")
    fields = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post("/accounts/password/change/", fields).status_code == 302
    assert told(world, "operator") == ["账号安全：密码已修改"]
    deliver_due(timezone.now())
    assert outbox.outbox[-1].to == ["operator@example.gov.cn"]
    assert "如果不是您本人" in outbox.outbox[-1].body
    page = world.client("superior").get(f"/people/{world.people['operator'].pk}/").content.decode()
    assert "账号安全：密码已修改" in page
    assert "已发送" in page


def test_a_changed_address_is_told_to_the_old_and_to_the_new_one(world: World) -> None:
    person = world.people["operator"]
    status, _page = send(
        world.client("superior"), f"/people/{person.pk}/", display_name="某", email="new@example.gov.cn", phone="",
        external_id="sub-1", is_active="on",
    )  # fmt: skip
    assert status == 302
    assert set(Mail.objects.values_list("to", flat=True)) == {"operator@example.gov.cn", "new@example.gov.cn"}
    assert sorted(told(world, "operator")) == [
        "账号安全：统一身份标识已修改", "账号安全：邮箱已改为new@example.gov.cn",
    ]  # fmt: skip


def test_an_account_taken_out_of_use_is_told_while_it_still_can_be(world: World) -> None:
    person = world.people["operator"]
    send(world.client("superior"), f"/people/{person.pk}/", display_name="某", email=person.email)
    assert not User.objects.get(pk=person.pk).is_active
    assert told(world, "operator") == ["账号安全：账号已停用"]


def test_roles_given_and_taken_are_told(world: World) -> None:
    client = world.client("superior")
    traffic, person = world.organisations["traffic"], world.people["operator"]
    send(client, f"/organisations/{traffic.pk}/grant/", person=person.pk, role=Role.OPERATOR.value)
    made = Membership.objects.get(user=person, organisation=traffic)
    send(client, f"/memberships/{made.pk}/end/", reason="调离")
    assert told(world, "operator") == [
        "账号安全：获得“云溪省交通运输厅”的“被评单位”角色", "账号安全：“云溪省交通运输厅”的“被评单位”角色已取消",
    ]  # fmt: skip


def test_a_lock_is_told_once_and_taken_off_with_a_reason_by_those_who_manage_the_account(world: World) -> None:
    person = world.people["operator"]
    locked = lock("operator")
    lock("operator")
    assert len([one for one in told(world, "operator") if "暂停登录" in one]) == 1
    address = f"/people/{person.pk}/unlock/"
    for who, status in (("organiser", 404), ("other_organiser", 404), ("operator", 403), ("auditor", 403)):
        assert world.client(who).post(address, {}).status_code == status
    assert "解除锁定" in world.client("superior").get(f"/people/{person.pk}/").content.decode()
    assert send(world.client("superior"), address, reason="")[0] == 422
    assert send(world.client("superior"), address, reason="本人来电，已核实")[0] == 302
    cache.clear()
    locked.post("/accounts/login/", {"login": "operator", "password": PASSWORD})
    assert locked.get("/notices/").status_code == 200
    line = Act.objects.get(action_id="account.unlock")
    assert line.detail["reason"] == "本人来电，已核实"
    assert told(world, "operator")[-1] == "账号安全：登录锁定已解除"
    assert "没有锁定" in world.client("superior").get(address).content.decode()


def test_a_person_of_two_bureaus_is_helped_by_neither_alone(world: World) -> None:
    person = world.people["operator"]
    Membership.objects.create(user=person, organisation=world.organisations["elsewhere"], role=Role.ASSESSOR)
    lock("operator")
    for name in ("unlock", "second-factor"):
        assert world.client("superior").get(f"/people/{person.pk}/{name}/").status_code == 403


def test_a_lost_second_factor_is_reset_in_two_steps(world: World) -> None:
    person = world.people["operator"]
    TOTP.activate(person, generate_totp_secret())
    client, theirs = world.client("superior"), world.client("operator")
    theirs.get("/notices/")
    address = f"/people/{person.pk}/second-factor/"
    status, page = send(client, address, step="reason", reason="<b>手机遗失</b>，电话核实")
    assert status == 200
    assert "<b>手机" not in page
    assert Authenticator.objects.filter(user=person).exists(), "nothing is done by the first step"
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("key", "seen")}
    fields = {**hidden, "step": "confirm", "reason": "手机遗失，电话核实"}
    assert client.post(address, {**fields, "username": "organiser"}).status_code == 422
    assert client.post(address, fields).status_code == 422, "the second step wants the name"
    assert Authenticator.objects.filter(user=person).exists()
    assert client.post(address, {**fields, "username": "operator"}).status_code == 302
    assert not Authenticator.objects.filter(user=person).exists()
    assert theirs.get("/notices/").status_code == 302, "their sessions have ended"
    assert Act.objects.get(action_id="account.reset_factor").detail["reason"] == "手机遗失，电话核实"
    assert "两步验证已由管理人员重置" in told(world, "operator")[-1]


def test_nobody_resets_their_own_second_factor_without_the_password(world: World) -> None:
    person = world.people["superior"]
    TOTP.activate(person, generate_totp_secret())
    client = world.client("superior")
    address = f"/people/{person.pk}/second-factor/"
    page = send(client, address, step="reason", reason="忘了")[1]
    key = re.search(r'name="key" value="([^"]*)"', page)[1]
    answer = client.post(address, {"key": key, "reason": "忘了", "username": "superior", "step": "confirm"})
    assert answer.status_code == 422
    assert "不能重置本人" in answer.content.decode()
    assert Authenticator.objects.filter(user=person).exists()
