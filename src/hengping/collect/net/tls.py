"""TLS as an office's visitor needs it: strict first, then lenient, and a bad certificate is a fault beside the answer.

- :data:`STRICT`: the system's trust store and the system's idea of safe protocols.
- :data:`LENIENT`: the same trust, but old protocol versions, weak keys and legacy renegotiation accepted.
- :data:`UNVERIFIED`: lenient, and whoever answers is believed; the fault is recorded as ``certificate``.
- :data:`PLAIN`: no TLS at all, only where ``connect_to`` leads to a staging server that does not speak it.
"""

import ssl
import warnings
from functools import cache
from pathlib import Path

STRICT, LENIENT, UNVERIFIED, PLAIN = range(4)
_WEAK_CODES = frozenset({66, 67, 68})
"""OpenSSL's: key too weak, CA key too weak, digest too weak. Lenient contexts accept them."""
_FAULTS = {9: "not_yet_valid", 10: "expired", 18: "self_signed", 62: "host_mismatch", 64: "host_mismatch"}
UNTRUSTED = "untrusted"


@cache
def tls_context(level: int) -> ssl.SSLContext:
    """The context of a level; made once, for reading the trust store takes its time."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    # what browsers do not ask of a certificate is no fault of it (strict by default since Python 3.13)
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    # many servers end without the farewell TLS asks for; the length of the answer tells whether it is whole
    context.options |= getattr(ssl, "OP_IGNORE_UNEXPECTED_EOF", 0)
    if level >= LENIENT:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # old versions are what this is for
            context.minimum_version = ssl.TLSVersion.TLSv1
        context.set_ciphers("ALL:!aNULL:!eNULL:@SECLEVEL=0")
        context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    if level == UNVERIFIED:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def certificate_fault(error: BaseException) -> str:
    """What is wrong with a certificate, in a word; empty: nothing that lenient contexts mind, or no such error."""
    if not isinstance(error, ssl.SSLCertVerificationError) or error.verify_code in _WEAK_CODES:
        return ""
    return _FAULTS.get(error.verify_code, UNTRUSTED)


@cache
def has_trust_store() -> bool:
    """Whether this machine trusts anybody; without a trust store it cannot say of a site that it is not trusted."""
    if tls_context(STRICT).cert_store_stats()["x509_ca"]:
        return True
    folder = ssl.get_default_verify_paths().capath
    return bool(folder) and any(Path(folder).iterdir())
