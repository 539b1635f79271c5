"""``bench run`` on a tiny web with our own server: every step does its work. Nothing here asserts a time."""

import json
import os
import subprocess
import sys

import msgspec
import pytest

from hengping.cli.commands.bench_text import run_lines
from hengping.pipeline.bench.crawl_results import Counts
from hengping.pipeline.bench.goals import missed, unmeasured
from hengping.pipeline.bench.ours_run import since_start_s, tree_cpu_s
from hengping.pipeline.bench.run import BenchRun
from hengping.pipeline.bench.run_results import (
    TITLES,
    Round,
    fault_of_again,
    fault_of_crawl,
    fault_of_evaluation,
    fault_of_second,
    run_goals,
    step_result,
)
from hengping.pipeline.bench.running import Ran
from hengping.pipeline.run import STAGES

WANTED = Counts(pages=10, missing=2, redirects=1, attachments=1, requests=14, connections=1)


@pytest.fixture(scope="module")
def found() -> BenchRun:
    """Of the command, which ends with 0: on a web this small the goals bind nobody."""
    size = ["--sites", "2", "--pages", "3", "--rounds", "1"]
    command = [sys.executable, "-m", "hengping.cli", "bench", "run", *size, "--own-server", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=500)
    assert done.returncode == 0, done.stderr
    assert sum("第1轮" in line for line in done.stderr.splitlines()) == len(TITLES)
    told = json.loads(done.stdout)
    assert set(told["met"]) == {goal["name"] for goal in told["result"]["goals"]}
    return msgspec.convert(told["result"], BenchRun)


@pytest.mark.slow
def test_every_step_does_all_of_its_work(found: BenchRun) -> None:
    assert {step.name: step.note for step in found.steps} == dict.fromkeys(TITLES, "")
    assert found.complete
    assert not found.full_size
    assert found.findings > 2 * 60
    assert all(size > 0 for size in found.megabytes.values())


@pytest.mark.slow
def test_all_stages_are_timed_and_are_most_of_the_evaluation(found: BenchRun) -> None:
    step = next(each for each in found.steps if each.name == "evaluation")
    assert [stage.name for stage in step.stages] == ["setup", *STAGES]
    assert 0 < sum(stage.seconds for stage in step.stages) <= step.seconds
    assert sum(stage.cpu_s for stage in step.stages) <= step.cpu_s
    lines = run_lines(found)
    assert any("采集" in line and "读取" in line and "文档" in line for line in lines)


@pytest.mark.slow
def test_a_short_evaluation_is_held_against_its_crawl(found: BenchRun) -> None:
    assert not unmeasured(found.goals)
    steps = {step.name: step for step in found.steps}
    assert [goal.measured for goal in found.goals] == [steps["evaluation"].of_crawl, steps["second"].of_crawl]
    assert steps["crawl"].of_crawl == 1


def ran(seconds: float, **report: object) -> Ran:
    return Ran(
        wall_s=seconds + 1,
        cpu_s=seconds,
        peak_mb=100,
        exit_code=0,
        timed_out=False,
        report={"seconds": seconds, **report},
    )


def a_round(crawl: float, evaluation: float, second: float, faults: dict[str, str] | None = None) -> Round:
    steps = {"crawl": ran(crawl), "evaluation": ran(evaluation, cpu_seconds=evaluation / 2), "second": ran(second)}
    return Round(ran=steps, faults=dict.fromkeys(steps, "") | (faults or {}))


def test_ratios_are_formed_round_by_round_and_the_median_counts() -> None:
    rounds = [a_round(10, 20, 1), a_round(20, 30, 1), a_round(10, 40, 1)]
    steps = [step_result(name, rounds) for name in ("crawl", "evaluation", "second")]
    assert steps[1].of_crawl == 2
    assert steps[1].cpu_of_crawl == 1
    assert steps[1].seconds == 30
    assert steps[1].seconds_of_rounds == (20, 30, 40)
    goals = run_goals(steps)
    assert [goal.met for goal in goals] == [True, False]
    assert missed(goals)


def test_no_ratio_is_formed_with_a_step_that_did_not_do_its_work() -> None:
    rounds = [a_round(10, 20, 1, {"crawl": "页面1（应有2）"})]
    steps = [step_result(name, rounds) for name in TITLES]
    by_name = {step.name: step for step in steps}
    assert (by_name["crawl"].valid, by_name["crawl"].note) == (False, "页面1（应有2）")
    assert by_name["evaluation"].of_crawl is None
    assert (by_name["again"].valid, by_name["again"].note) == (False, "没有测")
    assert unmeasured(run_goals(steps))


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"pages": 9}, "读了9页"),
        ({"errors": 1}, "工具故障"),
        ({"bulletins": 0}, "没有检查结果或通报"),
        ({"findings": 0}, "没有检查结果或通报"),
        ({}, ""),
    ],
)
def test_an_evaluation_counts_only_with_all_pages_and_no_fault_of_ours(change: dict[str, int], word: str) -> None:
    report = {"pages": 10, "findings": 5, "errors": 0, "bulletins": 1, **change}
    fault = fault_of_evaluation(ran(1, **report), WANTED, WANTED)
    assert word in fault
    assert bool(word) == bool(fault)


def test_steps_that_failed_lost_pages_or_changed_the_run_do_not_count() -> None:
    fewer = Counts(pages=9, missing=2, redirects=1, attachments=1, requests=14, connections=1)
    assert "页面9（应有10）" in fault_of_crawl(ran(1), fewer, WANTED)
    assert "页面0（应有10）" in fault_of_crawl(ran(1, captures={}), WANTED, WANTED)
    assert "重做了extract" in fault_of_again(ran(1, unchanged=True, done={"extract": 1, "rank": 1}))
    assert fault_of_again(ran(1, unchanged=False, done={}))
    assert not fault_of_again(ran(1, unchanged=True, done={"extract": 0, "rank": 1}))
    assert "应有3个" in fault_of_second(ran(1, unchanged=True, ranked=2), 3)
    assert fault_of_second(ran(1, unchanged=False, ranked=3), 3)
    late = Ran(wall_s=1, cpu_s=1, peak_mb=1, exit_code=-9, timed_out=True, report={})
    assert fault_of_second(late, 3) == "超过时限"


def test_processor_time_of_descendants_counts_and_the_clock_starts_with_the_process() -> None:
    before = tree_cpu_s(os.getpid())
    subprocess.run([sys.executable, "-c", "sum(range(3_000_000))"], check=True, timeout=60)
    assert tree_cpu_s(os.getpid()) > before
    code = "from hengping.pipeline.bench.ours_run import since_start_s; print(since_start_s())"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60)
    assert 0 < float(done.stdout) < since_start_s()
