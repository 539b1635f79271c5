"""Short ways for tests: the page of one site, the figures of a document, a registry read back."""

from pathlib import Path

from hengping.report.blocks import Document
from hengping.report.figures.registry import texts
from hengping.report.figures.text import Figure, figures_of
from hengping.report.inputs import ReportInputs
from hengping.report.render.html import site_page
from hengping.report.site_report.make import site_report
from hengping.report.view import ReportView


def write_site(inputs: ReportInputs, site_code: str, path: Path) -> None:
    """Write the page of one site as ``write_all`` does, without its PDF."""
    view = ReportView(inputs)
    path.write_bytes(site_page(site_report(view, site_code), view))


def all_figures(document: Document) -> tuple[Figure, ...]:
    """The figures of a document in reading order."""
    return tuple(figure for block in document.blocks for text in texts(block) for figure in figures_of(text))
