"""Rectification: what a look at a site says of a fault, and what follows for its item."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from hengping.evidence.run_folder import RunFolder
from hengping.model.errors import HengpingError
from hengping.model.finding import OUTCOME_ZH, Finding, Outcome
from hengping.pipeline.stage_check import read_facts, read_findings
from hengping.web.apps.accounts.models import User
from hengping.web.apps.acts.services import AlreadyDoneError, act
from hengping.web.apps.appeals.clock import deadline
from hengping.web.apps.appeals.telling import body_people, end_of_day, organiser_people, tell_body, tell_organiser
from hengping.web.apps.appeals.terms import terms_of, today
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.notices.deadlines import AHEAD, Deadline
from hengping.web.apps.operators.inspecting import inspection_start, launch, result_of, settle_running, why_not
from hengping.web.apps.operators.models import Rectification, SiteInspection
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.apps.runs.models import Run
from hengping.web.apps.runs.selectors import current_run

State = Rectification.State
_FAULTS = frozenset({Outcome.FAIL, Outcome.PARTLY})
_TO_RECHECK = (State.CLAIMED, State.UNCLEAR)
_MENDED = frozenset({Outcome.PASS, Outcome.NOT_APPLICABLE})
_SETTLED = uuid.UUID("0c3f7a54-5d0a-4b83-9a0b-5f1f1c9f2f11")


class Verdict(NamedTuple):
    """What a look says of one fault."""

    state: Rectification.State
    note: str


def verdict(item: Rectification, findings: Iterable[Finding], *, complete: bool) -> Verdict:
    """What a look at the site says of an item's fault.

    It is closed only where that was really seen: the finding passes now; or what it was about is gone from a site
    that was read to its end, and its check came to a conclusion on everything else. Else a person looks.

    Args:
        item: the item.
        findings: of the site, as the look found them.
        complete: the site was read to its end, not up to a number of pages.
    """
    same = [each for each in findings if each.check == item.check_id]
    found = next((each for each in same if each.finding_id == item.finding_id), None)
    if found is not None:
        if found.outcome in _FAULTS:
            return Verdict(State.STILL, f"复查结论：{OUTCOME_ZH[found.outcome]}。{found.messages.zh}")
        if found.outcome in _MENDED:
            return Verdict(State.CLOSED, f"复查结论：{OUTCOME_ZH[found.outcome]}")
        return Verdict(State.UNCLEAR, f"复查结论：{OUTCOME_ZH[found.outcome]}，需人工复查")
    if not same or any(each.outcome not in _FAULTS | _MENDED for each in same):
        return Verdict(State.UNCLEAR, "本次复查未能得出该检查项的结论，需人工复查")
    if not complete:
        return Verdict(State.UNCLEAR, "本次复查读取的页面中未见该对象，但未读完整个网站，需人工复查")
    return Verdict(State.CLOSED, "已读完整个网站，该对象已不存在")


def settle_rechecks(campaign: Campaign | None = None) -> int:
    """Apply every recheck that has ended and was not applied yet.

    Returns:
        How many were applied.
    """
    settle_running()
    # Of one and the same item: said to be mended before the look, and not judged since.
    unseen = Rectification.objects.filter(
        Q(checked_at=None) | Q(checked_at__lt=OuterRef("started_at")),
        entry=OuterRef("entry"), state__in=_TO_RECHECK, claimed_at__lte=OuterRef("started_at"),
    )  # fmt: skip
    rows = SiteInspection.objects.filter(
        Exists(unseen), purpose=SiteInspection.Purpose.RECHECK, state=SiteInspection.State.DONE
    )
    if campaign is not None:
        rows = rows.filter(entry__campaign=campaign)
    return sum(_apply(each) for each in rows.select_related("entry__campaign"))


def _apply(inspection: SiteInspection) -> bool:
    found = result_of(inspection)
    if found is None:
        return False
    entry = inspection.entry
    try:
        with act(
            None,
            "rectification.confirm",
            campaign=entry.campaign,
            entry=entry,
            key=uuid.uuid5(_SETTLED, str(inspection.pk)),
        ) as acting:
            items = entry.rectifications.select_for_update().filter(
                state__in=_TO_RECHECK, claimed_at__lte=inspection.started_at
            )
            closed = 0
            done = []
            for item in items:
                said = verdict(item, found.findings, complete=found.pages_read < inspection.max_pages)
                _set(item, said, at=inspection.ended_at or timezone.now())
                closed += said.state == State.CLOSED
                done.append([item.finding_id, said.state])
            acting.about("inspection", inspection.pk)
            acting.summary = f"{entry.name}整改复查：{len(done)}项，销号{closed}项"
            acting.detail = {"items": done}
            if done:
                tell_body(entry, "整改复查结果", f"{entry.name}整改复查{len(done)}项，销号{closed}项。")
    except AlreadyDoneError:
        return False
    return True


def start_rechecks(entries: Iterable[RosterEntry] | None = None) -> int:
    """Begin a recheck of every site that says something is mended and was not looked at since, as far as may be now.

    Returns:
        How many were begun.
    """
    waiting = Rectification.objects.filter(state=State.CLAIMED).filter(
        Q(checked_at=None) | Q(checked_at__lt=F("claimed_at"))
    )
    if entries is not None:
        waiting = waiting.filter(entry__in=list(entries))
    begun = 0
    for entry in RosterEntry.objects.filter(pk__in=waiting.values("entry_id")).select_related("campaign"):
        if why_not(entry, SiteInspection.Purpose.RECHECK):
            continue
        try:
            launch(inspection_start(actor=None, entry=entry, purpose=SiteInspection.Purpose.RECHECK))
        except HengpingError:
            continue  # another process was quicker
        begun += 1
    return begun


def hold_against(run: Run) -> int:
    """Hold every item of an evaluation against a newer run: what was closed and is found again has come back.

    Returns:
        How many items changed.
    """
    changed = 0
    rows = Rectification.objects.filter(entry__campaign=run.campaign).exclude(run=run).exclude(compared_with=run)
    for entry in RosterEntry.objects.filter(pk__in=rows.values("entry_id")).select_related("campaign"):
        path = RunFolder(run.path).findings_file(entry.site_code)
        if not path.is_file():
            continue
        findings = read_findings(RunFolder(run.path), entry.site_code)
        complete = _read_whole(RunFolder(run.path), entry.site_code)
        with act(None, "rectification.confirm", campaign=entry.campaign, entry=entry) as acting:
            told: list[list[str]] = []
            for item in rows.filter(entry=entry).select_for_update(of=("self",)):
                said = verdict(item, findings, complete=complete)
                if item.is_closed:
                    said = Verdict(State.REBOUND, said.note) if said.state == State.STILL else Verdict(State.CLOSED, "")
                elif said.state == State.UNCLEAR and item.state not in _TO_RECHECK:
                    # Nobody says that it is mended, and nothing shows it: the body still owes it.
                    said = Verdict(State(item.state), "")
                item.compared_with = run
                if said.note:
                    _set(item, said, at=timezone.now())
                    told.append([item.finding_id, said.state])
                else:
                    item.save(update_fields=["compared_with"])
            changed += len(told)
            back = sum(state == State.REBOUND for _, state in told)
            acting.summary = f"{entry.name}：按新的评估结果核对整改{len(told)}项，反弹{back}项"
            acting.detail = {"run": str(run.pk), "items": told}
            if back:
                tell_body(entry, "已整改的问题再次出现", f"{entry.name}有{back}项已销号的问题再次出现，请重新整改。")
                tell_organiser(entry.campaign, "问题反弹", f"{entry.name}有{back}项已销号的问题再次出现。")
    return changed


def _read_whole(folder: RunFolder, site_code: str) -> bool:
    """Whether a run read a site to its end; without its facts nobody can say so."""
    try:
        facts = read_facts(folder, site_code)
    except HengpingError:
        return False
    return facts.reachable and not facts.partial_why and not facts.tool_fault


def go_on(now: datetime) -> int:  # noqa: ARG001 - whatever the time
    """Everything that happens by itself: rechecks begun and applied, items held against new results.

    To be called at every start and now and then; done twice nothing changes.

    Returns:
        How much was done.
    """
    done = settle_rechecks() + start_rechecks()
    campaigns = Campaign.objects.filter(pk__in=Rectification.objects.values("entry__campaign_id"))
    for campaign in campaigns:
        run = current_run(campaign)
        if run is not None:
            done += hold_against(run)
    return done


def _set(item: Rectification, said: Verdict, *, at: datetime, by_person: bool = False) -> None:
    if said.state == State.REBOUND:
        item.rebounds += 1
        last = deadline(today(), terms_of(item.entry.campaign).rectify_days)
        item.due_on, item.due_certain = last.on, last.certain
    item.state = said.state
    item.note = said.note
    item.checked_at = at
    item.closed_at = at if said.state == State.CLOSED else None
    item.by_person = by_person
    item.version += 1
    item.save()


def set_by_person(item: Rectification, said: Verdict) -> None:
    """What somebody saw with their own eyes. Within an act that has claimed the version."""
    item.version -= 1
    _set(item, said, at=timezone.now(), by_person=True)


def rectification_deadlines(now: datetime) -> Iterator[Deadline]:
    """Faults that are not mended and soon or already should be: the body is reminded, the organiser told when late."""
    rows = Rectification.objects.exclude(state__in=(State.CLOSED, State.CLAIMED, State.UNCLEAR))
    rows = rows.filter(due_on__lte=timezone.localdate(now) + AHEAD)
    bodies: dict[uuid.UUID | None, tuple[User, ...]] = {}
    organisers: dict[uuid.UUID, tuple[User, ...]] = {}
    for item in rows.select_related("entry__campaign__organiser", "entry__organisation"):
        entry = item.entry
        if entry.organisation_id not in bodies:
            bodies[entry.organisation_id] = tuple(body_people(entry))
        if entry.campaign_id not in organisers:
            organisers[entry.campaign_id] = tuple(organiser_people(entry.campaign))
        yield Deadline(
            key=f"rectification:{item.pk}",
            title=f"{entry.name}整改：{item.subject.get('check_title', item.check_id)}",
            due_at=end_of_day(item.due_on),
            people=bodies[entry.organisation_id],
            superiors=organisers[entry.campaign_id],
            campaign=entry.campaign,
            link=reverse("site_desk", args=[entry.campaign_id, entry.site_code]),
        )
