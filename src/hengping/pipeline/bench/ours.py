"""Our own contestants: ``python -m hengping.pipeline.bench.ours SETTINGS`` crawls or fetches, then prints one line.

The crawl is the product's own: :func:`hengping.collect.run.collect_sites` with robots, politeness (at delay 0), link
table, parsing, text, WARC and durable frontier. Only what takes time by intention is set to none: visits, the delay
before the second look, pauses between requests.
"""

import asyncio
import os
import sys
import time
from collections import Counter, deque
from pathlib import Path
from typing import Any

import msgspec

from hengping.collect.client import Client
from hengping.collect.run import collect_sites
from hengping.evidence.archive import SiteArchive
from hengping.model.campaign import CollectSettings, SecondLook, VisitSettings
from hengping.model.site import Site
from hengping.pipeline.bench.our_settings import IN_FLIGHT, OurSettings
from hengping.pipeline.bench.running import tree_kb

_SAMPLE_PAGES = 5_000
_NO_LIMIT = 10_000_000


def collect_settings(hosts: int) -> CollectSettings:
    """Settings of the benchmark: everything on, nothing slowed down, 64 requests in flight over all hosts."""
    return CollectSettings(
        max_pages_per_site=_NO_LIMIT,
        max_link_checks_per_site=_NO_LIMIT,
        max_requests_per_site=4 * _NO_LIMIT,
        max_bytes_per_site=10**15,
        requests_per_second_per_host=1e15,
        concurrency=IN_FLIGHT,
        concurrency_per_host=max(4, IN_FLIGHT // hosts),
        allow_private_addresses=True,
        visits=VisitSettings(count=0),
        second_look=SecondLook(delay_s=0),
    )


def site_of(number: int, home: str) -> Site:
    """A site of the roster of the benchmark."""
    return Site(site_code=f"{4_500_000_000 + number}", name=f"云溪市第{number + 1}局", url=home)


def crawl(settings: OurSettings) -> dict[str, Any]:
    """Crawl all sites; counts are taken from the archives when the clock has stopped."""
    folder = Path(settings.folder)
    sites = [site_of(number, home) for number, home in enumerate(settings.homes)]
    counts, last = [0], dict[str, int]()
    memory: list[tuple[int, float]] = []

    def progress(site: Site, what: str, count: int) -> None:
        if what != "pages":
            return
        counts[0] += max(0, count - last.get(site.site_code, 0))
        last[site.site_code] = count
        if counts[0] >= (memory[-1][0] if memory else 0) + _SAMPLE_PAGES:
            memory.append((counts[0], tree_kb(os.getpid()) * 1024 / 1e6))

    began = time.perf_counter()
    collect_sites(
        sites,
        lambda site: folder / site.site_code,
        collect_settings(len(sites)),
        lambda _site: None,
        progress,
        workers=settings.workers,
        frontiers=folder.with_name("frontiers"),
    )
    seconds = time.perf_counter() - began
    memory.append((counts[0], tree_kb(os.getpid()) * 1024 / 1e6))
    found: Counter[str] = Counter()
    for site in sites:
        found.update(_kind(capture) for capture in SiteArchive(folder / site.site_code).iter_captures())
    size = sum(path.stat().st_size for path in folder.rglob("*.warc.gz"))
    return {"seconds": seconds, "captures": dict(found), "archived_bytes": size, "memory": memory}


def _kind(capture: Any) -> str:
    if capture.failure:
        return str(capture.failure)
    return f"{capture.purpose} {capture.status} {capture.mime}".strip()


async def fetch(settings: OurSettings, listed: list[str]) -> dict[str, Any]:
    """The client alone: every address asked for, 64 at a time, answers dropped."""
    chosen = collect_settings(len(settings.homes))
    waiting = deque(listed * settings.rounds)
    statuses: Counter[str] = Counter()
    received = 0

    async def work(client: Client) -> None:
        nonlocal received
        while waiting:
            exchange = await client.fetch(waiting.popleft(), limit=20_000_000)
            if exchange.answer is None:
                statuses[str(exchange.failure)] += 1
            else:
                statuses[str(exchange.answer.status)] += 1
                received += len(exchange.answer.payload)

    async with Client(chosen) as client:
        began, used = time.perf_counter(), time.process_time()
        await asyncio.gather(*(work(client) for _ in range(IN_FLIGHT)))
        seconds, used = time.perf_counter() - began, time.process_time() - used
    return {"seconds": seconds, "cpu_seconds": used, "statuses": dict(statuses), "received_bytes": received}


def main() -> None:
    """Do what the settings say."""
    settings = msgspec.json.decode(sys.argv[1], type=OurSettings)
    if settings.mode == "crawl":
        report = crawl(settings)
    else:
        import uvloop  # noqa: PLC0415 - the fetch loop runs as the crawl's workers do

        listed = msgspec.json.decode(Path(settings.folder).read_bytes(), type=list[str])
        report = uvloop.run(fetch(settings, listed))
    sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")


if __name__ == "__main__":
    main()
