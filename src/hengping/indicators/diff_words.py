"""Parts of an indicator system in official words (公文用语): rules, operators, conditions. Nothing technical."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import singledispatch

from hengping.indicators.quantity import CountQuantity, Quantity, ShareQuantity, SuppliedQuantity
from hengping.indicators.rules import (
    AllOrNothing,
    AnyZeroes,
    Band,
    Bands,
    Checklist,
    CountUp,
    Distinct,
    External,
    Feed,
    Given,
    Level,
    Levels,
    Manual,
    MeanOf,
    Normalisation,
    Normalised,
    PerHit,
    PerPoint,
    RangeByUnit,
    Ratio,
    Rule,
    Shares,
    Tariff,
)
from hengping.indicators.selectors import Selector
from hengping.indicators.verdicts import CountVeto, EveryVeto, ShareVeto, VetoRule

Titles = Mapping[str, str]
"""Chinese titles of checks by id."""

RULE_ZH = {
    "per_hit": "逐条扣分",
    "per_point": "按百分点扣分",
    "distinct": "按类扣分",
    "all_or_nothing": "存在问题即不得分",
    "any_zeroes": "出现一次即不得分",
    "count_up": "逐项加分",
    "ratio": "按比例得分",
    "bands": "分段得分",
    "levels": "分等次得分",
    "checklist": "分要素得分",
    "shares": "分部分得分",
    "range_by_unit": "分值因单位而异",
    "mean_of": "多次取平均",
    "given": "由外部给分",
    "external": "引用外部数据",
    "manual": "人工评分",
    "normalised": "横向比较得分",
    "feed": "下级得分计入",
}
OPERATOR_ZH = {
    "sum": "各项相加",
    "mean": "平均",
    "weighted_mean": "加权平均",
    "geometric_mean": "几何平均",
    "harmonic_mean": "调和平均",
    "minimum": "取最低",
    "maximum": "取最高",
    "deduct": "倒扣，扣完为止",
}
ABSENT_ZH = {"rescale": "按比例折算", "spread": "平摊到其他指标", "full": "不扣分", "zero": "不得分"}
UNTESTED_ZH = {"keep": "不扣分", "exclude": "不计入", "zero": "不得分", "": "外部数值不计入，其余不扣分"}
METHOD_ZH = {
    "dense": "并列不占名次（1、1、2）",
    "competition": "并列占名次（1、1、3）",
    "ordinal": "依次排名（1、2、3）",
    "unordered": "排名不分先后",
}
ROUND_ZH = {"half_up": "四舍五入", "truncate": "截去尾数", "half_even": "四舍六入五成双"}
_NORMAL_ZH = {
    "min_max": "极差标准化",
    "z_score": "标准分",
    "distance": "与参照值之比",
    "percentile": "百分位",
    "rank": "名次",
}


def plain(number: Decimal | int | None) -> str:
    """A number without trailing zeros or exponent."""
    return "" if number is None else format(Decimal(number).normalize(), "f")


def weight_words(weight: Fraction | None) -> str:
    """A weight as it is written: 20%, 0.5, 1/3; weights up to 1 are shares of 1."""
    if weight is None:
        return "无"
    decimal = Decimal(weight.numerator) / Decimal(weight.denominator)
    number = plain(decimal) if Fraction(decimal) == weight else str(weight)
    return number if weight <= 1 else f"{number}%"


def ends_words(spec: Band) -> str:
    """不低于 85、低于 95."""
    words = [
        f"{word} {plain(limit)}"
        for word, limit in (
            ("不低于", spec.at_least),
            ("高于", spec.above),
            ("不高于", spec.at_most),
            ("低于", spec.below),
        )
        if limit is not None
    ]
    return "、".join(words) or "任何数值"


def rule_words(rule: Rule, titles: Titles) -> str:
    """One rule as an official text would put it."""
    if isinstance(rule, RangeByUnit):
        marks = "、".join(f"{name} {plain(number)} 分" for name, number in rule.marks.items())
        return f"分值因单位而异（{marks}），{rule_words(rule.rule, titles)}"
    detail = _detail(rule, titles)
    return f"{RULE_ZH[rule.kind]}：{detail}" if detail else RULE_ZH[rule.kind]


@singledispatch
def _detail(rule: object, titles: Titles) -> str:  # noqa: ARG001 - kinds that say nothing more
    return ""


@_detail.register
def _(rule: PerHit, titles: Titles) -> str:
    return "；".join(_tariff(tariff, titles) for tariff in rule.tariffs)


@_detail.register
def _(rule: PerPoint, titles: Titles) -> str:
    side = "高于" if rule.direction == "above" else "低于"
    how = {"started": "不足 1 个按 1 个计", "full": "不足 1 个不计", "exact": "按比例计"}[rule.count]
    what = _what(rule.select, titles)
    return f"{what}每{side} {plain(rule.base)}% 1 个百分点扣 {plain(rule.points)} 分，{how}"


@_detail.register
def _(rule: Distinct, titles: Titles) -> str:
    return f"{_what(rule.select, titles)}每类扣 {plain(rule.points)} 分"


@_detail.register
def _(rule: CountUp, titles: Titles) -> str:
    return f"{_what(rule.select, titles)}每项加 {plain(rule.points)} 分"


@_detail.register
def _(rule: AllOrNothing, titles: Titles) -> str:
    what = _all(rule.select, titles)
    return f"{what}达到 {rule.at_least} 个" if rule.at_least > 1 else what


@_detail.register
def _(rule: AnyZeroes, titles: Titles) -> str:
    return _all(rule.select, titles) + ("（含下级网站）" if rule.scope == "area" else "")


@_detail.register
def _(rule: Ratio, titles: Titles) -> str:
    return f"{_number(rule.quantity, titles)}从 {plain(rule.base)} 到 {plain(rule.target)}"


@_detail.register
def _(rule: Bands, titles: Titles) -> str:
    parts = "；".join(f"{ends_words(band)}得 {_gift(band.points, band.share)}" for band in rule.bands)
    return f"{_number(rule.quantity, titles)}{parts}"


@_detail.register
def _(rule: Levels, titles: Titles) -> str:
    return "；".join(_level(level, titles) for level in rule.levels)


@_detail.register
def _(rule: Checklist, titles: Titles) -> str:  # noqa: ARG001 - the form of all kinds
    return "；".join(f"{each.title.zh} {plain(each.points)} 分" for each in rule.elements)


@_detail.register
def _(rule: Shares, titles: Titles) -> str:  # noqa: ARG001 - the form of all kinds
    return "；".join(f"{each.title.zh} {plain(each.share)}%" for each in rule.shares)


@_detail.register
def _(rule: MeanOf, titles: Titles) -> str:  # noqa: ARG001 - the form of all kinds
    missing = {"wait": "", "skip": "，缺者不计", "zero": "，缺者计 0"}[rule.missing]
    return "、".join(each.title.zh for each in rule.parts) + missing


@_detail.register
def _(rule: Given | External, titles: Titles) -> str:  # noqa: ARG001 - the form of all kinds
    scale = f"满值 {plain(rule.scale)}" if rule.scale is not None else ""
    low = f"最低 {plain(rule.low)}" if rule.low else ""
    return "，".join(word for word in (scale, low) if word)


@_detail.register
def _(rule: Manual, titles: Titles) -> str:  # noqa: ARG001 - the form of all kinds
    people = f"{rule.assessors} 人评分" if rule.assessors > 1 else ""
    rubric = "；".join(f"{plain(line.points)} 分：{line.text}" for line in rule.rubric)
    return "，".join(word for word in (people, rubric) if word)


@_detail.register
def _(rule: Normalised, titles: Titles) -> str:  # noqa: ARG001 - the form of all kinds
    return normalisation_words(rule)


@_detail.register
def _(rule: Feed, titles: Titles) -> str:  # noqa: ARG001 - the form of all kinds
    how = {"mean": "平均", "min": "最低", "max": "最高", "pass_rate": "合格率"}[rule.combine]
    return f"{'、'.join(rule.groups) or '全部下级'}的{how}"


def normalisation_words(rule: Normalisation) -> str:
    """How a number is set against the others."""
    words = [_NORMAL_ZH[rule.method]]
    if rule.offset:
        words.append(f"先加 {rule.offset}")
    if rule.transform != "none":
        words.append(f"先作 {rule.transform} 变换")
    if rule.direction == "lower":
        words.append("越低越好")
    if rule.within == "group":
        words.append("在同组内比较")
    ends = [f"{word} {plain(limit)}" for word, limit in (("下限", rule.low), ("上限", rule.high)) if limit is not None]
    return "，".join([*words, *ends])


def _tariff(tariff: Tariff, titles: Titles) -> str:
    each = "每个" if tariff.per == 1 else f"每 {tariff.per} 个"
    cap = f"，最多扣 {plain(tariff.cap)} 分" if tariff.cap is not None else ""
    return f"{_what(tariff.select, titles)}{each}扣 {plain(tariff.points)} 分{cap}"


def _level(level: Level, titles: Titles) -> str:
    when = f"（{_all(level.select, titles)}不少于 {level.at_least} 个）" if level.select else ""
    return f"{level.title.zh}得 {_gift(level.points, level.share)}{when}"


def _gift(points: Decimal | None, share: Decimal | None) -> str:
    return f"{plain(points)} 分" if points is not None else f"分值的 {plain(share)}%"


def _number(quantity: Quantity, titles: Titles) -> str:
    if isinstance(quantity, SuppliedQuantity):
        return ""
    if isinstance(quantity, CountQuantity):
        return f"{_all(quantity.select, titles)}的个数"
    if isinstance(quantity, ShareQuantity):
        return f"{_all(quantity.select, titles)}的占比"
    return _what(quantity.select, titles)


def _what(selector: Selector, titles: Titles) -> str:
    return f"“{titles.get(selector.check, selector.check)}”"


def _all(selectors: tuple[Selector, ...], titles: Titles) -> str:
    return "、".join(dict.fromkeys(_what(selector, titles) for selector in selectors))


def veto_words(rule: VetoRule, titles: Titles) -> str:
    """When a veto holds."""
    if isinstance(rule, CountVeto):
        return f"{_all(rule.select, titles)}达到 {rule.at_least} 个"
    if isinstance(rule, EveryVeto):
        return f"{_what(rule.select, titles)}不足 {rule.fewer_than} 个且全部存在问题"
    if isinstance(rule, ShareVeto):
        return f"{_all(rule.select, titles)}占比达到 {plain(rule.at_least * 100)}%"
    return "由人工判定"
