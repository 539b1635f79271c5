"""Faults inside one rule: parts that do not add up, bands, goalposts, numbers that cannot occur."""

from collections.abc import Iterable
from decimal import Decimal

from hengping.indicators.bands import Interval, interval_faults
from hengping.indicators.quantity import CountQuantity, Quantity, ShareQuantity
from hengping.indicators.rules import (
    Bands,
    Checklist,
    External,
    Given,
    Levels,
    Manual,
    MeanOf,
    Normalisation,
    Normalised,
    PerPoint,
    RangeByUnit,
    Ratio,
    Rule,
    Shares,
)
from hengping.indicators.structure_walk import Report, Where, full_marks, walk
from hengping.indicators.system import IndicatorSystem

_TRIMMED = 3
_HUNDRED = Decimal(100)
_ONLY_FOR = {
    "low": "min_max",
    "high": "min_max",
    "reference": "distance",
    "deviation": "z_score",
    "centre": "z_score",
    "spread": "z_score",
}


def rules_faults(system: IndicatorSystem, report: Report) -> None:
    """Faults of every item's rule, and of every branch that is normalised."""
    marks = full_marks(system)
    for node, where in walk(system.tree):
        if node.rule is not None:
            _rule(node.rule, marks[node.id], (*where, "rule"), report)
        if node.normalise is not None:
            _normalisation(node.normalise, (*where, "normalise"), report)


def _rule(rule: Rule, marks: Decimal, where: Where, report: Report) -> None:
    if isinstance(rule, RangeByUnit):
        _range(rule, marks, where, report)
    elif isinstance(rule, Ratio | Bands):
        _number(rule, marks, where, report)
    elif isinstance(rule, Levels):
        _levels(rule, marks, where, report)
    elif isinstance(rule, Checklist | Shares | MeanOf):
        _parts(rule, marks, where, report)
    elif isinstance(rule, Manual):
        _manual(rule, marks, where, report)
    elif isinstance(rule, Normalised):
        _normalisation(rule, where, report)
    else:
        _ends(rule, marks, where, report)


def _ends(rule: Rule, marks: Decimal, where: Where, report: Report) -> None:
    """Lowest values and bases that cannot be meant."""
    if isinstance(rule, External) and rule.low == (rule.scale or marks):
        zh = f"low {rule.low} 等于满值，无法换算"
        report((*where, "low"), zh, "low equals the full value", "low 应不同于 scale（或分值）")
    if isinstance(rule, PerPoint) and not 0 <= rule.base <= _HUNDRED:
        report((*where, "base"), f"base {rule.base} 不是百分数", "base is no percentage", "写 0 至 100 之间的数")
    if isinstance(rule, Given) and -rule.low > (rule.scale or marks):
        zh = f"low {rule.low} 低于负的满分"
        report((*where, "low"), zh, "low is below minus the full marks", "改为不低于负的分值")


def _range(rule: RangeByUnit, marks: Decimal, where: Where, report: Report) -> None:
    if rule.by == "class":
        for name in rule.marks:
            if name not in {"A", "B"}:
                report((*where, "marks", name), f"没有类别 {name}", f"no class {name}", "类别只有 A 和 B")
    largest = max([*rule.marks.values(), rule.otherwise or Decimal(0)])
    if largest != marks:
        zh = f"各单位分值中最大的是 {largest}，应等于评分点的分值 {marks}"
        report((*where, "marks"), zh, f"largest marks {largest}, not {marks}", "改正其中之一")
    _rule(rule.rule, marks, (*where, "rule"), report)


def _number(rule: Ratio | Bands, marks: Decimal, where: Where, report: Report) -> None:
    numbers: list[tuple[Decimal | None, Where]] = []
    if isinstance(rule, Ratio):
        numbers = [(rule.base, (*where, "base")), (rule.target, (*where, "target"))]
    else:
        for at, band in enumerate(rule.bands):
            here = (*where, "bands", at)
            if band.points is not None:
                _within(band.points, marks, (*here, "points"), report)
            ends = {"at_least": band.at_least, "above": band.above, "at_most": band.at_most, "below": band.below}
            numbers += [(number, (*here, name)) for name, number in ends.items()]
        _bands(rule, where, report)
    for number, here in numbers:
        if number is not None:
            _possible(rule.quantity, number, here, report)


def _bands(rule: Bands, where: Where, report: Report) -> None:
    intervals = [
        Interval.of(f"第 {at + 1} 段", each.at_least, each.above, each.at_most, each.below)
        for at, each in enumerate(rule.bands)
    ]
    reach: tuple[Decimal | None, Decimal | None] = (None, None)
    if isinstance(rule.quantity, CountQuantity):
        reach = (Decimal(0), Decimal("Infinity"))
    elif isinstance(rule.quantity, ShareQuantity):
        reach = (Decimal(0), Decimal(1))
    for at, zh, en, remedy in interval_faults(intervals, *reach):
        report((*where, "bands", at), zh, en, remedy)


def _possible(quantity: Quantity, number: Decimal, where: Where, report: Report) -> None:
    if isinstance(quantity, ShareQuantity) and not 0 <= number <= 1:
        report(where, f"{number} 不是 0 至 1 之间的比率", "a share lies between 0 and 1", "比率写成小数，90% 写 0.9")
    if isinstance(quantity, CountQuantity) and number < 0:
        report(where, f"计数不会是 {number}", "a count is never negative", "改为不小于 0 的数")


def _within(points: Decimal, marks: Decimal, where: Where, report: Report) -> None:
    if points > marks:
        zh = f"得分 {points} 超过评分点的分值 {marks}"
        report(where, zh, f"points above the item's marks {marks}", f"改为不超过 {marks}")


def _levels(rule: Levels, marks: Decimal, where: Where, report: Report) -> None:
    _unique((each.id for each in rule.levels), (*where, "levels"), report)
    rests = [at for at, each in enumerate(rule.levels) if not each.select]
    for at, level in enumerate(rule.levels):
        here = (*where, "levels", at)
        if level.points is not None:
            _within(level.points, marks, (*here, "points"), report)
        if level.id == "NA":
            report((*here, "id"), "等次不能叫 NA", "NA means not applicable", "NA 表示不适用，换一个编号")
        if 1 < len(rests) < len(rule.levels) and at in rests[1:]:
            zh = f"由检查结果判定时，只有一个等次可以没有 select，{level.id} 是多余的一个"
            report(here, zh, "two levels without select", "补上 select，或删去这一等次")


def _parts(rule: Checklist | Shares | MeanOf, marks: Decimal, where: Where, report: Report) -> None:
    if isinstance(rule, MeanOf):
        _unique((each.id for each in rule.parts), (*where, "parts"), report)
    elif isinstance(rule, Shares):
        _unique((each.id for each in rule.shares), (*where, "shares"), report)
        whole = sum((each.share for each in rule.shares), Decimal(0))
        if whole != _HUNDRED:
            report((*where, "shares"), f"各部分之和为 {whole}%，应为 100%", f"shares add up to {whole}", "改正 share")
    else:
        _unique((each.id for each in rule.elements), (*where, "elements"), report)
        points = sum((each.points for each in rule.elements), Decimal(0))
        if points != marks:
            zh = f"各要素分值之和为 {points}，应等于评分点的分值 {marks}"
            report((*where, "elements"), zh, f"points add up to {points}, not {marks}", "改正 points 或 marks")


def _unique(names: Iterable[str], where: Where, report: Report) -> None:
    seen: set[str] = set()
    for at, name in enumerate(names):
        if name in seen:
            report((*where, at, "id"), f"编号 {name} 重复", f"duplicate id {name}", "改为唯一的编号")
        seen.add(name)


def _manual(rule: Manual, marks: Decimal, where: Where, report: Report) -> None:
    for at, line in enumerate(rule.rubric):
        _within(line.points, marks, (*where, "rubric", at, "points"), report)
    if rule.combine == "trimmed_mean" and rule.assessors < _TRIMMED:
        zh = f"去掉最高最低要有至少 3 名评估人员，现为 {rule.assessors} 名"
        report((*where, "combine"), zh, "a trimmed mean needs three assessors", "增加 assessors，或改用 mean")
    if rule.max_difference is not None:
        here = (*where, "max_difference")
        if rule.assessors == 1:
            report(here, "只有一名评估人员，不会有分差", "one assessor cannot differ", "增加 assessors，或删去这一字段")
        _within(rule.max_difference, marks, here, report)


def _normalisation(rule: Normalisation, where: Where, report: Report) -> None:
    for name, method in _ONLY_FOR.items():
        if name in rule.model_fields_set and getattr(rule, name) is not None and rule.method != method:
            zh = f"{name} 在 method: {rule.method} 下不起作用"
            report((*where, name), zh, f"{name} belongs to {method}", f"删去 {name}，或改用 method: {method}")
    least = {"ln": "大于 0", "log10": "大于 0", "sqrt": "不小于 0"}.get(rule.transform)
    for name in ("low", "high", "reference"):
        written = getattr(rule, name)
        number = written + rule.offset if isinstance(written, Decimal) else None
        if least and number is not None and (number < 0 or (number == 0 and rule.transform != "sqrt")):
            plus = "（加上 offset 后）" if rule.offset else ""
            zh = f"transform: {rule.transform} 要求 {name}{plus}{least}"
            report((*where, name), zh, f"{rule.transform} of {number} does not exist", f"改为{least}的数")
    none = 1 if rule.transform in {"ln", "log10"} else 0
    if isinstance(rule.reference, Decimal) and rule.reference + rule.offset == none:
        report((*where, "reference"), "参照值（变换后）为 0，不能作除数", "the reference is 0", "改为不为 0 的参照值")
