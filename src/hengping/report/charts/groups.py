"""Group comparison (分组对比): mean, lowest and highest total of every group."""

from collections.abc import Sequence
from decimal import Decimal

from hengping.model.score import GroupSummary
from hengping.report.blocks import Chart
from hengping.report.charts.choice import ALL, extent, gap, shown
from hengping.report.charts.rows import Frame, dots, drawn, span
from hengping.report.charts.style import DARK, LIGHT, line_at, nice_range, number, value_axis, written
from hengping.report.wording import NONE, figure

_MEAN, _RANGE = "平均分", "最低分至最高分"


def group_comparison(
    groups: Sequence[GroupSummary],
    *,
    overall: Decimal | None = None,
    title: str = "各组得分对比",
    query: str = "chart.groups[]",
) -> Chart | None:
    """A dot for the mean and a bar from the lowest to the highest total, group by group; None without any mean.

    Args:
        groups: in the order of print; of more than 30, ordered by their means, the first and the last ten.
        overall: mean over all groups, when all totals mean the same.
        title: of the chart.
        query: of the chart.
    """
    known = [row for row in groups if row.mean is not None]
    if not known:
        return None
    head, tail, left_out = shown(groups if len(groups) <= ALL else _by_mean(groups))
    cells: list[GroupSummary | None] = [*head, *([None, *tail] if left_out else [])]
    values = [value for row in known for value in (row.lowest, row.mean, row.highest) if value is not None]
    low, high, step = nice_range(min(values), max(values))
    option, height = drawn(
        Frame(
            names=[gap(left_out) if row is None else row.group for row in cells],
            figures=[_figures(row) for row in cells],
            figures_title="平均（最低—最高）",
            x_axes=[value_axis("总分（分）", low, high, interval=step)],
            series=[
                *span([_ends(row) for row in cells], thickness=10, color=LIGHT, name=_RANGE),
                dots(
                    [number(row.mean) if row else None for row in cells],
                    name=_MEAN,
                    symbol="circle",
                    size=10,
                    style={"color": DARK},
                )
                | line_at(overall, f"全部平均{figure(overall)}"),
            ],
            legend=(_MEAN, _RANGE),
        )
    )
    best, last = max(known, key=_mean), min(known, key=_mean)
    alt = f"{title}{extent(left_out)}：共{len(groups)}组，"
    if best.mean == last.mean:
        alt += f"平均分{'均' if len(known) > 1 else ''}为{figure(best.mean)}分。"
    else:
        alt += f"平均分最高的是{best.group}（{figure(best.mean)}分），最低的是{last.group}（{figure(last.mean)}分）。"
    return Chart(
        title=f"{title}{extent(left_out)}",
        alt=alt,
        option=written(option),
        columns=("组别", "网站数", "平均分", "最低分", "最高分"),
        rows=tuple(
            (row.group, str(row.sites), figure(row.mean), figure(row.lowest), figure(row.highest)) for row in groups
        ),
        height_mm=height,
        query=query,
    )


def _mean(row: GroupSummary) -> Decimal:
    return row.mean if row.mean is not None else Decimal("-Infinity")


def _by_mean(groups: Sequence[GroupSummary]) -> list[GroupSummary]:
    return sorted(groups, key=_mean, reverse=True)


def _ends(row: GroupSummary | None) -> tuple[float, float] | None:
    if row is None or row.lowest is None or row.highest is None:
        return None
    return float(row.lowest), float(row.highest)


def _figures(row: GroupSummary | None) -> str:
    if row is None:
        return ""
    if row.mean is None:
        return NONE
    return f"{figure(row.mean)}（{figure(row.lowest)}—{figure(row.highest)}）"
