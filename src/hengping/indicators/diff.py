"""What changed between two indicator systems, in official words (指标体系对照). Pure: two systems in, sentences out."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from hengping.indicators.diff_rest import rest_changes
from hengping.indicators.diff_words import ABSENT_ZH, OPERATOR_ZH, UNTESTED_ZH, Titles, plain, rule_words, weight_words
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.tree import Gate, Node

THEMES = (
    "总体",
    "指标增减",
    "分值和权重",
    "评分标准",
    "适用范围",
    "单项否决",
    "门槛和合格线",
    "档级和榜单",
    "排名和取整",
    "核定状态",
)
"""Order of the themes in print."""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One change: its theme, the id it concerns (empty: the system as a whole) and the sentence."""

    theme: str
    id: str
    zh: str


class SystemDiff(msgspec.Struct, frozen=True, kw_only=True):
    """All changes from one system to another, by theme and then in file order. ``identical``: there is none."""

    before: str
    after: str
    identical: bool
    changes: tuple[Change, ...]


class Spot(msgspec.Struct, frozen=True):
    """A node, and its parent (None of the root)."""

    node: Node
    parent: Node | None


def diff_systems(before: IndicatorSystem, after: IndicatorSystem, titles: Titles | None = None) -> SystemDiff:
    """What changed from ``before`` to ``after``.

    Nodes are the same when their ids are; failing that, when kind and Chinese title are, so that a new numbering is
    not taken for a new indicator.

    Args:
        before: the older system.
        after: the newer one.
        titles: Chinese titles of checks by id, for the sentences.
    """
    names = titles or {}
    changes = [Change(theme=theme, id=key, zh=zh) for theme, key, zh in _nodes(before, after, names)]
    changes += [Change(theme=theme, id=key, zh=zh) for theme, key, zh in rest_changes(before, after, names)]
    if not changes and _rules_of(before) != _rules_of(after):
        changes = [Change(theme="总体", id="", zh="原因句、榜单次序等细节有调整")]
    ordered = sorted(changes, key=lambda each: THEMES.index(each.theme))
    return SystemDiff(before=_label(before), after=_label(after), identical=not ordered, changes=tuple(ordered))


_NOT_RULES = frozenset(
    {"version", "sources", "note", "basis", "guidance", "published", "examples", "en", "unit", "rubric"}
)


def _rules_of(system: IndicatorSystem) -> Any:
    """The system without its identity and without what only explains it."""
    data = system.model_dump(mode="json")
    del data["id"]
    return _stripped(data)


def _stripped(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _stripped(each) for key, each in value.items() if key not in _NOT_RULES}
    return [_stripped(each) for each in value] if isinstance(value, list) else value


def _label(system: IndicatorSystem) -> str:
    return f"{system.title.zh}（{system.version}）"


def _spots(system: IndicatorSystem) -> dict[str, Spot]:
    parents = {child.id: node for node in system.tree.walk() for child in node.children}
    return {node.id: Spot(node, parents.get(node.id)) for node in system.tree.walk()}


def _pairs(old: Mapping[str, Spot], new: Mapping[str, Spot]) -> dict[str, str]:
    """Ids of the new system by those of the old one."""
    pairs = {key: key for key in old if key in new}
    free: dict[tuple[str, str], list[str]] = {}
    for key, spot in new.items():
        if key not in old:
            free.setdefault((spot.node.kind, spot.node.title.zh), []).append(key)
    for key, spot in old.items():
        waiting = free.get((spot.node.kind, spot.node.title.zh), []) if key not in pairs else []
        if waiting:
            pairs[key] = waiting.pop(0)
    return pairs


def _nodes(before: IndicatorSystem, after: IndicatorSystem, titles: Titles) -> Iterator[tuple[str, str, str]]:
    old, new = _spots(before), _spots(after)
    pairs = _pairs(old, new)
    matched = set(pairs.values())
    for key, spot in old.items():
        if key not in pairs:
            yield "指标增减", key, f"取消{_place(spot)}“{spot.node.title.zh}”{_size(spot.node)}"
    for key, spot in new.items():
        if key not in matched:
            yield "指标增减", key, f"新增{_place(spot)}“{spot.node.title.zh}”{_size(spot.node)}"
    for key, spot in old.items():
        if key in pairs:
            yield from _node(spot, new[pairs[key]], pairs, titles)


def _place(spot: Spot) -> str:
    word = {"part": "部分", "dimension": "一级指标", "indicator": "指标", "item": "评分点"}.get(spot.node.kind, "指标")
    above = spot.parent
    return word if above is None or above.kind == "system" else f"“{above.title.zh}”下的{word}"


def _size(node: Node) -> str:
    words = []
    if node.marks is not None:
        words.append(f"{plain(node.marks)} 分")
    if node.weight is not None:
        words.append(f"权重 {weight_words(node.weight)}")
    return f"（{'，'.join(words)}）" if words else ""


def _node(old: Spot, new: Spot, pairs: Mapping[str, str], titles: Titles) -> Iterator[tuple[str, str, str]]:
    a, b = old.node, new.node
    name = f"“{b.title.zh}”"
    if a.title.zh != b.title.zh:
        yield "指标增减", b.id, f"“{a.title.zh}”更名为{name}"
    if old.parent and new.parent and pairs.get(old.parent.id) != new.parent.id:
        yield "指标增减", b.id, f"{name}由“{old.parent.title.zh}”调整到“{new.parent.title.zh}”下"
    if a.marks != b.marks:
        yield "分值和权重", b.id, f"{name}分值由 {_marks(a)}调整为 {_marks(b)}"
    if a.weight != b.weight:
        yield "分值和权重", b.id, f"{name}权重由 {weight_words(a.weight)} 调整为 {weight_words(b.weight)}"
    if a.operator != b.operator and (a.children or b.children):
        zh = f"{name}的计算方式由“{OPERATOR_ZH[a.operator]}”改为“{OPERATOR_ZH[b.operator]}”"
        yield "评分标准", b.id, zh
    if a.capped != b.capped:
        yield "评分标准", b.id, f"{name}由“{_capped(a)}”改为“{_capped(b)}”"
    yield from _rule(a, b, name, titles)
    if a.gate != b.gate:
        yield "门槛和合格线", b.id, f"{name}的门槛由“{_gate(a.gate)}”调整为“{_gate(b.gate)}”"
    yield from _scope(a, b, name)
    if a.status != b.status:
        zh = f"{name}由待核定改为已核定" if b.status == "confirmed" else f"{name}由已核定改为待核定"
        yield "核定状态", b.id, zh


def _capped(node: Node) -> str:
    return "下级合计超过分值的不计" if node.capped else "下级合计即为得分"


def _marks(node: Node) -> str:
    return "不单列" if node.marks is None else f"{plain(node.marks)} 分"


def _rule(a: Node, b: Node, name: str, titles: Titles) -> Iterator[tuple[str, str, str]]:
    if a.rule == b.rule and a.normalise == b.normalise:
        return
    if a.rule is None or b.rule is None:
        if (a.rule is None) != (b.rule is None):
            how = "改为由下级指标合成" if b.rule is None else f"改为直接评分（{rule_words(b.rule, titles)}）"
            yield "评分标准", b.id, f"{name}{how}"
        else:
            yield "评分标准", b.id, f"{name}的横向比较方法有调整"
        return
    was, now = rule_words(a.rule, titles), rule_words(b.rule, titles)
    if was != now:
        yield "评分标准", b.id, f"{name}的标准由“{was}”调整为“{now}”"
    else:
        yield "评分标准", b.id, f"{name}的评分对象有调整（标准仍为“{now}”）"


def _gate(gate: Gate | None) -> str:
    if gate is None:
        return "无"
    return f"高于 {plain(gate.above)} 分" if gate.above is not None else f"不低于 {plain(gate.at_least)} 分"


def _scope(a: Node, b: Node, name: str) -> Iterator[tuple[str, str, str]]:
    theme = "适用范围"
    if a.absent_for != b.absent_for:
        yield theme, b.id, f"{name}不适用的类别由“{_names(a.absent_for)}”调整为“{_names(b.absent_for)}”"
    if a.absent_groups != b.absent_groups:
        yield theme, b.id, f"{name}不适用的组由“{_names(a.absent_groups)}”调整为“{_names(b.absent_groups)}”"
    if a.only_groups != b.only_groups:
        yield theme, b.id, f"{name}只适用的组由“{_names(a.only_groups)}”调整为“{_names(b.only_groups)}”"
    if a.when_absent != b.when_absent:
        was, now = (ABSENT_ZH.get(each.when_absent or "", "同上级") for each in (a, b))
        yield theme, b.id, f"{name}不适用时由“{was}”改为“{now}”"
    if a.untested != b.untested:
        was, now = (UNTESTED_ZH.get(each.untested or "", "同上级") for each in (a, b))
        yield theme, b.id, f"{name}未能检查时由“{was}”改为“{now}”"
    if a.explained_kept != b.explained_kept:
        was, now = (
            "同上级" if each.explained_kept is None else plain(each.explained_kept * 100) + "%" for each in (a, b)
        )
        yield theme, b.id, f"{name}情况说明被采纳时返还的扣分由“{was}”改为“{now}”"
    if a.rounding != b.rounding:
        yield "排名和取整", b.id, f"{name}的取整办法有调整"


def _names(names: tuple[str, ...]) -> str:
    return "、".join(names) or "无"
