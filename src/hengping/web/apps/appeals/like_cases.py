"""Finding and queueing like cases; the rule stands in :mod:`hengping.web.apps.appeals.patterns`."""

from collections.abc import Iterator

from hengping.evidence.run_folder import RunFolder
from hengping.pipeline.stage_score import read_reviews
from hengping.web.apps.appeals.models import LikeCase, Ruling
from hengping.web.apps.appeals.patterns import pattern_of
from hengping.web.apps.appeals.subjects import subject_of
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.apps.runs.models import IndexedFinding, Run


def queue_like_cases(ruling: Ruling) -> int:
    """Queue every like finding of the run once; what people have decided on already is left alone.

    Returns:
        How many were queued.
    """
    appeal = ruling.appeal
    if not appeal.finding_id:
        return 0
    entries = {each.site_code: each for each in RosterEntry.objects.filter(campaign=appeal.campaign)}
    cases = [
        LikeCase(ruling=ruling, entry=entries[row.site_code], finding_id=row.finding_id, finding=subject_of(row))
        for row in like_findings(appeal.run, appeal.entry.site_code, appeal.finding_id)
        if row.site_code in entries
    ]
    LikeCase.objects.bulk_create(cases, ignore_conflicts=True)
    return len(cases)


def like_findings(run: Run, site_code: str, finding_id: str) -> Iterator[IndexedFinding]:
    """Findings of the same kind as one of a run, by site, without those that somebody has decided on."""
    own = run.findings.filter(site_code=site_code, finding_id=finding_id).first()
    if own is None:
        return
    pattern = pattern_of(own.data)
    decided = {
        (each.site_code, each.finding_id)
        for each in read_reviews(RunFolder(run.path))
        if each.finding_id and each.outcome is not None
    }
    rows = run.findings.filter(check_id=own.check_id, check_version=own.check_version, outcome=own.outcome).order_by(
        "site_code", "finding_id"
    )
    for row in rows.iterator(chunk_size=500):
        key = (row.site_code, row.finding_id)
        if key != (site_code, finding_id) and key not in decided and pattern_of(row.data) == pattern:
            yield row
