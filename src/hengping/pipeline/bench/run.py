"""``bench run``: a whole evaluation, from collection to bulletin, against the crawl alone.

In every round, one after the other over the same web: the crawl alone, as ``bench crawl`` measures it; the whole
evaluation, with the same settings of collection; the evaluation run again, when nothing has changed; and a second
evaluation over the same evidence by other rules (``rescore``). Each is a process of its own. Ratios are formed round by
round, their median counts. A crawl or evaluation that does not find every page, that has faults of its own among its
findings or writes no bulletin is invalid, and no ratio is formed with it.
"""

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

from hengping.pipeline.bench.contestants import OUR_PROGRAM
from hengping.pipeline.bench.crawl_results import count, expected
from hengping.pipeline.bench.goals import Goal
from hengping.pipeline.bench.our_settings import OurSettings
from hengping.pipeline.bench.run_results import (
    TITLES,
    Round,
    StepResult,
    fault_of_again,
    fault_of_crawl,
    fault_of_evaluation,
    fault_of_second,
    run_goals,
    step_result,
)
from hengping.pipeline.bench.run_task import Mode, RunTask
from hengping.pipeline.bench.running import Ran, core_plan, last_words, python_command, run
from hengping.pipeline.bench.server import Served, serving
from hengping.pipeline.bench.tree import SitePlan, TreeSize, address_of, plan_site, write_tree
from hengping.pipeline.bench.work import Note, work_folder

FULL = TreeSize(sites=200, pages=300)
"""The size that the goals were set for."""
_PROGRAM = "hengping.pipeline.bench.ours_run"
_BYTES_PER_PAGE = 120_000
"""Room that a page needs while the benchmark runs: itself, its record, and what is read and judged of it."""
_SIZES = ("evidence", "facts", "findings", "scores", "results", "reports")
_AFTER: tuple[Mode, ...] = ("again", "second")


class BenchRun(msgspec.Struct, frozen=True, kw_only=True):
    """The whole benchmark.

    Attributes:
        full_size: as large as the goals were set for.
        complete: every step did all of its work in every round.
        workers: processes of every step; 1: on one core, the server on the other.
        system, second: rules of the evaluation and of the second one.
        in_memory: the web and all output lay in memory.
        findings: of one evaluation; ``megabytes``: what its parts take on disk.
    """

    full_size: bool
    complete: bool
    sites: int
    pages: int
    rounds: int
    workers: int
    system: str
    second: str
    server_version: str
    in_memory: bool
    page_bytes: int
    findings: int
    megabytes: dict[str, float]
    steps: tuple[StepResult, ...]
    goals: tuple[Goal, ...]


class _Field(msgspec.Struct, frozen=True, kw_only=True):
    """What all steps have in common."""

    plans: tuple[SitePlan, ...]
    served: Served
    folder: Path
    task: RunTask
    time_limit_s: float
    note: Note


def bench_run(
    size: TreeSize = FULL,
    *,
    rounds: int = 5,
    workers: int = 1,
    system: str = "national-check-2019",
    second: str = "national-2022",
    own_server: bool = False,
    tree_dir: Path | None = None,
    time_limit_s: float = 3600,
    note: Note = lambda _text: None,
) -> BenchRun:
    """Run everything.

    Args:
        size: of the web.
        rounds: the median of so many counts.
        workers: processes of every step.
        system: rules of the evaluation: an id of the library, or a file.
        second: rules of the second evaluation.
        own_server: our own server even where nginx is installed.
        tree_dir: where the web is written; None: in memory where there is room.
        time_limit_s: for one step of one round.
        note: told what is going on.
    """
    plans = tuple(plan_site(size, number) for number in range(size.sites))
    addresses = [address_of(plan.number) for plan in plans]
    with work_folder(tree_dir, size.sites * size.pages * _BYTES_PER_PAGE) as (folder, in_memory):
        note(f"生成测试网站：{size.sites}个 × {size.pages}页")
        written = write_tree(size, folder / "tree")
        with serving(addresses, folder / "server", tree=folder / "tree", own=own_server) as served:
            note(f"服务器：{served.version}")
            task = RunTask(
                mode="evaluation",
                folder=str(folder / "work"),
                homes=tuple(f"http://{address}:{served.port}/" for address in addresses),
                system=system,
                second=second,
                workers=workers,
            )
            field = _Field(plans=plans, served=served, folder=folder, task=task, time_limit_s=time_limit_s, note=note)
            # The first start writes the bytecode; it is nobody's time.
            run(
                [sys.executable, "-c", f"import {OUR_PROGRAM}, {_PROGRAM}"],
                folder / "out",
                cores=core_plan().server,
                time_limit_s=60,
            )
            done = [_round(field, number) for number in range(1, rounds + 1)]
    steps = tuple(step_result(name, done) for name in TITLES)
    report = done[-1].ran["evaluation"].report
    return BenchRun(
        full_size=size == FULL and rounds >= 5,  # noqa: PLR2004 - the median of at least five
        complete=all(step.valid for step in steps),
        sites=size.sites,
        pages=size.pages,
        rounds=rounds,
        workers=workers,
        system=system,
        second=second,
        server_version=served.version,
        in_memory=in_memory,
        page_bytes=written // (size.sites * size.pages),
        findings=report.get("findings", 0),
        megabytes={name: round(report.get(f"{name}_bytes", 0) / 1e6, 3) for name in _SIZES},
        steps=steps,
        goals=run_goals(steps),
    )


def _round(field: _Field, number: int) -> Round:
    """Every step once. The evidence of the crawl alone goes before the evaluation makes its own."""
    wanted = expected(field.plans)
    ran: dict[str, Ran] = {}
    faults: dict[str, str] = {}
    work = Path(field.task.folder)
    crawl = OurSettings(mode="crawl", homes=field.task.homes, folder=str(work / "evidence"), workers=field.task.workers)
    field.served.requests()
    ran["crawl"] = _one(field, python_command(OUR_PROGRAM, crawl))
    faults["crawl"] = fault_of_crawl(ran["crawl"], count(field.served.requests(), field.plans), wanted)
    _tell(field, number, "crawl", ran, faults)
    shutil.rmtree(work, ignore_errors=True)
    ran["evaluation"] = _one(field, python_command(_PROGRAM, field.task))
    counts = count(field.served.requests(), field.plans)
    faults["evaluation"] = fault_of_evaluation(ran["evaluation"], counts, wanted)
    _tell(field, number, "evaluation", ran, faults)
    if not faults["evaluation"]:
        for mode in _AFTER:
            ran[mode] = _one(field, python_command(_PROGRAM, msgspec.structs.replace(field.task, mode=mode)))
            faults[mode] = (
                fault_of_again(ran[mode]) if mode == "again" else fault_of_second(ran[mode], len(field.plans))
            )
            _tell(field, number, mode, ran, faults)
    shutil.rmtree(work, ignore_errors=True)
    return Round(ran=ran, faults=faults)


def _one(field: _Field, command: list[str]) -> Ran:
    cores = core_plan().both if field.task.workers > 1 else core_plan().contestant
    return run(command, field.folder / "out", cores=cores, time_limit_s=field.time_limit_s)


def _tell(field: _Field, number: int, name: str, ran: Mapping[str, Ran], faults: Mapping[str, str]) -> None:
    one = ran[name]
    told = f"{one.report.get('seconds', one.wall_s):.1f}秒（处理器{one.cpu_s:.1f}秒）"
    if faults[name]:
        told = f"无效，{faults[name]}；{last_words(field.folder / 'out')}"
    field.note(f"第{number}轮 {TITLES[name]}：{told}")
