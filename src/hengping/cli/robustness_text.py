"""What ``hengping robustness`` prints, in sentences and tables that fit 80 columns where names allow it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from hengping.cli.console import RULED
from hengping.cli.summary import plain

if TYPE_CHECKING:
    from hengping.analysis.assessors import Agreement, AssessorRecord
    from hengping.analysis.near import Decider, NearThreshold
    from hengping.analysis.robustness import Outlier, Robustness, SiteRobustness

_SHOWN = 30
_FEW_SHOWN = 10
_RARE = 0.01
_KIND_ZH = {"line": "不合格线", "tier": "档级", "list": "名单", "veto": "单项否决", "gate": "加分门槛"}
_DECIDER_ZH = {"finding": "核对", "mark": "复核评分", "item": "补评"}
_SIDES_ZH = {"line": ("低于", "未低于"), "list": ("在列", "不在列"), "veto": ("成立", "不成立")}


def print_robustness(console: Console, found: "Robustness") -> None:
    """Everything, for a person; the whole of it is in ``--json``."""
    console.print(plain(_heading(found)), soft_wrap=True)
    console.print()
    for group in dict.fromkeys(site.group for site in found.sites):
        members = [site for site in found.sites if site.group == group and site.places]
        members.sort(key=lambda site: (site.rank is None, site.rank or 0, site.site_code))
        if members:
            _print_places(console, group, members, found)
    _print_queue(console, found)
    _print_drivers(console, found)
    _print_redundancy(console, found)
    _print_outliers(console, found)
    _print_agreement(console, found)
    for note in found.notes:
        console.print(plain(f"说明：{note}"), soft_wrap=True)


def interval(first: int, last: int) -> str:
    """A rank interval in words: 第4名, 第4至7名."""
    return f"第{first}名" if first == last else f"第{first}至{last}名"


def _more(console: Console, there: int, shown: int, unit: str) -> None:
    if there > shown:
        console.print(f"只显示前{shown}{unit}，共{there}{unit}；全部见 --json 或 --out", soft_wrap=True)


def _heading(found: "Robustness") -> str:
    drawn: list[str] = []
    if found.weights:
        width = f"±{found.weights:.0%}" if found.law == "uniform" else f"按狄利克雷分布、相对标准差{found.weights:.0%}"
        drawn.append(f"权重{width}")
    if found.findings:
        named = f"（另有{len(found.accuracy)}项检查单独给定）" if found.accuracy else ""
        drawn.append(f"检查结果准确率{found.precision:.1%}、召回率{found.recall:.1%}{named}")
    if found.marks_error:
        drawn.append(f"评分误差为满分的{found.marks_error:.1%}")
    shift = "没有名次可比" if found.mean_shift is None else f"名次平均变动{found.mean_shift:.2f}位"
    return (
        f"稳健性（{found.system_id} {found.system_version}）：抽样{found.draws}次，随机种子{found.seed}；"
        f"{'；'.join(drawn)}；{shift}。以下为统计量，不是得分"
    )


def _table(**columns: bool) -> Table:
    """A table with these columns; True: figures, to the right and never broken."""
    table = Table(box=RULED, pad_edge=False, padding=(0, 1, 0, 0))
    for name, figures in columns.items():
        table.add_column(name, justify="right" if figures else "left", no_wrap=figures, overflow="fold")
    return table


def _print_table(console: Console, title: str, table: Table) -> None:
    """The title stands on a line of its own: in the table it would be broken to the table's width."""
    console.print(plain(title), soft_wrap=True, style="italic")
    console.print(table)


def _print_places(console: Console, group: str, members: "list[SiteRobustness]", found: "Robustness") -> None:
    """Places of one group. Chances stand only where some site's is neither 0 nor 1."""
    by_tier = _uncertain(site.tiers for site in members)
    by_list = _uncertain(site.lists for site in members)
    sometimes = any(site.placed < 1 for site in members)
    more = {"有名次": True} if sometimes else {}
    more |= {name: False for name, some in (("档级概率", by_tier), ("名单概率", by_list)) if some}
    table = _table(名次=True, 网站=False, 总分=True, 名次区间=False, 中位=True, **more)
    for site in members[:_SHOWN]:
        cells = [_percent(site.placed)] if sometimes else []
        cells += [_shares(site.tiers)] if by_tier else []
        cells += [_shares({found.list_titles[key]: share for key, share in site.lists.items()})] if by_list else []
        table.add_row(
            "—" if site.rank is None else str(site.rank),
            plain(site.name),
            "—" if site.total is None else f"{site.total:.{found.digits}f}",
            interval(site.places[0], site.places[-1]),
            str(site.places[len(site.places) // 2]),
            *map(plain, cells),
        )
    _print_table(
        console, f"{group or '全部网站'}：名次区间（{found.levels[0]:.0%}至{found.levels[-1]:.0%}的抽样）", table
    )
    _more(console, len(members), _SHOWN, "个")


def _uncertain(shares: Iterator[dict[str, float]]) -> bool:
    return any(0 < share < 1 for each in shares for share in each.values())


def _shares(shares: dict[str, float]) -> str:
    """不合格 98%、合格 2%; what is certain needs no figure."""
    ordered = sorted(shares.items(), key=lambda pair: (-pair[1], pair[0]))
    return "、".join(name if share == 1 else f"{name} {_percent(share)}" for name, share in ordered) or "—"


def _percent(share: float) -> str:
    """A share of draws; neither a rare nor an almost certain event is rounded to never or always."""
    if 0 < share < _RARE:
        return "<1%"
    return ">99%" if 1 - _RARE < share < 1 else f"{share:.0%}"


def _print_queue(console: Console, found: "Robustness") -> None:
    if not found.near:
        console.print(f"临界复核队列：没有处于另一侧的概率超过{found.limit:.0%}的网站\n")
        return
    console.print(f"临界复核队列：共{len(found.near)}条，处于另一侧的概率超过{found.limit:.0%}", soft_wrap=True)
    for number, each in enumerate(found.near[:_SHOWN], 1):
        console.print(plain(f"{number:3d}. {_near(each, found.digits)}"), soft_wrap=True)
        for decider in each.decides:
            console.print(plain(f"       {_decider(decider)}"), soft_wrap=True)
    _more(console, len(found.near), _SHOWN, "条")
    console.print()


def _near(each: "NearThreshold", digits: int) -> str:
    """One line of the queue: 某市：加分门槛“加分指标”未达到，差 2.00分；7%的抽样在另一侧."""
    line = "档级" if each.kind == "tier" else f"{_KIND_ZH[each.kind]}“{each.title}”"
    now = f"为“{_side(each)}”" if each.kind == "tier" else _side(each)
    distance = _distance(each, digits)
    return f"{each.name}：{line}{now}{distance and '，距界线'}{distance}；{_percent(each.chance)}的抽样在另一侧"


def _side(each: "NearThreshold") -> str:
    if each.kind == "tier":
        return each.now or "无档级"
    yes, no = _SIDES_ZH.get(each.kind, ("达到", "未达到"))
    return yes if each.holds else no


def _distance(each: "NearThreshold", digits: int) -> str:
    """Signed distance with its unit; empty where the line is no number."""
    if each.distance is None:
        return ""
    if each.kind == "veto":
        return f"{each.distance:+.0f}项" if each.distance else "0项"
    if each.distance and abs(each.distance) < 0.5 * 10**-digits:
        return f"不足{10**-digits:.{digits}f}分"
    return f"{each.distance:{'+' if each.distance else ''}.{digits}f}分"


def _decider(decider: "Decider") -> str:
    """What to look at: 补评 加分事项（30分）; of a finding also its id, by which it is found and decided."""
    points = "" if decider.points is None else f"（{decider.points:.10g}分）"
    which = f" {decider.id}" if decider.kind == "finding" else ""
    return f"{_DECIDER_ZH[decider.kind]} {decider.title}{points}{which}"


def _print_drivers(console: Console, found: "Robustness") -> None:
    if not found.drivers:
        return
    table = _table(指标=False, 单独=True, 连同交互=True)
    names = _names({each.node_id: each.title for each in found.drivers})
    for each in found.drivers[:_FEW_SHOWN]:
        first, total = ("—" if value is None else f"{max(value, 0.0):.2f}" for value in (each.first, each.total))
        table.add_row(plain(names[each.node_id]), first, total)
    _print_table(console, f"影响名次最大的权重：占名次变动的份额（方差贡献，样本{found.points}点）", table)


def _names(titles: Mapping[str, str]) -> dict[str, str]:
    """Titles; with the id where several bear the same."""
    often = Counter(titles.values())
    return {key: title if often[title] == 1 else f"{title}（{key}）" for key, title in titles.items()}


def _print_redundancy(console: Console, found: "Robustness") -> None:
    redundancy = found.redundancy
    if redundancy.reason:
        console.print(plain(f"冗余分析：未做，{redundancy.reason}"), soft_wrap=True)
        return
    alpha = "—" if redundancy.alpha is None else f"{redundancy.alpha:.2f}"
    text = f"冗余分析（{redundancy.sites}个网站）：内部一致性系数（Cronbach α）{alpha}"
    if redundancy.without_variance:
        text += f"；{len(redundancy.without_variance)}个评分点没有差异，未参与"
    console.print(plain(text), soft_wrap=True)
    names = _names(found.titles)
    for pair in redundancy.alike[:_FEW_SHOWN]:
        first, second = names[pair.first], names[pair.second]
        console.print(plain(f"  几乎相同：“{first}”与“{second}”，相关系数 {pair.correlation:.2f}"), soft_wrap=True)
    if len(redundancy.alike) > _FEW_SHOWN:
        console.print(f"  只列前{_FEW_SHOWN}对，共{len(redundancy.alike)}对", soft_wrap=True)


def _print_outliers(console: Console, found: "Robustness") -> None:
    if not found.outliers:
        return
    more = f"，只列前{_FEW_SHOWN}处" if len(found.outliers) > _FEW_SHOWN else ""
    console.print(f"离群：共{len(found.outliers)}处{more}；仅供核对", soft_wrap=True)
    names = _names(found.titles)
    for each in found.outliers[:_FEW_SHOWN]:
        console.print(plain(f"  {_outlier(each, names, found.digits)}"), soft_wrap=True)


def _outlier(each: "Outlier", names: Mapping[str, str], digits: int) -> str:
    side = "高" if (each.z or 0) > 0 else "低"
    value, middle = each.value or 0.0, each.median or 0.0
    if not each.item:
        return f"{each.name}：总分偏{side}：{value:.{digits}f}分（同组中位{middle:.{digits}f}分）"
    return f"{each.name}：“{names[each.item]}”得分率{value:.1%}，偏{side}（同组中位{middle:.1%}）"


def _print_agreement(console: Console, found: "Robustness") -> None:
    if found.agreement is None:
        console.print("评分一致性：未计算，人工评分不是由两名以上评估人员作出", soft_wrap=True)
        return
    whole = found.agreement.items[0]
    if whole.alpha is None:
        text = f"未计算，{whole.reason}" if whole.reason else "未计算"
    else:
        text = f"{whole.alpha:.3f}" + _between(whole.low, whole.high, "，95%区间 {} 至 {}")
    console.print(plain(f"评分一致性（Krippendorff α，{whole.objects}个对象）：{text}"), soft_wrap=True)
    _print_items(console, found, found.agreement)
    _print_assessors(console, found.agreement)


def _between(low: float | None, high: float | None, words: str) -> str:
    return "" if low is None or high is None else words.format(f"{low:.3f}", f"{high:.3f}")


def _print_items(console: Console, found: "Robustness", agreement: "Agreement") -> None:
    """Items that somebody shared, worst agreement first."""
    items = [each for each in agreement.items[1:] if each.objects]
    if not items:
        return
    items.sort(key=lambda each: (each.alpha is None, each.alpha or 0.0, each.item_id))
    table = _table(评分点=False, α=True, 区间=False, 对象=True, 评分=True)
    names = _names(found.titles)
    for each in items[:_SHOWN]:
        value = "—" if each.alpha is None else f"{each.alpha:.3f}"
        span = each.reason if each.alpha is None else _between(each.low, each.high, "{} 至 {}") or "—"
        table.add_row(
            plain(names.get(each.item_id, each.item_id)), value, plain(span), str(each.objects), str(each.marks)
        )
    _print_table(console, "各评分点的一致性，低的在前", table)
    _more(console, len(items), _SHOWN, "个")


def _print_assessors(console: Console, agreement: "Agreement") -> None:
    table = _table(评估人员=False, 宽严=True, 标准误=True, 每天漂移=True, 共同对象=True)
    for each in agreement.assessors:
        error = "—" if each.error is None else f"{each.error:.2%}"
        drift = "—" if each.drift is None else f"{each.drift:+.2%}"
        table.add_row(plain(each.assessor), _severity(each), error, drift, str(each.shared))
    _print_table(console, "评估人员的宽严：与其他人在同一对象上相比，占满分的份额", table)


def _severity(each: "AssessorRecord") -> str:
    if each.deviation is None:
        return "—"
    if not each.deviation:
        return "相同"
    return f"{'宽' if each.deviation > 0 else '严'} {abs(each.deviation):.2%}"
