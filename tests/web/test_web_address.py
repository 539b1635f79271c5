"""The platform's own address: what is set is checked, what is not set is derived, and every mail's link has it."""

import re

import pytest
from django.core import mail as outbox
from django.test import Client, override_settings
from django.utils import timezone

from hengping.model.errors import InputError
from hengping.web.apps.acts.services import act
from hengping.web.apps.api.delivery import told
from hengping.web.apps.notices.mailing import deliver_due
from hengping.web.apps.notices.services import notify
from hengping.web.config.address import checked, public_address, served_address
from hengping.web.config.env import Environment
from web.world import World

PUBLIC = "https://pg.yunxi.gov.cn:8443"
ALL = "0.0.0.0"  # noqa: S104 - as an administrator types it; nothing listens here


def _environment(**values: object) -> Environment:
    return Environment.model_validate({"public_url": "", "hosts": "pg.gov.cn,10.1.2.3", **values})


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("https://pg.gov.cn", "https://pg.gov.cn"),
        (" http://PG.gov.cn:80/ ", "http://pg.gov.cn"),
        ("https://pg.gov.cn:443", "https://pg.gov.cn"),
        ("http://pg.gov.cn:443", "http://pg.gov.cn:443"),
        ("http://10.1.2.3:8000", "http://10.1.2.3:8000"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
        ("https://政务.cn", "https://xn--zfr164b.cn"),
    ],
)
def test_an_address_is_kept_in_one_form(text: str, kept: str) -> None:
    assert checked(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "pg.gov.cn", "ftp://pg.gov.cn", "https://", "https://user:word@pg.gov.cn", "https://pg.gov.cn/sub",
        "https://pg.gov.cn?a=1", "https://pg.gov.cn#a", "https://pg.gov.cn:99999", "https://pg.gov.cn:0",
        "https://pg gov.cn", "javascript:alert(1)", "http://a..b/", "http://-a.cn", "http://[::1",
    ],
)  # fmt: skip
def test_what_is_no_address_stops_the_start_and_says_how_to_write_it(text: str) -> None:
    with pytest.raises(InputError, match=r"对外地址不正确.*https://域名"):
        public_address(_environment(public_url=text))


def test_an_open_address_contradicts_https_only() -> None:
    with pytest.raises(InputError, match="矛盾"):
        public_address(_environment(public_url="http://pg.gov.cn", https=True))


@pytest.mark.parametrize(
    ("values", "given", "host", "expected"),
    [
        ({}, {}, "127.0.0.1", "http://127.0.0.1:8000"),
        ({}, {}, "::1", "http://[::1]:8000"),
        ({"hosts": "localhost"}, {}, ALL, "http://localhost:8000"),
        ({}, {"HENGPING_HOSTS": "x"}, ALL, "http://pg.gov.cn:8000"),
        ({"hosts": "*,.gov.cn,pg.gov.cn"}, {"HENGPING_HOSTS": "x"}, "::", "http://pg.gov.cn:8000"),
        ({"https": True, "behind_proxy": True}, {"HENGPING_HOSTS": "x"}, "127.0.0.1", "https://pg.gov.cn"),
        ({"public_url": PUBLIC}, {"HENGPING_HOSTS": "x"}, "127.0.0.1", PUBLIC),
    ],
)
def test_without_a_setting_it_follows_from_what_is_served(
    values: dict[str, object], given: dict[str, str], host: str, expected: str
) -> None:
    assert served_address(_environment(**values), given, host, 8000) == expected


@override_settings(PUBLIC_ADDRESS=PUBLIC)
def test_links_of_mails_and_webhooks_begin_with_it_whatever_a_request_names(world: World) -> None:
    notify([world.people["operator"]], subject="通知", text="正文", link="/notices/")
    deliver_due(timezone.now())
    assert f"{PUBLIC}/notices/" in outbox.outbox[-1].body
    with act(None, "campaign.edit", campaign=world.campaign) as acting:
        acting.summary = "一条"
    assert acting.record is not None
    assert told(acting.record)["url"] == f"{PUBLIC}/campaigns/{world.campaign.pk}/"
    # A visitor who asks under another permitted name does not decide where the link for the password leads.
    Client(SERVER_NAME="localhost").post("/accounts/password/reset/", {"email": "organiser@example.gov.cn"})
    link = re.search(r"(https?://\S+)/accounts/password/reset/key/(\S+)", outbox.outbox[-1].body)
    assert link is not None
    assert link[1] == PUBLIC
    assert Client().get(f"/accounts/password/reset/key/{link[2]}", follow=True).status_code == 200
