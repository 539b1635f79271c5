"""Real servers for the browser: pages over http or https, and listeners that only count who connects."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hengping.collect.browser.chromium import find_chromium
from hengping.evidence.archive import SiteArchive
from hengping.evidence.records import Answer, Asked
from hengping.model.evidence import Capture, FailureKind
from hengping.model.site import Site

HOME = "http://www.a.gov.cn/"
Maker = Callable[["_Handler"], None]
Page = str | int | tuple[str, str] | Maker

needs_chromium = pytest.mark.skipif(
    find_chromium() is None, reason="needs Debian's chromium: sudo apt-get install -y chromium"
)


def site(url: str = HOME, code: str = "4500000001") -> Site:
    return Site(site_code=code, name="云溪省人民政府", url=url)


def page(inner: str, title: str = "云溪省人民政府") -> str:
    """A page of its own, long enough to be no challenge."""
    text = "<p>本网站由云溪省人民政府办公室主办，欢迎浏览各类政府信息。</p>" * 6
    head = f'<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>{title}</title></head>'
    return f"{head}<body><h1>{title}</h1>{inner}<div>{text}</div></body></html>"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "WebServer"

    def do_GET(self) -> None:
        host = self.headers.get("Host", "").partition(":")[0]
        self.server.asked.append(f"{host}{self.path}")
        made = self.server.routes.get(f"{host}{self.path}", self.server.routes.get(self.path, 404))
        if callable(made):
            made(self)
            return
        kind, text = (
            made if isinstance(made, tuple) else ("text/html; charset=utf-8", made if isinstance(made, str) else "")
        )
        self.send(made if isinstance(made, int) else 200, kind, text.encode())

    do_POST = do_GET  # noqa: N815 - the base class calls it so

    def send(self, status: int, kind: str, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        pass


class WebServer(ThreadingHTTPServer):
    """Answers by path, or by host and path."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, routes: Mapping[str, Page] | None = None, certificate: Path | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.routes: dict[str, Page] = dict(routes or {})
        self.asked: list[str] = []
        self.port = self.server_address[1]
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # browsers give up connections

    @property
    def rewrite(self) -> dict[str, str]:
        return {"*": f"127.0.0.1:{self.port}"}


@contextmanager
def serving(routes: Mapping[str, Page] | None = None, certificate: Path | None = None) -> Iterator[WebServer]:
    server = WebServer(routes, certificate)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class Bait:
    """A listener nobody may connect to; ``connections`` says who did."""

    def __init__(self, family: socket.AddressFamily, address: str) -> None:
        self._socket = socket.create_server((address, 0), family=family)
        self.port: int = self._socket.getsockname()[1]
        self.connections: list[object] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, peer = self._socket.accept()
            except OSError:
                return
            self.connections.append(peer)
            connection.close()

    def close(self) -> None:
        self._socket.close()


@contextmanager
def bait(family: socket.AddressFamily = socket.AF_INET, address: str = "127.0.0.1") -> Iterator[Bait]:
    listener = Bait(family, address)
    try:
        yield listener
    finally:
        listener.close()


def self_signed(folder: Path, host: str) -> Path:
    """Certificate and key of a host, in one file, signed by nobody."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / f"{host}.pem"
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


def archived(
    folder: Path,
    pages: Mapping[str, str],
    *,
    failure: FailureKind | None = None,
    redirects: Mapping[str, str] | None = None,
) -> list[Capture]:
    """An archive as a crawl leaves it: the first page is the home page."""
    archive = SiteArchive(folder)
    with archive.open_writer() as writer:
        for number, (url, text) in enumerate(pages.items()):
            asked = Asked(url=url, purpose="page" if number else "home", fetched_at=datetime.now(UTC))
            headers = (("Content-Type", "text/html; charset=utf-8"),)
            writer.add_response(asked, Answer(status=200, headers=headers, payload=text.encode()), failure=failure)
        for url, target in (redirects or {}).items():
            asked = Asked(url=url, purpose="home", fetched_at=datetime.now(UTC))
            writer.add_response(asked, Answer(status=302, headers=(("Location", target),)), location=target)
    return archive.captures()
