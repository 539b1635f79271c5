"""In which order the sites are set against each other: nodes that need other sites, and what each of them rests on."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from hengping.indicators.rules import AnyZeroes, Feed, Normalised
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.tree import Node
from hengping.model.errors import InputError
from hengping.scoring.kept import Kept
from hengping.scoring.plan import planner_of


class Step(msgspec.Struct, frozen=True):
    """Nodes that are worked out together.

    ``values``: ``normalised`` items, from what was supplied; ``nodes``: normalised nodes, from the scores below them;
    ``feeds``: items fed by subordinate sites, deepest sites first.
    """

    kind: Literal["values", "nodes", "feeds"]
    nodes: tuple[str, ...]


class Crossing(msgspec.Struct, frozen=True):
    """What crosses from site to site in a system: the steps in order, and the items that look at an area."""

    steps: tuple[Step, ...]
    area: tuple[str, ...]


def _crossing(system: IndicatorSystem) -> Crossing:
    leaves = planner_of(system).leaves
    area = tuple(key for key, leaf in leaves.items() if isinstance(leaf.rule, AnyZeroes) and leaf.rule.scope == "area")
    return Crossing(_steps(system), area)


def _steps(system: IndicatorSystem) -> tuple[Step, ...]:
    kinds = _kinds(system)
    needs = {name: _needs(system, name, kinds) for name in kinds}
    steps: list[Step] = []
    done: set[str] = set()
    while len(done) < len(kinds):
        left = [name for name in kinds if name not in done]
        ready = [name for name in left if kinds[name] != "feeds" and needs[name] <= done]
        if ready:
            kind = kinds[ready[0]]
            step = Step(kind, tuple(name for name in ready if kinds[name] == kind))
        else:
            step = Step("feeds", _feeds_together(left, kinds, needs, done))
        if not step.nodes:
            raise InputError(
                f"这些节点的得分互相依赖，无法计算：{'、'.join(left)}",
                where=system.id,
                remedy="让 feed 取不含无量纲化节点的得分，或把它移出 normalise 的节点",
            )
        steps.append(step)
        done.update(step.nodes)
    return tuple(steps)


crossing_of = Kept(_crossing)
"""What crosses from site to site in a system.

Raises:
    InputError: nodes need each other in a circle.
"""


def _kinds(system: IndicatorSystem) -> dict[str, Literal["values", "nodes", "feeds"]]:
    leaves = planner_of(system).leaves
    kinds: dict[str, Literal["values", "nodes", "feeds"]] = {}
    for node in system.tree.walk():
        if node.id in leaves:
            rule = leaves[node.id].rule
            if isinstance(rule, Normalised):
                kinds[node.id] = "values"
            elif isinstance(rule, Feed):
                kinds[node.id] = "feeds"
        elif node.normalise is not None:
            kinds[node.id] = "nodes"
    return kinds


def _feeds_together(
    left: list[str], kinds: Mapping[str, str], needs: Mapping[str, frozenset[str]], done: set[str]
) -> tuple[str, ...]:
    """Feeds that rest on nothing but what is done and on each other: these go from the deepest sites upwards."""
    group = {name for name in left if kinds[name] == "feeds"}
    while outside := {name for name in group if not needs[name] <= done | group}:
        group -= outside
    return tuple(name for name in left if name in group)


def _needs(system: IndicatorSystem, name: str, kinds: Mapping[str, str]) -> frozenset[str]:
    """The crossing nodes that must be known before this one can be."""
    if kinds[name] == "values":
        return frozenset()
    nodes = system.nodes()
    if kinds[name] == "nodes":
        starts = [child.id for child in nodes[name].children]
    else:
        rule = planner_of(system).leaves[name].rule
        assert isinstance(rule, Feed)  # noqa: S101 - of this kind
        starts = [rule.node, *(line.node for line in system.lines if rule.combine == "pass_rate")]
    reached: dict[str, None] = {}
    for start in starts:
        if start in nodes:
            _reach(nodes[start], nodes, reached)
    return frozenset(each for each in reached if each in kinds)


def _reach(start: Node, nodes: Mapping[str, Node], reached: dict[str, None]) -> None:
    """The node, all below it, and what their gates look at."""
    waiting = [start]
    while waiting:
        node = waiting.pop()
        if node.id in reached:
            continue
        reached[node.id] = None
        waiting.extend(node.children)
        if node.gate is not None and node.gate.node in nodes:
            waiting.append(nodes[node.gate.node])
