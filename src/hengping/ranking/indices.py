"""Means of score indices (得分指数): how well a group does on every node of the tree."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from hengping.indicators.rounding import rounded
from hengping.indicators.system import IndicatorSystem
from hengping.model.score import ScoreNode, SiteScore
from hengping.ranking.compare.figures import Tally
from hengping.ranking.results import enters_mean

_ZERO = Decimal(0)


def index_means(system: IndicatorSystem, scores: Sequence[SiteScore], group: str = "") -> Mapping[str, Decimal]:
    """Mean score index of every node, in the order of the tree.

    The mean of the sites' exact indices (score / full marks), rounded once as the system says (``index_digits``). Left
    out of a node: sites for which it does not apply or was never tested; left out altogether: sites that enter no mean
    (see :func:`~hengping.ranking.results.enters_mean`). The root's index is that of the total, so a number that a veto
    set counts there when the system lets vetoed sites enter means.

    Args:
        system: of the scores.
        scores: of all sites.
        group: ranking group; empty: all sites.

    Returns:
        By node id; a node that no site was scored on is left out.
    """
    tally = Tally()
    for score in scores:
        if score.root is None or (group and score.group != group) or not enters_mean(system, score):
            continue
        for node_id, value, full in _scored(score, score.root):
            tally.add((group, node_id), (value, full))
    rounding = system.rounding
    means = {node.id: tally.mean((group, node.id)) for node in system.tree.walk()}
    return {
        node_id: rounded(mean, rounding.index_digits, rounding.mode)
        for node_id, mean in means.items()
        if mean is not None
    }


def index_sites(system: IndicatorSystem, scores: Sequence[SiteScore]) -> Mapping[str, int]:
    """How many sites the mean index of every node over all sites rests on, by node id: see :func:`index_means`."""
    counts: Counter[str] = Counter()
    for score in scores:
        if score.root is not None and enters_mean(system, score):
            counts.update(node_id for node_id, _, _ in _scored(score, score.root))
    return {node.id: counts[node.id] for node in system.tree.walk() if counts[node.id]}


def _scored(score: SiteScore, root: ScoreNode) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Node id, score and full marks of every node with an index."""
    if root.full:
        yield root.item_id, score.raw_total or _ZERO, root.full
    waiting = list(root.children)
    while waiting:
        node = waiting.pop()
        if node.state in {"not_applicable", "not_tested"}:
            continue
        if node.full:
            yield node.item_id, node.score, node.full
        waiting += node.children
