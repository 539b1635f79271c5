"""What pages say of a run under way: stages with their counts, sites with the stages that are behind them."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hengping.pipeline.progress_file import read_progress
from hengping.pipeline.run import STAGES
from hengping.pipeline.stamps import STATE_FOLDER
from hengping.web.apps.runs.models import Run

STAGE_NAMES = {
    "collect": "采集",
    "extract": "读取",
    "relate": "比对",
    "check": "检查",
    "score": "评分",
    "rank": "排名",
    "report": "成文",
    "site_reports": "单站报告",
}
"""Names of stages, as the command line prints them."""
SITE_STAGES = ("collect", "extract", "check", "score")
"""Stages that have a stamp for each site."""


@dataclass(frozen=True, kw_only=True)
class StageLine:
    """A stage as a page shows it; ``state`` is ``waiting``, ``going`` or ``done``."""

    stage: str
    name: str
    total: int
    made: int
    skipped: int
    state: str
    began_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def done(self) -> int:
        """Units that are behind it."""
        return self.made + self.skipped


@dataclass(frozen=True, kw_only=True)
class SiteLine:
    """A site with, for each of :data:`SITE_STAGES`, whether it is behind it."""

    site_code: str
    name: str
    done: tuple[bool, ...]


def stage_lines(run: Run) -> list[StageLine]:
    """All stages up to the last one asked for, in order."""
    progress = read_progress(run.path)
    known = {each.stage: each for each in progress.stages} if progress is not None else {}
    ended = run.state in {Run.State.DONE, Run.State.PARTLY}
    wanted = list(STAGES)[: list(STAGES).index(run.until) + 1] if run.until in STAGES else list(STAGES)
    beside = [name for name in known if name not in wanted and name in STAGE_NAMES]
    lines = []
    for name in [*wanted, *beside]:
        each = known.get(name)
        done = ended or (each is not None and each.ended_at is not None)
        lines.append(
            StageLine(
                stage=name,
                name=STAGE_NAMES[name],
                total=each.total if each else 0,
                made=each.done if each else 0,
                skipped=each.skipped if each else 0,
                state="done" if done else "going" if each is not None else "waiting",
                began_at=each.began_at if each else None,
                ended_at=each.ended_at if each else None,
            )
        )
    return lines


def note(run: Run) -> str:
    """What the engine said last of what it is doing."""
    progress = read_progress(run.path)
    return progress.note if progress is not None else ""


def told(run: Run) -> list[str]:
    """What the engine wants people to keep, newest first."""
    progress = read_progress(run.path)
    return list(reversed(progress.told)) if progress is not None else []


def behind(run: Run, systems: Sequence[str]) -> dict[str, set[str]]:
    """Site codes that are behind each of :data:`SITE_STAGES`, by the stamps in the run folder."""
    found = {stage: _stamped(run.path / STATE_FOLDER / stage) for stage in SITE_STAGES}
    by_system = [
        {name.removeprefix(f"{key}.") for name in found["score"] if name.startswith(f"{key}.")} for key in systems
    ]
    found["score"] = set.intersection(*by_system) if by_system else set()
    return found


def site_lines(sites: Sequence[tuple[str, str]], found: dict[str, set[str]]) -> list[SiteLine]:
    """The sites (code, name) with their stages."""
    return [
        SiteLine(site_code=code, name=name, done=tuple(code in found[stage] for stage in SITE_STAGES))
        for code, name in sites
    ]


def _stamped(folder: Path) -> set[str]:
    try:
        return {entry.name.removesuffix(".json") for entry in os.scandir(folder) if entry.name.endswith(".json")}
    except OSError:
        return set()
