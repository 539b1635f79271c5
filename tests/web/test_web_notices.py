"""Notices, their mails, reminders: told once, never lost, nothing in a mail that acts by itself."""

from datetime import datetime, timedelta

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from hengping.web.apps.acts.models import Act
from hengping.web.apps.notices import deadlines, errands
from hengping.web.apps.notices.deadlines import Deadline, remind_due
from hengping.web.apps.notices.mailing import ATTEMPTS, deliver_due
from hengping.web.apps.notices.models import Mail, Notice
from hengping.web.apps.notices.plain import inert, one_line
from hengping.web.apps.notices.selectors import people_of
from hengping.web.apps.notices.services import notify
from hengping.web.policy.words import Role, Stage
from web.world import World

HOSTILE = (
    "标题\r\nBcc: all@example.com",
    "标题\nContent-Type: text/html\n\n<script>alert(1)</script>",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\u202e反向的标题\u2028下一行",
    "很长的标题" * 60,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_title_stays_one_line_of_plain_text_in_a_mail(world: World, text: str) -> None:
    notify([world.people["operator"]], subject=text, text=text, link="/campaigns/")
    assert deliver_due(timezone.now()) == 1
    message = outbox.outbox[0].message()
    raw = message.as_bytes()
    head = raw.split(b"\n\n", 1)[0]
    assert message.get_content_type() == "text/plain"
    assert not message.is_multipart()
    assert message["Bcc"] is None
    assert message["To"] == "operator@example.gov.cn"
    assert b"\nBcc:" not in head
    assert len(one_line(text)) <= 150
    assert "\u202e" not in message.get_payload(decode=True).decode()


def test_addresses_in_a_mail_are_legible_and_no_links(world: World) -> None:
    text = "请看 http://evil.example/a 和 HTTPS://evil.example，www.evil.example，mailto:a@b.cn，javascript:alert(1)"
    notify([world.people["operator"]], subject="检查结果", text=text, link=f"/campaigns/{world.campaign.pk}/")
    deliver_due(timezone.now())
    body = outbox.outbox[0].body
    assert "http：//evil.example/a" in body
    for link in ("http://evil", "HTTPS://evil", "www.evil", "mailto:a", "javascript:"):
        assert link not in body
    assert f"http://localhost/campaigns/{world.campaign.pk}/" in body
    assert inert("10:30 开会：请准时") == "10:30 开会：请准时"


@pytest.mark.parametrize("link", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_a_notice_links_to_no_other_site(world: World, link: str) -> None:
    with pytest.raises(ValueError):
        notify([world.people["operator"]], subject="x", text="x", link=link)


def test_a_hostile_notice_is_inert_on_its_pages(world: World) -> None:
    notify([world.people["operator"]], subject="<script>alert(1)</script>", text="<img src=x onerror=alert(1)>")
    client = world.client("operator")
    listed = client.get("/notices/").content.decode()
    opened = client.get(f"/notices/{Notice.objects.get().pk}/").content.decode()
    assert "<script>alert(1)" not in listed + opened
    assert "<img src=x" not in opened
    assert "&lt;script&gt;alert(1)" in listed


def test_unread_notices_are_counted_until_opened(world: World) -> None:
    for number in range(3):
        notify([world.people["operator"]], subject=f"通知{number}", text="正文")
    client = world.client("operator")
    assert "通知，3条未读" in client.get("/").content.decode()
    client.get(f"/notices/{Notice.objects.first().pk}/")
    assert "通知，2条未读" in client.get("/").content.decode()
    client.post("/notices/")
    assert "条未读" not in client.get("/").content.decode()


def test_nobody_reads_the_notices_of_others(world: World) -> None:
    notify([world.people["operator"]], subject="只给一人", text="正文")
    other = world.client("other_operator")
    assert other.get(f"/notices/{Notice.objects.get().pk}/").status_code == 404
    assert "只给一人" not in other.get("/notices/").content.decode()
    assert Notice.objects.get().read_at is None


def test_a_mail_that_fails_is_tried_again_later_and_then_a_person_can_send_it(world: World) -> None:
    notify([world.people["operator"]], subject="通知", text="正文", campaign=world.campaign)
    now = timezone.now()
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=1
    ):
        assert deliver_due(now) == 0
        mail = Mail.objects.get()
        assert (mail.state, mail.attempts) == ("queued", 1)
        assert "refused" in mail.error.lower()
        assert deliver_due(now) == 0
        assert Mail.objects.get().attempts == 1
        for step in range(ATTEMPTS):
            deliver_due(now + timedelta(hours=step + 1))
    assert Mail.objects.get().state == "failed"
    client = world.client("organiser")
    page = client.get(f"/campaigns/{world.campaign.pk}/notices/").content.decode()
    assert "发送失败" in page
    key = page.split('name="key" value="')[1].split('"')[0]
    client.post(f"/campaigns/{world.campaign.pk}/notices/mails/{Mail.objects.get().pk}/retry/", {"key": key})
    assert deliver_due(now + timedelta(days=1)) == 1
    assert Mail.objects.get().state == "sent"
    assert len(outbox.outbox) == 1


def test_a_mail_left_by_a_killed_process_is_sent_under_the_same_id(world: World) -> None:
    notify([world.people["operator"]], subject="通知", text="正文")
    now = timezone.now()
    Mail.objects.update(state="sending", tried_at=now, attempts=1)
    assert deliver_due(now + timedelta(minutes=1)) == 0
    assert deliver_due(now + timedelta(hours=1)) == 1
    assert outbox.outbox[0].extra_headers["Message-ID"].startswith(f"<{Mail.objects.get().pk.hex}@")


def test_a_false_address_fails_with_its_reason(world: World) -> None:
    person = world.people["operator"]
    person.email = "no address"
    person.save()
    notify([person], subject="通知", text="正文")
    assert deliver_due(timezone.now()) == 0
    assert Mail.objects.get().error == "邮箱地址不正确"


def test_people_of_an_evaluation_are_found_by_role(world: World) -> None:
    def names(role: Role) -> list[str]:
        return [one.username for one in people_of(world.campaign, role)]

    assert names(Role.OPERATOR) == ["operator", "other_operator"]
    assert names(Role.ASSESSOR) == ["assessor", "assessor2"]
    assert names(Role.ORGANISER) == ["organiser", "organiser2"]


def test_an_organiser_sends_a_notice_once_however_often_the_form_is_sent(world: World) -> None:
    client = world.client("organiser")
    address = f"/campaigns/{world.campaign.pk}/notices/send/"
    key = client.get(address).content.decode().split('name="key" value="')[1].split('"')[0]
    form = {"to": ["operator", "assessor"], "subject": "开始整改", "text": "请于月底前完成。", "key": key}
    assert client.post(address, form).status_code == 302
    client.post(address, form)
    assert Notice.objects.count() == Mail.objects.count() == 4
    assert Act.objects.filter(action_id="notice.send").count() == 1
    assert world.client("assessor").get(address).status_code == 403
    assert world.client("other_organiser").get(address).status_code == 404
    world.at(Stage.ARCHIVED)
    assert client.get(address).status_code == 403


def test_reminders_are_sent_once_per_step_and_escalate(world: World) -> None:
    now = timezone.now()
    due = Deadline(
        key="task:1", title="人工评分", due_at=now + timedelta(days=2), people=(world.people["assessor"],),
        superiors=(world.people["organiser"],), campaign=world.campaign, link="/",
    )  # fmt: skip
    deadlines.register("test", lambda _now: [due])
    try:
        assert remind_due(now - timedelta(days=5)) == 0
        assert remind_due(now) == 1
        assert remind_due(now + timedelta(minutes=5)) == 0
        assert remind_due(now + timedelta(days=1, hours=1)) == 1
        assert remind_due(now + timedelta(days=2, hours=1)) == 1
        assert remind_due(now + timedelta(days=3, hours=1)) == 1
        assert remind_due(now + timedelta(days=9)) == 0
    finally:
        deadlines.register("test", lambda _now: [])
    told = Notice.objects.order_by("created_at").values_list("recipient__username", "subject")
    assert [subject[:4] for _who, subject in told] == ["即将到期", "即将到期", "已逾期：", "逾期提醒"]
    assert [who for who, _subject in told] == ["assessor", "assessor", "assessor", "organiser"]


def test_steps_that_were_missed_are_not_made_up_for(world: World) -> None:
    now = timezone.now()
    due = Deadline(
        key="task:2", title="人工评分", due_at=now - timedelta(days=3), people=(world.people["assessor"],),
        superiors=(world.people["organiser"],),
    )  # fmt: skip
    deadlines.register("test", lambda _now: [due])
    try:
        assert remind_due(now) == 2
    finally:
        deadlines.register("test", lambda _now: [])
    assert not Notice.objects.filter(subject__startswith="即将到期").exists()


def test_what_apps_have_to_do_comes_before_mails_and_other_programs(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    for name in errands.ERRANDS:
        monkeypatch.setitem(errands.ERRANDS, name, lambda _now, name=name: bool(done.append(name)))
    errands.run_errands(timezone.now())
    assert done[-3:] == ["reminders", "mails", "webhooks"]
    assert {"rulings", "sections"} <= set(done[:-3])


def test_an_errand_that_fails_keeps_nobody_from_theirs(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_now: datetime) -> int:
        raise RuntimeError("no such thing")

    monkeypatch.setitem(errands.ERRANDS, "reminders", broken)
    notify([world.people["operator"]], subject="通知", text="正文")
    call_command("errands", "--once")
    assert len(outbox.outbox) == 1
    assert "reminders" not in errands.run_errands(timezone.now())


def test_errands_end_when_told_to(world: World) -> None:
    rounds = iter([False, False, True])
    notify([world.people["operator"]], subject="通知", text="正文")
    errands.keep_running_errands(lambda: next(rounds))
    assert len(outbox.outbox) == 1
