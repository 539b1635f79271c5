"""The bulletin as one HTML file: readable on any screen, printable, inert, with every figure marked by its query."""

import re
from pathlib import Path

from markupsafe import Markup, escape

from hengping.report.blocks import Chart, Document
from hengping.report.figures.registry import Numbering
from hengping.report.figures.text import Figure, runs_of
from hengping.report.render.chart_svg import svg
from hengping.report.render.html import render_page
from hengping.report.wording import printable

_ADDRESS = re.compile(r"https?://[!-~]{12,}")
_JOINT = re.compile(r"(?<=[/?&=._-])(?=[^/?&=._-])")


def write(document: Document, path: Path) -> None:
    """Write the document as a single HTML file without script and without any request; same document, same bytes."""
    path.write_text(page(document), encoding="utf-8", newline="\n")


def page(document: Document) -> str:
    """The document as HTML."""
    numbering = Numbering()

    def marked(text: str) -> Markup:
        """A text with its figures as ``data`` elements, numbered in reading order."""
        return Markup("").join(_run(part, numbering) for part in runs_of(text))

    return render_page("bulletin.html.j2", document=document, marked=marked, numbering=numbering, chart=_chart)


def _run(part: str | Figure, numbering: Numbering) -> Markup:
    if isinstance(part, Figure):
        query = printable(part.query)
        return Markup('<data id="{}" value="{}" data-kind="{}" data-query="{}" title="{}">{}</data>').format(
            numbering.figure(), printable(part.value), part.kind, query, query, _breakable(part.printed)
        )
    return _breakable(part)


def _breakable(text: str) -> Markup:
    """A text whose long addresses may break at their joints, so that no justified line is torn apart by one."""
    pieces = Markup()
    last = 0
    text = printable(text)
    for found in _ADDRESS.finditer(text):
        pieces += escape(text[last : found.start()]) + Markup("<wbr>").join(_JOINT.split(found[0]))
        last = found.end()
    return pieces + escape(text[last:])


def _chart(block: Chart) -> Markup:
    return Markup(svg(block).decode())  # noqa: S704 - drawn by us; every text in it was escaped
