"""Connections: kept, replaced when stale, timed fairly, closed when nobody wants them."""

import asyncio
import socket
import time
from random import Random  # noqa: TID251 - seeded

import pytest
from net_support import LOOPS, URL, RawServer, ask, ok, quick, run

from hengping.collect.client import Client
from hengping.collect.net.connection import Connection, Origin
from hengping.collect.net.pool import Pool
from hengping.collect.visiting import visit_once
from hengping.model.evidence import FailureKind


@pytest.mark.parametrize("loop", LOOPS)
def test_a_connection_serves_many_requests_and_visits_have_their_own(loop):
    async def many():
        async with RawServer(ok()) as server, Client(quick(connect_to=server.rewrite)) as client:
            fetched = [await client.fetch(URL, limit=100) for _ in range(5)]
            after_fetches = server.connections
            visited = [await client.visit(URL, timeout_s=1) for _ in range(2)]
            return fetched, visited, after_fetches, server.connections

    fetched, visited, after_fetches, connections = run(many(), loop)
    assert {exchange.answer.status for exchange in fetched + visited} == {200}
    assert (after_fetches, connections) == (1, 3)
    assert fetched[0].phases.connect_ms is not None
    assert fetched[0].phases.tls_ms is None
    assert fetched[1].phases.connect_ms is None
    assert all(None not in {exchange.phases.dns_ms, exchange.phases.connect_ms} for exchange in visited)
    assert {exchange.address for exchange in fetched + visited} == {"127.0.0.1"}


@pytest.mark.parametrize("loop", LOOPS)
def test_another_host_or_port_never_gets_the_connection(loop):
    async def three():
        async with RawServer(ok()) as server, Client(quick(connect_to=server.rewrite)) as client:
            for url in (URL, "http://b.gov.cn/", "http://www.a.gov.cn:81/", URL):
                await client.fetch(url, limit=100)
            return server.connections

    assert run(three(), loop) == 3


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("end", [None, "abort"])
def test_a_stale_connection_is_replaced_silently(loop, end):
    async def stale():
        async with RawServer(ok(), [end], ok(b"again")) as server, Client(quick(connect_to=server.rewrite)) as client:
            return await client.fetch(URL, limit=100), await client.fetch(URL, limit=100), server.connections

    first, second, connections = run(stale(), loop)
    assert (first.answer.payload, second.answer.payload, second.attempts, connections) == (b"ok", b"again", 1, 2)


def test_a_complaint_about_the_silence_before_is_no_answer():
    async def twice():
        waited = ok(b"too late", status=b"408 Request Timeout")
        async with RawServer(ok(), waited, ok(b"again")) as server, Client(quick(connect_to=server.rewrite)) as client:
            return [(await client.fetch(URL, limit=100)).answer.payload for _ in range(2)]

    assert run(twice()) == [b"ok", b"again"]


def test_a_fresh_connection_that_says_nothing_is_not_asked_again():
    async def silent():
        async with RawServer([None]) as server, Client(quick(connect_to=server.rewrite)) as client:
            return await client.fetch(URL, limit=100), server.connections

    exchange, connections = run(silent())
    assert (exchange.failure, connections) == (FailureKind.RESET, 1)


@pytest.mark.parametrize("answer", [b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", ok(b"ok", b"Connection: Close")])
def test_who_wants_to_close_is_closed(answer):
    async def twice():
        async with RawServer(answer) as server, Client(quick(connect_to=server.rewrite)) as client:
            for _ in range(2):
                await client.fetch(URL, limit=100)
            return server.connections

    assert run(twice()) == 2


def test_bytes_nobody_asked_for_are_no_answer_to_the_next_request():
    async def twice():
        script = [ok(), 0.05, ok(b"poison")]
        async with RawServer(script, ok(b"true")) as server, Client(quick(connect_to=server.rewrite)) as client:
            await client.fetch(URL, limit=100)
            await asyncio.sleep(0.1)
            return await client.fetch(URL, limit=100)

    assert run(twice()).answer.payload == b"true"


@pytest.mark.parametrize("loop", LOOPS)
def test_one_byte_at_a_time_is_a_timeout_in_head_and_body(loop):
    slow_head = [part for byte in b"HTTP/1.1 200 OK\r\n" for part in (bytes([byte]), 0.05)]
    slow_body = [ok(b"")[:-22] + b"Content-Length: 99\r\n\r\n", *[part for _ in range(20) for part in (b"x", 0.05)]]
    for script in (slow_head, slow_body):
        exchange = ask(script, timeout_s=0.3, loop=loop)
        assert (exchange.answer, exchange.failure) == (None, FailureKind.TIMEOUT)
        assert exchange.elapsed_ms >= 300
        assert exchange.request_line


@pytest.mark.parametrize("loop", LOOPS)
def test_a_blocked_loop_is_not_the_sites_delay(loop):
    async def blocked():
        script = [ok(b"early")[:-5], b"early", 5.0]
        async with RawServer(script) as server, Client(quick(connect_to=server.rewrite, timeout_s=0.6)) as client:
            asking = asyncio.create_task(client.fetch(URL, limit=100))
            await asyncio.sleep(
                0.05
            )  # the request is out; the loop serves both sides, so the answer is held up as well
            time.sleep(1.1)  # noqa: ASYNC251 - that is the fault
            return await asking

    exchange = run(blocked(), loop)
    assert (exchange.failure, exchange.answer.payload) == (None, b"early")


@pytest.mark.parametrize("loop", LOOPS)
def test_time_lost_by_ourselves_is_given_back_also_to_an_answer_still_to_come(loop):
    async def blocked():
        script = [0.3, ok(b"late")]
        async with RawServer(script) as server, Client(quick(connect_to=server.rewrite, timeout_s=0.6)) as client:
            asking = asyncio.create_task(client.visit(URL, timeout_s=0.6))
            await asyncio.sleep(0.1)
            time.sleep(1.2)  # noqa: ASYNC251 - that is the fault
            return await asking

    exchange = run(blocked(), loop)
    assert (exchange.failure, exchange.answer.payload) == (None, b"late")
    assert exchange.elapsed_ms < 600


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("retries", [0, 1])
def test_a_silent_server_times_out_as_soon_as_the_loop_is_not_blocked(loop, retries):
    async def blocked():
        settings = {"timeout_s": 0.3, "retries": retries}
        async with RawServer([5.0]) as server, Client(quick(connect_to=server.rewrite, **settings)) as client:
            asking = asyncio.create_task(client.fetch(URL, limit=100))
            await asyncio.sleep(0.05)
            time.sleep(0.6)  # noqa: ASYNC251 - that is the fault
            return await asking

    assert run(blocked(), loop).failure == (FailureKind.TIMEOUT if retries else FailureKind.OWN_FAULT)


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("script", [ok(), [5.0]])
def test_a_visit_in_a_loop_that_hardly_turns_says_nothing_of_the_site(loop, script):
    async def starved():
        async def hog():
            while True:
                time.sleep(0.2)  # noqa: ASYNC251 - that is the fault: short of every single lag that was counted once
                await asyncio.sleep(0)

        async with RawServer(script) as server, Client(quick(connect_to=server.rewrite)) as client:
            hogging = asyncio.create_task(hog())
            visit = await visit_once(URL, 1, 0.4, client, challenge=lambda _body, _status: "")
            hogging.cancel()
            return visit

    visit = run(starved(), loop)
    assert (visit.result, visit.failure) in {("own_fault", FailureKind.OWN_FAULT), ("ok", None)}


@pytest.mark.parametrize("loop", LOOPS)
def test_an_address_that_does_not_answer_is_a_connect_timeout(loop):
    # a listener whose queue is full answers no more
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        fillers = []
        for _ in range(4):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", port))
            fillers.append(filler)

        async def once():
            async with Client(quick(connect_to={"*": f"127.0.0.1:{port}"}, timeout_s=0.4)) as client:
                return await client.fetch(URL, limit=100), await client.visit(URL, timeout_s=0.2)

        fetched, visited = run(once(), loop)
        for filler in fillers:
            filler.close()
    assert (fetched.failure, visited.failure) == (FailureKind.CONNECT_TIMEOUT, FailureKind.CONNECT_TIMEOUT)
    assert fetched.elapsed_ms < 400  # half of the limit is for the connection
    assert not fetched.request_line


@pytest.mark.parametrize("loop", LOOPS)
def test_a_cancelled_request_takes_its_connection_along(loop):
    async def cancelled():
        async with RawServer([5.0], ok(b"next")) as server, Client(quick(connect_to=server.rewrite)) as client:
            asking = asyncio.create_task(client.fetch(URL, limit=100))
            await asyncio.sleep(0.1)
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            return await client.fetch(URL, limit=100), asking.cancelled(), server.connections

    exchange, was_cancelled, connections = run(cancelled(), loop)
    assert (exchange.answer.payload, was_cancelled, connections) == (b"next", True, 2)


@pytest.mark.parametrize("loop", LOOPS)
def test_idle_connections_end_after_a_while_and_beyond_a_bound(loop):
    async def idle():
        running = asyncio.get_running_loop()
        pool = Pool(running, idle_s=0.1, most=2)
        origin = Origin("http", "a.cn", 80)
        made = []
        for number in range(3):
            connection = Connection(running, origin, "127.0.0.1", "")
            connection.idle_since = running.time() + number / 1000
            pool.give(connection)
            made.append(connection)
        over_the_bound = [connection.usable for connection in made]
        newest = pool.take(origin)
        await asyncio.sleep(0.35)
        return over_the_bound, newest is made[2], [connection.usable for connection in made], pool.take(origin)

    assert run(idle(), loop) == ([False, True, True], True, [False, False, True], None)


def test_files_used_up_are_our_own_fault(monkeypatch):
    def none_left(*_args, **_more):
        raise OSError(24, "Too many open files")

    async def once():
        async with Client(quick(connect_to={"*": "127.0.0.1:9"})) as client:
            monkeypatch.setattr("hengping.collect.net.dialer.socket", none_left)
            return await client.fetch(URL, limit=100)

    assert run(once()).failure == FailureKind.OWN_FAULT


@pytest.mark.parametrize("loop", LOOPS)
def test_answers_never_get_mixed_up(loop):
    """Many at once, on kept connections that are cut into pieces and closed now and then: each gets its own answer."""
    chance = Random(11)  # noqa: S311 - the same every time

    async def echo(reader, writer):
        try:
            while True:
                path = (await reader.readuntil(b"\r\n\r\n")).split()[1]
                body = path * chance.randrange(1, 200)
                form = chance.randrange(4)
                if form == 0:
                    data = ok(body)
                elif form == 1:
                    half = len(body) // 2 or 1
                    parts = [part for part in (body[:half], body[half:]) if part]
                    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
                    data = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n"
                elif form == 2:
                    data = ok(body, b"Connection: close")
                else:
                    data = ok(body) + b"stray bytes" * (chance.random() < 0.2)
                cut = chance.randrange(len(data))
                writer.write(data[:cut])
                await asyncio.sleep(0)
                writer.write(data[cut:])
                if form == 2 or chance.random() < 0.1:
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()

    async def many():
        server = await asyncio.start_server(echo, "127.0.0.1", 0)
        rules = {"*": f"127.0.0.1:{server.sockets[0].getsockname()[1]}"}
        async with Client(quick(connect_to=rules, concurrency_per_host=8, timeout_s=10)) as client:
            urls = [f"http://host{number % 5}.gov.cn/p{number}-" for number in range(600)]
            exchanges = await asyncio.gather(*(client.fetch(url, limit=100_000) for url in urls))
        server.close()
        return list(zip(urls, exchanges, strict=True))

    for url, exchange in run(many(), loop):
        path = url.partition(".gov.cn")[2].encode()
        assert exchange.failure is None
        assert exchange.answer.payload == path * (len(exchange.answer.payload) // len(path))
