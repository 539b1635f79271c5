"""Means of score indices (得分指数): how well a group does on every node of the tree."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction

from hengping.indicators.rounding import rounded
from hengping.indicators.system import IndicatorSystem
from hengping.model.score import ScoreNode, SiteScore
from hengping.ranking.results import EXACT_SUM, enters_mean

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
    # Scores are added up apart for each number of full marks: exact, and much faster than fractions site by site.
    sums: dict[str, dict[Decimal, Decimal]] = {}
    counts: dict[str, int] = {}
    with localcontext(prec=EXACT_SUM):
        for score in scores:
            if score.root is None or (group and score.group != group) or not enters_mean(system, score):
                continue
            for node, value, full in _scored(score, score.root):
                parts = sums.setdefault(node, {})
                parts[full] = parts.get(full, _ZERO) + value
                counts[node] = counts.get(node, 0) + 1
    rounding = system.rounding
    means = {
        node: sum((Fraction(value) / Fraction(full) for full, value in parts.items()), Fraction(0)) / counts[node]
        for node, parts in sums.items()
    }
    return {
        node.id: rounded(means[node.id], rounding.index_digits, rounding.mode)
        for node in system.tree.walk()
        if node.id in means
    }


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
