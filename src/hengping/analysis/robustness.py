"""The robustness of one ranking (稳健性), as one record: what ``robustness.json`` holds.

Everything in it is a statistic: places are whole numbers, points have 3 decimals, shares of draws and indices 4.
"""

import msgspec
import numpy as np

from hengping.analysis.arrays import shown, shown_all
from hengping.analysis.assessors import Agreement
from hengping.analysis.draws import Uncertainty, drawable
from hengping.analysis.matrix import Population
from hengping.analysis.montecarlo import LEVELS, Simulation, simulate
from hengping.analysis.near import POINT_DIGITS, SHARE_DIGITS, NearThreshold, near_thresholds
from hengping.analysis.outliers import outliers
from hengping.analysis.redundancy import alike, cronbach_alpha, principal_components, usable
from hengping.analysis.sobol import strongest, weight_drivers
from hengping.analysis.verdicts import Judge
from hengping.model.errors import InputError

FEWEST_SITES = 3
_MOST_DRIVERS = 20
_POINTS = ((500, 9), (2_000, 8), (5_000, 7))
_FEWEST_POINTS = 6
"""More sites need fewer points: the mean change of places is smoother the more places there are."""


class SiteRobustness(msgspec.Struct, frozen=True, kw_only=True):
    """One site.

    Attributes:
        rank: as scored; None without a place.
        total: as scored and printed.
        places: quantiles of its place over the draws in which it has one; empty without any.
        placed: share of draws in which it has a place.
        mean_total, deviation: of its totals over the draws.
        tiers, lists: share of draws by tier title and by list id, those that occur.
        fails: share of draws in which it does not pass.
    """

    group: str
    site_code: str
    name: str
    rank: int | None
    total: float | None
    places: tuple[int, ...]
    placed: float
    mean_total: float | None
    deviation: float | None
    tiers: dict[str, float]
    lists: dict[str, float]
    fails: float


class Driver(msgspec.Struct, frozen=True, kw_only=True):
    """A weight that moves places: Sobol indices on the mean absolute change of places.

    Both are estimates from ``points`` points: a ``first`` below 0 is sampling noise around 0.
    """

    node_id: str
    title: str
    first: float | None
    total: float | None


class Alike(msgspec.Struct, frozen=True, kw_only=True):
    """Two items that say nearly the same: their correlation over all sites."""

    first: str
    second: str
    correlation: float | None


class Redundancy(msgspec.Struct, frozen=True, kw_only=True):
    """Whether items repeat each other, over the sites that have all of them.

    Attributes:
        sites: such sites; ``dropped``: others.
        without_variance: items with the same index everywhere; ``incomplete``: items that most sites do not have; both
            are left out of the rest.
        alpha: Cronbach's alpha of the items' indices; ``if_dropped``: without each item.
        shares: of the variance, by principal component, largest first.
        alike: pairs with a correlation of at least 0.9.
        reason: why nothing could be computed, in Chinese.
    """

    sites: int
    dropped: int
    without_variance: tuple[str, ...] = ()
    incomplete: tuple[str, ...] = ()
    alpha: float | None = None
    if_dropped: dict[str, float | None] = {}
    shares: tuple[float | None, ...] = ()
    alike: tuple[Alike, ...] = ()
    reason: str = ""


class Outlier(msgspec.Struct, frozen=True, kw_only=True):
    """A total (``item`` empty) or an item's index far from those of its group; see analysis.outliers."""

    site_code: str
    name: str
    item: str
    value: float | None
    median: float | None
    z: float | None


class Robustness(msgspec.Struct, frozen=True, kw_only=True):
    """The whole analysis of one system, with everything that is needed to repeat it.

    Attributes:
        scores_digest: SHA-256 of the score files it was made from; empty when made from scores in memory.
        digits: decimals of a printed total.
        precision, recall: of checks that are not named in ``accuracy``, which has both by check id.
        levels: of the quantiles in ``places``.
        points: base points of the Sobol design behind ``drivers``; 0: none was drawn.
        titles: Chinese titles by item id.
        mean_shift: mean absolute change of places over sites and draws; None when no site has a place.
        agreement: of the assessors, where several have marked the same things.
        list_titles: Chinese titles by list id.
        notes: what could not be worked out, and why, in Chinese.
    """

    system_id: str
    system_version: str
    scores_digest: str = ""
    digits: int
    draws: int
    seed: int
    weights: float
    law: str
    findings: bool
    precision: float
    recall: float
    accuracy: dict[str, tuple[float, float]]
    marks_error: float
    limit: float
    levels: tuple[float, ...]
    mean_shift: float | None
    sites: tuple[SiteRobustness, ...]
    list_titles: dict[str, str]
    titles: dict[str, str]
    near: tuple[NearThreshold, ...]
    points: int
    drivers: tuple[Driver, ...]
    redundancy: Redundancy
    outliers: tuple[Outlier, ...]
    agreement: Agreement | None = None
    notes: tuple[str, ...]


def robustness(
    population: Population,
    uncertainty: Uncertainty,
    *,
    draws: int = 1000,
    seed: int = 1,
    levels: tuple[float, ...] = LEVELS,
    limit: float = 0.05,
    log2_points: int | None = None,
    threads: int = 2,
) -> Robustness:
    """Draw, and say what is certain and what is not.

    Args:
        population: who is ranked.
        uncertainty: what is drawn.
        draws: see :func:`hengping.analysis.montecarlo.simulate`.
        seed: of all streams.
        levels: quantiles of the places.
        limit: a chance above which a site enters the near-threshold queue.
        log2_points: of the Sobol design; 0: no drivers; None: :func:`settled_points`.
        threads: that work side by side.

    Raises:
        InputError: there are too few sites, or nothing is uncertain.
    """
    _require(population, uncertainty)
    found = simulate(population, uncertainty, draws=draws, seed=seed, levels=levels, threads=threads)
    notes = _notes(population, uncertainty)
    drivers: tuple[Driver, ...] = ()
    if log2_points is None:
        log2_points = settled_points(len(population.codes))
    if uncertainty.weights == 0 or not drawable(population.program):
        log2_points = 0
    if log2_points:
        drivers = _drivers(population, uncertainty, log2_points, seed)
        if not drivers:
            notes.append("权重在所设范围内变动不改变任何名次，没有影响名次的权重")
    return Robustness(
        system_id=population.system.id,
        system_version=population.system.version,
        digits=population.system.rounding.digits,
        draws=draws,
        seed=seed,
        weights=uncertainty.weights,
        law=uncertainty.law,
        findings=uncertainty.findings,
        precision=uncertainty.default_accuracy.precision,
        recall=uncertainty.default_accuracy.recall,
        accuracy={check: (each.precision, each.recall) for check, each in sorted(uncertainty.accuracy.items())},
        marks_error=uncertainty.marks_error,
        limit=limit,
        levels=levels,
        mean_shift=shown(found.shift, POINT_DIGITS),
        sites=tuple(_site(population, found, row) for row in range(len(population.codes))),
        list_titles={each.id: each.title.zh for each in population.system.lists},
        titles={step.node_id: step.title for step in population.program.steps if step.item >= 0},
        near=near_thresholds(population, found, limit=limit),
        points=2**log2_points if log2_points else 0,
        drivers=drivers,
        redundancy=_redundancy(population),
        outliers=_outliers(population),
        notes=tuple(notes),
    )


def settled_points(sites: int) -> int:
    """Power of two of the Sobol points for so many sites: 512 up to 500 sites, then halved as the work grows."""
    return next((power for most, power in _POINTS if sites <= most), _FEWEST_POINTS)


def _require(population: Population, uncertainty: Uncertainty) -> None:
    scored = int((~np.isnan(population.printed)).sum())
    if scored < FEWEST_SITES:
        raise InputError(
            f"有得分的网站只有 {scored} 个，无法分析名次的稳健性", remedy=f"至少需要 {FEWEST_SITES} 个有得分的网站"
        )
    if not uncertainty.of_scores and not (uncertainty.weights > 0 and drawable(population.program)):
        why = "这个体系没有可以变动的权重" if uncertainty.weights > 0 else "没有设定任何不确定性"
        raise InputError(
            f"{why}，每次抽样的结果都一样", remedy="加上 --findings（检查结果可能有误）或 --marks-error（评分误差）"
        )


def _notes(population: Population, uncertainty: Uncertainty) -> list[str]:
    notes: list[str] = []
    if uncertainty.weights > 0 and not drawable(population.program):
        notes.append("这个体系没有可以变动的权重，只分析了得分的不确定性")
    if uncertainty.findings and not population.charges.points.size:
        notes.append("得分中没有逐条扣分的检查结果，检查误差对名次没有影响")
    unranked = int((population.unranked | np.isnan(population.printed)).sum())
    if unranked:
        notes.append(f"{unranked} 个网站没有得分或不参加排名，没有名次区间")
    skipped = Judge(population).skipped
    if skipped:
        notes.append(f"名单 {'、'.join(skipped)} 含与上一轮的比较，未计算进入的概率")
    if population.program.system.ranking.method == "unordered":
        notes.append("这个体系排名不分先后，没有名次区间")
    return notes


def _redundancy(population: Population) -> Redundancy:
    kept = usable(population.items, population.index)
    base = Redundancy(
        sites=kept.sites,
        dropped=kept.dropped,
        without_variance=kept.without_variance,
        incomplete=kept.incomplete,
        reason=kept.reason,
    )
    if kept.reason:
        return base
    alpha = cronbach_alpha(kept.table)
    return msgspec.structs.replace(
        base,
        alpha=shown(alpha.value, SHARE_DIGITS),
        if_dropped=dict(zip(kept.names, shown_all(alpha.if_dropped, SHARE_DIGITS), strict=True)),
        shares=tuple(shown_all(principal_components(kept.table).shares[:_MOST_DRIVERS], SHARE_DIGITS)),
        alike=tuple(
            Alike(first=first, second=second, correlation=shown(value, SHARE_DIGITS))
            for first, second, value in alike(kept.names, kept.table)
        ),
    )


def _outliers(population: Population) -> tuple[Outlier, ...]:
    return tuple(
        Outlier(
            site_code=each.site_code,
            name=each.name,
            item=each.item,
            value=shown(each.value, SHARE_DIGITS),
            median=shown(each.median, SHARE_DIGITS),
            z=shown(each.z, POINT_DIGITS),
        )
        for each in outliers(population)
    )


def _drivers(population: Population, uncertainty: Uncertainty, log2_points: int, seed: int) -> tuple[Driver, ...]:
    found = weight_drivers(population, width=uncertainty.weights, log2_points=log2_points, seed=seed)
    return tuple(
        Driver(
            node_id=found.node_ids[number],
            title=found.titles[number],
            first=shown(found.indices.first[number], SHARE_DIGITS),
            total=shown(found.indices.total[number], SHARE_DIGITS),
        )
        for number in strongest(found, _MOST_DRIVERS)
    )


def _site(population: Population, found: Simulation, row: int) -> SiteRobustness:
    system = population.system
    rank = int(found.base.ranks[0, row])
    quantiles = found.quantiles[row]
    tiers = zip(found.tier_labels, found.tiers[row], strict=True)
    lists = zip((each.id for each in system.lists), found.lists[row], strict=True)
    return SiteRobustness(
        group=population.group_names[population.leaves.groups[row]],
        site_code=population.codes[row],
        name=population.names[row],
        rank=rank or None,
        total=shown(population.printed[row], 6),
        places=() if np.isnan(quantiles).any() else tuple(int(place) for place in quantiles),
        placed=shown(found.placed[row], SHARE_DIGITS) or 0.0,
        mean_total=shown(found.mean_total[row], POINT_DIGITS),
        deviation=shown(found.deviation[row], POINT_DIGITS),
        tiers={label: shown(share, SHARE_DIGITS) or 0.0 for label, share in tiers if share and label},
        lists={list_id: shown(share, SHARE_DIGITS) or 0.0 for list_id, share in lists if share},
        fails=shown(1 - found.passed[row], SHARE_DIGITS) or 0.0,
    )
