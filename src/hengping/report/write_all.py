"""All documents of a run in one call."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from hengping.report.blocks import Chart, Document
from hengping.report.bulletin import bulletin
from hengping.report.cases import case_collection
from hengping.report.figures.registry import registry_bytes, registry_of
from hengping.report.inputs import ReportInputs
from hengping.report.names import (
    CHARTS,
    INDEX,
    OPEN_DATA,
    PUBLIC,
    SITES,
    WORKBOOK,
    bulletin_name,
    chart_name,
    press_name,
    site_page_name,
    site_pdf_name,
)
from hengping.report.press_release import press_release
from hengping.report.render import bulletin_html, docx, html, pdf, site_pdf, xlsx
from hengping.report.render.case_files import write_cases
from hengping.report.render.chart_png import png
from hengping.report.render.chart_svg import svg
from hengping.report.render.open_data import write_open_data
from hengping.report.render.public_site import write_public_site
from hengping.report.site_report.make import site_report
from hengping.report.view import ReportView, SystemView

Job = Callable[[], Iterable[Path]]
"""Writes documents and names them."""


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """What was written, in the order of writing."""

    files: tuple[Path, ...]
    index: Path

    def named(self, *suffixes: str) -> tuple[Path, ...]:
        """Files with one of these endings."""
        return tuple(path for path in self.files if path.name.endswith(suffixes))

    @property
    def sites(self) -> tuple[Path, ...]:
        """The pages of single sites."""
        return tuple(path for path in self.named(".html") if path.parent == self.index.parent / SITES)


def write_reports(
    inputs: ReportInputs,
    folder: Path,
    progress: Callable[[int, int], None] | None = None,
    *,
    sites: bool = True,
    linked: Collection[str] | None = None,
) -> ReportFiles:
    """Write bulletins (Word, PDF, HTML and the registry of their figures), workbook, site reports and index.

    Args:
        inputs: finished results.
        folder: where to write; made if missing, existing files of the same names are replaced.
        progress: called with steps done and steps in all after every document.
        sites: whether the reports of the sites are written; a run writes them apart, several at a time.
        linked: codes of the sites whose reports the index links; None: of all.

    Raises:
        InputError: no Chinese font is installed for the PDF, or the manuscript asks for what the results do not hold.
    """
    view = ReportView(inputs)
    (folder / SITES).mkdir(parents=True, exist_ok=True)
    jobs = list(_jobs(view, folder, sites=sites, linked=linked))
    written: list[Path] = []
    for done, job in enumerate(jobs, start=1):
        written += job()
        if progress:
            progress(done, len(jobs))
    return ReportFiles(files=tuple(written), index=folder / INDEX)


def _jobs(view: ReportView, folder: Path, *, sites: bool, linked: Collection[str] | None) -> Iterator[Job]:
    inputs = view.inputs
    # All of them before the first is written: what a manuscript asks for in vain is said at once.
    documents = {system.system_id: bulletin(inputs, system.system_id, view=view) for system in view.systems}
    for system in view.systems:
        yield partial(_bulletin, documents.pop(system.system_id), inputs, system, folder)
        yield partial(_press_release, view, system, folder)
    yield partial(write_open_data, view, folder / OPEN_DATA)
    yield partial(write_public_site, view, folder / PUBLIC)
    if inputs.cases:
        yield partial(_cases, inputs, folder)
    yield partial(_written, folder / WORKBOOK, lambda path: xlsx.write(inputs, path, view=view))
    for site in inputs.sites if sites else ():
        yield partial(_site, view, site.site_code, folder / SITES)
    yield partial(_written, folder / INDEX, lambda path: html.write_index(inputs, path, view=view, linked=linked))


def _bulletin(document: Document, inputs: ReportInputs, system: SystemView, folder: Path) -> Iterator[Path]:
    """One document in every form, and the registry of its figures."""
    path = folder / bulletin_name(system.system_id, "docx")
    docx.write(document, path, locked=inputs.lock_figures, template=inputs.word_template)
    yield path
    for extension, write in (("pdf", pdf.write), ("html", bulletin_html.write)):
        path = folder / bulletin_name(system.system_id, extension)
        write(document, path)
        yield path
    path = folder / bulletin_name(system.system_id, "json")
    path.write_bytes(registry_bytes(registry_of(document, inputs, system)))
    yield path
    yield from _pictures(document, system, folder / CHARTS)


def _press_release(view: ReportView, system: SystemView, folder: Path) -> Iterator[Path]:
    """The press release as Word, of results that may be published."""
    document = press_release(view, system)
    if document is not None:
        path = folder / press_name(system.system_id)
        docx.write(document, path)
        yield path


def _pictures(document: Document, system: SystemView, folder: Path) -> Iterator[Path]:
    """The charts of a document as pictures with their titles, for slides."""
    drawn = [block for block in document.blocks if isinstance(block, Chart)]
    if drawn:
        folder.mkdir(exist_ok=True)
    for number, chart in enumerate(drawn, start=1):
        for form, draw in (("svg", svg), ("png", png)):
            path = folder / chart_name(system.system_id, number, form)
            path.write_bytes(draw(chart, titled=True))
            yield path


def _cases(inputs: ReportInputs, folder: Path) -> Iterator[Path]:
    """The collection of innovation cases as documents, and the list as data."""
    issued_on = inputs.issued_on or inputs.as_of
    document = case_collection(
        inputs.cases, title=inputs.campaign_title, organiser=inputs.organiser, dated_on=issued_on
    )
    yield from write_cases(inputs.cases, document, folder)


def _site(view: ReportView, site_code: str, folder: Path) -> tuple[Path, Path]:
    """Page and PDF of one site, from one model."""
    page, printed = folder / site_page_name(site_code), folder / site_pdf_name(site_code)
    for path, data in zip((page, printed), site_documents(view, site_code), strict=True):
        path.write_bytes(data)
    return page, printed


def site_documents(view: ReportView, site_code: str) -> tuple[bytes, bytes]:
    """Page and PDF of one site without pictures and trend, from one model.

    Raises:
        KeyError: the site is not on the roster.
    """
    report = site_report(view, site_code)
    return html.site_page(report, view, has_pdf=True), site_pdf.render_site(report, view.inputs)[0]


def _written(path: Path, write: Callable[[Path], None]) -> tuple[Path]:
    write(path)
    return (path,)
