"""Faults that only show over several fields: sums, references, bands, duplicates, gates."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from string import Formatter

from hengping.indicators.bands import tier_faults
from hengping.indicators.base import Confidence
from hengping.indicators.faults import LintFault, fault
from hengping.indicators.rules import located_selectors
from hengping.indicators.selectors import Selector
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.tree import Node
from hengping.indicators.verdicts import CountVeto, EveryVeto, LineCondition
from hengping.indicators.vocabulary import rule_faults, selector_faults
from hengping.indicators.yamlfile import Document

Where = tuple[str | int, ...]
_HUNDRED = Decimal(100)


def structure_faults(
    document: Document, system: IndicatorSystem, known_checks: frozenset[str] | None
) -> list[LintFault]:
    """All faults of a system that fulfils the schema, in file order."""
    found: list[LintFault] = []

    def report(where: Where, zh: str, en: str, remedy: str) -> None:
        found.append(fault(document, where, zh, en, remedy))

    _dates(system, report)
    _ids(system, report)
    _root(system, report)
    _marks(system, report)
    _gates(system, report)
    _references(system, report)
    _confidence(system, report)
    _sentences(system, report)
    _causes(system, report)
    _limits(system, report)
    selector_faults(_selectors(system), report)
    rule_faults(_walk(system.tree), report)
    if known_checks is not None:
        _checks(system, known_checks, report)
    found.extend(tier_faults(document, system))
    return sorted(found, key=lambda each: (each.line, each.field, each.zh))


Report = Callable[[Where, str, str, str], None]


def _walk(node: Node, where: Where = ("tree",)) -> Iterator[tuple[Node, Where]]:
    yield node, where
    for number, child in enumerate(node.children):
        yield from _walk(child, (*where, "children", number))


def _dates(system: IndicatorSystem, report: Report) -> None:
    until = system.effective.until
    if until is not None and until < system.effective.since:
        report(("effective", "until"), "终止日期早于生效日期", "ends before it begins", "改正两个日期")


def _ids(system: IndicatorSystem, report: Report) -> None:
    places: list[tuple[str, Where]] = [(node.id, (*where, "id")) for node, where in _walk(system.tree)]
    places += [(veto.id, ("vetoes", number, "id")) for number, veto in enumerate(system.vetoes)]
    _unique(places, report)
    _unique([(line.id, ("lines", number, "id")) for number, line in enumerate(system.lines)], report)
    _unique([(tier.id, ("tiers", number, "id")) for number, tier in enumerate(system.tiers)], report)
    _unique([(each.id, ("lists", number, "id")) for number, each in enumerate(system.lists)], report)


def _unique(places: list[tuple[str, Where]], report: Report) -> None:
    seen: set[str] = set()
    for name, where in places:
        if name in seen:
            report(where, f"编号 {name} 重复", f"duplicate id {name}", "改为唯一的编号")
        seen.add(name)


def _root(system: IndicatorSystem, report: Report) -> None:
    if system.tree.id != "total":
        report(("tree", "id"), "根节点的 id 应为 total", "the root's id must be total", "改为 id: total")
    if system.tree.kind != "system":
        report(("tree", "kind"), "根节点的 kind 应为 system", "the root's kind must be system", "改为 kind: system")
    if system.tree.marks is not None and system.tree.marks != system.scale:
        report(("tree", "marks"), f"根节点分值不等于 scale({system.scale})", "root marks differ from scale", "改为一致")


def _marks(system: IndicatorSystem, report: Report) -> None:
    for node, where in _walk(system.tree):
        if node.children:
            _branch_marks(node, where, system.scale, report)


def _branch_marks(node: Node, where: Where, scale: Decimal, report: Report) -> None:
    own = scale if node.kind == "system" and node.marks is None else node.marks
    for number, child in enumerate(node.children):
        _child_marks(node, own, child, (*where, "children", number), report)
    marks = sum((child.marks for child in node.children if child.marks is not None), Decimal(0))
    if node.operator == "sum" and own is not None and marks != own:
        zh = f"{node.id} 下级分值之和为 {marks}，应为 {own}"
        report((*where, "children"), zh, f"children's marks add up to {marks}, not {own}", "改正分值")
    weights = sum((child.weight for child in node.children if child.weight is not None), Decimal(0))
    if node.operator == "weighted_mean" and weights != _HUNDRED:
        zh = f"{node.id} 下级权重之和为 {weights}，应为 100"
        report((*where, "children"), zh, f"weights add up to {weights}, not 100", "改正权重")


def _child_marks(node: Node, own: Decimal | None, child: Node, where: Where, report: Report) -> None:
    weighted = node.operator == "weighted_mean"
    if child.marks is None and not (node.operator == "deduct" and child.rule is not None):
        report((*where, "marks"), f"{child.id} 缺少分值 marks", f"{child.id} has no marks", "补上 marks")
    if child.weight is not None and not weighted:
        zh = f"{child.id} 的 weight 在 operator: {node.operator} 下不起作用"
        report((*where, "weight"), zh, "weight outside a weighted mean", "删去 weight，或改用 weighted_mean")
    if child.weight is None and weighted:
        report((*where, "weight"), f"{child.id} 缺少权重 weight", f"{child.id} has no weight", "补上 weight")
    if child.marks == 0 and weighted:
        report((*where, "marks"), f"{child.id} 分值为 0", "marks are 0", "加权平均的下级指标分值应大于 0")
    if own is not None and node.operator == "deduct" and child.marks is not None and child.marks > own:
        zh = f"{child.id} 的扣分上限超过 {node.id} 的分值"
        report((*where, "marks"), zh, "cap above the parent's marks", "改为不超过上级的分值")


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


def _references(system: IndicatorSystem, report: Report) -> None:
    nodes = system.nodes()
    lines = {line.id for line in system.lines}
    for number, line in enumerate(system.lines):
        if line.node not in nodes:
            report(("lines", number, "node"), f"没有节点 {line.node}", f"no node {line.node}", "写树中节点的编号")
    for number, each in enumerate(system.lists):
        for spot, condition in enumerate(each.conditions):
            if isinstance(condition, LineCondition) and condition.line not in lines:
                where = ("lists", number, "conditions", spot, "line")
                report(where, f"没有不合格线 {condition.line}", f"no line {condition.line}", "写 lines 中的编号")


def _confidence(system: IndicatorSystem, report: Report) -> None:
    places: list[tuple[Confidence, Where]] = [(system, ())]
    places += list(_walk(system.tree))
    places += [(veto, ("vetoes", number)) for number, veto in enumerate(system.vetoes)]
    places += [(line, ("lines", number)) for number, line in enumerate(system.lines)]
    for spec, where in places:
        if spec.status == "unconfirmed" and not spec.note:
            report((*where, "status"), "未确认的条目缺少 note", "unconfirmed without a note", "用 note 写明缺什么依据")


def _limits(system: IndicatorSystem, report: Report) -> None:
    """Limits that no score can meet: a gate that never opens, a line that every site or none lies under."""
    marks = _full_marks(system)
    for node, where in _walk(system.tree):
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
    score = system.when_vetoed.score
    if score is not None and score > system.scale:
        zh = f"单项否决后的分数 {score} 超过满分 {system.scale}"
        report(("when_vetoed", "score"), zh, "score of vetoed sites above the scale", f"改为不超过 {system.scale}")


def _full_marks(system: IndicatorSystem) -> dict[str, Decimal]:
    """Full marks of every node; an item without its own has its parent's."""
    marks: dict[str, Decimal] = {}

    def visit(node: Node, inherited: Decimal) -> None:
        marks[node.id] = inherited if node.marks is None else node.marks
        for child in node.children:
            visit(child, marks[node.id])

    visit(system.tree, system.scale)
    return marks


_VETO_FIELDS = {"count", "threshold"}
_LINE_FIELDS = {"value", "lost", "problems"}


def _sentences(system: IndicatorSystem, report: Report) -> None:
    for number, veto in enumerate(system.vetoes):
        _placeholders(veto.reason, _VETO_FIELDS, ("vetoes", number, "reason"), report)
        _placeholders(veto.reason_given, set(), ("vetoes", number, "reason_given"), report)
    for number, line in enumerate(system.lines):
        _placeholders(line.reason, _LINE_FIELDS, ("lines", number, "reason"), report)


def _placeholders(text: str, allowed: set[str], where: Where, report: Report) -> None:
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        parts = [("", "{", "", None)]
    wrong = [name for _, name, spec, turn in parts if name is not None and (name not in allowed or spec or turn)]
    if wrong:
        names = "、".join(f"{{{name}}}" for name in sorted(allowed)) or "无"
        report(where, f"句子里不能用占位符 {{{wrong[0]}}}", "unknown placeholder", f"可用的占位符：{names}")


def _causes(system: IndicatorSystem, report: Report) -> None:
    seen: set[str] = set()
    for number, group in enumerate(system.once):
        for spot, check in enumerate(group.checks):
            if check in seen:
                report(
                    ("once", number, "checks", spot), f"{check} 出现在两个组里", f"{check} is in two groups", "只留一处"
                )
            seen.add(check)


def _checks(system: IndicatorSystem, known: frozenset[str], report: Report) -> None:
    for selector, where in _selectors(system):
        if selector.check not in known:
            zh = f"没有检查项 {selector.check}"
            report((*where, "check"), zh, f"unknown check {selector.check}", "用“hengping checks list”查看检查项编号")
    for number, group in enumerate(system.once):
        for spot, check in enumerate(group.checks):
            if check not in known:
                where = ("once", number, "checks", spot)
                report(where, f"没有检查项 {check}", f"unknown check {check}", "改正检查项编号")


def _selectors(system: IndicatorSystem) -> Iterator[tuple[Selector, Where]]:
    for node, where in _walk(system.tree):
        if node.rule is not None:
            yield from ((selector, (*where, "rule", *spot)) for spot, selector in located_selectors(node.rule))
    for number, veto in enumerate(system.vetoes):
        here: Where = ("vetoes", number, "rule", "select")
        if isinstance(veto.rule, CountVeto):
            yield from ((selector, (*here, at)) for at, selector in enumerate(veto.rule.select))
        elif isinstance(veto.rule, EveryVeto):
            yield veto.rule.select, here
