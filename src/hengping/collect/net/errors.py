"""What can go wrong on the way, each with the failure kind it is recorded as."""

from typing import ClassVar

from hengping.model.evidence import FailureKind


class NetError(Exception):
    """Something went wrong between this machine and the site; ``kind`` says what."""

    kind: ClassVar[FailureKind] = FailureKind.OWN_FAULT


class PrivateAddressError(NetError):
    """The host is, or resolves only to, addresses that are not public."""

    kind = FailureKind.PRIVATE_ADDRESS


class ResolverTimeoutError(NetError):
    """No word from this machine's own resolver: nothing is known of the site."""


class ConnectTimeoutError(NetError):
    """No connection within the limit."""

    kind = FailureKind.CONNECT_TIMEOUT


class AnswerTimeoutError(NetError):
    """The whole answer was not there within the limit."""

    kind = FailureKind.TIMEOUT


class ClosedError(NetError):
    """The connection ended before the headers were there.

    Args:
        why: for people.
        silent: not one byte had come; on a kept connection that only means that it was too old.
    """

    kind = FailureKind.RESET

    def __init__(self, why: str, *, silent: bool) -> None:
        super().__init__(why)
        self.silent = silent


class PausedError(NetError):
    """The connection ended within a body that we had stopped reading: the site may have lost its patience with us."""


class NotHttpError(NetError):
    """What came is no HTTP answer."""

    kind = FailureKind.PROTOCOL
