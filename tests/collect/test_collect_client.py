"""One request: every way it can end is a value."""

import asyncio
import gzip
import socket
import time

import pytest
from aiohttp import web
from collect_support import answer, raw, redirect, slow

from hengping.collect.client import Client, Exchange
from hengping.model.errors import InputError
from hengping.model.evidence import FailureKind

URL = "http://www.a.gov.cn/x"


def ask(settings, url=URL, limit=100_000, **changes) -> Exchange:
    async def once():
        async with Client(settings.model_copy(update=changes)) as client:
            return await client.fetch(url, limit=limit)

    return asyncio.run(once())


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        *[(status, None) for status in (200, 204, 304, 404, 410)],
        *[(status, FailureKind.AUTH_REQUIRED) for status in (401, 407)],
        *[(status, FailureKind.BLOCKED) for status in (403, 405, 406, 412, 451)],
    ],
)
def test_a_status_is_an_answer_and_not_tried_again(server, settings, status, failure):
    server.routes["/x"] = status
    exchange = ask(settings)
    assert (exchange.answer.status, exchange.failure, exchange.attempts) == (status, failure, 1)
    assert len(server.asked) == 1


def test_server_errors_are_tried_again_and_the_last_answer_counts(server, settings):
    async def better_later(_request):
        return await answer(status=500 if len(server.asked) < 3 else 200)(_request)

    server.routes["/x"] = better_later
    exchange = ask(settings, retries=3)
    assert (exchange.answer.status, exchange.attempts) == (200, 3)
    server.routes["/x"] = 503
    exchange = ask(settings, retries=1)
    assert (exchange.answer.status, exchange.attempts) == (503, 2)


def test_pauses_between_tries_double(settings, monkeypatch):
    pauses = []
    real = asyncio.sleep

    async def sleep(seconds):
        pauses.append(seconds)
        await real(0)

    monkeypatch.setattr("hengping.collect.client.asyncio.sleep", sleep)
    exchange = ask(settings, connect_to={"*": f"127.0.0.1:{_free_port()}"}, retries=3, retry_delay_s=1)
    between_tries = [pause for pause in pauses if pause >= 1]  # the host's own pace takes milliseconds
    assert (exchange.failure, exchange.attempts, between_tries) == (FailureKind.REFUSED, 4, [1, 2, 4])


def test_no_redirect_is_followed(server, settings):
    server.routes["/x"] = redirect("/y", 301)
    exchange = ask(settings)
    assert exchange.answer.status == 301
    assert ("Location", "/y") in exchange.answer.headers
    assert len(server.asked) == 1


def test_the_body_stays_as_sent_and_headers_keep_their_spelling(server, settings):
    packed = gzip.compress("信息公开".encode())
    name = "通知.doc".encode("gbk")
    head = b"HTTP/1.1 200 Fine\r\ncontent-ENCODING: gzip\r\nX-Name: " + name + b"\r\nContent-Length: %d\r\n\r\n"
    server.routes["/x"] = raw(head % len(packed) + packed)
    exchange = ask(settings)
    assert exchange.answer.payload == packed
    assert exchange.answer.reason == "Fine"
    assert exchange.answer.headers[0] == ("content-ENCODING", "gzip")
    assert exchange.answer.headers[1][1].encode("latin-1") == name


def test_the_request_says_who_asks_and_is_kept(server, settings):
    server.routes["/x?a=%E4%B8%AD+b"] = "ok"
    exchange = ask(settings, f"{URL}?a=%E4%B8%AD+b", user_agent="Tester/1.0 (+http://b.gov.cn)")
    assert server.asked == ["www.a.gov.cn/x?a=%E4%B8%AD+b"]
    assert server.headers[0]["User-Agent"] == "Tester/1.0 (+http://b.gov.cn)"
    assert server.headers[0]["Accept-Encoding"] == "gzip, deflate"
    assert exchange.request_line == "GET /x?a=%E4%B8%AD+b HTTP/1.1"
    assert dict(exchange.request_headers)["Host"] == "www.a.gov.cn"


def test_cookies_are_not_kept(server, settings):
    server.routes["/x"] = answer(headers={"Set-Cookie": "a=b"})

    async def twice():
        async with Client(settings) as client:
            await client.fetch(URL, limit=10)
            await client.fetch(URL, limit=10)

    asyncio.run(twice())
    assert all("Cookie" not in headers for headers in server.headers)


def test_a_long_body_is_cut_at_the_limit(server, settings):
    server.routes["/x"] = answer(body=b"x" * 100_000)
    exchange = ask(settings, limit=1000)
    assert (len(exchange.answer.payload), exchange.answer.truncated) == (1000, True)
    exchange = ask(settings, limit=100_000)
    assert (len(exchange.answer.payload), exchange.answer.truncated) == (100_000, False)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(
    ("data", "abort", "kind"),
    [
        (b"", False, FailureKind.RESET),
        (b"", True, FailureKind.RESET),
        (b"HTTP/1.1 200 OK\r\nContent-Le", False, FailureKind.RESET),
        (b"SSH-2.0-OpenSSH\r\n\r\n", False, FailureKind.PROTOCOL),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 300_000 + b"\r\n\r\n", False, FailureKind.PROTOCOL),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 11_000 + b"\r\n", False, FailureKind.PROTOCOL),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx", False, FailureKind.PROTOCOL),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!", False, FailureKind.PROTOCOL),
    ],
)
def test_broken_answers_have_their_kind_and_are_tried_again(server, settings, data, abort, kind):
    server.routes["/x"] = raw(data, abort=abort)
    exchange = ask(settings)
    assert (exchange.answer, exchange.failure, exchange.attempts) == (None, kind, 2)
    assert exchange.detail


def test_slow_answers_time_out(server, settings):
    server.routes["/x"] = slow(5, "late")
    exchange = ask(settings, timeout_s=0.2, retries=0)
    assert (exchange.failure, exchange.attempts) == (FailureKind.TIMEOUT, 1)
    assert exchange.elapsed_ms >= 200


def test_a_body_that_trickles_times_out(server, settings):
    async def trickle(request):
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(100):
            await response.write(b"x")
            await asyncio.sleep(0.05)
        return response

    server.routes["/x"] = trickle
    assert ask(settings, timeout_s=0.3, retries=0).failure == FailureKind.TIMEOUT


def test_https_on_a_plain_server_is_a_tls_failure_and_not_tried_again(settings):
    address = next(iter(settings.connect_to.values()))
    exchange = ask(settings, f"https://{address}/", connect_to={}, allow_private_addresses=True)
    assert (exchange.failure, exchange.attempts) == (FailureKind.TLS, 1)


@pytest.mark.parametrize("url", ["", "javascript:void(0)", "http://", "ftp://a.cn/", "http://[::1", "http://a:99999/"])
def test_what_is_no_address_is_a_bad_url(settings, url):
    assert ask(settings, url).failure == FailureKind.BAD_URL


def test_a_name_that_does_not_exist_is_never_an_answer(settings):
    # without a resolver of its own a machine cannot tell: then it is its own fault, never the site's
    failure = ask(settings, "http://nothing.invalid/", connect_to={}, retries=0).failure
    assert failure in {FailureKind.DNS, FailureKind.OWN_FAULT}


def test_a_wrong_connect_to_says_which_and_what(settings):
    with pytest.raises(InputError, match=r"collect\.connect_to\.a\.cn"):
        ask(settings, connect_to={"a.cn": "127.0.0.1"})


def test_a_named_rule_comes_before_the_star(server, settings):
    server.routes["/x"] = "ok"
    rules = {"*": f"127.0.0.1:{_free_port()}", "www.a.gov.cn": f"localhost:{server.port}"}
    assert ask(settings, connect_to=rules).answer.status == 200
    assert ask(settings, "http://b.gov.cn/x", connect_to=rules).failure == FailureKind.REFUSED


@pytest.mark.parametrize("ask_for", ["fetch", "visit"])
def test_what_waits_in_the_socket_while_we_are_busy_is_in_time(server, settings, ask_for):
    server.routes["/x"] = slow(0.2, "in time")

    async def blocked():
        async with Client(settings.model_copy(update={"timeout_s": 0.5, "retries": 0})) as client:
            asked = client.visit(URL, timeout_s=0.5) if ask_for == "visit" else client.fetch(URL, limit=100)
            asking = asyncio.create_task(asked)
            while not server.asked:  # noqa: ASYNC110 - the server lives in a thread of its own
                await asyncio.sleep(0.01)
            time.sleep(1.2)  # noqa: ASYNC251 - that is the fault: something of ours holds the loop
            return await asking

    exchange = asyncio.run(blocked())
    assert (exchange.failure, exchange.answer.payload) == (None, b"in time")
    assert exchange.elapsed_ms < 500
