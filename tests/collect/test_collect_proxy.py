"""The guarded proxy, asked by hand."""

import asyncio
from base64 import b64encode

import pytest
from browser_support import bait, serving

from hengping.collect.proxy import Gate, GuardedProxy
from hengping.model.campaign import CollectSettings

MILLION = 1_000_000


async def say(proxy: GuardedProxy, first: str, gate: Gate | None, *headers: str, body: bytes = b"") -> bytes:
    """One request by hand; everything that came back until the connection ended."""
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    lines = [first, "Host: x", *headers]
    if gate is not None:
        lines.append(f"Proxy-Authorization: Basic {b64encode(f'{gate.user}:{gate.password}'.encode()).decode()}")
    writer.write("\r\n".join([*lines, "", ""]).encode() + body)
    await writer.drain()
    async with asyncio.timeout(10):
        answered = await reader.read(-1) if not first.startswith("CONNECT") else await reader.readline()
    writer.close()
    return answered


def test_only_credentials_of_an_open_gate_open_anything() -> None:
    with serving({"/": "yes"}) as server:

        async def go() -> list[bytes]:
            async with GuardedProxy(CollectSettings(connect_to=server.rewrite)) as proxy:
                gate = proxy.open_gate({"www.a.gov.cn"}, max_bytes=MILLION)
                stranger = Gate({"www.a.gov.cn"}, (), max_bytes=MILLION)
                request = "GET http://www.a.gov.cn/ HTTP/1.1"
                answers = [await say(proxy, request, who) for who in (gate, None, stranger)]
                await proxy.close_gate(gate)
                return [*answers, await say(proxy, request, gate)]

        answers = asyncio.run(go())
        assert [answer.split()[1] for answer in answers] == [b"200", b"407", b"407", b"407"]
        assert answers[0].endswith(b"yes")
        assert b"connection: close" in answers[0].lower()
        assert server.asked == ["x/"]


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
     "[64:ff9b::7f00:1]", "[fe80::1]", "10.0.0.1", "100.64.0.1", "169.254.169.254", "0", "name.a.gov.cn"],
)  # fmt: skip
def test_private_addresses_are_refused_in_every_spelling(host: str) -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1", "::1", "fe80::1%lo"]

    with bait() as listener:

        async def go() -> tuple[bytes, bytes, int]:
            async with GuardedProxy(CollectSettings(), resolve) as proxy:
                gate = proxy.open_gate({host.strip("[]"), host}, {"a.gov.cn"}, max_bytes=MILLION)
                plain = await say(proxy, f"GET http://{host}:{listener.port}/ HTTP/1.1", gate)
                tunnel = await say(proxy, f"CONNECT {host}:{listener.port} HTTP/1.1", gate)
                return plain, tunnel, gate.refused.total()

        plain, tunnel, refused = asyncio.run(go())
        assert plain.split()[1] == tunnel.split()[1] == b"403"
        assert refused == 2
        assert listener.connections == []


def test_the_address_that_was_checked_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers differently each time it is asked is asked once a connection."""
    answers = iter([["8.8.8.8"], ["127.0.0.1"], ["8.8.4.4", "127.0.0.1"]])
    reached: list[str] = []
    opened = asyncio.open_connection

    async def resolve(_host: str, _port: int) -> list[str]:
        return next(answers)

    async def connect(host: str, port: int, **more: object) -> object:
        if host == "127.0.0.1" and port != 80:
            return await opened(host, port)
        reached.append(host)
        raise OSError

    monkeypatch.setattr(asyncio, "open_connection", connect)

    async def go() -> list[bytes]:
        async with GuardedProxy(CollectSettings(), resolve) as proxy:
            gate = proxy.open_gate((), {"a.gov.cn"}, max_bytes=MILLION)
            return [await say(proxy, "GET http://b.a.gov.cn/ HTTP/1.1", gate) for _ in range(3)]

    assert [answer.split()[1] for answer in asyncio.run(go())] == [b"502", b"403", b"502"]
    assert reached == ["8.8.8.8", "8.8.4.4"]


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        ("GET http://other.com/ HTTP/1.1", b"403"),
        ("GET http://a.gov.cn.evil.com/ HTTP/1.1", b"403"),
        ("GET https://www.a.gov.cn/ HTTP/1.1", b"400"),
        ("GET ftp://www.a.gov.cn/ HTTP/1.1", b"400"),
        ("GET / HTTP/1.1", b"400"),
        ("GET http://www.a.gov.cn:99999/ HTTP/1.1", b"400"),
        ("CONNECT www.a.gov.cn:22 HTTP/1.1", b"403"),
        ("CONNECT www.a.gov.cn:25 HTTP/1.1", b"403"),
        ("CONNECT other.com:443 HTTP/1.1", b"403"),
    ],
)
def test_nothing_but_the_web_of_the_site(request_line: str, status: bytes) -> None:
    with serving() as server:

        async def go() -> bytes:
            async with GuardedProxy(CollectSettings(connect_to=server.rewrite)) as proxy:
                return await say(proxy, request_line, proxy.open_gate((), {"a.gov.cn"}, max_bytes=MILLION))

        assert asyncio.run(go()).split()[1] == status
        assert server.asked == []


def test_bytes_are_bounded_and_one_request_goes_over_one_connection() -> None:
    with serving({"/": "a" * 300_000, "/second": "no"}) as server:

        async def go() -> tuple[bytes, bytes, Gate]:
            async with GuardedProxy(CollectSettings(connect_to=server.rewrite)) as proxy:
                gate = proxy.open_gate((), {"a.gov.cn"}, max_bytes=100_000)
                pipelined = b"GET http://www.a.gov.cn/second HTTP/1.1\r\nHost: x\r\n\r\n"
                first = await say(proxy, "GET http://www.a.gov.cn/ HTTP/1.1", gate, body=pipelined)
                return first, await say(proxy, "GET http://www.a.gov.cn/ HTTP/1.1", gate), gate

        first, second, gate = asyncio.run(go())
        assert len(first) < 200_000
        assert second.split()[1] == b"403"
        assert (gate.requests, gate.refused["www.a.gov.cn"]) == (1, 1)
        assert len(server.asked) == 1


def test_a_form_reaches_the_site() -> None:
    with serving() as server:
        server.routes["/list"] = lambda request: request.send(
            200, "text/plain", request.rfile.read(int(request.headers["Content-Length"]))
        )

        async def go() -> bytes:
            async with GuardedProxy(CollectSettings(connect_to=server.rewrite)) as proxy:
                gate = proxy.open_gate({"www.a.gov.cn"}, max_bytes=MILLION)
                return await say(
                    proxy, "POST http://www.a.gov.cn/list HTTP/1.1", gate, "Content-Length: 6", body=b"page=1"
                )

        assert asyncio.run(go()).endswith(b"page=1")
