"""Part of stage ``report``: one diagnosis a site, as PDF and as a page, each made from what concerns that site alone.

A site's report is written again only when something that it shows has changed: its findings, facts, scores, decisions
on them, or the totals of its group. Workers read the site's own files; what all sites share is handed over in one file.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from hengping.evidence.files import write_atomic
from hengping.evidence.run_folder import RunFolder
from hengping.model import codec
from hengping.model.score import Results, SiteScore, TrackSummary
from hengping.model.site import Site
from hengping.pipeline.assisted import assisted_file
from hengping.pipeline.context import Run
from hengping.pipeline.site_documents import Shared, SharedSystem, SharedView, write_site_documents
from hengping.pipeline.site_trends import intervals, trends
from hengping.pipeline.stage_rank import read_results
from hengping.pipeline.stage_score import read_reviews
from hengping.pipeline.stamps import STATE_FOLDER, code_digest, digest_of, file_digest, is_done
from hengping.pipeline.units import Unit, do_units
from hengping.report.inputs import CheckText, ReportInputs, SystemReport
from hengping.report.names import SITES, site_page_name, site_pdf_name
from hengping.report.site_report.extras import RankInterval, Trend

STAGE = "site_reports"
CODE = (
    "report",
    "scoring",
    "ranking",
    "extract/excerpt.py",
    "extract/marked.py",
    "pipeline/site_documents.py",
    "pipeline/site_gains.py",
    "pipeline/site_pictures.py",
    "pipeline/site_reports.py",
    "pipeline/site_trends.py",
)
"""The code that a site's report depends on."""


def site_reports(run: Run, check_texts: Mapping[str, CheckText], given: Callable[[], ReportInputs]) -> list[Path]:
    """Write every report that does not stand already, made from the same.

    Args:
        run: a run with results.
        check_texts: what checks are called, by id.
        given: everything the documents are made from; asked for only when a report is to be written.

    Returns:
        All reports, in roster order, the page before the PDF.
    """
    shared = run.path / STATE_FOLDER / f"{STAGE}.json"
    systems = _Systems(run)
    common = digest_of(
        code_digest(*CODE),
        file_digest(run.folder.run_json),
        file_digest(assisted_file(run.folder)),
        file_digest(run.folder.measures_csv),
        str(run.as_of),
        codec.encode(dict(sorted(check_texts.items()))),
        *systems.common,
    )
    units = [_unit(run, site, common, systems, shared) for site in run.sites]
    if not all(is_done(run.path, STAGE, unit.name, unit.inputs, unit.outputs) for unit in units):
        write_atomic(shared, codec.encode(_shared(given(), systems)))
    try:
        do_units(run, STAGE, units)
    finally:
        shared.unlink(missing_ok=True)
        read_shared.cache_clear()
    return [path for unit in units for path in unit.outputs]


class _Systems:
    """What the reports show of each system besides a site's own score, and its digests."""

    def __init__(self, run: Run) -> None:
        self.results = read_results(run)
        self.scores = {
            key: {site.site_code: file_digest(run.folder.score_file(key, site.site_code)) for site in run.sites}
            for key in run.systems
        }
        self.trends: dict[str, dict[str, Trend]] = {key: trends(run, key) for key in run.systems}
        self.intervals: dict[str, dict[str, RankInterval]] = {
            key: intervals(run.folder, key, self.scores[key]) for key in run.systems
        }
        self.groups = {key: self._groups(key, results) for key, results in self.results.items()}
        self.common = [
            part
            for key, results in self.results.items()
            for part in (
                file_digest(run.folder.system_file(key)),
                _digest_if_there(run.folder.panel_file(key)),
                codec.encode(msgspec.structs.replace(results, ranks=(), lists=(), groups=(), tracks=_tracks(results))),
            )
        ]

    def _groups(self, key: str, results: Results) -> dict[str, str]:
        """One digest a group: its rows, and the scores of its sites, of whose indices the reports show the means."""
        rows: dict[str, list[bytes | str]] = {}
        for row in results.ranks:
            rows.setdefault(row.group, []).extend([codec.encode(row), self.scores[key].get(row.site_code, "")])
        return {group: digest_of(*parts) for group, parts in rows.items()}

    def concerning(self, site: Site) -> list[str | bytes]:
        """Digests of what the report of one site shows."""
        found: list[str | bytes] = []
        for key in self.results:
            found += [
                self.scores[key][site.site_code],
                self.groups[key].get(site.group, ""),
                codec.encode(self.trends[key].get(site.site_code)),
                codec.encode(self.intervals[key].get(site.site_code)),
            ]
        return found


def _tracks(results: Results) -> tuple[TrackSummary, ...]:
    """The tracks without the sentences and names that change with any site."""
    return tuple(msgspec.structs.replace(track, tiers=(), sentences=()) for track in results.tracks)


def _unit(run: Run, site: Site, common: str, systems: _Systems, shared: Path) -> Unit:
    folder, code = run.folder, site.site_code
    reports = folder.reports_dir / SITES
    evidence = folder.site_evidence(code)
    inputs = digest_of(
        common,
        codec.encode(site),
        file_digest(folder.findings_file(code)),
        _digest_if_there(folder.facts_file(code)),
        _digest_if_there(evidence / "dropped.jsonl"),
        codec.encode_lines(read_reviews(folder, code)),
        *systems.concerning(site),
    )
    return Unit(
        name=code,
        inputs=inputs,
        outputs=(reports / site_page_name(code), reports / site_pdf_name(code)),
        work=write_site_report,
        arguments=(run.path, shared, code),
    )


def _digest_if_there(path: Path) -> str:
    return file_digest(path) if path.exists() else ""


def _shared(given: ReportInputs, systems: _Systems) -> Shared:
    """What all reports share; trees stay with their sites."""
    return Shared(
        inputs=ReportInputs(
            campaign_title=given.campaign_title,
            organiser=given.organiser,
            as_of=given.as_of,
            generated_for=given.generated_for,
            systems=tuple(_without_trees(system) for system in given.systems),
            sites=given.sites,
            findings={},
            check_texts=given.check_texts,
            digests=given.digests,
            issued_on=given.issued_on,
        ),
        systems={
            key: SharedSystem(trends=systems.trends[key], intervals=systems.intervals[key]) for key in systems.results
        },
    )


def _without_trees(system: SystemReport) -> SystemReport:
    return SystemReport(
        results=msgspec.structs.replace(system.results, lists=(), groups=()),
        scores=tuple(_without_tree(score) for score in system.scores),
        system_title=system.system_title,
        system_basis=system.system_basis,
        unconfirmed=system.unconfirmed,
        list_titles=(),
        vetoed_in_mean=system.vetoed_in_mean,
        bases=system.bases,
        index_means=system.index_means,
        node_titles=system.node_titles,
    )


def _without_tree(score: SiteScore) -> SiteScore:
    return msgspec.structs.replace(score, root=None, vetoes=())


def write_site_report(run: Path, shared: Path, site_code: str) -> None:
    """Write the two documents of one site: a worker's task."""
    folder = RunFolder(run)
    page, printed = write_site_documents(folder, read_shared(shared, shared.stat().st_mtime_ns), site_code)
    reports = folder.reports_dir / SITES
    write_atomic(reports / site_page_name(site_code), page)
    write_atomic(reports / site_pdf_name(site_code), printed)


@lru_cache(maxsize=1)
def read_shared(path: Path, written_at: int) -> SharedView:  # noqa: ARG001 - part of the cache's key
    """What all reports share, read once a process."""
    return SharedView(codec.decode(path.read_bytes(), Shared))
