"""Rounds (历次评估): two rounds side by side, or a line over several."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec

from hengping.report.blocks import Chart
from hengping.report.charts.choice import ALL, END
from hengping.report.charts.fitting import fitted, safe, widest
from hengping.report.charts.rows import Frame, dots, drawn, span
from hengping.report.charts.style import (
    DARK,
    FONT,
    INK,
    LIGHT,
    MIDDLE,
    SOFT,
    WIDTH,
    frame,
    grid,
    height_mm,
    nice_range,
    number,
    value_axis,
    written,
)
from hengping.report.wording import NONE, figure

_LINE_HEIGHT = 300
_FEW_POINTS = 12
"""Points of several lines whose figures can stand beside them; more stand in the table only."""

_TWO = 2
_LOOKS: tuple[tuple[str, str, str | list[int], int], ...] = (
    ("circle", DARK, "solid", 2),
    ("rect", INK, [6, 3], 1),
    ("triangle", MIDDLE, "solid", 2),
    ("diamond", SOFT, [2, 2], 1),
    ("emptyCircle", DARK, [8, 3, 2, 3], 1),
    ("emptyRect", INK, "solid", 1),
)
"""Sign, colour, dashes and width of each line: told apart without colours. More lines than these are not drawn."""


class RoundLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line over the rounds: a group, all sites or one site.

    Attributes:
        name: as printed.
        values: one a round, in points; None where there is none.
        change: last step in finished words (提高1.55), for two rounds.
    """

    name: str
    values: tuple[Decimal | None, ...]
    change: str = ""


def trend(
    rounds: Sequence[str], lines: Sequence[RoundLine], *, title: str, query: str, unit: str = "平均分（分）"
) -> Chart | None:
    """Two rounds: one row a line with a hollow sign for the former and a full one for the latter; more: lines.

    Args:
        rounds: titles, the oldest first.
        lines: each with one value a round. Of more than six over three rounds or more the first six are drawn, of more
            than 30 over two rounds the first 30; all of them stand in the table.
        title: of the chart.
        query: of the chart.
        unit: head of the axis.

    Returns:
        The chart; None with fewer than two rounds, or when no line has a value in two of them.
    """
    if len(rounds) < _TWO or not any(sum(value is not None for value in line.values) >= _TWO for line in lines):
        return None
    drawn_lines = list(lines[: ALL if len(rounds) == _TWO else len(_LOOKS)])
    option, height = (_pairs if len(rounds) == _TWO else _over_time)(rounds, drawn_lines, unit)
    left_out = len(lines) - len(drawn_lines)
    shown_title = f"{title}（图中前{len(drawn_lines)}项）" if left_out else title
    return Chart(
        title=shown_title,
        alt=_alt(title, rounds, lines),
        option=written(option),
        columns=("名称", *rounds, *(("变化（分）",) if len(rounds) == _TWO else ())),
        rows=tuple(
            (line.name, *(figure(value) for value in line.values), *((line.change,) if len(rounds) == _TWO else ()))
            for line in lines
        ),
        height_mm=height,
        query=query,
    )


def _limits(lines: Sequence[RoundLine]) -> tuple[float, float, float]:
    known = [value for line in lines for value in line.values if value is not None]
    return nice_range(min(known), max(known))


def _pairs(rounds: Sequence[str], lines: Sequence[RoundLine], unit: str) -> tuple[dict[str, Any], int]:
    low, high, step = _limits(lines)
    before, after = (fitted(name, END, 1) for name in rounds)
    ends = [
        (float(min(line.values)), float(max(line.values))) if None not in line.values else None  # type: ignore[type-var, arg-type]
        for line in lines
    ]
    hollow = {"color": "#ffffff", "borderColor": INK, "borderWidth": 1.5}
    return drawn(
        Frame(
            names=[line.name for line in lines],
            figures=[_change(line) for line in lines],
            figures_title="前 → 后（变化）",
            x_axes=[value_axis(unit, low, high, interval=step)],
            series=[
                *span(ends, thickness=4, color=LIGHT, name="变化"),
                dots([number(line.values[0]) for line in lines], name=before, symbol="circle", size=10, style=hollow),
                dots(
                    [number(line.values[1]) for line in lines],
                    name=after,
                    symbol="circle",
                    size=10,
                    style={"color": DARK},
                ),
            ],
            legend=(before, after) if before != after else (),
        )
    )


def _change(line: RoundLine) -> str:
    before, after = line.values
    text = f"{figure(before)} → {figure(after)}"
    return f"{text}（{line.change}）" if line.change not in {"", NONE} else text


def _over_time(rounds: Sequence[str], lines: Sequence[RoundLine], unit: str) -> tuple[dict[str, Any], int]:
    low, high, step = _limits(lines)
    if min(value for line in lines for value in line.values if value is not None) - Decimal(low) < Decimal(step) / 4:
        low -= step  # room for a figure below the lowest point
    names = _end_names(lines)
    right = widest(tuple(names)) * FONT + 24
    room = (WIDTH - 64 - right) / len(rounds) / FONT - 0.5
    return (
        frame(
            grid=grid(64, right, 24, 44),
            xAxis={
                "type": "category",
                "data": [fitted(name, max(room, 3)) for name in rounds],
                "axisTick": {"show": False},
                "axisLine": {"lineStyle": {"color": SOFT}, "onZero": False},
                "axisLabel": {"interval": 0, "color": INK, "fontSize": FONT, "lineHeight": 14},
            },
            yAxis=value_axis(unit, low, high, interval=step, nameGap=40),
            series=[
                _line(
                    line,
                    name,
                    look,
                    last=len(rounds) - 1,
                    labelled=len(lines) == 1 or len(lines) * len(rounds) <= _FEW_POINTS,
                )
                for line, name, look in zip(lines, names, _LOOKS, strict=False)
            ],
        ),
        height_mm(_LINE_HEIGHT),
    )


def _line(
    line: RoundLine, name: str, look: tuple[str, str, str | list[int], int], *, last: int, labelled: bool
) -> dict[str, Any]:
    symbol, color, dashes, thick = look
    return {
        "type": "line",
        "name": safe(line.name),
        "silent": True,
        "symbol": symbol,
        "symbolSize": 8,
        "connectNulls": False,
        "lineStyle": {"color": color, "type": dashes, "width": thick},
        "itemStyle": {"color": color},
        "data": [
            {
                "value": number(value),
                "label": {
                    "show": labelled and value is not None,
                    "position": "bottom" if _is_valley(line.values, at) else "top",
                    "formatter": figure(value),
                    "color": INK,
                    "fontSize": FONT - 1,
                },
            }
            for at, value in enumerate(line.values)
        ],
        "endLabel": {
            "show": bool(name) and line.values[last] is not None,
            "formatter": name,
            "color": INK,
            "fontSize": FONT,
        },
        "labelLayout": {"moveOverlap": "shiftY"},
    }


def _end_names(lines: Sequence[RoundLine]) -> list[str]:
    """Names at the ends of the lines; lines that end at the same figure share one."""
    ends: dict[Decimal | None, list[str]] = {}
    for line in lines:
        ends.setdefault(line.values[-1], []).append(line.name)
    return [
        fitted("、".join(ends[line.values[-1]]), 8) if ends[line.values[-1]][0] == line.name else "" for line in lines
    ]


def _is_valley(values: Sequence[Decimal | None], at: int) -> bool:
    """Whether the line falls to this point and rises after it: its figure stands below, clear of the line."""
    value = values[at]
    beside = [each for each in (*values[max(at - 1, 0) : at], *values[at + 1 : at + 2]) if each is not None]
    return value is not None and bool(beside) and all(each > value for each in beside)


def _alt(title: str, rounds: Sequence[str], lines: Sequence[RoundLine]) -> str:
    line = lines[0]
    known = [(name, value) for name, value in zip(rounds, line.values, strict=True) if value is not None]
    text = f"{title}：共{len(rounds)}轮、{len(lines)}项"
    if len(known) >= _TWO:
        (before, first), (after, final) = known[0], known[-1]
        text += f"，{line.name}由{before}的{figure(first)}分变为{after}的{figure(final)}分"
    return f"{text}。"
