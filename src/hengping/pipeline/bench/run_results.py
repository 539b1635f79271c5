"""Results of ``bench run``: what each step took, whether it counts, and the goals."""

from collections.abc import Sequence
from statistics import median
from typing import Any

import msgspec

from hengping.pipeline.bench.crawl_results import Counts, archive_faults
from hengping.pipeline.bench.goals import EVALUATION_OF_CRAWL, SECOND_OF_CRAWL, Goal
from hengping.pipeline.bench.running import Ran

TITLES = {
    "crawl": "只采集",
    "evaluation": "完整评估（采集到通报）",
    "again": "原样再运行一次（什么都没有变）",
    "second": "同一份佐证换一个指标体系评分（rescore）",
}
"""The steps of a round in their order, with what they are called."""


class StageTime(msgspec.Struct, frozen=True, kw_only=True):
    """One stage of the whole evaluation: seconds, and processor seconds of all processes; medians of the rounds."""

    name: str
    seconds: float
    cpu_s: float


class StepResult(msgspec.Struct, frozen=True, kw_only=True):
    """One step over all rounds; figures are medians.

    Attributes:
        valid: it did all of its work in every round; ``note``: why not.
        seconds: of the crawl as it tells itself, without the start of its process; of all others from the start of
            their process. ``cpu_s``: processor time of the process and its descendants.
        peak_mb: resident memory of all its processes, the highest of the rounds.
        of_crawl, cpu_of_crawl: the median of the rounds' ratios to the crawl alone.
    """

    name: str
    title: str
    valid: bool = False
    note: str = ""
    seconds: float = 0
    cpu_s: float = 0
    peak_mb: float = 0
    of_crawl: float | None = None
    cpu_of_crawl: float | None = None
    seconds_of_rounds: tuple[float, ...] = ()
    stages: tuple[StageTime, ...] = ()


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """Every step once: how it ran, and why it does not count (empty: it does)."""

    ran: dict[str, Ran]
    faults: dict[str, str]


def fault_of_crawl(ran: Ran, counts: Counts, wanted: Counts) -> str:
    """Why a crawl alone does not count; empty when it does."""
    return _ended(ran) or _unfound(counts, wanted) or archive_faults(ran.report.get("captures", {}), wanted)


def fault_of_evaluation(ran: Ran, counts: Counts, wanted: Counts) -> str:
    """Why a whole evaluation does not count: pages it did not fetch or did not read, faults of our own, no bulletin."""
    if fault := _ended(ran) or _unfound(counts, wanted):
        return fault
    report = ran.report
    if report["pages"] != wanted.pages:
        return f"读了{report['pages']}页，应有{wanted.pages}页"
    if not report["findings"] or not report["bulletins"]:
        return "没有检查结果或通报"
    return f"{report['errors']}条检查结果是工具故障" if report["errors"] else ""


def fault_of_again(ran: Ran) -> str:
    """Why the evaluation run again does not count: it must make nothing anew but the tables, and change nothing."""
    if fault := _ended(ran):
        return fault
    redone = [stage for stage, units in ran.report["done"].items() if units and stage != "rank"]
    if redone:
        return f"重做了{'、'.join(redone)}"
    return "" if ran.report["unchanged"] else "结果变了"


def fault_of_second(ran: Ran, sites: int) -> str:
    """Why a second evaluation does not count: every site must be in its ranking, and the run must stay as it is."""
    if fault := _ended(ran):
        return fault
    if ran.report["ranked"] != sites:
        return f"排名中有{ran.report['ranked']}个网站，应有{sites}个"
    return "" if ran.report["unchanged"] else "改动了原来的评估"


def _ended(ran: Ran) -> str:
    if ran.timed_out:
        return "超过时限"
    return f"退出码{ran.exit_code}" if ran.exit_code or not ran.report else ""


def _unfound(counts: Counts, wanted: Counts) -> str:
    different = [
        f"{name}{has}（应有{should}）"
        for name, has, should in (
            ("页面", counts.pages, wanted.pages),
            ("404页", counts.missing, wanted.missing),
            ("跳转", counts.redirects, wanted.redirects),
            ("附件", counts.attachments, wanted.attachments),
        )
        if has != should
    ]
    return "，".join(different)


def step_result(name: str, rounds: Sequence[Round]) -> StepResult:
    """One step's medians. Its ratios are formed round by round, and only where both steps count."""
    fault = next((each.faults[name] for each in rounds if each.faults.get(name)), "")
    done = [each for each in rounds if name in each.ran and not each.faults.get(name)]
    if fault or not done:
        return StepResult(name=name, title=TITLES[name], note=fault or "没有测")
    fair = [each for each in done if not each.faults.get("crawl")]
    return StepResult(
        name=name,
        title=TITLES[name],
        valid=True,
        seconds=round(median(_seconds(each.ran[name]) for each in done), 3),
        cpu_s=round(median(_cpu_s(each.ran[name]) for each in done), 3),
        peak_mb=round(max(each.ran[name].peak_mb for each in done), 1),
        of_crawl=_middle([_seconds(each.ran[name]) / _seconds(each.ran["crawl"]) for each in fair]),
        cpu_of_crawl=_middle([_cpu_s(each.ran[name]) / _cpu_s(each.ran["crawl"]) for each in fair]),
        seconds_of_rounds=tuple(round(_seconds(each.ran[name]), 3) for each in done),
        stages=_stages([each.ran[name].report for each in done]),
    )


def run_goals(steps: Sequence[StepResult]) -> tuple[Goal, ...]:
    """The goals, each against what was measured."""
    by_name = {step.name: step for step in steps}
    wanted = (
        ("完整评估与只采集之比", "evaluation", EVALUATION_OF_CRAWL),
        ("换体系再评与只采集之比", "second", SECOND_OF_CRAWL),
    )
    return tuple(
        Goal(
            name=title,
            measured=by_name[name].of_crawl,
            cpu=by_name[name].cpu_of_crawl,
            goal=goal,
            unit="倍",
        )
        for title, name, goal in wanted
    )


def _seconds(ran: Ran) -> float:
    return float(ran.report["seconds"])


def _cpu_s(ran: Ran) -> float:
    return float(ran.report.get("cpu_seconds", ran.cpu_s))


def _stages(reports: Sequence[dict[str, Any]]) -> tuple[StageTime, ...]:
    names = reports[0].get("stages", {})
    return tuple(
        StageTime(
            name=name,
            seconds=round(median(report["stages"][name][0] for report in reports), 3),
            cpu_s=round(median(report["stages"][name][1] for report in reports), 3),
        )
        for name in names
    )


def _middle(values: Sequence[float]) -> float | None:
    return round(median(values), 4) if values else None
