"""Distribution of totals (得分分布): how many sites lie in each range of points."""

from collections.abc import Sequence
from decimal import Decimal

from hengping.report.blocks import Chart
from hengping.report.charts.style import FONT, INK, MIDDLE, SOFT, frame, grid, height_mm, value_axis, written
from hengping.report.wording import share, short_figure

_HEIGHT = 250
_MOST_BINS = 10
_FEWEST_BINS = 4
_STEPS = tuple(Decimal(step) * 10**power for power in range(5) for step in (1, 2, 5))


def distribution(
    totals: Sequence[Decimal], title: str = "总分分布", query: str = "chart.distribution[]"
) -> Chart | None:
    """Columns of the number of sites by ranges of equal size; None without totals.

    A range holds its lower end, the last one its upper end too. Their size is the smallest of 1, 2, 5, 10 … points that
    makes no more ranges than the number of sites bears (Sturges' rule, 4 to 10).
    """
    if not totals:
        return None
    low, step, counts = _binned(totals)
    ranges = [f"{short_figure(low + step * at)}—{short_figure(low + step * (at + 1))}" for at in range(len(counts))]
    most = max(range(len(counts)), key=lambda at: (counts[at], at))
    ends = "各段含下限，末段含上限" if len(counts) > 1 else "含下限"
    option = frame(
        grid=grid(70, 16, 34, 50),
        xAxis={
            "type": "category",
            "data": ranges,
            "name": f"总分（分，{ends}）",
            "nameLocation": "middle",
            "nameGap": 28,
            "nameTextStyle": {"color": SOFT, "fontSize": FONT},
            "axisTick": {"show": False},
            "axisLine": {"lineStyle": {"color": SOFT}},
            "axisLabel": {"interval": 0, "color": INK, "fontSize": FONT if len(counts) < _MOST_BINS else 10},
        },
        yAxis=value_axis("网站数（个）", minInterval=1, nameGap=46),
        series=[
            {
                "type": "bar",
                "name": "网站数",
                "silent": True,
                "barCategoryGap": "12%",
                "barMaxWidth": 90,
                "itemStyle": {"color": MIDDLE, "borderColor": INK, "borderWidth": 0.5},
                "label": {"show": True, "position": "top", "color": INK, "fontSize": FONT},
                "data": list(counts),
            }
        ],
    )
    alt = (
        f"{title}：共{len(totals)}个网站，最低{short_figure(min(totals))}分，最高{short_figure(max(totals))}分，"
        f"以{ranges[most]}分一段最多，有{counts[most]}个。"
    )
    return Chart(
        title=title,
        alt=alt,
        option=written(option),
        columns=("总分（分）", "网站数", "占比"),
        rows=tuple(
            (name, str(count), share(count, len(totals)).partition("（")[0])
            for name, count in zip(ranges, counts, strict=True)
        ),
        height_mm=height_mm(_HEIGHT),
        query=query,
    )


def _binned(totals: Sequence[Decimal]) -> tuple[Decimal, Decimal, tuple[int, ...]]:
    """Lower end of the first range, size of a range, counts."""
    least, greatest = min(totals), max(totals)
    bearable = min(_MOST_BINS, max(_FEWEST_BINS, len(totals).bit_length() + 1))
    for step in _STEPS:
        low = _floor(least, step)
        number = int((greatest - low) // step) + 1
        if number > 1 and low + step * (number - 1) == greatest:
            number -= 1
        if number <= bearable:
            break
    counts = [0] * number
    for total in totals:
        counts[min(int((total - low) // step), number - 1)] += 1
    return low, step, tuple(counts)


def _floor(value: Decimal, step: Decimal) -> Decimal:
    whole = value // step * step  # the quotient of Decimal is cut towards 0
    return whole - step if whole > value else whole
