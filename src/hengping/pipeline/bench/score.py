"""``bench score``: exact scoring with full provenance, and thousands of rank draws, against the goals.

The exact part scores every site through :func:`hengping.scoring.site.score_site` from findings, writes each score tree
as JSON, ranks all sites and writes the ranks: in two processes, as the pipeline does it. Findings come from 64
different sets dealt to the sites in turn, made before the clock starts. The draws rank all sites under drawn weights
and take five quantiles of every site's places. Each part runs in processes of its own, so that peak memory is its own.
"""

import multiprocessing
import resource
import shutil
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from itertools import repeat
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import msgspec

from hengping.indicators.system import IndicatorSystem
from hengping.model import codec
from hengping.model.finding import Finding
from hengping.model.score import SiteScore
from hengping.pipeline.bench.goals import Goal
from hengping.pipeline.bench.made import made_findings, made_site, made_system
from hengping.ranking.results import rank
from hengping.ranking.tables import ranks_csv
from hengping.scoring.site import score_site

_VARIANTS = 64
_BATCH = 50
_SMALL = 7
"""The small run of the linearity test has so many times fewer sites: 2,000 against 14,000."""
_NAIVE_DRAWS = 10
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)

EXACT_SECONDS, EXACT_MB = 60.0, 2000.0
DRAW_SECONDS, DRAW_RATIO, DRAW_MB = 10.0, 100.0, 1000.0
LINEAR_LIMIT = 1.25
"""Cost per site may grow by so much from the small to the large run before it is no longer called linear."""


class ExactPart(msgspec.Struct, frozen=True, kw_only=True):
    """Exact scoring.

    Attributes:
        seconds: by the clock; ``cpu_seconds``: of processor time of all processes.
        ms_per_site, small_ms_per_site: milliseconds of processor time a site, of both sizes; ``growth``: their ratio.
        peak_mb: peak memory of all processes together.
    """

    sites: int
    items: int
    findings: int
    processes: int
    seconds: float
    cpu_seconds: float
    ms_per_site: float
    small_sites: int
    small_ms_per_site: float
    growth: float
    peak_mb: float
    ranked: int


class DrawPart(msgspec.Struct, frozen=True, kw_only=True):
    """Rank draws.

    Attributes:
        seconds, cpu_seconds: by the clock, and of processor time of all threads.
        naive: what the loops were measured with.
        naive_loop, naive_draws: the loop as it is first written, draw by draw and row by row, and draws that were run.
        naive_seconds, naive_cpu_seconds, naive_ms: for all draws, and milliseconds a draw.
        ratio, cpu_ratio: how many times as long, by the clock, and in processor time.
        table_loop, table_draws, table_seconds, table_ratio: of a loop that takes the whole table in every draw.
    """

    sites: int
    items: int
    draws: int
    threads: int
    ties_on: str
    seconds: float
    cpu_seconds: float
    peak_mb: float
    naive: str
    naive_loop: str
    naive_draws: int
    naive_seconds: float
    naive_cpu_seconds: float
    naive_ms: float
    ratio: float
    cpu_ratio: float
    table_loop: str
    table_draws: int
    table_seconds: float
    table_ratio: float


class BenchScore(msgspec.Struct, frozen=True, kw_only=True):
    """The whole benchmark. ``identical``: fast ranks and quantiles equal those of the naive way on a small case."""

    full_size: bool
    exact: ExactPart
    draws: tuple[DrawPart, ...]
    identical: bool
    goals: tuple[Goal, ...]


def bench_score(
    *,
    sites: int = 14_000,
    items: int = 150,
    draws: int = 10_000,
    processes: int = 2,
    threads: int = 2,
    repeats: int = 1,
) -> BenchScore:
    """Run everything; of several repeats the median counts."""
    exact = _exact(sites, items, processes, repeats)
    parts = tuple(_alone(_draw_part, sites, items, draws, threads, repeats, ties_on) for ties_on in ("raw", "printed"))
    slowest = max(parts, key=lambda part: part.seconds)
    goals = (
        Goal(name="精确评分用时", measured=exact.seconds, goal=EXACT_SECONDS, unit="秒", cpu=exact.cpu_seconds),
        Goal(name="精确评分内存", measured=exact.peak_mb, goal=EXACT_MB, unit="MB"),
        Goal(name="每个网站的用时增长", measured=exact.growth, goal=LINEAR_LIMIT, unit="倍"),
        Goal(name="抽样排名用时", measured=slowest.seconds, goal=DRAW_SECONDS, unit="秒", cpu=slowest.cpu_seconds),
        Goal(name="抽样排名内存", measured=max(part.peak_mb for part in parts), goal=DRAW_MB, unit="MB"),
        Goal(
            name="比逐次逐行的循环快",
            measured=min(part.ratio for part in parts),
            goal=DRAW_RATIO,
            unit="倍",
            at_most=False,
            cpu=min(part.cpu_ratio for part in parts),
        ),
    )
    return BenchScore(
        full_size=(sites, items, draws) == (14_000, 150, 10_000),
        exact=exact,
        draws=parts,
        identical=_alone(_identical, min(sites, 60), min(items, 12)),
        goals=goals,
    )


def _alone(work: Any, *arguments: Any) -> Any:
    """Run in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def _median(values: list[float]) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 2]


def _peak_mb() -> float:
    """Peak memory of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


class _Round(msgspec.Struct, frozen=True, kw_only=True):
    seconds: float
    cpu_seconds: float
    peak_mb: float
    findings: int
    ranked: int


def _exact(sites: int, items: int, processes: int, repeats: int) -> ExactPart:
    few = max(sites // _SMALL, 1)
    small, large = [], []
    for _ in range(repeats):
        small.append(_alone(_exact_round, few, items, processes))
        large.append(_alone(_exact_round, sites, items, processes))
    used, small_used = _median([each.cpu_seconds for each in large]), _median([each.cpu_seconds for each in small])
    return ExactPart(
        sites=sites,
        items=items,
        findings=large[0].findings,
        processes=processes,
        seconds=round(_median([each.seconds for each in large]), 3),
        cpu_seconds=round(used, 3),
        ms_per_site=round(used / sites * 1000, 4),
        small_sites=few,
        small_ms_per_site=round(small_used / few * 1000, 4),
        growth=round((used / sites) / (small_used / few), 3),
        peak_mb=round(max(each.peak_mb for each in large), 1),
        ranked=large[0].ranked,
    )


def _exact_round(sites: int, items: int, processes: int) -> _Round:
    """Score, write, rank, write. The clock starts when the workers have what they score."""
    system = made_system(items)
    folder = Path(tempfile.mkdtemp(prefix="hengping-bench-"))
    try:
        with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
            ready = list(pool.map(_prepare, repeat(items, processes * 2)))
            began, used = perf_counter(), process_time()
            batches = [range(first, min(first + _BATCH, sites)) for first in range(0, sites, _BATCH)]
            scores: list[SiteScore] = []
            peaks: dict[int, float] = {}
            working = 0.0
            for name, peak, busy, part in pool.map(_score_batch, repeat(items), batches, repeat(folder)):
                peaks[name] = peak
                working += busy
                scores.extend(part)
            results = rank(system, scores)
            (folder / "ranks.csv").write_bytes(ranks_csv(results))
            seconds = perf_counter() - began
            working += process_time() - used
        findings = sum(len(made_findings(items, number % _VARIANTS)) for number in range(min(sites, _VARIANTS)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return _Round(
        seconds=seconds,
        cpu_seconds=working,
        peak_mb=_peak_mb() + sum(peaks.values()),
        findings=findings * sites // min(sites, _VARIANTS) if ready else 0,
        ranked=sum(row.rank is not None for row in results.ranks),
    )


@lru_cache(maxsize=1)
def _prepare(items: int) -> None:
    """Make what this worker scores."""
    _material(items)


@lru_cache(maxsize=1)
def _material(items: int) -> tuple[IndicatorSystem, tuple[tuple[Finding, ...], ...]]:
    return made_system(items), tuple(made_findings(items, variant) for variant in range(_VARIANTS))


def _score_batch(items: int, numbers: range, folder: Path) -> tuple[int, float, float, list[SiteScore]]:
    """Score some sites and write their trees; ranking needs the totals only."""
    system, findings = _material(items)
    began = process_time()
    slim = []
    for number in numbers:
        score = score_site(system, made_site(number), findings[number % _VARIANTS])
        (folder / f"{score.site_code}.json").write_bytes(codec.encode_pretty(score))
        slim.append(msgspec.structs.replace(score, root=None))
    return multiprocessing.current_process().pid or 0, _peak_mb(), process_time() - began, slim


def _draw_part(sites: int, items: int, draws: int, threads: int, repeats: int, ties_on: str) -> DrawPart:  # noqa: PLR0917
    from hengping.analysis.draws import Uncertainty, stream  # noqa: PLC0415 - numpy only where it is needed
    from hengping.analysis.made import made_population  # noqa: PLC0415
    from hengping.analysis.montecarlo import simulate  # noqa: PLC0415
    from hengping.analysis.naive import BY_SITE, BY_TABLE, naive_seconds  # noqa: PLC0415

    people = made_population(made_system(items, ties_on=ties_on), sites)
    simulate(people, Uncertainty(weights=0.2), draws=min(draws, 50), threads=threads)
    seconds, used = [], []
    for _ in range(repeats):
        began, began_used = perf_counter(), process_time()
        simulate(people, Uncertainty(weights=0.2), draws=draws, levels=LEVELS, threads=threads)
        seconds.append(perf_counter() - began)
        used.append(process_time() - began_used)
    peak = _peak_mb()
    few = min(draws, _NAIVE_DRAWS)
    weights = 1 + 0.2 * (2 * stream(1, 0).random((few, items)) - 1)
    naive = naive_seconds(people.index, weights, LEVELS, draws, lambda: (perf_counter(), process_time()))
    median, median_used = _median(seconds), _median(used)
    return DrawPart(
        sites=sites,
        items=items,
        draws=draws,
        threads=threads,
        ties_on=ties_on,
        seconds=round(median, 3),
        cpu_seconds=round(median_used, 3),
        peak_mb=round(peak, 1),
        naive="pandas" if naive.with_pandas else "Python",
        naive_loop=BY_SITE,
        naive_draws=naive.measured_by_site,
        naive_seconds=round(naive.by_site, 1),
        naive_cpu_seconds=round(naive.by_site_cpu, 1),
        naive_ms=round(naive.by_site_cpu / draws * 1000, 1),
        ratio=round(naive.by_site / median, 1),
        cpu_ratio=round(naive.by_site_cpu / median_used, 1),
        table_loop=BY_TABLE,
        table_draws=naive.measured_by_table,
        table_seconds=round(naive.by_table, 1),
        table_ratio=round(naive.by_table / median, 1),
    )


def _identical(sites: int, items: int) -> bool:
    from hengping.analysis.draws import Uncertainty, draw_factors, stream  # noqa: PLC0415
    from hengping.analysis.made import made_population  # noqa: PLC0415
    from hengping.analysis.montecarlo import Trials, simulate  # noqa: PLC0415
    from hengping.analysis.naive import quantiles  # noqa: PLC0415

    draws, width = 40, Uncertainty(weights=0.2)
    people = made_population(made_system(items, ties_on="printed"), sites)
    trials = Trials(people, width, 1)
    factors = draw_factors(people.program, width, draws, stream(1, 0))
    printed = trials.judge.conclude(trials.under(factors, draws)).printed
    found = simulate(people, width, draws=draws, seed=1, levels=LEVELS)
    return bool(found.quantiles.tolist() == quantiles(printed, LEVELS))
