"""A population (全体网站) as arrays, built from score trees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import numpy as np

from hengping.analysis.arrays import Floats, Truths, Whole
from hengping.analysis.evaluate import ABSENT, LIVE, UNTESTED, Evaluation, Factors, Leaves, evaluate, with_vetoes
from hengping.analysis.program import Program, compile_system
from hengping.indicators.system import IndicatorSystem
from hengping.model.score import NodeState, ScoreNode, SiteScore

_STATES: Mapping[NodeState, int] = {"not_applicable": ABSENT, "not_tested": UNTESTED}


@dataclass(frozen=True, slots=True)
class Charges:
    """Deductions that really ask for points, one entry each: site, item, points before caps, finding.

    ``checked``: (sites, items) subjects with a verdict; how many could have been missed.
    """

    sites: Whole
    items: Whole
    points: Floats
    findings: tuple[str, ...]
    checked: Whole


@dataclass(frozen=True, slots=True)
class Population:
    """Many sites under one system.

    Attributes:
        program: the compiled system.
        codes, names: of the sites, in the given order.
        group_names: ranking groups in the order of their first site; ``leaves.groups`` numbers them.
        leaves: the items' scores, states and full marks.
        given: (sites, items) whether a person or a table supplied the value.
        fired, counts: (sites, vetoes) whether a veto holds, and how many findings it counted.
        judged: (sites, vetoes) whether the veto could be judged.
        unscored: sites without a score tree (blocked).
        unranked: sites that take no place whatever their score (blocked, too little checked).
        charges: the deductions, for draws of wrong findings.
        printed: totals as printed, NaN where there is none.
        veto_findings: what a veto counted, by row of the site and column of the veto.
    """

    program: Program
    codes: tuple[str, ...]
    names: tuple[str, ...]
    group_names: tuple[str, ...]
    leaves: Leaves
    given: Truths
    fired: Truths
    counts: Whole
    judged: Truths
    unscored: Truths
    unranked: Truths
    charges: Charges
    printed: Floats
    veto_findings: Mapping[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)

    @property
    def system(self) -> IndicatorSystem:
        """The indicator system."""
        return self.program.system

    @property
    def items(self) -> tuple[str, ...]:
        """Ids of the items: the columns."""
        return self.program.items

    @property
    def index(self) -> Floats:
        """(sites, items) index values (得分指数), NaN where there is no score or no full marks."""
        live = (self.leaves.states == LIVE) & (self.leaves.fulls > 0) & ~self.unscored[:, None]
        fulls = np.where(live, self.leaves.fulls, 1.0)
        return np.where(live, self.leaves.scores / fulls, np.nan)

    @property
    def points(self) -> Floats:
        """Points of the total that each item is worth when everything applies; NaN below operators without shares."""
        return item_points(self.program)

    def evaluate(self, factors: Factors | None = None) -> Evaluation:
        """Every node as scored, or under drawn shares."""
        return evaluate(self.program, self.leaves, factors, self.fired)

    def totals(self) -> Floats:
        """Totals after vetoes, exact as far as floats are; NaN for sites without one."""
        totals = with_vetoes(self.system, self.evaluate().totals, self.fired)
        return np.where(self.unscored, np.nan, totals)


def population(system: IndicatorSystem, scores: Sequence[SiteScore]) -> Population:
    """The population of score trees of one system, in their order."""
    program = compile_system(system)
    sites, items = len(scores), len(program.items)
    marks = np.array([program.steps[number].marks for number in program.item_steps])
    filler = _Filler(
        program,
        Leaves(
            scores=np.zeros((sites, items)),
            states=np.full((sites, items), ABSENT, dtype=np.uint8),
            fulls=np.tile(marks, (sites, 1)),
            pins={},
            groups=np.zeros(sites, dtype=np.int64),
        ),
    )
    for row, score in enumerate(scores):
        if score.root is not None:
            filler.fill(row, score.root)
    groups = list(dict.fromkeys(score.group for score in scores))
    vetoes = {veto.id: column for column, veto in enumerate(system.vetoes)}
    fired = np.zeros((sites, len(vetoes)), dtype=np.bool_)
    judged = np.zeros((sites, len(vetoes)), dtype=np.bool_)
    counts = np.zeros((sites, len(vetoes)), dtype=np.int64)
    counted: dict[tuple[int, int], tuple[str, ...]] = {}
    for row, score in enumerate(scores):
        for veto in score.vetoes:
            column = vetoes[veto.veto_id]
            fired[row, column], counts[row, column] = veto.fired, veto.count
            judged[row, column] = veto.state == "checked"
            if veto.finding_ids:
                counted[row, column] = veto.finding_ids
    where = {group: number for number, group in enumerate(groups)}
    leaves = replace(
        filler.leaves,
        pins=filler.pins,
        off=filler.off,
        groups=np.array([where[score.group] for score in scores], dtype=np.int64),
    )
    return Population(
        program=program,
        codes=tuple(score.site_code for score in scores),
        names=tuple(score.name for score in scores),
        group_names=tuple(groups),
        leaves=leaves,
        given=filler.given,
        fired=fired,
        counts=counts,
        judged=judged,
        unscored=np.array([score.root is None for score in scores], dtype=np.bool_),
        unranked=np.array([score.state in {"blocked", "not_ranked"} for score in scores], dtype=np.bool_),
        charges=filler.charges(),
        printed=np.array([np.nan if score.total is None else float(score.total) for score in scores]),
        veto_findings=counted,
    )


def item_points(program: Program) -> Floats:
    """Points of the total behind each item's full marks, by the shares on the way up; NaN where a node has none."""
    worth: dict[int, float] = {len(program.steps) - 1: program.steps[-1].marks}
    for number in range(len(program.steps) - 1, -1, -1):
        step = program.steps[number]
        whole = sum(program.steps[child].weight for child in step.children)
        for child in step.children:
            if step.operator in {"sum", "mean", "weighted_mean"}:
                base = step.marks if step.operator == "sum" else whole
                worth[child] = worth[number] * program.steps[child].weight / base if base else 0.0
            elif step.operator == "deduct":
                worth[child] = worth[number] * program.steps[child].marks / step.marks if step.marks else 0.0
            else:
                worth[child] = float("nan")
    return np.array([worth[number] for number in program.item_steps])


class _Filler:
    """Walks score trees and writes the rows of a population."""

    def __init__(self, program: Program, leaves: Leaves) -> None:
        self.leaves = leaves
        self.pins: dict[int, Floats] = {}
        self.off: dict[int, Truths] = {}
        self.given = np.zeros(leaves.states.shape, dtype=np.bool_)
        self._checked = np.zeros(leaves.states.shape, dtype=np.int64)
        self._columns = {node_id: column for column, node_id in enumerate(program.items)}
        self._numbers = program.numbers
        self._charged: list[tuple[int, int, float, str]] = []
        self._gated = [program.steps[number].gate is not None for number in program.item_steps]

    def fill(self, row: int, node: ScoreNode) -> None:
        column = self._columns.get(node.item_id)
        if column is None:
            if node.children:
                for child in node.children:
                    self.fill(row, child)
            elif node.state == "given":
                number = self._numbers[node.item_id]
                pins = self.pins.setdefault(number, np.full(self.leaves.states.shape[0], np.nan))
                pins[row] = float(node.score)
            elif node.state == "not_applicable":
                number = self._numbers[node.item_id]
                self.off.setdefault(number, np.zeros(self.leaves.states.shape[0], dtype=np.bool_))[row] = True
            return
        leaves = self.leaves
        leaves.scores[row, column] = float(_before_gate(node) if self._gated[column] else node.score)
        leaves.fulls[row, column] = float(node.full)
        leaves.states[row, column] = _STATES.get(node.state, LIVE)
        self.given[row, column] = node.state == "given"
        self._checked[row, column] = node.checked
        for each in node.deductions:
            if not each.suppressed_by and each.points > 0:
                self._charged.append((row, column, float(each.points), each.finding_id))

    def charges(self) -> Charges:
        sites, items, points, findings = zip(*self._charged, strict=True) if self._charged else ((), (), (), ())
        return Charges(
            sites=np.array(sites, dtype=np.int64),
            items=np.array(items, dtype=np.int64),
            points=np.array(points, dtype=np.float64),
            findings=tuple(findings),
            checked=self._checked,
        )


def _before_gate(node: ScoreNode) -> Decimal:
    """The score of an item before its gate: a shut one shows zero, but its deductions or credits say what it was."""
    if node.score or not node.deductions:
        return node.score
    counted = sum((each.counted for each in node.deductions), Decimal(0))
    return -counted if counted < 0 else node.full - counted
