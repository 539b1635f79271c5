"""The chapter 存在问题: one table with every count, then the themes with named examples.

A count and its denominator stand in the table, once; the text below it names sites and does not repeat them.
"""

from collections.abc import Sequence

from hengping.model.finding import Outcome
from hengping.model.numerals import chinese_numeral
from hengping.report.blocks import Block, Column, Heading, Paragraph, Table
from hengping.report.problems import EXAMPLES, Problem, by_theme, is_brief, problems
from hengping.report.view import ReportView
from hengping.report.wording import cut, enumerated, official, sentence, share

_FEW = 2
_EXAMPLE_LENGTH = 120

_COLUMNS = (
    Column(title="问题", width=40),
    Column(title="检查网站", width=14, align="center"),
    Column(title="问题网站", width=14, align="center"),
    Column(title="占比", width=16, align="center"),
    Column(title="处数", width=12, align="center"),
)


def problem_chapter(view: ReportView) -> list[Block]:
    """存在问题: the table, then by theme."""
    found = problems(view)
    blocks: list[Block] = []
    themes = by_theme(found)
    if themes:
        blocks += _summary([problem for _, members in themes for problem in members])
    for number, (what, members) in enumerate(themes, start=1):
        sites = {code for problem in members for code, _ in problem.sites}
        who = "个别" if len(sites) <= _FEW else "部分"
        blocks.append(Heading(level=2, text=f"（{chinese_numeral(number)}）{who}网站{what}"))
        blocks += _theme(view, members)
    doubts = sum(1 for rows in view.inputs.findings.values() for row in rows if row.outcome is Outcome.CANNOT_TELL)
    if doubts:
        blocks.append(Paragraph(text=f"另有{doubts}处检查结果有待人工确认，确认前不计入得分。"))
    return blocks or [Paragraph(text="本次评估未发现问题。")]


def _summary(members: Sequence[Problem]) -> list[Block]:
    faults = sum(problem.faults for problem in members)
    sites = {code for problem in members for code, _ in problem.sites}
    return [
        Paragraph(
            text=f"本次评估共发现问题{faults}处，涉及{len(sites)}个网站，各类问题情况见下表。"
            "“检查网站”只计实际检查过该项的网站。"
        ),
        Table(
            columns=_COLUMNS,
            rows=tuple(
                (
                    problem.title,
                    str(problem.checked),
                    str(len(problem.sites)),
                    share(len(problem.sites), problem.checked).partition("（")[0],
                    str(problem.faults),
                )
                for problem in members
            ),
            caption="各类问题情况",
        ),
    ]


def _theme(view: ReportView, members: Sequence[Problem]) -> list[Block]:
    """One paragraph a problem; simple presence checks share one."""
    brief = [problem for problem in members if is_brief(problem.check) and problem.faults == len(problem.sites)]
    if len(brief) <= _FEW:
        brief = []
    told = [problem for problem in members if problem not in brief]
    blocks: list[Block] = [Paragraph(lead=f"{problem.title}。", text=_text(view, problem)) for problem in told]
    if brief:
        parts = [f"{problem.title}的有{_count_and_names(view, problem)}" for problem in brief]
        blocks.append(Paragraph(text=sentence(f"{'此外，' if told else ''}{'；'.join(parts)}")))
    return blocks


def _count_and_names(view: ReportView, problem: Problem) -> str:
    names = enumerated([_site_name(view, code) for code, _ in problem.sites[:EXAMPLES]])
    return names if len(problem.sites) <= EXAMPLES else f"{names}等{len(problem.sites)}个网站"


def _text(view: ReportView, problem: Problem) -> str:
    count = len(problem.sites)
    repeated = problem.faults > count
    named = enumerated(
        [
            f"{_site_name(view, code)}（{faults}处）" if repeated else _site_name(view, code)
            for code, faults in problem.sites[:EXAMPLES]
        ]
    )
    text = f"涉及{count}个网站，" if count > EXAMPLES else f"涉及{named}"
    if count > EXAMPLES:
        text += f"较多的有{named}等" if repeated else f"有{named}等"
    if problem.worst is not None and problem.worst.messages.zh and not is_brief(problem.check):
        example = cut(sentence(official(problem.worst.messages.zh)), _EXAMPLE_LENGTH)
        whose = "" if count == 1 else _site_name(view, problem.worst.site_code)
        text += f"。如{whose}：{example}" if whose else f"：{example}"
    return sentence(text)


def _site_name(view: ReportView, site_code: str) -> str:
    site = view.sites.get(site_code)
    return site.name if site else site_code
