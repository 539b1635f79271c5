"""Benchmarking (对标): one site against chosen peers, and against its own last year, indicator by indicator."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import msgspec

from hengping.indicators.rounding import rounded
from hengping.indicators.system import IndicatorSystem
from hengping.model.errors import InputError
from hengping.model.score import SiteScore
from hengping.ranking.compare.change import Change, change_of
from hengping.ranking.compare.figures import is_published, node_indices, scored_nodes
from hengping.ranking.compare.worth import is_linear, worths


class NodeBenchmark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One node of the site beside the peers.

    Attributes:
        index, peer_mean, peer_best: score indices (得分指数), rounded as the system says; None: nobody has one. The
            best is the lowest where the system says so.
        position: place of the site among itself and the peers that have the node, best first; ``of``: how many.
        gap: how far the site lies behind the mean of the peers, in points of the total; negative: it lies ahead.
        best_gap: the same to the best peer.
        last_year: change of the site's own index.
        worth: points of the total that the whole node is worth to this site.
    """

    item_id: str
    title: str
    kind: str
    index: Decimal
    peer_mean: Decimal | None
    peer_best: Decimal | None
    best_sites: tuple[str, ...] = ()
    position: int
    of: int
    gap: Decimal | None
    best_gap: Decimal | None
    worth: Decimal
    last_year: Change | None = None


class Benchmark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One site against its peers.

    Attributes:
        total: of the site; ``peer_mean``: rounded mean of the peers' exact totals.
        gap: peer_mean − total, so that positive is behind; where the lowest is ``best``, total − peer_mean.
        left_out: peers without a published score.
        nodes: largest gap to the mean of the peers first; nodes that no peer has come last.
        exact: the gaps of items add up; False where an operator is not linear, and gaps are estimates.
        best: whether the highest or the lowest total is best in the site's group.
    """

    site_code: str
    name: str
    total: Decimal | None
    peers: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    peer_mean: Decimal | None
    peer_best: Decimal | None
    gap: Decimal | None
    position: int
    of: int
    last_year: Change | None = None
    nodes: tuple[NodeBenchmark, ...]
    exact: bool = True
    best: Literal["highest", "lowest"] = "highest"


def benchmark(
    system: IndicatorSystem,
    score: SiteScore,
    peers: Sequence[SiteScore],
    last_year: SiteScore | None = None,
) -> Benchmark:
    """Hold a site against peers.

    Args:
        system: the rules of all of them.
        score: the site.
        peers: the sites chosen; the site itself among them is passed over.
        last_year: the site's own score of the round before, under whatever rules: nodes are matched by id.

    Raises:
        InputError: the site has no published score to compare.
    """
    if not is_published(score) or score.root is None or score.state == "vetoed":
        raise InputError(
            f"{score.name}没有可比的得分（{score.state_reason or score.state}）",
            where=score.site_code,
            remedy="选一个已评分、未被单项否决的网站",
        )
    others = [peer for peer in peers if peer.site_code != score.site_code]
    usable = [peer for peer in others if is_published(peer) and peer.state != "vetoed"]
    totals = [Fraction(peer.raw_total or 0) for peer in usable]
    mean = _mean(totals, score)
    mine = score.total or Decimal(0)
    printed = [peer.total for peer in usable if peer.total is not None]
    best = system.ranking_of(score.group).best
    sign = -1 if best == "lowest" else 1
    return Benchmark(
        site_code=score.site_code,
        name=score.name,
        total=score.total,
        peers=tuple(peer.site_code for peer in usable),
        left_out=tuple(peer.site_code for peer in others if peer not in usable),
        peer_mean=mean,
        peer_best=max(printed, key=lambda value: sign * value, default=None),
        gap=None if mean is None else sign * (mean - mine),
        position=1 + sum(sign * value > sign * mine for value in printed),
        of=len(printed) + 1,
        last_year=_last_total(score, last_year),
        nodes=_nodes(system, score, usable, last_year, sign),
        exact=is_linear(system),
        best=best,
    )


def _mean(values: Sequence[Fraction], score: SiteScore) -> Decimal | None:
    if not values:
        return None
    return rounded(sum(values, Fraction(0)) / len(values), score.digits, score.rounding_mode)


def _last_total(score: SiteScore, last_year: SiteScore | None) -> Change | None:
    if last_year is None:
        return None
    unlike = "" if last_year.full == score.full else "两轮满分不同，总分不可直接相减"
    before = last_year.total if is_published(last_year) else None
    return change_of(before, score.total, mode=score.rounding_mode, incomparable=unlike)


def _nodes(
    system: IndicatorSystem, score: SiteScore, peers: Sequence[SiteScore], last_year: SiteScore | None, sign: int
) -> tuple[NodeBenchmark, ...]:
    """``sign``: −1 where the lowest is best, so that all orders turn round."""
    root = score.root
    if root is None:
        return ()
    factors = worths(system, root)
    indices = [(peer.site_code, node_indices(peer)) for peer in peers]
    past = node_indices(last_year) if last_year is not None else {}

    def index_text(value: Fraction) -> Decimal:
        return rounded(value, score.index_digits, score.rounding_mode)

    def points(value: Fraction) -> Decimal:
        return rounded(value, score.digits, score.rounding_mode)

    rows: list[tuple[Fraction | None, NodeBenchmark]] = []
    for node in scored_nodes(score):
        mine = Fraction(node.score) / Fraction(node.full)
        worth = factors[node.item_id] * Fraction(node.full)
        having = [(code, found[node.item_id]) for code, found in indices if node.item_id in found]
        best = max((value for _, value in having), key=lambda value: sign * value, default=None)
        mean = sum((value for _, value in having), Fraction(0)) / len(having) if having else None
        gap = None if mean is None else sign * (mean - mine) * worth
        rows.append(
            (
                gap,
                NodeBenchmark(
                    item_id=node.item_id,
                    title=node.title,
                    kind=node.kind,
                    index=index_text(mine),
                    peer_mean=None if mean is None else index_text(mean),
                    peer_best=None if best is None else index_text(best),
                    best_sites=tuple(code for code, value in having if value == best),
                    position=1 + sum(sign * value > sign * mine for _, value in having),
                    of=len(having) + 1,
                    gap=None if gap is None else points(gap),
                    best_gap=None if best is None else points(sign * (best - mine) * worth),
                    worth=points(worth),
                    last_year=change_of(
                        index_text(past[node.item_id]) if node.item_id in past else None,
                        index_text(mine),
                        "index",
                        mode=score.rounding_mode,
                    )
                    if last_year is not None
                    else None,
                ),
            )
        )
    # Stable: nodes with the same gap stay in file order.
    rows.sort(key=lambda row: (row[0] is None, -(row[0] or 0)))
    return tuple(row for _, row in rows)
