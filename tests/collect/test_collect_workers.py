"""Worker processes: killed, crashed, one or many, errors of our own."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from collect_support import html, redirect, result_set

from hengping.collect.account import read_account
from hengping.collect.run import collect_sites
from hengping.collect.walk_desk import Desk
from hengping.evidence.archive import SiteArchive
from hengping.evidence.errors import EvidenceError
from hengping.model.site import Site

POISON = "poison"


def sites(count):
    return [Site(site_code=f"x-{n}", name="n", url=f"http://s{n}.gov.cn/") for n in range(count)]


def write_pid(folder):
    """Called in each worker: leave its process id."""
    (folder / f"{os.getpid()}.pid").write_text("")


def crash_on_poison(folder):
    """Called in each worker: reading a page that says so kills the process, as a fault in a parser would."""
    write_pid(folder)
    import hengping.collect.walk_desk as walk_desk  # noqa: PLC0415, PLR0402 - in the worker only

    keep = walk_desk.Desk._links

    def links(self, target, body, *more):
        if POISON.encode() in body:
            os.kill(os.getpid(), signal.SIGSEGV)
        return keep(self, target, body, *more)

    walk_desk.Desk._links = links


def raise_on_poison(folder):
    """Called in each worker: a page that says so brings a fault of ours to light."""
    write_pid(folder)
    import hengping.collect.walk_desk as walk_desk  # noqa: PLC0415, PLR0402 - in the worker only

    keep = walk_desk.Desk._keep

    def failing(self, pending):
        capture, links, body = keep(self, pending)
        if POISON.encode() in body:
            raise ZeroDivisionError(POISON)
        return capture, links, body

    walk_desk.Desk._keep = failing


def _routes(server, pages=12):
    server.routes["/"] = html(*[f"/{n}.html" for n in range(pages)], "/r", "http://other.example/1", "/f.pdf")
    server.routes |= {f"/{n}.html": html(f"/{(n * 5) % pages}.html", f"/{n}.pdf", text=f"页{n}") for n in range(pages)}
    server.routes |= {"/r": redirect("/3.html"), "/robots.txt": "User-agent: *\nDisallow: /7.html\n"}


def _collect(chosen, tmp_path, settings, **more):
    done = []
    collect_sites(chosen, lambda site: tmp_path / site.site_code, settings, lambda s: done.append(s.site_code), **more)
    return done


def _index(folder):
    """The index without what differs from run to run: ids, instants, places."""
    return [
        (c.purpose, c.url, c.source_url, c.depth, c.status, c.failure, c.digest if c.status else "", c.look, c.attempts)
        for c in SiteArchive(folder).captures()
    ]


def test_one_worker_or_two_or_none_make_the_same_index_and_account(server, settings, tmp_path):
    _routes(server)
    chosen = sites(4)
    for workers in (0, 1, 2):
        folder = tmp_path / str(workers)
        frontiers = folder / "frontiers"
        assert sorted(_collect(chosen, folder, settings, workers=workers, frontiers=frontiers)) == [
            site.site_code for site in chosen
        ]
        assert list(frontiers.iterdir()) == []
    for site in chosen:
        indexes = [_index(tmp_path / str(workers) / site.site_code) for workers in (0, 1, 2)]
        first_looks = [[line for line in index if line[-2] == 1] for index in indexes]
        assert first_looks[0] == first_looks[1] == first_looks[2]
        assert sorted(map(str, indexes[0])) == sorted(map(str, indexes[1])) == sorted(map(str, indexes[2]))
        assert len(indexes[0]) > 25
        accounts = [read_account(tmp_path / str(workers) / site.site_code) for workers in (0, 1, 2)]
        assert accounts[0].pages == accounts[1].pages == accounts[2].pages == 14
        assert accounts[0].requests == accounts[1].requests == accounts[2].requests
        assert accounts[0].failures == accounts[2].failures
        assert accounts[0].robots_forbidden == 1


@pytest.mark.parametrize("workers", [0, 1])
def test_a_fault_that_one_site_brings_to_light_costs_that_site_only(server, settings, tmp_path, monkeypatch, workers):
    _routes(server)
    server.routes["s1.gov.cn/3.html"] = html(text=POISON)
    enter = partial(raise_on_poison, tmp_path)
    if workers == 0:
        monkeypatch.setattr(Desk, "_keep", Desk._keep)  # is put back at the end
        enter()
    done = _collect(sites(3), tmp_path / "e", settings, workers=workers, enter=enter)
    assert sorted(done) == ["x-0", "x-1", "x-2"]
    faults = {code: read_account(tmp_path / "e" / code).fault for code in done}
    assert "ZeroDivisionError" in faults.pop("x-1")
    assert set(faults.values()) == {""}
    assert result_set(SiteArchive(tmp_path / "e" / "x-0").captures())


@pytest.mark.slow
def test_a_killed_worker_is_replaced_and_nothing_is_lost_or_asked_twice(server, settings, tmp_path):
    _routes(server, pages=30)
    chosen = sites(3)
    _collect(chosen, tmp_path / "whole", settings, workers=0)
    server.asked.clear()
    pids = tmp_path / "pids"
    pids.mkdir()
    killed = []

    def kill(count):
        if count in (20, 60):
            newest = max(pids.iterdir(), key=lambda path: path.stat().st_mtime_ns)
            if newest not in killed:
                killed.append(newest)
                os.kill(int(newest.stem), signal.SIGKILL)

    server.on_request = kill
    done = _collect(
        chosen,
        tmp_path / "killed",
        settings.model_copy(update={"requests_per_second_per_host": 100}),
        workers=1,
        frontiers=tmp_path / "frontiers",
        enter=partial(write_pid, pids),
    )
    assert sorted(done) == ["x-0", "x-1", "x-2"]
    assert len(killed) == 2
    assert len(list(pids.iterdir())) == 3
    for site in chosen:
        whole, after = (SiteArchive(tmp_path / name / site.site_code).captures() for name in ("whole", "killed"))
        assert len(after) == len(whole)
        assert result_set(after) == result_set(whole)
    # asked twice: at most what was under way at the two kills
    assert len(server.asked) - len(set(server.asked)) - _second_looks(tmp_path / "killed") <= 2 * 3 * 16


def _second_looks(folder):
    return sum(c.look > 1 for path in folder.iterdir() for c in SiteArchive(path).captures())


@pytest.mark.slow
def test_a_site_that_brings_workers_down_is_given_up_and_the_others_go_on(server, settings, tmp_path):
    _routes(server)
    server.routes["s1.gov.cn/"] = html("/a.html", "/bad.html", "/z.html")
    server.routes["s1.gov.cn/bad.html"] = html(text=POISON)
    pids = tmp_path / "pids"
    pids.mkdir()
    done = _collect(sites(3), tmp_path / "e", settings, workers=1, enter=partial(crash_on_poison, pids))
    assert sorted(done) == ["x-0", "x-1", "x-2"]
    # three crashes at one place, and one for each time it got a page further in between
    assert 4 <= len(list(pids.iterdir())) <= 12
    faults = {name: read_account(tmp_path / "e" / name).fault for name in ("x-0", "x-1", "x-2")}
    assert faults["x-0"] == faults["x-2"] == ""
    assert "3次" in faults["x-1"]
    assert read_account(tmp_path / "e" / "x-0").pages == 14


def test_an_error_of_our_own_in_a_worker_ends_everything_with_that_error(server, settings, tmp_path):
    _routes(server)
    (tmp_path / "x-1").write_bytes(b"a file where a folder should be")
    with pytest.raises(EvidenceError, match="x-1") as caught:
        _collect(sites(3), tmp_path, settings, workers=2)
    assert caught.value.remedy


def test_sites_on_one_host_go_to_one_worker(server, settings, tmp_path):
    server.routes |= {"/": html(), "/b/": html()}
    chosen = [
        Site(site_code="x-1", name="n", url="http://s.gov.cn/"),
        Site(site_code="x-2", name="n", url="http://s.gov.cn/b/"),
    ]
    some = settings.model_copy(update={"concurrency_per_host": 1, "concurrency": 8})
    assert sorted(_collect(chosen, tmp_path, some, workers=2)) == ["x-1", "x-2"]
    assert server.most_busy["s.gov.cn"] == 1


CHILD = """
import sys
from functools import partial
from pathlib import Path
from test_collect_workers import sites, write_pid
from hengping.collect.run import collect_sites
from hengping.model.campaign import CollectSettings
root = Path(sys.argv[2])
settings = CollectSettings.model_validate_json(sys.argv[1])
collect_sites(sites(2), lambda site: root / site.site_code, settings, lambda _site: None, workers=2,
    enter=partial(write_pid, root))
"""


def _gone(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGINT])
def test_workers_end_with_their_parent(server, settings, tmp_path, blow):
    _routes(server, pages=200)
    slow = settings.model_copy(update={"requests_per_second_per_host": 20})
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD, slow.model_dump_json(), str(tmp_path)], env=environment, stderr=subprocess.PIPE
    )
    struck = []

    def strike(count):
        # On a busy machine one worker may be at work long before the other has begun.
        if count >= 15 and not struck and len(list(tmp_path.glob("*.pid"))) == 2:
            struck.append(count)
            process.send_signal(blow)

    server.on_request = strike
    _, error = process.communicate(timeout=60)
    assert process.returncode != 0
    pids = [int(path.stem) for path in tmp_path.glob("*.pid")]
    assert len(pids) == 2, error.decode()
    until = time.monotonic() + 10
    while not all(_gone(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(0.05)
    assert all(_gone(pid) for pid in pids)
