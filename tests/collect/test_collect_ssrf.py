"""Baits that lead into a private network: not one of them is connected to."""

import asyncio
import socket

import pytest
from net_support import RawServer, ok, quick, run

from hengping.collect.addresses import is_public, literal_address
from hengping.collect.client import Client
from hengping.collect.net.signals import redirect_target
from hengping.model.evidence import FailureKind

LITERAL_BAITS = [
    "127.0.0.1",
    "127.0.0.1.",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0x7f.1",
    "0177.0.0.1",
    "0177.1",
    "017700000001",
    "00000177.0.0.1",
    "0",
    "0.0.0.0",  # noqa: S104 - not bound, asked for
    "127.255.255.254",
    "１２７.０.０.１",
    "①②⑦.0.0.1",
    "127。0。0。1",
    "%31%32%37.0.0.1",
    "localhost",
    "LOCALHOST.",
    "a.localhost",
    "user:word@127.0.0.1",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2001:0:0:0:0:0:80ff:fffe]",
    "[::ffff:0:127.0.0.1]",
    "[fe80::5efe:7f00:1]",
    "[fe80::1%25lo]",
    "[::1%25lo]",
    "[fec0::1]",
]
NAME_BAITS = {
    "loopback.gov.cn": ["127.0.0.1"],
    "loopback6.gov.cn": ["::1"],
    "mapped.gov.cn": ["::ffff:127.0.0.1"],
    "nat64.gov.cn": ["64:ff9b::7f00:1"],
    "sixtofour.gov.cn": ["2002:7f00:1::1"],
    "zone.gov.cn": ["fe80::1%lo"],
    "any.gov.cn": ["0.0.0.0"],  # noqa: S104 - as above
    "several.gov.cn": ["10.0.0.1", "127.0.0.1", "::1"],
    "metadata.gov.cn": ["169.254.169.254"],
    "shared.gov.cn": ["100.64.0.1"],
    "xn--vhquv.xn--zfr164b": ["127.0.0.1"],
    "odd.gov.cn": ["2130706433"],
}


class _BothFamilies:
    """Listeners on one port, IPv4 and IPv6, of all addresses of this machine; counts who connects."""

    def __init__(self) -> None:
        self.connections = 0
        self.port = 0

    async def __aenter__(self):
        self._server = await asyncio.start_server(self._serve, "0.0.0.0", 0)  # noqa: S104 - baits come from anywhere
        self.port = self._server.sockets[0].getsockname()[1]
        self._server6 = await asyncio.start_server(self._serve, "::", self.port) if socket.has_ipv6 else None
        return self

    async def __aexit__(self, *_error):
        for server in (self._server, self._server6):
            if server is not None:
                server.close()

    async def _serve(self, reader, writer):
        self.connections += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(ok(b"secret"))
        await writer.drain()
        writer.close()


def _resolve(host, _port):
    if host in NAME_BAITS:
        return NAME_BAITS[host]
    raise socket.gaierror(socket.EAI_NONAME, "unknown")


def _fish(hosts, **changes):
    """What comes of each host, with fetch and visit, and how many connections the listeners saw."""

    async def all_of_them():
        async with _BothFamilies() as server, Client(quick(**changes), resolve=_resolve) as client:
            found = {}
            for host in hosts:
                url = f"http://{host}:{server.port}/secret"
                found[host] = {
                    (await client.fetch(url, limit=100)).failure,
                    (await client.visit(url, timeout_s=1)).failure,
                }
            return found, server.connections

    return run(all_of_them())


def test_the_listeners_can_be_reached_when_that_is_allowed():
    found, connections = _fish(["127.0.0.1", "2130706433", "[::ffff:127.0.0.1]", "loopback.gov.cn"], **_OPEN)
    assert set.union(*found.values()) == {None}
    assert connections == 8


_OPEN = {"allow_private_addresses": True}


def test_no_bait_that_spells_an_address_is_connected_to():
    found, connections = _fish(LITERAL_BAITS)
    assert connections == 0
    assert len(found) >= 30
    not_refused = {host: kinds for host, kinds in found.items() if kinds != {FailureKind.PRIVATE_ADDRESS}}
    # zones and percent signs have no place in the host of a URL: no address at all
    no_url = ["%31%32%37.0.0.1", "[fe80::1%25lo]", "[::1%25lo]"]
    assert not_refused == {host: {FailureKind.BAD_URL} for host in no_url}


def test_no_bait_of_a_name_server_is_connected_to():
    found, connections = _fish([*NAME_BAITS, "企业.政务"])
    assert connections == 0
    assert set.union(*found.values()) == {FailureKind.PRIVATE_ADDRESS}


def test_what_was_checked_is_what_is_connected_to():
    """A name that is public when asked first and private ever after (DNS rebinding) is asked once per connection."""
    answers = [["203.0.112.1"], ["127.0.0.1"], ["127.0.0.1"]]
    asked = []

    def rebinding(host, _port):
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    async def once():
        async with _BothFamilies() as server, Client(quick(timeout_s=0.4), resolve=rebinding) as client:
            url = f"http://rebind.gov.cn:{server.port}/"
            first = await client.visit(url, timeout_s=0.3)
            second = await client.visit(url, timeout_s=0.3)
            return first, second, server.connections

    first, second, connections = run(once())
    assert connections == 0
    assert first.failure != FailureKind.PRIVATE_ADDRESS
    assert second.failure == FailureKind.PRIVATE_ADDRESS
    assert len(asked) == 2


def test_of_mixed_answers_only_the_public_addresses_are_used():
    tried = []

    async def once():
        addresses = ["127.0.0.1", "198.41.0.4", "::1"]
        async with _BothFamilies() as server, Client(quick(), resolve=lambda *_: addresses) as client:
            loop = asyncio.get_running_loop()
            real = loop.sock_connect

            async def sock_connect(_sock, address):
                tried.append(address[0])
                raise ConnectionRefusedError(111, "refused")

            loop.sock_connect = sock_connect  # no packet leaves this machine
            try:
                return await client.fetch(f"http://mixed.gov.cn:{server.port}/", limit=9), server.connections
            finally:
                loop.sock_connect = real

    exchange, connections = run(once(), "asyncio")
    assert (tried, exchange.failure, connections) == (["198.41.0.4"], FailureKind.REFUSED, 0)


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "[::ffff:127.0.0.1]", "localhost", "loopback.gov.cn"])
def test_a_redirect_into_the_private_network_is_refused_at_the_next_hop(host):
    async def follow():
        async with _BothFamilies() as inside:
            location = b"Location: http://%s:%d/" % (host.encode(), inside.port)
            async with RawServer(ok(b"", location, status=b"302 Found")) as outside:
                rules = {"www.a.gov.cn": f"127.0.0.1:{outside.port}"}
                async with Client(quick(connect_to=rules), resolve=_resolve) as client:
                    first = await client.fetch("http://www.a.gov.cn/", limit=100)
                    second = await client.fetch(redirect_target(first.url, first.answer), limit=100)
                    return second.failure, inside.connections

    assert run(follow()) == (FailureKind.PRIVATE_ADDRESS, 0)


@pytest.mark.parametrize(
    "text",
    [
        "2001:0:7f00:1:0:0:80ff:fffe",
        "::ffff:0:127.0.0.1",
        "2001:250::5efe:10.0.0.1",
        "192.88.99.1",
        "3fff::1",
        "5f00::1",
    ],
)
def test_forms_that_carry_or_reserve_are_not_public(text):
    assert not is_public(literal_address(text))
