"""What all charts have in common: size, colours that stay apart in black-and-white print, axes, the option's frame."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from hengping.report.charts.fitting import widest

WIDTH_MM = 156
"""Width of the type area of an official document (GB/T 9704: 210 − 28 − 26 mm)."""

WIDTH = 590
"""The same in pixels at 96 dpi: so 12 px print as 9 pt."""

FONT = 12
INK = "#1c2430"
SOFT = "#4f5b6b"
GRID = "#d5dbe3"
DARK = "#1f4e8c"
MIDDLE = "#6d93c3"
LIGHT = "#c3d1e3"
"""Lightness about 33, 60 and 83 %: apart on any copier."""

FACES = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "FandolHei",
    "SimHei",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Source Han Serif CN",
    "FandolSong",
    "SimSun",
)
"""In order of preference, as in PDF: the faces of headings, then those of the body; the first installed one is used."""

_LEAST_SPREAD = 1
_EDGE = 10
_EM = FONT
_SMALLEST_MM = 30


def number(value: Decimal | None) -> float | None:
    """A figure as a position in the drawing; what is printed is always a text made from the Decimal."""
    return None if value is None else float(value)


def height_px(height_mm: int) -> int:
    """Height of the picture at :data:`WIDTH`."""
    return round(height_mm * WIDTH / WIDTH_MM)


def height_mm(pixels: float) -> int:
    """Height in whole millimetres at the width of the type area, rounded up."""
    return max(_SMALLEST_MM, -int(-pixels * WIDTH_MM // WIDTH))


def written(option: dict[str, Any]) -> str:
    """The option as JSON text; equal options give equal texts."""
    return msgspec.json.encode(option, order="deterministic").decode()


def frame(**parts: Any) -> dict[str, Any]:
    """An option with what every chart says alike: no movement, nothing that reacts, one size of letters."""
    return {
        "animation": False,
        "backgroundColor": "#ffffff",
        "textStyle": {"fontSize": FONT, "color": INK},
        **parts,
    }


def grid(left: float, right: float, top: float, bottom: float) -> dict[str, Any]:
    """The drawing area, exactly where it is said."""
    return {"left": left, "right": right, "top": top, "bottom": bottom, "outerBoundsMode": "none"}


def gutter(labels: tuple[str, ...], least: float = 0) -> float:
    """Pixels that labels beside the drawing area need."""
    return max(least, widest(labels) * _EM + 2 * _EDGE)


def name_axis(labels: Sequence[str], *, side: str = "left") -> dict[str, Any]:
    """Names (or figures) of rows, the first one on top."""
    is_left = side == "left"
    return {
        "type": "category",
        "data": list(labels),
        "inverse": True,
        "position": side,
        "axisTick": {"show": False},
        "axisLine": {"show": is_left, "onZero": False, "lineStyle": {"color": SOFT}},
        "axisLabel": {"interval": 0, "color": INK, "fontSize": FONT, "lineHeight": 14, "margin": 6},
    }


def value_axis(name: str, low: float | None = 0, high: float | None = None, **more: Any) -> dict[str, Any]:
    """An axis of numbers with fine lines; its name, with the unit, stands below it."""
    axis = {
        "type": "value",
        "name": name,
        "nameLocation": "middle",
        "nameGap": 26,
        "nameTextStyle": {"color": SOFT, "fontSize": FONT},
        "axisLine": {"show": False},
        "axisTick": {"show": False},
        "axisLabel": {"color": SOFT, "fontSize": FONT, "hideOverlap": True},
        "splitLine": {"lineStyle": {"color": GRID, "width": 1}},
        "splitNumber": 5,
    }
    limits = {key: value for key, value in (("min", low), ("max", high)) if value is not None}
    return axis | limits | more


def line_at(value: Decimal | None, text: str) -> dict[str, Any]:
    """A dashed line down the rows with its text above them; nothing when there is no value."""
    if value is None:
        return {}
    return {
        "markLine": {
            "silent": True,
            "symbol": "none",
            "animation": False,
            "lineStyle": {"color": INK, "width": 1.2, "type": [5, 3]},
            # Leftwards of the line: what stands right of the drawing area has its own head on the same height.
            "label": {
                "formatter": text,
                "color": INK,
                "fontSize": FONT,
                "position": "start",
                "distance": 4,
                "align": "right",
            },
            "data": [{"xAxis": number(value)}],
        }
    }


def nice_range(low: Decimal, high: Decimal) -> tuple[float, float, float]:
    """Round ends and step of an axis that need not begin at 0: least, greatest, step; about five steps.

    For points and lines only: the length of a bar means something, so bars begin at 0.
    """
    if high - low < _LEAST_SPREAD:  # equal figures stand in the middle, small differences are not blown up
        low, high = low - 1, high + 1
    spread = high - low
    step = next(step for step in _steps() if spread <= 4 * step)
    least = low // step * step
    if least > low:  # the quotient of Decimal is cut towards 0
        least -= step
    greatest = least
    while greatest < high:
        greatest += step
    return float(least), float(greatest if greatest > least else least + step), float(step)


def _steps() -> Iterator[Decimal]:
    scale = Decimal("0.01")
    while True:
        yield from (scale, 2 * scale, 5 * scale)
        scale *= 10
