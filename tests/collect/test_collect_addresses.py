"""No way into a private network but the operator's own."""

import asyncio
import ipaddress

import pytest
from collect_support import crawl, html, redirect

from hengping.collect.addresses import is_public, literal_address
from hengping.collect.client import Client
from hengping.model.evidence import FailureKind


@pytest.mark.parametrize(
    "text",
    [
        "0.0.0.1",
        "10.1.2.3",
        "100.64.0.1",
        "127.9.9.9",
        "169.254.169.254",
        "172.31.0.1",
        "192.168.1.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
        "2001:db8::1",
    ],
)
def test_private_addresses_are_known(text):
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", ["114.114.114.114", "2400:3200::1", "::ffff:114.114.114.114", "64:ff9b::7272:7272"])
def test_public_addresses_pass(text):
    assert is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("2130706433", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("[::1]", "::1"),
        ("10.0.0.1", "10.0.0.1"),
    ],
)
def test_every_spelling_of_a_number_is_read(host, address):
    assert str(literal_address(host)) == address


def test_a_name_is_no_number():
    assert literal_address("www.gov.cn") is None


def _fetch(settings, url):
    async def once():
        async with Client(settings) as client:
            return await client.fetch(url, limit=1000)

    return asyncio.run(once())


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f000001",
        "0177.1",
        "127.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0",
        "[::ffff:7f00:1]",
        "１２７.０.０.１",
        "１２７。１",
        "LOCALHOST.",
        "10.0.0.1",
        "169.254.169.254",
    ],
)
def test_private_targets_are_refused_in_every_form_and_never_asked(server, settings, host):
    guarded = settings.model_copy(update={"connect_to": {}})
    exchange = _fetch(guarded, f"http://{host}:{server.port}/")
    assert (exchange.failure, exchange.attempts) == (FailureKind.PRIVATE_ADDRESS, 1)
    assert server.asked == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "127.1"])
def test_they_pass_when_the_operator_allows_them(server, settings, host):
    open_settings = settings.model_copy(update={"connect_to": {}, "allow_private_addresses": True})
    assert _fetch(open_settings, f"http://{host}:{server.port}/").answer.status == 404


def test_connect_to_is_always_allowed_and_other_hosts_stay_guarded(server, settings):
    some = settings.model_copy(update={"connect_to": {"www.a.gov.cn": f"127.0.0.1:{server.port}"}})
    assert _fetch(some, "http://www.a.gov.cn/").answer.status == 404
    assert _fetch(some, f"http://127.0.0.1:{server.port}/").failure == FailureKind.PRIVATE_ADDRESS


def test_redirects_and_links_into_a_private_network_are_recorded_as_refused(server, settings, site, tmp_path):
    inside = f"http://127.0.0.1:{server.port}/secret"
    server.routes["/"] = html("/go", inside + "?b")
    server.routes["/go"] = redirect(inside)
    some = settings.model_copy(update={"connect_to": {"www.a.gov.cn": f"127.0.0.1:{server.port}"}})
    found = {c.url: c.failure for c in crawl(site, tmp_path, some) if c.purpose == "link"}
    assert found == {inside: FailureKind.PRIVATE_ADDRESS, inside + "?b": FailureKind.PRIVATE_ADDRESS}
    assert not any("secret" in asked for asked in server.asked)
