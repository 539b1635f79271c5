"""What a point of a node is worth in points of the total (一分折合总分多少): for gaps and losses on one scale."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from hengping.indicators.rules import CountUp, inner_rule
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.tree import Node
from hengping.model.score import ScoreNode

_ALIKE = frozenset({"mean", "geometric_mean", "harmonic_mean", "minimum", "maximum"})
"""Operators that put every child on its own scale, so that its marks do not matter but its weight does."""

_NONLINEAR = frozenset({"geometric_mean", "harmonic_mean", "minimum", "maximum"})


def worths(system: IndicatorSystem, root: ScoreNode) -> dict[str, Fraction]:
    """Points of the total per point of each node, for one site: what does not apply enlarges the rest (折算).

    Exact for sums, means, weighted means and deductions while no cap or gate holds. Under an operator that is not
    linear a child has the share of its weight: right for sites that are near to each other, an estimate otherwise (see
    :func:`is_linear`).
    """
    specs = system.nodes()
    found: dict[str, Fraction] = {}

    def visit(node: ScoreNode, worth: Fraction) -> None:
        found[node.item_id] = worth
        spec = specs.get(node.item_id)
        for child, share in zip(node.children, _shares(node, spec), strict=True):
            visit(child, worth * share)

    visit(root, Fraction(1))
    return found


class Shapes:
    """Trees of sites by what decides their worths: the same marks, the same parts left out. Few among many sites.

    Attributes:
        worths: of each shape, by its number; see :func:`worths`.
    """

    def __init__(self, system: IndicatorSystem) -> None:
        self.worths: list[dict[str, Fraction]] = []
        self._system = system
        self._known: dict[tuple[object, ...], int] = {}

    def of(self, root: ScoreNode, nodes: Sequence[ScoreNode]) -> int:
        """Number of the shape of one tree; ``nodes`` are the root and all below it, in file order."""
        shape = tuple([(node.item_id, node.full, node.state == "not_applicable") for node in nodes])
        number = self._known.get(shape)
        if number is None:
            number = self._known[shape] = len(self.worths)
            self.worths.append(worths(self._system, root))
        return number


def is_linear(system: IndicatorSystem) -> bool:
    """Whether every node of the system adds up, so that worths are exact below caps and gates."""
    return not any(node.operator in _NONLINEAR or node.normalise for node in system.tree.walk())


def bonus_items(system: IndicatorSystem) -> frozenset[str]:
    """Items that only add (加分项): behind a gate, or counting up from zero. What they do not give is no loss."""
    found: set[str] = set()

    def visit(node: Node, *, gated: bool) -> None:
        gated = gated or node.gate is not None
        if node.rule is not None and (gated or isinstance(inner_rule(node.rule), CountUp)):
            found.add(node.id)
        for child in node.children:
            visit(child, gated=gated)

    visit(system.tree, gated=False)
    return frozenset(found)


def _shares(node: ScoreNode, spec: Node | None) -> list[Fraction]:
    """Points of the node per point of each child."""
    operator = spec.operator if spec is not None else "sum"
    out = _left_out(node.children, spec)
    if operator == "deduct":
        return [Fraction(1)] * len(node.children)
    if operator == "sum":
        marks = sum((Fraction(child.full) for child in node.children if child.item_id not in out), Fraction(0))
        factor = Fraction(node.full) / marks if out and marks else Fraction(1)
        return [Fraction(0) if child.item_id in out else factor for child in node.children]
    weights = [_weight(child, operator, out) for child in node.children]
    whole = sum(weights, Fraction(0)) or Fraction(1)
    return [
        weight / whole * Fraction(node.full) / Fraction(child.full) if child.full else Fraction(0)
        for child, weight in zip(node.children, weights, strict=True)
    ]


def _weight(child: ScoreNode, operator: str, out: Mapping[str, object]) -> Fraction:
    if child.item_id in out or not child.full:
        return Fraction(0)
    if child.weight is None or operator == "mean":
        return Fraction(1) if operator in _ALIKE else Fraction(child.full)
    return Fraction(child.weight)


def _left_out(children: Sequence[ScoreNode], spec: Node | None) -> dict[str, None]:
    """Children whose share the others take over: those that do not apply, unless they count full or nothing."""
    policies = {child.id: child.when_absent for child in spec.children} if spec is not None else {}
    return {
        child.item_id: None
        for child in children
        if child.state == "not_applicable" and policies.get(child.item_id) not in {"full", "zero"}
    }
