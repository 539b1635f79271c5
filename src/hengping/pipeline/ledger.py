"""The section ledger (栏目台账): facts of every section joined with what the checks said of it."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from hengping.model.cells import inert
from hengping.model.errors import RunError
from hengping.model.facts import SectionFact, SiteFacts
from hengping.model.finding import Finding, Outcome
from hengping.model.sections import DEFAULT_DUTIES

COLUMNS = (
    "site_code",
    "section_id",
    "url",
    "title",
    "section_class",
    "level",
    "items",
    "newest_on",
    "oldest_on",
    "duty_days",
    "blank",
    "stale",
    "exempt",
    "outcome",
)
"""Columns of ``results/ledger.csv`` (contract)."""

_WORST = (Outcome.FAIL, Outcome.CANNOT_TELL, Outcome.BLOCKED, Outcome.NOT_TESTED, Outcome.EXEMPTED, Outcome.PASS)


def ledger_rows(facts: SiteFacts, findings: Sequence[Finding]) -> list[tuple[str, ...]]:
    """One row a section, in the order of the facts, all values as text."""
    blank = {finding.subject.id: finding for finding in findings if finding.check == "blank_section"}
    stale = {finding.subject.id: finding for finding in findings if finding.check == "stale_section"}
    return [
        _row(facts, section, blank.get(section.section_id), stale.get(section.section_id)) for section in facts.sections
    ]


def ledger_csv(sites: Iterable[tuple[SiteFacts, Sequence[Finding]]]) -> bytes:
    """``ledger.csv`` over all sites."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for facts, findings in sites:
        writer.writerows(ledger_rows(facts, findings))
    return text.getvalue().encode()


def ledger_rows_again(path: Path, findings: Mapping[str, Sequence[Finding]]) -> Iterator[tuple[str, ...]]:
    """The rows of a written ledger, with what the findings say now; for folders whose facts are not there.

    Args:
        path: ``results/ledger.csv``.
        findings: by site code.

    Raises:
        RunError: the file is missing or has other columns.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode(), newline="")))
    except (OSError, UnicodeDecodeError) as error:
        raise RunError("栏目台账无法读取", where=str(path), remedy="从备份恢复，或运行 hengping check") from error
    if any(row.keys() != set(COLUMNS) for row in rows):
        raise RunError("栏目台账的列不对", where=str(path), remedy="从备份恢复，或运行 hengping check")
    sections: dict[str, list[str]] = {}
    for row in rows:
        sections.setdefault(row["site_code"], []).append(row["section_id"])
    cells = {code: finding_cells(findings.get(code, ()), ids) for code, ids in sections.items()}
    for row in rows:
        blank, stale, outcome = cells[row["site_code"]][row["section_id"]]
        row |= {"blank": blank, "stale": stale, "outcome": outcome}
        yield tuple(row[column] for column in COLUMNS)


def finding_cells(findings: Sequence[Finding], sections: Iterable[str]) -> dict[str, tuple[str, str, str]]:
    """What the findings alone say of sections: the cells ``blank``, ``stale`` and ``outcome``, by section id."""
    blank = {finding.subject.id: finding for finding in findings if finding.check == "blank_section"}
    stale = {finding.subject.id: finding for finding in findings if finding.check == "stale_section"}
    pairs = {each: (blank.get(each), stale.get(each)) for each in sections}
    return {each: (_flag(one), _flag(other), _outcome(one, other)) for each, (one, other) in pairs.items()}


def _row(facts: SiteFacts, section: SectionFact, blank: Finding | None, stale: Finding | None) -> tuple[str, ...]:
    duty = stale.values.get("duty_days") if stale else None
    if section.duty_days is not None:
        duty = section.duty_days or None
    elif duty is None and section.section_class in DEFAULT_DUTIES:
        duty = DEFAULT_DUTIES[section.section_class].length_days(facts.as_of)
    return (
        facts.site.site_code,
        section.section_id,
        section.url,
        inert(section.title),
        section.section_class.value,
        str(section.level),
        str(section.items),
        section.newest_on.isoformat() if section.newest_on else "",
        section.oldest_on.isoformat() if section.oldest_on else "",
        "" if duty is None else str(duty),
        _flag(blank),
        _flag(stale),
        section.exempt,
        _outcome(blank, stale),
    )


def _flag(finding: Finding | None) -> str:
    if finding is None or finding.outcome not in {Outcome.PASS, Outcome.FAIL, Outcome.PARTLY, Outcome.NOT_APPLICABLE}:
        return ""
    return "1" if finding.outcome is Outcome.FAIL else "0"


def _outcome(*findings: Finding | None) -> str:
    """The weightiest outcome of a section's two checks."""
    outcomes = {finding.outcome for finding in findings if finding}
    return next((outcome.value for outcome in _WORST if outcome in outcomes), Outcome.NOT_APPLICABLE.value)
