"""Faults of marks and weights: what must add up, and limits that no score can meet."""

from decimal import Decimal
from fractions import Fraction

from hengping.indicators.structure_walk import Report, Where, full_marks, walk
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.tree import Node

_WHOLE = (Fraction(100), Fraction(1))
_UNWEIGHTED = {"sum", "mean", "minimum", "maximum", "deduct"}
_FREE_WEIGHTS = {"geometric_mean", "harmonic_mean"}
_POINTLESS_ALONE = {"geometric_mean", "harmonic_mean", "minimum", "maximum"}


def marks_faults(system: IndicatorSystem, report: Report) -> None:
    """Root, sums, weights, gates and lines."""
    _root(system, report)
    for node, where in walk(system.tree):
        if node.children:
            _branch(node, where, system.scale, report)
    _limits(system, report)


def _root(system: IndicatorSystem, report: Report) -> None:
    if system.tree.id != "total":
        report(("tree", "id"), "根节点的 id 应为 total", "the root's id must be total", "改为 id: total")
    if system.tree.kind != "system":
        report(("tree", "kind"), "根节点的 kind 应为 system", "the root's kind must be system", "改为 kind: system")
    if system.tree.marks is not None and system.tree.marks != system.scale:
        report(("tree", "marks"), f"根节点分值不等于 scale({system.scale})", "root marks differ from scale", "改为一致")
    if system.tree.weight is not None:
        report(("tree", "weight"), "根节点没有权重", "the root has no weight", "删去 weight")
    for node, where in walk(system.tree):
        if node is not system.tree and node.kind == "system":
            report(
                (*where, "kind"), "只有根节点的 kind 是 system", "only the root is a system", "改为 part 或 dimension"
            )


def _branch(node: Node, where: Where, scale: Decimal, report: Report) -> None:
    own = scale if node.kind == "system" and node.marks is None else node.marks
    for number, child in enumerate(node.children):
        _child(node, own, child, (*where, "children", number), report)
    marks = sum((child.marks for child in node.children if child.marks is not None), Decimal(0))
    if node.capped:
        _capped(node, own, marks, where, report)
    elif node.operator == "sum" and own is not None and marks != own:
        zh = f"{node.id} 下级分值之和为 {marks}，应为 {own}"
        report((*where, "children"), zh, f"children's marks add up to {marks}, not {own}", "改正分值")
    weighted = [child.weight for child in node.children if child.weight is not None]
    if node.operator not in _UNWEIGHTED and weighted and (weights := sum(weighted)) not in _WHOLE:
        zh = f"{node.id} 下级权重之和为 {weights}，应为 100（或 1）"
        shares = "、".join(str(each / weights) for each in weighted)
        remedy = f"改正权重；相对权重可写成和为 1 的分数：{shares}"
        report((*where, "children"), zh, f"weights add up to {weights}, not 100 (or 1)", remedy)
    if node.operator in _POINTLESS_ALONE and len(node.children) == 1:
        zh = f"{node.id} 只有一个下级，operator: {node.operator} 不起作用"
        report((*where, "operator"), zh, "one child only", "改为 sum（分值相同）或 mean（按比例换算），或补上其他下级")


def _capped(node: Node, own: Decimal | None, marks: Decimal, where: Where, report: Report) -> None:
    if node.operator != "sum":
        zh = f"capped 在 operator: {node.operator} 下不起作用"
        report((*where, "capped"), zh, "capped outside a sum", "删去 capped，或改用 sum")
    elif own is not None and marks < own:
        zh = f"{node.id} 下级分值之和为 {marks}，封顶的不能少于 {own}"
        report((*where, "children"), zh, f"children's marks add up to {marks}, less than {own}", "改正分值")


def _child(node: Node, own: Decimal | None, child: Node, where: Where, report: Report) -> None:
    weighted = node.operator == "weighted_mean" or (
        node.operator in _FREE_WEIGHTS and any(each.weight is not None for each in node.children)
    )
    if child.marks is None and not (node.operator == "deduct" and child.rule is not None):
        report((*where, "marks"), f"{child.id} 缺少分值 marks", f"{child.id} has no marks", "补上 marks")
    if child.weight is not None and not weighted:
        zh = f"{child.id} 的 weight 在 operator: {node.operator} 下不起作用"
        report((*where, "weight"), zh, "weight outside a weighted mean", "删去 weight，或改用 weighted_mean")
    if child.weight is None and weighted:
        report((*where, "weight"), f"{child.id} 缺少权重 weight", f"{child.id} has no weight", "补上 weight")
    if child.marks == 0 and node.operator not in {"sum", "deduct"}:
        report((*where, "marks"), f"{child.id} 分值为 0", "marks are 0", "求平均的下级指标分值应大于 0")
    if own is not None and node.operator == "deduct" and child.marks is not None and child.marks > own:
        zh = f"{child.id} 的扣分上限超过 {node.id} 的分值"
        report((*where, "marks"), zh, "cap above the parent's marks", "改为不超过上级的分值")


def _limits(system: IndicatorSystem, report: Report) -> None:
    """Limits that no score can meet: a gate that never opens, a line that every site or none lies under."""
    marks = full_marks(system)
    for node, where in walk(system.tree):
        gate = node.gate
        if gate is None or gate.node not in marks:
            continue
        full = marks[gate.node]
        if (gate.above is not None and gate.above >= full) or (gate.at_least is not None and gate.at_least > full):
            zh = f"门槛高于 {gate.node} 的满分 {full}，永远达不到"
            report((*where, "gate"), zh, f"gate above the full marks {full}", f"改为 0 至 {full} 之间的数")
    for number, line in enumerate(system.lines):
        limits = {"below": line.below, "at_most": line.at_most, "lost_above": line.lost_above}
        for name, limit in limits.items():
            if limit is not None and line.node in marks and not 0 <= limit <= marks[line.node]:
                zh = f"不合格线 {limit} 不在 0 至 {line.node} 的满分 {marks[line.node]} 之间"
                report(("lines", number, name), zh, "line outside the node's marks", "改为分值范围内的数")
    _vetoes(system, marks, report)


def _vetoes(system: IndicatorSystem, marks: dict[str, Decimal], report: Report) -> None:
    score = system.when_vetoed.score
    if score is not None and score > system.scale:
        zh = f"单项否决后的分数 {score} 超过满分 {system.scale}"
        report(("when_vetoed", "score"), zh, "score of vetoed sites above the scale", f"改为不超过 {system.scale}")
    for number, veto in enumerate(system.vetoes):
        if veto.sets is None:
            continue
        if veto.sets.node not in marks:
            where = ("vetoes", number, "sets", "node")
            report(where, f"没有节点 {veto.sets.node}", f"no node {veto.sets.node}", "写树中节点的编号")
        elif veto.sets.score > marks[veto.sets.node]:
            full = marks[veto.sets.node]
            zh = f"否决后的分数 {veto.sets.score} 超过 {veto.sets.node} 的满分 {full}"
            report(("vetoes", number, "sets", "score"), zh, "score above the node's marks", f"改为不超过 {full}")
