"""Certificates: a fault is told beside the answer; what no client could agree on is a failure."""

import asyncio
import datetime as dt
import ipaddress
import os
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from net_support import LOOPS, RawServer, ok, quick, run

from hengping.collect.client import Client
from hengping.collect.net.tls import has_trust_store, tls_context
from hengping.model.evidence import FailureKind

URL = "https://www.a.gov.cn/x"
_DAY = dt.timedelta(days=1)
_NOW = dt.datetime.now(dt.UTC)


class Authority:
    """Issues certificates into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Test Authority")])
        self.root = self._sign(self._name, self._key.public_key(), self._name, self._key, ca=True)
        self.file = folder / "root.pem"
        self.file.write_bytes(self.root.public_bytes(serialization.Encoding.PEM))

    def _sign(self, subject, public_key, issuer, key, *, ca=False, since=-1, until=30, host="www.a.gov.cn"):
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(_NOW + since * _DAY)
            .not_valid_after(_NOW + until * _DAY)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        )
        if not ca:
            names = [x509.DNSName(host), x509.IPAddress(ipaddress.ip_address("192.0.2.1"))]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(key, hashes.SHA256())

    def server(self, kind: str = "good") -> ssl.SSLContext:
        """A context to serve with a certificate of a kind."""
        weak = 1024
        key = rsa.generate_private_key(65537, weak) if kind == "weak" else ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "www.a.gov.cn")])
        issuer, signer = self._name, self._key
        if kind == "self_signed":
            issuer, signer = subject, key
        elif kind == "untrusted":
            issuer = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Unknown Authority")])
            signer = ec.generate_private_key(ec.SECP256R1())
        since, until = {"expired": (-9, -1), "not_yet_valid": (1, 9)}.get(kind, (-1, 30))
        host = "other.gov.cn" if kind == "host_mismatch" else "www.a.gov.cn"
        certificate = self._sign(subject, key.public_key(), issuer, signer, since=since, until=until, host=host)
        path = self._folder / f"{kind}.pem"
        path.write_bytes(
            certificate.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.load_cert_chain(path)
        return context


@pytest.fixture
def authority(tmp_path, monkeypatch) -> Iterator[Authority]:
    """An authority this machine trusts."""
    made = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.file))
    tls_context.cache_clear()
    has_trust_store.cache_clear()
    yield made
    tls_context.cache_clear()
    has_trust_store.cache_clear()


def _ask(context, *scripts, url=URL, times=1, loop="uvloop", **changes):
    async def several():
        server = RawServer(*(scripts or (ok(),)), tls=context)
        async with server, Client(quick(connect_to=server.rewrite, **changes)) as client:
            exchanges = [await client.fetch(url, limit=1000) for _ in range(times)]
            return exchanges, await client.visit(url, timeout_s=2), server.connections

    return run(several(), loop)


@pytest.mark.parametrize("loop", LOOPS)
def test_a_good_certificate_is_checked_against_the_urls_host_and_used_once(authority, loop):
    exchanges, visit, connections = _ask(authority.server(), times=4, loop=loop)
    assert [exchange.failure for exchange in [*exchanges, visit]] == [None] * 5
    assert connections == 2  # one handshake for the slot, one for the visit
    assert exchanges[0].phases.tls_ms is not None
    assert exchanges[1].phases.tls_ms is None
    assert visit.phases.tls_ms is not None


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("kind", ["expired", "not_yet_valid", "self_signed", "untrusted", "host_mismatch"])
def test_a_bad_certificate_is_told_beside_the_answer(authority, kind, loop):
    exchanges, visit, connections = _ask(authority.server(kind), times=3, loop=loop)
    for exchange in [*exchanges, visit]:
        assert (exchange.failure, exchange.detail, exchange.attempts) == (FailureKind.CERTIFICATE, kind, 1)
        assert exchange.answer.payload == b"ok"
    assert connections == 2  # that came to be: one that is kept, one for the visit


def test_a_machine_that_trusts_nobody_blames_no_site(authority, tmp_path, monkeypatch):
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.setenv("SSL_CERT_FILE", str(empty / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(empty))
    exchanges, visit, _ = _ask(authority.server())
    assert (exchanges[0].failure, visit.failure, exchanges[0].answer.payload) == (None, None, b"ok")
    exchanges, _, _ = _ask(authority.server("self_signed"))
    assert exchanges[0].detail == "self_signed"


def test_what_a_host_needed_is_remembered_but_visits_look_again(authority):
    context, handshakes = authority.server("expired"), []
    context.sni_callback = lambda _socket, name, _context: handshakes.append(name)
    exchanges, _, _ = _ask(context, ok(b"ok", b"Connection: close"), times=3)
    assert {exchange.detail for exchange in exchanges} == {"expired"}
    # refused, then believed; believed twice more; the visit: refused, then believed
    assert handshakes == ["www.a.gov.cn"] * ((2 + 1 + 1) + 2)


@pytest.mark.parametrize(("kind", "status"), [("expired", b"403 No"), ("expired", b"401 Who")])
def test_a_refusal_comes_before_the_certificate(authority, kind, status):
    exchanges, _, _ = _ask(authority.server(kind), ok(b"no", status=status))
    assert (exchanges[0].failure.value, exchanges[0].detail) in {("blocked", kind), ("auth_required", kind)}


def test_the_host_of_an_address_is_checked_too(authority):
    exchanges, _, _ = _ask(authority.server(), url="https://192.0.2.1/")
    assert exchanges[0].failure is None
    exchanges, _, _ = _ask(authority.server(), url="https://192.0.2.2/")
    assert exchanges[0].detail == "host_mismatch"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_protocol_versions_are_still_read(authority, version, loop):
    context = authority.server()
    context.minimum_version = context.maximum_version = version
    exchanges, visit, _ = _ask(context, loop=loop)
    assert (exchanges[0].failure, visit.failure, exchanges[0].answer.payload) == (None, None, b"ok")


def test_weak_keys_are_still_read(authority):
    exchanges, _, _ = _ask(authority.server("weak"))
    assert (exchanges[0].failure, exchanges[0].answer.payload) == (None, b"ok")


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("reply", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x15\x03\x01\x00\x02\x02\x28"])
def test_what_is_no_tls_is_a_tls_failure_and_not_tried_again(reply, loop):
    async def once():
        connections = 0

        async def serve(reader, writer):
            nonlocal connections
            connections += 1
            await reader.read(10)
            writer.write(reply)
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        async with Client(quick(connect_to={}, allow_private_addresses=True, retries=2)) as client:
            exchange = await client.fetch(url, limit=9)
        server.close()
        return exchange, connections

    exchange, connections = run(once(), loop)
    assert (exchange.failure, exchange.attempts, connections) == (FailureKind.TLS, 1, 2)


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize(("path", "status"), [("", 200), ("missing", 404)])
def test_a_staging_server_without_tls_answers_for_secure_addresses_too(path, status, loop):
    async def once():
        async def serve(reader, writer):
            head = await reader.readuntil(b"\r\n") if (await reader.read(1)) == b"G" else b""
            if head:
                code = b"404 Not Found" if b"missing" in head else b"200 OK"
                writer.write(b"HTTP/1.1 " + code + b"\r\nContent-Length: 2\r\n\r\nok")
                await writer.drain()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        rules = {"*": f"127.0.0.1:{server.sockets[0].getsockname()[1]}"}
        async with Client(quick(connect_to=rules)) as client:
            exchange = await client.fetch(f"{URL}{path}", limit=9)
        server.close()
        return exchange

    exchange = run(once(), loop)
    assert (exchange.failure, exchange.answer.status) == (None, status)


@pytest.mark.parametrize("loop", LOOPS)
def test_a_handshake_that_is_cut_is_a_reset_and_one_that_hangs_a_timeout(loop):
    async def both():
        async def cut(reader, writer):
            await reader.read(10)
            writer.transport.abort()

        async def hang(reader, _writer):
            await reader.read(10)
            await asyncio.sleep(5)

        found = []
        for serve in (cut, hang):
            server = await asyncio.start_server(serve, "127.0.0.1", 0)
            rules = {"*": f"127.0.0.1:{server.sockets[0].getsockname()[1]}"}
            async with Client(quick(connect_to=rules, timeout_s=0.5)) as client:
                found.append((await client.fetch(URL, limit=9)).failure)
            server.close()
        return found

    assert run(both(), loop) == [FailureKind.RESET, FailureKind.TIMEOUT]


@pytest.mark.parametrize("loop", LOOPS)
def test_an_answer_that_ends_without_farewell_is_whole(authority, loop):
    async def cut(_reader, writer):
        raw = writer.transport.get_extra_info("socket")
        await asyncio.sleep(0.05)
        copy = socket.socket(fileno=os.dup(raw.fileno()))
        copy.shutdown(socket.SHUT_WR)
        copy.close()

    exchanges, _, _ = _ask(authority.server(), [b"HTTP/1.0 200 OK\r\n\r\nold server", cut, 0.2], loop=loop)
    assert (exchanges[0].failure, exchanges[0].answer.payload) == (None, b"old server")
