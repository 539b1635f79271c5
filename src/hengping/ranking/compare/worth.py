"""What a point of a node is worth in points of the total (一分折合总分多少): for gaps and losses on one scale."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import msgspec

from hengping.indicators.rules import CountUp, inner_rule
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.tree import Node, WhenAbsent, WhenUntested, untested_of
from hengping.model.score import ScoreNode

_ALIKE = frozenset({"mean", "minimum", "maximum"})
"""Operators under which every child weighs the same, whatever its marks or its weight."""

_ABSENT = frozenset({"not_applicable", "not_tested"})
_LEFT_OUT = frozenset({"rescale", "spread", "exclude"})

_NONLINEAR = frozenset({"geometric_mean", "harmonic_mean", "minimum", "maximum"})


def worths(system: IndicatorSystem, root: ScoreNode) -> dict[str, Fraction]:
    """Points of the total per point of each node, for one site: what is left out of the account enlarges the rest.

    Left out is what does not apply (折算, 平摊) or was never tested, where the policy says so that the node states or
    inherits, exactly as the score was worked out. Exact for sums, means, weighted means and deductions while no cap or
    gate holds. Under an operator that is not linear a child has the share of its weight: right for sites that are near
    to each other, an estimate otherwise (see :func:`is_linear`).
    """
    policies = _policies(system)
    found: dict[str, Fraction] = {}

    def visit(node: ScoreNode, worth: Fraction) -> None:
        found[node.item_id] = worth
        for child, share in zip(node.children, _shares(node, policies), strict=True):
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
        shape = tuple([(node.item_id, node.full, node.state if node.state in _ABSENT else "") for node in nodes])
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


class _Policy(msgspec.Struct, frozen=True):
    """A node with what it states or inherits for the case that it does not apply, or was not tested."""

    spec: Node
    when_absent: WhenAbsent
    untested: WhenUntested | None


def _policies(system: IndicatorSystem) -> dict[str, _Policy]:
    found: dict[str, _Policy] = {}

    def visit(node: Node, absent: WhenAbsent, untested: WhenUntested | None) -> None:
        absent, untested = node.when_absent or absent, node.untested or untested
        own = untested or (None if node.rule is None else untested_of(node.rule))
        found[node.id] = _Policy(node, absent, own)
        for child in node.children:
            visit(child, absent, untested)

    visit(system.tree, system.defaults.when_absent, system.defaults.untested)
    return found


def _shares(node: ScoreNode, policies: Mapping[str, _Policy]) -> list[Fraction]:
    """Points of the node per point of each child."""
    policy = policies.get(node.item_id)
    operator = policy.spec.operator if policy is not None else "sum"
    fates = [_fate(child, policies) for child in node.children]
    if operator == "deduct":
        return [Fraction(fate not in _LEFT_OUT) for fate in fates]
    if operator == "sum":
        return _of_sum(node, fates, capped=policy is not None and policy.spec.capped)
    return _of_mean(node, fates, alike=operator in _ALIKE)


def _of_sum(node: ScoreNode, fates: Sequence[str], *, capped: bool) -> list[Fraction]:
    marks = [Fraction(child.full) for child in node.children]
    live = [full for full, fate in zip(marks, fates, strict=True) if fate not in _LEFT_OUT and full]
    spread = sum((full for full, fate in zip(marks, fates, strict=True) if fate == "spread"), Fraction(0))
    extra = spread / max(len(live), 1)
    available = sum(live, Fraction(0)) + extra * len(live)
    rescaled = any(fate in {"rescale", "exclude"} for fate in fates)
    factor = Fraction(node.full) / available if rescaled and available else Fraction(1)
    if capped:
        factor = max(factor, Fraction(1))
    return [
        Fraction(0) if fate in _LEFT_OUT else factor * ((full + extra) / full if full else 1)
        for full, fate in zip(marks, fates, strict=True)
    ]


def _of_mean(node: ScoreNode, fates: Sequence[str], *, alike: bool) -> list[Fraction]:
    """A child without marks says nothing, and one without a weight among others with one has none."""
    same = alike or not any(child.weight for child in node.children)
    weights = [Fraction(1) if same else Fraction(child.weight or 0) for child in node.children]
    live = [fate not in _LEFT_OUT and bool(child.full) for child, fate in zip(node.children, fates, strict=True)]
    spread = sum((weight for weight, fate in zip(weights, fates, strict=True) if fate == "spread"), Fraction(0))
    dealt = Fraction(0) if same else spread / max(sum(live), 1)
    weights = [weight + dealt if counts else Fraction(0) for weight, counts in zip(weights, live, strict=True)]
    whole = sum(weights, Fraction(0)) or Fraction(1)
    return [
        weight / whole * Fraction(node.full) / Fraction(child.full) if weight else Fraction(0)
        for child, weight in zip(node.children, weights, strict=True)
    ]


def _fate(node: ScoreNode, policies: Mapping[str, _Policy]) -> str:
    """``live`` when the node counts in its parent, else the policy that leaves it out.

    A branch without a score of its own counts when something below it does, by a policy of its own (full marks, none).
    """
    policy = policies.get(node.item_id)
    if policy is None or node.state not in _ABSENT or _stands(node, policy.spec, policies):
        return "live"
    if node.state == "not_applicable":
        return policy.when_absent if policy.when_absent in _LEFT_OUT else "live"
    return "exclude" if (policy.untested or "exclude") == "exclude" else "live"


def _stands(node: ScoreNode, spec: Node, policies: Mapping[str, _Policy]) -> bool:
    """Whether a branch below which nothing was judged has the score that its children's policies make up."""
    if spec.needs is not None or any(child.state not in _ABSENT for child in node.children):
        return False
    return any(_fate(child, policies) == "live" for child in node.children)
