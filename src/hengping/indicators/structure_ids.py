"""Faults of ids and of what points to them: duplicates, gates, feeds, lines, lists, tracks, checks."""

from decimal import Decimal

from hengping.indicators.rules import Feed, inner_rule
from hengping.indicators.structure_walk import Report, Where, full_marks, selectors, tier_lists, walk
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.tree import Node
from hengping.indicators.verdicts import LineCondition, NodeCondition, TierCondition, TotalCondition, Veto


def ids_faults(system: IndicatorSystem, report: Report) -> None:
    """Duplicate ids."""
    places: list[tuple[str, Where]] = [(node.id, (*where, "id")) for node, where in walk(system.tree)]
    places += [(veto.id, ("vetoes", number, "id")) for number, veto in enumerate(system.vetoes)]
    _unique(places, report)
    _unique([(line.id, ("lines", number, "id")) for number, line in enumerate(system.lines)], report)
    _unique([(each.id, ("lists", number, "id")) for number, each in enumerate(system.lists)], report)
    _unique([(each.id, ("tracks", number, "id")) for number, each in enumerate(system.tracks)], report)
    _unique([(each.id, ("once", number, "id")) for number, each in enumerate(system.once)], report)
    for tiers, where in tier_lists(system):
        _unique([(tier.id, (*where, number, "id")) for number, tier in enumerate(tiers)], report)


def _unique(places: list[tuple[str, Where]], report: Report) -> None:
    seen: set[str] = set()
    for name, where in places:
        if name in seen:
            report(where, f"编号 {name} 重复", f"duplicate id {name}", "改为唯一的编号")
        seen.add(name)


def references_faults(system: IndicatorSystem, report: Report) -> None:
    """Gates, feeds, lines, lists and groups that point nowhere or at themselves."""
    _gates(system, report)
    _feeds(system, report)
    _groups(system, report)
    nodes = system.nodes()
    for number, line in enumerate(system.lines):
        if line.node not in nodes:
            report(("lines", number, "node"), f"没有节点 {line.node}", f"no node {line.node}", "写树中节点的编号")
    _lists(system, report)


def _gates(system: IndicatorSystem, report: Report) -> None:
    nodes = system.nodes()
    done: set[str] = set()

    def visit(node: Node, where: Where) -> None:
        if node.gate is not None and node.gate.node not in done:
            zh = (
                f"门槛所指的 {node.gate.node} 不存在"
                if node.gate.node not in nodes
                else "门槛所指的节点应排在前面，且不含本节点"
            )
            report((*where, "gate", "node"), zh, "gate points nowhere or forward", "写排在前面的一个节点的编号")
        for number, child in enumerate(node.children):
            visit(child, (*where, "children", number))
        done.add(node.id)

    visit(system.tree, ("tree",))


def _feeds(system: IndicatorSystem, report: Report) -> None:
    """A feed must not lead back to itself: what is taken from subordinates must not hold the same feed for them."""

    def visit(node: Node, where: Where, path: tuple[Node, ...]) -> None:
        here = (*path, node)
        rule = None if node.rule is None else inner_rule(node.rule)
        if isinstance(rule, Feed):
            spot = (*where, "rule", *(("rule",) if rule is not node.rule else ()), "node")
            _feed(system, rule, here, spot, report)
        for number, child in enumerate(node.children):
            visit(child, (*where, "children", number), here)

    visit(system.tree, ("tree",), ())


def _feed(system: IndicatorSystem, rule: Feed, path: tuple[Node, ...], where: Where, report: Report) -> None:
    if rule.node not in system.nodes():
        report(where, f"没有节点 {rule.node}", f"no node {rule.node}", "写树中节点的编号")
        return
    within = [node.id for node in path]
    if rule.node not in within:
        return
    below = path[within.index(rule.node) :]
    if rule.node == path[-1].id or not any(_spares(node, rule.groups) for node in below):
        zh = f"{path[-1].id} 取自下级的 {rule.node}，而 {rule.node} 又含有它自己，形成循环"
        remedy = (
            "用 node 指向不含本评分点的节点；或写 groups（取哪些组的下级），并用 only_groups 使本评分点不适用于这些组"
        )
        report(where, zh, "the feed leads back to itself", remedy)


def _spares(node: Node, feeding: tuple[str, ...]) -> bool:
    """Whether the node does not apply to the groups that feed, so that a chain of feeds comes to an end."""
    if node.only_groups:
        return not set(node.only_groups) & set(feeding)
    return bool(feeding) and set(feeding) <= set(node.absent_groups)


def _groups(system: IndicatorSystem, report: Report) -> None:
    places: list[tuple[Node | Veto, Where]] = [*walk(system.tree)]
    places += [(veto, ("vetoes", number)) for number, veto in enumerate(system.vetoes)]
    for spec, where in places:
        if spec.only_groups and spec.absent_groups:
            zh = "only_groups 与 absent_groups 只能写一个"
            report((*where, "absent_groups"), zh, "both only_groups and absent_groups", "删去其中一个")
    owner: dict[str, str] = {}
    for number, track in enumerate(system.tracks):
        for spot, group in enumerate(track.groups):
            if group in owner:
                zh = f"{group} 已经在赛道 {owner[group]} 里"
                where = ("tracks", number, "groups", spot)
                report(where, zh, f"{group} is in two tracks", "一个组只放在一个赛道里")
            owner.setdefault(group, track.id)


def _lists(system: IndicatorSystem, report: Report) -> None:
    lines = {line.id for line in system.lines}
    tiers = {tier.id for each, _ in tier_lists(system) for tier in each}
    marks = full_marks(system)
    for number, each in enumerate(system.lists):
        for spot, condition in enumerate(each.conditions):
            where: Where = ("lists", number, "conditions", spot)
            if isinstance(condition, LineCondition) and condition.line not in lines:
                zh = f"没有不合格线 {condition.line}"
                report((*where, "line"), zh, f"no line {condition.line}", "写 lines 中的编号")
            elif isinstance(condition, TierCondition) and condition.tier not in tiers:
                zh = f"没有档级 {condition.tier}"
                report((*where, "tier"), zh, f"no tier {condition.tier}", "写 tiers（或赛道的 tiers）中的编号")
            elif isinstance(condition, TotalCondition) and condition.value > system.scale:
                zh = f"{condition.value} 超过满分 {system.scale}，没有网站能达到"
                report((*where, "value"), zh, "above the scale", f"改为不超过 {system.scale}")
            elif isinstance(condition, NodeCondition):
                _node_condition(condition, marks, where, report)


def _node_condition(condition: NodeCondition, marks: dict[str, Decimal], where: Where, report: Report) -> None:
    if condition.node not in marks:
        report((*where, "node"), f"没有节点 {condition.node}", f"no node {condition.node}", "写树中节点的编号")
        return
    full = marks[condition.node]
    if condition.at_least is not None and condition.at_least > full:
        zh = f"{condition.at_least} 超过 {condition.node} 的满分 {full}"
        report((*where, "at_least"), zh, "above the node's marks", f"改为不超过 {full}")


def checks_faults(system: IndicatorSystem, known: frozenset[str], report: Report) -> None:
    """Checks that do not exist."""
    for selector, where in selectors(system):
        if selector.check not in known:
            zh = f"没有检查项 {selector.check}"
            report((*where, "check"), zh, f"unknown check {selector.check}", "用“hengping checks list”查看检查项编号")
    for number, group in enumerate(system.once):
        for spot, check in enumerate(group.checks):
            if check not in known:
                where = ("once", number, "checks", spot)
                report(where, f"没有检查项 {check}", f"unknown check {check}", "改正检查项编号")
