"""Sobol indices (方差贡献): which input moves a result, alone and together with others.

Saltelli's design on a scrambled Sobol sequence, Jansen's estimators (Saltelli et al. 2010, Computer Physics
Communications 181: 259–270).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from hengping.analysis.arrays import Floats
from hengping.analysis.draws import Uncertainty, drawable, normalise_factors
from hengping.analysis.matrix import Population
from hengping.analysis.montecarlo import Trials

_FLAT = 1e-12


@dataclass(frozen=True, slots=True)
class SobolIndices:
    """Shares of the variance of a result.

    Attributes:
        first: (inputs,) what an input explains alone; NaN where the result does not vary.
        total: (inputs,) what would be left if all others were known.
        variance, mean: of the result.
        evaluations: how often the function was asked.
    """

    first: Floats
    total: Floats
    variance: float
    mean: float
    evaluations: int


def sobol_indices(
    function: Callable[[Floats], Floats], inputs: int, *, log2_points: int = 8, seed: int = 1
) -> SobolIndices:
    """Indices of a function of independent inputs, each uniform on 0–1.

    Args:
        function: (points, inputs) to (points,).
        inputs: how many.
        log2_points: base points are 2 to this power; the function is asked (inputs + 2) times as often.
        seed: of the scrambling.
    """
    from scipy.stats import qmc  # noqa: PLC0415 - slow to load, and only wanted here

    sequence = qmc.Sobol(d=2 * inputs, scramble=True, rng=np.random.default_rng(seed))
    points = sequence.random_base2(log2_points)
    first, second = points[:, :inputs], points[:, inputs:]
    at_first, at_second = function(first), function(second)
    both = np.concatenate([at_first, at_second])
    variance = float(both.var())
    alone = np.full(inputs, np.nan)
    total = np.full(inputs, np.nan)
    for number in range(inputs if variance > _FLAT else 0):
        mixed = first.copy()
        mixed[:, number] = second[:, number]
        at_mixed = function(mixed)
        alone[number] = 1 - float(((at_second - at_mixed) ** 2).mean()) / (2 * variance)
        total[number] = float(((at_first - at_mixed) ** 2).mean()) / (2 * variance)
    return SobolIndices(alone, total, variance, float(both.mean()), len(points) * (inputs + 2))


@dataclass(frozen=True, slots=True)
class Drivers:
    """Which shares move ranks: node ids with their indices, as :class:`SobolIndices` has them."""

    node_ids: tuple[str, ...]
    titles: tuple[str, ...]
    indices: SobolIndices


def weight_drivers(
    population: Population,
    *,
    width: float = 0.2,
    of: Literal["weights", "items"] = "weights",
    site: int | None = None,
    log2_points: int = 6,
    seed: int = 1,
) -> Drivers:
    """Indices of drawn shares on a rank statistic.

    Args:
        population: who is ranked.
        width: every share lies between 1 − width and 1 + width times its value; siblings keep their sum.
        of: all nodes that have weighed siblings, or only the items among them.
        site: row whose place is the result; None: the mean absolute change of all places.
        log2_points: see :func:`sobol_indices`.
        seed: of the design.
    """
    program = population.program
    steps = [step for step in drawable(program) if of == "weights" or program.steps[step].item >= 0]
    trials = Trials(population, Uncertainty(weights=width), seed)
    base = trials.base.ranks.astype(np.int64)

    def statistic(points: Floats) -> Floats:
        found = np.empty(len(points))
        size = trials.block_size(len(points))
        for begin in range(0, len(points), size):
            raw = 1 + width * (2 * points[begin : begin + size] - 1)
            factors = normalise_factors(program, steps, raw)
            ranks = trials.judge.conclude(trials.under(factors, len(raw))).ranks
            found[begin : begin + size] = _statistic(ranks.astype(np.int64), base, site)
        return found

    indices = sobol_indices(statistic, len(steps), log2_points=log2_points, seed=seed) if steps else _nothing()
    return Drivers(
        node_ids=tuple(program.steps[step].node_id for step in steps),
        titles=tuple(program.steps[step].title for step in steps),
        indices=indices,
    )


def _statistic(ranks: np.ndarray, base: np.ndarray, site: int | None) -> Floats:
    if site is not None:
        return ranks[:, site].astype(np.float64)
    both = (ranks > 0) & (base > 0)
    moved = np.where(both, np.abs(ranks - base), 0).sum(axis=1)
    return np.asarray(moved / np.maximum(both.sum(axis=1), 1), dtype=np.float64)


def _nothing() -> SobolIndices:
    return SobolIndices(np.zeros(0), np.zeros(0), 0.0, 0.0, 0)


def strongest(drivers: Drivers, most: int) -> Sequence[int]:
    """Numbers of the inputs with the largest total index, largest first; inputs that move nothing are left out."""
    total = drivers.indices.total
    order = sorted(range(len(total)), key=lambda number: (-np.nan_to_num(total[number]), number))
    return [number for number in order if np.isfinite(total[number]) and total[number] > 0][:most]
