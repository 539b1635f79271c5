"""Getting in and staying out: passwords, lock-out, second factor, the identity provider, sessions that end."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail as outbox
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils import timezone

from hengping.web.apps.accounts.models import Organisation, User
from hengping.web.apps.acts.models import Act
from web.identity_provider import CLIENT, Provider, provide
from web.world import PASSWORD, World

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """The limits of other tests' sign-ins do not count here."""
    cache.clear()


def sign_in(who: str, password: str = PASSWORD, client: Client | None = None) -> Client:
    """A browser in which somebody sent the form."""
    client = client or Client()
    client.post("/accounts/login/", {"login": who, "password": password})
    return client


def inside(client: Client) -> bool:
    """Whether somebody is signed in."""
    return client.get("/notices/").status_code == 200


def code_of(secret: str) -> str:
    """What an authenticator shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_the_right_password_opens_and_the_wrong_one_does_not(world: World) -> None:
    assert inside(sign_in("organiser"))
    assert not inside(sign_in("organiser", "falsch"))
    assert not inside(sign_in("nobody-of-that-name"))


def test_an_account_that_is_not_in_use_does_not_open(world: World) -> None:
    client = world.client("organiser")
    User.objects.filter(username="organiser").update(is_active=False)
    assert not inside(client)
    assert not inside(sign_in("organiser"))


def test_five_failures_lock_the_account_at_that_address_for_a_while(world: World) -> None:
    client = Client()
    for _ in range(4):
        answer = client.post("/accounts/login/", {"login": "organiser", "password": "falsch"})
        assert answer.status_code == 200
    answer = client.post("/accounts/login/", {"login": "organiser", "password": "falsch"})
    assert answer.status_code == 429
    assert "暂停登录" in answer.content.decode()
    assert not inside(sign_in("organiser", client=client))
    assert inside(sign_in("organiser2")), "others at the same address still get in"
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    cache.clear()
    assert inside(sign_in("organiser", client=elsewhere)), "nobody locks another out from elsewhere"
    cache.clear()
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=True):
        assert inside(sign_in("organiser", client=Client()))


def test_however_the_name_is_spelt_it_is_the_same_account_that_is_locked(world: World) -> None:
    for name in ("organiser", "Organiser", "ORGANISER", "ｏｒｇaniser", "oRganiser"):
        Client().post("/accounts/login/", {"login": name, "password": "falsch"})
    assert not inside(sign_in("organiser"))
    assert not inside(sign_in("OrganiseR"))


def test_five_wrong_codes_are_followed_by_a_pause_and_stand_in_the_log(world: World) -> None:
    secret, _recovery = activate(sign_in("organiser"))
    cache.clear()
    client = sign_in("organiser")
    wrong = f"{(int(code_of(secret)) + 1) % 1_000_000:06d}"
    for _ in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": wrong})
    now = timezone.now()
    with time_machine.travel(now + timedelta(seconds=60), tick=True):
        assert "过多" in client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}).content.decode()
    assert not inside(client)
    assert Act.objects.filter(summary__contains="两步验证码错误").count() == 5
    with time_machine.travel(now + timedelta(minutes=6), tick=True):
        client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
        assert inside(client)


def activate(client: Client) -> tuple[str, str]:
    """Set up the second factor; the secret, and one recovery code."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r'id="secret" value="([A-Z2-7]+)"', page)[1]
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer.status_code == 302
    shown = client.get("/accounts/2fa/recovery-codes/").content.decode()
    return secret, re.findall(r'<li class="col">(\w+)</li>', shown)[0]


def test_the_second_factor_is_asked_for_after_the_password(world: World) -> None:
    secret, recovery = activate(sign_in("organiser"))
    cache.clear()
    client = sign_in("organiser")
    assert not inside(client)
    assert "两步验证" in client.get("/accounts/2fa/authenticate/").content.decode()
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert not inside(client)
    with time_machine.travel(timezone.now() + timedelta(seconds=60), tick=True):
        client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert inside(client)
    for expected in (True, False):
        cache.clear()
        client = sign_in("organiser")
        client.post("/accounts/2fa/authenticate/", {"code": recovery})
        assert inside(client) is expected, "a recovery code opens once"


def test_the_second_factor_is_taken_off_only_with_the_password(world: World) -> None:
    activate(sign_in("organiser"))
    client = world.client("organiser")
    answer = client.post("/accounts/2fa/totp/deactivate/")
    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]
    assert Authenticator.objects.filter(type="totp").exists()


def test_a_body_may_require_the_second_factor_of_its_people(world: World) -> None:
    Organisation.objects.filter(pk=world.organisations["province"].pk).update(require_second_factor=True)
    client = sign_in("operator")
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/2fa/totp/activate/"
    assert sign_in("assessor").get("/").status_code == 200, "others' bodies require nothing"
    activate(client)
    assert client.get("/").status_code == 200


def test_a_session_ends_after_eight_hours_whatever_one_does(world: World) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        client = sign_in("organiser")
        for hour in (2, 5, 7.9):
            clock.move_to(now + timedelta(hours=hour))
            client.post("/notices/")
            client.post("/accounts/password/change/", {"oldpassword": "falsch"})
            assert inside(client)
        clock.move_to(now + timedelta(hours=8, minutes=1))
        assert not inside(client)


def test_one_s_other_sessions_are_listed_and_ended(world: World) -> None:
    first, second = sign_in("organiser"), sign_in("organiser")
    for client in (first, second):
        client.get("/notices/", headers={"user-agent": "<script>alert(1)</script>"})
    page = first.get("/accounts/sessions/").content.decode()
    assert "<script>alert(1)" not in page
    address = re.search(r"/accounts/sessions/\d+/end/", page)[0]
    assert sign_in("organiser2").post(address).status_code == 404
    assert inside(second)
    first.post(address)
    assert not inside(second)
    assert inside(first)


def test_a_forgotten_password_is_set_anew_by_mail_once(world: World) -> None:
    client = Client()
    known = client.post("/accounts/password/reset/", {"email": "organiser@example.gov.cn"})
    message = outbox.outbox[0]
    assert CHINESE.search(message.subject)
    assert "\n" not in message.subject
    link = re.search(r"http://localhost(/accounts/password/reset/key/\S+)", message.body)[1]
    unknown = client.post("/accounts/password/reset/", {"email": "no-such@example.gov.cn"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    form = client.get(link)["Location"]
    new = "另一个-很长的密码-2026"
    assert client.post(form, {"password1": new, "password2": new}).status_code == 302
    assert inside(sign_in("organiser", new))
    assert "链接无效" in Client().get(link, follow=True).content.decode()


def test_nobody_signs_up_or_changes_their_address_by_themselves(world: World) -> None:
    client = sign_in("organiser")
    for address in ("signup/", "email/", "confirm-email/", "3rdparty/", "3rdparty/signup/", "password/set/"):
        assert Client().get(f"/accounts/{address}").status_code == 404
        assert client.post(f"/accounts/{address}", {"email": "x@example.com", "action_add": ""}).status_code == 404


def test_the_pages_are_in_chinese(world: World) -> None:
    client = sign_in("organiser")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    pages = ["password/change/", "logout/", "2fa/", "2fa/totp/activate/", "sessions/", "reauthenticate/"]
    for address in pages:
        answer = client.get(f"/accounts/{address}")
        text = re.sub(r"<[^>]+>|\s+", " ", answer.content.decode().split("<main")[1].split("<footer")[0])
        assert answer.status_code == 200, address
        assert CHINESE.search(text), address
        assert not re.search(r"[A-Za-z]{4,} [A-Za-z]{3,} [A-Za-z]{3,}", text), (address, text)
    for address in ("login/", "password/reset/", "password/reset/done/", "inactive/"):
        text = Client().get(f"/accounts/{address}").content.decode().split("<main")[1].split("<footer")[0]
        assert not re.search(r"[A-Za-z]{4,} [A-Za-z]{3,} [A-Za-z]{3,}", re.sub(r"<[^>]+>", " ", text)), address


@pytest.fixture
def provider() -> Iterator[Provider]:
    """The province's identity provider, and the platform set up for it."""
    with provide() as found:
        app = {
            "provider_id": "province", "name": "统一身份认证", "client_id": CLIENT, "secret": "s",
            "settings": {"server_url": found.address},
        }  # fmt: skip
        with override_settings(SOCIALACCOUNT_PROVIDERS={"openid_connect": {"APPS": [app]}}):
            yield found


def by_provider(provider: Provider, **claims: object) -> Client:
    """A browser that went to the provider and came back."""
    provider.claims = claims
    client = Client()
    page = client.get("/accounts/login/").content.decode()
    link = re.search(r'href="(/accounts/oidc/province/login/[^"]*)"', page)[1].replace("&amp;", "&")
    away = client.get(link)["Location"]
    assert away.startswith(f"{provider.address}/authorize")
    state = parse_qs(urlsplit(away).query)["state"][0]
    client.last = client.get("/accounts/oidc/province/login/callback/", {"code": "c-1", "state": state})
    return client


def test_the_provider_opens_an_account_by_its_verified_address(world: World, provider: Provider) -> None:
    before = User.objects.count()
    claims = {"sub": "s-1", "email": "Organiser@example.gov.cn", "email_verified": True}
    assert inside(by_provider(provider, **claims))
    assert provider.codes == ["c-1"]
    assert inside(by_provider(provider, **claims)), "and again"
    assert User.objects.count() == before


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "s-1", "email": "stranger@example.com", "email_verified": True},
        {"sub": "s-1", "email": "organiser@example.gov.cn", "email_verified": False},
        {"sub": "s-1", "email": "organiser@example.gov.cn"},
        {"sub": "s-1"},
    ],
)
def test_the_provider_makes_no_account_and_opens_none_unverified(
    world: World, provider: Provider, claims: dict[str, object]
) -> None:
    before = User.objects.count()
    client = by_provider(provider, **claims)
    assert client.last.status_code == 403
    assert "没有与之对应的账号" in client.last.content.decode()
    assert not inside(client)
    assert User.objects.count() == before


def test_an_identifier_that_was_set_counts_before_the_address(world: World, provider: Provider) -> None:
    User.objects.filter(username="assessor").update(external_id="s-9")
    assert inside(by_provider(provider, sub="s-9", email="elsewhere@example.com"))
    other = by_provider(provider, sub="s-8", email="assessor@example.gov.cn", email_verified=True)
    assert not inside(other), "an account with another identifier"
    User.objects.filter(username="assessor").update(external_id="s-10")
    assert not inside(by_provider(provider, sub="s-9", email="x@example.com")), "the identifier was changed"


def test_an_address_that_two_accounts_share_opens_neither(world: World, provider: Provider) -> None:
    User.objects.filter(username__in=["assessor", "assessor2"]).update(email="both@example.gov.cn")
    assert not inside(by_provider(provider, sub="s-1", email="both@example.gov.cn", email_verified=True))


def test_an_account_not_in_use_is_not_opened_by_the_provider(world: World, provider: Provider) -> None:
    User.objects.filter(username="assessor").update(is_active=False, external_id="s-9")
    assert not inside(by_provider(provider, sub="s-9"))


def test_the_second_factor_is_asked_for_after_the_provider_too(world: World, provider: Provider) -> None:
    activate(sign_in("organiser"))
    cache.clear()
    client = by_provider(provider, sub="s-1", email="organiser@example.gov.cn", email_verified=True)
    assert not inside(client)
    assert client.last["Location"].startswith("/accounts/2fa/authenticate/")


def test_a_callback_that_nobody_asked_for_opens_nothing(world: World, provider: Provider) -> None:
    provider.claims = {"sub": "s-1", "email": "organiser@example.gov.cn", "email_verified": True}
    client = Client()
    answer = client.get("/accounts/oidc/province/login/callback/", {"code": "c-1", "state": "made-up"})
    assert not inside(client)
    assert "统一身份认证" in answer.content.decode()
    assert provider.codes == []


def test_signing_in_and_what_concerns_it_is_in_the_log(
    world: World, provider: Provider, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        activate(sign_in("organiser"))
    by_provider(provider, sub="s-1", email="operator@example.gov.cn", email_verified=True)
    attacker = Client(REMOTE_ADDR="198.51.100.7")
    for _ in range(8):
        sign_in("organiser2", "falsch", attacker)
    lines = [(one.actor_name, one.summary) for one in Act.objects.order_by("seq")]
    assert lines == [
        ("organiser某", "登录"),
        ("organiser某", "开启两步验证"),
        ("operator某", "通过统一身份认证登录"),
        ("系统", "账号organiser2连续登录失败，已暂停登录"),
    ]
    assert Act.objects.latest("seq").detail == {"ip": "198.51.100.7"}
    page = world.client("auditor").get("/log/").content.decode()
    assert "已暂停登录" in page
    assert "通过统一身份认证登录" not in page, "of a body elsewhere"
