"""Changes outside the tree of indicators: the whole, vetoes, lines, tiers, lists, ranking, rounding."""

from collections.abc import Iterator, Sequence
from typing import Any

from hengping.indicators.diff_words import ABSENT_ZH, METHOD_ZH, ROUND_ZH, UNTESTED_ZH, Titles, plain, veto_words
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.verdicts import (
    FailLine,
    ImprovedCondition,
    ListCondition,
    NodeCondition,
    PlaceCondition,
    Ranking,
    Rounding,
    SiteList,
    Tier,
    TotalCondition,
    Veto,
    WhenVetoed,
)

Row = tuple[str, str, str]


def rest_changes(before: IndicatorSystem, after: IndicatorSystem, titles: Titles) -> Iterator[Row]:
    """Changes of everything but the tree, in the order of the file."""
    yield from _whole(before, after)
    yield from _defaults(before, after)
    yield from _vetoes(before, after, titles)
    yield from _lines(before, after)
    yield from _tiers("", before.tiers, after.tiers)
    yield from _lists(before.lists, after.lists)
    yield from _ranking("", before.ranking, after.ranking)
    yield from _tracks(before, after)
    yield from _rounding(before.rounding, after.rounding)


def _whole(a: IndicatorSystem, b: IndicatorSystem) -> Iterator[Row]:
    theme = "总体"
    if a.title.zh != b.title.zh:
        yield theme, "", f"名称由“{a.title.zh}”改为“{b.title.zh}”"
    if a.basis != b.basis:
        yield theme, "", f"依据由“{a.basis or '未写明'}”改为“{b.basis or '未写明'}”"
    if a.effective != b.effective:
        yield theme, "", f"施行期间由{_period(a)}改为{_period(b)}"
    if a.scale != b.scale:
        yield theme, "", f"满分由 {plain(a.scale)} 分调整为 {plain(b.scale)} 分"
    if a.min_coverage != b.min_coverage:
        was, now = plain(a.min_coverage * 100), plain(b.min_coverage * 100)
        yield theme, "", f"参加排名的最低检查覆盖率由 {was}% 调整为 {now}%"
    if a.once != b.once:
        yield "评分标准", "", "不重复扣分的范围有调整"
    if a.doubts != b.doubts:
        words = {"block_publication": "核清之前不公布", "count_for_site": "按有利于网站处理"}
        yield theme, "", f"存疑问题由“{words[a.doubts]}”改为“{words[b.doubts]}”"


def _defaults(a: IndicatorSystem, b: IndicatorSystem) -> Iterator[Row]:
    if a.defaults.when_absent != b.defaults.when_absent:
        was, now = ABSENT_ZH[a.defaults.when_absent], ABSENT_ZH[b.defaults.when_absent]
        yield "适用范围", "", f"指标不适用时，由“{was}”改为“{now}”"
    if a.defaults.untested != b.defaults.untested:
        was, now = (UNTESTED_ZH[each.defaults.untested or ""] for each in (a, b))
        yield "适用范围", "", f"指标未能检查时，由“{was}”改为“{now}”"
    if a.defaults.explained_kept != b.defaults.explained_kept:
        was, now = plain(a.defaults.explained_kept * 100), plain(b.defaults.explained_kept * 100)
        yield "适用范围", "", f"情况说明被采纳时返还的扣分由 {was}% 调整为 {now}%"


def _period(system: IndicatorSystem) -> str:
    until = system.effective.until
    return f"“{system.effective.since} 起{f'至 {until} 止' if until else ''}”"


def _vetoes(a: IndicatorSystem, b: IndicatorSystem, titles: Titles) -> Iterator[Row]:
    theme = "单项否决"
    old, new = {each.id: each for each in a.vetoes}, {each.id: each for each in b.vetoes}
    pairs = _same(a.vetoes, b.vetoes)
    for key, veto in old.items():
        if key not in pairs:
            yield theme, key, f"取消单项否决“{veto.title.zh}”"
    for key, veto in new.items():
        if key not in pairs.values():
            yield theme, key, f"新增单项否决“{veto.title.zh}”：{veto_words(veto.rule, titles)}"
    for key, other in pairs.items():
        yield from _veto(old[key], new[other], titles)
    if a.when_vetoed != b.when_vetoed:
        yield theme, "", f"单项否决的结果由“{_effect(a.when_vetoed)}”改为“{_effect(b.when_vetoed)}”"


def _veto(a: Veto, b: Veto, titles: Titles) -> Iterator[Row]:
    theme, name = "单项否决", f"单项否决“{b.title.zh}”"
    if a.title.zh != b.title.zh:
        yield theme, b.id, f"单项否决“{a.title.zh}”更名为“{b.title.zh}”"
    if a.rule != b.rule:
        was, now = veto_words(a.rule, titles), veto_words(b.rule, titles)
        zh = f"{name}的条件由“{was}”调整为“{now}”" if was != now else f"{name}的检查对象有调整（条件仍为“{now}”）"
        yield theme, b.id, zh
    if a.sets != b.sets:
        was, now = ("不合格" if each.sets is None else f"有关项记 {plain(each.sets.score)} 分" for each in (a, b))
        yield theme, b.id, f"{name}的结果由“{was}”改为“{now}”"
    if a.absent_for != b.absent_for:
        was, now = ("、".join(each.absent_for) or "无" for each in (a, b))
        yield theme, b.id, f"{name}不适用的类别由“{was}”调整为“{now}”"
    if a.absent_groups != b.absent_groups:
        was, now = ("、".join(each.absent_groups) or "无" for each in (a, b))
        yield theme, b.id, f"{name}不适用的组由“{was}”调整为“{now}”"
    if a.only_groups != b.only_groups:
        was, now = ("、".join(each.only_groups) or "全部" for each in (a, b))
        yield theme, b.id, f"{name}适用的组由“{was}”调整为“{now}”"
    if a.status != b.status:
        yield "核定状态", b.id, f"{name}改为{'已核定' if b.status == 'confirmed' else '待核定'}"


def _effect(effect: WhenVetoed) -> str:
    score = "只定状态，分数照算" if effect.keep else "不评分"
    if effect.score is not None:
        score = f"记 {plain(effect.score)} 分"
    return f"{score}，{'计入' if effect.in_mean else '不计入'}平均分"


def _same(old: Sequence[Any], new: Sequence[Any]) -> dict[str, str]:
    """Ids that belong together: equal ids first, then equal titles."""
    ids = {each.id for each in new}
    pairs = {each.id: each.id for each in old if each.id in ids}
    free = {each.title.zh: each.id for each in new if each.id not in pairs}
    for each in old:
        if each.id not in pairs and each.title.zh in free:
            pairs[each.id] = free.pop(each.title.zh)
    return pairs


def _lines(a: IndicatorSystem, b: IndicatorSystem) -> Iterator[Row]:
    theme = "门槛和合格线"
    old, new = {each.id: each for each in a.lines}, {each.id: each for each in b.lines}
    for key, line in old.items():
        if key not in new:
            yield theme, key, f"取消不合格线：{line_words(a, line)}"
    for key, line in new.items():
        if key not in old:
            yield theme, key, f"新增不合格线：{line_words(b, line)}"
        elif line_words(a, old[key]) != line_words(b, line):
            yield theme, key, f"不合格线由“{line_words(a, old[key])}”调整为“{line_words(b, line)}”"


def line_words(system: IndicatorSystem, line: FailLine) -> str:
    """A fail line: 扣分指标低于 60 分."""
    name = system.nodes()[line.node].title.zh
    if line.below is not None:
        return f"{name}低于 {plain(line.below)} 分"
    if line.at_most is not None:
        return f"{name}不高于 {plain(line.at_most)} 分"
    return f"{name}扣分超过 {plain(line.lost_above)} 分"


def _tiers(track: str, old: Sequence[Tier], new: Sequence[Tier]) -> Iterator[Row]:
    theme = "档级和榜单"
    before, after = {each.id: each for each in old}, {each.id: each for each in new}
    for key, tier in before.items():
        if key not in after:
            yield theme, key, f"{track}取消档级“{tier.title.zh}”（{tier_words(tier)}）"
    for key, tier in after.items():
        if key not in before:
            yield theme, key, f"{track}新增档级“{tier.title.zh}”（{tier_words(tier)}）"
            continue
        was = before[key]
        if was.title.zh != tier.title.zh:
            yield theme, key, f"{track}档级“{was.title.zh}”更名为“{tier.title.zh}”"
        if tier_words(was) != tier_words(tier):
            yield theme, key, f"{track}档级“{tier.title.zh}”由“{tier_words(was)}”调整为“{tier_words(tier)}”"


def tier_words(tier: Tier) -> str:
    """Where a tier begins and ends."""
    if tier.up_to_rate is not None:
        return f"累计至前 {plain(tier.up_to_rate * 100)}%"
    if tier.up_to_place is not None:
        return f"累计至第 {tier.up_to_place} 名"
    low = f"{plain(tier.at_least)} 分以上（含）" if tier.at_least is not None else f"高于 {plain(tier.above)} 分"
    high = f"{plain(tier.at_most)} 分以下（含）" if tier.at_most is not None else f"低于 {plain(tier.below)} 分"
    return f"{low}、{high}"


def _lists(old: Sequence[SiteList], new: Sequence[SiteList]) -> Iterator[Row]:
    theme = "档级和榜单"
    before, after = {each.id: each for each in old}, {each.id: each for each in new}
    for key, each in before.items():
        if key not in after:
            yield theme, key, f"取消“{each.title.zh}”"
    for key, each in after.items():
        if key not in before:
            yield theme, key, f"新增“{each.title.zh}”"
            continue
        was = before[key]
        if was.title.zh != each.title.zh:
            yield theme, key, f"“{was.title.zh}”更名为“{each.title.zh}”"
        if was.conditions != each.conditions or was.groups != each.groups:
            a, b = _conditions(was), _conditions(each)
            zh = f"“{each.title.zh}”的条件由“{a}”调整为“{b}”" if a != b else f"“{each.title.zh}”的条件有调整"
            yield theme, key, zh


def _conditions(each: SiteList) -> str:
    return "或".join(dict.fromkeys(_condition(condition) for condition in each.conditions))


def _condition(condition: ListCondition) -> str:
    if isinstance(condition, TotalCondition):
        return f"总分不低于 {plain(condition.value)} 分"
    if isinstance(condition, PlaceCondition):
        return f"前 {condition.at_most} 名"
    if isinstance(condition, ImprovedCondition):
        return f"进步前 {condition.top} 名"
    if isinstance(condition, NodeCondition):
        limit = condition.at_least
        return f"单项不低于 {plain(limit)} 分" if limit is not None else f"单项低于 {plain(condition.below)} 分"
    return {"vetoed": "单项否决", "line": "低于不合格线", "failed": "不合格", "tier": "列入档级"}[condition.kind]


def _ranking(track: str, a: Ranking, b: Ranking) -> Iterator[Row]:
    theme = "排名和取整"
    if a.method != b.method:
        yield theme, "", f"{track}排名由“{METHOD_ZH[a.method]}”改为“{METHOD_ZH[b.method]}”"
    if a.ties_on != b.ties_on:
        words = {"printed": "公布的分数", "raw": "取整前的分数"}
        yield theme, "", f"{track}是否并列由按“{words[a.ties_on]}”判定改为按“{words[b.ties_on]}”判定"
    if a.tie_order != b.tie_order:
        words = {"division_code": "行政区划代码", "roster": "名单次序", "stroke": "笔画", "pinyin": "拼音"}
        yield theme, "", f"{track}并列时的先后由按“{words[a.tie_order]}”改为按“{words[b.tie_order]}”"
    if a.failed != b.failed:
        words = {"ranked": "参加排名", "unranked": "不参加排名"}
        yield theme, "", f"{track}不合格网站由“{words[a.failed]}”改为“{words[b.failed]}”"
    if a.best != b.best:
        yield theme, "", f"{track}改为{'高分' if b.best == 'highest' else '低分'}在前"
    if a.top != b.top:
        was, now = ("全部名次" if each.top is None else f"前 {each.top} 名" for each in (a, b))
        yield theme, "", f"{track}由公布{was}改为公布{now}"


def _tracks(a: IndicatorSystem, b: IndicatorSystem) -> Iterator[Row]:
    theme = "排名和取整"
    old, new = {each.id: each for each in a.tracks}, {each.id: each for each in b.tracks}
    for key, each in old.items():
        if key not in new:
            yield theme, key, f"取消赛道“{each.title.zh}”"
    for key, each in new.items():
        if key not in old:
            yield theme, key, f"新增赛道“{each.title.zh}”（{'、'.join(each.groups)}）"
            continue
        was, name = old[key], f"赛道“{each.title.zh}”的"
        if was.title.zh != each.title.zh:
            yield theme, key, f"赛道“{was.title.zh}”更名为“{each.title.zh}”"
        if was.groups != each.groups:
            yield theme, key, f"{name}范围由“{'、'.join(was.groups)}”调整为“{'、'.join(each.groups)}”"
        yield from _ranking(name, was.ranking or a.ranking, each.ranking or b.ranking)
        yield from _tiers(name, was.tiers or (), each.tiers or ())


def _rounding(a: Rounding, b: Rounding) -> Iterator[Row]:
    theme = "排名和取整"
    if a.digits != b.digits:
        yield theme, "", f"分数由保留 {a.digits} 位小数改为保留 {b.digits} 位小数"
    if a.mode != b.mode:
        yield theme, "", f"取整办法由“{ROUND_ZH[a.mode]}”改为“{ROUND_ZH[b.mode]}”"
    if a.rate_digits != b.rate_digits:
        yield theme, "", f"百分率由保留 {a.rate_digits} 位小数改为保留 {b.rate_digits} 位小数"
    if a.index_digits != b.index_digits:
        yield theme, "", f"得分指数由保留 {a.index_digits} 位小数改为保留 {b.index_digits} 位小数"
