"""Values from outside (外部数值): what may be supplied for a node, a veto, a part or a measure, and reading it."""

import re
import unicodedata
from decimal import Decimal

import msgspec

from hengping.indicators.rules import (
    Checklist,
    Given,
    Levels,
    MeanOf,
    Normalised,
    PlainRule,
    RangeByUnit,
    Rule,
    Shares,
    inner_rule,
    part_ids,
)
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.tree import Node
from hengping.model.site import Site
from hengping.scoring.kept import Kept
from hengping.scoring.leaf import leaf_of
from hengping.scoring.plan import NOT_APPLICABLE, Value, unit_marks

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)
_LARGEST, _SMALLEST = 30, -40
"""Orders of magnitude and decimal places that a number may have: exact arithmetic beyond them would take for ever."""

_RAW = frozenset({"ratio", "bands", "external", "normalised"})
"""Kinds whose value is a number of any size and sign."""
_SHOWN = 40


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """What a value may be.

    Attributes:
        name: what the value is for.
        low, high: limits, both inclusive; None: any number.
        words: the words that may be written instead of a number (ids of levels); then a number may not.
        veto: 1 or 0 alone.
        by_unit: the item's full marks depend on the unit and are its highest value.
    """

    name: str
    low: Decimal | None = Decimal(0)
    high: Decimal | None = None
    words: tuple[str, ...] = ()
    veto: bool = False
    by_unit: RangeByUnit | None = None


def _limits(system: IndicatorSystem) -> dict[str, Limit]:
    """Everything that a value may be supplied for, by its key: vetoes, nodes, ``item/part``, imported measures.

    A key that names a node is the node, also when a measure is called the same.
    """
    found: dict[str, Limit] = {}
    _node_limits(system.tree, system.scale, found)
    for node in system.items():
        assert node.rule is not None  # noqa: S101 - only items have one
        plain = inner_rule(node.rule)
        high = _part_limit(plain, found[node.id].high)
        for part in part_ids(plain):
            found[f"{node.id}/{part}"] = Limit(name=f"{node.id}/{part}", high=high)
        measure = leaf_of(node.id, node.rule).measure
        if measure:
            found.setdefault(measure, Limit(name=measure, low=None))
    for veto in system.vetoes:
        found[veto.id] = Limit(name=veto.id, high=Decimal(1), veto=True)
    return found


limits_of = Kept(_limits)
"""What may be supplied under each key of a system; see :class:`Limit`."""


def read_value(text: str, limit: Limit, site: Site | None = None) -> tuple[Value, str]:
    """A value as written, and what is wrong with it (Chinese, empty when nothing is).

    Empty text is a missing value, ``NA`` not applicable. Numbers may be in scientific notation (1.2E+5), without
    thousands separators, percent signs or units.
    """
    if not text or text == NOT_APPLICABLE:
        return text or None, ""
    if limit.words:
        if text in limit.words:
            return text, ""
        return None, f"{limit.name} 的值“{shortened(text)}”不是等次，应为 {'、'.join(limit.words)} 之一"
    number = Decimal(text) if _NUMBER.fullmatch(text) else None
    fault = _fault(number, text, limit, site)
    return (None, fault) if fault else (number or Decimal(0), "")


def _fault(number: Decimal | None, text: str, limit: Limit, site: Site | None) -> str:
    if limit.veto:
        return "" if number in {Decimal(0), Decimal(1)} else f"{limit.name} 是单项否决，只能为 1、0、NA 或空"
    if number is None:
        return f"{limit.name} 的值“{shortened(text)}”不是数字{_hint(text)}"
    high = limit.high if limit.by_unit is None or site is None else unit_marks(limit.by_unit, site)
    if (limit.low is not None and number < limit.low) or (high is not None and number > high):
        return f"{limit.name} 的值 {shortened(text)} 超出 {_edge(limit.low)} 至 {_edge(high)}"
    exponent = number.as_tuple().exponent
    if number.adjusted() > _LARGEST or not isinstance(exponent, int) or exponent < _SMALLEST:
        return f"{limit.name} 的值 {shortened(text)} 位数过多"
    return ""


def shortened(text: str) -> str:
    """Text for a message."""
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _hint(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    if plain != text and _NUMBER.fullmatch(plain.rstrip("%")):
        percent = "，不写百分号" if plain.endswith("%") else ""
        return f"（用半角数字：{plain.rstrip('%')}{percent}）"
    if text.endswith(("%", "％")):
        return "（不写百分号）"
    return "（不写千位分隔符）" if "," in text or "，" in text else ""


def _edge(limit: Decimal | None) -> str:
    return "不限" if limit is None else format(limit, "f")


def _node_limits(node: Node, inherited: Decimal, found: dict[str, Limit]) -> tuple[Decimal, bool]:
    """Fill in the limits of a node and all below it.

    Returns:
        Lowest score, and whether a normalisation that is not clipped lets the score go anywhere.
    """
    marks = inherited if node.marks is None else node.marks
    if node.rule is not None:
        plain = inner_rule(node.rule)
        found[node.id] = _item_limit(node.id, node.rule, marks)
        low = plain.low if isinstance(plain, Given) else Decimal(0)
        return low, isinstance(plain, Normalised) and not plain.clips
    below = [_node_limits(child, marks, found) for child in node.children]
    own = node.normalise
    free = any(loose for _, loose in below) if own is None else not own.clips
    low = sum((low for low, _ in below), Decimal(0))
    found[node.id] = Limit(name=node.id, low=None if free else low, high=None if free else marks)
    return low, free


def _item_limit(item_id: str, rule: Rule, marks: Decimal) -> Limit:
    plain = inner_rule(rule)
    by_unit = rule if isinstance(rule, RangeByUnit) else None
    if plain.kind in _RAW:
        return Limit(name=item_id, low=None)
    if isinstance(plain, Levels):
        return Limit(name=item_id, words=tuple(level.id for level in plain.levels))
    if isinstance(plain, Given | MeanOf):
        low = plain.low if isinstance(plain, Given) else Decimal(0)
        if plain.scale is not None:
            return Limit(name=item_id, low=low, high=plain.scale)
        return Limit(name=item_id, low=low, high=_most(by_unit, marks), by_unit=by_unit)
    return Limit(name=item_id, high=_most(by_unit, marks), by_unit=by_unit)


def _most(by_unit: RangeByUnit | None, marks: Decimal) -> Decimal:
    return marks if by_unit is None else max([*by_unit.marks.values(), by_unit.otherwise or Decimal(0)])


def _part_limit(rule: PlainRule, full: Decimal | None) -> Decimal | None:
    if isinstance(rule, Checklist | Shares):
        return Decimal(1)
    return full if isinstance(rule, MeanOf) else None
