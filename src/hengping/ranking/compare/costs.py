"""Which scoring items cost most, and where (失分构成): points of the total lost, item by item, with their share."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import msgspec

from hengping.indicators.rounding import RoundingMode, rounded
from hengping.indicators.rules import selectors_of
from hengping.indicators.system import IndicatorSystem
from hengping.model.score import ScoreNode, SiteScore
from hengping.ranking.compare.figures import EXACT, is_published, walk
from hengping.ranking.compare.worth import Shapes, bonus_items, is_linear

_RATE_DIGITS = 4
_WORST = 5
_MANY = 200
_NOTHING = Decimal(0)
_SCORED = frozenset({"scored", "given"})


class CheckCost(msgspec.Struct, frozen=True, kw_only=True):
    """What the findings of one check cost under one item: findings that took points, sites, points of the total."""

    check: str
    findings: int
    sites: int
    points: Decimal


class ItemCost(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one scoring item cost the sites of one group (empty: all).

    Attributes:
        sites: sites where it was judged; ``affected``: those of them that lost points.
        lost: points of the total lost by all of them together.
        mean_lost: the same per judged site.
        share_rate, cumulative_rate: of all losses of the group, and of this item and those before it (0–1, Pareto).
        checks: which findings cost it, dearest first; a rate's loss is its only check's, or nobody's.
        worst_sites: codes of the sites that lost most by it.
    """

    group: str
    item_id: str
    title: str
    sites: int
    affected: int
    lost: Decimal
    mean_lost: Decimal
    share_rate: Decimal
    cumulative_rate: Decimal
    checks: tuple[CheckCost, ...] = ()
    worst_sites: tuple[str, ...] = ()


class Costs(msgspec.Struct, frozen=True, kw_only=True):
    """All items that were judged anywhere, dearest first, all sites first, then group by group.

    ``exact``: losses add up to what the totals lack; False where an operator is not linear. Caps of a parent and gates
    are not taken into account: an item's loss is what it would give back alone.
    """

    system_id: str
    items: tuple[ItemCost, ...]
    exact: bool = True


class _Sum:
    """Running sums of one item over the sites of one group where a point is worth the same: in points of the item."""

    def __init__(self) -> None:
        self.sites = 0
        self.affected = 0
        self.lost = _NOTHING
        self.worst: list[tuple[Decimal, str]] = []
        self.checks: dict[str, _CheckSum] = {}

    def add(self, node: ScoreNode, site_code: str, known: Sequence[str]) -> None:
        """Add one site."""
        self.sites += 1
        lost = EXACT.subtract(node.full, node.score)
        if lost <= 0:
            return
        self.affected += 1
        self.lost = EXACT.add(self.lost, lost)
        self.worst.append((lost, site_code))
        if len(self.worst) > _MANY:
            self.worst = self.dearest()
        charged = False
        for each in node.deductions:
            if each.counted > 0:
                charged = True
                self._check(check_of(each.finding_id)).add(site_code, 1, each.counted)
        if not charged and len(known) == 1:
            self._check(known[0]).add(site_code, len(node.finding_ids), lost)

    def dearest(self) -> list[tuple[Decimal, str]]:
        """What the sites lost that lost most."""
        return sorted(self.worst, key=_dearest)[:_WORST]

    def _check(self, name: str) -> "_CheckSum":
        found = self.checks.get(name)
        if found is None:
            found = self.checks[name] = _CheckSum()
        return found


class _CheckSum:
    """Running sums of one check."""

    def __init__(self) -> None:
        self.findings = 0
        self.sites: set[str] = set()
        self.points = _NOTHING

    def add(self, site_code: str, findings: int, points: Decimal) -> None:
        """Add findings of one site."""
        self.sites.add(site_code)
        self.findings += findings
        self.points = EXACT.add(self.points, points)


_Sums = dict[tuple[str, int], dict[str, _Sum]]
"""By group and shape of the tree (which decides what a point is worth), then by item."""


def costs(system: IndicatorSystem, scores: Sequence[SiteScore]) -> Costs:
    """Add up the losses of all sites with a published, not vetoed score. Bonus items are no losses.

    Args:
        system: the rules.
        scores: in roster order.
    """
    bonus = bonus_items(system)
    checks = {
        node.id: tuple({selector.check: None for selector in selectors_of(node.rule)})
        for node in system.items()
        if node.rule
    }
    sums: _Sums = {}
    shapes = Shapes(system)
    for score in scores:
        if not is_published(score) or score.root is None or score.state == "vetoed":
            continue
        nodes = walk(score.root)
        own = sums.setdefault((score.group, shapes.of(score.root, nodes)), {})
        for node in nodes:
            item_id = node.item_id
            if node.kind == "item" and node.state in _SCORED and node.full and item_id not in bonus:
                held = own.get(item_id)
                if held is None:
                    held = own[item_id] = _Sum()
                held.add(node, score.site_code, checks.get(item_id, ()))
    groups = dict.fromkeys(("", *(score.group for score in scores)))
    titles = {node.id: node.title.zh for node in system.items()}
    rows = [row for group in groups for row in _group_rows(system, sums, shapes, group, titles)]
    return Costs(system_id=system.id, items=tuple(rows), exact=is_linear(system))


def _group_rows(
    system: IndicatorSystem, sums: _Sums, shapes: Shapes, group: str, titles: Mapping[str, str]
) -> list[ItemCost]:
    digits, mode = system.rounding.digits, system.rounding.mode
    held: dict[str, list[tuple[Fraction, _Sum]]] = {}
    for (own, shape), items in sums.items():
        if group in {"", own}:
            for item_id, each in items.items():
                held.setdefault(item_id, []).append((shapes.worths[shape][item_id], each))
    losses = {
        item_id: sum((Fraction(each.lost) * factor for factor, each in parts), Fraction(0))
        for item_id, parts in held.items()
    }
    whole = sum(losses.values(), Fraction(0))
    order = {item_id: at for at, item_id in enumerate(titles)}
    running = Fraction(0)
    rows = []
    for item_id in sorted(held, key=lambda each: (-losses[each], order.get(each, 0))):
        parts, lost = held[item_id], losses[item_id]
        running += lost
        sites = sum(each.sites for _, each in parts)
        worst = [(Fraction(points) * factor, code) for factor, each in parts for points, code in each.dearest()]
        rows.append(
            ItemCost(
                group=group,
                item_id=item_id,
                title=titles.get(item_id, item_id),
                sites=sites,
                affected=sum(each.affected for _, each in parts),
                lost=rounded(lost, digits, mode),
                mean_lost=rounded(lost / sites, digits, mode),
                share_rate=_rate(lost, whole),
                cumulative_rate=_rate(running, whole),
                checks=_checks(parts, digits, mode),
                worst_sites=tuple(code for _, code in sorted(worst, key=_dearest)[:_WORST]),
            )
        )
    return rows


def _checks(parts: Sequence[tuple[Fraction, _Sum]], digits: int, mode: RoundingMode) -> tuple[CheckCost, ...]:
    points: dict[str, Fraction] = {}
    findings: dict[str, int] = {}
    sites: dict[str, int] = {}
    for factor, each in parts:
        for check, found in each.checks.items():
            points[check] = points.get(check, Fraction(0)) + Fraction(found.points) * factor
            findings[check] = findings.get(check, 0) + found.findings
            # A site lies in one group and has one worth: it is never counted twice.
            sites[check] = sites.get(check, 0) + len(found.sites)
    return tuple(
        CheckCost(
            check=check, findings=findings[check], sites=sites[check], points=rounded(points[check], digits, mode)
        )
        for check in sorted(points, key=lambda each: (-points[each], each))
    )


def check_of(finding_id: str) -> str:
    """The check that made a finding: its id is ``<check>-<digest>``."""
    return finding_id.rpartition("-")[0]


def _dearest(loss: tuple[Decimal | Fraction, str]) -> tuple[Decimal | Fraction, str]:
    return -loss[0], loss[1]


def _rate(part: Fraction, whole: Fraction) -> Decimal:
    return rounded(part / whole if whole else Fraction(0), _RATE_DIGITS, "half_up")
