"""The interface for programs: rights of the token's owner, one act per key, faults in words, its own description."""

import hashlib
import hmac
import json
import socket
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from hengping.web.apps.acts.models import Act
from hengping.web.apps.acts.services import act
from hengping.web.apps.api import addressing, delivery, services
from hengping.web.apps.api.models import ApiToken, Delivery, Webhook
from hengping.web.policy.words import Stage
from web.world import PASSWORD, World


def _token(world: World, who: str, *, read_only: bool = True) -> str:
    _record, secret = services.token_make(
        actor=world.actor(who), user=world.people[who], name="测试", read_only=read_only, until=None, key=uuid.uuid4()
    )
    return secret


def _get(path: str, token: str = "") -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = Client().get(f"/api{path}", headers=headers)
    return answer.status_code, json.loads(answer.content)


def test_without_a_token_there_is_nothing(world: World) -> None:
    assert _get("/campaigns")[0] == 401
    assert _get(f"/campaigns/{world.campaign.pk}", "hp_wrong")[0] == 401


def test_a_token_sees_what_its_owner_sees(world: World) -> None:
    assert [row["code"] for row in _get("/campaigns", _token(world, "organiser"))[1]] == [world.campaign.code]
    assert _get("/campaigns", _token(world, "other_organiser"))[1] == []
    hidden = _get(f"/campaigns/{world.campaign.pk}", _token(world, "other_organiser"))
    absent = _get(f"/campaigns/{uuid.uuid4()}", _token(world, "other_organiser"))
    assert hidden == absent
    assert hidden[0] == 404


def test_a_judged_body_sees_its_own_site_only(world: World) -> None:
    world.at(Stage.PRELIMINARY)
    token = _token(world, "operator")
    own, other = (world.entries[name].site_code for name in ("health", "traffic"))
    assert _get(f"/campaigns/{world.campaign.pk}/sites/{own}/results", token)[0] == 200
    assert _get(f"/campaigns/{world.campaign.pk}/sites/{other}/results", token)[0] == 404
    assert _get(f"/campaigns/{world.campaign.pk}/results", token)[0] == 403
    assert _get(f"/campaigns/{world.campaign.pk}/roster", token)[0] == 403


def test_the_roster_comes_in_its_order(world: World) -> None:
    status, told = _get(f"/campaigns/{world.campaign.pk}/roster", _token(world, "auditor"))
    assert status == 200
    assert [row["site_code"] for row in told["items"]] == ["9900000001", "9900000002"]
    assert told["total"] == 2


def test_an_ended_or_old_token_opens_nothing(world: World) -> None:
    token = _token(world, "organiser")
    record = ApiToken.objects.get(user=world.people["organiser"])
    services.token_end(actor=world.actor("organiser"), token=record, key=uuid.uuid4())
    assert _get("/campaigns", token)[0] == 401
    old = _token(world, "organiser")
    ApiToken.objects.filter(ended_at=None).update(until=timezone.localdate() - timedelta(days=1))
    assert _get("/campaigns", old)[0] == 401


def test_a_token_of_somebody_who_left_opens_nothing(world: World) -> None:
    token = _token(world, "organiser")
    world.people["organiser"].is_active = False
    world.people["organiser"].save()
    assert _get("/campaigns", token)[0] == 401


def test_the_token_itself_is_kept_nowhere(world: World) -> None:
    secret = _token(world, "organiser")
    record = ApiToken.objects.get(user=world.people["organiser"])
    assert secret not in json.dumps([record.digest, record.hint, record.name])
    assert not Act.objects.filter(summary__contains=secret).exists()


def test_a_token_for_reading_does_nothing(world: World) -> None:
    answer = Client().post(
        f"/api/campaigns/{world.campaign.pk}/runs", "{}", content_type="application/json",
        headers={"Authorization": f"Bearer {_token(world, 'organiser')}"},
    )  # fmt: skip
    assert answer.status_code == 403
    assert "只能读取" in answer.json()["detail"]


def test_an_auditor_starts_nothing(world: World) -> None:
    answer = Client().post(
        f"/api/campaigns/{world.campaign.pk}/runs", "{}", content_type="application/json",
        headers={"Authorization": f"Bearer {_token(world, 'auditor', read_only=False)}"},
    )  # fmt: skip
    assert answer.status_code == 403


def test_the_page_shows_a_new_token_once(world: World) -> None:
    client = world.client("organiser")
    form = client.get("/account/tokens/").context["form"]
    data = {"name": "统计<script>", "read_only": "on", "key": form["key"].value(), "seen": 0}
    page = client.post("/account/tokens/", data).content.decode()
    assert services.PREFIX in page
    assert "<script>" not in page
    assert services.PREFIX not in client.get("/account/tokens/").content.decode()
    again = client.post("/account/tokens/", data, follow=True).content.decode()
    assert "没有重复执行" in again
    assert ApiToken.objects.count() == 1


def test_a_webhook_is_told_of_its_own_evaluations_signed_and_again_after_a_failure(
    world: World, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The receiver of this test stands on this machine.
    monkeypatch.setattr(services, "require_address", lambda _url: None)
    monkeypatch.setattr(addressing, "is_own", lambda _address: False)
    got: list[Any] = []
    answers = iter([503, 204])

    def receive(request: Request) -> Response:
        got.append((request.headers["X-Hengping-Signature"], request.get_data()))
        return Response(status=next(answers))

    httpserver.expect_request("/hook").respond_with_handler(receive)
    webhook, secret = services.webhook_make(
        actor=world.actor("organiser"), organisation=world.organisations["office"], url=httpserver.url_for("/hook"),
        events=["campaign.edit"], key=uuid.uuid4(),
    )  # fmt: skip
    for action in ("campaign.edit", "roster.edit"):
        with act(None, action, campaign=world.campaign) as acting:
            acting.summary = "改名"
    now = timezone.now()
    assert delivery.deliver_due(now) == 0
    assert delivery.deliver_due(now) == 0, "not before its time"
    assert delivery.deliver_due(now + timedelta(minutes=5)) == 1
    assert delivery.deliver_due(now + timedelta(days=1)) == 0, "told once"
    assert len(got) == 2
    signature, body = got[-1]
    assert signature == "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    assert json.loads(body)["event"] == "campaign.edit"
    record = Delivery.objects.get(webhook=webhook)
    assert (record.state, record.attempts) == ("sent", 2)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x", "http://[::1]/", "file:///etc/passwd", "http://u:p@example.cn/", "http://169.254.1.1/",
        "http://localhost:8000/", "http://127.1/", "http://2130706433/", "http://0x7f000001/",
        "http://[::ffff:127.0.0.1]:6379/", "http://[::ffff:169.254.169.254]/", "http://[64:ff9b::7f00:1]/",
    ],
)  # fmt: skip
def test_a_webhook_does_not_reach_the_machine_itself(world: World, url: str) -> None:
    client = world.client("organiser")
    form = client.get("/webhooks/").context["form"]
    data = {"organisation": world.organisations["office"].pk, "url": url, "key": form["key"].value(), "seen": 0}
    client.post("/webhooks/", data)
    assert not Webhook.objects.exists()


def test_a_name_that_leads_to_the_machine_itself_is_not_connected_to(
    world: World, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    httpserver.expect_request("/hook").respond_with_data("secret")
    found = socket.getaddrinfo("127.0.0.1", httpserver.port, type=socket.SOCK_STREAM)
    monkeypatch.setattr(addressing.socket, "getaddrinfo", lambda *_args, **_kwargs: found)
    services.webhook_make(
        actor=world.actor("organiser"), organisation=world.organisations["office"],
        url=f"http://receiver.example.cn:{httpserver.port}/hook", events=[], key=uuid.uuid4(),
    )  # fmt: skip
    with act(None, "campaign.edit", campaign=world.campaign) as acting:
        acting.summary = "改名"
    assert delivery.deliver_due(timezone.now()) == 0
    assert not httpserver.log
    assert "不能使用本机" in Delivery.objects.get().answer


def test_the_description_names_every_operation(db: None) -> None:
    told = Client().get("/api/openapi.json").json()
    paths = set(told["paths"])
    assert "/api/campaigns/{campaign_id}/results" in paths
    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            assert operation.get("summary"), (path, method)


def test_a_token_is_good_for_a_year_and_ends_with_the_password(world: World) -> None:
    actor = world.actor("organiser")
    token, secret = services.token_make(
        actor=actor, user=actor.user, name="统计", read_only=True, until=None, key=uuid.uuid4()
    )  # fmt: skip
    assert token.until == timezone.localdate() + timedelta(days=365)
    assert services.token_user(secret) is not None
    client = world.client("organiser")
    told = {"oldpassword": PASSWORD, "password1": "another-password-9", "password2": "another-password-9"}
    assert client.post("/accounts/password/change/", told).status_code == 302
    assert services.token_user(secret) is None
