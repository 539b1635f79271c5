"""Where a webhook may lead: into the network, not to the platform's own machine.

A closed network's private addresses are allowed, since that is where the receivers stand. What is refused is the
machine itself (loopback), its link (cloud metadata stand at 169.254.169.254), multicast and the empty address, however
they are spelt and whatever name they hide behind: names are looked up when the connection is made, and what was
checked is what is connected to.
"""

import ipaddress
import socket
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.request import HTTPHandler, HTTPSHandler, Request

from hengping.collect.addresses import Address, carried_address, literal_address
from hengping.model.errors import InputError


def is_own(address: Address) -> bool:
    """Whether an address leads to this machine or its link, directly or as the IPv4 address that it carries."""
    if isinstance(address, ipaddress.IPv6Address):
        carried = carried_address(address)
        if carried is not None and not address.is_loopback and not address.is_unspecified:
            return is_own(carried)
    return address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified


def require_elsewhere(host: str) -> None:
    """Refuse a host that spells out an address of this machine or its link.

    Raises:
        InputError: it does.
    """
    address = literal_address(host)
    if host.rstrip(".").lower() == "localhost" or (address is not None and is_own(address)):
        raise InputError("不能使用本机或链路本地地址", where=host)


def connected(address: tuple[str, int], timeout: float | None = None, source: tuple[str, int] | None = None) -> Any:
    """A connection to a host, by an address that may be connected to; stands in for :func:`socket.create_connection`.

    Raises:
        OSError: it leads to this machine or its link, or nobody answers.
    """
    host, port = address
    found = dict.fromkeys(str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    allowed = [each for each in found if not is_own(ipaddress.ip_address(each))]
    if not allowed:
        raise OSError("不能使用本机或链路本地地址")
    last = OSError()
    for each in allowed:
        try:
            return socket.create_connection((each, port), timeout, source)
        except OSError as error:
            last = error
    raise last


class _Plain(HTTPConnection):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._create_connection = connected


class _Secure(HTTPSConnection):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._create_connection = connected


class PlainElsewhere(HTTPHandler):
    """HTTP over :func:`connected`."""

    def http_open(self, req: Request) -> HTTPResponse:
        """Open it."""
        return self.do_open(_Plain, req)


class SecureElsewhere(HTTPSHandler):
    """HTTPS over :func:`connected`; certificates are checked for the name."""

    def https_open(self, req: Request) -> HTTPResponse:
        """Open it."""
        return self.do_open(_Secure, req)
