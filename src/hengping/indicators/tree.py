"""The tree of an indicator system: parts → dimensions → indicators → items, of any depth."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field, model_validator

from hengping.indicators.base import Confidence, Identifier, Number, Points, Spec, Title, Weight
from hengping.indicators.rounding import RoundingMode
from hengping.indicators.rules import Normalisation, Rule, inner_rule, is_supplied
from hengping.model.score import NodeKind

OperatorKind = Literal[
    "sum", "mean", "weighted_mean", "geometric_mean", "harmonic_mean", "minimum", "maximum", "deduct"
]
"""How a node is formed from its children; each has its function in ``hengping.scoring.operators``.

- ``sum``: the children's marks add up to the node's.
- ``mean``: each child on its own scale, all alike.
- ``weighted_mean``: each child on its own scale, weights adding up to 100 (or to 1, as 1/3 + 2/3).
- ``geometric_mean``, ``harmonic_mean``: as ``mean``, or weighted when the children have weights.
- ``minimum``, ``maximum``: the index of the worst or of the best child.
- ``deduct``: the node's marks minus what the children lose, never below zero (扣完为止).
"""

WhenAbsent = Literal["rescale", "spread", "full", "zero"]
"""Not applicable (不适用): 折算 (×4/3), 平摊, full marks, or none."""

WhenUntested = Literal["keep", "exclude", "zero"]
"""Nothing reached the node: no points are taken off; it is left out of the account; or it earns nothing (bonus)."""


def untested_of(rule: Rule) -> WhenUntested:
    """What is done with an item that nothing reached where neither it nor anything above it says so.

    A value from outside that nobody supplied earns nothing and costs nothing; what checks or assessors have yet to
    decide takes nothing off.
    """
    return "exclude" if is_supplied(rule) and inner_rule(rule).kind != "manual" else "keep"


class Gate(Spec):
    """A node that only counts when another node is high enough (加分门槛). Exactly one of the two limits."""

    node: Identifier
    above: Number | None = None
    at_least: Number | None = None

    @model_validator(mode="after")
    def _one_limit(self) -> "Gate":
        if (self.above is None) == (self.at_least is None):
            message = "门槛写 above（高于）或 at_least（不低于）之一"
            raise ValueError(message)
        return self


class Problem(Spec):
    """A phrase for reason sentences, used when the node lost points or fell below an index (得分指数)."""

    text: str = Field(min_length=1)
    index_below: Number | None = Field(None, gt=0, le=1)


class NodeRounding(Spec):
    """A node that is rounded before its parent uses it. Without one, only what is printed is rounded."""

    digits: int = Field(ge=0, le=8)
    mode: RoundingMode = "half_up"


class Node(Confidence):
    """One node of the tree. A leaf has a ``rule``, every other node has ``children``.

    Attributes:
        id: unique in the system; values for ``judge`` name it.
        marks: full marks. An item under a ``deduct`` node may leave them out: then it is capped by its parent.
        weight: percent in the parent's weighted mean; an exact ratio such as ``1/3`` is allowed.
        absent_for: site classes for which the node does not apply.
        absent_groups, only_groups: ranking groups for which it does not apply, or alone applies.
        normalise: the node's score is set against that of the other sites before its parent uses it.
        rounding: the node's score is rounded before its parent uses it.
        explained_kept: share (0–1) of a deduction that is given back for an accepted explanation (情况说明); inherited.
        when_absent, untested: what then; inherited from the parent, and by the root from the system's defaults. Where
            nobody states ``untested``: an item as :func:`untested_of` says, and any other node is left out when all
            that nothing reached below it is.
        needs: so many children must have a score of their own; with fewer the node counts as not tested.
        capped: under ``sum``, the children may add up to more than the node's marks; the score stops at them.
    """

    id: Identifier
    title: Title
    kind: NodeKind
    marks: Points | None = None
    weight: Weight | None = None
    operator: OperatorKind = "sum"
    capped: bool = False
    needs: int | None = Field(None, ge=1)
    gate: Gate | None = None
    absent_for: tuple[Literal["A", "B"], ...] = ()
    absent_groups: tuple[str, ...] = ()
    only_groups: tuple[str, ...] = ()
    when_absent: WhenAbsent | None = None
    untested: WhenUntested | None = None
    problem: Problem | None = None
    normalise: Normalisation | None = None
    rounding: NodeRounding | None = None
    explained_kept: Number | None = Field(None, ge=0, le=1)
    rule: Rule | None = None
    children: tuple["Node", ...] = ()

    @model_validator(mode="after")
    def _leaf_or_branch(self) -> "Node":
        if (self.rule is None) == (not self.children):
            message = "节点要么有 rule（评分点），要么有 children（下级指标），不能都有或都没有"
            raise ValueError(message)
        if (self.kind == "item") != (self.rule is not None):
            message = "kind: item 的节点必须有 rule，其他节点不能有 rule"
            raise ValueError(message)
        if self.capped and self.rule is not None:
            message = "capped 只用于有下级的节点"
            raise ValueError(message)
        if self.normalise is not None and self.rule is not None:
            message = "评分点的无量纲化写成 rule: {kind: normalised, …}；normalise 只用于有下级的节点"
            raise ValueError(message)
        return self

    def walk(self) -> Iterator["Node"]:
        """This node and all below it, in file order."""
        yield self
        for child in self.children:
            yield from child.walk()
