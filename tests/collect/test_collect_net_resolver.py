"""Names: remembered for a while, never for ever; several addresses tried in turn; our own faults ours."""

import asyncio
import socket
import threading

import pytest
from net_support import LOOPS, URL, RawServer, ok, quick, run

from hengping.collect.client import Client
from hengping.collect.failures import failure_of
from hengping.collect.net import resolver as resolver_module
from hengping.collect.net.errors import ConnectTimeoutError, NotHttpError
from hengping.collect.net.resolver import Resolver
from hengping.model.evidence import FailureKind


def test_answers_are_remembered_and_asked_for_once_at_a_time():
    asked = []

    def resolve(host, port):
        asked.append((host, port))
        return ["192.0.2.1"]

    async def several():
        resolver = Resolver(resolve, ttl_s=0.2)
        await asyncio.gather(*(resolver.addresses("a.cn", 80) for _ in range(20)))
        once = len(asked)
        await resolver.addresses("a.cn", 80, fresh=True)
        await asyncio.sleep(0.25)
        await resolver.addresses("a.cn", 80)
        resolver.close()
        return once

    assert run(several()) == 1
    assert len(asked) == 3


def test_failures_are_not_remembered_and_the_memory_is_bounded(monkeypatch):
    answers = {"a.cn": [socket.gaierror(socket.EAI_NONAME, "no"), ["192.0.2.1"]]}

    def resolve(host, _port):
        found = answers.get(host, [["192.0.2.2"]])
        first = found.pop(0) if len(found) > 1 else found[0]
        if isinstance(first, Exception):
            raise first
        return first

    monkeypatch.setattr(resolver_module, "MAX_NAMES", 5)

    async def several():
        resolver = Resolver(resolve)
        with pytest.raises(socket.gaierror):
            await resolver.addresses("a.cn", 80)
        second = await resolver.addresses("a.cn", 80)
        for number in range(20):
            await resolver.addresses(f"b{number}.cn", 80)
        resolver.close()
        return second, len(resolver._known)

    assert run(several()) == (["192.0.2.1"], 5)


@pytest.mark.parametrize("loop", LOOPS)
def test_a_resolver_that_does_not_answer_is_our_own_fault(loop):
    answer = threading.Event()

    def resolve(_host, _port):
        answer.wait(5)
        return ["127.0.0.1"]

    async def once():
        async with Client(quick(timeout_s=0.4), resolve=resolve) as client:
            found = (await client.fetch(URL, limit=9)).failure, (await client.visit(URL, timeout_s=0.2)).failure
            answer.set()
            return found

    assert run(once(), loop) == (FailureKind.OWN_FAULT, FailureKind.OWN_FAULT)


@pytest.mark.parametrize(
    ("number", "kind"),
    [(socket.EAI_NONAME, FailureKind.DNS), (socket.EAI_AGAIN, FailureKind.OWN_FAULT)],
)
def test_who_is_to_blame_for_a_name_that_does_not_resolve(number, kind):
    def resolve(_host, _port):
        raise socket.gaierror(number, "words")

    async def once():
        async with Client(quick(retries=1), resolve=resolve) as client:
            return await client.fetch(URL, limit=9)

    exchange = run(once())
    assert (exchange.failure, exchange.attempts) == (kind, 2)


def _port_and_closed_addresses():
    return ["127.0.0.2", "::1", "127.0.0.1"]


@pytest.mark.parametrize("loop", LOOPS)
def test_addresses_are_tried_in_turn(loop):
    async def once():
        async with RawServer(ok()) as server:
            settings = quick(allow_private_addresses=True)
            async with Client(settings, resolve=lambda *_: _port_and_closed_addresses()) as client:
                exchange = await client.fetch(f"http://www.a.gov.cn:{server.port}/", limit=9)
                refused = await client.fetch("http://www.a.gov.cn:9/", limit=9)
                return exchange, refused

    exchange, refused = run(once(), loop)
    assert (exchange.answer.status, exchange.address) == (200, "127.0.0.1")
    assert refused.failure == FailureKind.REFUSED


@pytest.mark.parametrize("loop", LOOPS)
def test_a_silent_address_does_not_keep_from_the_next(loop):
    with socket.socket() as full:
        full.bind(("127.0.0.3", 0))
        full.listen(0)
        port = full.getsockname()[1]
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.3", port))

        async def once():
            async def serve(reader, writer):
                await reader.readuntil(b"\r\n\r\n")
                writer.write(ok())

            server = await asyncio.start_server(serve, "127.0.0.1", port)
            settings = quick(allow_private_addresses=True, timeout_s=3)
            async with Client(settings, resolve=lambda *_: ["127.0.0.3", "127.0.0.1"]) as client:
                exchange = await client.fetch(f"http://www.a.gov.cn:{port}/", limit=9)
            server.close()
            return exchange

        exchange = run(once(), loop)
        for filler in fillers:
            filler.close()
    assert (exchange.failure, exchange.address) == (None, "127.0.0.1")


@pytest.mark.parametrize("loop", LOOPS)
def test_an_ipv6_address_is_connected_to(loop):
    async def once():
        async with RawServer(ok(), host="::1") as server, Client(quick(allow_private_addresses=True)) as client:
            return await client.fetch(f"http://[::1]:{server.port}/", limit=9), server.requests

    exchange, requests = run(once(), loop)
    assert (exchange.answer.status, exchange.address) == (200, "::1")
    assert b"Host: [::1]:" in requests[0]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OSError(24, "EMFILE"), FailureKind.OWN_FAULT),
        (OSError(105, "ENOBUFS"), FailureKind.OWN_FAULT),
        (OSError(101, "ENETUNREACH"), FailureKind.OWN_FAULT),
        (OSError(99, "EADDRNOTAVAIL"), FailureKind.OWN_FAULT),
        (OSError(100, "ENETDOWN"), FailureKind.OWN_FAULT),
        (OSError(113, "EHOSTUNREACH"), FailureKind.OWN_FAULT),
        (OSError(111, "ECONNREFUSED"), FailureKind.REFUSED),
        (OSError(104, "ECONNRESET"), FailureKind.RESET),
        (OSError(110, "ETIMEDOUT"), FailureKind.CONNECT_TIMEOUT),
        (TimeoutError(), FailureKind.TIMEOUT),
        (ConnectTimeoutError("late"), FailureKind.CONNECT_TIMEOUT),
        (NotHttpError("no"), FailureKind.PROTOCOL),
        (MemoryError(), FailureKind.OWN_FAULT),
        (KeyError("bug"), FailureKind.OWN_FAULT),
    ],
)
def test_every_error_has_its_kind(error, kind):
    assert failure_of(error) == kind
