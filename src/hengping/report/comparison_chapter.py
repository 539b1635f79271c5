"""The chapter 同比情况: this round against the one before, from a comparison that ranking finished."""

from hengping.report.blocks import Block, Column, Paragraph, Table
from hengping.report.figures.query import Queries
from hengping.report.wording import sentence

_COLUMNS = (
    Column(title="组别", width=24),
    Column(title="上一轮网站数", width=11, align="center"),
    Column(title="本轮网站数", width=11, align="center"),
    Column(title="上一轮平均分", width=12, align="center"),
    Column(title="本轮平均分", width=12, align="center"),
    Column(title="变化（分）", width=15, align="center"),
    Column(title="可比网站数", width=11, align="center"),
    Column(title="可比口径变化（分）", width=17, align="center"),
)


def comparison(ask: Queries) -> list[Block]:
    """同比情况: what changed in words, means by group, sites at and above lines, the most improved."""
    found = ask.system.system.comparison
    if found is None:
        return []
    blocks: list[Block] = [
        Paragraph(text=sentence(ask.text("{change.sentence[$n]}", n=str(number))))
        for number, _ in enumerate(found.summary, start=1)
    ]
    if found.groups:
        rows = tuple(
            (
                row.group,
                row.before_sites,
                row.after_sites,
                row.before_mean,
                row.after_mean,
                row.change,
                row.panel_sites,
                row.panel_change,
            )
            for row in found.groups
        )
        blocks.append(
            Table(
                columns=_COLUMNS,
                rows=rows,
                caption=f"与{found.before_title}比较",
                query="table.changes",
                keys=tuple(row.group for row in found.groups),
            )
        )
    if found.reaching:
        blocks.append(Paragraph(lead="分数段变化。", text=sentence(ask.text("{change.reaching}"))))
    if found.improved:
        blocks.append(Paragraph(lead="进步较大的网站。", text=sentence(ask.text("{change.improved}"))))
    return blocks
