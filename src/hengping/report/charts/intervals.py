"""Rank intervals (名次区间): how far each place could move, from the robustness analysis."""

from collections.abc import Sequence

import msgspec

from hengping.report.blocks import Chart
from hengping.report.charts.choice import extent, gap, shown
from hengping.report.charts.rows import Frame, dots, drawn, span
from hengping.report.charts.style import DARK, MIDDLE, value_axis, written

_PLACE, _RANGE = "公布名次", "名次区间"


class RankInterval(msgspec.Struct, frozen=True, kw_only=True):
    """The place of one site and the range in which it lies in most draws: both ends are places, ``low`` the better."""

    site_code: str
    name: str
    rank: int
    low: int
    high: int


def rank_intervals(
    intervals: Sequence[RankInterval], *, level: str = "90%", title: str = "名次区间", query: str = "chart.intervals[]"
) -> Chart | None:
    """A dot for the published place and a bar over its interval; of more than 30 sites the first and the last ten.

    Args:
        intervals: of one group.
        level: share of the draws that an interval holds, as printed.
        title: of the chart.
        query: of the chart.
    """
    ordered = sorted(intervals, key=lambda each: (each.rank, each.low, each.high, each.site_code))
    if not ordered:
        return None
    head, tail, left_out = shown(ordered)
    cells: list[RankInterval | None] = [*head, *([None, *tail] if left_out else [])]
    # Half a place on either side: an interval of a single place is seen too.
    ends = [(max(each.low - 0.5, 0.5), each.high + 0.5) if each else None for each in cells]
    last = max(max(each.high, each.rank) for each in cells if each)
    axis = value_axis("名次", 0.5, last + 0.5) | {"minInterval": 1}
    axis |= {"splitLine": {"show": False}, "axisLabel": {"show": False}}
    option, height = drawn(
        Frame(
            names=[each.name if each else gap(left_out) for each in cells],
            figures=[f"{each.rank}（{_interval(each)}）" if each else "" for each in cells],
            figures_title="名次（区间）",
            x_axes=[axis],
            series=[
                *span(ends, thickness=12, color=MIDDLE, name=_RANGE),
                dots(
                    [each.rank if each else None for each in cells],
                    name=_PLACE,
                    symbol="circle",
                    size=9,
                    style={"color": DARK, "borderColor": "#ffffff", "borderWidth": 1},
                ),
            ],
            legend=(_PLACE, _RANGE),
        )
    )
    widest = max(ordered, key=lambda each: (each.high - each.low, -each.rank))
    certain = sum(each.low == each.high for each in ordered)
    shown_title = f"{title}{extent(left_out)}"
    return Chart(
        title=shown_title,
        alt=f"{shown_title}：共{len(ordered)}个网站，{level}的模拟中{certain}个名次不变，"
        f"区间最宽的是{widest.name}（第{widest.rank}名，{_interval(widest)}）。",
        option=written(option),
        columns=("名次", "网站", "区间"),
        rows=tuple((str(each.rank), each.name, _interval(each)) for each in ordered),
        height_mm=height,
        query=query,
    )


def _interval(each: RankInterval) -> str:
    return str(each.low) if each.low == each.high else f"{each.low}—{each.high}"
