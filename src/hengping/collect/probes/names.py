"""DNS of a site: addresses, aliases, zone and its servers, DNSSEC, CAA. Uses the resolver this machine is set to."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import dns.asyncresolver
import dns.exception
import dns.name
import dns.resolver
from dns.rdtypes.ANY.CAA import CAA

from hengping.model.probes import DnsFacts, Ipv6Facts, NameServer

LIMIT_S = 10.0
_MOST_SERVERS = 8
_MOST_VALUES = 32


class Records(NamedTuple):
    """Answers to one question: the values as text, aliases on the way, and why there are none (empty: there are)."""

    values: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    reason: str = ""


Ask = Callable[[str, str], Awaitable[Records]]
"""Name and record type to records; never raises."""


def asking(resolver: dns.asyncresolver.Resolver) -> Ask:
    """Questions to a resolver, as values.

    Reasons: ``none`` (the name has no such record), ``no_name`` (the name does not exist), ``no_answer`` (the resolver
    did not answer: perhaps our own fault).
    """

    async def ask(name: str, kind: str) -> Records:
        try:
            answer = await resolver.resolve(name, kind, lifetime=LIMIT_S, search=False)
        except dns.resolver.NXDOMAIN:
            return Records((), reason="no_name")
        except dns.resolver.NoAnswer:
            return Records((), reason="none")
        except (dns.exception.DNSException, OSError, ValueError) as error:
            return Records((), reason=f"no_answer:{type(error).__name__}")
        aliases = tuple(str(rrset[0].target).rstrip(".") for rrset in answer.chaining_result.cnames)[:_MOST_VALUES]
        values = tuple(_text(rdata) for rdata in list(answer)[:_MOST_VALUES])
        return Records(tuple(sorted(values)), aliases)

    return ask


def _text(rdata: object) -> str:
    if isinstance(rdata, CAA):
        return f"{rdata.flags} {rdata.tag.decode('ascii', 'replace')} {rdata.value.decode('ascii', 'replace')}"
    return str(rdata).rstrip(".")


async def probe_names(host: str, ask: Ask) -> DnsFacts:
    """All about one host.

    Args:
        host: ASCII host name, no address.
        ask: answers questions.
    """
    now = datetime.now(UTC)
    other = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    ipv4, ipv6, other4, other6 = await asyncio.gather(
        ask(host, "A"), ask(host, "AAAA"), ask(other, "A"), ask(other, "AAAA")
    )
    problems = [
        f"{kind}:{records.reason}"
        for kind, records in (("A", ipv4), ("AAAA", ipv6))
        if records.reason not in ("", "none", "no_name")
    ]
    zone, servers = await _zone(host, ask)
    if not zone:
        problems.append("NS:no_answer")
    known = await asyncio.gather(*(_server(name, ask) for name in servers[:_MOST_SERVERS]))
    signed = caa = Records(())
    if zone:
        signed, caa = await asyncio.gather(ask(zone, "DS"), ask(zone, "CAA"))
    has_record = None if ipv6.reason.startswith("no_answer") else bool(ipv6.values)
    return DnsFacts(
        host=host,
        asked_at=now,
        ipv4=None if ipv4.reason.startswith("no_answer") else ipv4.values,
        ipv6=None if ipv6.reason.startswith("no_answer") else ipv6.values,
        aliases=ipv4.aliases or ipv6.aliases,
        zone=zone,
        name_servers=tuple(known),
        signed=None if not zone or signed.reason.startswith("no_answer") else bool(signed.values),
        caa=caa.values,
        www=tuple(sorted({*other4.values, *other6.values})),
        ipv6_support=Ipv6Facts(
            has_record=has_record, authority_complete=all(server.ipv6 for server in known) if known else None
        ),
        problems=tuple(problems),
    )


async def _zone(host: str, ask: Ask) -> tuple[str, Sequence[str]]:
    """The nearest name above (or at) the host that has name servers."""
    labels = host.split(".")
    for start in range(len(labels) - 1):
        name = ".".join(labels[start:])
        records = await ask(name, "NS")
        if records.values and not records.aliases:
            return name, records.values
    return "", ()


async def _server(name: str, ask: Ask) -> NameServer:
    ipv4, ipv6 = await asyncio.gather(ask(name, "A"), ask(name, "AAAA"))
    return NameServer(name=name, ipv4=ipv4.values, ipv6=ipv6.values)
