"""A chart as a picture of dots, for Word and slides: the SVG set by Typst, which finds the fonts."""

from functools import cache

import typst

from hengping.report.blocks import Chart
from hengping.report.charts.style import WIDTH_MM
from hengping.report.render.chart_svg import svg
from hengping.report.render.pdf import chosen_faces, glyphs

DPI = 200

_PAGE = b"""#set page(width: float(sys.inputs.width) * 1mm, height: auto, margin: 0mm, fill: white)
#image(bytes(sys.inputs.chart), format: "svg", width: 100%)"""


def png(chart: Chart, width_mm: float = WIDTH_MM, *, titled: bool = False) -> bytes:
    """The chart as PNG with 200 dots an inch; bytes depend on chart and fonts alone.

    Args:
        chart: what to draw.
        width_mm: width as it is printed; letters grow with it.
        titled: the title stands above the picture, for slides.

    Raises:
        InputError: no Chinese font is installed.
    """
    chosen_faces()  # else every sign would be an empty box, without an error
    drawn = glyphs().replace_missing(svg(chart, titled=titled).decode())
    made = _compiler().compile(
        input=_PAGE,
        format="png",
        ppi=DPI,
        sys_inputs={"width": str(width_mm), "chart": drawn},
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave several pages for one chart")
    return made


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(font_paths=typst.Fonts())
