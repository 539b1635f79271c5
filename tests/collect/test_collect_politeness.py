"""Limits, counted rather than timed."""

import asyncio
import itertools

from collect_support import crawl, html, slow

from hengping.collect.politeness import Politeness, current_site
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
    collect_sites(sites, lambda site: tmp_path / site.site_code, some, lambda _site: None, workers=0)
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


def _in_loop(work, **settings):
    """Run ``work(politeness)`` in a loop."""

    async def run():
        return await work(Politeness(CollectSettings(**settings), workers=settings.pop("workers", 1)))

    return asyncio.run(run())


def test_a_complaint_stops_its_host_only_and_doubles_up_to_the_limit():
    async def work(politeness):
        politeness.own("a")
        pauses = [politeness.back_off("a")]
        pauses.append(politeness.back_off("a"))  # while it is left alone: the same complaint
        known = politeness._host("a")
        for _ in range(5):
            known.paused_until = known.next_at = 0.0
            pauses.append(politeness.back_off("a"))
        async with asyncio.timeout(0.5), politeness.place("b"):
            pass
        known.paused_until = 0.0
        pauses.append(politeness.back_off("a", 1000))
        return pauses

    pauses = _in_loop(work, backoff_max_s=10)
    assert [round(pause) for pause in pauses] == [1, 1, 2, 4, 8, 10, 10, 10]


def test_no_request_starts_while_a_host_is_left_alone_not_even_one_that_waited():
    async def work(politeness):
        politeness.own("a")
        loop, starts = asyncio.get_running_loop(), []

        async def ask():
            async with politeness.place("a"):
                starts.append(loop.time())

        async with politeness.place("a"):
            waiting = [asyncio.create_task(ask()) for _ in range(3)]
            await asyncio.sleep(0.01)
            until = loop.time() + politeness.back_off("a", 0.2)
        await asyncio.gather(*waiting)
        return until, starts

    until, starts = _in_loop(work, backoff_max_s=0.2, requests_per_second_per_host=1000, concurrency_per_host=1)
    assert min(starts) >= until - 0.002
    assert all(later - earlier >= 0.2 - 0.002 for earlier, later in itertools.pairwise(starts)), starts


def test_answers_without_complaint_bring_a_host_back():
    async def work(politeness):
        politeness.own("a")
        politeness.back_off("a")
        known = politeness._host("a")
        gaps = []
        for _ in range(60):
            known.paused_until = known.next_at = 0.0
            async with politeness.place("a"):
                pass
            gaps.append(known.penalty_s)
        return gaps

    gaps = _in_loop(work, backoff_max_s=300, requests_per_second_per_host=1000)
    assert gaps[0] == 1.0
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] == 0.0


def test_a_foreign_host_that_keeps_complaining_is_left_alone():
    async def work(politeness):
        politeness.own("own")
        told = []
        for host in ("own", "other"):
            for _ in range(3):
                async with politeness.place(host):
                    pass
                politeness.back_off(host)
                known = politeness._host(host)
                known.paused_until = known.next_at = 0.0
            told.append(politeness.refuses(host))
        for _ in range(2):
            async with politeness.place("other"):
                pass
            politeness._host("other").next_at = 0.0
        return [*told, politeness.refuses("other")]

    assert _in_loop(work) == [False, True, False]


def test_backing_off_can_be_switched_off():
    async def work(politeness):
        return [politeness.back_off("a", 100) for _ in range(9)], politeness.refuses("a")

    assert _in_loop(work, backoff_max_s=0) == ([0.0] * 9, False)


def test_several_workers_share_the_rate_of_hosts_that_are_not_their_own():
    async def run():
        politeness = Politeness(CollectSettings(requests_per_second_per_host=100, concurrency_per_host=4), workers=2)
        politeness.own("own")
        clock = asyncio.get_running_loop().time
        spent = {}

        async def ask(host):
            async with politeness.place(host):
                spent[host] = clock()

        began = clock()
        await asyncio.gather(*(ask(host) for host in ("own", "other") for _ in range(6)))
        return spent["own"] - began, spent["other"] - began

    own, other = asyncio.run(run())
    assert own >= 5 / 100 - 0.002
    assert other >= 5 / 50 - 0.002


def test_no_site_starves_however_many_requests_the_others_have():
    most, sites, each = 64, 1000, 6

    async def run():
        politeness = Politeness(CollectSettings(concurrency=most, requests_per_second_per_host=1e9))
        counts = dict.fromkeys(range(sites), 0)

        async def ask(number, host):
            current_site.set(str(number))
            async with politeness.place(host):
                counts[number] += 1
                await asyncio.sleep(0)

        # the first ten sites have fifty times as many requests, to as many hosts, and come first
        many = [(number, f"h{number}-{n}") for number in range(10) for n in range(50 * each)]
        few = [(number, f"h{number}") for number in range(10, sites) for _ in range(each)]
        tasks = [asyncio.create_task(ask(*one)) for one in many + few]
        while min(counts.values()) < each:  # noqa: ASYNC110 - counted turn by turn
            await asyncio.sleep(0)
        greedy = sum(counts[number] for number in range(10))
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return greedy

    # by the time everybody had six turns the greedy ten had six as well, and what was under way
    assert asyncio.run(run()) <= 10 * each + 3 * most


def test_a_cancelled_request_gives_its_place_back():
    async def run():
        politeness = Politeness(CollectSettings(concurrency=1, requests_per_second_per_host=1e6))

        async def hold(host, seconds):
            async with politeness.place(host):
                await asyncio.sleep(seconds)

        async def hold_for_visit():
            async with politeness.visit_place():
                await asyncio.sleep(0)

        first = asyncio.create_task(hold("a", 0.05))
        await asyncio.sleep(0)
        waiting = [asyncio.create_task(hold(host, 10)) for host in "abcabc"]
        visit = asyncio.create_task(politeness.visit_place().__aenter__())
        await asyncio.sleep(0.01)
        for task in (*waiting, visit):
            task.cancel()
        await asyncio.gather(*waiting, visit, return_exceptions=True)
        await first
        await asyncio.wait_for(hold("a", 0), 1)
        await asyncio.wait_for(hold_for_visit(), 1)

    asyncio.run(run())
