"""Stage ``report``: finished results to documents. Nothing is computed here or below."""

from hengping.checks.catalogue import catalogue
from hengping.evidence.archive import SiteArchive
from hengping.evidence.manifest import seal
from hengping.indicators.system import IndicatorSystem
from hengping.pipeline.context import Run
from hengping.pipeline.ledger import ledger_rows
from hengping.pipeline.stage_check import read_facts, read_findings
from hengping.pipeline.stage_rank import read_results
from hengping.pipeline.stage_score import read_scores
from hengping.pipeline.stamps import code_digest, digest_of, file_digest, is_done, mark_done
from hengping.report.inputs import CheckText, EvidenceEntry, LedgerRow, ReportInputs, SystemReport
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
    seal(run.path, [path for path in run.folder.reports_dir.rglob("*") if path.is_file()], STAGE)
    run.progress.end(STAGE)


def report_inputs(run: Run) -> ReportInputs:
    """Everything the documents are made from."""
    campaign = run.info.settings
    scores = read_scores(run.folder, run.systems, run.sites)
    results = read_results(run)
    findings = {site.site_code: read_findings(run.folder, site.site_code) for site in run.sites}
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
        digests={"评估名单": run.info.roster}
        | {f"指标体系 {key}": digest for key, digest in run.info.systems.items()}
        | {"run.json": file_digest(run.folder.run_json)},
    )


def unconfirmed_rows(system: IndicatorSystem) -> tuple[tuple[str, str, str], ...]:
    """Rows whose official number could not be verified: id, title, note."""
    rows = [(node.id, node.title.zh, node.note) for node in system.nodes().values() if node.status == "unconfirmed"]
    rows += [(veto.id, veto.title.zh, veto.note) for veto in system.vetoes if veto.status == "unconfirmed"]
    return tuple(rows)


def _evidence_index(run: Run) -> dict[str, EvidenceEntry]:
    return {
        capture.record_id: EvidenceEntry(url=capture.url, fetched_at=capture.fetched_at)
        for site in run.sites
        for capture in SiteArchive(run.folder.site_evidence(site.site_code)).captures()
    }


def _inputs_digest(run: Run) -> str:
    parts = [code_digest("report"), file_digest(run.folder.run_json), str(run.as_of)]
    parts += [file_digest(run.folder.findings_file(site.site_code)) for site in run.sites]
    for key in run.systems:
        parts += [file_digest(run.folder.score_file(key, site.site_code)) for site in run.sites]
        parts.append(file_digest(run.folder.results_dir(key) / "results.json"))
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

    write_reports(report_inputs(run), run.folder.reports_dir, tell)
    mark_done(run.path, STAGE, _UNIT, inputs)
