"""Exact means of scores and indices over many sites: what every comparison stands on."""

from collections.abc import Mapping, Sequence
from decimal import Context, Decimal, Inexact
from fractions import Fraction

import msgspec

from hengping.indicators.rounding import RoundingMode, rounded
from hengping.indicators.system import IndicatorSystem
from hengping.model.score import Results, ScoreNode, SiteScore

EXACT = Context(prec=120, traps=[Inexact])
"""Long enough for exact sums of thousands of 28-digit scores; if ever one were not, that is an error, not a guess."""


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """One round of an evaluation under one system.

    Attributes:
        title: of the round, for people.
        scores: one per site, in roster order.
        results: what was published from them.
        vetoed_in_mean: whether vetoed sites with a number enter means, as the round's system says.
        rate_digits: decimals of printed percentages, as the round's system says.
    """

    title: str
    scores: tuple[SiteScore, ...]
    results: Results
    vetoed_in_mean: bool = False
    rate_digits: int = 2

    @classmethod
    def under(
        cls, system: IndicatorSystem | None, title: str, scores: Sequence[SiteScore], results: Results
    ) -> "Round":
        """A round under a system; None: its rules are not at hand, vetoed sites are taken to enter no mean."""
        if system is None:
            return cls(title=title, scores=tuple(scores), results=results)
        return cls(
            title=title,
            scores=tuple(scores),
            results=results,
            vetoed_in_mean=system.when_vetoed.in_mean,
            rate_digits=system.rounding.rate_digits,
        )

    def places(self) -> dict[str, int]:
        """Ranks of the ranked sites, by code."""
        return {row.site_code: row.rank for row in self.results.ranks if row.rank is not None}


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """What the sites that one site goes on from had: of one site its own figures, of several the mean of theirs.

    Attributes:
        sites: those with a score that counts.
        missing: how many had none.
    """

    sites: tuple[SiteScore, ...]
    missing: int = 0

    @property
    def total(self) -> Fraction | None:
        """Exact total, or the mean of the exact totals."""
        totals = [Fraction(exact_total(score)) for score in self.sites]
        return sum(totals, Fraction(0)) / len(totals) if totals else None

    def printed(self, digits: int, mode: RoundingMode) -> Decimal | None:
        """The figure to print: of one site the total as it was printed, of several their rounded mean."""
        if len(self.sites) == 1 and not self.missing:
            return self.sites[0].total
        return None if self.total is None else rounded(self.total, digits, mode)

    def indices(self) -> dict[str, "Index"]:
        """Exact score index of every scored node: of several sites the mean of those where the node was scored."""
        if len(self.sites) == 1:
            return indices_of(self.sites[0])
        found: dict[str, list[Fraction]] = {}
        for score in self.sites:
            for item_id, (points, full) in indices_of(score).items():
                found.setdefault(item_id, []).append(Fraction(points) / Fraction(full))
        return {item_id: (sum(values, Fraction(0)) / len(values), Decimal(1)) for item_id, values in found.items()}


Index = tuple[Decimal | Fraction, Decimal]
"""A score index (得分指数) as score and full marks: the division is left for when all are added up."""


class Tally:
    """Sums by group and name, exact and cheap: values with the same denominator are added as decimals."""

    def __init__(self) -> None:
        self._sums: dict[tuple[str, str], dict[Decimal, Decimal]] = {}
        self._exact: dict[tuple[str, str], Fraction] = {}
        self._counts: dict[tuple[str, str], int] = {}

    def add(self, key: tuple[str, str], value: Index) -> None:
        """Add score ÷ full marks under a group and a name."""
        points, full = value
        if isinstance(points, Decimal):
            sums = self._sums.get(key)
            if sums is None:
                sums = self._sums[key] = {}
            sums[full] = EXACT.add(sums[full], points) if full in sums else points
        else:
            self._exact[key] = self._exact.get(key, Fraction(0)) + points / Fraction(full)
        self._counts[key] = self._counts.get(key, 0) + 1

    def add_everybody(self) -> "Tally":
        """Add to the group without a name (all sites) what was added to every other; once, when all is added."""
        for group, name in [key for key in self._counts if key[0]]:
            own, everybody = (group, name), ("", name)
            sums = self._sums.setdefault(everybody, {})
            for full, points in self._sums.get(own, {}).items():
                sums[full] = EXACT.add(sums.get(full, Decimal(0)), points)
            self._exact[everybody] = self._exact.get(everybody, Fraction(0)) + self._exact.get(own, Fraction(0))
            self._counts[everybody] = self._counts.get(everybody, 0) + self._counts[own]
        return self

    def count(self, key: tuple[str, str]) -> int:
        """How many values were added."""
        return self._counts.get(key, 0)

    def mean(self, key: tuple[str, str]) -> Fraction | None:
        """Exact mean; None when nothing was added."""
        count = self.count(key)
        if not count:
            return None
        parts = self._sums.get(key, {})
        whole = sum((Fraction(points) / Fraction(full) for full, points in parts.items()), Fraction(0))
        return (whole + self._exact.get(key, Fraction(0))) / count


def is_published(score: SiteScore) -> bool:
    """Whether the site's total is a figure that is printed: scored, and enough of it checked."""
    return score.total is not None and score.state not in {"blocked", "not_ranked"}


def printed_total(score: SiteScore) -> Decimal | None:
    """The total as printed; None when none is."""
    return score.total if is_published(score) else None


def enters_mean(score: SiteScore, *, vetoed_in_mean: bool) -> bool:
    """Whether the site enters means, exactly as in the figures of its group (``Results.groups``).

    A vetoed one enters only if its system says so: with its number, and with zero when the veto left it unscored.
    """
    if score.passed is None or score.state in {"blocked", "not_ranked"}:
        return False
    return vetoed_in_mean if score.state == "vetoed" else score.raw_total is not None


def exact_total(score: SiteScore) -> Decimal:
    """What the site contributes to a mean."""
    return Decimal(0) if score.raw_total is None else score.raw_total


def past_of(codes: Sequence[str], counted: Mapping[str, SiteScore]) -> Past:
    """Figures of the sites with these codes, of those that count."""
    sites = tuple(counted[code] for code in codes if code in counted)
    return Past(sites=sites, missing=len(codes) - len(sites))


def walk(root: ScoreNode) -> list[ScoreNode]:
    """The node and all below it, in file order."""
    found: list[ScoreNode] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting.extend(reversed(node.children))
    return found


_SCORED = frozenset({"scored", "given"})


def scored_nodes(score: SiteScore) -> list[ScoreNode]:
    """Nodes with a score of their own: applicable, reached, worth something; none of a vetoed or unread site."""
    if score.root is None or score.state in {"vetoed", "blocked"}:
        return []
    return [node for node in walk(score.root) if node.state in _SCORED and node.full]


def indices_of(score: SiteScore) -> dict[str, Index]:
    """Score and full marks of every scored node of one site, by id."""
    return {node.item_id: (node.score, node.full) for node in scored_nodes(score)}


def node_indices(score: SiteScore) -> dict[str, Fraction]:
    """Exact score index of every scored node of one site."""
    return {node.item_id: Fraction(node.score) / Fraction(node.full) for node in scored_nodes(score)}


def node_titles(scores: Sequence[SiteScore]) -> dict[str, tuple[str, str]]:
    """Title and kind of every node by id, in file order: trees of sites may differ by what applies."""
    found: dict[str, tuple[str, str]] = {}
    for score in scores:
        if score.root is not None:
            for node in walk(score.root):
                if node.item_id not in found:
                    found[node.item_id] = (node.title, node.kind)
    return found
