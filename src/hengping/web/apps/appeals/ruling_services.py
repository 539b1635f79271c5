"""Acts of who rules: accept, refuse, propose, send back, confirm, decide like cases."""

import uuid
from decimal import Decimal, InvalidOperation

from django.utils import timezone

from hengping.model.errors import InputError
from hengping.model.finding import OUTCOME_ZH, Outcome
from hengping.web.apps.acts.services import act, claim_version
from hengping.web.apps.appeals.conflicts import refuse_bound, refuse_first_judges
from hengping.web.apps.appeals.ending import end_appeal
from hengping.web.apps.appeals.models import Appeal, LikeCase, Ruling
from hengping.web.apps.appeals.orders import ReviewOrder
from hengping.web.apps.appeals.people import person
from hengping.web.apps.appeals.telling import tell_body, tell_judges
from hengping.web.apps.appeals.terms import terms_of
from hengping.web.apps.appeals.words import Result, after
from hengping.web.policy.decide import Actor

UPHELD_AS = (Outcome.PASS, Outcome.NOT_APPLICABLE, Outcome.EXEMPTED)
"""Outcomes that a finding may be given when its appeal is upheld; ``partly`` when it is upheld in part."""


def appeal_accept(*, actor: Actor, appeal: Appeal, seen: int, key: uuid.UUID | None = None) -> None:
    """Take an appeal up for review.

    Raises:
        InputError: it is not waiting for that, or the actor is bound to the site.
        ConflictError: the appeal has changed.
    """
    with act(actor, "appeal.rule", campaign=appeal.campaign, entry=appeal.entry, key=key) as acting:
        refuse_bound(actor, appeal.entry)
        claim_version(appeal, seen, str(appeal))
        appeal.state = after("accept", appeal.state)
        appeal.save()
        acting.about("appeal", appeal.pk)
        acting.summary = f"受理{appeal}"
        tell_body(
            appeal.entry,
            f"{appeal}已受理",
            f"{appeal.entry.name}的申诉已受理，将于{appeal.due_on:%Y年%m月%d日}前裁定。",
        )


def appeal_refuse(*, actor: Actor, appeal: Appeal, reason: str, seen: int, key: uuid.UUID | None = None) -> None:
    """Do not take an appeal up: one person's word, against which the second instance is open.

    In the second instance nothing is open any more; there two people rule.

    Raises:
        InputError: it is a second instance or not waiting for that, the reason is too short, or the actor is bound to
            the site.
        ConflictError: the appeal has changed.
    """
    with act(actor, "appeal.rule", campaign=appeal.campaign, entry=appeal.entry, key=key) as acting:
        refuse_bound(actor, appeal.entry)
        if appeal.first_id is not None:
            raise InputError("复议应当受理，由两人裁定", remedy="受理后拟定裁定，由另一人复核")
        _require_reason(appeal, reason)
        claim_version(appeal, seen, str(appeal))
        appeal.state = after("refuse", appeal.state)
        appeal.ended_at = timezone.now()
        appeal.end_reason = reason
        appeal.refused_by = person(actor)
        appeal.save()
        acting.about("appeal", appeal.pk)
        acting.summary = f"不予受理{appeal}"
        acting.detail = {"reason": reason}
        tell_body(appeal.entry, f"{appeal}不予受理", f"{appeal.entry.name}的申诉不予受理：{reason}")


def ruling_propose(
    *,
    actor: Actor,
    appeal: Appeal,
    result: str,
    outcome: str = "",
    marks: str = "",
    reason: str,
    seen: int,
    key: uuid.UUID | None = None,
) -> Ruling:
    """Propose how to rule.

    Raises:
        InputError: the ruling does not fit the appeal, the reason is too short, or the actor may not judge it.
        ConflictError: the appeal has changed.
    """
    with act(actor, "appeal.rule", campaign=appeal.campaign, entry=appeal.entry, key=key) as acting:
        refuse_bound(actor, appeal.entry)
        refuse_first_judges(actor, appeal)
        _require_reason(appeal, reason)
        claim_version(appeal, seen, str(appeal))
        appeal.state = after("propose", appeal.state)
        ruling = Ruling.objects.create(
            appeal=appeal,
            result=Result(result),
            outcome=_outcome(appeal, result, outcome),
            marks=_marks(appeal, result, marks),
            reason=" ".join(reason.split()),
            proposed_by=person(actor),
            proposed_at=timezone.now(),
        )
        appeal.save()
        acting.about("appeal", appeal.pk)
        acting.summary = f"{appeal}拟裁定：{ruling.get_result_display()}"
        acting.detail = {"result": result, "outcome": ruling.outcome, "marks": ruling.marks, "reason": reason}
        tell_judges(appeal.campaign, f"{appeal}待复核裁定", f"{appeal.entry.name}的申诉已拟定裁定，请另一人复核。")
    return ruling


def ruling_return(*, actor: Actor, appeal: Appeal, reason: str, seen: int, key: uuid.UUID | None = None) -> None:
    """Send a proposed ruling back, by somebody else than who proposed it.

    Raises:
        InputError: there is none, it is the actor's own, the reason is too short, or the actor is bound to the site.
        ConflictError: the appeal has changed.
    """
    with act(actor, "appeal.rule", campaign=appeal.campaign, entry=appeal.entry, key=key) as acting:
        refuse_bound(actor, appeal.entry)
        _require_reason(appeal, reason)
        claim_version(appeal, seen, str(appeal))
        ruling = _open_ruling(appeal)
        _second_person(actor, ruling)
        appeal.state = after("return", appeal.state)
        _settle(ruling, actor, Ruling.Step.RETURNED)
        ruling.return_reason = reason
        ruling.save()
        appeal.save()
        acting.about("appeal", appeal.pk)
        acting.summary = f"退回{appeal}的拟裁定"
        acting.detail = {"reason": reason}


def ruling_confirm(
    *, actor: Actor, appeal: Appeal, seen: int, preview: dict[str, object] | None = None, key: uuid.UUID | None = None
) -> ReviewOrder | None:
    """Confirm a proposed ruling, by somebody else than who proposed it.

    Returns:
        What is then to be carried out (:func:`hengping.web.apps.appeals.carrying.carry_out`); None: nothing changes.

    Raises:
        InputError: there is none, it is the actor's own, or the actor is bound to the site.
        ConflictError: the appeal has changed.
    """
    with act(actor, "appeal.rule", campaign=appeal.campaign, entry=appeal.entry, key=key) as acting:
        refuse_bound(actor, appeal.entry)
        claim_version(appeal, seen, str(appeal))
        ruling = _open_ruling(appeal)
        _second_person(actor, ruling)
        _settle(ruling, actor, Ruling.Step.CONFIRMED)
        ruling.preview = preview or {}
        if ruling.result == Result.REJECTED:
            ruling.save()
            ruling.appeal = appeal
            end_appeal(ruling, "reject")
        else:
            ruling.order = order_of(ruling, actor)
            ruling.save()
            appeal.state = after("carry", appeal.state)
            appeal.save()
        acting.about("appeal", appeal.pk)
        acting.summary = f"确认{appeal}的裁定：{ruling.get_result_display()}"
        acting.detail = {"proposed_by": str(ruling.proposed_by), "result": ruling.result, "reason": ruling.reason}
    return ruling.order


def order_of(ruling: Ruling, actor: Actor) -> ReviewOrder:
    """What carries a confirmed ruling out. Within an act."""
    appeal = ruling.appeal
    return ReviewOrder.objects.create(
        run=appeal.run,
        entry=appeal.entry,
        source=f"ruling:{ruling.pk}",
        finding_id=appeal.finding_id,
        item_id=appeal.item_id,
        outcome=ruling.outcome,
        marks=ruling.marks,
        actor_name=f"{ruling.proposed_by}、{actor.user}",
        decided_at=(ruling.settled_at or timezone.now()).replace(microsecond=0),
        reason=f"{appeal}：{ruling.reason}",
        ordered_by=person(actor),
    )


def like_case_decide(
    *, actor: Actor, case: LikeCase, same: bool, reason: str, seen: int, key: uuid.UUID | None = None
) -> ReviewOrder | None:
    """Say whether a like case is to be treated as the appeal was.

    Returns:
        What is then to be carried out; None: the finding stands.

    Raises:
        InputError: it was decided already, or the actor is bound to its site.
        ConflictError: the case has changed.
    """
    with act(actor, "appeal.rule", campaign=case.entry.campaign, entry=case.entry, key=key) as acting:
        refuse_bound(actor, case.entry)
        claim_version(case, seen, "同类问题")
        if case.state != LikeCase.Step.WAITING:
            raise InputError("这条同类问题已经核实过")
        case.state = LikeCase.Step.SAME if same else LikeCase.Step.DIFFERENT
        case.decided_by = person(actor)
        case.decided_at = timezone.now()
        case.reason = reason
        if same:
            ruling = case.ruling
            case.order = ReviewOrder.objects.create(
                run=ruling.appeal.run,
                entry=case.entry,
                source=f"like:{case.pk}",
                finding_id=case.finding_id,
                outcome=ruling.outcome,
                actor_name=str(actor.user),
                decided_at=case.decided_at.replace(microsecond=0),
                reason=f"与{ruling.appeal}情况相同：{reason}",
                ordered_by=person(actor),
            )
        case.save()
        acting.about("like_case", case.pk)
        acting.summary = f"核实{case.ruling.appeal}的同类问题：{case.entry.name}，{case.get_state_display()}"
        acting.detail = {"finding_id": case.finding_id, "reason": reason}
    return case.order


def _require_reason(appeal: Appeal, reason: str) -> None:
    least = terms_of(appeal.campaign).min_reason
    if len("".join(reason.split())) < least:
        raise InputError(f"理由不足{least}字", remedy="写明依据和认定的事实")


def _open_ruling(appeal: Appeal) -> Ruling:
    found = appeal.rulings.select_related("proposed_by").filter(state=Ruling.Step.PROPOSED).first()
    if found is None:
        raise InputError("没有待复核的裁定", remedy="查看申诉的最新状态")
    return found


def _second_person(actor: Actor, ruling: Ruling) -> None:
    if actor.user.pk == ruling.proposed_by_id:
        raise InputError("裁定须由拟定人以外的另一人复核", remedy="请另一位有裁定权限的人员办理")


def _settle(ruling: Ruling, actor: Actor, state: Ruling.Step) -> None:
    ruling.state = state
    ruling.settled_at = timezone.now()
    ruling.settled_by = person(actor)


def _outcome(appeal: Appeal, result: str, outcome: str) -> str:
    if result == Result.REJECTED or appeal.item_id:
        return ""
    if result == Result.PARTLY:
        return Outcome.PARTLY.value
    if outcome not in UPHELD_AS:
        known = "、".join(OUTCOME_ZH[each] for each in UPHELD_AS)
        raise InputError("应当选定改定结论", remedy=f"可选：{known}")
    return Outcome(outcome).value


def _marks(appeal: Appeal, result: str, marks: str) -> str:
    if result == Result.REJECTED or not appeal.item_id:
        return ""
    before, full = Decimal(appeal.subject["score"]), Decimal(appeal.subject["full"])
    try:
        wanted = Decimal(marks.strip())
    except InvalidOperation as error:
        raise InputError(f"“{marks}”不是得分", remedy="写数字，如 3.5") from error
    if not before < wanted <= full:
        raise InputError(f"改定得分应当高于原得分{before:f}、不超过满分{full:f}", remedy="核对后重写")
    return f"{wanted:f}"
