"""TLS of a host: the chain it sends, whether it is trusted, which versions it still speaks."""

import asyncio
import ssl
import warnings
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from threading import Lock
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from hengping.collect.addresses import Address
from hengping.collect.net.tls import LENIENT, STRICT, UNVERIFIED, certificate_fault, tls_context
from hengping.model.probes import Certificate, TlsFacts

LIMIT_S = 10.0
_DAY_S = 86400
_MOST_CERTIFICATES = 10
_MOST_NAMES = 100
_MAKING = Lock()
"""Warnings are silenced for the whole process: one context is made at a time."""
_VERSIONS = {
    "TLSv1": ssl.TLSVersion.TLSv1,
    "TLSv1.1": ssl.TLSVersion.TLSv1_1,
    "TLSv1.2": ssl.TLSVersion.TLSv1_2,
    "TLSv1.3": ssl.TLSVersion.TLSv1_3,
}


class _Shake(NamedTuple):
    """What a handshake brought: the session, or why there is none."""

    chain: tuple[bytes, ...] = ()
    cipher: str = ""
    version: str = ""
    http2: bool = False
    error: BaseException | None = None


async def probe_tls(host: str, port: int, addresses: Sequence[tuple[Address, int]]) -> TlsFacts:
    """All about TLS of one host; every handshake has a connection of its own.

    Args:
        host: name for SNI and the name check.
        port: as in the address asked for; for the record.
        addresses: where to connect, checked by the caller.
    """
    now = datetime.now(UTC)
    facts = TlsFacts(host=host, port=port, asked_at=now)
    if not addresses:
        return facts
    at = addresses[0]
    plain = await _shake(host, at, await _context(UNVERIFIED, http2=True))
    if plain.error is not None:
        refused = isinstance(plain.error, (ConnectionRefusedError, ssl.SSLError, ConnectionResetError))
        return TlsFacts(
            host=host,
            port=port,
            asked_at=now,
            offered=False if refused else None,
            problems=(f"{type(plain.error).__name__}: {plain.error}"[:300],),
        )
    strict = await _shake(host, at, await _context(STRICT))
    fault = certificate_fault(strict.error) if strict.error is not None else ""
    if strict.error is not None and not fault:
        # weak or old, but perhaps trusted: what the chain itself is worth
        lenient = await _shake(host, at, await _context(LENIENT))
        fault = certificate_fault(lenient.error) if lenient.error is not None else ""
    spoken, not_tried = await _versions(host, at)
    chain = tuple(each for der in plain.chain if (each := _certificate(der)) is not None)
    days = [(each.not_after - now).total_seconds() // _DAY_S for each in chain[:1]]
    return TlsFacts(
        host=host,
        port=port,
        asked_at=now,
        offered=True,
        fault=fault,
        chain=chain,
        days_left=int(days[0]) if days else None,
        versions=spoken,
        not_tried=not_tried,
        cipher=plain.cipher,
        http2=plain.http2,
    )


async def _versions(host: str, at: tuple[Address, int]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    spoken, not_tried = [], []
    for name, version in _VERSIONS.items():
        try:
            context = await _context(UNVERIFIED, version=version)
        except (ValueError, ssl.SSLError):
            not_tried.append(name)
            continue
        shake = await _shake(host, at, context)
        if shake.error is None and shake.version == name:
            spoken.append(name)
    return tuple(spoken), tuple(not_tried)


async def _shake(host: str, at: tuple[Address, int], context: ssl.SSLContext) -> _Shake:
    writer: asyncio.StreamWriter | None = None
    try:
        async with asyncio.timeout(LIMIT_S):
            _, writer = await asyncio.open_connection(str(at[0]), at[1], ssl=context, server_hostname=host)
            session = writer.get_extra_info("ssl_object")
            cipher = session.cipher()
            return _Shake(
                chain=_chain(session),
                cipher=cipher[0] if cipher else "",
                version=session.version() or "",
                http2=session.selected_alpn_protocol() == "h2",
            )
    except (OSError, TimeoutError, ValueError) as error:  # ssl.SSLError is an OSError
        return _Shake(error=error)
    finally:
        if writer is not None:
            writer.transport.abort()


async def _context(level: int, *, http2: bool = False, version: ssl.TLSVersion | None = None) -> ssl.SSLContext:
    """A context, made in a thread: reading the trust store takes long enough for visits in this event loop to feel it.

    Raises:
        ValueError, ssl.SSLError: this machine does not speak the version.
    """
    return await asyncio.to_thread(_context_once, level, http2, version)


def _context_once(level: int, http2: bool, version: ssl.TLSVersion | None) -> ssl.SSLContext:  # noqa: FBT001 - private
    with _MAKING:
        return _made_context(level, http2, version)


@cache
def _made_context(level: int, http2: bool, version: ssl.TLSVersion | None) -> ssl.SSLContext:  # noqa: FBT001 - a key
    """A context of the probes' own, for versions and protocols are set on it; kept for all sites."""
    known = tls_context(level)
    context = ssl.create_default_context() if level != UNVERIFIED else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.options |= known.options
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # old versions are what this is for
        if level >= LENIENT:
            context.minimum_version = known.minimum_version
            context.set_ciphers("ALL:!aNULL:!eNULL:@SECLEVEL=0")
        if version is not None:
            context.minimum_version = context.maximum_version = version
    if level == UNVERIFIED:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["h2", "http/1.1"] if http2 else ["http/1.1"])
    return context


def _chain(session: ssl.SSLObject) -> tuple[bytes, ...]:
    """The chain as sent, DER. Python names the method publicly from 3.13 on; before, only the inner object has it."""
    get = getattr(session, "get_unverified_chain", None) or getattr(
        getattr(session, "_sslobj", None), "get_unverified_chain", None
    )
    sent = (get() if get is not None else None) or [session.getpeercert(binary_form=True)]
    return tuple(_der(each) for each in sent[:_MOST_CERTIFICATES] if each)


def _der(certificate: object) -> bytes:
    if isinstance(certificate, bytes):
        return certificate
    pem = certificate.public_bytes()  # type: ignore[attr-defined]
    return ssl.PEM_cert_to_DER_cert(pem) if isinstance(pem, str) else pem


def _certificate(der: bytes) -> Certificate | None:
    try:
        read = x509.load_der_x509_certificate(der)
        return Certificate(
            subject=read.subject.rfc4514_string()[:300],
            issuer=read.issuer.rfc4514_string()[:300],
            names=_names(read),
            not_before=read.not_valid_before_utc,
            not_after=read.not_valid_after_utc,
            serial=format(read.serial_number, "x"),
            key=_key(read),
            signature=read.signature_algorithm_oid._name,  # noqa: SLF001 - the library's readable name has no other door
            sha256=sha256(read.public_bytes(Encoding.DER)).hexdigest(),
        )
    except Exception:  # noqa: BLE001 - a certificate is untrusted input; one that cannot be read is left out
        return None


def _names(read: x509.Certificate) -> tuple[str, ...]:
    try:
        names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return ()
    return tuple(str(name.value)[:253] for name in list(names)[:_MOST_NAMES])


def _key(read: x509.Certificate) -> str:
    key = read.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"EC {key.curve.name}"
    return type(key).__name__.removesuffix("PublicKey").lstrip("_")
