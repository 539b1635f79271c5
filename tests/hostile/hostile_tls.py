"""TLS that is not right: certificates of every wrong kind, and ports that do not speak it."""

import datetime as dt
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hostile_behaviour import DOMAIN, behaviour
from hostile_wire import Answer, Ask

_DAY = dt.timedelta(days=1)


def _ordinary(ask: Ask) -> Answer | None:
    return None


for _name, _zh in (
    ("tls-good", "证书有效（对照）"),
    ("tls-expired", "证书过期"),
    ("tls-self-signed", "自签名证书"),
    ("tls-wrong-host", "证书与域名不符"),
    ("tls-untrusted", "不受信任的颁发机构"),
    ("tls-plain", "TLS端口上说的是明文HTTP"),
    ("tls-silent", "TLS握手永不完成"),
):
    behaviour(_name, _zh, scheme="https")(_ordinary)
SPOKEN = ("tls-good", "tls-expired", "tls-self-signed", "tls-wrong-host", "tls-untrusted")
"""Behaviours served on the TLS port; the others go to a port that does not speak it."""


class Authority:
    """Issues certificates into a folder; ``file`` is what trusts it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named("Hostile Test Authority")
        root = self._sign(self._name, self._key.public_key(), self._name, self._key, ca=True)
        self.file = folder / "authority.pem"
        self.file.write_bytes(root.public_bytes(serialization.Encoding.PEM))

    def context(self) -> ssl.SSLContext:
        """A server's context that shows each host the certificate it is meant to have."""
        contexts = {f"{name}.{DOMAIN}": self._context(name) for name in SPOKEN}
        first = contexts[f"tls-good.{DOMAIN}"]

        def choose(connection: ssl.SSLObject, host: str | None, _context: ssl.SSLContext) -> None:
            connection.context = contexts.get(host or "", first)

        first.sni_callback = choose
        return first

    def _context(self, name: str) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        host = f"{name}.{DOMAIN}" if name != "tls-wrong-host" else "quite.another.example"
        subject, issuer, signer = _named(host), self._name, self._key
        if name == "tls-self-signed":
            issuer, signer = subject, key
        elif name == "tls-untrusted":
            issuer, signer = _named("Nobody"), ec.generate_private_key(ec.SECP256R1())
        since, until = (-90, -30) if name == "tls-expired" else (-1, 30)
        made = self._sign(subject, key.public_key(), issuer, signer, host=host, since=since, until=until)
        path = self._folder / f"{name}.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _sign(self, subject, public_key, issuer, key, *, ca=False, host="", since=-1, until=30):
        now = dt.datetime.now(dt.UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + since * _DAY)
            .not_valid_after(now + until * _DAY)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        )
        if host:
            builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        return builder.sign(key, hashes.SHA256())


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
