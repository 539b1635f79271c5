"""``bench report``: reports of many sites, and the bulletin and workbook of a whole country, against the goals.

The reports are made by the stage's own code from a run folder on disk, by several processes: page and PDF a site, with
pictures cut out of the archive and gains scored again. Bulletin and workbook are made from results in memory, each form
in a process of its own, so that time and peak memory are its own; making the results is not timed. Peers write a plain
table of the same rows: python-docx cell by cell, openpyxl row by row the cells of our workbook.
"""

import multiprocessing
import resource
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import msgspec

from hengping.pipeline.bench.goals import REPORT_COUNTRY_S, REPORT_CPU_S, REPORT_MB, REPORT_SITES_S, Goal
from hengping.pipeline.bench.running import core_plan, run, tree_kb
from hengping.pipeline.bench.work import Note, work_folder

SITES, REPORTS, ITEMS = 14_000, 500, 50
"""Full size: sites of the bulletin and workbook, reports of single sites, items of the system."""
_FORMS = ("docx", "pdf", "html", "json", "xlsx")
_BYTES_PER_REPORT = 1_500_000
_PEER_LIMIT_S = 900.0
_PEER_BYTES = 200_000_000
_DOCX_ROWS, _XLSX_SITES = 500, 100
_FEW = 10
"""Reports made a second time from scratch, to see that bytes do not change."""


class ReportsPart(msgspec.Struct, frozen=True, kw_only=True):
    """Reports of single sites.

    Attributes:
        seconds: by the clock; ``cpu_s``: of processor time of all processes together.
        cpu_ms: processor time a report, page and PDF together.
        peak_mb: of all processes together, sampled.
        page_kb, pdf_kb: mean sizes; ``pictures``: pictures of evidence a site.
        again_s: a second time, when nothing has changed.
        identical: some reports made once more had the same bytes.
    """

    sites: int
    processes: int
    seconds: float
    cpu_s: float
    cpu_ms: float
    peak_mb: float
    page_kb: float
    pdf_kb: float
    pictures: float
    again_s: float
    identical: bool


class FormPart(msgspec.Struct, frozen=True, kw_only=True):
    """One document of the whole country. ``error``: why it was not made."""

    form: str
    seconds: float
    cpu_s: float
    peak_mb: float
    megabytes: float
    error: str = ""


class PeerPart(msgspec.Struct, frozen=True, kw_only=True):
    """A plain table of the same rows by a peer and by us; rates in rows a second of processor time."""

    title: str
    rows: int
    ours_per_s: float | None
    peer_per_s: float | None

    @property
    def ratio(self) -> float | None:
        """How many times as fast we are; None when one was not measured."""
        return round(self.ours_per_s / self.peer_per_s, 2) if self.ours_per_s and self.peer_per_s else None


class BenchReport(msgspec.Struct, frozen=True, kw_only=True):
    """The whole benchmark. ``complete``: every document was made, and twice the same."""

    full_size: bool
    complete: bool
    sites: int
    items: int
    reports: ReportsPart | None
    forms: tuple[FormPart, ...]
    peers: tuple[PeerPart, ...]
    goals: tuple[Goal, ...]


def bench_report(
    *,
    sites: int = SITES,
    items: int = ITEMS,
    reports: int = REPORTS,
    processes: int = 2,
    peers: Path | None = None,
    note: Note = lambda _text: None,
) -> BenchReport:
    """Run everything; ``sites`` or ``reports`` 0 leaves that part out."""
    single = _reports(reports, processes, note) if reports else None
    forms = tuple(_form(form, sites, items, note) for form in _FORMS) if sites else ()
    compared = tuple(_peer(*peer, peers, note) for peer in _PEERS) if peers else ()
    return BenchReport(
        full_size=(sites, items, reports) == (SITES, ITEMS, REPORTS) and processes == 2,  # noqa: PLR2004 - two cores
        complete=all(not form.error for form in forms) and (single is None or single.identical),
        sites=sites,
        items=items,
        reports=single,
        forms=forms,
        peers=compared,
        goals=_goals(single, forms),
    )


def _goals(single: ReportsPart | None, forms: Sequence[FormPart]) -> tuple[Goal, ...]:
    whole = [form for form in forms if not form.error]
    done = len(whole) == len(_FORMS)
    return (
        Goal(
            name="单站报告用时",
            measured=single.seconds if single else None,
            goal=REPORT_SITES_S,
            unit="秒",
            cpu=round(single.cpu_s / single.processes, 1) if single else None,
        ),
        Goal(
            name="每份单站报告的处理器时间",
            measured=round(single.cpu_ms / 1000, 3) if single else None,
            goal=REPORT_CPU_S,
            unit="秒",
        ),
        Goal(name="单站报告内存", measured=single.peak_mb if single else None, goal=REPORT_MB, unit="MB"),
        Goal(
            name="全国通报和工作簿用时",
            measured=round(sum(form.seconds for form in whole), 1) if done else None,
            goal=REPORT_COUNTRY_S,
            unit="秒",
            cpu=round(sum(form.cpu_s for form in whole), 1) if done else None,
        ),
    )


def _alone(work: Callable[..., Any], *arguments: Any) -> Any:
    """Run in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def _reports(sites: int, processes: int, note: Note) -> ReportsPart:
    note(f"单站报告：{sites}个网站，{processes}个进程")
    with work_folder(None, sites * _BYTES_PER_REPORT) as (folder, _in_memory):
        settings = ReportsTask(folder=str(folder), sites=sites, processes=processes)
        command = [sys.executable, "-m", "hengping.pipeline.bench.report", msgspec.json.encode(settings).decode()]
        ran = run(command, folder / "work", cores=core_plan().both, time_limit_s=3600)
        if ran.exit_code:
            raise RuntimeError((folder / "work" / "stderr").read_text(encoding="utf-8", errors="replace")[-2000:])
        return msgspec.convert(ran.report | {"peak_mb": round(ran.report["peak_mb"], 1)}, ReportsPart)


class ReportsTask(msgspec.Struct, frozen=True, kw_only=True):
    """What the process that makes the reports is told."""

    folder: str
    sites: int
    processes: int


def reports_in_folder(task: ReportsTask) -> ReportsPart:
    """Make a run, then its reports: only the second is timed."""
    from hengping.pipeline.bench.report_folder import make_run  # noqa: PLC0415 - only what is measured is loaded
    from hengping.pipeline.bench.sampling import sampled  # noqa: PLC0415
    from hengping.pipeline.site_reports import site_reports  # noqa: PLC0415
    from hengping.pipeline.stage_report import check_texts, report_inputs  # noqa: PLC0415

    made = make_run(Path(task.folder) / "campaign", task.sites, workers=task.processes)
    given = partial(report_inputs, made)
    before = _used()
    with sampled(tree_kb) as peak:
        began = perf_counter()
        files = site_reports(made, check_texts(), given)
        seconds = perf_counter() - began
    cpu = _used() - before
    began = perf_counter()
    site_reports(made, check_texts(), given)
    again = perf_counter() - began
    pages = [path for path in files if path.suffix == ".html"]
    printed = [path for path in files if path.suffix == ".pdf"]
    some = {path: path.read_bytes() for path in files[: 2 * _FEW]}
    for path in some:
        path.unlink()
    site_reports(made, check_texts(), given)
    return ReportsPart(
        sites=task.sites,
        processes=task.processes,
        seconds=round(seconds, 2),
        cpu_s=round(cpu, 2),
        cpu_ms=round(cpu / task.sites * 1000, 1),
        peak_mb=peak() * 1024 / 1e6,
        page_kb=round(sum(path.stat().st_size for path in pages) / len(pages) / 1000, 1),
        pdf_kb=round(sum(path.stat().st_size for path in printed) / len(printed) / 1000, 1),
        pictures=round(sum(path.read_bytes().count(b'<figure class="evidence">') for path in pages) / len(pages), 1),
        again_s=round(again, 2),
        identical=all(path.read_bytes() == data for path, data in some.items()),
    )


def _used() -> float:
    """Processor time of this process and of all children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + children.ru_utime + children.ru_stime


def _form(form: str, sites: int, items: int, note: Note) -> FormPart:
    note(f"{form}：{sites}个网站 × {items}个评分点")
    found: FormPart = _alone(make_form, form, sites, items)
    return found


def make_form(form: str, sites: int, items: int) -> FormPart:
    """One document of the whole country; what goes wrong is told, so that the others are still measured."""
    from hengping.pipeline.bench.report_forms import writer_of  # noqa: PLC0415 - only what is measured is loaded
    from hengping.pipeline.bench.report_made import made_inputs  # noqa: PLC0415

    inputs = made_inputs(sites, items)
    error, size = "", 0
    with tempfile.TemporaryDirectory(prefix="hengping-bench-") as folder:
        path = Path(folder) / f"document.{form}"
        write = writer_of(form)
        began, used = perf_counter(), process_time()
        try:
            write(inputs, path)
            size = path.stat().st_size
        except Exception as fault:  # noqa: BLE001 - whatever it is, the table says so
            error = f"{type(fault).__name__}: {fault}"[:200]
        seconds, cpu = perf_counter() - began, process_time() - used
    return FormPart(
        form=form,
        seconds=round(seconds, 2),
        cpu_s=round(cpu, 2),
        peak_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6, 1),
        megabytes=round(size / 1e6, 2),
        error=error,
    )


_PEERS = (
    ("python-docx 逐格写表", "python_docx_table.py", "docx", _DOCX_ROWS),
    ("openpyxl 逐行写表", "openpyxl_rows.py", "xlsx", _XLSX_SITES),
)


def _peer(title: str, program: str, form: str, size: int, peers: Path, note: Note) -> PeerPart:  # noqa: PLR0917
    with work_folder(None, _PEER_BYTES) as (folder, _in_memory):
        ours, rows = _alone(_our_table, form, size, folder)
        note(f"{title}：{rows}行")
        command = [str(peers / "venv" / "bin" / "python"), str(peers / "programs" / program), str(folder)]
        ran = run(command, folder / "work", cores=core_plan().contestant, time_limit_s=_PEER_LIMIT_S)
    used = ran.report.get("cpu_seconds")
    return PeerPart(
        title=title,
        rows=rows,
        ours_per_s=round(rows / ours, 1) if ours else None,
        peer_per_s=round(rows / used, 1) if used else None,
    )


def _our_table(form: str, size: int, folder: Path) -> tuple[float, int]:
    """Processor time of our own writing, and rows; the same rows are left for the peer as ``rows.json``."""
    from hengping.pipeline.bench.report_forms import prepared  # noqa: PLC0415 - only what is measured is loaded

    sheets, write = prepared(form, size)
    (folder / "rows.json").write_bytes(msgspec.json.encode(sheets))
    used = process_time()
    write(folder / f"ours.{form}")
    return process_time() - used, sum(len(rows) for _, rows in sheets)


if __name__ == "__main__":
    told = msgspec.json.decode(sys.argv[1], type=ReportsTask)
    sys.stdout.buffer.write(msgspec.json.encode(reports_in_folder(told)) + b"\n")
