"""Stage ``check``: facts to findings, site by site, and the section ledger over all sites."""

from pathlib import Path

from hengping.checks.runner import run_checks
from hengping.evidence.files import write_atomic
from hengping.evidence.manifest import seal
from hengping.evidence.run_folder import RunFolder
from hengping.model import codec
from hengping.model.errors import RunError
from hengping.model.facts import SiteFacts
from hengping.model.finding import Finding
from hengping.pipeline.context import Run
from hengping.pipeline.ledger import ledger_csv
from hengping.pipeline.masking import MASKED_WITH, masked_findings
from hengping.pipeline.reading import file_size, read_one, read_rows
from hengping.pipeline.relating import read_relations, relate, relations_file, with_rebounds, with_relations
from hengping.pipeline.stamps import code_digest, digest_of, file_digest
from hengping.pipeline.units import Unit, do_units

STAGE = "check"
JUDGES = ("checks", "pipeline/relating.py", "pipeline/stage_check.py", *MASKED_WITH)
"""The code and data that findings depend on, besides facts and relations."""


def check(run: Run) -> None:
    """Relate the sites' facts to each other, judge them, then write ``results/ledger.csv``."""
    relate(run)
    code = code_digest(*JUDGES)
    units = []
    for site in run.sites:
        facts = run.folder.facts_file(site.site_code)
        if not facts.exists():
            raise RunError("缺少事实文件", where=str(facts), remedy="先运行 hengping extract")
        units.append(
            Unit(
                name=site.site_code,
                inputs=digest_of(code, file_digest(facts), file_digest(relations_file(run.folder, site.site_code))),
                outputs=(run.folder.findings_file(site.site_code),),
                work=check_site,
                arguments=(run.path, site.site_code),
                size=file_size(facts),
            )
        )
    do_units(run, STAGE, units)
    ledger = run.folder.ledger_csv
    write_atomic(
        ledger,
        ledger_csv((read_facts(run.folder, s.site_code), read_findings(run.folder, s.site_code)) for s in run.sites),
    )
    seal(run.path, [ledger, *(run.folder.findings_file(site.site_code) for site in run.sites)], STAGE)


def check_site(run: Path, site_code: str) -> None:
    """Judge one site and write its findings."""
    folder = RunFolder(run)
    related = read_relations(folder, site_code)
    facts = with_relations(read_facts(folder, site_code), related)
    findings = masked_findings(with_rebounds(facts, related, run_checks(facts)))
    write_atomic(folder.findings_file(site_code), codec.encode_lines(findings))


def read_facts(folder: RunFolder, site_code: str) -> SiteFacts:
    """Facts of one site; raises RunError when they are missing or damaged."""
    return read_one(folder.facts_file(site_code), SiteFacts, remedy="运行 hengping extract，由佐证重新读取")


def read_findings(folder: RunFolder, site_code: str) -> tuple[Finding, ...]:
    """Findings of one site, in file order; raises RunError when they are missing or damaged."""
    return read_rows(folder.findings_file(site_code), Finding, remedy="运行 hengping check，由事实重新检查")
