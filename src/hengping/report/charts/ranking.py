"""Ranking bars (排名): the published places of one group with their totals."""

from decimal import Decimal

from hengping.model.score import RankRow
from hengping.report.blocks import Chart
from hengping.report.charts.choice import extent, gap, shown
from hengping.report.charts.rows import Frame, drawn
from hengping.report.charts.style import MIDDLE, line_at, number, value_axis, written
from hengping.report.view import SystemView, group_name
from hengping.report.wording import NONE, figure, printed


def ranking(system: SystemView, group: str) -> Chart | None:
    """Bars of the published places of a group, from 0; of more than 30 the first and the last ten.

    Nothing is shown of a group whose places are not published (排名不分先后), and nothing below the published places.
    None when no site has a place.
    """
    rows = [row for row in system.published_rows(group) if row.rank is not None and row.total is not None]
    if not rows:
        return None
    head, tail, left_out = shown(rows)
    cells = [_row(system, row) for row in head]
    if left_out:
        cells += [("", gap(left_out), None, "")] + [_row(system, row) for row in tail]
    mean = next((each.mean for each in system.results.groups if each.group == group), None)
    totals = [value for _, _, value, _ in cells if value is not None]
    option, height = drawn(
        Frame(
            names=[name for _, name, _, _ in cells],
            marks=[mark for mark, _, _, _ in cells],
            marks_title="名次",
            figures=[text for *_, text in cells],
            figures_title="总分",
            x_axes=[value_axis("总分（分）", low=None)],
            series=[
                {
                    "type": "bar",
                    "name": "总分",
                    "barWidth": 12,
                    "itemStyle": {"color": MIDDLE},
                    "data": [number(value) for _, _, value, _ in cells],
                    **line_at(mean, f"平均{figure(mean)}"),
                }
            ],
        )
    )
    title = f"{group_name(group)}排名{extent(left_out)}" if group or system.groups else f"网站排名{extent(left_out)}"
    best, last = rows[0], rows[-1]
    alt = f"{title}：共{len(rows)}个网站，"
    if len(rows) == 1:
        alt += f"{best.name}{_text(system, best)}分。"
    elif max(totals) == min(totals):
        alt += f"总分均为{_text(system, best)}分。"
    else:
        alt += f"第{best.rank}名{best.name}{_text(system, best)}分，第{last.rank}名{last.name}{_text(system, last)}分"
        alt += f"，平均{figure(mean)}分。" if mean is not None else "。"
    return Chart(
        title=title,
        alt=alt,
        option=written(option),
        columns=("名次", "网站", "总分"),
        rows=tuple((str(row.rank), row.name, _text(system, row)) for row in rows),
        height_mm=height,
        query=f"chart.ranking[{group}]",
    )


def _row(system: SystemView, row: RankRow) -> tuple[str, str, Decimal | None, str]:
    return str(row.rank), row.name, row.total, _text(system, row)


def _text(system: SystemView, row: RankRow) -> str:
    score = system.scores.get(row.site_code)
    if score is None:
        return figure(row.total)
    return printed(row.total, score.digits, score.rounding_mode) if row.total is not None else NONE
