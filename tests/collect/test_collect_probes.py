"""Probes: names by a real DNS server, certificates by real handshakes, spellings and cookies by a real web server."""

import asyncio
import datetime as dt
import ipaddress
import ssl
import threading
import time
from contextlib import asynccontextmanager

import dns.asyncresolver
import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from net_support import RawServer, ok, quick, run

from hengping.collect.client import Client
from hengping.collect.probes import site as probing
from hengping.collect.probes import tls as tls_probe
from hengping.collect.probes.ipv6 import alike, probe_ipv6
from hengping.collect.probes.names import asking, probe_names
from hengping.collect.probes.site import probe_site
from hengping.collect.probes.tls import probe_tls
from hengping.collect.probes.web import probe_web
from hengping.evidence.archive import SiteArchive
from hengping.model.codec import decode
from hengping.model.probes import DnsFacts, HttpFacts, Ipv6Facts, TlsFacts
from hengping.model.site import Site

ZONE = {
    ("www.a.gov.cn.", "A"): ["203.0.113.7"],
    ("www.a.gov.cn.", "AAAA"): ["2001:db8::7"],
    ("a.gov.cn.", "A"): ["203.0.113.7"],
    ("a.gov.cn.", "NS"): ["ns1.a.gov.cn.", "ns2.a.gov.cn."],
    ("a.gov.cn.", "CAA"): ['0 issue "ca.example"'],
    ("a.gov.cn.", "DS"): ["12345 13 2 " + "ab" * 32],
    ("ns1.a.gov.cn.", "A"): ["203.0.113.1"],
    ("ns1.a.gov.cn.", "AAAA"): ["2001:db8::1"],
    ("ns2.a.gov.cn.", "A"): ["203.0.113.2"],
}


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr("hengping.collect.probes.tls.LIMIT_S", 0.5)


LOCAL = ipaddress.ip_address("127.0.0.1")


class _Dns(asyncio.DatagramProtocol):
    """Answers from :data:`ZONE`; other names do not exist, ``silent.`` gets no answer."""

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, addr):
        query = dns.message.from_wire(data)
        question = query.question[0]
        name, kind = question.name.to_text(), dns.rdatatype.to_text(question.rdtype)
        if name.startswith("silent."):
            return
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if (name, kind) in ZONE:
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *ZONE[name, kind]))
        elif name not in {known for known, _ in ZONE}:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        self.transport.sendto(answer.to_wire(), addr)


@asynccontextmanager
async def dns_server():
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(_Dns, local_addr=("127.0.0.1", 0))
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], transport.get_extra_info("sockname")[1]
    try:
        yield asking(resolver)
    finally:
        transport.close()


def tls_server_context(tmp_path, name="www.a.gov.cn", *, days=90, since=-1):
    """A context with a self-signed certificate of so many days."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = dt.datetime.now(dt.UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now + dt.timedelta(days=since))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / f"{name}{days}.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def test_names_of_a_site():
    async def probe():
        async with dns_server() as ask:
            return await probe_names("www.a.gov.cn", ask)

    facts = run(probe())
    assert (facts.ipv4, facts.ipv6) == (("203.0.113.7",), ("2001:db8::7",))
    assert facts.zone == "a.gov.cn"
    assert [server.name for server in facts.name_servers] == ["ns1.a.gov.cn", "ns2.a.gov.cn"]
    assert facts.ipv6_support.has_record is True
    assert facts.ipv6_support.authority_complete is False
    assert facts.signed is True
    assert facts.caa == ("0 issue ca.example",)
    assert facts.www == ("203.0.113.7",)
    assert facts.problems == ()


def test_a_name_without_records_and_a_resolver_that_is_silent(monkeypatch):
    monkeypatch.setattr("hengping.collect.probes.names.LIMIT_S", 0.3)

    async def probe(host):
        async with dns_server() as ask:
            return await probe_names(host, ask)

    gone = run(probe("nowhere.a.gov.cn"))
    assert (gone.ipv4, gone.ipv6, gone.ipv6_support.has_record) == ((), (), False)
    silent = run(probe("silent.b.gov.cn"))
    assert (silent.ipv4, silent.ipv6, silent.ipv6_support.has_record) == (None, None, None)
    assert any(problem.startswith("AAAA:no_answer") for problem in silent.problems)


def test_a_certificate_and_its_versions(tmp_path):
    async def probe(**certificate):
        context = tls_server_context(tmp_path, **certificate)
        async with RawServer(ok(), tls=context) as server:
            return await probe_tls("www.a.gov.cn", 443, [(LOCAL, server.port)])

    facts = run(probe())
    assert facts.offered is True
    assert facts.fault == "self_signed"
    assert facts.chain[0].subject == "CN=www.a.gov.cn"
    assert facts.chain[0].names == ("www.a.gov.cn",)
    assert facts.chain[0].key == "EC secp256r1"
    assert facts.days_left == 89
    assert "TLSv1.3" in facts.versions
    assert "TLSv1.2" in facts.versions
    expired = run(probe(days=-3, since=-9))
    assert expired.days_left == -4
    assert expired.chain


def test_no_tls_is_said_to_be_none():
    async def probe():
        async with RawServer(b"SSH-2.0-x\r\n") as server:
            plain = await probe_tls("www.a.gov.cn", 443, [(LOCAL, server.port)])
        closed = await probe_tls("www.a.gov.cn", 443, [(LOCAL, server.port)])
        return plain, closed, await probe_tls("www.a.gov.cn", 443, [])

    plain, closed, unknown = run(probe())
    assert closed.offered is False
    assert plain.offered is not True
    assert unknown.offered is None
    assert unknown.problems == ()


def test_spellings_headers_and_cookies(tmp_path):
    moved = b"HTTP/1.1 301 Moved\r\nLocation: https://www.a.gov.cn/\r\nContent-Length: 0\r\n\r\n"
    home = ok(
        b"home",
        b"Strict-Transport-Security: max-age=31536000",
        b"Set-Cookie: sid=secretvalue; Path=/; HttpOnly; SameSite=Lax",
        b"Server: nginx/1.2",
    )

    async def probe():
        tls = tls_server_context(tmp_path)
        async with RawServer(moved) as plain, RawServer(home, tls=tls) as secure:
            # connect_to is by host, so http and https of one host differ by a server that knows both
            async with Client(quick(connect_to=plain.rewrite, timeout_s=0.5, retries=0)) as client:
                http = await probe_web("http://www.a.gov.cn/", client)
            async with Client(quick(connect_to=secure.rewrite, timeout_s=2, retries=0)) as client:
                https = await probe_web("https://www.a.gov.cn/", client)
        return http, https

    http, https = run(probe())
    assert http.ways["http"][:2] == ("http://www.a.gov.cn/", "https://www.a.gov.cn/")
    assert http.ends["https"] == 0
    assert http.failures["https"] in {"tls", "protocol", "reset", "timeout"}
    assert https.headers == {"strict-transport-security": "max-age=31536000"}
    assert [(cookie.name, cookie.http_only, cookie.secure, cookie.same_site) for cookie in https.cookies] == [
        ("sid", True, False, "lax")
    ]
    assert "secretvalue" not in str(https)
    assert https.server == "nginx/1.2"
    assert https.www_same is False


def test_ipv6_is_judged_only_where_there_is_ipv6(tmp_path):
    home = "http://www.a.gov.cn/"
    names = Ipv6Facts(has_record=True)

    async def probe(addresses, *, has_ipv6, **changes):
        async with Client(quick(**changes)) as client:
            return await probe_ipv6(
                names, home, addresses, client.settings, (), politeness=client.politeness, has_ipv6=has_ipv6
            )

    without = run(probe(["2001:db8::7"], has_ipv6=False))
    assert (without.vantage_has_ipv6, without.home_reachable, without.tries) == (False, None, 0)
    private = run(probe(["::1"], has_ipv6=True))
    assert (private.home_reachable, private.tries) == (None, 0)
    dead = run(probe(["::1"], has_ipv6=True, allow_private_addresses=True, timeout_s=1))
    assert (dead.home_reachable, dead.successes, dead.tries) == (False, 0, 5)


def test_every_address_keeps_its_port_over_ipv6(monkeypatch):
    captures = []

    class Here:
        """A second-level page at another port than the home page."""

        def __init__(self, url):
            self.url, self.purpose, self.depth = url, "page", 1

    async def probe():
        async with RawServer(ok(b"home"), host="::1") as home, RawServer(ok(b"second"), host="::1") as second:
            captures.append(Here(f"http://www.a.gov.cn:{second.port}/x"))
            # the name leads to the same answers over IPv4, which do not matter here
            async with Client(quick(allow_private_addresses=True, timeout_s=1, retries=0)) as client:
                return await probe_ipv6(
                    Ipv6Facts(has_record=True),
                    f"http://www.a.gov.cn:{home.port}/",
                    ["::1"],
                    client.settings,
                    captures,
                    politeness=client.politeness,
                    has_ipv6=True,
                )

    monkeypatch.setattr("hengping.collect.probes.ipv6._body_over_ipv4", _nothing)
    facts = run(probe())
    assert (facts.successes, facts.home_reachable) == (5, True)
    assert (facts.second_level_tried, facts.second_level_open) == (1, 1)


async def _nothing(*_):
    return None


def test_a_home_page_at_a_port_of_its_own_is_asked_there():
    async def probe():
        async with (
            RawServer(ok(b"home")) as server,
            Client(quick(connect_to=server.rewrite, timeout_s=0.5, retries=0)) as client,
        ):
            return await probe_web("http://www.a.gov.cn:8080/x/", client)

    ways = run(probe()).ways
    assert {name: way[0] for name, way in ways.items()} == {
        "http": "http://www.a.gov.cn:8080/x/",
        "https": "https://www.a.gov.cn/x/",
        "http_www": "http://a.gov.cn:8080/x/",
        "https_www": "https://a.gov.cn/x/",
    }


def test_tls_contexts_are_made_once_and_not_in_the_event_loop(tmp_path, monkeypatch):
    made = []
    create = ssl.create_default_context
    tls_probe._made_context.cache_clear()

    def watched(*arguments):
        made.append(threading.current_thread() is threading.main_thread())
        return create(*arguments)

    monkeypatch.setattr(ssl, "create_default_context", watched)

    async def probe():
        async with RawServer(ok(), tls=tls_server_context(tmp_path)) as server:
            return [await probe_tls("www.a.gov.cn", 443, [(LOCAL, server.port)]) for _ in range(2)]

    first, second = run(probe())
    assert first.versions == second.versions
    assert made
    assert not any(made)
    assert len(made) <= 3


def _cpu_s(body):
    begun = time.process_time()
    alike(body, body)
    return time.process_time() - begun


@pytest.mark.parametrize("piece", [b"<script ", b"<script></script", b"</script   ", b"abcdef1", b"<"])
def test_comparing_pages_takes_a_hostile_one_no_longer_than_its_length(piece):
    size = 64 * 1024
    plain = max(_cpu_s(b"<p>abc def</p> " * (size // 15)), 0.002)
    assert min(_cpu_s(piece * (size // len(piece))) for _ in range(2)) < 60 * plain


def test_one_page_read_twice_is_alike():
    page = b"<html><p>\xe6\x94\xbf</p><p>b</p><ul><li>c</ul><div>d</div><em>e</em><i>f</i><b>g</b><u>h</u></html>"
    assert alike(page, page.replace(b"<p>b", b"<p>b<script>var t=12345;</script>"))
    assert not alike(page, b"<html><p>other</p></html>")
    assert alike(b"", b"")


def test_the_files_of_a_site_are_written_once(tmp_path):
    site = Site(site_code="9900000001", name="甲", url="http://www.a.gov.cn/")
    folder = tmp_path / "9900000001"
    with SiteArchive(folder).open_writer():
        pass

    async def probe():
        async with (
            RawServer(ok(b"home")) as server,
            Client(quick(connect_to=server.rewrite, timeout_s=0.5, retries=0)) as client,
            dns_server() as ask,
        ):
            await probe_site(site, folder, client, ask=ask)
            asked = len(server.requests)
            await probe_site(site, folder, client, ask=ask)
            return asked, len(server.requests)

    asked, again = run(probe())
    assert asked == again > 0
    assert decode((folder / "dns.json").read_bytes(), DnsFacts).ipv4 == ("203.0.113.7",)
    assert decode((folder / "tls.json").read_bytes(), TlsFacts).host == "www.a.gov.cn"
    assert decode((folder / "http.json").read_bytes(), HttpFacts).ends["http"] == 200


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://[::1]/", "::::", "http://10.0.0.1/"])
def test_private_and_wrong_addresses_are_not_connected_to(tmp_path, url):
    site = Site(site_code="9900000001", name="甲", url=url)

    async def probe():
        async with Client(quick()) as client:
            await probe_site(site, tmp_path, client)

    run(probe())
    assert not (tmp_path / "dns.json").exists()
    if (tmp_path / "tls.json").exists():
        assert decode((tmp_path / "tls.json").read_bytes(), TlsFacts).offered is None
        assert set(decode((tmp_path / "http.json").read_bytes(), HttpFacts).failures.values()) <= {
            "private_address",
            "dns",
            "own_fault",
            "bad_url",
        }


@pytest.mark.parametrize("failure", ["own_fault", "timeout"])
def test_what_was_probed_while_our_network_was_down_is_probed_again(tmp_path, monkeypatch, failure):
    now = dt.datetime.now(dt.UTC)
    answers = [
        HttpFacts(asked_at=now, ends={"http": 200, "https": 0}, failures={"https": failure}),
        HttpFacts(asked_at=now, ends={"http": 200, "https": 200}),
    ]

    async def web(_home, _client):
        return answers.pop(0)

    class Down:
        async def is_ours(self, _failure, _began):
            return True

        async def wait_up(self):
            return None

    async def probe():
        async with Client(quick()) as client:
            site = Site(site_code="9900000001", name="甲", url="http://www.a.gov.cn/")
            await probe_site(site, tmp_path, client, files=["http.json"], outage=Down())

    monkeypatch.setattr(probing, "probe_web", web)
    run(probe())
    assert decode((tmp_path / "http.json").read_bytes(), HttpFacts).ends["https"] == 200
