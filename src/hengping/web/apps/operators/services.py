"""Acts around replies and rectification."""

import uuid

from django.utils import timezone

from hengping.model.errors import InputError
from hengping.web.apps.acts.services import act, claim_version
from hengping.web.apps.appeals.clock import deadline
from hengping.web.apps.appeals.conflicts import refuse_bound
from hengping.web.apps.appeals.models import Appeal
from hengping.web.apps.appeals.orders import ReviewOrder
from hengping.web.apps.appeals.people import person
from hengping.web.apps.appeals.subjects import finding_of, subject_of
from hengping.web.apps.appeals.telling import tell_body
from hengping.web.apps.appeals.terms import terms_of, today
from hengping.web.apps.operators.models import Rectification, Reply
from hengping.web.apps.operators.rectifying import State, Verdict, set_by_person
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.apps.runs.models import IndexedFinding, Run
from hengping.web.apps.runs.selectors import current_run
from hengping.web.policy.decide import Actor


def reply_give(
    *,
    actor: Actor,
    entry: RosterEntry,
    finding_id: str,
    kind: str,
    text: str = "",
    seen: int = 0,
    key: uuid.UUID | None = None,
) -> Reply:
    """Answer a finding, or change the answer.

    Raises:
        InputError: no such finding; it is under appeal; an explanation says nothing or was decided on already.
        ConflictError: somebody else has answered meanwhile.
    """
    with act(actor, "reply.write", campaign=entry.campaign, entry=entry, key=key) as acting:
        run = current_run(entry.campaign)
        if run is None:
            raise InputError("本次评估还没有结果")
        finding = finding_of(run, entry.site_code, finding_id)
        _refuse_appealed(entry, finding_id)
        if kind == Reply.Kind.EXPLAIN and not text.strip():
            raise InputError("情况说明不能为空", remedy="写明原因和依据")
        reply = Reply.objects.filter(entry=entry, finding_id=finding_id).first()
        before = reply.kind if reply else ""
        if reply is None:
            reply = Reply(entry=entry, finding_id=finding_id)
        else:
            claim_version(reply, seen, "答复")
            if reply.explanation in {Reply.Explanation.TAKEN, Reply.Explanation.NOT_TAKEN}:
                raise InputError("情况说明已经审核，答复不能再改", remedy="有异议的，可以申诉")
        reply.run, reply.subject, reply.kind, reply.text = run, subject_of(finding), kind, text.strip()
        reply.explanation = Reply.Explanation.WAITING if kind == Reply.Kind.EXPLAIN else ""
        reply.answered_by, reply.answered_at = person(actor), timezone.now()
        reply.save()
        if kind in {Reply.Kind.FIXED, Reply.Kind.ACCEPT}:
            _to_be_mended(entry, run, finding, claimed=kind == Reply.Kind.FIXED)
        acting.about("reply", reply.pk)
        acting.summary = f"{entry.name}答复检查结果：{reply.get_kind_display()}"
        acting.detail = {"finding_id": finding_id, "before": before, "text": text}
    return reply


def explanation_decide(
    *, actor: Actor, reply: Reply, taken: bool, reason: str, seen: int, key: uuid.UUID | None = None
) -> ReviewOrder | None:
    """Accept an explanation, or not.

    Returns:
        What is then to be carried out; None: nothing changes.

    Raises:
        InputError: there is none to decide on, no reason, or the actor is bound to the site.
        ConflictError: the answer has changed.
    """
    entry = reply.entry
    with act(actor, "appeal.rule", campaign=entry.campaign, entry=entry, key=key) as acting:
        refuse_bound(actor, entry)
        claim_version(reply, seen, "情况说明")
        if reply.explanation != Reply.Explanation.WAITING:
            raise InputError("没有待审核的情况说明", remedy="查看最新状态")
        if not reason.strip():
            raise InputError("应当写明审核理由")
        reply.explanation = Reply.Explanation.TAKEN if taken else Reply.Explanation.NOT_TAKEN
        reply.decided_by, reply.decided_at = person(actor), timezone.now()
        reply.decision_reason = reason
        if taken:
            reply.order = ReviewOrder.objects.create(
                run=reply.run,
                entry=entry,
                source=f"explanation:{reply.pk}",
                finding_id=reply.finding_id,
                explained=True,
                actor_name=str(actor.user),
                decided_at=reply.decided_at.replace(microsecond=0),
                reason=f"采信情况说明：{reason}",
                ordered_by=person(actor),
            )
        reply.save()
        acting.about("reply", reply.pk)
        acting.summary = f"{entry.name}的情况说明：{reply.get_explanation_display()}"
        acting.detail = {"finding_id": reply.finding_id, "reason": reason}
        tell_body(entry, f"情况说明{reply.get_explanation_display()}", f"{entry.name}：{reason}")
    return reply.order


def rectification_settle(
    *, actor: Actor, item: Rectification, closed: bool, reason: str, seen: int, key: uuid.UUID | None = None
) -> None:
    """Say by one's own eyes whether a fault is mended.

    Raises:
        InputError: no reason, or the actor is bound to the site.
        ConflictError: the item has changed.
    """
    entry = item.entry
    with act(actor, "rectification.confirm", campaign=entry.campaign, entry=entry, key=key) as acting:
        refuse_bound(actor, entry)
        claim_version(item, seen, "整改事项")
        if not reason.strip():
            raise InputError("应当写明复查情况")
        before = item.state
        set_by_person(item, Verdict(State.CLOSED if closed else State.STILL, reason.strip()))
        acting.about("rectification", item.pk)
        acting.summary = f"{entry.name}整改人工复查：{item.get_state_display()}"
        acting.detail = {"finding_id": item.finding_id, "before": before, "reason": reason}
        tell_body(entry, f"整改复查：{item.get_state_display()}", f"{entry.name}：{reason}")


def _refuse_appealed(entry: RosterEntry, finding_id: str) -> None:
    if any(each.is_open for each in Appeal.objects.filter(entry=entry, finding_id=finding_id)):
        raise InputError("这条检查结果正在申诉", remedy="等待裁定，或先撤回申诉")


def _to_be_mended(entry: RosterEntry, run: Run, finding: IndexedFinding, *, claimed: bool) -> None:
    last = deadline(today(), terms_of(entry.campaign).rectify_days)
    item, made = Rectification.objects.get_or_create(
        entry=entry,
        finding_id=finding.finding_id,
        defaults={
            "run": run,
            "subject": subject_of(finding),
            "check_id": finding.check_id,
            "due_on": last.on,
            "due_certain": last.certain,
        },
    )
    if claimed:
        item.state, item.claimed_at = State.CLAIMED, timezone.now()
    elif not made and item.state in {State.CLAIMED, State.CLOSED}:
        # "Accepted, to be mended" after "mended": the word is taken back.
        item.state, item.closed_at = State.OPEN, None
    item.version += 0 if made else 1
    item.save()
