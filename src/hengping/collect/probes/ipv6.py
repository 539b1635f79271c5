"""The official seven of IPv6 (N22-1): what can only be found out by connecting over IPv6."""

import asyncio
import hashlib
import re
import socket
from collections.abc import Iterable, Sequence
from contextlib import suppress

import msgspec

from hengping.collect.addresses import is_public, literal_address
from hengping.collect.client import Client, Exchange
from hengping.collect.politeness import Politeness
from hengping.evidence.payload import decode_body, header_value
from hengping.model.campaign import CollectSettings
from hengping.model.evidence import Capture
from hengping.model.probes import Ipv6Facts
from hengping.model.urls import host_of

TRIES = 5
SAMPLE = 20
"""Links of a level that are tried; chosen by digest of their address, so that a second run takes the same."""
_HELD = 1000
"""Links are sampled as they come: a site may have a million."""
_LIMIT = 256 * 1024
_OPEN = range(200, 400)
_REFERENCE = ("2001:4860:4860::8888", 53)
_TOKENS = re.compile(rb"<script\b.*?(?:</script\s*>|\Z)|[0-9a-fA-F]{8,}|\d+", re.DOTALL | re.IGNORECASE)
"""A script without an end takes the rest, as in browsers: no place is read twice."""
_SAME = 0.9


def vantage_has_ipv6() -> bool:
    """Whether there is a route to the IPv6 network; a connected UDP socket sends nothing."""
    with suppress(OSError), socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
        probe.connect(_REFERENCE)
        return True
    return False


async def probe_ipv6(
    known: Ipv6Facts,
    home: str,
    addresses: Sequence[str],
    settings: CollectSettings,
    captures: Iterable[Capture],
    *,
    politeness: Politeness,
    has_ipv6: bool,
) -> Ipv6Facts:
    """Connect over IPv6 and compare.

    Args:
        known: what names say already.
        home: normal form of the home page's address.
        addresses: its AAAA records.
        settings: limits.
        captures: the site's index: links to try, and the home page as IPv4 gave it.
        politeness: shared with the crawl.
        has_ipv6: whether this vantage point has IPv6 at all.
    """
    facts = msgspec.structs.replace(known, vantage_has_ipv6=has_ipv6)
    allowed = [
        text
        for text in addresses
        if (address := literal_address(text)) is not None and (settings.allow_private_addresses or is_public(address))
    ]
    if not has_ipv6 or not allowed:
        return facts
    host = host_of(home)
    # By name, not by `connect_to`: every URL keeps its own port.
    by_name = settings.model_copy(update={"connect_to": {}})
    async with Client(by_name, politeness=politeness, resolve=lambda _host, _port: allowed[:1]) as client:
        visits = [await client.visit(home, timeout_s=settings.visits.timeout_s) for _ in range(TRIES)]
        successes = sum(_opens(visit) for visit in visits)
        facts = msgspec.structs.replace(facts, tries=TRIES, successes=successes, home_reachable=successes > 0)
        if not successes:
            return facts
        # a long index takes seconds to read, and visits are timed in this event loop
        second, third = await asyncio.to_thread(_levels, captures, host)
        opened_second = await asyncio.gather(*(_opens_url(url, client) for url in second))
        opened_third = await asyncio.gather(*(_opens_url(url, client) for url in third))
        body = next(_body(visit) for visit in visits if _opens(visit))
    over_ipv4 = await _body_over_ipv4(home, settings, politeness)
    same = None if over_ipv4 is None else await asyncio.to_thread(alike, over_ipv4, body)
    return msgspec.structs.replace(
        facts,
        same_content=same,
        second_level_tried=len(second),
        second_level_open=sum(opened_second),
        third_level_tried=len(third),
        third_level_open=sum(opened_third),
    )


def alike(first: bytes, second: bytes) -> bool:
    """Whether two readings of a page are one page: scripts, numbers and tokens left out, nine tenths in common."""
    pieces = [_pieces(body) for body in (first, second)]
    union = pieces[0] | pieces[1]
    return not union or len(pieces[0] & pieces[1]) / len(union) >= _SAME


def _pieces(body: bytes) -> set[bytes]:
    return {folded for piece in _TOKENS.sub(b"", body).split(b"<") if (folded := b"".join(piece.split()))}


def _levels(captures: Iterable[Capture], host: str) -> tuple[list[str], list[str]]:
    levels: dict[int, set[str]] = {1: set(), 2: set()}
    for capture in captures:
        if capture.purpose == "page" and capture.depth in levels and host_of(capture.url) == host:
            urls = levels[capture.depth]
            urls.add(capture.url)
            if len(urls) >= _HELD:
                levels[capture.depth] = set(_sample(urls))
    second, third = (_sample(urls) for urls in levels.values())
    return second, third


def _sample(urls: Iterable[str]) -> list[str]:
    return sorted(set(urls), key=lambda url: hashlib.sha256(url.encode()).digest())[:SAMPLE]


async def _opens_url(url: str, client: Client) -> bool:
    return _opens(await client.fetch(url, limit=_LIMIT))


def _opens(exchange: Exchange) -> bool:
    return exchange.answer is not None and exchange.answer.status in _OPEN


def _body(exchange: Exchange) -> bytes:
    answer = exchange.answer
    if answer is None:
        return b""
    return decode_body(answer.payload, header_value(answer.headers, "Content-Encoding"), _LIMIT)[0]


async def _body_over_ipv4(home: str, settings: CollectSettings, politeness: Politeness) -> bytes | None:
    """The home page over IPv4 now; None when it does not open."""

    def only_ipv4(host: str, port: int) -> list[str]:
        found = socket.getaddrinfo(host, port, family=socket.AF_INET, type=socket.SOCK_STREAM)
        return [str(info[4][0]) for info in found]

    async with Client(settings, politeness=politeness, resolve=only_ipv4) as client:
        exchange = await client.visit(home, timeout_s=settings.visits.timeout_s)
    return _body(exchange) if _opens(exchange) else None
