"""``lint``: a bulletin, also one that people edited, against the results it was made from."""

from pathlib import Path

from hengping.model.errors import InputError
from hengping.pipeline.context import open_run
from hengping.pipeline.judged_report import is_judged, judged_inputs
from hengping.pipeline.stage_report import report_inputs
from hengping.report.inputs import ReportInputs
from hengping.report.lint.checking import lint
from hengping.report.lint.fault import Checked
from hengping.report.lint.page import Page
from hengping.report.lint.plain_reading import read_html, read_plain
from hengping.report.render.docx_reading import read_docx

READERS = {".docx": read_docx, ".html": read_html, ".htm": read_html, ".txt": read_plain, ".md": read_plain}
"""How a file is read, by the ending of its name."""


def lint_document(document: Path, run: Path, system_id: str = "") -> Checked:
    """Check a document against a run, or against what ``judge`` made.

    Args:
        document: Word, HTML or plain text.
        run: folder of results.
        system_id: which indicator system; the one that the file is named after, else the first, when empty.

    Raises:
        InputError: the document cannot be read, or there is no such system.
        RunError: the folder holds no finished results.
    """
    page = _page(document)
    inputs = judged_inputs(run) if is_judged(run) else report_inputs(open_run(run))
    known = [system.results.system_id for system in inputs.systems]
    if system_id and system_id not in known:
        raise InputError(f"没有指标体系{system_id}", where="--system", remedy=f"可选：{'、'.join(known)}")
    return lint(page, inputs, system_id or _named(document, inputs))


def _page(document: Path) -> Page:
    reader = READERS.get(document.suffix.lower())
    if reader is None:
        raise InputError(
            f"不能校对{document.suffix or '没有扩展名的'}文件",
            where=str(document),
            remedy=f"可以校对的有{'、'.join(READERS)}；旧的.doc和.wps文件先另存为.docx",
        )
    if not document.is_file():
        raise InputError("没有这个文件", where=str(document), remedy="检查路径")
    try:
        return reader(document)
    except OSError as error:
        raise InputError("文件无法读取", where=str(document), remedy="检查路径和读取权限") from error


def _named(document: Path, inputs: ReportInputs) -> str:
    """The system in the file's name; of two that fit, the longer."""
    fitting = [system.results.system_id for system in inputs.systems if system.results.system_id in document.stem]
    return max(fitting, key=len, default="")
