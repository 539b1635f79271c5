"""The network goes away in the middle of a collection: reference targets make it wait; else a second look heals it."""

import asyncio
import json
import threading
from collections import Counter

import pytest
from collect_support import HOME, html, result_set

from hengping.collect.run import IN_PROCESS, collect_sites
from hengping.evidence.archive import SiteArchive
from hengping.evidence.visits import read_visits
from hengping.extract.site_index import CaptureIndex
from hengping.model.campaign import CollectSettings, SecondLook, VisitSettings
from hengping.model.evidence import FailureKind

PAGES = 40
REFERENCE_HOST = "reference.example"
REFERENCE = f"http://{REFERENCE_HOST}/"
GONE_S = 1.0
CUT_AT = 14


class _Connection(asyncio.Protocol):
    def __init__(self, network):
        self._network = network

    def connection_made(self, transport):
        self._transport = transport
        self._network.open.add(transport)

    def connection_lost(self, _error):
        self._network.open.discard(self._transport)

    def data_received(self, data):
        if data[:1] == b"\x16":  # TLS is not spoken here
            self._transport.abort()
            return
        for request in data.decode("latin-1").split("\r\n\r\n")[:-1]:
            lines = request.split("\r\n")
            host = next(line[5:].strip() for line in lines if line.lower().startswith("host:"))
            if not self._network.asked(host, lines[0].split(" ")[1]):
                self._transport.abort()
                return
            status, body = self._network.answer(host, lines[0].split(" ")[1])
            head = (
                f"HTTP/1.1 {status} X\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            self._transport.write(head.encode() + body)


class Network:
    """A site and a reference target behind one line, which can be cut.

    While it is cut, requests are taken and broken off without an answer. It comes back after :data:`GONE_S`, yet not
    before a reference target was asked for in vain, where there is one: else a busy machine would find the line mended
    when it gets round to asking, and rightly hold the failure to be the site's.

    Attributes:
        requests: how often each address was asked for while the line was there.
        referred: a reference target is asked whose fault it is.
        crawled: how many requests the crawl made, the home page left out.
        cut_at: the line is cut by the request of this number; 0: never.
        cut_again: or when this path is asked for once more.
        cuts: how often it was.
    """

    def __init__(self):
        self.requests, self.open = Counter(), set()
        self.crawled = self.cut_at = self.cuts = 0
        self.cut_again = ""
        self.referred = self._down = self._noticed = self._due = False
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    def close(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def asked(self, host, path):
        if self._down:
            self._noticed |= host == REFERENCE_HOST
            if self._due:
                self._mend()
            return False
        self.requests[f"{host}{path}"] += 1
        self.crawled += host == "www.a.gov.cn" and path != "/"  # the home page is visited, too
        again = path == self.cut_again and self.requests[f"{host}{path}"] > 1
        if again or (self.cut_at and self.crawled >= self.cut_at):
            self.cut_at, self.cut_again, self.cuts = 0, "", self.cuts + 1
            self._down, self._noticed, self._due = True, False, False
            for transport in list(self.open):
                transport.abort()
            self._loop.call_later(GONE_S, self._mend)
            return False
        return True

    def _mend(self):
        """It is time: the line is there again, or as soon as somebody who should has noticed that it is not."""
        self._due = True
        self._down = self.referred and not self._noticed

    @staticmethod
    def answer(host, path):
        if host != "www.a.gov.cn" or path == "/":
            return 200, html(*(f"/{n}.html" for n in range(0, PAGES, 8)), "/gone.html", "http://b.example/").encode()
        name = path.removeprefix("/").removesuffix(".html")
        if not name.isdecimal():
            return 404, b"<html>404</html>"
        return 200, html(*(f"/{(int(name) + k) % PAGES}.html" for k in (1, 2, 3)), text=f"页{name}").encode()

    def _serve(self):
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._listen())
        self._ready.set()
        self._loop.run_forever()
        self._server.close()
        self._loop.close()

    async def _listen(self):
        self._server = await self._loop.create_server(lambda: _Connection(self), "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]


@pytest.fixture
def network():
    opened = Network()
    yield opened
    opened.close()


def _settings(network, *references, visits=0, **more):
    network.referred = bool(references)
    return CollectSettings(
        connect_to={"*": f"127.0.0.1:{network.port}"},
        requests_per_second_per_host=200,
        timeout_s=2,
        retries=0,
        visits=VisitSettings(count=visits, interval_s=0.01, timeout_s=1, references=references),
        **{"second_look": SecondLook(delay_s=0), **more},
    )


def _collect(site, folder, settings, workers):
    collect_sites([site], lambda _site: folder, settings, lambda _site: None, workers=workers)
    return SiteArchive(folder).captures()


@pytest.mark.slow
@pytest.mark.parametrize("workers", [IN_PROCESS, 1])
@pytest.mark.parametrize("cut_at", [1, CUT_AT, 41])
def test_with_reference_targets_the_crawl_waits_and_nothing_is_lost(network, site, tmp_path, cut_at, workers):
    settings = _settings(network, REFERENCE, visits=20)
    unbroken = _collect(site, tmp_path / "whole", settings, IN_PROCESS)
    assert len(unbroken) > PAGES
    assert network.requests["reference.example/"] == 0
    network.requests.clear()
    network.crawled, network.cut_at = 0, cut_at
    captures = _collect(site, tmp_path / "cut", settings, workers)
    assert network.cuts == 1
    assert network.requests["reference.example/"] > 0
    assert result_set(captures) == result_set(unbroken)
    assert not [capture for capture in captures if capture.failure is not None]
    visits = read_visits(tmp_path / "cut" / "visits.jsonl")
    assert len(visits) == 20
    assert {(visit.result, visit.failure) for visit in visits} <= {
        ("ok", None),
        ("own_fault", FailureKind.OWN_OUTAGE),
    }


@pytest.mark.slow
def test_without_them_it_is_recorded_and_the_second_look_heals_it(network, site, tmp_path):
    network.cut_at = CUT_AT
    captures = _collect(site, tmp_path, _settings(network, second_look=SecondLook(delay_s=1.5 * GONE_S)), 1)
    assert network.cuts == 1
    crawled = [capture for capture in captures if capture.look == 1 and capture.purpose != "robots"]
    failed = {capture.url for capture in crawled if capture.failure is not None}
    again = {capture.url: capture for capture in captures if capture.look == 2}
    assert failed
    assert failed <= set(again)
    index = CaptureIndex(captures, {}, {})
    broken = {capture.url for capture in captures if index.outcome(capture.url).state == "broken"}
    assert broken <= {f"{HOME}gone.html"}
    assert all(again[url].status == 200 for url in failed - {f"{HOME}gone.html"})


@pytest.mark.slow
def test_a_second_look_waits_too_and_calls_nothing_broken_for_our_own_outage(network, site, tmp_path):
    network.cut_again = "/gone.html"
    captures = _collect(site, tmp_path, _settings(network, REFERENCE), 1)
    assert network.cuts == 1
    assert network.requests["reference.example/"] > 0
    again = [(capture.url, capture.status, capture.failure) for capture in captures if capture.look == 2]
    assert again == [(f"{HOME}gone.html", 404, None)]


@pytest.mark.slow
def test_what_was_probed_without_a_network_is_probed_again(network, site, tmp_path):
    _collect(site, tmp_path / "whole", _settings(network, REFERENCE), 1)
    network.requests.clear()
    network.cut_again = "/"  # the crawl has had it; now it is the probes' turn
    _collect(site, tmp_path / "cut", _settings(network, REFERENCE), 1)
    assert network.cuts == 1
    found, wanted = (json.loads((tmp_path / name / "http.json").read_bytes()) for name in ("cut", "whole"))
    assert found.pop("asked_at") != wanted.pop("asked_at")
    assert found == wanted
