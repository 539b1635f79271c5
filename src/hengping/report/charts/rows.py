"""A chart whose rows are names, the first one on top: the frame that bars, dots and intervals share."""

from collections.abc import Sequence
from typing import Any

import msgspec

from hengping.report.charts.fitting import fitted
from hengping.report.charts.style import FONT, INK, SOFT, frame, grid, gutter, height_mm, name_axis

_LONGEST = 15
_ONE_LINE, _TWO_LINES = 22, 31
_FOOT = 48
_APART = 14
"""Pixels between the drawing area and the figures: a sign at its very edge must not touch them."""


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """Rows and what stands beside them.

    Attributes:
        names: of the rows, whole; brought into two lines here.
        marks: short texts left of the names (places); empty: none.
        figures: texts in a column at the right; empty: none.
        marks_title, figures_title: heads of the two columns.
        x_axes: axes of numbers, the first one below.
        series: what is drawn; row figures refer to rows by their order.
        legend: names of the series that the legend explains.
        top: pixels above the rows.
    """

    names: Sequence[str]
    marks: Sequence[str] = ()
    figures: Sequence[str] = ()
    marks_title: str = ""
    figures_title: str = ""
    x_axes: Sequence[dict[str, Any]]
    series: Sequence[dict[str, Any]]
    legend: Sequence[str] = ()
    top: float = 24


def drawn(given: Frame) -> tuple[dict[str, Any], int]:
    """The option and the height in millimetres."""
    names = tuple(fitted(name, _LONGEST) for name in given.names)
    row = _TWO_LINES if any("\n" in name for name in names) else _ONE_LINE
    left = gutter(names, 60)
    axes = [name_axis(names)]
    if given.marks:
        axes.append(_beside(given.marks, given.marks_title, offset=left - 8))
        left += gutter((*given.marks, given.marks_title)) - 8
    right: float = 16
    if given.figures:
        axes.append(_at_right(given.figures, given.figures_title))
        right = gutter((*given.figures, given.figures_title)) + _APART
    top = given.top + (18 if given.legend else 0)
    height = top + row * len(names) + _FOOT
    parts: dict[str, Any] = {
        "grid": grid(left, right, top, _FOOT),
        "xAxis": list(given.x_axes),
        "yAxis": axes,
        "series": [{"silent": True, **series} for series in given.series],
    }
    if given.legend:
        parts["legend"] = legend(given.legend, left)
    return frame(**parts), height_mm(height)


def legend(names: Sequence[str], left: float) -> dict[str, Any]:
    """What the signs mean, above the drawing area."""
    return {
        "data": list(names),
        "top": 2,
        "left": left,
        "itemWidth": 16,
        "itemHeight": 10,
        "itemGap": 18,
        "padding": 0,
        "selectedMode": False,
        "textStyle": {"color": INK, "fontSize": FONT},
    }


def _beside(marks: Sequence[str], title: str, *, offset: float) -> dict[str, Any]:
    axis = name_axis(marks)
    return axis | {"offset": offset, "axisLine": {"show": False, "onZero": False}} | _head(title, "right", inset=offset)


def _at_right(figures: Sequence[str], title: str) -> dict[str, Any]:
    axis = name_axis(figures, side="right")
    return axis | {"axisLabel": axis["axisLabel"] | {"margin": _APART}} | _head(title, "left", inset=_APART - 6)


def _head(title: str, align: str, *, inset: float) -> dict[str, Any]:
    """The head of a column of texts; the category axis runs downwards, so that its start is on top."""
    if not title:
        return {}
    beside = 6 + inset
    style = {
        "color": SOFT,
        "fontSize": FONT,
        "align": align,
        "verticalAlign": "bottom",
        "padding": [0, beside, 0, beside],
    }
    return {"name": title, "nameLocation": "start", "nameGap": 6, "nameTextStyle": style}


def span(
    figures: Sequence[tuple[float, float] | None], *, thickness: int, color: str, name: str
) -> list[dict[str, Any]]:
    """Bars that begin elsewhere than at 0: an unseen one up to the beginning, the seen one on top of it."""
    common: dict[str, Any] = {"type": "bar", "stack": name, "barWidth": thickness}
    return [
        common
        | {
            "name": f"{name}起点",
            "itemStyle": {"color": "transparent"},
            "data": [None if each is None else each[0] for each in figures],
        },
        common
        | {
            "name": name,
            "itemStyle": {"color": color},
            "data": [None if each is None else each[1] - each[0] for each in figures],
        },
    ]


def dots(
    figures: Sequence[float | None], *, name: str, symbol: str, size: int, style: dict[str, Any]
) -> dict[str, Any]:
    """One sign a row; rows without a figure have none."""
    return {
        "type": "scatter",
        "name": name,
        "symbol": symbol,
        "symbolSize": size,
        "itemStyle": {"opacity": 1, **style},
        "z": 5,
        "data": [[value, row] for row, value in enumerate(figures) if value is not None],
    }
