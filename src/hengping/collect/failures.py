"""From what the network library raises to the closed list of failure kinds.

Doubt goes to the site's favour: an error of the operating system that may come from this side (no route, no sockets
left, the own resolver not answering) is ``own_fault``, which neither breaks a link nor fails a visit.

An answer shorter than announced is ``reset``; bytes behind the announced end are no second answer: ``protocol``.
"""

import asyncio
import errno
import socket
import ssl

import aiohttp
from aiohttp.http_exceptions import HttpProcessingError, TransferEncodingError

from hengping.collect.addresses import PrivateAddressError
from hengping.model.evidence import FailureKind
from hengping.model.urls import BadUrlError

_OWN_RESOLVER = {socket.EAI_AGAIN, socket.EAI_MEMORY, socket.EAI_SYSTEM}
_BY_ERRNO = {
    errno.ECONNREFUSED: FailureKind.REFUSED,
    errno.ETIMEDOUT: FailureKind.CONNECT_TIMEOUT,
    errno.EHOSTUNREACH: FailureKind.CONNECT_TIMEOUT,
    errno.ECONNRESET: FailureKind.RESET,
    errno.ECONNABORTED: FailureKind.RESET,
    errno.EPIPE: FailureKind.RESET,
}
_BY_TYPE: tuple[tuple[tuple[type[BaseException], ...], FailureKind], ...] = (
    ((PrivateAddressError,), FailureKind.PRIVATE_ADDRESS),
    ((BadUrlError, aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError, UnicodeError), FailureKind.BAD_URL),
    ((aiohttp.ClientSSLError, ssl.SSLError, ssl.CertificateError), FailureKind.TLS),
    ((aiohttp.ConnectionTimeoutError,), FailureKind.CONNECT_TIMEOUT),
    ((asyncio.TimeoutError,), FailureKind.TIMEOUT),
    ((aiohttp.ServerDisconnectedError,), FailureKind.RESET),
    ((aiohttp.ClientResponseError, HttpProcessingError), FailureKind.PROTOCOL),
)
"""First match counts: a time-out is also an ``OSError``."""


def failure_of(error: BaseException) -> FailureKind:
    """The failure kind of an exception; what is not known is the collector's own fault."""
    for types, kind in _BY_TYPE:
        if isinstance(error, types):
            return kind
    if isinstance(error, aiohttp.ClientPayloadError):
        # fewer bytes than announced: the connection was cut; a chunk that cannot be read: no HTTP
        return FailureKind.PROTOCOL if isinstance(error.__cause__, TransferEncodingError) else FailureKind.RESET
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        number = error.os_error.errno
        return FailureKind.OWN_FAULT if number in _OWN_RESOLVER else FailureKind.DNS
    if isinstance(error, OSError):
        return _BY_ERRNO.get(error.errno or 0, FailureKind.OWN_FAULT)
    return FailureKind.OWN_FAULT


def detail_of(error: BaseException) -> str:
    """The exception in one line of clean text, for people."""
    text = f"{type(error).__name__}: {error}".encode("utf-8", "replace").decode()
    return " ".join(text.split())[:500]
