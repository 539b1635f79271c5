"""``bench read``: reading a page against lexbor's parse alone, lxml and trafilatura.

Contestants alternate: every round has each of them read the same pages once, ours in one process, each peer in one of
its own. What counts is processor time, the median over the rounds. Pages are those of one site of the benchmark's web,
and, where a folder of real pages is given, those as well; the goals are held against the benchmark's web, which is the
same everywhere.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from hengping.pipeline.bench.goals import (
    READ_CHECKED_OF_PARSE,
    READ_OF_LXML,
    READ_OF_PARSE,
    READ_OF_TRAFILATURA,
    Goal,
    median,
)
from hengping.pipeline.bench.read_pages import write_pages, write_real_pages
from hengping.pipeline.bench.running import core_plan, run
from hengping.pipeline.bench.work import Note, work_folder

_TIME_LIMIT_S = 900.0
_PEERS = ("lxml", "trafilatura")
_OURS = ("lexbor", "links", "text", "facts", "judged")
_PAGE_BYTES = 400_000


class ReadTimes(msgspec.Struct, frozen=True, kw_only=True):
    """One set of pages.

    Attributes:
        name: ``bench`` or ``real``.
        pages, page_bytes: how many, and their mean size.
        cpu_ms: processor milliseconds a page by contestant, medians of the rounds; those not run are not in it.
    """

    name: str
    pages: int
    page_bytes: float
    cpu_ms: dict[str, float]

    def ratio(self, ours: str, other: str) -> float | None:
        """How many times as fast ``ours`` is; None when one of them did not run."""
        if ours not in self.cpu_ms or other not in self.cpu_ms:
            return None
        return round(self.cpu_ms[other] / self.cpu_ms[ours], 3)


class BenchRead(msgspec.Struct, frozen=True, kw_only=True):
    """The whole benchmark; ``complete``: every round of ours ended and read every page."""

    full_size: bool
    complete: bool
    rounds: int
    sets: tuple[ReadTimes, ...]
    goals: tuple[Goal, ...]


def bench_read(
    *,
    pages: int = 500,
    rounds: int = 5,
    peers: Path | None = None,
    real: Path | None = None,
    note: Note = lambda _text: None,
) -> BenchRead:
    """Run everything.

    Args:
        pages: pages of the benchmark's web.
        rounds: the median of so many counts.
        peers: where ``scripts/bench-peers.sh`` installed the peers; None: ours and lexbor only.
        real: folder of real pages (``*.html``), read beside.
        note: told what is going on.
    """
    sets: list[ReadTimes] = []
    complete = True
    with work_folder(None, pages * _PAGE_BYTES) as (folder, _in_memory):
        sizes = {"bench": write_pages(folder / "bench", pages)}
        if real is not None:
            sizes["real"] = write_real_pages(folder / "real", real)
        for name, size in sizes.items():
            if not size:
                continue
            times: dict[str, list[float]] = {}
            for number in range(1, rounds + 1):
                complete &= _round(folder, name, times, peers)
                told = "，".join(f"{who} {spent[-1]:.3f}" for who, spent in times.items() if spent)
                note(f"{name} 第{number}轮（每页处理器毫秒）：{told}")
            count = len(list((folder / name).iterdir())) - 1
            sets.append(_times(name, count, size, times))
    return BenchRead(
        full_size=pages >= 500 and rounds >= 5,  # noqa: PLR2004 - as the goals were set
        complete=complete,
        rounds=rounds,
        sets=tuple(sets),
        goals=_goals(sets[0]),
    )


def _round(folder: Path, name: str, times: dict[str, list[float]], peers: Path | None) -> bool:
    """Everybody once over one set; whether ours read every page."""
    source = folder / name
    ours = _run([sys.executable, "-m", "hengping.pipeline.bench.ours_read", str(source)], folder / "work")
    for who, spent in ours.items():
        times.setdefault(who, []).append(spent)
    for who in _PEERS:
        program = None if peers is None else peers / "programs" / f"{who}_read.py"
        if peers is None or program is None or not program.is_file():
            continue
        for peer, spent in _run([str(peers / "venv/bin/python"), str(program), str(source)], folder / "work").items():
            times.setdefault(peer, []).append(spent)
    return set(ours) == set(_OURS)


def _run(command: Sequence[str], folder: Path) -> dict[str, float]:
    done = run(command, folder, cores=core_plan().contestant, time_limit_s=_TIME_LIMIT_S)
    found: dict[str, float] = done.report.get("cpu_ms", {}) if done.exit_code == 0 else {}
    return found


def _times(name: str, count: int, size: int, times: dict[str, list[float]]) -> ReadTimes:
    medians = {who: median(spent) for who, spent in times.items()}
    return ReadTimes(
        name=name,
        pages=count,
        page_bytes=round(size / count, 1),
        cpu_ms={who: round(spent, 4) for who, spent in medians.items() if spent is not None},
    )


def _goals(times: ReadTimes) -> tuple[Goal, ...]:
    wanted = (
        ("全部事实与只解析之比", "facts", "lexbor", READ_OF_PARSE),
        ("全部事实加检查与只解析之比", "judged", "lexbor", READ_CHECKED_OF_PARSE),
        ("链接和正文与lxml之比", "links", "lxml", READ_OF_LXML),
        ("正文与trafilatura之比", "text", "trafilatura", READ_OF_TRAFILATURA),
    )
    return tuple(
        Goal(name=name, measured=times.ratio(ours, other), goal=goal, unit="倍", at_most=False)
        for name, ours, other, goal in wanted
    )
