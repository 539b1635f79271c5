"""An indicator system compiled to a flat list of steps, children before parents, for evaluation on whole arrays."""

from dataclasses import dataclass
from fractions import Fraction

from hengping.indicators.rounding import RoundingMode
from hengping.indicators.rules import Normalisation
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.tree import Gate, Node, OperatorKind, WhenAbsent, WhenUntested, untested_of

WEIGHTED: frozenset[OperatorKind] = frozenset({"sum", "mean", "weighted_mean", "geometric_mean", "harmonic_mean"})
"""Operators whose children have a share that can be drawn; the others look at worst, best or losses."""

LINEAR: frozenset[OperatorKind] = frozenset({"sum", "mean", "weighted_mean"})


@dataclass(frozen=True, slots=True)
class Step:
    """One node.

    Attributes:
        node_id, title: as in the system.
        children: step numbers of the children; empty for an item.
        item: column of the item, or -1.
        marks: full marks; of an item without its own, those of its parent.
        weight: share that the parent gives it, in the parent's own measure: marks under ``sum``, weight under weighted
            means, 1 under ``mean``.
        when_absent, untested: policies, inherited; ``untested`` None: the branch follows what is below it.
        needs: so many children must have a score of their own.
        capped: the children may add up to more than the marks, which the score stops at.
        gate: the step it waits for, and the limit.
        round_to: digits and mode of rounding before the parent uses it.
        normalise: how it is set against the other sites before the parent uses it.
    """

    node_id: str
    title: str
    children: tuple[int, ...]
    item: int
    operator: OperatorKind
    marks: float
    weight: float
    when_absent: WhenAbsent
    untested: WhenUntested | None
    capped: bool
    needs: int | None
    gate: Gate | None
    round_to: tuple[int, RoundingMode] | None
    normalise: Normalisation | None


@dataclass(frozen=True, slots=True)
class Program:
    """All steps of a system; the root is the last.

    Attributes:
        steps: children before parents, in file order, so that gates look back.
        items: ids of the items, in file order: the columns of every matrix.
        numbers: step number by node id.
    """

    system: IndicatorSystem
    steps: tuple[Step, ...]
    items: tuple[str, ...]
    numbers: dict[str, int]

    @property
    def linear(self) -> bool:
        """Whether the total is linear in the items' scores for sites to which the same items apply."""
        return all(self._is_linear(step) for step in self.steps)

    @property
    def mixed(self) -> bool:
        """Whether a node says otherwise than its parent what becomes of it when it does not apply or was not tested.

        What an empty branch is then worth depends on what is below it.
        """
        return any(self._differs(step, self.steps[child]) for step in self.steps for child in step.children)

    @staticmethod
    def _differs(parent: Step, child: Step) -> bool:
        follows = parent.untested is None and child.untested in {"keep", "exclude", None}
        return child.when_absent != parent.when_absent or (child.untested != parent.untested and not follows)

    @property
    def item_steps(self) -> tuple[int, ...]:
        """Step numbers of the items, in column order."""
        return tuple(number for number, step in enumerate(self.steps) if step.item >= 0)

    def _is_linear(self, step: Step) -> bool:
        plain = step.gate is None and step.round_to is None and step.normalise is None and not step.capped
        plain = plain and step.needs is None
        return plain and (step.item >= 0 or step.operator in LINEAR)


def compile_system(system: IndicatorSystem) -> Program:
    """The steps of a system."""
    steps: list[Step] = []
    items: list[str] = []
    defaults = system.defaults

    def visit(node: Node, parent: Node | None, marks: float, absent: WhenAbsent, untested: WhenUntested | None) -> int:
        own = marks if node.marks is None else float(node.marks)
        absent, untested = node.when_absent or absent, node.untested or untested
        children = tuple(visit(child, node, own, absent, untested) for child in node.children)
        column = -1
        if node.rule is not None:
            column = len(items)
            items.append(node.id)
        steps.append(
            Step(
                node_id=node.id,
                title=node.title.zh,
                children=children,
                item=column,
                operator=node.operator,
                marks=own,
                weight=_share(node, parent, own),
                when_absent=absent,
                untested=untested or (None if node.rule is None else untested_of(node.rule)),
                capped=node.capped,
                needs=node.needs,
                gate=node.gate,
                round_to=None if node.rounding is None else (node.rounding.digits, node.rounding.mode),
                normalise=node.normalise,
            )
        )
        return len(steps) - 1

    visit(system.tree, None, float(system.scale), defaults.when_absent, defaults.untested)
    numbers = {step.node_id: number for number, step in enumerate(steps)}
    return Program(system=system, steps=tuple(steps), items=tuple(items), numbers=numbers)


def _share(node: Node, parent: Node | None, marks: float) -> float:
    if parent is None:
        return 1.0
    if parent.operator == "sum":
        return marks
    if parent.operator == "mean" or node.weight is None:
        return 1.0
    return float(Fraction(node.weight))
