"""The chapter 存在问题: one table with every count, then the themes with named examples.

A count and its denominator stand in the table, once; the text below it names sites and does not repeat them.
"""

from collections.abc import Sequence

from hengping.model.numerals import chinese_numeral
from hengping.report.blocks import Block, Column, Heading, Paragraph, Table
from hengping.report.figures.problem_queries import site_name
from hengping.report.figures.query import Queries
from hengping.report.figures.text import Text, bound, joined
from hengping.report.problems import EXAMPLES, Problem, by_theme, is_brief, problems
from hengping.report.provisional_counts import open_doubts
from hengping.report.wording import sentence

_FEW = 2

_COLUMNS = (
    Column(title="问题", width=40),
    Column(title="检查网站", width=14, align="center"),
    Column(title="问题网站", width=14, align="center"),
    Column(title="占比", width=16, align="center"),
    Column(title="处数", width=12, align="center"),
)


def problem_chapter(ask: Queries) -> list[Block]:
    """存在问题: the table, then by theme."""
    reads = ask.view.reads
    if not any(reads(row.check, ask.system) for rows in ask.view.inputs.findings.values() for row in rows):
        return []  # nobody looked for what this system asks: that is not to say that nothing was found
    found = problems(ask.view, ask.system)
    blocks: list[Block] = []
    themes = by_theme(found)
    if themes:
        blocks += _summary(ask, [problem for _, members in themes for problem in members])
    for number, (what, members) in enumerate(themes, start=1):
        sites = {code for problem in members for code, _ in problem.sites}
        who = "个别" if len(sites) <= _FEW else "部分"
        blocks.append(Heading(level=2, text=f"（{chinese_numeral(number)}）{who}网站{what}"))
        blocks += _theme(ask, members)
    if int(ask("doubts").value):
        scored = "，其中{doubts.scored}处影响得分" if open_doubts(ask.system) else ""
        blocks.append(Paragraph(text=ask.text(f"另有{{doubts}}处检查结果有待人工确认{scored}，确认前不计入得分。")))
    return blocks or [Paragraph(text="本次评估未发现问题。")]


def _summary(ask: Queries, members: Sequence[Problem]) -> list[Block]:
    return [
        Paragraph(
            text=ask.text(
                "本次评估共发现问题{problems.faults}处，涉及{problems.sites}个网站，各类问题情况见下表。"
                "“检查网站”只计实际检查过该项的网站。"
            )
        ),
        Table(
            columns=_COLUMNS,
            rows=tuple(
                (
                    problem.title,
                    str(problem.checked),
                    str(len(problem.sites)),
                    ask("problem.share", problem.check).printed,
                    str(problem.faults),
                )
                for problem in members
            ),
            caption="各类问题情况",
            query="table.problems",
            keys=tuple(problem.check for problem in members),
        ),
    ]


def _theme(ask: Queries, members: Sequence[Problem]) -> list[Block]:
    """One paragraph a problem; simple presence checks share one."""
    brief = [problem for problem in members if is_brief(problem.check) and problem.faults == len(problem.sites)]
    if len(brief) <= _FEW:
        brief = []
    told = [problem for problem in members if problem not in brief]
    blocks: list[Block] = [Paragraph(lead=f"{problem.title}。", text=_text(ask, problem)) for problem in told]
    if brief:
        parts = [
            ask.text("{title}的有{who}", title=problem.title, who=_count_and_names(ask, problem)) for problem in brief
        ]
        text = bound("此外，" if told else "") + joined(parts, "；")
        blocks.append(Paragraph(text=sentence(text)))
    return blocks


def _count_and_names(ask: Queries, problem: Problem) -> Text:
    names = ask.text("{problem.names[$check]}", check=problem.check)
    if len(problem.sites) <= EXAMPLES:
        return names
    return names + ask.text("等{problem.sites[$check]}个网站", check=problem.check)


def _text(ask: Queries, problem: Problem) -> str:
    count = len(problem.sites)
    repeated = problem.faults > count
    named = (
        joined(
            [
                ask.text(
                    "{name}（{problem.faults_of[$check,$code]}处）",
                    name=ask("site.name", code) if code in ask.view.sites else code,
                    check=problem.check,
                    code=code,
                )
                for code, _ in problem.sites[:EXAMPLES]
            ],
            "、",
        )
        if repeated
        else ask.text("{problem.names[$check]}", check=problem.check)
    )
    if count > EXAMPLES:
        text = ask.text(
            "涉及{problem.sites[$check]}个网站，{which}有{named}等",
            check=problem.check,
            which="较多的" if repeated else "",
            named=named,
        )
    else:
        text = bound("涉及") + named
    if problem.worst is not None and problem.worst.messages.zh and not is_brief(problem.check):
        example = ask("problem.example", problem.check)
        whose = bound("") if count == 1 else bound(site_name(ask, problem.worst.site_code))
        text += (
            ask.text("。如{whose}：{example}", whose=whose, example=example) if whose else bound("：") + bound(example)
        )
    return sentence(text)
