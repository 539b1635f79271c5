"""From what went wrong to the closed list of failure kinds.

Doubt goes to the site's favour: an error of the operating system that may come from this side (no route, no network, no
sockets or memory left, the own resolver not answering) is ``own_fault``, which neither breaks a link nor fails a visit.
"No route to host" may also be said by a router near the site; which of the two it was cannot be told from here.
"""

import asyncio
import errno
import socket
import ssl

from hengping.collect.net.errors import NetError
from hengping.model.evidence import FailureKind
from hengping.model.urls import BadUrlError

_OWN_RESOLVER = {socket.EAI_AGAIN, socket.EAI_MEMORY, socket.EAI_SYSTEM}
_BY_ERRNO = {
    errno.ECONNREFUSED: FailureKind.REFUSED,
    errno.ETIMEDOUT: FailureKind.CONNECT_TIMEOUT,
    errno.ECONNRESET: FailureKind.RESET,
    errno.ECONNABORTED: FailureKind.RESET,
    errno.EPIPE: FailureKind.RESET,
    errno.ENOTCONN: FailureKind.RESET,
}
"""All others are ``own_fault``: EMFILE, ENFILE, ENOBUFS, ENOMEM, ENETDOWN, ENETUNREACH, EHOSTUNREACH, EADDRNOTAVAIL."""
_BY_TYPE: tuple[tuple[tuple[type[BaseException], ...], FailureKind], ...] = (
    ((BadUrlError, UnicodeError), FailureKind.BAD_URL),
    ((ssl.SSLError, ssl.CertificateError), FailureKind.TLS),
    ((ConnectionResetError, ConnectionAbortedError, BrokenPipeError), FailureKind.RESET),
)
"""First match counts; all but the first are also ``OSError``."""


def failure_of(error: BaseException) -> FailureKind:
    """The failure kind of an exception; what is not known is the collector's own fault."""
    if isinstance(error, NetError):
        return error.kind
    for types, kind in _BY_TYPE:
        if isinstance(error, types):
            return kind
    if isinstance(error, socket.gaierror):
        return FailureKind.OWN_FAULT if error.errno in _OWN_RESOLVER else FailureKind.DNS
    if isinstance(error, OSError) and error.errno in _BY_ERRNO:
        return _BY_ERRNO[error.errno]
    return FailureKind.TIMEOUT if isinstance(error, asyncio.TimeoutError) and not error.args else FailureKind.OWN_FAULT


def detail_of(error: BaseException) -> str:
    """The exception in one line of clean text, for people."""
    text = f"{type(error).__name__}: {error}".encode("utf-8", "replace").decode()
    return " ".join(text.split())[:500]
