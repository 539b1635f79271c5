"""Budgets, robots with an override, sitemaps, a frontier that is lost, a disk that is full."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from collect_support import HOME, answer, crawl, html, result_set

from hengping.collect.account import account_of, read_account
from hengping.collect.client import Client
from hengping.collect.frontier import Frontier
from hengping.collect.references import Outage
from hengping.collect.run import collect_sites
from hengping.collect.site import Bench, crawl_site
from hengping.collect.walk import Held
from hengping.collect.workers_loop import run_loop
from hengping.evidence.archive import SiteArchive
from hengping.evidence.writing import ArchiveWriter
from hengping.model.campaign import RobotsOverride
from hengping.model.evidence import FailureKind


def _walk(site, folder, settings, frontier_path=None, outage=None):
    """Crawl in this process; what was left out, and the captures."""

    async def one():
        with ThreadPoolExecutor(1) as executor:
            async with Client(settings) as client:
                return await crawl_site(
                    site,
                    folder,
                    settings,
                    Bench(client, executor, Held(), outage=outage),
                    _silent,
                    frontier_path=frontier_path,
                )

    return run_loop(one), SiteArchive(folder).captures()


def _silent(_what, _count):
    pass


def _many(server, pages=40):
    server.routes["/"] = html(*[f"/{n}.html" for n in range(pages)], *[f"/{n}.pdf" for n in range(20)])
    server.routes |= {f"/{n}.html": html(f"/{(n * 7) % pages}.html", text=f"页{n}") for n in range(pages)}


def test_the_budget_of_requests_holds_with_retries_and_what_is_left_is_counted(server, settings, site, tmp_path):
    _many(server)
    server.routes["/39.html"] = 500
    some = settings.model_copy(update={"max_requests_per_site": 20, "retries": 1})
    crawled, captures = _walk(site, tmp_path, some)
    assert sum(capture.attempts for capture in captures) == len(server.asked)
    assert 18 <= len(server.asked) <= 20 + 1
    assert crawled.left_out["budget"] >= 20


def test_the_budget_of_bytes_holds(server, settings, site, tmp_path):
    _many(server)
    server.routes |= {f"/{n}.html": html(text=f"页{n}" + "字" * 20_000) for n in range(40)}
    size = len(html(text="页0" + "字" * 20_000).encode())
    some = settings.model_copy(update={"max_bytes_per_site": 5 * size})
    crawled, captures = _walk(site, tmp_path, some)
    pages_at_once = 2 * some.concurrency_per_host
    assert 5 <= sum(capture.size >= size for capture in captures) <= 5 + pages_at_once
    assert crawled.left_out["budget"] > 0


def test_a_site_that_turns_us_away_again_and_again_is_left_alone(server, settings, site, tmp_path):
    _many(server)
    server.routes |= {f"/{n}.html": 429 for n in range(40)}
    some = settings.model_copy(update={"backoff_max_s": 0, "retries": 0, "max_link_checks_per_site": 0})
    crawled, captures = _walk(site, tmp_path, some)
    refused = [capture for capture in captures if capture.status == 429]
    assert 10 <= len(refused) <= 10 + 2 * some.concurrency_per_host
    assert {capture.failure for capture in refused} == {FailureKind.BLOCKED}
    assert crawled.left_out["blocked"] >= 20


def test_an_override_of_robots_is_recorded_and_what_it_passed_over_is_counted(server, settings, site, tmp_path):
    server.routes |= {
        "/": html("/open.html", "/secret/a.html", "/secret/b.html"),
        "/open.html": html(),
        "/secret/a.html": html(),
        "/robots.txt": "User-agent: *\nDisallow: /secret/\n",
    }
    document = RobotsOverride(authority="云溪省人民政府办公厅", document="云政办函〔2026〕1号", on=date(2026, 1, 5))
    some = settings.model_copy(update={"respect_robots": False, "robots_override": document})
    _, captures = _walk(site, tmp_path, some)
    found = {capture.url.removeprefix(HOME): capture for capture in captures}
    assert found["robots.txt"].status == 200
    assert (found["secret/a.html"].status, found["secret/a.html"].detail) == (200, "robots")
    assert (found["secret/b.html"].status, found["secret/b.html"].detail) == (404, "robots")
    assert found["open.html"].detail == ""
    account = account_of(site, some, captures, left_out={})
    assert (account.robots_respected, account.robots_forbidden) == (False, 2)
    assert account.override.document == "云政办函〔2026〕1号"
    assert account.left_out_examples["robots"] == [HOME + "secret/a.html", HOME + "secret/b.html"]


def test_sitemaps_that_robots_names_lead_to_pages_and_are_budgeted_last(server, settings, site, tmp_path):
    entries = "".join(f"<url><loc>{HOME}only/{n}.html</loc></url>" for n in range(5))
    server.routes |= {
        "/": html("/linked.html"),
        "/linked.html": html(),
        "/robots.txt": f"User-agent: *\nAllow: /\nSitemap: {HOME}map.xml\nSitemap: http://other.example/map.xml\n",
        "/map.xml": answer(text=f"<urlset>{entries}</urlset>", content_type="application/xml"),
    }
    server.routes |= {f"/only/{n}.html": html() for n in range(5)}
    _, captures = _walk(site, tmp_path / "all", settings)
    found = {capture.url.removeprefix(HOME): capture.purpose for capture in captures}
    assert found["map.xml"] == "sitemap"
    assert {f"only/{n}.html" for n in range(5)} <= set(found)
    assert not any("other.example/map" in asked for asked in server.asked)
    _, captures = _walk(site, tmp_path / "few", settings.model_copy(update={"max_pages_per_site": 2}))
    assert [c.url.removeprefix(HOME) for c in captures if c.purpose in ("home", "page")] == ["", "linked.html"]
    server.asked.clear()
    _walk(site, tmp_path / "off", settings.model_copy(update={"sitemaps": False}))
    assert not any("map.xml" in asked for asked in server.asked)


@pytest.mark.parametrize("harm", ["lost", "damaged", "ahead", "kept"])
def test_whatever_becomes_of_the_frontier_file_nothing_is_asked_twice(server, settings, site, tmp_path, harm):
    _many(server)
    unbroken = _walk(site, tmp_path / "whole", settings)[1]
    folder, path = tmp_path / "part", tmp_path / "frontier" / "x.sqlite"

    class Stop(Exception):  # noqa: N818 - stands for a kill
        pass

    def stop(count):
        if count == 15:
            raise Stop

    count = [0]
    add = ArchiveWriter.add_response

    def counted(self, *args, **more):
        count[0] += 1
        stop(count[0])
        return add(self, *args, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ArchiveWriter, "add_response", counted)
        with pytest.raises(Stop):
            _walk(site, folder, settings, path)
    archive = SiteArchive(folder)
    standing = archive.captures()
    assert 5 < len(standing) < len(unbroken)
    match harm:
        case "lost":
            path.unlink()
        case "damaged":
            path.write_bytes(b"SQLite format 3\0" + b"no more" * 1000)
        case "ahead":
            lines = archive.index_path.read_bytes().splitlines(keepends=True)
            archive.index_path.write_bytes(b"".join(lines[:3]))
            standing = archive.captures()
    server.asked.clear()
    captures = _walk(site, folder, settings, path)[1]
    assert result_set(captures) == result_set(unbroken)
    assert [(c.purpose, c.url) for c in captures] == [(c.purpose, c.url) for c in unbroken]
    assert not {c.url.removeprefix("http://") for c in standing} & set(server.asked)
    budgets = (settings.max_pages_per_site, settings.max_link_checks_per_site, settings.section_share)
    frontier = Frontier(path, **dict(zip(("max_pages", "max_checks", "section_share"), budgets, strict=True)))
    assert frontier.handled == len(captures)  # lines of robots.txt, too
    frontier.close()


FULL = """
import resource, signal, sys
from pathlib import Path
from hengping.collect.references import Outage
from hengping.collect.run import collect_sites
from hengping.model.campaign import CollectSettings
from hengping.model.site import Site
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
root = Path(sys.argv[2])
try:
    collect_sites([Site(site_code="x-1", name="n", url="http://www.a.gov.cn/")], lambda site: root / "e",
        CollectSettings.model_validate_json(sys.argv[1]), lambda _site: None, workers=0)
except Exception as error:
    print(type(error).__name__, error)
"""


def test_a_full_disk_is_a_clear_error_and_the_next_call_goes_on(server, settings, site, tmp_path):
    _many(server)
    command = [sys.executable, "-c", FULL, settings.model_dump_json(), str(tmp_path), "9000"]
    process = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert process.stdout.startswith("EvidenceError"), process.stderr
    assert str(tmp_path / "e") in process.stdout
    archive = SiteArchive(tmp_path / "e")
    kept = archive.captures()
    server.asked.clear()
    captures = crawl(site, tmp_path / "e", settings)
    assert result_set(captures) == result_set(crawl(site, tmp_path / "whole", settings))
    assert [capture.record_id for capture in captures[: len(kept)]][:1] == [c.record_id for c in kept][:1]
    for capture in captures:
        archive.read(capture)


def test_the_account_of_a_complete_site_says_what_it_took(server, settings, site, tmp_path):
    server.routes |= {"/": html("/a/1.html", "/a/2.html", "/b/3.html", "/gone.html", "http://other.example/")}
    server.routes |= {"/a/1.html": html(), "/a/2.html": html(), "/b/3.html": 500, "other.example/": 404}
    collect_sites([site], lambda _site: tmp_path, settings, lambda _site: None, workers=0)
    account = read_account(tmp_path)
    captures = SiteArchive(tmp_path).captures()
    assert (account.pages, account.checks) == (5, 1)
    assert account.requests == sum(capture.attempts for capture in captures)
    assert account.bytes == sum(capture.size for capture in captures)
    assert account.second_looks == sum(capture.look == 2 for capture in captures) > 0
    assert account.retries["500"] >= 1
    assert account.statuses["2xx"] == 3
    assert account.sections["www.a.gov.cn/a/"] == 2
    assert account.started_at == min(capture.fetched_at for capture in captures)
    assert account.fault == ""


class _DownOnce:
    """Says of the first failure that it is ours."""

    def __init__(self, up):
        self.asked = []
        self._up = up

    async def is_ours(self, failure, _began):
        self.asked.append(failure)
        return len(self.asked) == 1

    async def wait_up(self):
        self._up()


def test_what_failed_for_our_own_outage_is_asked_for_again(server, settings, site, tmp_path):
    server.routes |= {"/": html("/a.html"), "/a.html": html(), "/robots.txt": 404}
    reached = settings.connect_to
    away = settings.model_copy(update={"connect_to": dict.fromkeys(reached, "127.0.0.1:9"), "retries": 0})
    outage = _DownOnce(lambda: None)
    _, captures = _walk(site, tmp_path, away, outage=outage)
    # robots.txt twice (the first failure was ours), the home page once
    assert [failure.value for failure in outage.asked] == ["refused"] * 3
    assert [capture.failure for capture in captures] == [FailureKind.REFUSED] * 2


def test_a_home_page_that_answers_is_kept_as_a_reference(server, settings, site, tmp_path):
    server.routes["/"] = html()
    learnt = []

    class Watched(Outage):
        def learn(self, url, address):
            learnt.append((url, address))

    async def never(_url):
        return False

    crawled, _ = _walk(site, tmp_path / "x", settings, outage=Watched((), never))
    assert learnt == [(HOME, "127.0.0.1")] == [(crawled.home, crawled.address)]
    away = settings.model_copy(update={"connect_to": {"*": "127.0.0.1:9"}, "retries": 0})
    crawled, _ = _walk(site, tmp_path / "y", away, outage=Watched((), never))
    assert (len(learnt), crawled.home) == (1, "")
