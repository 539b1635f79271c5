"""All probes of one site, and the files they leave."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import TypeVar

import dns.asyncresolver
import msgspec
import structlog

from hengping.collect.addresses import AddressGuard, PrivateAddressError, literal_address
from hengping.collect.client import Client
from hengping.collect.net.resolver import Resolver
from hengping.collect.probes.ipv6 import probe_ipv6, vantage_has_ipv6
from hengping.collect.probes.names import Ask, asking, probe_names
from hengping.collect.probes.tls import probe_tls
from hengping.collect.probes.web import probe_web
from hengping.collect.references import Outage
from hengping.evidence.archive import SiteArchive
from hengping.evidence.files import write_atomic
from hengping.model.codec import encode_pretty
from hengping.model.evidence import Capture, FailureKind
from hengping.model.probes import DnsFacts, TlsFacts
from hengping.model.site import Site
from hengping.model.urls import BadUrlError, host_of, normal_url

DNS_FILE, TLS_FILE, HTTP_FILE = "dns.json", "tls.json", "http.json"
_HTTPS = 443
_T = TypeVar("_T")
_log = structlog.get_logger()


async def probe_site(
    site: Site, folder: Path, client: Client, *, ask: Ask | None = None, outage: Outage | None = None
) -> None:
    """Probe one site; what is there already is not probed again. Never raises for what the network does.

    Names that ``connect_to`` leads elsewhere are not looked up: what the real DNS says of them means nothing then.

    Args:
        site: whose home page it is about.
        folder: its evidence folder.
        client: polite as in the crawl; its settings count.
        ask: answers DNS questions; default is this machine's resolver.
        outage: what is known of our own network: what was probed while it was down is probed again.

    Raises:
        EvidenceError: the files cannot be written.
    """
    try:
        home = normal_url(site.url)
    except BadUrlError:
        return
    host = host_of(home)
    if literal_address(host) is None and not (folder / DNS_FILE).exists():

        async def of_names() -> DnsFacts | None:
            names = await _names(host, client, ask)
            return names and await _with_ipv6(names, home, client, SiteArchive(folder).iter_captures())

        names = await _while_up(outage, of_names)
        if names is not None:
            write_atomic(folder / DNS_FILE, encode_pretty(names))
    if not (folder / TLS_FILE).exists():
        write_atomic(folder / TLS_FILE, encode_pretty(await _while_up(outage, lambda: _tls(host, client))))
    if not (folder / HTTP_FILE).exists():
        write_atomic(folder / HTTP_FILE, encode_pretty(await _while_up(outage, lambda: probe_web(home, client))))


async def _while_up(outage: Outage | None, probe: Callable[[], Awaitable[_T]]) -> _T:
    """What a probe finds while our own network is up."""
    clock = asyncio.get_running_loop().time
    while True:
        began = clock()
        found = await probe()
        if outage is None or not await outage.is_ours(FailureKind.CONNECT_TIMEOUT, began):
            return found
        await outage.wait_up()


async def _names(host: str, client: Client, ask: Ask | None) -> DnsFacts | None:
    rewritten = client.settings.connect_to
    if ask is None and (host in rewritten or "*" in rewritten):
        return None
    try:
        return await probe_names(host, ask or asking(dns.asyncresolver.Resolver()))
    except Exception:  # noqa: BLE001 - no resolver is set up, or the library fails: our own fault, nothing is said
        _log.exception("names_unknown", host=host)
        return None


async def _with_ipv6(names: DnsFacts, home: str, client: Client, captures: Iterable[Capture]) -> DnsFacts:
    support = await probe_ipv6(
        names.ipv6_support,
        home,
        names.ipv6 or (),
        client.settings,
        captures,
        politeness=client.politeness,
        has_ipv6=vantage_has_ipv6(),
    )
    return msgspec.structs.replace(names, ipv6_support=support)


async def _tls(host: str, client: Client) -> TlsFacts:
    resolver = Resolver()
    try:
        guard = AddressGuard(
            client.settings.connect_to, resolver, allow_private=client.settings.allow_private_addresses
        )
        addresses = await guard.addresses(host, _HTTPS)
    except (PrivateAddressError, OSError):
        addresses = []
    finally:
        resolver.close()
    return await probe_tls(host, _HTTPS, addresses)
