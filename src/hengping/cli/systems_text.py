"""What ``hengping systems show`` prints: an indicator system as a reader wants it, doubtful numbers marked."""

from collections.abc import Iterator

from rich.tree import Tree

from hengping.indicators.base import Confidence
from hengping.indicators.diff_rest import line_words, tier_words
from hengping.indicators.diff_words import METHOD_ZH, OPERATOR_ZH, RULE_ZH, plain, veto_words, weight_words
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.tree import Node
from hengping.indicators.verdicts import Ranking, Veto

MARK = "〔待核定〕"


def heading(system: IndicatorSystem) -> Iterator[str]:
    """Basis, sources, period, full marks."""
    if system.basis:
        yield f"依据：{system.basis}"
    for source in system.sources:
        note = f"（{source.note}）" if source.note else ""
        yield f"来源：{source.title}{note}"
    until = system.effective.until
    yield f"施行：{system.effective.since} 起{f'至 {until} 止' if until else ''}；满分 {plain(system.scale)} 分"
    if doubtful := unconfirmed(system):
        yield f"有 {doubtful} 处数值或文字待核定，标有{MARK}"


def unconfirmed(system: IndicatorSystem) -> int:
    """How many numbers or wordings of a system wait to be confirmed: the system's own, nodes, vetoes, lines."""
    specs: tuple[Confidence, ...] = (system, *system.tree.walk(), *system.vetoes, *system.lines)
    return sum(spec.status == "unconfirmed" for spec in specs)


def verdicts(system: IndicatorSystem, titles: dict[str, str]) -> Iterator[str]:
    """Vetoes, lines, tiers, lists, tracks, ranking."""
    for veto in system.vetoes:
        mark = MARK if veto.status == "unconfirmed" else ""
        condition = "；".join((veto_words(veto.rule, titles), *_scope(veto)))
        yield f"单项否决 {veto.id}：{veto.title.zh}（{condition}）{mark}"
    for line in system.lines:
        mark = MARK if line.status == "unconfirmed" else ""
        yield f"不合格线 {line.id}：{line_words(system, line)}{mark}"
    if system.tiers:
        yield f"档级：{'；'.join(f'{tier.title.zh}（{tier_words(tier)}）' for tier in system.tiers)}"
    yield f"排名：{_ranking(system.ranking)}"
    for track in system.tracks:
        words = [f"赛道 {track.id}：{track.title.zh}（{'、'.join(track.groups)}）"]
        words += [_ranking(track.ranking)] if track.ranking is not None else []
        words += [f"{tier.title.zh}（{tier_words(tier)}）" for tier in track.tiers or ()]
        yield "；".join(words)
    for each in system.lists:
        yield f"榜单 {each.id}：{each.title.zh}"


def _ranking(ranking: Ranking) -> str:
    top = f"，公布前 {ranking.top} 名" if ranking.top is not None else ""
    return METHOD_ZH[ranking.method] + top


def branch(node: Node, parent: Tree | None = None) -> Tree:
    """The tree of indicators, one line a node."""
    label = f"{node.title.zh}({node.id}){_marks(node)}{_weight(node)}{_how(node)}"
    label += MARK if node.status == "unconfirmed" else ""
    label = label.replace("[", r"\[")
    here = Tree(label) if parent is None else parent.add(label)
    for child in node.children:
        branch(child, here)
    return here


def _marks(node: Node) -> str:
    return "" if node.marks is None else f" {plain(node.marks)}分"


def _weight(node: Node) -> str:
    return "" if node.weight is None else f" 权重{weight_words(node.weight)}"


def _how(node: Node) -> str:
    words = []
    if node.rule is not None:
        words.append(RULE_ZH[node.rule.kind])
    elif node.operator != "sum":
        words.append(OPERATOR_ZH[node.operator])
    if node.capped:
        words.append("封顶")
    if node.normalise is not None:
        words.append("无量纲化")
    if node.gate is not None:
        gate = node.gate
        limit = f"高于{plain(gate.above)}分" if gate.above is not None else f"不低于{plain(gate.at_least)}分"
        words.append(f"{gate.node}{limit}才计")
    words += _scope(node)
    return f" [{'；'.join(words)}]" if words else ""


def _scope(spec: Node | Veto) -> list[str]:
    words = []
    if spec.absent_for:
        words.append(f"{'、'.join(spec.absent_for)}类不适用")
    if spec.only_groups:
        words.append(f"只适用于{'、'.join(spec.only_groups)}")
    if spec.absent_groups:
        words.append(f"{'、'.join(spec.absent_groups)}不适用")
    return words
