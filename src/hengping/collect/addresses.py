"""Which address a connection may go to: ``connect_to`` first, then no private address.

``connect_to`` works like curl's ``--connect-to``: the request goes to another address; URL, Host header and the name
checked by TLS stay. It is the operator's own choice and always allowed. Everything else is checked after the name was
resolved, and what was checked is what is connected to, so that neither a redirect nor a name that changes its address
nor an odd spelling of a number (``2130706433``, ``0x7f.1``, ``[::ffff:127.0.0.1]``) leads into a private network:
:class:`PrivateAddressError`, recorded as ``private_address``. Of mixed answers only the public addresses are used.
"""

import ipaddress
import re
import socket
from collections.abc import Mapping, Sequence

from hengping.collect.net.errors import PrivateAddressError
from hengping.collect.net.resolver import Resolver
from hengping.model.errors import InputError

__all__ = [
    "AddressGuard", "PrivateAddressError", "carried_address", "is_public", "literal_address", "parse_connect_to",
]  # fmt: skip

_CARRIERS = tuple(ipaddress.ip_network(text) for text in ("64:ff9b::/96", "::/96", "::ffff:0:0:0/96"))
"""IPv6 prefixes with an IPv4 address at the end: NAT64, the deprecated compatible form, SIIT."""
_CLOSED = tuple(
    ipaddress.ip_network(text)
    for text in ("64:ff9b:1::/48", "100::/64", "5f00::/16", "2001::/23", "3fff::/20", "fec0::/10", "192.88.99.0/24")
)
"""Local NAT64, discard, segment routing, protocol assignments (Teredo is looked into before), documentation,
site-local, 6to4 relays: not, or no longer, for the public."""
_ISATAP = (0x00005EFE, 0x02005EFE)
_HOST = re.compile(r"\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z._-]+")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def literal_address(host: str) -> Address | None:
    """The address a host name spells out, in any form the operating system takes; None for a real name."""
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, ValueError):
        return None


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public network: not private, loopback, link-local, shared or reserved.

    IPv6 addresses that carry an IPv4 address (mapped, compatible, 6to4, Teredo, NAT64, ISATAP) are as public as that
    one. An address with a zone is never public.
    """
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None:
            return False
        carried = carried_address(address)
        if carried is not None:
            return is_public(carried)
    if any(address in network for network in _CLOSED if network.version == address.version):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def carried_address(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address within an IPv6 address."""
    carried = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
    if carried is not None:
        return carried
    if any(address in network for network in _CARRIERS) or (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        return ipaddress.IPv4Address(address.packed[-4:])
    return None


def parse_connect_to(rules: Mapping[str, str]) -> dict[str, tuple[str, int]]:
    """The ``connect_to`` setting as host → (address, port).

    Raises:
        InputError: a target is not ``address:port``.
    """
    parsed = {}
    for host, target in rules.items():
        address, _, port = target.rpartition(":")
        if not _HOST.fullmatch(address) or not port.isdecimal() or not 0 < int(port) < 1 << 16:
            raise InputError(
                f"应为“地址:端口” (expected address:port):{target}",
                where=f"collect.connect_to.{host}",
                remedy='例如 {"*": "127.0.0.1:8099"}',
            )
        parsed[host.lower()] = (address.strip("[]"), int(port))
    return parsed


class AddressGuard:
    """Finds the addresses a connection may go to.

    Args:
        connect_to: host (or ``*``) → address and port.
        resolver: for names.
        allow_private: let private addresses pass.

    Raises:
        InputError: a rule of ``connect_to`` is wrong.
    """

    def __init__(self, connect_to: Mapping[str, str], resolver: Resolver, *, allow_private: bool) -> None:
        self._connect_to = parse_connect_to(connect_to)
        self._resolver = resolver
        self._allow_private = allow_private

    async def addresses(self, host: str, port: int, *, fresh: bool = False) -> list[tuple[Address, int]]:
        """Addresses and port for a URL's host and port, best first.

        Args:
            host: normal form, IPv6 without brackets.
            port: of the URL.
            fresh: resolve the name anew.

        Raises:
            PrivateAddressError: there is no public one.
            OSError: the name does not resolve.
        """
        rewritten = self._rule(host)
        if rewritten:
            found = await self._find(*rewritten, fresh=fresh)
            return [(address, rewritten[1]) for address in found]
        if not self._allow_private and _is_local_name(host):
            raise PrivateAddressError(host)
        found = await self._find(host, port, fresh=fresh)
        public = [address for address in found if self._allow_private or is_public(address)]
        if not public:
            raise PrivateAddressError(f"{host} → {', '.join(map(str, found))}"[:300])
        return [(address, port) for address in public]

    def is_staged(self, host: str) -> bool:
        """Whether the ``*`` of ``connect_to`` leads requests for a host to the one server that stands for all names."""
        return host not in self._connect_to and "*" in self._connect_to

    def _rule(self, host: str) -> tuple[str, int] | None:
        return self._connect_to.get(host) or self._connect_to.get("*")

    async def _find(self, host: str, port: int, *, fresh: bool) -> Sequence[Address]:
        literal = literal_address(host)
        if literal is not None:
            return (literal,)
        texts = await self._resolver.addresses(host, port, fresh=fresh)
        found = [address for text in texts if (address := literal_address(text)) is not None]
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, f"no address for {host}")
        return found


def _is_local_name(host: str) -> bool:
    name = host.rstrip(".").lower()
    return name == "localhost" or name.endswith(".localhost")
