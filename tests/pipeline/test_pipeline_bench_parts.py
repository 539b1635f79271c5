"""The benchmark's web, its server, the archive and memory benchmarks, and the national arithmetic."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from hengping.pipeline.bench.archive import bench_archive
from hengping.pipeline.bench.fetch import bench_fetch
from hengping.pipeline.bench.memory import at_base, bench_memory, growth_of
from hengping.pipeline.bench.national import Survey, arithmetic, play, site_sizes
from hengping.pipeline.bench.small_pages import known_urls, small_page
from hengping.pipeline.bench.tree import LINKS_PER_PAGE, TreeSize, address_of, plan_site, redirect_target, site_files
from hengping.pipeline.bench.work import work_folder

HREF = re.compile(r'<a href="([^"]*)"')
PARAGRAPH = re.compile("<p>")


@dataclass
class Site:
    plan: object
    files: dict


@pytest.fixture(scope="module")
def site():
    size = TreeSize()
    plan = plan_site(size, 3)
    return Site(plan, dict(site_files(size, plan)))


def test_a_site_is_as_large_as_the_anchors_say(site):
    plan = site.plan
    assert [len(set(paths)) for paths in (plan.pages, plan.attachments, plan.missing, plan.redirects)] == [
        500,
        8,
        60,
        40,
    ]
    pages = [site.files[path].decode() for path in plan.pages]
    assert 55_000 < sum(len(page.encode()) for page in pages) / len(pages) < 58_500
    assert {len(HREF.findall(page)) for page in pages} == {LINKS_PER_PAGE}
    assert all(30 <= len(PARAGRAPH.findall(page)) <= 75 for page in pages)
    assert {page.count("<meta name=") for page in pages} == {8}
    assert b"Disallow" in site.files["/robots.txt"]


def test_everything_can_be_reached_from_the_home_page(site):
    seen, waiting = {"/"}, ["/"]
    while waiting:
        for link in HREF.findall(site.files[waiting.pop()].decode()):
            if link not in seen:
                seen.add(link)
                if link in site.plan.pages:
                    waiting.append(link)
    plan = site.plan
    assert seen == {*plan.pages, *plan.attachments, *plan.missing, *plan.redirects}
    assert {redirect_target(path) for path in plan.redirects} <= set(plan.pages)
    assert not set(plan.missing) & set(site.files)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others():
    def digest(size):
        whole = hashlib.sha256()
        for path, body in site_files(size, plan_site(size, 1)):
            whole.update(path.encode() + body)
        return whole.hexdigest()

    assert digest(TreeSize(pages=6)) == digest(TreeSize(pages=6)) != digest(TreeSize(pages=6, seed=2))


def test_every_site_has_a_loopback_address_of_its_own():
    addresses = [address_of(number) for number in range(2000)]
    assert len(set(addresses)) == 2000
    assert all(0 < int(part) < 255 for address in addresses for part in address.split(".")[2:])


@pytest.mark.parametrize("urls", [1, 199, 200, 201, 20_000, 20_001, 45_678])
def test_small_pages_are_all_reached_and_no_others(urls):
    seen, waiting = {"/"}, ["/"]
    while waiting:
        media, text = small_page(waiting.pop(), urls)
        assert media == "text/html"
        for link in HREF.findall(text):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    assert len(seen) == known_urls(urls)
    assert sum(link.endswith(".html") for link in seen) == urls


@pytest.mark.parametrize("path", ["/x", "/sa/ca/200.html", "/sb/", "/sa/cb/", "/sa/ca/x.html", "/../etc"])
def test_small_pages_that_do_not_exist(path):
    assert small_page(path, 200) is None


def test_small_crawl_for_memory_fetches_every_page_once():
    found = bench_memory(30, time_limit_s=120)
    assert (found.complete, found.pages, found.urls) == (True, 33, 33)
    assert found.memory[-1][0] >= 33
    assert [goal.measured for goal in found.goals] == [None, None]


def test_growth_is_taken_from_the_first_100000_pages_on():
    memory = ((50_000, 90.0), (100_000, 100.0), (1_000_000, 109.0))
    assert at_base(memory) == (100_000, 100.0)
    assert growth_of(at_base(memory), memory[-1]) == (1.09, 10.0)
    assert growth_of(at_base(memory[:1]), memory[0]) == (None, None)
    assert growth_of(memory[1], memory[1]) == (None, None)


def test_archive_bench_counts_members_and_records():
    found = bench_archive(pages=20, rounds=1)
    assert found.complete
    assert found.members == found.records >= 20
    assert 0.2 < found.zlib_ratio < found.size_ratio < 0.6
    assert (found.warcio_per_s, found.goals[0].verdict) == (None, "未测")


def test_fetch_bench_on_the_own_server_gets_every_page():
    found = bench_fetch(sites=2, pages=5, rounds=1, own_server=True)
    assert (found.complete, found.requests, found.server) == (True, 10, "own")
    assert found.handshakes is None
    assert found.goals[1].verdict == "未测"


def test_work_folder_is_removed_even_after_an_error(tmp_path):
    made = []

    def work():
        with work_folder(tmp_path / "here", 1) as (folder, _in_memory):
            made.append(folder)
            (folder / "file").write_bytes(b"x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        work()
    assert isinstance(made[0], Path)
    assert list((tmp_path / "here").iterdir()) == []


def test_a_week_over_all_sites_is_limited_by_politeness():
    survey = Survey(pages_per_s=500)
    sums = arithmetic(survey)
    assert sums.site_s == 1220
    assert sums.seconds == 604_800
    assert sums.open_needed == pytest.approx(28.24, abs=0.01)
    assert sums.pages_per_s == pytest.approx(23.15, abs=0.01)
    assert sums.used == pytest.approx(0.0116, abs=0.0001)
    assert sums.limited_by_politeness
    assert sums.in_time
    slow = arithmetic(msgspec.structs.replace(survey, pages_per_s=1, open_sites=10_000))
    assert not slow.limited_by_politeness
    assert not slow.in_time


def test_sizes_have_the_mean_that_was_asked_for():
    sizes = site_sizes(Survey(sites=3000, pages_per_s=1))
    assert sum(sizes) / len(sizes) == pytest.approx(1000, rel=0.01)
    assert min(sizes) < 200
    assert max(sizes) > 5000
    assert sizes == site_sizes(Survey(sites=3000, pages_per_s=1))


def test_play_is_never_faster_than_the_arithmetic_allows():
    for speed, places in ((500.0, 64), (2.0, 64), (500.0, 4)):
        survey = Survey(sites=800, machines=2, pages_per_s=speed, open_sites=places)
        sizes = site_sizes(survey)
        played, sums = play(survey, sizes), arithmetic(survey)
        assert played.pages == sum(sizes)
        assert played.seconds >= 0.99 * max(sums.polite_s, sums.program_s)
        assert played.seconds >= max(sizes) * survey.requests_per_page / survey.requests_per_s
        assert (played.slowed > 0.5) == (speed == 2)


def test_play_by_hand():
    survey = Survey(
        sites=3, pages=10, requests_per_page=1, requests_per_s=1, machines=1, pages_per_s=1.5, open_sites=2, days=1
    )
    # two sites of 10 share 1.5 pages a second: 13.33 s; the third then goes on alone at 1 page a second: 4 s
    played = play(survey, [10, 10, 4])
    assert played.seconds == pytest.approx(10 / 0.75 + 4)
    assert played.slowed == pytest.approx((10 / 0.75) / (10 / 0.75 + 4))
    assert played.in_time
