"""Which address a connection may go to: ``connect_to`` first, then no private address.

``connect_to`` works like curl's ``--connect-to``: the request goes to another address; URL, Host header and the name
checked by TLS stay. It is the operator's own choice and always allowed. Everything else is checked when the connection
is made, after the name was resolved, so that neither a redirect nor a name that changes its address nor an odd spelling
of a number (``2130706433``, ``0x7f.1``, ``[::ffff:127.0.0.1]``) leads into a private network:
:class:`PrivateAddressError`, recorded as ``private_address``.
"""

import ipaddress
import re
import socket
from collections.abc import Mapping, Sequence

from aiohttp import TCPConnector
from aiohttp.abc import ResolveResult
from aiohttp.tracing import Trace

from hengping.model.errors import InputError

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_DNS_TTL_S = 60
_HOST = re.compile(r"\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z._-]+")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class PrivateAddressError(Exception):
    """The host is, or resolves only to, addresses that are not public."""


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

    IPv6 addresses that carry an IPv4 address (mapped, 6to4, Teredo, NAT64) are as public as that one.
    """
    if isinstance(address, ipaddress.IPv6Address):
        carried = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in _NAT64:
            carried = ipaddress.IPv4Address(address.packed[-4:])
        if carried is not None:
            return is_public(carried)
        if address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


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


class GuardedConnector(TCPConnector):
    """A connector that applies ``connect_to`` and refuses private addresses.

    ``_resolve_host`` is the one place every connection passes, for names and for numbers; aiohttp offers no public hook
    that sees both, and the tests of this room fail should it move.

    Args:
        connect_to: host (or ``*``) → address and port.
        allow_private: let private addresses pass.
    """

    def __init__(self, connect_to: Mapping[str, str], *, allow_private: bool) -> None:
        super().__init__(limit=0, ttl_dns_cache=_DNS_TTL_S)
        self._connect_to = parse_connect_to(connect_to)
        self._allow_private = allow_private

    async def _resolve_host(self, host: str, port: int, traces: Sequence[Trace] | None = None) -> list[ResolveResult]:
        rewritten = self._connect_to.get(host.lower()) or self._connect_to.get("*")
        if rewritten:
            return await super()._resolve_host(*rewritten, traces)
        literal = literal_address(host)
        found = await super()._resolve_host(host if literal is None else str(literal), port, traces)
        if self._allow_private:
            return found
        public = [result for result in found if is_public(ipaddress.ip_address(result["host"]))]
        if not public:
            raise PrivateAddressError(f"{host} → {', '.join(result['host'] for result in found)}")
        return public
