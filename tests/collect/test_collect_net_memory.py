"""Many large bodies at once: memory stays within its budget, and no site pays for our waiting."""

import asyncio
from typing import Any

import pytest
from net_support import LOOPS, RawServer, ok, quick, run

from hengping.collect.client import Client, Exchange
from hengping.collect.net.receiving import Receiving
from hengping.model.evidence import FailureKind

SMALL, MOST, LARGE = 100_000, 2_000_000, 1_500_000
PIECE = 1 << 18
"""Most that a loop reads at once, and that may come in addition for each of the bodies under way."""
BODY = bytes(range(256)) * (LARGE // 256)
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
OPEN = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


def budget(most: int = MOST) -> Receiving:
    return Receiving(most=most, small=SMALL)


def url(number: int) -> str:
    return f"http://s{number}.gov.cn/"


def client_of(server: RawServer, receiving: Receiving, **changes: Any) -> Client:
    settings = quick(connect_to=server.rewrite, concurrency=100, **{"timeout_s": 20, **changes})
    return Client(settings, receiving=receiving)


async def waited_for(receiving: Receiving, bodies: int) -> None:
    while receiving.waits < bodies:  # noqa: ASYNC110 - the budget tells nobody
        await asyncio.sleep(0.01)


async def kept(client: Client, number: int, seconds: float, **choices: Any) -> Exchange:
    """Fetch, and hold the answer as somebody who has yet to handle it."""
    exchange = await client.fetch(url(number), limit=2 * LARGE, **choices)
    size = len(exchange.answer.payload) if exchange.answer else 0
    client.receiving.add(size)
    await asyncio.sleep(seconds)
    client.receiving.add(-size)
    return exchange


@pytest.mark.parametrize("loop", LOOPS)
def test_many_large_bodies_come_whole_within_the_budget(loop):
    receiving = budget()
    answers = [ok(BODY), CHUNKED % (len(BODY), BODY), [OPEN + BODY, None]]

    async def many():
        async with RawServer(*(answers * 8)) as server, client_of(server, receiving) as client:
            return await asyncio.gather(*(kept(client, n, 0.0) for n in range(24)))

    found = run(many(), loop)
    assert all(exchange.answer.payload == BODY for exchange in found)
    assert {exchange.failure for exchange in found} == {None}
    assert receiving.waits > 0
    assert receiving.peak <= MOST + LARGE + 24 * PIECE < 24 * LARGE / 2
    assert receiving.size == 0


@pytest.mark.parametrize("loop", LOOPS)
def test_time_that_we_did_not_read_is_not_the_sites(loop):
    receiving = budget(2 * MOST)
    limit_s = 0.4

    async def full():
        async with RawServer(ok(BODY)) as server, client_of(server, receiving, timeout_s=limit_s) as client:
            receiving.add(2 * MOST)
            waiting = [asyncio.create_task(client.fetch(url(n), limit=LARGE, is_urgent=lambda: False)) for n in (1, 2)]
            await asyncio.sleep(3 * limit_s)
            done, waited = [task.done() for task in waiting], receiving.waits
            receiving.add(-2 * MOST)
            return done, waited, await asyncio.gather(*waiting)

    done, waited, found = run(full(), loop)
    assert (done, waited) == ([False, False], 2)
    assert [exchange.answer.payload == BODY for exchange in found] == [True, True]
    assert all(exchange.elapsed_ms < limit_s * 1000 for exchange in found)
    assert all(exchange.phases.body_ms < limit_s * 1000 for exchange in found)
    assert receiving.size == 0


@pytest.mark.parametrize("loop", LOOPS)
def test_the_next_urgent_one_goes_on_when_told(loop):
    receiving = budget()
    urgent: list[int] = []

    async def full():
        async with RawServer(ok(BODY)) as server, client_of(server, receiving) as client:
            receiving.add(MOST)
            fetches = [client.fetch(url(n), limit=LARGE, is_urgent=lambda n=n: n in urgent) for n in (1, 2)]
            first, second = (asyncio.create_task(fetch) for fetch in fetches)
            await waited_for(receiving, 2)
            urgent.append(2)
            receiving.tell()
            opened = await second
            over = first.done()
            receiving.add(-MOST)
            return opened, over, await first

    second, first_was_over, first = run(full(), loop)
    assert (second.answer.payload, first.answer.payload) == (BODY, BODY)
    assert not first_was_over
    assert receiving.size == 0


@pytest.mark.parametrize("loop", LOOPS)
def test_while_a_large_answer_is_handled_nobody_exceeds_the_budget(loop):
    receiving = budget()

    async def full():
        async with RawServer(ok(BODY)) as server, client_of(server, receiving) as client:
            receiving.add(MOST)
            with receiving.handling(SMALL):
                opened = await client.fetch(url(1), limit=LARGE)
            waits_before = receiving.waits
            with receiving.handling(LARGE):
                task = asyncio.create_task(client.fetch(url(2), limit=LARGE))
                await waited_for(receiving, 1)
            return opened, waits_before, await task

    first, waits_before, second = run(full(), loop)
    assert (first.answer.payload, second.answer.payload) == (BODY, BODY)
    assert waits_before == 0
    assert receiving.size == MOST


@pytest.mark.parametrize("loop", LOOPS)
def test_small_bodies_and_visits_never_wait(loop):
    receiving = budget()

    async def full():
        async with RawServer(ok(BODY[:SMALL]), ok(BODY)) as server, client_of(server, receiving) as client:
            receiving.add(2 * MOST)
            small = await client.fetch(url(1), limit=LARGE, is_urgent=lambda: False)
            return small, await client.visit(url(2), timeout_s=5)

    small, visited = run(full(), loop)
    assert (len(small.answer.payload), len(visited.answer.payload)) == (SMALL, len(BODY))
    assert (receiving.waits, receiving.size) == (0, 2 * MOST)


@pytest.mark.parametrize("loop", LOOPS)
def test_a_site_that_stalls_by_itself_is_late(loop):
    receiving = budget()
    stalled = [ok(BODY)[: LARGE // 2], 60.0]

    async def mixed():
        async with RawServer(stalled) as server, client_of(server, receiving, timeout_s=0.5) as client:
            receiving.add(MOST)
            found = await client.fetch(url(1), limit=LARGE)
            receiving.add(-MOST)
            return found

    found = run(mixed(), loop)
    assert (found.failure, found.answer) == (FailureKind.TIMEOUT, None)
    assert receiving.size == 0


@pytest.mark.parametrize("loop", LOOPS)
def test_what_is_cancelled_while_it_waits_gives_its_bytes_back(loop):
    receiving = budget()

    async def cancelled():
        async with RawServer(ok(BODY)) as server, client_of(server, receiving) as client:
            receiving.add(MOST)
            tasks = [asyncio.create_task(client.fetch(url(n), limit=LARGE, is_urgent=lambda: False)) for n in range(3)]
            await waited_for(receiving, 3)
            held = receiving.size
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            return held, receiving.size

    held, after = run(cancelled(), loop)
    assert held > MOST
    assert after == MOST


@pytest.mark.parametrize("loop", LOOPS)
def test_a_site_that_loses_its_patience_with_us_is_not_blamed(loop):
    receiving = budget()

    async def impatient(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.2)
        writer.transport.abort()

    async def full():
        async with RawServer([ok(BODY)[: LARGE // 2], impatient]) as server, client_of(server, receiving) as client:
            receiving.add(MOST)
            task = asyncio.create_task(client.fetch(url(1), limit=LARGE, is_urgent=lambda: False))
            await asyncio.sleep(1.5)
            receiving.add(-MOST)
            return await task

    found = run(full(), loop)
    assert (found.failure, found.answer) == (FailureKind.OWN_FAULT, None)
    assert receiving.size == 0


@pytest.mark.parametrize("loop", LOOPS)
def test_a_hostile_mix_leaves_nothing_behind(loop):
    receiving = Receiving(most=SMALL, small=SMALL // 10)
    half = ok(BODY)[: LARGE // 2]
    wrong_chunks = (CHUNKED % (len(BODY), BODY))[:-9] + b"no chunk at all\r\n"
    mix = [ok(BODY), [half, None], [half, "abort"], [half, 60.0], wrong_chunks, [OPEN + BODY * 3, None], b"no HTTP"]
    mix.append(ok(BODY, status=b"503 Busy"))

    async def all_of_it():
        changes = {"timeout_s": 0.5, "retries": 1}
        async with RawServer(*(mix * 4)) as server, client_of(server, receiving, **changes) as client:
            await asyncio.gather(*(client.fetch(url(n), limit=LARGE) for n in range(3 * len(mix))))

    run(all_of_it(), loop)
    assert receiving.waits > 0
    assert receiving.size == 0
