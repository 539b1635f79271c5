"""The chapters of the bulletin's text, each from results alone.

Counts use 个 for websites and 处 for faults; a share is never printed without its numerator and denominator; no
approximate words, because every figure is exact.
"""

from hengping.model.numerals import chinese_numeral
from hengping.model.score import GroupSummary, ListEntry
from hengping.report import provisional
from hengping.report.blocks import Block, Column, Heading, KeyFigure, KeyFigures, Paragraph, Table
from hengping.report.item_counts import items_text
from hengping.report.problems import EXAMPLES, problems
from hengping.report.view import ReportView, SystemView, group_name, unassessed_in
from hengping.report.wording import (
    NONE,
    chinese_date,
    enumerated,
    figure,
    official,
    rate,
    sentence,
)

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


def opening(view: ReportView, system: SystemView) -> list[Block]:
    """Addressees and the opening paragraph."""
    inputs = view.inputs
    title = inputs.campaign_title.removesuffix("情况的通报").removeprefix("关于").removesuffix("情况")
    basis = f"依据{_quoted(system.system.system_basis)}，" if system.system.system_basis else ""
    return [
        *provisional.publication(system),
        Paragraph(text="各有关单位：", indent=False),
        Paragraph(
            text=f"为全面掌握政府网站建设和管理情况，促进问题整改，{basis}{inputs.organiser}组织开展了{title}。"
            "现将有关情况通报如下："
        ),
    ]


def overall(view: ReportView, system: SystemView) -> list[Block]:
    """总体情况: objects, groups, rules, passes, mean and best."""
    inputs = view.inputs
    total = system.overall
    groups = system.groups
    spread = enumerated([f"{group.group}{group.sites}个" for group in groups])
    objects = f"本次评估以{chinese_date(inputs.as_of)}为监测时间点，对{len(inputs.sites)}个网站进行了评估"
    objects += f"，其中{spread}。" if len(groups) > 1 else "。"
    blocks: list[Block] = [
        Paragraph(text=f"{objects}评估采用《{system.system.system_title.strip('《》')}》{_parts(system)}。")
    ]
    if total is None:
        blocks.append(Paragraph(text="本次评估没有形成总体统计结果。"))
        return blocks
    blocks.append(Paragraph(text=_passes(total)))
    blocks.append(Paragraph(text=_scores(system, total)))
    if system.items.applicable:
        blocks.append(Paragraph(text=f"各网站合计{items_text(system.items)}。没有评定的评分点不作为扣分的依据。"))
    if len(groups) > 1:
        blocks.append(Table(columns=_GROUP_COLUMNS, rows=_group_rows(system, total), caption="各组总体情况"))
    else:
        blocks.append(KeyFigures(items=_key_figures(total)))
    # Behind the table: a long paragraph before it would have to move to the next page with it.
    blocks.extend(provisional.statement(system))
    return blocks


def lists_title(system: SystemView) -> str:
    """红榜和黑榜, or the titles of the lists that the system publishes."""
    return "和".join(title for _, title, _ in system.lists)


def lists(view: ReportView, system: SystemView) -> list[Block]:
    """红榜和黑榜: who stands on them and why."""
    blocks: list[Block] = []
    for number, (_, title, entries) in enumerate(system.lists, start=1):
        name = list_name(title)
        if len(system.lists) > 1:
            blocks.append(Heading(level=2, text=f"（{chinese_numeral(number)}）{title}"))
        if entries:
            blocks.append(Paragraph(text=f"共有{len(entries)}个网站列入{name}，名单见下表。"))
            caption = f"{title}（{len(entries)}个）"
            blocks.append(Table(columns=_LIST_COLUMNS, rows=_list_rows(view, entries), caption=caption))
        else:
            blocks.append(Paragraph(text=f"本次评估没有网站列入{name}。"))
    return blocks


def list_name(title: str) -> str:
    """The list as a sentence names it: 黑榜, 不合格网站名单."""
    return title if title.endswith(("榜", "名单")) else f"{title}名单"


def unassessed(view: ReportView, system: SystemView) -> list[Block]:
    """未能评估的网站: with the reason; never a deduction."""
    scores = system.unassessed
    if not scores:
        return []
    entries = tuple(
        ListEntry(list_id="", site_code=score.site_code, name=score.name, reasons=(score.state_reason or NONE,))
        for score in scores
    )
    return [
        Paragraph(text=f"有{len(scores)}个网站因下列原因未能评估，不评分、不排名，也不作为扣分和否决的依据。"),
        Table(columns=_LIST_COLUMNS, rows=_list_rows(view, entries), caption=f"未能评估的网站（{len(scores)}个）"),
    ]


def demands(view: ReportView, system: SystemView) -> list[Block]:
    """工作要求: what follows, with the figures of this round."""
    named = [
        f"{list_name(title)}的{len(entries)}个网站"
        for list_id, title, entries in system.lists
        if entries and not list_id.startswith("red")
    ]
    faults = sum(problem.faults for problem in problems(view).values())
    blocks: list[Block] = [
        Heading(level=2, text="（一）抓好问题整改"),
        Paragraph(
            text=(f"对本次评估发现的{faults}处问题，" if faults else "")
            + "各单位要对照本通报和单站诊断报告逐项核查，明确责任和整改时限，举一反三，防止问题反弹。"
            + (f"列入{enumerated(named)}要尽快完成整改，并报送整改情况。" if named else "")
        ),
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
    if system.unassessed:
        blocks.append(Heading(level=2, text="（四）保障网站可以访问"))
        blocks.append(
            Paragraph(text=f"未能评估的{len(system.unassessed)}个网站要排查访问限制等原因，配合做好补充评估。")
        )
    return blocks


def _quoted(basis: str) -> str:
    """The documents of a basis as a sentence names them: titles in 《》, document numbers (文号) without."""
    named = [part.strip() for part in basis.split("；") if part.strip()]
    return enumerated([part if "《" in part or "〔" in part else f"《{part}》" for part in named])


def _parts(system: SystemView) -> str:
    """Names of the system's top parts, from any scored tree; nothing when there is none."""
    tree = next((score.root for score in system.system.scores if score.root and score.root.children), None)
    if tree is None:
        return ""
    names = [child.title for child in tree.children]
    return f"，由{enumerated(names)}{len(names)}部分组成" if len(names) > 1 else ""


def _passes(total: GroupSummary) -> str:
    text = f"共有{total.assessed}个网站完成评估"
    if unassessed_in(total):
        text += f"，{unassessed_in(total)}个网站未能评估"
    if total.pass_rate is not None:
        text += f"。合格网站{total.passed}个，总体合格率{rate(total.pass_rate)}（{total.passed}/{total.assessed}）"
    text += f"；被单项否决的网站{total.vetoed}个" if total.vetoed else "；没有网站被单项否决"
    return sentence(text)


def _scores(system: SystemView, total: GroupSummary) -> str:
    if total.mean is None:
        return "本次评估没有形成得分。"
    if not system.has_one_scale:
        return "各赛道的总分含义不同，不计算全部网站的平均分，各组情况见下表。"
    text = f"平均得分{figure(total.mean)}分"
    if total.highest is not None:
        best = [
            row.name
            for row in system.results.ranks
            if row.total == total.highest and row.group not in system.unordered_groups
        ]
        named = f"（{enumerated(best[:EXAMPLES])}{'等' if len(best) > EXAMPLES else ''}）" if best else ""
        text += f"，最高{figure(total.highest)}分{named}"
    if total.lowest is not None:
        text += f"，最低{figure(total.lowest)}分"
    means = [f"{group.group}{figure(group.mean)}分" for group in system.groups if group.mean is not None]
    if len(means) > 1:
        text += f"。各组平均得分为：{enumerated(means)}"
    return sentence(text)


def _key_figures(total: GroupSummary) -> tuple[KeyFigure, ...]:
    return (
        KeyFigure(label="完成评估", value=f"{total.assessed}个", note=f"名单内共{total.sites}个"),
        KeyFigure(label="总体合格率", value=rate(total.pass_rate), note=f"{total.passed}/{total.assessed}"),
        KeyFigure(label="平均得分", value=figure(total.mean), note=f"最高{figure(total.highest)}"),
        KeyFigure(label="单项否决", value=f"{total.vetoed}个", note=f"未能评估{unassessed_in(total)}个"),
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
                NONE if row is total and not system.has_one_scale else figure(value)
                for value in (row.mean, row.highest, row.lowest)
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
