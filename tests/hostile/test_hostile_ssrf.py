"""Thirty baits on the pages of one site, real listeners behind them: not one connection.

The site itself is reached by a rule for its host alone. Baits lie in links, pictures, frames, redirects, base, meta
refresh, sitemaps and the redirect of its robots.txt; the listeners stand on all addresses of this machine, one port for
IPv4 and IPv6, and every bait names that port.
"""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile_case import crawl
from hostile_wire import Answer, Ask, WireServer, answer, page, redirect

from hengping.evidence.archive import SiteArchive
from hengping.model.campaign import CollectSettings, SecondLook
from hengping.model.evidence import Capture, FailureKind
from hengping.model.urls import host_of, normal_url

HOST, APEX = "www.bait.gov.cn", "bait.gov.cn"
NAMES = {
    "inner.gov.cn": ["127.0.0.1"],
    "inner6.gov.cn": ["::1"],
    "mapped.gov.cn": ["::ffff:127.0.0.1"],
    "several.gov.cn": ["10.0.0.1", "127.0.0.1"],
    "xn--gmq282eogn.xn--zfr164b": ["127.0.0.1"],
}
"""Names that resolve into the private network."""
LINKS = (
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "127.0.0.1.",
    "１２７.０.０.１",
    "127。0。0。1",
)
PICTURES = ("[::1]", "[::ffff:127.0.0.1]", "[0:0:0:0:0:0:0:1]", "0.0.0.0")  # noqa: S104 - asked for, not bound
FRAMES = ("localhost", "a.localhost", "inner.gov.cn", "人民网.政务")
REDIRECTS = ("127.0.0.2", "[::127.0.0.1]", "inner6.gov.cn", "0x7f.1", "user:word@127.0.0.1")
SITEMAP = ("mapped.gov.cn", "017700000001")
ALONE = {"base": "127.0.0.3", "refresh": "several.gov.cn", "robots": "127.0.0.4", "home": "127.0.0.5", "form": "[::]"}
BAITS = (*LINKS, *PICTURES, *FRAMES, *REDIRECTS, *SITEMAP, *ALONE.values(), "[64:ff9b::7f00:1]", "[2002:7f00:1::]")


class Listeners:
    """Count who connects, on every address of this machine."""

    def __init__(self) -> None:
        self.connections = 0
        self._sockets = [socket.socket(family) for family in (socket.AF_INET, socket.AF_INET6)]
        four, six = self._sockets
        four.bind(("0.0.0.0", 0))  # noqa: S104 - baits come from anywhere
        self.port = four.getsockname()[1]
        six.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        six.bind(("::", self.port))
        for each in self._sockets:
            each.listen(64)
            threading.Thread(target=self._accept, args=(each,), daemon=True).start()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                taken, _ = listening.accept()
            except OSError:
                return
            self.connections += 1
            taken.sendall(answer(b"secret"))
            taken.close()

    def close(self) -> None:
        for each in self._sockets:
            each.shutdown(socket.SHUT_RDWR)
            each.close()


class Pond:
    """The site with the baits.

    Args:
        port: of the listeners.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        inner = {"links": LINKS, "more": BAITS[-2:]}
        self._pages = {f"/{name}.html": page(name, *map(self.url, hosts)) for name, hosts in inner.items()}
        pictures = "".join(f'<img src="{self.url(host)}.png">' for host in PICTURES)
        frames = "".join(f'<iframe src="{self.url(host)}"></iframe>' for host in FRAMES)
        form = f'<form action="{self.url(ALONE["form"])}"><input name="q"></form>'
        base = f'<base href="{self.url(ALONE["base"], "/")}">'
        refresh = f'<meta http-equiv="refresh" content="0;url={self.url(ALONE["refresh"])}">'
        self._pages |= {
            "/pictures.html": page("图片", body=pictures),
            "/frames.html": page("框架", body=frames + form),
            "/redirects.html": page("重定向", *[f"/go/{number}" for number in range(len(REDIRECTS))]),
            "/base.html": page("基址", "secret", head=base),
            "/refresh.html": page("刷新", head=refresh),
        }
        self._pages["/"] = page("首页", *self._pages, f"http://{APEX}/apex.html", self.url(ALONE["home"]))
        places = "".join(
            f"<url><loc>{place}</loc></url>" for place in (f"http://{HOST}/mapped.html", self.url(SITEMAP[0]))
        )
        self._pages["/sitemap.xml"] = answer(f"<urlset>{places}</urlset>".encode(), mime=b"application/xml")
        named = f"Sitemap: http://{HOST}/sitemap.xml\nSitemap: {self.url(SITEMAP[1])}\n"
        self._pages["/robots.txt"] = answer(named.encode(), mime=b"text/plain")
        self._pages["/mapped.html"] = self._pages["/apex.html"] = page("普通页面")

    def url(self, host: str, path: str = "/secret") -> str:
        """A bait's address."""
        return f"http://{host}:{self._port}{path}"

    def reply(self, ask: Ask) -> Answer:
        """Any page of the site; the robots.txt of its other spelling is a bait."""
        if (ask.host, ask.path) == (APEX, "/robots.txt"):
            return redirect(self.url(ALONE["robots"], "/robots.txt"))
        if ask.path.startswith("/go/"):
            return redirect(self.url(REDIRECTS[int(ask.path[4:])]))
        return self._pages.get(ask.path) or answer(b"", status=b"404 Not Found")


@pytest.fixture
def pond() -> Iterator[tuple[Pond, WireServer, Listeners]]:
    """The site and the listeners."""
    listeners = Listeners()
    made = Pond(listeners.port)
    server = WireServer(made.reply)
    server.start()
    yield made, server, listeners
    server.stop()
    listeners.close()


def resolve(host: str, _port: int) -> list[str]:
    if host in NAMES:
        return NAMES[host]
    raise socket.gaierror(socket.EAI_NONAME, "unknown")


def _crawl(server: WireServer, folder: Path, *, allowed: bool) -> list[Capture]:
    settings = CollectSettings(
        connect_to=dict.fromkeys((HOST, APEX), f"127.0.0.1:{server.port}"),
        allow_private_addresses=allowed,
        requests_per_second_per_host=10_000,
        timeout_s=2,
        retries=0,
        second_look=SecondLook(delay_s=0),
    )
    crawl(settings, f"http://{HOST}/", folder, resolve)
    return SiteArchive(folder).captures()


def test_not_one_of_thirty_baits_is_connected_to(pond, tmp_path: Path) -> None:
    made, server, listeners = pond
    assert len(BAITS) == len(set(BAITS)) == 30
    captures = _crawl(server, tmp_path, allowed=False)
    assert listeners.connections == 0
    outside = [capture for capture in captures if host_of(capture.url) not in (HOST, APEX)]
    assert {capture.failure for capture in outside} == {FailureKind.PRIVATE_ADDRESS}
    assert {(capture.status, capture.size) for capture in outside} == {(0, 0)}
    # every bait that a crawl follows was come upon, in every place: this is no test of pages that were not read
    asked = {host_of(capture.url) for capture in outside}
    baits = {host_of(normal_url(made.url(host))) for host in BAITS if host not in (ALONE["form"], *SITEMAP)}
    assert asked == baits
    purposes = {capture.purpose for capture in outside}
    assert purposes == {"robots", "link", "image", "frame"}
    assert {"/mapped.html", "/apex.html", "/sitemap.xml"} <= {
        target for each in server.asked.values() for target in each
    }
    assert [capture for capture in captures if capture.look == 2] == []


def test_the_listeners_are_reached_when_that_is_allowed(pond, tmp_path: Path) -> None:
    _, server, listeners = pond
    _crawl(server, tmp_path, allowed=True)
    assert listeners.connections > 10
