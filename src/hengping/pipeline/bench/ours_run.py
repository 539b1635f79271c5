"""The steps of ``bench run``: ``python -m hengping.pipeline.bench.ours_run TASK`` does one and prints one line.

A step does what the commands ``run`` and ``rescore`` do, by the same functions. Its clock starts with the process, so
that the start of the interpreter counts, and stops before anything is counted.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from hengping.evidence.files import write_atomic
from hengping.evidence.manifest import head
from hengping.model.campaign import Campaign
from hengping.model.finding import Outcome
from hengping.pipeline.bench.ours import collect_settings, site_of
from hengping.pipeline.bench.run_task import RunTask
from hengping.pipeline.campaign_file import LoadedCampaign
from hengping.pipeline.context import Run, create_run
from hengping.pipeline.progress import Silent
from hengping.pipeline.rescore import rescore
from hengping.pipeline.run import do_run
from hengping.pipeline.stage_check import read_facts, read_findings
from hengping.roster.write import roster_csv

_AS_OF = date(2026, 11, 20)
_TICKS = os.sysconf("SC_CLK_TCK")
_STARTED, _TIMES = 21, slice(13, 17)
"""Fields of ``/proc/<process>/stat``, counted from 0: start since boot; own time and that of children waited for."""


class Stages(Silent):
    """How long each stage takes, how much processor time of this process and its descendants, and what it does.

    Attributes:
        spent: seconds and processor seconds by stage.
        done: units that were not passed over, by stage.
    """

    def __init__(self) -> None:
        self.spent: dict[str, tuple[float, float]] = {}
        self.done: Counter[str] = Counter()

    def advance(self, stage: str, unit: str, *, skipped: bool = False) -> None:  # noqa: ARG002 - see Progress
        """Count a unit."""
        self.done[stage] += not skipped

    @contextmanager
    def around(self, stage: str) -> Iterator[None]:
        """The time between entering and leaving is the stage's."""
        began, used = time.perf_counter(), tree_cpu_s(os.getpid())
        yield
        self.spent[stage] = (time.perf_counter() - began, tree_cpu_s(os.getpid()) - used)


def tree_cpu_s(process: int) -> float:
    """Processor seconds of a process and its descendants, those that ended included."""
    total, waiting = 0.0, [process]
    while waiting:
        current = Path(f"/proc/{waiting.pop()}")
        with suppress(OSError, ValueError, IndexError):
            total += sum(map(int, _stat(current)[_TIMES])) / _TICKS
            for task in (current / "task").iterdir():
                waiting += map(int, (task / "children").read_text(encoding="ascii").split())
    return total


def _stat(process: Path) -> list[str]:
    """Fields of a process's ``stat``; its name, the second of them, may hold anything and is left empty."""
    number, _, rest = (process / "stat").read_text(encoding="ascii", errors="replace").partition(" ")
    return [number, "", *rest.rpartition(") ")[2].split()]


def since_start_s() -> float:
    """Seconds since this process was started, to a hundredth."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) - int(_stat(Path("/proc/self"))[_STARTED]) / _TICKS


def evaluation(task: RunTask, stages: Stages) -> Run:
    """A whole evaluation, or the rest of it that does not stand there yet."""
    folder = Path(task.folder)
    sites = [site_of(number, home) for number, home in enumerate(task.homes)]
    write_atomic(folder / "roster.csv", roster_csv(sites))
    campaign = Campaign(
        id="bench", title="性能测试", systems=(task.system,), as_of=_AS_OF, collect=collect_settings(len(sites))
    )
    with stages.around("setup"):
        run = create_run(LoadedCampaign(campaign, folder), folder / "run", workers=task.workers, progress=stages)
    do_run(run, around=stages.around)
    return run


def do(task: RunTask) -> dict[str, Any]:
    """One step: what it took, and what there is to count."""
    stages = Stages()
    folder = Path(task.folder)
    before = head(folder / "run") if task.mode != "evaluation" else ""
    counts: dict[str, Any] = {}
    if task.mode == "second":
        outcome = rescore(folder / "run", task.second, folder / "second")
        seconds, used = since_start_s(), tree_cpu_s(os.getpid())
        counts["ranked"] = len(outcome.results.ranks)
    else:
        run = evaluation(task, stages)
        seconds, used = since_start_s(), tree_cpu_s(os.getpid())
        counts = _counted(run)
    return {
        "seconds": seconds,
        "cpu_seconds": used,
        "stages": stages.spent,
        "done": dict(stages.done),
        "unchanged": before == head(folder / "run"),
        **counts,
    }


def _counted(run: Run) -> dict[str, Any]:
    """What the evaluation came to; tables of all sites, pages read, findings, faults of our own."""
    found: Counter[str] = Counter()
    for site in run.sites:
        found["pages"] += read_facts(run.folder, site.site_code).pages_read
        for finding in read_findings(run.folder, site.site_code):
            found["findings"] += 1
            found["errors"] += finding.outcome is Outcome.ERROR
    for name in ("evidence", "facts", "findings", "scores", "results", "reports"):
        found[f"{name}_bytes"] = sum(path.stat().st_size for path in (run.path / name).rglob("*") if path.is_file())
    found["bulletins"] = len(list(run.folder.reports_dir.glob("bulletin-*.pdf")))
    return dict(found)


def main() -> None:
    """Do what the task says."""
    report = do(msgspec.json.decode(sys.argv[1], type=RunTask))
    sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")


if __name__ == "__main__":
    main()
