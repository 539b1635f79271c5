"""How right every check is, measured: findings against labelled truth, and against what people said of real findings.

Sources, each counted apart and then together:

- a province whose faults are known (the demo, or any folder with a run and its ``truth.jsonl``);
- small labelled sites for what that province does not play (:mod:`hengping.demo.labelled`), in memory;
- confirmations of real rounds: faults of a run that a person upheld or overturned. Of automatic checks only those of
  the recorded sample count, where there is one: findings that were appealed are no fair sample;
- the checks' own examples (``cases.yaml``). They are made to come out right, so they are shown and prove nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from hengping.checks.cases import read_cases, run_case
from hengping.checks.catalogue import catalogue, loaded_checks
from hengping.evidence.run_folder import RunFolder
from hengping.model.errors import InputError
from hengping.model.finding import Finding, Outcome
from hengping.model.urls import BadUrlError, normal_url
from hengping.pipeline.accuracy_table import Counted, Level, Table
from hengping.pipeline.assisted import FAULTS, read_assisted
from hengping.pipeline.context import Run, open_run
from hengping.pipeline.reading import read_rows
from hengping.pipeline.review_tasks import decisions_on, read_sample
from hengping.pipeline.run_info import today
from hengping.pipeline.stage_check import read_findings
from hengping.pipeline.stage_score import read_reviews
from hengping.pipeline.stamps import code_digest

TRUTH_FILE = "truth.jsonl"
CASES = "cases"
IDENTIFYING = {
    "accessibility_violation": "rule",
    "account_silent": "account",
    "cookie_unsafe": "cookie",
    "disclosure_part_missing": "part",
    "fault_report_reply_late": "ticket",
    "ipv6_unsupported": "metric",
    "message_unanswered": "message_id",
    "meta_missing": "tag",
    "rebound": "check",
    "required_section_missing": "section_class",
    "security_finding": "rule",
    "security_header_missing": "header",
    "wording_error": "wrong",
}
"""Value that tells apart several faults of one subject, by check."""
ANYWHERE = frozenset({"time_format_irregular"})
"""Checks that show one of many pages with the same fault: which one is no matter."""
UPHELD = frozenset({Outcome.FAIL, Outcome.PARTLY})
OVERTURNED = frozenset({Outcome.PASS, Outcome.NOT_APPLICABLE})

Key = tuple[str, str, str, str]


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """A fault that is known to be there: a line of ``truth.jsonl``.

    Attributes:
        check: the check that should report it.
        site_code: of the site.
        url: normal form of the finding's ``subject.url``.
        values: identifying values, see :data:`IDENTIFYING`.
    """

    check: str
    site_code: str
    url: str
    values: dict[str, Any] = {}


def against_labels(
    labels: Iterable[Label],
    findings: Iterable[Finding],
    source: str,
    *,
    decoys: Iterable[Label] = (),
    level: Level = "",
) -> list[Counted]:
    """Count findings against labels. Pure.

    Only checks with a label are counted: of others nobody said that there is nothing to be found.

    Args:
        labels: all faults of the labelled checks.
        findings: of all sites, every outcome.
        source: name of the source.
        decoys: subjects known to be right, planted because they may look wrong; they are only counted, for whatever is
            reported beyond the labels is false anyway.
        level: where in the chain the source begins.
    """
    right = Counter(decoy.check for decoy in decoys)
    truth: dict[str, set[Key]] = defaultdict(set)
    for label in labels:
        truth[label.check].add(_key(label.check, label.site_code, label.url, label.values))
    claims: dict[str, set[Key]] = defaultdict(set)
    doubts: dict[str, set[Key]] = defaultdict(set)
    versions: dict[str, int] = {}
    for finding in findings:
        versions[finding.check] = finding.version
        if finding.outcome is Outcome.CANNOT_TELL:
            doubts[finding.check].add(_key(finding.check, finding.site_code, finding.subject.url, finding.values))
        if _claims(finding):
            claims[finding.check].add(_key(finding.check, finding.site_code, finding.subject.url, finding.values))
    return [
        Counted(
            check=check,
            version=versions.get(check, 0) or _version(check),
            source=source,
            hits=len(there & claims[check]),
            false=len(claims[check] - there),
            missed=len(there - claims[check]),
            doubted=len((there - claims[check]) & doubts[check]),
            decoys=right[check],
            level=level,
        )
        for check, there in sorted(truth.items())
    ]


def from_folder(folder: Path, *, source: str = "", level: Level = "") -> list[Counted]:
    """Count a labelled folder: a run folder beside or around a ``truth.jsonl``.

    Args:
        folder: holds ``truth.jsonl`` (or ``campaign/truth.jsonl``), and the run itself or ``run/``.
        source: name of the source; default is the folder's.
        level: where in the chain the source begins, where that is known.

    Raises:
        InputError: it has no labels.
        RunError: it has no run, or that is damaged.
    """
    places = (folder / TRUTH_FILE, folder / "campaign" / TRUTH_FILE)
    truth = next((path for path in places if path.is_file()), None)
    if truth is None:
        raise InputError(
            f"没有 {TRUTH_FILE}",
            where=str(folder),
            remedy="目录中应有 truth.jsonl 和评估结果目录 run/，见 docs/howto/confirm-findings.md",
        )
    run = open_run(folder / "run" if (folder / "run" / "run.json").is_file() else folder)
    findings = [finding for site in run.sites for finding in read_findings(run.folder, site.site_code)]
    return against_labels(read_rows(truth, Label), findings, source or f"labelled:{folder.resolve().name}", level=level)


def from_run(path: Path) -> list[Counted]:
    """Count what people said of the findings of a real round.

    Raises:
        RunError: no run, or findings or decisions are damaged.
    """
    run = open_run(path)
    drawn = read_sample(run.folder)
    sample = frozenset(drawn.findings) if drawn else None
    assisted = read_assisted(run.folder).checks
    counts: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    for finding, outcome in _decided(run):
        row = counts[finding.check, finding.version]
        if finding.outcome in FAULTS:
            if sample is not None and finding.check not in assisted and finding.finding_id not in sample:
                continue
            row[0] += outcome in UPHELD
            row[1] += outcome in OVERTURNED
        elif finding.outcome is Outcome.PASS:
            row[2] += outcome in UPHELD
    return [
        Counted(
            check=key[0], version=key[1], source=f"run:{run.info.settings.id}", hits=row[0], false=row[1], missed=row[2]
        )
        for key, row in sorted(counts.items())
        if any(row)
    ]


def from_cases() -> list[Counted]:
    """Count the checks' own examples."""
    rows = []
    for check_id, check in loaded_checks().items():
        hits = false = missed = 0
        for case in read_cases(check.folder):
            findings, _ = run_case(check, case)
            wanted, got = [one.outcome in FAULTS for one in case.expect], [one.outcome in FAULTS for one in findings]
            both = sum(one and other for one, other in zip(wanted, got, strict=False))
            hits, false, missed = hits + both, false + sum(got) - both, missed + sum(wanted) - both
        rows.append(
            Counted(
                check=check_id, version=check.definition.version, source=CASES, hits=hits, false=false, missed=missed
            )
        )
    return rows


def table_of(rows: Iterable[Counted]) -> Table:
    """The table to store, dated, with the digest of the code that reads and judges."""
    ordered = sorted(rows, key=lambda row: (row.check, row.version, row.source))
    return Table(measured_on=today(), code=code_digest("extract", "checks", "library"), rows=tuple(ordered))


def _decided(run: Run) -> Iterable[tuple[Finding, Outcome]]:
    reviews = read_reviews(run.folder)
    folder: RunFolder = run.folder
    for site in run.sites:
        decisions = decisions_on(reviews, site.site_code)
        if decisions:
            for finding in read_findings(folder, site.site_code):
                if finding.finding_id in decisions:
                    yield finding, decisions[finding.finding_id].outcome


def _claims(finding: Finding) -> bool:
    """Whether a finding says that something is wrong; of ``blocked`` that the site as a whole turned us away."""
    if finding.check == "blocked":
        return finding.outcome is Outcome.BLOCKED and finding.subject.kind == "site"
    return finding.outcome in FAULTS


def _key(check: str, site_code: str, url: str, values: Mapping[str, Any]) -> Key:
    with suppress(BadUrlError):
        url = "" if check in ANYWHERE else normal_url(url)
    return check, site_code, url, str(values.get(IDENTIFYING.get(check, ""), ""))


def _version(check: str) -> int:
    found = catalogue().get(check)
    return found.version if found is not None else 0
