"""Rank intervals (名次区间): what places, tiers and lists come to when weights and findings are drawn many times."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from hengping.analysis.arrays import Floats, Ranks, Truths, Whole
from hengping.analysis.draws import ScoreDrawer, Uncertainty, draw_factors, stream
from hengping.analysis.evaluate import Factors, Leaves, evaluate
from hengping.analysis.linear import Pattern, linear_totals, patterns
from hengping.analysis.matrix import Population
from hengping.analysis.ranks import rank_dtype, summarise
from hengping.analysis.verdicts import Drawn, Judge, Verdicts

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
_BLOCK_BYTES = 120000000
_LARGEST_BLOCK = 250
_SITES_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Simulation:
    """What the draws came to.

    Attributes:
        draws, seed: as asked for.
        levels: of the quantiles.
        quantiles: (sites, levels) places, NaN without one.
        placed: (sites,) share of draws in which the site has a place.
        mean_total, deviation: (sites,) of the totals of draws that have one, in points; NaN without any.
        tier_labels: "" stands for none.
        tiers: (sites, labels) share of draws.
        lists, under, fired: (sites, lists | lines | vetoes) share of draws.
        passed: (sites,) share of draws.
        gates: (sites, gates) share of draws in which a gate is open; ``gate_nodes`` are behind them.
        shift: mean absolute change of places against those as scored, over sites and draws with both.
        base: the verdicts as scored, one draw.
    """

    draws: int
    seed: int
    levels: tuple[float, ...]
    quantiles: Floats
    placed: Floats
    mean_total: Floats
    deviation: Floats
    tier_labels: tuple[str, ...]
    tiers: Floats
    lists: Floats
    under: Floats
    fired: Floats
    passed: Floats
    gates: Floats
    gate_nodes: tuple[str, ...]
    shift: float
    base: Verdicts


@dataclass(slots=True)
class _Counts:
    """Sums over the draws of one block."""

    totals: Floats
    squares: Floats
    scored: Whole
    tiers: Whole
    lists: Whole
    under: Whole
    fired: Whole
    passed: Whole
    gates: Whole
    shift: int
    compared: int

    def add(self, other: "_Counts") -> None:
        """Add another block's sums; blocks come in their order, so that floats are always added alike."""
        for name in ("totals", "squares", "scored", "tiers", "lists", "under", "fired", "passed", "gates"):
            mine = getattr(self, name)
            mine += getattr(other, name)
        self.shift += other.shift
        self.compared += other.compared


def simulate(
    population: Population,
    uncertainty: Uncertainty,
    *,
    draws: int = 1000,
    seed: int = 1,
    levels: tuple[float, ...] = LEVELS,
    threads: int = 2,
) -> Simulation:
    """Draw, evaluate, rank and count.

    The result depends on population, uncertainty, draws, seed and levels alone: blocks have their own streams, and are
    added up in their order.

    Args:
        population: who is ranked.
        uncertainty: what is drawn.
        draws: how often.
        seed: of all streams.
        levels: quantiles of the places.
        threads: that work side by side.
    """
    run = Trials(population, uncertainty, seed)
    size = run.block_size(draws)
    blocks = [(number, begin, min(begin + size, draws)) for number, begin in enumerate(range(0, draws, size))]
    sites = len(population.codes)
    ranks: Ranks = np.zeros((draws, sites), dtype=rank_dtype(sites))

    def work(block: tuple[int, int, int]) -> _Counts:
        number, begin, end = block
        verdicts, fired = run.block(number, end - begin)
        ranks[begin:end] = verdicts.ranks
        return run.count(verdicts, fired)

    spans = [(first, min(first + _SITES_AT_ONCE, sites)) for first in range(0, sites, _SITES_AT_ONCE)]
    counts = run.nothing()
    with ThreadPoolExecutor(max_workers=max(threads, 1)) as pool:
        for each in pool.map(work, blocks):
            counts.add(each)
        parts = list(pool.map(lambda span: summarise(ranks, levels, *span), spans))
    there = np.where(counts.scored > 0, counts.scored, 1)
    mean = np.where(counts.scored > 0, counts.totals / there, np.nan)
    square = counts.squares / there
    return Simulation(
        draws=draws,
        seed=seed,
        levels=levels,
        quantiles=np.concatenate([quantiles for quantiles, _ in parts]),
        placed=np.concatenate([placed for _, placed in parts]),
        mean_total=mean + run.offset,
        deviation=np.sqrt(np.maximum(square - mean**2, 0.0)),
        tier_labels=run.judge.labels,
        tiers=counts.tiers / draws,
        lists=counts.lists / draws,
        under=counts.under / draws,
        fired=counts.fired / draws,
        passed=counts.passed / draws,
        gates=counts.gates / draws,
        gate_nodes=run.judge.gates,
        shift=counts.shift / counts.compared if counts.compared else float("nan"),
        base=run.base,
    )


class Trials:
    """What every block of draws of one population needs.

    Attributes:
        judge: concludes.
        base: the verdicts as scored, one draw.
        offset: totals as scored, 0 without one.
    """

    def __init__(self, population: Population, uncertainty: Uncertainty, seed: int) -> None:
        self._population = population
        self._uncertainty = uncertainty
        self._seed = seed
        self.judge = Judge(population)
        self._nodes = self.judge.needed_nodes()
        self._drawer = ScoreDrawer(population, uncertainty) if uncertainty.of_scores else None
        root = population.program.steps[-1].node_id
        sets = any(veto.sets is not None for veto in population.system.vetoes)
        only_total = all(node == root for node in self._nodes)
        self._patterns: tuple[Pattern, ...] | None = None
        if self._drawer is None and only_total and not sets:
            self._patterns = patterns(population.program, population.leaves)
        as_scored = self._evaluated(population.leaves, {}, population.fired[None], 1)
        self.base = self.judge.conclude(as_scored)
        # Totals are summed as differences from those as scored, so that sums of squares lose no digits.
        self.offset = np.where(np.isnan(self.base.totals[0]), 0.0, self.base.totals[0])
        self._some_unplaced = not self.base.ranks.all()

    def block_size(self, draws: int) -> int:
        """Draws of one block: by memory, never by threads."""
        sites, items = self._population.leaves.states.shape
        each = 8 * max(sites, 1) * (4 * items if self._drawer is not None else 12)
        return int(max(1, min(_LARGEST_BLOCK, _BLOCK_BYTES // each, draws)))

    def block(self, number: int, draws: int) -> tuple[Verdicts, Truths]:
        """One block of draws: what it comes to, and the vetoes that hold."""
        population = self._population
        rng = stream(self._seed, number)
        factors = draw_factors(population.program, self._uncertainty, draws, rng)
        if self._drawer is None:
            return self.judge.conclude(self.under(factors, draws)), population.fired[None]
        fired = self._drawer.vetoes(draws, rng)
        leaves = population.leaves
        leaves = Leaves(
            self._drawer.scores(draws, rng), leaves.states, leaves.fulls, leaves.pins, leaves.groups, leaves.off
        )
        return self.judge.conclude(self._evaluated(leaves, factors, fired, draws)), fired

    def under(self, factors: Factors, draws: int) -> Drawn:
        """The population as scored, under drawn shares."""
        population = self._population
        fired = population.fired[None]
        if self._patterns is None:
            return self._evaluated(population.leaves, factors, fired, draws)
        totals = linear_totals(population.program, self._patterns, factors, draws)
        root = population.program.steps[-1].node_id
        states = {root: np.zeros(totals.shape[1], dtype=np.uint8)}
        return Drawn(totals, {root: totals}, states, fired)

    def nothing(self) -> _Counts:
        """Sums over no draw."""
        sites, system = len(self._population.codes), self._population.system

        def zeros(*shape: int) -> Whole:
            return np.zeros((sites, *shape), dtype=np.int64)

        return _Counts(
            totals=np.zeros(sites),
            squares=np.zeros(sites),
            scored=zeros(),
            tiers=zeros(len(self.judge.labels)),
            lists=zeros(len(system.lists)),
            under=zeros(len(system.lines)),
            fired=zeros(len(system.vetoes)),
            passed=zeros(),
            gates=zeros(len(self.judge.gates)),
            shift=0,
            compared=0,
        )

    def count(self, verdicts: Verdicts, fired: Truths) -> _Counts:
        """Sums over the draws of a block."""
        draws, sites = verdicts.totals.shape
        away = verdicts.totals - self.offset
        missing = np.isnan(away)
        some_missing = bool(missing.any())
        if some_missing:
            away[missing] = 0.0
        moved = np.subtract(verdicts.ranks, self.base.ranks, dtype=np.int32)
        np.abs(moved, out=moved)
        compared = moved.size
        if self._some_unplaced or not verdicts.ranks.all():
            both = (verdicts.ranks > 0) & (self.base.ranks > 0)
            moved *= both
            compared = int(both.sum())
        labels = len(self.judge.labels)
        tiers = np.full((sites, labels), draws, dtype=np.int64)
        for number in range(labels if labels > 1 else 0):
            tiers[:, number] = (verdicts.tiers == number).sum(axis=0)
        return _Counts(
            totals=away.sum(axis=0),
            squares=np.einsum("ds,ds->s", away, away),
            scored=draws - missing.sum(axis=0) if some_missing else np.full(sites, draws, dtype=np.int64),
            tiers=tiers,
            lists=_columns(verdicts.lists, draws, sites),
            under=_columns(verdicts.under, draws, sites),
            fired=np.asarray(np.broadcast_to(fired, (draws, *fired.shape[1:])).sum(axis=0), dtype=np.int64),
            passed=np.asarray(verdicts.passed.sum(axis=0), dtype=np.int64),
            gates=_columns(verdicts.gates, draws, sites),
            shift=int(moved.sum(dtype=np.int64)),
            compared=compared,
        )

    def _evaluated(self, leaves: Leaves, factors: Factors, fired: Truths, draws: int) -> Drawn:
        program = self._population.program
        found = evaluate(program, leaves, factors, fired)
        numbers = {node: program.numbers[node] for node in self._nodes}
        shape = (draws, leaves.states.shape[0])
        return Drawn(
            totals=np.broadcast_to(found.totals, shape),
            nodes={node: np.broadcast_to(found.scores[number], shape) for node, number in numbers.items()},
            states={node: found.states[number] for node, number in numbers.items()},
            fired=fired,
        )


def _columns(truths: Sequence[Truths], draws: int, sites: int) -> Whole:
    found = [np.broadcast_to(each, (draws, sites)).sum(axis=0) for each in truths]
    return np.stack(found, axis=1).astype(np.int64) if found else np.zeros((sites, 0), dtype=np.int64)
