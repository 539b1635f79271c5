"""``bench crawl`` on a small web with our own server: what is there is found exactly. Nothing here asserts a time."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hengping.pipeline.bench.contestants import OURS, PEERS, Task
from hengping.pipeline.bench.crawl import bench_crawl
from hengping.pipeline.bench.crawl_results import Counts, archive_faults, count, crawl_goals, expected, summary
from hengping.pipeline.bench.goals import CRAWL_RATIOS, Goal, missed, unmeasured
from hengping.pipeline.bench.running import Ran, run
from hengping.pipeline.bench.server import Request
from hengping.pipeline.bench.tree import TreeSize, address_of, plan_site

SMALL = TreeSize(sites=2, pages=20)
PLANS = tuple(plan_site(SMALL, number) for number in range(SMALL.sites))


def test_small_crawl_finds_every_page_missing_page_and_redirect():
    said = []
    found = bench_crawl(SMALL, rounds=1, own_server=True, time_limit_s=120, note=said.append)
    assert {result.name: result.note for result in found.results} == {"ours": "", "ours_2": "", "our_client": ""}
    assert found.complete
    assert (found.server, found.full_size) == ("own", False)
    for result in found.results[:2]:
        counts = result.counts
        assert (counts.pages, counts.missing, counts.redirects, counts.attachments) == (40, 4, 2, 2)
        assert result.archived_bytes > 100_000
    assert found.results[2].counts.pages == 40
    measured = {goal.name for goal in found.goals if goal.measured is not None}
    assert measured == {"第二个核带来的提速", "内存峰值"}
    assert sum("第1轮" in line for line in said) == 3


@pytest.mark.slow
def test_command_ends_with_1_only_for_a_full_size_miss_or_wrong_counts():
    environment = {**os.environ, "COLUMNS": "200"}
    command = [sys.executable, "-m", "hengping.cli", "bench", "crawl"]
    done = subprocess.run(
        [*command, "--sites", "1", "--pages", "5", "--rounds", "1", "--own-server", "--json"],
        capture_output=True, text=True, check=False, env=environment, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["result"]["complete"] is True
    assert not any(found["met"][f"比 {peer.title} 快"] for peer in PEERS)
    wrong = subprocess.run([*command, "--only", "nonsense"], capture_output=True, text=True, check=False, timeout=60)
    assert wrong.returncode == 2
    assert "scrapy_tuned" in wrong.stderr


def ran(seconds=10.0, **more):
    report = {"seconds": seconds, "archived_bytes": 0, **more.pop("report", {})}
    fields = {"wall_s": seconds + 1, "cpu_s": seconds, "peak_mb": 100, "exit_code": 0, "timed_out": False, **more}
    return Ran(report=report, **fields)


def captured(wanted):
    return {
        "home 200 text/html": 2,
        "page 200 text/html": wanted.pages - 2,
        "page 302": wanted.redirects,
        "attachment 200 application/pdf": wanted.attachments,
    }


def test_ratio_is_formed_on_the_same_sites_and_never_with_an_invalid_peer():
    wanted = expected(PLANS)
    ours = summary(OURS[0], 2, PLANS, [(ran(2, report={"captures": captured(wanted)}), wanted)])
    assert (ours.valid, ours.note) == (True, "")
    scrapy, wget = PEERS[0], next(peer for peer in PEERS if peer.name == "wget_warc")
    slow = summary(scrapy, 2, PLANS, [(ran(30), wanted)])
    lost = Counts(pages=3, missing=0, redirects=0, attachments=0, requests=3, connections=1)
    few = summary(wget, 2, PLANS, [(ran(1), lost)])
    assert (few.valid, few.note) == (False, "只取到3页，应有40页")
    goals = {goal.name: goal for goal in crawl_goals([ours, slow, few])}
    assert goals[f"比 {scrapy.title} 快"].measured == 15
    assert goals[f"比 {scrapy.title} 快"].cpu == 15
    assert goals[f"比 {wget.title} 快"].measured is None
    on_one = summary(scrapy, 1, PLANS[:1], [(ran(30), expected(PLANS[:1]))])
    assert {goal.measured for goal in crawl_goals([ours, on_one]) if goal.name.startswith("比")} == {None}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"missing": 3}, "404页3"),
        ({"redirects": 1}, "跳转1"),
        ({"pages": 39}, "39页"),
    ],
)
def test_our_own_crawl_must_find_everything(change, word):
    wanted = expected(PLANS)
    fields = {name: getattr(wanted, name) for name in wanted.__struct_fields__}
    counts = Counts(**{**fields, **change})
    result = summary(OURS[0], 2, PLANS, [(ran(report={"captures": captured(wanted)}), counts)])
    assert not result.valid
    assert word in result.note


def test_archive_must_hold_what_was_fetched():
    wanted = expected(PLANS)
    assert archive_faults(captured(wanted), wanted) == ""
    assert "页面39（应有40）" in archive_faults({**captured(wanted), "home 200 text/html": 1}, wanted)


def test_log_counts_each_address_once_and_only_with_the_right_status():
    address, plan = address_of(0), PLANS[0]
    log = [
        Request(address, 200, "/", "1", "."),
        Request(address, 200, "/index.html", "1", "."),
        Request(address, 200, plan.pages[1], "1", "."),
        Request(address, 304, plan.pages[2], "2", "."),
        Request(address, 404, plan.missing[0], "2", "."),
        Request("127.0.9.9", 200, plan.pages[3], "3", "."),
    ]
    counts = count(log, PLANS)
    assert (counts.pages, counts.missing, counts.requests, counts.connections) == (2, 1, 6, 3)


def test_goal_that_was_not_measured_is_neither_passed_nor_missed():
    open_, good, bad = (Goal(name="x", measured=value, goal=2, unit="倍", at_most=False) for value in (None, 3, 1))
    assert (open_.met, open_.verdict) == (False, "未测")
    assert (missed([open_, good]), unmeasured([open_, good])) == (False, True)
    assert missed([good, bad])
    assert unmeasured([good]) is False


def test_every_peer_has_a_goal_and_is_absent_where_it_is_not_installed(tmp_path):
    assert {peer.name for peer in PEERS} == set(CRAWL_RATIOS)
    task = Task(homes=("http://127.0.1.1:1/",), plans=PLANS[:1], folder=tmp_path, peers=tmp_path / "none")
    absent = {peer.name for peer in PEERS if peer.command(task) is None}
    assert absent >= set(CRAWL_RATIOS) - {"wget_warc"}


def test_run_measures_a_child_and_ends_one_that_takes_too_long(tmp_path):
    script = "import json, time; h = b'x' * 60_000_000; time.sleep(1); print('x'); print(json.dumps({'seconds': 1.5}))"
    done = run(
        [sys.executable, "-c", script], tmp_path / "a", cores=frozenset(os.sched_getaffinity(0)), time_limit_s=60
    )
    assert (done.exit_code, done.timed_out, done.report) == (0, False, {"seconds": 1.5})
    assert done.peak_mb > 60
    assert done.cpu_s > 0
    nested = f"import subprocess, sys; subprocess.run([{sys.executable!r}, '-c', 'import time; time.sleep(60)'])"
    late = run([sys.executable, "-c", nested], tmp_path / "b", cores=frozenset(os.sched_getaffinity(0)), time_limit_s=1)
    assert late.timed_out
    assert late.exit_code < 0
    assert Path(tmp_path / "b" / "stderr").exists()
