"""``bench crawl --urls N``: one site of N small pages, computed as they are asked for; is memory flat?

Memory is that of our whole process tree, taken by itself every 5,000 pages: after 100,000 pages, and at the end.
"""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from hengping.pipeline.bench.contestants import OURS, Task
from hengping.pipeline.bench.goals import BYTES_PER_URL, FLAT_GROWTH, Goal
from hengping.pipeline.bench.running import core_plan, run
from hengping.pipeline.bench.server import serving
from hengping.pipeline.bench.small_pages import known_urls
from hengping.pipeline.bench.tree import address_of
from hengping.pipeline.bench.work import Note, work_folder

BASE_PAGES = 100_000
_BYTES_PER_URL = 4_000


class BenchMemory(msgspec.Struct, frozen=True, kw_only=True):
    """The whole benchmark.

    Attributes:
        urls: pages of the site; ``pages``: fetched, each once; ``complete``: all of them.
        memory: pages done, and memory in MB then.
        base_mb, end_mb: memory after the first 100,000 pages and at the end; None: there were fewer.
    """

    full_size: bool
    complete: bool
    urls: int
    pages: int
    seconds: float
    cpu_s: float
    pages_per_s: float
    peak_mb: float
    memory: tuple[tuple[int, float], ...]
    base_mb: float | None
    end_mb: float | None
    goals: tuple[Goal, ...]


def bench_memory(
    urls: int, *, time_limit_s: float = 4 * 3600, tree_dir: Path | None = None, note: Note = lambda _text: None
) -> BenchMemory:
    """Crawl the site once with one worker."""
    wanted = known_urls(urls)
    with work_folder(tree_dir, urls * _BYTES_PER_URL) as (folder, _in_memory):
        with serving([address_of(0)], folder / "server", urls=urls) as served:
            note(f"采集一个有{wanted}页的网站")
            home = f"http://{address_of(0)}:{served.port}/"
            command = OURS[0].command(Task(homes=(home,), plans=(), folder=folder / "work", peers=None))
            ran = run(
                command[0] if command else [],
                folder / "work",
                cores=core_plan().contestant,
                time_limit_s=time_limit_s,
            )
            asked = {request.path for request in served.requests() if request.status == 200}  # noqa: PLR2004 - OK
        pages = len(asked - {"/robots.txt"})
    seconds = float(ran.report.get("seconds", ran.wall_s))
    memory = tuple((int(count), float(mb)) for count, mb in ran.report.get("memory", ()))
    base, end = at_base(memory), memory[-1] if memory else None
    growth, per_url = growth_of(base, end)
    return BenchMemory(
        full_size=urls >= 10 * BASE_PAGES,
        complete=pages == wanted and ran.exit_code == 0,
        urls=wanted,
        pages=pages,
        seconds=round(seconds, 1),
        cpu_s=round(ran.cpu_s, 1),
        pages_per_s=round(pages / seconds, 1) if seconds else 0.0,
        peak_mb=round(ran.peak_mb, 1),
        memory=memory,
        base_mb=round(base[1], 1) if base else None,
        end_mb=round(end[1], 1) if end else None,
        goals=(
            Goal(name="十万页之后内存的增长", measured=growth, goal=FLAT_GROWTH, unit="倍"),
            Goal(name="每多一个网址的内存", measured=per_url, goal=BYTES_PER_URL, unit="字节"),
        ),
    )


def at_base(memory: Sequence[tuple[int, float]]) -> tuple[int, float] | None:
    """The first sample at or after 100,000 pages; None when there is none."""
    return next((sample for sample in memory if sample[0] >= BASE_PAGES), None)


def growth_of(base: tuple[int, float] | None, end: tuple[int, float] | None) -> tuple[float | None, float | None]:
    """How many times as much memory at the end, and bytes for each further URL; None each when not measured."""
    if base is None or end is None or end[0] <= base[0]:
        return None, None
    return round(end[1] / base[1], 3), round(max(0.0, end[1] - base[1]) * 1e6 / (end[0] - base[0]), 1)
