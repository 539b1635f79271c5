"""One hostile site collected in this process: crawl and second look, with small limits."""

import socket
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from hostile_behaviour import BEHAVIOURS, DOMAIN
from hostile_server import HostileWeb

from hengping.collect.client import Client
from hengping.collect.second_look import look_again
from hengping.collect.site import Bench, crawl_site
from hengping.collect.walk import Held
from hengping.collect.walk_desk import Crawled
from hengping.collect.workers_loop import run_loop
from hengping.evidence.archive import SiteArchive
from hengping.extract.challenge import challenge_kind
from hengping.extract.site_index import CaptureIndex, Outcome
from hengping.model.campaign import CollectSettings, SecondLook, VisitSettings
from hengping.model.evidence import Capture
from hengping.model.site import Site
from hengping.model.urls import normal_url

LIMIT = 1 << 20
MAX_PAGES = 80
MAX_CHECKS = 40
MAX_REQUESTS = 400
MAX_BYTES = 16 << 20
SLOW_S = 0.05


def settings_for(web: HostileWeb, **changes: Any) -> CollectSettings:
    """Quick settings; only the hosts of behaviours are led to the hostile web, all others go by their names."""
    rules = web.connect_to()
    for name in ("unknown-name", "slow-name"):
        del rules[f"{name}.{DOMAIN}"]
    values: dict[str, Any] = {
        "connect_to": rules,
        "max_pages_per_site": MAX_PAGES,
        "max_link_checks_per_site": MAX_CHECKS,
        "max_requests_per_site": MAX_REQUESTS,
        "max_bytes_per_site": MAX_BYTES,
        "max_bytes_per_response": LIMIT,
        "requests_per_second_per_host": 10_000,
        "timeout_s": 0.5,
        "retries": 1,
        "retry_delay_s": 0.01,
        "backoff_max_s": 0.05,
        "visits": VisitSettings(count=0),
        "second_look": SecondLook(delay_s=0),
    }
    return CollectSettings(**{**values, **changes})


def resolve(host: str, _port: int) -> Sequence[str]:
    """A name service that knows nobody; at one name it is slow."""
    if host == f"slow-name.{DOMAIN}":
        time.sleep(SLOW_S)
        return ["127.0.0.1"]
    raise socket.gaierror(socket.EAI_NONAME, "unknown")


class Collected(NamedTuple):
    """What came of one site.

    Attributes:
        name: of the behaviour.
        captures: in order, second looks included.
        crawled: what the crawl left out.
        index: where each address ends, as the facts will have it.
        archive: the evidence.
        asked: targets that reached the server, with their hosts.
        sent: bytes the server sent.
    """

    name: str
    captures: list[Capture]
    crawled: Crawled
    index: CaptureIndex
    archive: SiteArchive
    asked: list[str]
    sent: int

    def at(self, target: str) -> Capture:
        """The first look's capture of a target of this site."""
        url = normal_url(BEHAVIOURS[self.name].url(target))
        return next(c for c in self.captures if c.url == url and c.purpose != "robots" and c.look == 1)

    def outcome(self, target: str) -> Outcome:
        """Where a target of this site ends."""
        return self.index.outcome(normal_url(BEHAVIOURS[self.name].url(target)))

    def body(self, target: str) -> bytes:
        """What the archive kept of a target."""
        return self.archive.read(self.at(target)).body


def collect(web: HostileWeb, name: str, folder: Path, *, lookup: Any = resolve, **changes: Any) -> Collected:
    """Crawl the site of a behaviour, then look again at what seemed broken."""
    web.asked.clear()
    web.sent.clear()
    crawled = crawl(settings_for(web, **changes), BEHAVIOURS[name].home, folder, lookup)
    archive = SiteArchive(folder)
    captures = archive.captures()
    asked = [f"{host}{target}" for host, targets in web.asked.items() for target in targets]
    return Collected(name, captures, crawled, CaptureIndex(captures, {}, {}), archive, asked, web.sent.total())


def crawl(settings: CollectSettings, home: str, folder: Path, lookup: Any) -> Crawled:
    """Both looks at one site, in this process."""
    site = Site(site_code="3300000001", name="甲", url=home)
    crawled = Crawled()

    async def one() -> None:
        nonlocal crawled
        async with (
            Client(settings, resolve=lookup) as client,
            Client(settings, "browser", politeness=client.politeness, resolve=lookup) as browser,
        ):
            with ThreadPoolExecutor(1) as executor:
                bench = Bench(client, executor, Held())
                crawled = await crawl_site(site, folder, settings, bench, _silent)
            await look_again(site, folder, settings, browser, _silent, challenge=challenge_kind)

    run_loop(one)
    return crawled


def _silent(_what: str, _count: int) -> None:
    """Nobody listens."""
