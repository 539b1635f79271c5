"""Finished results of a whole country for ``bench report``: many sites under one system, in memory.

Score trees come from 64 sets of findings, scored once and dealt to the sites in turn; ranks, lists and figures are
worked out over all sites as in a run.
"""

from datetime import UTC, datetime

import msgspec

from hengping.model.evidence import EvidenceRef
from hengping.model.finding import Finding, Outcome
from hengping.model.score import SiteScore
from hengping.model.site import Site
from hengping.pipeline.bench.made import made_findings, made_site, made_system
from hengping.pipeline.bench.report_folder import AS_OF
from hengping.ranking.results import rank
from hengping.report.inputs import CheckText, EvidenceEntry, LedgerRow, ReportInputs, SystemReport
from hengping.scoring.site import score_site

_VARIANTS = 64
_GROUPS = ("省级部门", "设区市", "县(市、区)")
_SHARES = (1, 2, 7)
_SECTIONS = 10
_DIGEST = "sha256:" + "0" * 64
_AT = datetime(2026, 11, 19, 16, 30, tzinfo=UTC)


def made_inputs(sites: int, items: int) -> ReportInputs:
    """What the documents of ``sites`` sites under a system of ``items`` items are made from."""
    system = made_system(items)
    roster = tuple(_site(number) for number in range(sites))
    variants = [_findings(items, variant) for variant in range(min(_VARIANTS, sites))]
    trees = [score_site(system, made_site(number), rows) for number, rows in enumerate(variants)]
    scores = tuple(_as_of_site(trees[number % len(trees)], site) for number, site in enumerate(roster))
    findings = {site.site_code: variants[number % len(variants)] for number, site in enumerate(roster)}
    checks = sorted({row.check for rows in variants for row in rows})
    return ReportInputs(
        campaign_title="2026年性能测试政府网站绩效评估",
        organiser="性能测试省人民政府办公厅",
        as_of=AS_OF,
        generated_for="bench",
        systems=(
            SystemReport(results=rank(system, scores), scores=scores, system_title="性能测试体系", system_basis="测试"),
        ),
        sites=roster,
        findings=findings,
        check_texts={check: CheckText(title=f"检查{number}", remedy="改正") for number, check in enumerate(checks)},
        ledger=tuple(_ledger_row(site, index) for site in roster for index in range(_SECTIONS)),
        evidence_index={
            row.evidence[0].record_id: EvidenceEntry(url=row.subject.url, fetched_at=_AT)
            for rows in variants
            for row in rows
            if row.evidence
        },
        digests={"评估名单": _DIGEST},
    )


def _site(number: int) -> Site:
    at = number % sum(_SHARES)
    group = next(name for name, end in zip(_GROUPS, (1, 3, 10), strict=True) if at < end)
    name = f"第{number + 1}号单位"
    return msgspec.structs.replace(made_site(number), name=f"{name}门户网站", unit=name, group=group)


def _findings(items: int, variant: int) -> tuple[Finding, ...]:
    return tuple(_with_evidence(row) for row in made_findings(items, variant))


def _with_evidence(row: Finding) -> Finding:
    if row.outcome is not Outcome.FAIL:
        return row
    name = row.finding_id.rpartition("-")[2]
    ref = EvidenceRef(record_id=f"urn:uuid:{name:0>32}", digest=_DIGEST, position="")
    return msgspec.structs.replace(row, evidence=(ref,))


def _as_of_site(score: SiteScore, site: Site) -> SiteScore:
    return msgspec.structs.replace(score, site_code=site.site_code, name=site.name, group=site.group)


def _ledger_row(site: Site, index: int) -> LedgerRow:
    return LedgerRow(
        site_code=site.site_code,
        section_id=f"s-{index:010x}",
        url=f"{site.url}section-{index}/",
        title=f"栏目{index + 1}",
        section_class="notice",
        level="1",
        items="20",
        newest_on="2026-11-18",
        oldest_on="2020-01-01",
        duty_days="14",
        blank="false",
        stale="false",
        exempt="",
        outcome="pass",
    )
