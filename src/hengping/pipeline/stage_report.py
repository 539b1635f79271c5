"""Stage ``report``: finished results to documents. Nothing is computed here or below."""

import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path

from hengping.checks.catalogue import catalogue
from hengping.evidence.archive import SiteArchive
from hengping.evidence.files import disk_error, sync_file
from hengping.evidence.manifest import seal, sealed
from hengping.evidence.visits import VISITS_FILE, read_visits
from hengping.indicators.system import IndicatorSystem
from hengping.model import codec
from hengping.model.finding import Finding
from hengping.model.score import Results, SiteScore
from hengping.pipeline import documents, report_comparison
from hengping.pipeline.assisted import assisted_file, decided, read_assisted
from hengping.pipeline.assisted_notes import method_notes
from hengping.pipeline.context import Run
from hengping.pipeline.corrections_register import read_errata
from hengping.pipeline.ledger import ledger_rows, ledger_rows_again
from hengping.pipeline.previous import previous_results
from hengping.pipeline.report_system import system_report
from hengping.pipeline.review_tasks import systems_by_check, tasks_of
from hengping.pipeline.site_reports import site_reports
from hengping.pipeline.site_trends import intervals
from hengping.pipeline.stage_check import read_facts, read_findings
from hengping.pipeline.stage_rank import read_results
from hengping.pipeline.stage_score import read_reviews, read_scores
from hengping.pipeline.stamps import (
    STATE_FOLDER,
    code_digest,
    digest_of,
    file_digest,
    is_done,
    made_by,
    made_from,
    mark_done,
)
from hengping.report.inputs import (
    CheckText,
    EvidenceEntry,
    LedgerRow,
    ReportInputs,
    RoundChanges,
    evidence_key,
)
from hengping.report.site_report.extras import RankInterval
from hengping.report.write_all import write_reports

STAGE = "report"
_UNIT = "all"
_CODE = ("pipeline/report_system.py", "pipeline/site_trends.py", "pipeline/stage_report.py")
_ERRATA = "errata"
"""A stamp of its own: a correction that was published makes no document differ from the results it was made from."""


def report(run: Run) -> None:
    """Write bulletin, workbook and site pages, unless they stand already, made from the same results."""
    inputs = _inputs_digest(run)
    given = cache(partial(report_inputs, run))
    errata = digest_of(codec.encode(read_errata(run.path)))
    index = run.folder.reports_dir / "index.html"
    if is_done(run.path, STAGE, _UNIT, inputs, (index,)) and is_done(run.path, STAGE, _ERRATA, errata, ()):
        run.progress.begin(STAGE, 1)
        run.progress.advance(STAGE, _UNIT, skipped=True)
    else:
        _write(run, inputs, given)
        mark_done(run.path, STAGE, _ERRATA, errata, ())
    sites = site_reports(run, check_texts(), given)
    made = [*made_by(run.path, STAGE, _UNIT), *sites]
    seal(run.path, [*made, *_withdrawn(run, made)], STAGE)
    run.progress.end(STAGE)


def check_texts() -> dict[str, CheckText]:
    """What checks are called, why they matter and how to mend what they find, by id."""
    return {
        key: CheckText(title=check.title.zh, why=check.why.zh, remedy=check.remedy.zh, basis=check.basis.zh)
        for key, check in catalogue().items()
    }


def up_to_date(run: Run) -> bool:
    """Whether the documents that stand there were made from the results that stand there, by this program."""
    return made_from(run.path, STAGE, _UNIT) == _inputs_digest(run)


def report_inputs(run: Run, *, kept_ledger: bool = False) -> ReportInputs:
    """Everything the documents are made from.

    Args:
        run: the run.
        kept_ledger: take the section ledger from ``results/``, not from facts: a verifier kit has none.
    """
    campaign = run.info.settings
    scores = read_scores(run.folder, run.systems, run.sites)
    results = read_results(run)
    made = {site.site_code: read_findings(run.folder, site.site_code) for site in run.sites}
    assisted = read_assisted(run.folder)
    findings = {
        code: decided(rows, read_reviews(run.folder, code), assisted.checks, code) for code, rows in made.items()
    }
    given = documents.frozen(run.path, run.sites)
    rows = ledger_rows_again(run.folder.ledger_csv, findings) if kept_ledger else _ledger_rows(run, findings)
    ledger = tuple(LedgerRow(**dict(zip(LedgerRow.__struct_fields__, row, strict=True))) for row in rows)
    return ReportInputs(
        campaign_title=campaign.title,
        organiser=campaign.organiser,
        as_of=run.as_of,
        generated_for=campaign.id,
        systems=tuple(
            system_report(
                system,
                results[key],
                scores[key],
                _comparison(run, system, results[key], scores[key]),
                intervals=_intervals(run, key),
            )
            for key, system in run.systems.items()
        ),
        sites=run.sites,
        findings=findings,
        check_texts=check_texts(),
        ledger=ledger,
        evidence_index=_evidence_index(run, findings),
        method_notes=method_notes(
            assisted, made, tasks_of(run, read_reviews(run.folder)), systems_by_check(run.systems)
        ),
        digests={"评估名单": run.info.roster}
        | {f"指标体系 {key}": digest for key, digest in run.info.systems.items()}
        | {"run.json": file_digest(run.folder.run_json)},
        issued_on=given.issued_on,
        manuscript=given.manuscript,
        observations=given.observations,
        cases=given.cases,
        word_template=given.template,
        lock_figures=given.file.lock_figures,
        licence=given.file.chosen_licence,
        errata=read_errata(run.path),
    )


def _ledger_rows(run: Run, findings: Mapping[str, Sequence[Finding]]) -> Iterator[tuple[str, ...]]:
    """The section ledger with people's decisions."""
    for site in run.sites:
        yield from ledger_rows(read_facts(run.folder, site.site_code), findings[site.site_code])


def _comparison(
    run: Run, system: IndicatorSystem, results: Results, scores: Sequence[SiteScore]
) -> RoundChanges | None:
    """Against the round before, as ``rank`` compared it; None without one."""
    found = report_comparison.read_comparison(run, system.id)
    return (
        None
        if found is None
        else report_comparison.round_changes(found, results, previous_results(run, system, scores))
    )


def _intervals(run: Run, system_id: str) -> dict[str, RankInterval]:
    """How far places could move, when that was analysed of these scores."""
    digests = {site.site_code: file_digest(run.folder.score_file(system_id, site.site_code)) for site in run.sites}
    return intervals(run.folder, system_id, digests)


def _evidence_index(run: Run, findings: Mapping[str, Sequence[Finding]]) -> dict[str, EvidenceEntry]:
    """Where and when the records were fetched that findings cite; an archive holds thousands of others a site."""
    entries: dict[str, EvidenceEntry] = {}
    for site in run.sites:
        cited = {ref.record_id for row in findings[site.site_code] for ref in row.evidence}
        if not cited:
            continue
        folder = run.folder.site_evidence(site.site_code)
        for capture in SiteArchive(folder).iter_captures():
            if capture.record_id in cited:
                entries[capture.record_id] = EvidenceEntry(url=capture.url, fetched_at=capture.fetched_at)
        for visit in read_visits(folder / VISITS_FILE):
            if (record := f"visits:{visit.number}") in cited:
                key = evidence_key(site.site_code, record)
                entries[key] = EvidenceEntry(url=visit.url, fetched_at=visit.visited_at)
    return entries


def _inputs_digest(run: Run) -> str:
    parts = [
        # Titles of checks and the means of score indices are read here too: after an upgrade they may differ.
        code_digest("report", "checks", "ranking", "scoring", *_CODE),
        file_digest(Path(report_comparison.__file__)),
        file_digest(run.folder.run_json),
        str(run.as_of),
        file_digest(assisted_file(run.folder)),
        digest_of(codec.encode_lines(read_reviews(run.folder))),
    ]
    parts += [file_digest(path) for path in documents.frozen_files(run.path)]
    parts += [file_digest(run.folder.findings_file(site.site_code)) for site in run.sites]
    for key in run.systems:
        scores = {site.site_code: file_digest(run.folder.score_file(key, site.site_code)) for site in run.sites}
        parts += scores.values()
        places = intervals(run.folder, key, scores)
        parts += [digest_of(codec.encode(places))] if places else []
        parts.append(file_digest(run.folder.results_dir(key) / "results.json"))
        compared = run.folder.results_dir(key) / report_comparison.COMPARE_FILE
        parts.append(file_digest(compared) if compared.exists() else "")
    return digest_of(*parts)


def _write(run: Run, inputs: str, given: Callable[[], ReportInputs]) -> None:
    seen = 0

    def tell(done: int, total: int) -> None:
        nonlocal seen
        if not seen:
            run.progress.begin(STAGE, total)
        while seen < done:
            seen += 1
            run.progress.advance(STAGE, f"{done}/{total}")

    # Documents are written elsewhere and moved, so that a kill or a full disk leaves no half of one in its place.
    reports, work = run.folder.reports_dir, run.path / STATE_FOLDER / "documents"
    try:
        written = write_reports(given(), work, tell, sites=False)
        made = []
        for path in written.files:
            sync_file(path)
            made.append(reports / path.relative_to(work))
        for path in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            (work / path.relative_to(reports)).replace(path)
    except OSError as error:
        raise disk_error(error, reports) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    mark_done(run.path, STAGE, _UNIT, inputs, made)


def _withdrawn(run: Run, made: Collection[Path]) -> list[Path]:
    """Documents that an earlier run of this stage sealed and this one does not make; they are removed."""
    current = {path.relative_to(run.path).as_posix() for path in made}
    left = [run.path / name for name, line in sealed(run.path).items() if line.stage == STAGE and name not in current]
    for path in left:
        path.unlink(missing_ok=True)
    return left
