"""Reads: a finding of the evaluation's current run, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from hengping.checks.catalogue import catalogue
from hengping.evidence.run_folder import RunFolder
from hengping.model.finding import Finding
from hengping.pipeline.archived import EvidenceRecord, FindingEvidence, capture_of, evidence_of, finding_of
from hengping.pipeline.review_tasks import Decision, decisions_on
from hengping.pipeline.stage_score import read_reviews
from hengping.report.render.html import web_link
from hengping.web.apps.evidence.outcomes import outcome_word
from hengping.web.apps.evidence.values import value_rows
from hengping.web.apps.public.selectors import editions_of, held_against, published_run
from hengping.web.apps.runs.selectors import current_run
from hengping.web.policy.words import Role

if TYPE_CHECKING:
    from hengping.checks.definition import CheckDefinition
    from hengping.model.evidence import Capture
    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.apps.public.edition import Edition
    from hengping.web.apps.roster.models import RosterEntry
    from hengping.web.apps.runs.models import Run
    from hengping.web.policy.decide import Actor

TEAM = frozenset({Role.ORGANISER, Role.ASSESSOR, Role.ARBITER, Role.AUDITOR})
"""Roles that may see bytes and photographs that show numbers of persons."""


@dataclass(frozen=True, kw_only=True)
class ShownFinding:
    """A finding as its page shows it.

    Attributes:
        definition: of its check; None when this program no longer has it.
        decision: what a person has set, if anybody has.
        link: its address when it can be opened; empty otherwise.
        team: whoever looks judges or organises.
        concerned: whoever looks has to do with this site; else it is shown as it was published.
    """

    run: Run
    finding: Finding
    definition: CheckDefinition | None
    evidence: FindingEvidence
    decision: Decision | None
    link: str
    team: bool
    concerned: bool

    @property
    def outcome(self) -> str:
        """The conclusion in Chinese."""
        return outcome_word(self.finding.outcome)

    @property
    def decided(self) -> str:
        """What a person has set, in Chinese."""
        return outcome_word(self.decision.outcome) if self.decision else ""

    @property
    def values(self) -> list[tuple[str, str]]:
        """Names and values."""
        return value_rows(self.finding.values)

    @property
    def records(self) -> list[ShownRecord]:
        """The records, each with what of it may be seen."""
        return [ShownRecord(record=each, team=self.team) for each in self.evidence.records]


@dataclass(frozen=True, kw_only=True)
class ShownRecord:
    """A record, and what of it whoever looks may see."""

    record: EvidenceRecord
    team: bool

    @property
    def uuid(self) -> str:
        """The record's id as it stands in addresses."""
        return uuid_of(self.record.capture.record_id)

    @property
    def has_shot(self) -> bool:
        """Whether there is a photograph that may be seen."""
        return self.record.shot is not None and self.open

    @property
    def open(self) -> bool:
        """Whether what cannot be masked may be seen."""
        return self.team or not self.record.leaking

    @property
    def link(self) -> str:
        """Its address when it can be opened."""
        return web_link(self.record.capture.url)


def uuid_of(record_id: str) -> str:
    """A record's id as it stands in addresses."""
    return record_id.removeprefix("urn:uuid:")


def folder_of(campaign: Campaign) -> RunFolder:
    """The folder of the evaluation's current run.

    Raises:
        Http404: there is none.
    """
    run = current_run(campaign)
    if run is None:
        raise Http404(_("还没有评估结果"))
    return RunFolder(run.path)


def shown_finding(actor: Actor, campaign: Campaign, entry: RosterEntry, finding_id: str) -> ShownFinding:
    """A finding of a site. The public sees what published results rest on, as it stood when they were published.

    Raises:
        Http404: no run, the site has no such finding, or it is not for whoever asks.
    """
    edition: Edition | None = None
    run = current_run(campaign)
    if not _concerned(actor, campaign, entry):
        run = published_run(campaign)
        edition = next(reversed(editions_of(campaign)), None)
        if edition is None or not held_against(edition, entry.site_code, finding_id):
            raise Http404(_("没有这条检查结果"))
    finding = finding_of(RunFolder(run.path), entry.site_code, finding_id) if run else None
    if run is None or finding is None:
        raise Http404(_("没有这条检查结果"))
    folder = RunFolder(run.path)
    reviews = read_reviews(folder, entry.site_code)
    if edition is not None:
        # A ruling that leads to a correction is told with the correction, not before.
        reviews = tuple(one for one in reviews if one.decided_at <= edition.publication.recorded_at)
    decided = decisions_on(reviews, entry.site_code).get(finding_id)
    return ShownFinding(
        run=run,
        finding=finding,
        definition=catalogue().get(finding.check),
        evidence=evidence_of(folder, finding),
        decision=decided,
        link=web_link(finding.subject.url),
        team=is_team(actor, campaign, entry),
        concerned=edition is None,
    )


def _concerned(actor: Actor, campaign: Campaign, entry: RosterEntry) -> bool:
    """Whether somebody judges, organises, oversees, or answers for this site."""
    return bool(actor.roles(campaign, entry) - {Role.PUBLIC})


def is_team(actor: Actor, campaign: Campaign, entry: RosterEntry) -> bool:
    """Whether somebody judges or organises, as regards this site."""
    return bool(actor.roles(campaign, entry) & TEAM)


def record_of(shown: ShownFinding, record_id: UUID) -> ShownRecord:
    """A record that a finding rests on.

    Raises:
        Http404: it does not rest on that one.
    """
    for each in shown.records:
        if each.uuid == str(record_id):
            return each
    raise Http404(_("没有这条采集记录"))


def archived_capture(campaign: Campaign, entry: RosterEntry, record_id: UUID) -> Capture:
    """A record of a site's archive.

    Raises:
        Http404: there is none.
    """
    capture = capture_of(folder_of(campaign), entry.site_code, f"urn:uuid:{record_id}")
    if capture is None:
        raise Http404(_("没有这条采集记录"))
    return capture
