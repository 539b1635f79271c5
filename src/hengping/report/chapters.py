"""The chapters of the bulletin's text, each from results alone.

Counts use 个 for websites and 处 for faults; a share is never printed without its numerator and denominator; no
approximate words, because every figure is exact.
"""

from hengping.model.numerals import chinese_numeral
from hengping.model.score import GroupSummary, ListEntry
from hengping.report import provisional
from hengping.report.blocks import Block, Column, Heading, KeyFigure, KeyFigures, Paragraph, Table
from hengping.report.figures.query import Queries, written
from hengping.report.figures.text import Text, bound, joined
from hengping.report.problems import EXAMPLES, problems
from hengping.report.view import ReportView, SystemView, group_name, unassessed_in
from hengping.report.wording import NONE, figure, official, rate, sentence

_LIST_COLUMNS = (
    Column(title="序号", width=9, align="center"),
    Column(title="单位", width=34),
    Column(title="网站标识码", width=22, align="center"),
    Column(title="原因", width=50),
)

_GROUP_COLUMNS = (
    Column(title="组别", width=18),
    Column(title="网站数", width=11, align="center"),
    Column(title="完成评估", width=12, align="center"),
    Column(title="合格", width=9, align="center"),
    Column(title="合格率", width=13, align="center"),
    Column(title="单项否决", width=12, align="center"),
    Column(title="未能评估", width=12, align="center"),
    Column(title="平均分", width=11, align="center"),
    Column(title="最高分", width=11, align="center"),
    Column(title="最低分", width=11, align="center"),
)
ADDRESSEES = "各有关单位："


def opening(ask: Queries) -> list[Block]:
    """The opening paragraph."""
    text = Text(("为全面掌握政府网站建设和管理情况，促进问题整改，",))
    if ask.system.system.system_basis:
        text += ask.text("依据{system.basis}，")
    text += ask.text("{organiser}组织开展了{campaign}。现将有关情况通报如下：")
    return [Paragraph(text=text)]


def overall(ask: Queries) -> list[Block]:
    """总体情况: objects, groups, rules, passes, mean and best."""
    system = ask.system
    total = system.overall
    groups = system.groups
    text = ask.text("本次评估以{as_of}为监测时间点，对{sites}个网站进行了评估")
    if len(groups) > 1:
        spread = [ask.text("{name}{group.sites[$name]}个", name=group.group) for group in groups]
        text += ask.text("，其中{spread}", spread=joined(spread, "、"))
    text += ask.text("。评估采用《{system.title}》{parts}。", parts=_parts(ask))
    blocks: list[Block] = [Paragraph(text=text)]
    if total is None:
        blocks.append(Paragraph(text="本次评估没有形成总体统计结果。"))
        return blocks
    blocks.append(Paragraph(text=_passes(ask, total)))
    blocks.append(Paragraph(text=_scores(ask, total)))
    if system.items.applicable:
        blocks.append(Paragraph(text=ask.text("各网站合计{items}。没有评定的评分点不作为扣分的依据。")))
    blocks += group_table(ask)
    # Behind the table: a long paragraph before it would have to move to the next page with it.
    blocks.extend(provisional.statement(ask))
    return blocks


def group_table(ask: Queries) -> list[Block]:
    """The figures of all groups as a table; of a single group as key figures."""
    total, groups = ask.system.overall, ask.system.groups
    if total is None:
        return []
    if len(groups) <= 1 and ask.system.has_one_scale:
        return [KeyFigures(items=_key_figures(ask))]
    rows = _group_rows(ask.system, total)
    keys = tuple(row.group for row in (*groups, total))
    return [Table(columns=_GROUP_COLUMNS, rows=rows, caption="各组总体情况", query="table.groups", keys=keys)]


def lists_title(system: SystemView) -> str:
    """红榜和黑榜, or the titles of the lists that the system publishes."""
    return "和".join(title for _, title, _ in system.lists)


def lists(ask: Queries) -> list[Block]:
    """红榜和黑榜: who stands on them and why."""
    blocks: list[Block] = []
    shown = ask.system.lists
    for number, (list_id, title, _) in enumerate(shown, start=1):
        if len(shown) > 1:
            blocks.append(Heading(level=2, text=f"（{chinese_numeral(number)}）{title}"))
        blocks += list_blocks(ask, list_id)
    return blocks


def list_blocks(ask: Queries, list_id: str) -> list[Block]:
    """One list: how many, and the table.

    Raises:
        KeyError: the system publishes no such list.
    """
    title, entries = {key: (title, entries) for key, title, entries in ask.system.lists}[list_id]
    name = list_name(title)
    if not entries:
        return [Paragraph(text=f"本次评估没有网站列入{name}。")]
    count = ask("list.count", list_id)
    return [
        Paragraph(text=ask.text("共有{count}个网站列入{name}，名单见下表。", count=count, name=name)),
        Table(
            columns=_LIST_COLUMNS,
            rows=_list_rows(ask.view, entries),
            caption=f"{title}（{count}个）",
            query=written("table.list", list_id),
            keys=tuple(entry.site_code for entry in entries),
        ),
    ]


def list_name(title: str) -> str:
    """The list as a sentence names it: 黑榜, 不合格网站名单."""
    return title if title.endswith(("榜", "名单")) else f"{title}名单"


_OF_FAULTS = frozenset({"black", "failed"})
_FAULTY_WORDS = ("黑榜", "不合格", "较差", "整改")


def is_of_faults(list_id: str, title: str) -> bool:
    """Whether a list names sites for their faults (黑榜、不合格网站); of others nobody is told to mend anything."""
    return bool(_OF_FAULTS.intersection(list_id.split("_"))) or any(word in title for word in _FAULTY_WORDS)


def unassessed(ask: Queries) -> list[Block]:
    """未能评估的网站: with the reason; never a deduction."""
    scores = ask.system.unassessed
    if not scores:
        return []
    entries = tuple(
        ListEntry(list_id="", site_code=score.site_code, name=score.name, reasons=(score.state_reason or NONE,))
        for score in scores
    )
    return [
        Paragraph(
            text=ask.text("有{unassessed.count}个网站因下列原因未能评估，不评分、不排名，也不作为扣分和否决的依据。")
        ),
        Table(
            columns=_LIST_COLUMNS,
            rows=_list_rows(ask.view, entries),
            caption=f"未能评估的网站（{len(scores)}个）",
            query="table.unassessed",
            keys=tuple(entry.site_code for entry in entries),
        ),
    ]


def demands(ask: Queries) -> list[Block]:
    """工作要求: what follows, with the figures of this round."""
    named = [
        ask.text("{name}的{list.count[$key]}个网站", name=list_name(title), key=list_id)
        for list_id, title, entries in ask.system.lists
        if entries and is_of_faults(list_id, title)
    ]
    text = ask.text("对本次评估发现的{problems.faults}处问题，") if problems(ask.view, ask.system) else Text()
    text += "各单位要对照本通报和单站诊断报告逐项核查，明确责任和整改时限，举一反三，防止问题反弹。"
    if named:
        text += ask.text("列入{named}要尽快完成整改，并报送整改情况。", named=joined(named, "、"))
    blocks: list[Block] = [
        Heading(level=2, text="（一）抓好问题整改"),
        Paragraph(text=text),
        Heading(level=2, text="（二）压实管理责任"),
        Paragraph(
            text="各网站主办单位要履行信息发布审核、栏目内容保障、留言办理和日常巡查责任，"
            "栏目设置与保障能力相适应，对长期不能保障的栏目及时优化调整。"
        ),
        Heading(level=2, text="（三）规范复核程序"),
        Paragraph(
            text="对评估结果有异议的单位，可以凭工作簿“扣分明细”中的检查结果编号和佐证记录号提出申诉，"
            "由组织单位根据归档佐证复核。佐证的存放位置见附件“有关说明和数据校验”。"
        ),
    ]
    if ask.system.unassessed:
        blocks.append(Heading(level=2, text="（四）保障网站可以访问"))
        blocks.append(
            Paragraph(text=ask.text("未能评估的{unassessed.count}个网站要排查访问限制等原因，配合做好补充评估。"))
        )
    return blocks


def _parts(ask: Queries) -> Text:
    """Names of the system's top parts; nothing when there is none."""
    if int(ask("system.parts.count").value) <= 1:
        return Text()
    return ask.text("，由{system.parts}{system.parts.count}部分组成")


def _passes(ask: Queries, total: GroupSummary) -> str:
    text = ask.text("共有{group.assessed}个网站完成评估")
    if unassessed_in(total):
        text += ask.text("，{group.unassessed}个网站未能评估")
    if total.pass_rate is not None:
        text += ask.text("。合格网站{group.passed}个，总体合格率{group.pass_rate}（{group.passed}/{group.assessed}）")
    text += ask.text("；被单项否决的网站{group.vetoed}个") if total.vetoed else "；没有网站被单项否决"
    return sentence(text)


def _scores(ask: Queries, total: GroupSummary) -> str:
    if total.mean is None:
        return "本次评估没有形成得分。"
    if not ask.system.has_one_scale:
        return "各赛道的总分含义不同，不计算全部网站的平均分，各组情况见下表。"
    text = ask.text("平均得分{group.mean}分")
    if total.highest is not None and not ask.system.hides_highest(""):
        text += ask.text("，最高{group.highest}分")
        best = int(ask("best.count").value)
        if best:
            text += ask.text("（{best.names}{more}）", more="等" if best > EXAMPLES else "")
    if total.lowest is not None and not ask.system.hides_lowest(""):
        text += ask.text("，最低{group.lowest}分")
    means = [
        ask.text("{name}{group.mean[$name]}分", name=group.group)
        for group in ask.system.groups
        if group.mean is not None
    ]
    if len(means) > 1:
        text += bound("。各组平均得分为：") + joined(means, "、")
    return sentence(text)


def _key_figures(ask: Queries) -> tuple[KeyFigure, ...]:
    highest = Text() if ask.system.hides_highest("") else ask.text("最高{group.highest}")
    return (
        KeyFigure(label="完成评估", value=ask.text("{group.assessed}个"), note=ask.text("名单内共{group.sites}个")),
        KeyFigure(
            label="总体合格率", value=ask.text("{group.pass_rate}"), note=ask.text("{group.passed}/{group.assessed}")
        ),
        KeyFigure(label="平均得分", value=ask.text("{group.mean}"), note=highest),
        KeyFigure(label="单项否决", value=ask.text("{group.vetoed}个"), note=ask.text("未能评估{group.unassessed}个")),
    )


def _group_rows(system: SystemView, total: GroupSummary) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            group_name(row.group) if row is not total else "合计",
            str(row.sites),
            str(row.assessed),
            str(row.passed),
            rate(row.pass_rate),
            str(row.vetoed),
            str(unassessed_in(row)),
            *(
                NONE if hidden or (row is total and not system.has_one_scale) else figure(value)
                for value, hidden in (
                    (row.mean, False),
                    (row.highest, system.hides_highest(row.group)),
                    (row.lowest, system.hides_lowest(row.group)),
                )
            ),
        )
        for row in (*system.groups, total)
    )


def _list_rows(view: ReportView, entries: tuple[ListEntry, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            str(number),
            view.unit(entry.site_code, entry.name),
            printed_code(entry.site_code),
            sentence("；".join(official(reason).strip().rstrip("。；;") for reason in entry.reasons)) or NONE,
        )
        for number, entry in enumerate(entries, start=1)
    )


def printed_code(site_code: str) -> str:
    """The identification code, or —— for a site that has none."""
    return NONE if site_code.startswith("x-") else site_code
