"""What follows from drawn totals: who passes, places, tiers and lists, for many draws at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from hengping.analysis.arrays import TOLERANCE, Floats, Ranks, Truths, Whole, above, at_least, limit_units, units
from hengping.analysis.evaluate import LIVE, failing_vetoes, with_vetoes
from hengping.analysis.matrix import Population
from hengping.analysis.ranks import rank_dtype, rank_masked
from hengping.indicators.verdicts import (
    FailedCondition,
    FailLine,
    ImprovedCondition,
    LineCondition,
    ListCondition,
    NodeCondition,
    PlaceCondition,
    Ranking,
    Tier,
    TierCondition,
    TotalCondition,
    VetoedCondition,
)

_EXACT_DIGITS = 9
"""Exact totals are compared to this many decimals: a float's sums are not exact beyond."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A block of draws before anything is concluded: nodes by id that lines and lists look at, (draws, sites).

    ``totals``: before vetoes. ``states``: state of those nodes, (sites,). ``fired``: (draws, sites, vetoes).
    """

    totals: Floats
    nodes: dict[str, Floats]
    states: dict[str, np.ndarray]
    fired: Truths


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What a block of draws comes to, every array (draws, sites).

    Attributes:
        totals: after vetoes, NaN without one.
        printed: totals in units of the last printed digit; meaningless where there is none.
        vetoed, passed: state of the site.
        under: by fail line.
        ranks: places within the group, 0 without.
        tiers: numbers of tier labels (see :class:`Judge`), 0 without a tier.
        lists: by list.
        gates: whether each gate is open, by gated node.
    """

    totals: Floats
    printed: Whole
    vetoed: Truths
    passed: Truths
    under: Sequence[Truths]
    ranks: Ranks
    tiers: np.ndarray
    lists: Sequence[Truths]
    gates: Sequence[Truths]


class Judge:
    """Concludes draws of one population.

    Attributes:
        labels: tier labels; the first is that of a site without a tier.
        gates: ids of the nodes behind a gate.
        skipped: ids of lists with a condition that needs more than one round.
    """

    def __init__(self, population: Population) -> None:
        self._population = population
        self._system = population.system
        groups = population.leaves.groups
        self._members = [np.flatnonzero(groups == number) for number in range(len(population.group_names))]
        names = [tier.title.zh for group in population.group_names for tier in self._system.tiers_of(group)]
        self.labels = tuple(dict.fromkeys(["", *names, self._system.fail_tier, self._system.veto_tier]))
        self._numbers = {label: number for number, label in enumerate(self.labels)}
        self.gates = tuple(step.node_id for step in population.program.steps if step.gate is not None)
        self.skipped = tuple(
            each.id
            for each in self._system.lists
            if any(isinstance(condition, ImprovedCondition) for condition in each.conditions)
        )

    def needed_nodes(self) -> tuple[str, ...]:
        """Ids of the nodes that lines, lists and gates look at."""
        wanted = [line.node for line in self._system.lines]
        conditions = [condition for each in self._system.lists for condition in each.conditions]
        wanted += [condition.node for condition in conditions if isinstance(condition, NodeCondition)]
        wanted += [step.gate.node for step in self._population.program.steps if step.gate is not None]
        return tuple(dict.fromkeys(wanted))

    def conclude(self, drawn: Drawn) -> Verdicts:
        """All that follows from a block of draws."""
        system, population = self._system, self._population
        vetoed = failing_vetoes(system, drawn.fired) & ~population.unscored
        totals = with_vetoes(system, drawn.totals, drawn.fired) if vetoed.any() else drawn.totals
        if population.unscored.any():
            totals = np.where(population.unscored, np.nan, totals)
        vetoed = np.broadcast_to(vetoed, totals.shape)
        under = [self._under(line, drawn) & ~vetoed & ~population.unscored for line in system.lines]
        failed = np.logical_or.reduce([vetoed, *under])
        scored = ~np.isnan(totals)
        rounding = system.rounding
        filled = totals if scored.all() else np.where(scored, totals, 0.0)
        printed = units(filled, rounding.digits, rounding.mode)
        ranks, tiers = self._places(filled, printed, scored, vetoed, failed)
        passed = ~failed & ~population.unranked & scored
        verdicts = Verdicts(totals, printed, vetoed, passed, under, ranks, tiers, (), ())
        lists = [self._listed(each.conditions, each.groups, verdicts, drawn) for each in system.lists]
        return Verdicts(totals, printed, vetoed, passed, under, ranks, tiers, lists, self._gates(drawn))

    def _gates(self, drawn: Drawn) -> list[Truths]:
        program = self._population.program
        found = []
        for node in self.gates:
            gate = program.steps[program.numbers[node]].gate
            assert gate is not None  # noqa: S101 - only gated nodes are listed
            value = drawn.nodes[gate.node]
            limit = float(gate.at_least or 0) if gate.above is None else float(gate.above)
            found.append(at_least(value, limit) if gate.above is None else above(value, limit))
        return found

    def _under(self, line: FailLine, drawn: Drawn) -> Truths:
        score = drawn.nodes[line.node]
        there = drawn.states[line.node] == LIVE
        rounding = self._system.rounding
        full = self._population.program.steps[self._population.program.numbers[line.node]].marks
        if line.compare == "printed":
            shown = units(score, rounding.digits, rounding.mode).astype(np.float64)
            scale = 10.0**rounding.digits
            score = shown / scale
        if line.below is not None:
            low = ~at_least(score, float(line.below))
        elif line.at_most is not None:
            low = ~above(score, float(line.at_most))
        else:
            low = above(full - score, float(line.lost_above or 0))
        return np.asarray(low & there, dtype=np.bool_)

    def _places(
        self, filled: Floats, printed: Whole, scored: Truths, vetoed: Truths, failed: Truths
    ) -> tuple[Ranks, np.ndarray]:
        system, population = self._system, self._population
        ranks = np.zeros(filled.shape, dtype=rank_dtype(filled.shape[1]))
        tiers = np.zeros(filled.shape, dtype=np.uint8)
        whole = len(self._members) == 1
        for group, members in zip(population.group_names, self._members, strict=True):
            part: slice | Whole = slice(None) if whole else members
            ranking = system.ranking_of(group)
            inside = scored[:, part] & ~population.unranked[part]
            if ranking.failed == "unranked":
                inside = inside & ~failed[:, part]
            elif ranking.best == "lowest":
                # The low number that a veto sets must not lead the list.
                inside = inside & ~vetoed[:, part]
            keys = printed[:, part]
            if ranking.ties_on == "raw":
                keys = units(filled[:, part], _EXACT_DIGITS, "half_up")
            if ranking.method != "unordered":
                ranks[:, part] = rank_masked(keys, inside, ranking.method, best=ranking.best)
            listed = system.tiers_of(group)
            if not listed:
                continue
            if listed[0].by_rank:
                tiers[:, part] = self._by_place(listed, keys, inside, ranking)
            else:
                held = scored[:, part] & ~population.unranked[part]
                tiers[:, part] = self._by_total(listed, printed[:, part], held)
        tiers[failed & bool(system.fail_tier)] = self._numbers[system.fail_tier]
        tiers[vetoed] = self._numbers[system.veto_tier]
        return ranks, tiers

    def _by_total(self, listed: Sequence[Tier], printed: Whole, held: Truths) -> np.ndarray:
        found = np.zeros(printed.shape, dtype=np.uint8)
        for tier in reversed(listed):
            found[_holds(tier, printed, self._system.rounding.digits) & held] = self._numbers[tier.title.zh]
        return found

    def _by_place(self, listed: Sequence[Tier], keys: Whole, inside: Truths, ranking: Ranking) -> np.ndarray:
        """Tiers by rank; shares count sites (1-1-3), places are those that are printed where ties share them."""
        firsts = rank_masked(keys, inside, "competition", best=ranking.best)
        places = rank_masked(keys, inside, "dense", best=ranking.best) if ranking.method == "dense" else firsts
        found = np.zeros(keys.shape, dtype=np.uint8)
        ranked = inside.sum(axis=1, keepdims=True)
        for tier in sorted(listed, key=lambda each: (each.up_to_rate or 0, each.up_to_place or 0), reverse=True):
            if tier.up_to_place is not None:
                reached = places <= tier.up_to_place
            else:
                reached = firsts <= float(tier.up_to_rate or 1) * ranked + TOLERANCE
            found[reached & inside] = self._numbers[tier.title.zh]
        return found

    def _listed(
        self, conditions: Sequence[ListCondition], groups: Sequence[str], verdicts: Verdicts, drawn: Drawn
    ) -> Truths:
        population = self._population
        found: Truths = np.zeros(verdicts.totals.shape, dtype=np.bool_)
        for condition in conditions:
            found |= self._holding(condition, verdicts, drawn)
        if groups:
            names = population.group_names
            found &= np.array([names[number] in groups for number in population.leaves.groups], dtype=np.bool_)
        return found & ~population.unscored

    def _holding(  # noqa: PLR0911 - one return for each kind of condition
        self, condition: ListCondition, verdicts: Verdicts, drawn: Drawn
    ) -> Truths:
        digits = self._system.rounding.digits
        if isinstance(condition, TotalCondition):
            return verdicts.passed & (verdicts.printed >= limit_units(condition.value, digits))
        if isinstance(condition, VetoedCondition):
            return np.broadcast_to(drawn.fired.any(axis=-1), verdicts.totals.shape)
        if isinstance(condition, LineCondition):
            return verdicts.under[[line.id for line in self._system.lines].index(condition.line)]
        if isinstance(condition, FailedCondition):
            return np.asarray(np.logical_or.reduce([verdicts.vetoed, *verdicts.under]), dtype=np.bool_)
        if isinstance(condition, TierCondition):
            titles = {tier.title.zh for tier in self._all_tiers() if tier.id == condition.tier}
            return np.isin(verdicts.tiers, [self._numbers[title] for title in titles if title in self._numbers])
        if isinstance(condition, PlaceCondition):
            # A place praises: who does not pass is not named for it.
            placed = (verdicts.ranks > 0) & (verdicts.ranks <= condition.at_most)
            return np.asarray(verdicts.passed & placed, dtype=np.bool_)
        if isinstance(condition, NodeCondition):
            there = ~np.isnan(verdicts.totals) & ~self._population.unranked
            return np.asarray(self._node(condition, drawn) & there, dtype=np.bool_)
        return np.zeros_like(verdicts.vetoed)

    def _all_tiers(self) -> list[Tier]:
        tracks = [tier for track in self._system.tracks for tier in track.tiers or ()]
        return [*self._system.tiers, *tracks]

    def _node(self, condition: NodeCondition, drawn: Drawn) -> Truths:
        rounding = self._system.rounding
        printed = units(drawn.nodes[condition.node], rounding.digits, rounding.mode)
        there = drawn.states[condition.node] == LIVE
        if condition.at_least is not None:
            return np.asarray(there & (printed >= limit_units(condition.at_least, rounding.digits)), dtype=np.bool_)
        return np.asarray(
            there & (printed < limit_units(condition.below or Decimal(0), rounding.digits)), dtype=np.bool_
        )


def _holds(tier: Tier, printed: Whole, digits: int) -> Truths:
    held = np.ones(printed.shape, dtype=np.bool_)
    if tier.at_least is not None:
        held &= printed >= limit_units(tier.at_least, digits)
    if tier.above is not None:
        held &= printed > limit_units(tier.above, digits)
    if tier.at_most is not None:
        held &= printed <= limit_units(tier.at_most, digits)
    if tier.below is not None:
        held &= printed < limit_units(tier.below, digits)
    return held
