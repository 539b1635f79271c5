"""Acts of the appealing body: raise, add proof, withdraw, take further. Those of who rules: :mod:`ruling_services`."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max
from django.utils import timezone

from hengping.model.errors import InputError
from hengping.web.apps.acts.services import act, claim_version
from hengping.web.apps.appeals.clock import deadline
from hengping.web.apps.appeals.models import Appeal, AppealTerms
from hengping.web.apps.appeals.people import person
from hengping.web.apps.appeals.proofs import check_files, keep
from hengping.web.apps.appeals.subjects import finding_of, item_of, item_subject, subject_of
from hengping.web.apps.appeals.telling import tell_organiser
from hengping.web.apps.appeals.terms import may_go_on, refuse_late, terms_of, today
from hengping.web.apps.appeals.words import State, after
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.apps.runs.models import Run
from hengping.web.apps.runs.selectors import current_run
from hengping.web.policy.decide import Actor

_PER_SITE = 100
"""Numbers that each place on the roster has for its appeals."""


def appeal_raise(
    *,
    actor: Actor,
    campaign: Campaign,
    entry: RosterEntry,
    finding_id: str = "",
    item_id: str = "",
    grounds: str,
    files: Sequence[UploadedFile[Any]] = (),
    key: uuid.UUID | None = None,
) -> Appeal:
    """Raise an appeal against one finding or one item.

    Raises:
        InputError: no such finding or item; there is an appeal about it; the period is over; a file cannot be taken.
    """
    check_files(files)
    with act(actor, "appeal.raise", campaign=campaign, entry=entry, key=key) as acting:
        refuse_late(campaign)
        run = current_run(campaign)
        if run is None:
            raise InputError("本次评估还没有结果", remedy="结果公布后再申诉")
        standing = Appeal.objects.filter(entry=entry, finding_id=finding_id, item_id=item_id, first=None)
        if standing.exclude(state=State.WITHDRAWN).exists():
            raise InputError("对这条检查结果已经提出过申诉", remedy="在原申诉中补充材料，或在裁定后申请复议")
        appeal = _new(
            campaign, entry, run, actor, grounds, finding_id=finding_id, item_id=item_id,
            subject=_subject(run, entry, finding_id, item_id),
        )  # fmt: skip
        proofs = keep(appeal, files, actor)
        acting.about("appeal", appeal.pk)
        acting.summary = f"{entry.name}提出{appeal}"
        acting.detail = {
            "finding_id": finding_id,
            "item_id": item_id,
            "grounds": grounds,
            "proofs": [[each.name, each.sha256] for each in proofs],
        }
        tell_organiser(campaign, f"收到{appeal}", f"{entry.name}提出申诉，请于{appeal.due_on:%Y年%m月%d日}前裁定。")
    return appeal


def appeal_take_further(
    *, actor: Actor, appeal: Appeal, grounds: str, files: Sequence[UploadedFile[Any]] = (), key: uuid.UUID | None = None
) -> Appeal:
    """Take an appeal to the second instance: once, and within the days for it.

    Raises:
        InputError: it cannot be, no longer, or was already; a file cannot be taken.
    """
    check_files(files)
    with act(actor, "appeal.raise", campaign=appeal.campaign, entry=appeal.entry, key=key) as acting:
        fresh = (
            Appeal.objects.select_for_update(of=("self",)).select_related("campaign", "entry", "run").get(pk=appeal.pk)
        )
        if not may_go_on(fresh):
            raise InputError("不能申请复议：裁定已全部支持、已申请过，或已超过期限", remedy="与组织单位联系")
        second = _new(
            fresh.campaign, fresh.entry, current_run(fresh.campaign) or fresh.run, actor, grounds, first=fresh,
            finding_id=fresh.finding_id, item_id=fresh.item_id, subject=fresh.subject,
        )  # fmt: skip
        proofs = keep(second, files, actor)
        acting.about("appeal", second.pk)
        acting.summary = f"{fresh.entry.name}对{fresh}申请复议（{second}）"
        acting.detail = {"grounds": grounds, "proofs": [[each.name, each.sha256] for each in proofs]}
        tell_organiser(fresh.campaign, f"收到复议{second}", f"{fresh.entry.name}对{fresh}的裁定申请复议。")
    return second


def appeal_add_proof(
    *, actor: Actor, appeal: Appeal, files: Sequence[UploadedFile[Any]], seen: int, key: uuid.UUID | None = None
) -> int:
    """Hand in further files while nobody has ruled.

    Returns:
        How many were new.

    Raises:
        InputError: the appeal is not open for it, or a file cannot be taken.
        ConflictError: the appeal has changed.
    """
    check_files(files, appeal.proofs.count())
    with act(actor, "appeal.raise", campaign=appeal.campaign, entry=appeal.entry, key=key) as acting:
        claim_version(appeal, seen, str(appeal))
        if State(appeal.state) not in {State.SUBMITTED, State.ACCEPTED}:
            raise InputError("申诉已进入裁定，不能再补充材料", remedy="需要补充的，与组织单位联系")
        proofs = keep(appeal, files, actor)
        appeal.save()
        acting.about("appeal", appeal.pk)
        acting.summary = f"{appeal}补充证明材料{len(proofs)}个"
        acting.detail = {"proofs": [[each.name, each.sha256] for each in proofs]}
    return len(proofs)


def appeal_withdraw(*, actor: Actor, appeal: Appeal, reason: str, seen: int, key: uuid.UUID | None = None) -> None:
    """Withdraw an appeal; the finding then stands.

    Raises:
        InputError: it is being ruled on or ended.
        ConflictError: the appeal has changed.
    """
    with act(actor, "appeal.raise", campaign=appeal.campaign, entry=appeal.entry, key=key) as acting:
        claim_version(appeal, seen, str(appeal))
        before = appeal.state
        appeal.state = after("withdraw", appeal.state)
        appeal.ended_at = timezone.now()
        appeal.end_reason = reason
        appeal.save()
        acting.about("appeal", appeal.pk)
        acting.summary = f"撤回{appeal}"
        acting.detail = {"before": before, "reason": reason}
        tell_organiser(appeal.campaign, f"{appeal}已撤回", f"{appeal.entry.name}撤回申诉：{reason}")


def terms_set(
    *, actor: Actor, campaign: Campaign, values: dict[str, Any], seen: int, key: uuid.UUID | None = None
) -> AppealTerms:
    """Set the times of an evaluation; deadlines that run already stay as they are.

    Raises:
        ConflictError: somebody else has set them meanwhile.
    """
    with act(actor, "campaign.calendar", campaign=campaign, key=key) as acting:
        terms, _ = AppealTerms.objects.get_or_create(campaign=campaign, defaults={"version": seen})
        claim_version(terms, seen, "申诉和整改时限")
        acting.detail = {"before": {name: getattr(terms, name) for name in values}, "after": values}
        for name, value in values.items():
            setattr(terms, name, value)
        terms.save()
        acting.about("appeal_terms", campaign.pk)
        acting.summary = "设定申诉和整改时限"
    return terms


def _subject(run: Run, entry: RosterEntry, finding_id: str, item_id: str) -> dict[str, Any]:
    if bool(finding_id) == bool(item_id):
        raise InputError("申诉应当针对一条检查结果或一个评分点", remedy="从问题清单或得分明细进入")
    if finding_id:
        return subject_of(finding_of(run, entry.site_code, finding_id))
    return item_subject(*item_of(run, entry.site_code, item_id))


def _new(campaign: Campaign, entry: RosterEntry, run: Run, actor: Actor, grounds: str, **more: Any) -> Appeal:
    last = deadline(today(), terms_of(campaign).ruling_days)
    return Appeal.objects.create(
        campaign=campaign,
        entry=entry,
        run=run,
        number=_number(campaign, entry),
        grounds=grounds,
        raised_by=person(actor),
        raised_at=timezone.now(),
        due_on=last.on,
        due_certain=last.certain,
        **more,
    )


def _number(campaign: Campaign, entry: RosterEntry) -> int:
    """The next number of a site: its place on the roster and a count of its own, so that nobody can count others'."""
    first = entry.place * _PER_SITE + 1
    own = Appeal.objects.filter(campaign=campaign, entry=entry).aggregate(Max("number"))["number__max"]
    wanted = max(first, (own or 0) + 1)
    # Places may be given twice, and a site may have more appeals than have room: then the next number that is free.
    taken = set(Appeal.objects.filter(campaign=campaign, number__gte=wanted).values_list("number", flat=True))
    while wanted in taken:
        wanted += 1
    return wanted
