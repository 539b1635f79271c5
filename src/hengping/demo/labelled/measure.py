"""The labelled set as a whole: which checks it measures, at which level, and what came of it."""

from collections.abc import Callable, Iterable

import msgspec

from hengping.demo.labelled import disclosure, front, interaction, records, skeleton
from hengping.demo.labelled.draft import Draft
from hengping.demo.labelled.judge import findings_of
from hengping.model.finding import Finding
from hengping.pipeline.accuracy import Label, against_labels
from hengping.pipeline.accuracy_table import Counted, Level
from hengping.pipeline.progress import Progress, Silent

SITES = 60
"""Sites of the set that the shipped table is measured on; each check's fault is on a third to a half of them."""
SOURCE = "simulated"
SILENT = Silent()
_STAGE = "带标注的小网站"
PAGES = (
    *("advertisement", "annual_report_missing", "answers_stale", "backdated", "cloaking", "defaced"),
    *("disclosure_part_missing", "disclosure_search_missing", "domain_irregular", "elderly_entry_missing"),
    *("home_few_updates", "interpretation_unlinked", "interview_missing", "late_rectification"),
    *("message_statistics_missing", "no_recent_message", "reply_late", "required_section_missing"),
    *("section_elsewhere", "service_statistics_stale", "site_address_mismatch", "site_code_area_mismatch"),
    *("site_name_mismatch", "survey_missing", "survey_result_missing", "time_format_irregular", "vulnerable_library"),
    "rebound",
)
"""Checks measured from pages: markup and answers are read and judged, only the network is left out."""
RECORDS = (
    *("accessibility_violation", "account_silent", "certificate_invalid", "cookie_unsafe", "fault_report_reply_late"),
    *("guide_differs", "https_missing", "ipv6_unsupported", "page_heavy", "page_slow", "security_finding"),
    *("security_header_missing", "tls_outdated"),
)
"""Checks measured from records: what probes, visits and browsers left, and files that people import."""
_BUILDERS: tuple[Callable[[Draft], None], ...] = (
    front.identity,
    skeleton.usual_sections,
    front.planted_page,
    front.backdated,
    front.times,
    interaction.messages,
    interaction.surveys,
    interaction.interviews,
    interaction.service_statistics,
    interaction.guides,
    disclosure.platform,
    disclosure.home_offers,
    front.links,
    front.scripts,
    records.visits,
    skeleton.serve,
    front.cloaking,
    records.probes,
    records.browser,
    records.outside,
    records.rebound,
)


def build(number: int, of: int) -> Draft:
    """One site of a set, with its truth."""
    draft = skeleton.new_draft(number, of)
    for builder in _BUILDERS:
        builder(draft)
    return draft


def measure(sites: int = SITES, progress: Progress = SILENT) -> list[Counted]:
    """Build, read and judge a set of sites, one after another, and count.

    Args:
        sites: how many; with fewer than some 40 not every way to be wrong occurs.
        progress: told of each site.
    """
    checks = sorted({*PAGES, *RECORDS})
    labels: list[Label] = []
    decoys: list[Label] = []
    findings: list[Finding] = []
    progress.begin(_STAGE, sites)
    for number in range(sites):
        draft = build(number, sites)
        labels += draft.labels
        decoys += draft.decoys
        findings += [one for one in findings_of(draft, checks) if one.check in checks]
        progress.advance(_STAGE, draft.site.site_code)
    progress.end(_STAGE)
    return counted(labels, decoys, findings)


def counted(labels: Iterable[Label], decoys: Iterable[Label], findings: Iterable[Finding]) -> list[Counted]:
    """Counts by check, each with its level."""
    rows = against_labels(labels, findings, SOURCE, decoys=decoys)
    return [msgspec.structs.replace(row, level=level_of(row.check)) for row in rows]


def level_of(check: str) -> Level:
    """At which level the set measures a check."""
    return "records" if check in RECORDS else "pages"
