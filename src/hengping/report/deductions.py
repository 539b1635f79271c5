"""Every deduction with its provenance: which rule, site, page and record of the archive."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import msgspec

from hengping.model.evidence import EvidenceRef
from hengping.model.finding import Finding
from hengping.model.score import Deduction, ScoreNode, SiteScore
from hengping.report.view import ReportView, SystemView, group_name, walk


class DeductionRow(msgspec.Struct, frozen=True, kw_only=True):
    """One deduction (扣分), ready to print.

    Attributes:
        basis: official text or code of the rule, as the system names it.
        found_on: page that carries the fault; the faulty address itself when that is a page.
        explained: points given back because the site's explanation (情况说明) was accepted; they are in neither of:
        points, counted: before and after the cap, in points of the system; negative for a bonus.
        suppressed_by: finding or item that already charges the same fact; ``suppressed_title`` as people know it.
        standing: what became of the site; a vetoed one is not scored, its deductions serve its rectification.
        reason: what the rule adds to the message; empty when it adds nothing.
        message: what the finding says, Chinese.
        evidence: first record; ``more_evidence`` the record ids of the others; ``archived_at`` of the first.
    """

    system_id: str
    item_id: str
    item_title: str
    rule: str
    basis: str
    site_code: str
    site_name: str
    group: str
    standing: str
    check: str
    check_title: str
    subject_title: str
    url: str
    found_on: str
    points: Decimal
    counted: Decimal
    explained: Decimal
    suppressed_by: str
    suppressed_title: str
    reason: str
    message: str
    finding_id: str
    evidence: EvidenceRef | None
    archived_at: datetime | None
    more_evidence: tuple[str, ...]
    cap_reached: bool
    unconfirmed: bool


def of_site(view: ReportView, score: SiteScore) -> Iterator[DeductionRow]:
    """The deductions of one site, in the order of the score tree."""
    if score.root is None:
        return
    findings = {finding.finding_id: finding for finding in view.findings(score.site_code)}
    titles = {node.item_id: node.title for node in walk(score.root)}
    for node in walk(score.root):
        for deduction in node.deductions:
            row = _row(view, score, node, deduction, findings.get(deduction.finding_id))
            yield msgspec.structs.replace(row, suppressed_title=titles.get(deduction.suppressed_by, ""))


def of_system(view: ReportView, system: SystemView) -> Iterator[DeductionRow]:
    """The deductions of every site under one system."""
    for score in system.system.scores:
        yield from of_site(view, score)


def _row(
    view: ReportView, score: SiteScore, node: ScoreNode, deduction: Deduction, finding: Finding | None
) -> DeductionRow:
    evidence = finding.evidence if finding else ()
    first = evidence[0] if evidence else None
    entry = view.evidence(score.site_code, first.record_id) if first else None
    message = finding.messages.zh if finding else ""
    system = view.system(score.system_id)
    return DeductionRow(
        system_id=score.system_id,
        item_id=node.item_id,
        item_title=node.title,
        rule=node.rule,
        basis=system.system.bases.get(node.item_id, ""),
        site_code=score.site_code,
        site_name=score.name,
        group=group_name(score.group),
        standing=system.standing(score),
        check=finding.check if finding else "",
        check_title=view.check_title(finding.check) if finding else "",
        subject_title=finding.subject.title if finding else "",
        url=finding.subject.url if finding else "",
        found_on=_page(finding) if finding else "",
        points=deduction.points,
        counted=deduction.counted,
        explained=deduction.explained,
        suppressed_by=deduction.suppressed_by,
        suppressed_title="",
        reason="" if deduction.reason == message else deduction.reason,
        message=message,
        finding_id=deduction.finding_id,
        evidence=first,
        archived_at=entry.fetched_at if entry else None,
        more_evidence=tuple(ref.record_id for ref in evidence[1:]),
        cap_reached=node.cap_reached,
        unconfirmed=node.status == "unconfirmed",
    )


def _page(finding: Finding) -> str:
    """Where a person sees the fault: the page with the link, else the faulty page itself."""
    source = finding.values.get("source_url")
    return source if isinstance(source, str) and source else finding.subject.url
