"""Limits, counted rather than timed."""

import asyncio
import itertools

from collect_support import crawl, html, slow

from hengping.collect.politeness import Politeness
from hengping.collect.run import collect_sites
from hengping.model.campaign import CollectSettings
from hengping.model.site import Site


def _starts(settings, hosts, hold_s=0.0):
    """When each request got its place, per host."""
    starts = {}

    async def one(politeness, host):
        async with politeness.place(host):
            starts.setdefault(host, []).append(asyncio.get_running_loop().time())
            await asyncio.sleep(hold_s)

    async def run():
        politeness = Politeness(settings)
        if hold_s < 0:
            politeness.slow_down(hosts[0], -hold_s)
        await asyncio.gather(*(one(politeness, host) for host in hosts))

    asyncio.run(run())
    return starts


def test_requests_to_one_host_never_come_faster_than_the_rate():
    settings = CollectSettings(requests_per_second_per_host=50, concurrency_per_host=100)
    starts = _starts(settings, ["a"] * 12 + ["b"] * 3)
    first = min(starts["a"][0], starts["b"][0])
    for times in starts.values():
        for count, at in enumerate(times):
            # the clock may only be late, never early
            assert at - first >= count / 50 - 0.002


def test_requests_that_waited_for_a_shared_place_do_not_come_in_a_bunch():
    settings = CollectSettings(requests_per_second_per_host=50, concurrency_per_host=8, concurrency=4)

    async def run():
        politeness = Politeness(settings)
        freed = asyncio.Event()
        starts = []

        async def hold(host):
            async with politeness.place(host):
                await freed.wait()

        async def ask():
            async with politeness.place("a"):
                starts.append(asyncio.get_running_loop().time())

        holding = [asyncio.create_task(hold(f"h{number}")) for number in range(4)]
        await asyncio.sleep(0.01)
        asking = [asyncio.create_task(ask()) for _ in range(6)]
        await asyncio.sleep(0.3)  # by now every turn of the host would have come
        freed.set()
        await asyncio.gather(*holding, *asking)
        return starts

    starts = asyncio.run(run())
    assert all(later - earlier >= 1 / 50 - 0.002 for earlier, later in itertools.pairwise(starts)), starts


def test_a_host_does_not_wait_for_another():
    settings = CollectSettings(requests_per_second_per_host=5, concurrency_per_host=1)
    starts = _starts(settings, ["a", "b", "c", "d"])
    assert max(times[0] for times in starts.values()) - min(times[0] for times in starts.values()) < 1 / 5


def test_a_crawl_delay_widens_the_gap():
    settings = CollectSettings(requests_per_second_per_host=1000, concurrency_per_host=9)
    times = _starts(settings, ["a"] * 4, hold_s=-0.05)["a"]
    assert times[-1] - times[0] >= 3 * 0.05 - 0.002


def test_never_more_at_once_than_allowed_per_host_and_in_all(server, settings, tmp_path):
    sites = [Site(site_code=f"x-{n}", name="n", url=f"http://s{n}.gov.cn/") for n in range(4)]
    server.routes["/"] = html(*[f"/{n}.html" for n in range(12)])
    for number in range(12):
        server.routes[f"/{number}.html"] = slow(0.02, html())
    some = settings.model_copy(update={"concurrency": 5, "concurrency_per_host": 2})
    collect_sites(sites, lambda site: tmp_path / site.site_code, some, lambda _site: None)
    in_all = server.most_busy.pop("*")
    assert 3 <= in_all <= 5
    assert max(server.most_busy.values()) == 2


def test_robots_crawl_delay_is_kept(server, settings, site, tmp_path, monkeypatch):
    delays = []
    monkeypatch.setattr(Politeness, "slow_down", lambda _self, host, gap_s: delays.append((host, gap_s)))
    server.routes["/"] = html()
    server.routes["/robots.txt"] = "User-agent: *\nCrawl-delay: 3600\n"
    crawl(site, tmp_path, settings)
    assert delays == [("www.a.gov.cn", 10.0)]
