"""All probes of one site, and the files they leave."""

import asyncio
from collections.abc import Collection, Iterable
from pathlib import Path

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
from hengping.model.probes import DnsFacts, HttpFacts, TlsFacts
from hengping.model.site import Site
from hengping.model.urls import BadUrlError, host_of, normal_url

DNS_FILE, TLS_FILE, HTTP_FILE = "dns.json", "tls.json", "http.json"
OF_DOORS = (TLS_FILE, HTTP_FILE)
"""What asks nothing but the home page's servers: it can be done while the site is crawled."""
OF_NAMES = (DNS_FILE,)
"""What asks for the site's inner pages too: it is done when the crawl knows them."""
_HTTPS = 443
_LOST = frozenset(
    kind.value for kind in (FailureKind.RESET, FailureKind.CONNECT_TIMEOUT, FailureKind.TIMEOUT, FailureKind.OWN_FAULT)
)
"""How a spelling fails when the network goes while it is tried."""
_log = structlog.get_logger()


async def probe_site(
    site: Site,
    folder: Path,
    client: Client,
    *,
    files: Collection[str] = OF_DOORS + OF_NAMES,
    ask: Ask | None = None,
    outage: Outage | None = None,
) -> None:
    """Probe one site; what is there already is not probed again. Never raises for what the network does.

    Names that ``connect_to`` leads elsewhere are not looked up: what the real DNS says of them means nothing then.

    Args:
        site: whose home page it is about.
        folder: its evidence folder.
        client: polite as in the crawl; its settings count.
        files: which of the files to make.
        ask: answers DNS questions; default is this machine's resolver.
        outage: what is known of our own network: what was probed while it was down is probed again.

    Raises:
        EvidenceError: the files cannot be written.
    """
    try:
        home = normal_url(site.url)
    except BadUrlError:
        return
    while True:
        began = asyncio.get_running_loop().time()
        missing = frozenset(name for name in files if not (folder / name).exists())
        found = await _probed(home, folder, client, missing, ask)
        web = found.get(HTTP_FILE)
        opened = not isinstance(web, HttpFacts) or web.ends.get(home.partition("://")[0])
        lost = isinstance(web, HttpFacts) and not _LOST.isdisjoint(web.failures.values())
        if (opened and not lost) or outage is None or not await outage.is_ours(FailureKind.CONNECT_TIMEOUT, began):
            break
        await outage.wait_up()
    for name, facts in found.items():
        write_atomic(folder / name, encode_pretty(facts))


async def _probed(
    home: str, folder: Path, client: Client, missing: Collection[str], ask: Ask | None
) -> dict[str, DnsFacts | TlsFacts | HttpFacts]:
    """What the probes find, by file."""
    host = host_of(home)
    found: dict[str, DnsFacts | TlsFacts | HttpFacts] = {}
    if DNS_FILE in missing and literal_address(host) is None:
        names = await _names(host, client, ask)
        if names is not None:
            captures = SiteArchive(folder).iter_captures()
            found[DNS_FILE] = await _with_ipv6(names, home, client, captures)
    if TLS_FILE in missing:
        found[TLS_FILE] = await _tls(host, client)
    if HTTP_FILE in missing:
        found[HTTP_FILE] = await probe_web(home, client)
    return found


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
