"""Problem Pareto (问题构成): how many faults there are of each kind, and what the commonest make up together."""

from collections.abc import Sequence
from decimal import Decimal

from hengping.report.blocks import Chart
from hengping.report.charts.rows import Frame, drawn
from hengping.report.charts.style import INK, MIDDLE, SOFT, value_axis, written
from hengping.report.problems import Problem
from hengping.report.wording import share

_MOST = 15
_COUNT, _TOGETHER = "处数", "累计占比"


def problem_pareto(
    problems: Sequence[Problem], title: str = "各类问题构成", query: str = "chart.problems[]"
) -> Chart | None:
    """Bars of the faults by kind, the commonest first, and the line of their cumulative share.

    Beyond 15 kinds the rarest are put together as 其他. None when nothing was found.
    """
    ordered = sorted(
        (problem for problem in problems if problem.faults),
        key=lambda each: (-each.faults, -len(each.sites), each.check),
    )
    if not ordered:
        return None
    total = sum(problem.faults for problem in ordered)
    named = [(problem.title, problem.faults) for problem in ordered]
    if len(named) > _MOST:
        others = named[_MOST - 1 :]
        named = [*named[: _MOST - 1], (f"其他{len(others)}类", sum(count for _, count in others))]
    together = [sum(count for _, count in named[: at + 1]) for at in range(len(named))]
    option, height = drawn(
        Frame(
            names=[name for name, _ in named],
            figures=[f"{count}处（{_percent(part, total)}）" for (_, count), part in zip(named, together, strict=True)],
            figures_title="处数（累计占比）",
            x_axes=[
                value_axis("处数", minInterval=1),
                value_axis("", 0, 100, position="top", interval=20, splitLine={"show": False})
                | {"axisLabel": {"formatter": "{value}%", "color": SOFT, "fontSize": 12}},
            ],
            series=[
                {
                    "type": "bar",
                    "name": _COUNT,
                    "barWidth": 12,
                    "itemStyle": {"color": MIDDLE},
                    "data": [count for _, count in named],
                },
                {
                    "type": "line",
                    "name": _TOGETHER,
                    "xAxisIndex": 1,
                    "symbol": "circle",
                    "symbolSize": 6,
                    "z": 5,
                    "lineStyle": {"color": INK, "width": 1.5},
                    "itemStyle": {"color": INK},
                    "data": [[float(Decimal(part * 100) / total), at] for at, part in enumerate(together)],
                },
            ],
            legend=(_COUNT, _TOGETHER),
            top=44,
        )
    )
    first = ordered[0]
    few = min(3, len(named))
    alt = f"{title}：共{len(ordered)}类{total}处，最多的是{first.title}（{first.faults}处）"
    if len(ordered) > few:
        alt += f"，前{few}类合计占{share(together[few - 1], total)}"
    return Chart(
        title=title,
        alt=f"{alt}。",
        option=written(option),
        columns=("问题", _COUNT, "问题网站数", "占全部处数"),
        rows=tuple(
            (problem.title, str(problem.faults), str(len(problem.sites)), _percent(problem.faults, total))
            for problem in ordered
        ),
        height_mm=height,
        query=query,
    )


def _percent(part: int, whole: int) -> str:
    return share(part, whole).partition("（")[0]
