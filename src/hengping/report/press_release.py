"""The press release (新闻通稿): headline, lead, figures, top names and lists, each figure bound to its query.

Only what :mod:`open_data_scope` lets out is told; results that are not released give no press release.
"""

from hengping.report.blocks import Block, Document, Heading, Paragraph, Title
from hengping.report.bulletin import questions
from hengping.report.chapters import list_name
from hengping.report.figures.query import Queries
from hengping.report.figures.text import Text, joined
from hengping.report.open_data_scope import Scope
from hengping.report.problems import problems
from hengping.report.view import ReportView, SystemView
from hengping.report.wording import TITLE_LINE

MOST_PROBLEMS = 3
MOST_GROUPS = 4
TOP = "3"
FEW = 5
"""Names of one list that a press release prints; of a longer one only the count."""


def press_release(view: ReportView, system: SystemView) -> Document | None:
    """The press release of one system's results; None while they must not be published."""
    scope = Scope(system)
    if not scope.released or system.overall is None:
        return None
    inputs = view.inputs
    ask = questions(inputs, system.system_id, view=view)
    issued_on = inputs.issued_on or inputs.as_of
    name = inputs.campaign_title.removesuffix("通报").removesuffix("情况的").removeprefix("关于").removesuffix("情况")
    headline = f"{name}结果公布"
    lines = (headline,) if len(headline) <= TITLE_LINE else (name, "结果公布")
    blocks: list[Block] = [
        Title(lines=lines),
        Paragraph(text=_lead(ask)),
        Paragraph(text=_figures(ask, scope)),
    ]
    for heading, text in (
        ("名列前茅的网站", _top(ask)),
        ("发现的主要问题", _problems(ask)),
        ("榜单", _lists(ask)),
    ):
        if text:
            blocks += [Heading(level=1, text=heading), Paragraph(text=text)]
    blocks.append(
        Paragraph(
            text=ask.text(
                "本次评估的依据、方法和佐证均已存档，结果由归档的佐证按公开的指标体系计算得出，可以复核。对结果有异议的单位，"
                "可以向组织单位提出申诉。下一步，{organiser}将督促有关单位对照问题逐项整改，并适时组织复查。"
                "通报全文、各网站结论和开放数据在组织单位的门户网站公布。",
            )
            if inputs.organiser
            else "本次评估的依据、方法和佐证均已存档，可以复核。通报全文、各网站结论和开放数据一并公布。"
        )
    )
    return Document(
        title=headline,
        author=inputs.organiser,
        subject=f"{system.system.system_title} · {inputs.generated_for}",
        dated_on=issued_on,
        blocks=tuple(blocks),
    )


def _lead(ask: Queries) -> Text:
    text = (
        ask.text("{organiser}近日公布了{campaign}的结果。")
        if ask.view.inputs.organiser
        else ask.text("{campaign}的结果近日公布。")
    )
    return text + ask.text(
        "本次评估以{as_of}为监测时间点，按照《{system.title}》对{sites}个网站逐一检查，{group.assessed}个网站形成结论。"
    )


def _figures(ask: Queries, scope: Scope) -> Text:
    system, total = ask.system, ask.system.overall
    if total is None:
        return Text()
    text = Text()
    if total.pass_rate is not None:
        text += ask.text(
            "结果显示，合格网站{group.passed}个，总体合格率{group.pass_rate}（{group.passed}/{group.assessed}）"
        )
        text += ask.text("；{group.vetoed}个网站被单项否决。") if total.vetoed else "；没有网站被单项否决。"
    mean, highest, _ = scope.summary(total)
    if mean is not None:
        text += ask.text("网站平均得分{group.mean}分")
        text += ask.text("，最高{group.highest}分。") if highest is not None else "。"
    means = [
        ask.text("{name}{group.mean[$name]}分", name=group.group)
        for group in system.groups
        if scope.summary(group)[0] is not None
    ]
    if 1 < len(means) <= MOST_GROUPS:
        text += ask.text("各组平均得分分别为：{means}。", means=joined(means, "、"))
    return text


def _top(ask: Queries) -> Text:
    """The first three of every group whose places are published."""
    text = Text()
    groups = [
        group
        for group in ask.system.rows_by_group
        if any(row.rank is not None for row in ask.system.published_rows(group))
    ]
    for group in groups[:MOST_GROUPS]:
        named = ask("ranked.top", TOP, group)
        text += (
            ask.text("{group}位居前列的是{named}。", group=group, named=named)
            if group
            else ask.text("位居前列的是{named}。", named=named)
        )
    return text


def _problems(ask: Queries) -> Text:
    found = sorted(problems(ask.view, ask.system).values(), key=lambda problem: (-len(problem.sites), problem.check))
    if not found or any(not system.results.publishable for system in ask.view.systems):
        return Text()
    parts = [
        ask.text(
            "{problem.title[$check]}涉及{problem.sites[$check]}个网站、{problem.faults[$check]}处", check=problem.check
        )
        for problem in found[:MOST_PROBLEMS]
    ]
    text = ask.text("本次评估共发现问题{problems.faults}处，涉及{problems.sites}个网站。")
    return text + ask.text("较为普遍的是：{parts}。", parts=joined(parts, "；"))


def _lists(ask: Queries) -> Text:
    text = Text()
    for list_id, title, entries in ask.system.lists:
        name = list_name(title)
        if not entries:
            text += f"没有网站列入{name}。"
        elif len(entries) <= FEW:
            text += ask.text(
                "列入{name}的{list.count[$key]}个网站的主办单位是：{list.names[$key]}。", name=name, key=list_id
            )
        else:
            text += ask.text("{list.count[$key]}个网站列入{name}，名单见通报。", name=name, key=list_id)
    return text
