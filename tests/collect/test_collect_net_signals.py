"""What status and headers say: refusals, back-off, cookies, loops; and who we say we are."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from net_support import URL, RawServer, ask, ok, quick, run

from hengping.collect.client import Client
from hengping.collect.net.request import RequestWriter, read_target
from hengping.collect.net.signals import ChainCookies, redirect_target, retry_after_s
from hengping.evidence.records import Answer
from hengping.model.evidence import FailureKind
from hengping.model.urls import BadUrlError, normal_url

NOW = datetime(2026, 11, 20, 8, 0, 0, tzinfo=UTC)
SELF = b"Location: /x"


def _redirect(*headers: bytes) -> bytes:
    return ok(b"", *headers, status=b"302 Found")


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Fri, 20 Nov 2026 08:01:00 GMT", 60),
        ("Fri, 20 Nov 2026 07:00:00 GMT", 0),
        ("Fri, 20 Nov 2026 16:01:00 +0800", 60),
        ("soon", None),
        ("-5", None),
        ("99999999999999999999", None),
        ("Fri, 99 Nov 2026 08:01:00 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value, seconds):
    assert retry_after_s((("Server", "x"), ("retry-AFTER", value)), NOW) == seconds


@given(st.text(max_size=40))
def test_no_retry_after_is_an_error(value):
    wait = retry_after_s((("Retry-After", value),), NOW)
    assert wait is None or wait >= 0


@pytest.mark.parametrize("status", [b"429 Slow", b"503 Later"])
def test_a_server_that_asks_for_less_is_heard_and_asked_again(status):
    asked = []

    async def once():
        scripts = ok(b"", b"Retry-After: 7", status=status), ok(b"now")
        changes = {"retries": 1, "backoff_max_s": 0.05}
        async with RawServer(*scripts) as server, Client(quick(connect_to=server.rewrite, **changes)) as client:
            real = client.politeness.back_off

            def back_off(host, seconds=0.0):
                asked.append((host, seconds))
                return real(host, seconds)

            client.politeness.back_off = back_off
            return await client.fetch(URL, limit=100)

    exchange = run(once())
    assert asked == [("www.a.gov.cn", 7.0)]
    assert (exchange.answer.status, exchange.failure, exchange.attempts) == (200, None, 2)


def test_a_server_that_wants_a_long_rest_is_not_asked_again():
    exchange = ask(ok(b"", b"Retry-After: 31", status=b"503 Later"), retries=2, timeout_s=5)
    assert (exchange.answer.status, exchange.attempts) == (503, 1)


def test_a_server_that_never_gives_in_is_blocked_or_an_error():
    exchange = ask(ok(b"", status=b"429 Slow"), retries=1, backoff_max_s=0.01)
    assert (exchange.answer.status, exchange.failure, exchange.attempts) == (429, FailureKind.BLOCKED, 2)
    exchange = ask(ok(b"", status=b"503 Later"), retries=1, backoff_max_s=0.01)
    assert (exchange.answer.status, exchange.failure, exchange.attempts) == (503, None, 2)


async def _twice(*scripts, visit=False, **more):
    async with RawServer(*scripts) as server, Client(quick(connect_to=server.rewrite)) as client:
        if visit:
            return await client.visit(URL, timeout_s=2), server.requests
        return await client.fetch(URL, limit=100, **more), server.requests


@pytest.mark.parametrize("visit", [False, True])
def test_a_page_that_opens_to_who_keeps_its_cookie_is_opened(visit):
    wall = _redirect(SELF, b"Set-Cookie: pass=1; Path=/; HttpOnly", b"Set-Cookie: b=2")
    exchange, requests = run(_twice(wall, ok(b"open"), visit=visit))
    assert (exchange.answer.payload, exchange.failure, exchange.detail) == (b"open", None, "cookie")
    assert (b"Cookie:" in requests[0], b"Cookie: pass=1; b=2\r\n" in requests[1]) == (False, True)
    assert ("Cookie", "pass=1; b=2") in exchange.request_headers


def test_a_page_that_still_loops_is_a_cookie_wall():
    exchange, requests = run(_twice(_redirect(SELF, b"Set-Cookie: pass=1")))
    assert (exchange.answer.status, exchange.failure) == (302, FailureKind.COOKIE_WALL)
    assert len(requests) == 2


@pytest.mark.parametrize("headers", [(SELF,), (b"Location: /y", b"Set-Cookie: a=b"), (SELF, b"Set-Cookie: nonsense")])
def test_other_redirects_are_asked_once(headers):
    exchange, requests = run(_twice(_redirect(*headers)))
    assert (exchange.answer.status, exchange.failure, exchange.detail, len(requests)) == (302, None, "", 1)


def test_cookies_of_a_chain_are_sent_to_their_host_alone():
    jar = ChainCookies()
    assert jar.take("http://a.cn/", (("Set-Cookie", "k=v; Path=/"),))
    assert not jar.take("http://a.cn/", (("set-cookie", "k=v"),))
    assert (jar.header("https://www.a.cn/z"), jar.header("http://b.cn/")) == ("k=v", "")
    exchange, requests = run(_twice(ok(b"", b"Set-Cookie: n=1"), cookies=jar))
    assert b"Cookie" not in requests[0]
    assert jar.header(exchange.url) == "n=1"


def test_cookies_are_bounded_and_cannot_write_headers():
    jar = ChainCookies()
    jar.take("http://a.cn/", tuple(("Set-Cookie", f"k{number}={'v' * 5000}\r\nX: y") for number in range(100)))
    assert jar.header("http://a.cn/") == ""
    jar = ChainCookies()
    jar.take("http://a.cn/", (("Set-Cookie", "a=b\r\nX: y"), ("Set-Cookie", "ü=x"), ("Set-Cookie", "=x")))
    assert jar.header("http://a.cn/") in {"", "a=b"}


def _sent(profile="collector", **changes):
    async def once():
        async with RawServer(ok()) as server, Client(quick(connect_to=server.rewrite, **changes), profile) as client:
            exchange = await client.fetch(URL, limit=100)
            return exchange, server.requests[0].decode()

    return run(once())


def test_the_collector_says_who_it_is_and_whom_to_call():
    exchange, request = _sent(contact="https://b.gov.cn/robot")
    agent = "Mozilla/5.0 (compatible; Hengping/0.1; government website evaluation; +https://b.gov.cn/robot)"
    assert f"\r\nUser-Agent: {agent}\r\n" in request
    assert "Sec-Fetch" not in request
    sent = "\r\n".join(
        [exchange.request_line, *(f"{name}: {value}" for name, value in exchange.request_headers), "", ""]
    )
    assert sent == request
    _, request = _sent(contact="010-12345678\r\nX: y", user_agent="Probe/1")
    assert "\r\nUser-Agent: Probe/1 (+010-12345678  X: y)\r\n" in request


def test_the_browser_profile_looks_like_one():
    exchange, request = _sent("browser", contact="https://b.gov.cn/robot")
    assert "Chrome/" in request
    assert "Hengping" not in request
    for name in ("Accept-Language", "Upgrade-Insecure-Requests", "Sec-Fetch-Mode", "Sec-Fetch-Dest"):
        assert f"\r\n{name}: " in request
    assert exchange.profile == exchange.asked("page", "", 0).profile == "browser"


@given(st.from_regex(r"https?://[a-zA-Z0-9._-]{1,20}(:[0-9]{1,6})?(/[ -~中]{0,20})?", fullmatch=True))
def test_an_address_is_taken_apart_in_its_normal_form(url):
    try:
        normal = normal_url(url)
        target = read_target(url)
    except BadUrlError:
        return
    assert target.url == normal
    assert normal == f"{target.origin.scheme}://{target.authority}{target.path}"
    assert read_target(normal) == target


@pytest.mark.parametrize(
    ("url", "authority"),
    [
        ("http://企业.政务/", "xn--vhquv.xn--zfr164b"),
        ("https://中国.公益:8443/", "xn--fiqs8s.xn--55qw42g:8443"),
        ("http://[2400:3200::1]:81/", "[2400:3200::1]:81"),
        ("http://user:word@A.gov.cn/", "a.gov.cn"),
        ("http://a.gov.cn:80/", "a.gov.cn"),
    ],
)
def test_hosts_of_every_kind_are_asked_by_their_name(url, authority):
    assert read_target(url).authority == authority


@given(st.one_of(st.text(max_size=60), st.text("htps:/[]%@.#?0:1\\ ", max_size=30).map("http://".__add__)))
def test_any_text_is_an_address_or_a_bad_one(text):
    try:
        target = read_target(text)
    except BadUrlError:
        return
    request, _, _ = RequestWriter(quick(), "collector").write(target)
    assert request.count(b"\r\n\r\n") == 1
    assert request.endswith(b"\r\n\r\n")
    assert request.split(b"\r\n")[0].count(b" ") == 2


@given(st.text(st.characters(max_codepoint=255), max_size=60))
def test_any_location_is_a_target_or_none(location):
    answer = Answer(status=302, headers=(("Location", location),))
    target = redirect_target(URL, answer)
    assert not target or read_target(target).url == target
