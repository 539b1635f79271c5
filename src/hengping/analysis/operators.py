"""Tree operators on arrays: the same arithmetic as ``hengping.scoring.operators``, many sites and draws at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from hengping.analysis.arrays import Floats, Truths
from hengping.indicators.tree import OperatorKind


@dataclass(frozen=True, slots=True)
class Terms:
    """The children of a node, one array each; all broadcast against each other, sites last.

    Attributes:
        marks: full marks of the node.
        scores, fulls: in points of each child.
        weights: share in the parent, times what a draw makes of it.
        factors: what a draw makes of each child's share; 1 where weights are not drawn.
        live, dropped, spread: fate of each child at each site.
        capped: a sum stops at the marks.
    """

    marks: float
    scores: Sequence[Floats]
    fulls: Sequence[Floats]
    weights: Sequence[Floats]
    factors: Sequence[Floats]
    live: Sequence[Truths]
    dropped: Sequence[Truths]
    spread: Sequence[Truths]
    capped: bool = False


def combine(operator: OperatorKind, terms: Terms) -> Floats:
    """Score of the node in its own points; meaningless where no child is live."""
    return _OPERATORS[operator](terms)


def _total(parts: Sequence[Floats]) -> Floats:
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def _over(numerator: Floats, denominator: Floats, otherwise: float = 0.0) -> Floats:
    safe = np.where(denominator != 0, denominator, 1.0)
    return np.where(denominator != 0, numerator / safe, otherwise)


def _count(truths: Sequence[Truths]) -> Floats:
    return _total([each.astype(np.float64) for each in truths])


def _sum(terms: Terms) -> Floats:
    total = _plain_sum(terms)
    return np.minimum(total, terms.marks) if terms.capped else total


def _plain_sum(terms: Terms) -> Floats:
    fulls = [full * factor for full, factor in zip(terms.fulls, terms.factors, strict=True)]
    scores = [score * factor for score, factor in zip(terms.scores, terms.factors, strict=True)]
    if not any(bool(each.any()) for each in (*terms.dropped, *terms.spread)):
        return _total(scores)
    spread = _total([np.where(spread, full, 0.0) for spread, full in zip(terms.spread, fulls, strict=True)])
    extra = _over(spread, _count(terms.live))
    available = _total([np.where(live, full + extra, 0.0) for live, full in zip(terms.live, fulls, strict=True)])
    score = _total(
        [
            np.where(live, score + _over(score * extra, full), 0.0)
            for live, full, score in zip(terms.live, fulls, scores, strict=True)
        ]
    )
    dropped = np.logical_or.reduce(np.broadcast_arrays(*terms.dropped))
    factor = np.where(dropped, _over(np.full_like(available, terms.marks), available, 1.0), 1.0)
    if terms.capped:
        factor = np.maximum(factor, 1.0)
    return score * factor


def _deduct(terms: Terms) -> Floats:
    lost = _total(
        [
            np.where(live, full - score, 0.0)
            for live, full, score in zip(terms.live, terms.fulls, terms.scores, strict=True)
        ]
    )
    return np.maximum(terms.marks - lost, 0.0)


def _counting(terms: Terms) -> list[Truths]:
    """Live children that have full marks; one without says nothing."""
    return [live & (full > 0) for live, full in zip(terms.live, terms.fulls, strict=True)]


def _live_weights(terms: Terms) -> tuple[list[Floats], Floats]:
    """Weights of the children that count, with what was spread over them, and their sum."""
    weights: Sequence[Floats] = terms.weights
    counting = _counting(terms)
    if any(bool(each.any()) for each in terms.spread):
        spread = _total([np.where(gone, weight, 0.0) for gone, weight in zip(terms.spread, weights, strict=True)])
        extra = _over(spread, _count(counting))
        weights = [weight + extra for weight in weights]
    kept = [np.where(counts, weight, 0.0) for counts, weight in zip(counting, weights, strict=True)]
    return kept, _total(kept)


def _indices(terms: Terms) -> list[Floats]:
    return [_over(score, full) for score, full in zip(terms.scores, terms.fulls, strict=True)]


def _weighted_mean(terms: Terms) -> Floats:
    weights, whole = _live_weights(terms)
    mean = _over(_total([weight * index for weight, index in zip(weights, _indices(terms), strict=True)]), whole)
    return mean * terms.marks


def _geometric(terms: Terms) -> Floats:
    weights, whole = _live_weights(terms)
    nothing = np.zeros(1, dtype=np.bool_)
    logs: list[Floats] = []
    for weight, index in zip(weights, _indices(terms), strict=True):
        counts = weight > 0
        nothing = nothing | (counts & (index <= 0))
        logs.append(weight * np.log(np.where(index > 0, index, 1.0)))
    return np.where(nothing, 0.0, np.exp(_over(_total(logs), whole)) * terms.marks)


def _harmonic(terms: Terms) -> Floats:
    weights, whole = _live_weights(terms)
    nothing = np.zeros(1, dtype=np.bool_)
    parts: list[Floats] = []
    for weight, index in zip(weights, _indices(terms), strict=True):
        nothing = nothing | ((weight > 0) & (index <= 0))
        parts.append(weight / np.where(index > 0, index, 1.0))
    return np.where(nothing, 0.0, _over(whole, _total(parts)) * terms.marks)


def _extreme(terms: Terms, *, best: bool) -> Floats:
    lost = -np.inf if best else np.inf
    kept = [np.where(live, index, lost) for live, index in zip(_counting(terms), _indices(terms), strict=True)]
    chosen = kept[0]
    for each in kept[1:]:
        chosen = np.maximum(chosen, each) if best else np.minimum(chosen, each)
    return np.where(np.isfinite(chosen), chosen, 0.0) * terms.marks


_OPERATORS: dict[OperatorKind, Callable[[Terms], Floats]] = {
    "sum": _sum,
    "mean": _weighted_mean,
    "weighted_mean": _weighted_mean,
    "geometric_mean": _geometric,
    "harmonic_mean": _harmonic,
    "minimum": lambda terms: _extreme(terms, best=False),
    "maximum": lambda terms: _extreme(terms, best=True),
    "deduct": _deduct,
}
