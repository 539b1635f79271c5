"""All documents of a run in one call."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hengping.report.bulletin import bulletin
from hengping.report.inputs import ReportInputs
from hengping.report.names import INDEX, SITES, WORKBOOK, bulletin_name, site_page_name
from hengping.report.render import docx, html, pdf, xlsx
from hengping.report.view import ReportView


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """What was written."""

    bulletins: tuple[Path, ...]
    workbook: Path
    sites: tuple[Path, ...]
    index: Path


def write_reports(
    inputs: ReportInputs, folder: Path, progress: Callable[[int, int], None] | None = None
) -> ReportFiles:
    """Write bulletins (Word and PDF, one pair a system), workbook, site pages and index.

    Args:
        inputs: finished results.
        folder: where to write; made if missing, existing files of the same names are replaced.
        progress: called with steps done and steps in all after every document.

    Raises:
        InputError: no Chinese font is installed for the PDF.
    """
    view = ReportView(inputs)
    sites_folder = folder / SITES
    sites_folder.mkdir(parents=True, exist_ok=True)
    total = 2 * len(view.systems) + len(inputs.sites) + 2
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress:
            progress(done, total)

    bulletins = []
    for system in view.systems:
        document = bulletin(inputs, system.system_id, view=view)
        for extension, write in (("docx", docx.write), ("pdf", pdf.write)):
            path = folder / bulletin_name(system.system_id, extension)
            write(document, path)
            bulletins.append(path)
            step()
    workbook = folder / WORKBOOK
    xlsx.write(inputs, workbook, view=view)
    step()
    pages = []
    for site in inputs.sites:
        path = sites_folder / site_page_name(site.site_code)
        html.write_site(inputs, site.site_code, path, view=view)
        pages.append(path)
        step()
    index = folder / INDEX
    html.write_index(inputs, index, view=view)
    step()
    return ReportFiles(bulletins=tuple(bulletins), workbook=workbook, sites=tuple(pages), index=index)
