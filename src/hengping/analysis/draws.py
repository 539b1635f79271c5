"""Chance (抽样): weights, findings and marks as they might have been; every block of draws has its own stream."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from hengping.analysis.arrays import TOLERANCE, Floats, Truths
from hengping.analysis.evaluate import LIVE
from hengping.analysis.matrix import Population
from hengping.analysis.program import WEIGHTED, Program
from hengping.indicators.rules import Given
from hengping.indicators.verdicts import CountVeto

WeightLaw = Literal["uniform", "dirichlet"]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How far a check can be trusted: share of its faults that are true, and of true faults that it finds."""

    precision: float = 0.98
    recall: float = 0.95


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """What is uncertain, and by how much.

    Attributes:
        weights: relative width: ``uniform`` draws every weight between 1 − w and 1 + w times its value; ``dirichlet``
            so that a weight among equals has this relative standard deviation. Siblings keep their sum. 0: fixed.
        law: which of the two.
        findings: whether automatic findings may be wrong or missing.
        accuracy: of each check; ``default_accuracy`` of those that are not named.
        marks_error: standard deviation of a supplied mark, as a share of the item's full marks.
    """

    weights: float = 0.0
    law: WeightLaw = "uniform"
    findings: bool = False
    accuracy: Mapping[str, Accuracy] = field(default_factory=dict)
    default_accuracy: Accuracy = field(default_factory=Accuracy)
    marks_error: float = 0.0

    @property
    def of_scores(self) -> bool:
        """Whether the items' scores are drawn."""
        return self.findings or self.marks_error > 0

    def of_check(self, check: str) -> Accuracy:
        """Accuracy of one check."""
        return self.accuracy.get(check, self.default_accuracy)


def stream(seed: int, block: int, purpose: int = 0) -> np.random.Generator:
    """The generator of one block: it depends on the seed and the block's number, never on who works on it."""
    return np.random.Generator(np.random.Philox(np.random.SeedSequence(seed, spawn_key=(purpose, block))))


def drawable(program: Program) -> tuple[int, ...]:
    """Steps whose share in their parent can be drawn: those with a weighed sibling."""
    return tuple(
        child
        for step in program.steps
        if step.operator in WEIGHTED and sum(program.steps[each].weight > 0 for each in step.children) > 1
        for child in step.children
    )


def normalise_factors(program: Program, steps: Sequence[int], raw: Floats) -> dict[int, Floats]:
    """Factors of shares, scaled so that siblings keep the sum of their shares.

    Args:
        program: the compiled system.
        steps: whose shares are drawn.
        raw: (draws, steps) positive factors.

    Returns:
        By step, (draws, 1).
    """
    column = {step: number for number, step in enumerate(steps)}
    scaled = np.array(raw)
    for step in program.steps:
        drawn = [child for child in step.children if child in column]
        if not drawn:
            continue
        columns = [column[child] for child in drawn]
        weights = np.array([program.steps[child].weight for child in drawn])
        whole = scaled[:, columns] @ weights
        scaled[:, columns] *= (weights.sum() / np.where(whole > 0, whole, 1.0))[:, None]
    return {step: scaled[:, number : number + 1] for step, number in column.items()}


def draw_factors(program: Program, uncertainty: Uncertainty, draws: int, rng: np.random.Generator) -> dict[int, Floats]:
    """Drawn shares by step, each (draws, 1)."""
    width = uncertainty.weights
    if width <= 0:
        return {}
    steps = drawable(program)
    if uncertainty.law == "uniform":
        raw = 1 + width * (2 * rng.random((draws, len(steps))) - 1)
    else:
        raw = _dirichlet(program, steps, width, draws, rng)
    return normalise_factors(program, steps, raw)


def _dirichlet(program: Program, steps: tuple[int, ...], width: float, draws: int, rng: np.random.Generator) -> Floats:
    """Gamma variates over their mean: normalised within siblings they follow a Dirichlet distribution."""
    shapes = np.empty(len(steps))
    where = {step: column for column, step in enumerate(steps)}
    for step in program.steps:
        children = [child for child in step.children if child in where]
        whole = sum(program.steps[child].weight for child in children)
        concentration = max((len(children) - 1) / width**2 - 1, 1e-3)
        for child in children:
            shapes[where[child]] = max(concentration * program.steps[child].weight / whole, 1e-6)
    return rng.standard_gamma(shapes, size=(draws, len(steps))) / shapes


class ScoreDrawer:
    """Draws items' scores and vetoes as they might have been.

    A counted fault is false with probability 1 − precision: its points come back. A passed subject hides a fault with
    the probability that the item's own fault rate over all sites and the recall give; such a fault costs what the
    item's faults cost on average. Caps of the item hold; caps of nodes above are the tree's. Suppressed double charges
    stay suppressed. A supplied mark errs by a normal deviation, within the item's marks.
    """

    def __init__(self, population: Population, uncertainty: Uncertainty) -> None:
        self._population = population
        self._uncertainty = uncertainty
        charges = population.charges
        shape = population.leaves.states.shape
        accuracy = [uncertainty.of_check(_check_of(each)) for each in charges.findings]
        self._precision = np.array([each.precision for each in accuracy])
        self._cells = charges.sites * shape[1] + charges.items
        # An item's loss cannot be told from its deductions where a value stands for itself: such an item stays.
        base = np.bincount(self._cells, weights=charges.points, minlength=shape[0] * shape[1]).reshape(shape)
        self._base = base
        self._movable = (population.leaves.states == LIVE) & ~population.given & (charges.checked > 0)
        self._missed, self._cost = self._hidden(accuracy)
        self._most = self._limits()
        self._least = self._lowest()

    def scores(self, draws: int, rng: np.random.Generator) -> Floats:
        """(draws, sites, items) scores."""
        leaves = self._population.leaves
        found = np.repeat(leaves.scores[None], draws, axis=0)
        if self._uncertainty.findings:
            size = leaves.scores.size
            for draw in range(draws):
                kept = rng.random(self._cells.size) < self._precision
                kept_points = self._population.charges.points * kept
                lost = np.bincount(self._cells, weights=kept_points, minlength=size).astype(np.float64)
                hidden = rng.binomial(self._population.charges.checked, self._missed) * self._cost
                lost = lost.reshape(leaves.scores.shape) + hidden
                moved = leaves.fulls - np.clip(lost, 0.0, self._most)
                found[draw] = np.where(self._changes(lost), moved, leaves.scores)
        if self._uncertainty.marks_error > 0:
            error = rng.standard_normal((draws, *leaves.scores.shape)) * self._uncertainty.marks_error
            marked = np.clip(found + error * leaves.fulls, self._least, leaves.fulls)
            found = np.where(self._population.given & (leaves.states == LIVE), marked, found)
        return found

    def vetoes(self, draws: int, rng: np.random.Generator) -> Truths:
        """(draws, sites, vetoes) whether each veto holds."""
        population = self._population
        found = np.repeat(population.fired[None], draws, axis=0)
        if not self._uncertainty.findings:
            return found
        for column, veto in enumerate(population.system.vetoes):
            if not isinstance(veto.rule, CountVeto):
                continue
            accuracy = [self._uncertainty.of_check(selector.check) for selector in veto.rule.select]
            precision = min(each.precision for each in accuracy)
            recall = min(each.recall for each in accuracy)
            counts = population.counts[:, column]
            true = rng.binomial(counts, precision, size=(draws, counts.size))
            hidden = rng.poisson(counts * precision * (1 - recall) / recall, size=(draws, counts.size))
            counted = (counts > 0) | ~population.fired[:, column]
            drawn = (true + hidden >= veto.rule.at_least) & population.judged[:, column]
            found[..., column] = np.where(counted, drawn, population.fired[:, column])
        return found

    def _lowest(self) -> Floats:
        """(sites, items) lowest mark that may be supplied: below zero for an item that can also take off."""
        found = np.zeros(self._population.leaves.fulls.shape)
        for node in self._population.system.items():
            if isinstance(node.rule, Given) and node.rule.low < 0:
                column = self._population.items.index(node.id)
                fulls = self._population.leaves.fulls[:, column]
                scale = 1.0 if node.rule.scale is None else fulls / float(node.rule.scale)
                found[:, column] = float(node.rule.low) * scale
        return found

    def _limits(self) -> Floats:
        """(sites, items) most that an item can lose: where a cap within the item holds, what it has lost.

        An item that is cut short because its ``deduct`` node has nothing left could lose more; the tree sees to that.
        """
        population = self._population
        program, leaves = population.program, population.leaves
        scores = population.evaluate().scores
        limits = np.array(leaves.fulls)
        lost = leaves.fulls - leaves.scores
        capped = self._movable & (self._base > lost + TOLERANCE)
        for number, step in enumerate(program.steps):
            for child in step.children:
                item = program.steps[child].item
                if item < 0:
                    continue
                exhausted = scores[number] <= TOLERANCE if step.operator == "deduct" else np.False_
                limits[:, item] = np.where(capped[:, item] & ~exhausted, lost[:, item], limits[:, item])
        return limits

    def _changes(self, lost: Floats) -> Truths:
        """Items that a draw judges anew: those whose drawn loss is not the loss they have."""
        return np.asarray(self._movable & (lost != self._base), dtype=np.bool_)

    def _hidden(self, accuracy: list[Accuracy]) -> tuple[Floats, Floats]:
        """By item: probability that a checked subject hides a fault, and what such a fault costs."""
        charges = self._population.charges
        items = charges.checked.shape[1]
        faults = np.bincount(charges.items, minlength=items).astype(np.float64)
        ratio = np.array([each.precision * (1 - each.recall) / each.recall for each in accuracy])
        hidden = np.bincount(charges.items, weights=ratio, minlength=items)
        checked = charges.checked.sum(axis=0)
        chance = np.divide(hidden, checked, out=np.zeros(items), where=checked > 0)
        points = np.bincount(charges.items, weights=charges.points, minlength=items)
        cost = np.divide(points, faults, out=np.zeros(items), where=faults > 0)
        return np.clip(chance, 0.0, 1.0), cost


def _check_of(finding_id: str) -> str:
    """The check that a finding's id begins with."""
    return finding_id.rsplit("-", 1)[0]
