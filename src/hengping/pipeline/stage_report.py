"""Stage ``report``: finished results to documents. Nothing is computed here or below."""

import shutil
from collections.abc import Collection, Sequence
from pathlib import Path

from hengping.checks.catalogue import catalogue
from hengping.evidence.archive import SiteArchive
from hengping.evidence.files import disk_error, sync_file
from hengping.evidence.manifest import seal, sealed
from hengping.evidence.visits import VISITS_FILE, read_visits
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.tree import Node
from hengping.model import codec
from hengping.model.score import Results, SiteScore
from hengping.pipeline import report_comparison
from hengping.pipeline.assisted import assisted_file, decided, read_assisted
from hengping.pipeline.assisted_notes import method_notes
from hengping.pipeline.context import Run
from hengping.pipeline.ledger import ledger_rows
from hengping.pipeline.previous import previous_results
from hengping.pipeline.stage_check import read_facts, read_findings
from hengping.pipeline.stage_rank import read_results
from hengping.pipeline.stage_score import read_reviews, read_scores
from hengping.pipeline.stamps import STATE_FOLDER, code_digest, digest_of, file_digest, is_done, made_by, mark_done
from hengping.report.inputs import (
    CheckText,
    EvidenceEntry,
    LedgerRow,
    ReportInputs,
    RoundChanges,
    SystemReport,
    evidence_key,
)
from hengping.report.write_all import write_reports

STAGE = "report"
_UNIT = "all"


def report(run: Run) -> None:
    """Write bulletin, workbook and site pages, unless they stand already, made from the same results."""
    inputs = _inputs_digest(run)
    if is_done(run.path, STAGE, _UNIT, inputs, (run.folder.reports_dir / "index.html",)):
        run.progress.begin(STAGE, 1)
        run.progress.advance(STAGE, _UNIT, skipped=True)
    else:
        _write(run, inputs)
    made = made_by(run.path, STAGE, _UNIT)
    seal(run.path, [*made, *_withdrawn(run, made)], STAGE)
    run.progress.end(STAGE)


def report_inputs(run: Run) -> ReportInputs:
    """Everything the documents are made from."""
    campaign = run.info.settings
    scores = read_scores(run.folder, run.systems, run.sites)
    results = read_results(run)
    made = {site.site_code: read_findings(run.folder, site.site_code) for site in run.sites}
    assisted = read_assisted(run.folder)
    findings = {
        code: decided(rows, read_reviews(run.folder, code), assisted.checks, code) for code, rows in made.items()
    }
    ledger = tuple(
        LedgerRow(**dict(zip(LedgerRow.__struct_fields__, row, strict=True)))
        for site in run.sites
        for row in ledger_rows(read_facts(run.folder, site.site_code), findings[site.site_code])
    )
    return ReportInputs(
        campaign_title=campaign.title,
        organiser=campaign.organiser,
        as_of=run.as_of,
        generated_for=campaign.id,
        systems=tuple(
            SystemReport(
                results=results[key],
                scores=scores[key],
                system_title=system.title.zh,
                system_basis=system.basis,
                unconfirmed=unconfirmed_rows(system),
                list_titles=results[key].list_titles,
                vetoed_in_mean=system.when_vetoed.in_mean,
                bases=item_bases(system),
                comparison=_comparison(run, system, results[key], scores[key]),
            )
            for key, system in run.systems.items()
        ),
        sites=run.sites,
        findings=findings,
        check_texts={
            key: CheckText(title=check.title.zh, why=check.why.zh, remedy=check.remedy.zh, basis=check.basis.zh)
            for key, check in catalogue().items()
        },
        ledger=ledger,
        evidence_index=_evidence_index(run),
        method_notes=method_notes(assisted, made, findings),
        digests={"评估名单": run.info.roster}
        | {f"指标体系 {key}": digest for key, digest in run.info.systems.items()}
        | {"run.json": file_digest(run.folder.run_json)},
    )


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


def unconfirmed_rows(system: IndicatorSystem) -> tuple[tuple[str, str, str], ...]:
    """Rows whose official number could not be verified: id, title, note."""
    rows = [(node.id, node.title.zh, node.note) for node in system.nodes().values() if node.status == "unconfirmed"]
    rows += [(veto.id, veto.title.zh, veto.note) for veto in system.vetoes if veto.status == "unconfirmed"]
    return tuple(rows)


def item_bases(system: IndicatorSystem) -> dict[str, str]:
    """Official text or code of the rule of every item: its own, else that of the nearest node above it."""
    bases: dict[str, str] = {}

    def visit(node: Node, inherited: str) -> None:
        bases[node.id] = node.basis or inherited
        for child in node.children:
            visit(child, bases[node.id])

    visit(system.tree, system.basis)
    return bases


def _evidence_index(run: Run) -> dict[str, EvidenceEntry]:
    entries: dict[str, EvidenceEntry] = {}
    for site in run.sites:
        folder = run.folder.site_evidence(site.site_code)
        for capture in SiteArchive(folder).iter_captures():
            entries[capture.record_id] = EvidenceEntry(url=capture.url, fetched_at=capture.fetched_at)
        for visit in read_visits(folder / VISITS_FILE):
            key = evidence_key(site.site_code, f"visits:{visit.number}")
            entries[key] = EvidenceEntry(url=visit.url, fetched_at=visit.visited_at)
    return entries


def _inputs_digest(run: Run) -> str:
    parts = [
        code_digest("report"),
        file_digest(Path(report_comparison.__file__)),
        file_digest(run.folder.run_json),
        str(run.as_of),
        file_digest(assisted_file(run.folder)),
        digest_of(codec.encode_lines(read_reviews(run.folder))),
    ]
    parts += [file_digest(run.folder.findings_file(site.site_code)) for site in run.sites]
    for key in run.systems:
        parts += [file_digest(run.folder.score_file(key, site.site_code)) for site in run.sites]
        parts.append(file_digest(run.folder.results_dir(key) / "results.json"))
        compared = run.folder.results_dir(key) / report_comparison.COMPARE_FILE
        parts.append(file_digest(compared) if compared.exists() else "")
    return digest_of(*parts)


def _write(run: Run, inputs: str) -> None:
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
    given = report_inputs(run)
    try:
        written = write_reports(given, work, tell)
        made = []
        for path in (*written.bulletins, written.workbook, *written.sites, written.index):
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
