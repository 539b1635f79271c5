"""A chart as static SVG: the same bytes for the same chart, no script, no style sheet, no outside request."""

import json
import re
from hashlib import sha256
from html import escape

from hengping.report.blocks import Chart
from hengping.report.charts.fitting import fitted
from hengping.report.charts.style import FACES, INK, WIDTH, height_px, written
from hengping.report.render.chart_engine import engine
from hengping.report.wording import printable

FAMILY = ", ".join([*(f"'{face}'" for face in FACES), "sans-serif"])

_TITLE_FONT = 16
_TITLE_LINE = 22

_ROOT = re.compile(r"^<svg [^>]*>")
_STYLES = re.compile(r"<style ?>.*?</style>", re.DOTALL)
_NOISE = re.compile(r' (?:class|ecmeta_\w+|pointer-events|xml:space)="[^"]*"')
_TEXT_STYLE = re.compile(r' style="([^"]*)"')
_IDS = re.compile(r"\bzr\d+-")
_SIZE = re.compile(r"font-size:([\d.]+)px")
_WEIGHT = re.compile(r"font-weight:(\w+)")


def svg(chart: Chart, *, titled: bool = False) -> bytes:
    """The chart as an SVG document that can stand inside a page too.

    The picture is named by its title and described by its text alternative. Ids in it begin with a digest of the chart,
    so that several pictures can stand in one page.

    Args:
        chart: what to draw.
        titled: the title stands above the picture, for slides; in documents a caption says it.
    """
    option, height = json.loads(chart.option), height_px(chart.height_mm)
    if titled:
        height += _add_title(option, chart.title)
    text = written(option)
    mark = "c" + sha256(f"{text}\n{chart.title}\n{chart.alt}".encode()).hexdigest()[:12]
    made = engine().draw(text, WIDTH, height)
    body = _ROOT.sub("", made, count=1)
    body = _NOISE.sub("", _STYLES.sub("", body))
    body = _IDS.sub(f"{mark}-", _TEXT_STYLE.sub(_attributes, body))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-labelledby="{mark}-t" aria-describedby="{mark}-d" font-family="{FAMILY}">\n'
        f'<title id="{mark}-t">{escape(printable(chart.title))}</title>\n'
        f'<desc id="{mark}-d">{escape(printable(chart.alt))}</desc>\n'
    )
    return (head + "\n".join(line for line in body.split("\n") if line.strip()) + "\n").encode()


def _attributes(found: re.Match[str]) -> str:
    """Size and weight of letters as attributes: pages may forbid styles, and the face is named once, at the root."""
    size, weight = _SIZE.search(found[1]), _WEIGHT.search(found[1])
    return (f' font-size="{size[1]}"' if size else "") + (f' font-weight="{weight[1]}"' if weight else "")


def _add_title(option: dict[str, object], title: str) -> int:
    """Put the title above everything else; how many pixels it takes."""
    text = fitted(title, WIDTH / _TITLE_FONT - 1)
    room = _TITLE_LINE * (text.count("\n") + 1) + 10
    style = {"fontSize": _TITLE_FONT, "lineHeight": _TITLE_LINE, "fontWeight": "bold", "color": INK}
    option["title"] = {"text": text, "left": "center", "top": 4, "padding": 0, "textStyle": style}
    for part in (option.get("grid"), option.get("legend")):
        if isinstance(part, dict):
            part["top"] = part.get("top", 0) + room
    return room
