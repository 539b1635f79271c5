"""Writes: nominating, judging, deciding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.utils.translation import gettext as _

from hengping.model.errors import InputError
from hengping.web.apps.accounts.models import User
from hengping.web.apps.acts.services import act, claim_version
from hengping.web.apps.cases.files import add_files, require_files
from hengping.web.apps.cases.models import CaseMark, CaseNomination
from hengping.web.apps.cases.selectors import nominates

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from uuid import UUID

    from django.core.files.uploadedfile import UploadedFile

    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.apps.roster.models import RosterEntry
    from hengping.web.policy.decide import Actor

_STATE = CaseNomination.State


def person(actor: Actor) -> User:
    """Who acts, of an act that needs somebody with an account.

    Raises:
        PermissionDenied: nobody has signed in.
    """
    if not isinstance(actor.user, User):
        raise PermissionDenied(_("请先登录"))
    return actor.user


def case_nominate(
    *,
    actor: Actor,
    campaign: Campaign,
    entry: RosterEntry,
    fields: dict[str, str],
    uploads: Sequence[UploadedFile[bytes]] = (),
    key: UUID | None = None,
) -> CaseNomination:
    """Put a case forward.

    Args:
        actor: who.
        campaign: the evaluation.
        entry: the site whose case it is.
        fields: ``title``, ``category``, ``summary``, ``text``, ``url``.
        uploads: attachments.
        key: of the form.

    Raises:
        PermissionDenied: not allowed.
        InputError: attachments that are not taken.
    """
    require_files(uploads)
    with act(actor, "case.nominate", campaign=campaign, entry=entry, key=key) as acting:
        last = CaseNomination.objects.filter(campaign=campaign).aggregate(last=Max("number"))["last"] or 0
        case = CaseNomination.objects.create(
            campaign=campaign, entry=entry, number=last + 1, nominated_by=person(actor), **fields
        )
        files = add_files(case, uploads)
        acting.about("case", case.pk)
        acting.summary = f"推荐创新案例“{case.title}”（{entry.name}）"
        acting.detail = {"files": [{"name": one.name, "sha256": one.sha256} for one in files]}
    return case


def case_edit(
    *,
    actor: Actor,
    campaign: Campaign,
    case: CaseNomination,
    seen: int,
    fields: dict[str, str],
    uploads: Sequence[UploadedFile[bytes]] = (),
    key: UUID | None = None,
) -> None:
    """Change a nomination, or add attachments, before anybody has judged it.

    Args:
        actor: of the body that nominated it.
        campaign: the evaluation.
        case: which.
        seen: version that the form showed.
        fields: ``title``, ``category``, ``summary``, ``text``, ``url``.
        uploads: attachments that are added to those there are.
        key: of the form.

    Raises:
        PermissionDenied: not allowed, or somebody else nominated it.
        InputError: it is judged already, nothing changes, or attachments that are not taken.
        ConflictError: changed meanwhile.
    """
    require_files(uploads, case.files.count())
    with act(actor, "case.nominate", campaign=campaign, entry=case.entry, key=key) as acting:
        if not nominates(actor, case):
            raise PermissionDenied(_("只有推荐单位可以修改"))
        case.refresh_from_db()
        require_editable(case)
        old = {name: getattr(case, name) for name in fields}
        changed = [name for name in fields if fields[name] != old[name]]
        if not changed and not uploads:
            raise InputError(_("没有任何变化"), remedy=_("修改后再保存"))
        claim_version(case, seen, case.title)
        for name in changed:
            setattr(case, name, fields[name])
        case.save()
        files = add_files(case, uploads)
        acting.about("case", case.pk)
        acting.summary = f"修改创新案例“{case.title}”（{case.entry.name}）"
        acting.detail = {
            "old": {name: old[name] for name in changed}, "new": {name: fields[name] for name in changed},
            "files": [{"name": one.name, "sha256": one.sha256} for one in files],
        }  # fmt: skip


def require_editable(case: CaseNomination) -> None:
    """Refuse changes of a case that judges have looked at: their marks are of what they read.

    Raises:
        InputError: it has been decided on, or marked.
    """
    if case.state != _STATE.NOMINATED:
        raise InputError(_("该案例已进入评选或已撤回，不能修改"), where=case.title)
    if case.marks.exists():
        raise InputError(_("该案例已有评审人评分，不能修改"), where=case.title, remedy=_("可以撤回后重新推荐"))


def case_withdraw(
    *, actor: Actor, campaign: Campaign, case: CaseNomination, seen: int, reason: str, key: UUID | None = None
) -> None:
    """Take a nomination back before it has been decided on.

    Raises:
        PermissionDenied: not allowed.
        InputError: it has been decided on.
        ConflictError: changed meanwhile.
    """
    with act(actor, "case.nominate", campaign=campaign, entry=case.entry, key=key) as acting:
        if case.state != _STATE.NOMINATED:
            raise InputError(_("该案例已进入评选，不能撤回"), where=case.title)
        claim_version(case, seen, case.title)
        case.state = _STATE.WITHDRAWN
        case.save()
        acting.about("case", case.pk)
        acting.summary = f"撤回创新案例“{case.title}”"
        acting.detail = {"reason": reason}


def case_judge(
    *,
    actor: Actor,
    campaign: Campaign,
    case: CaseNomination,
    seen: int,
    marks: Decimal,
    reason: str,
    key: UUID | None = None,
) -> CaseMark:
    """Give or change one's marks. Nobody judges a case of the body that they work for.

    Args:
        actor: the judge.
        campaign: the evaluation.
        case: which.
        seen: version of one's earlier marks as shown; 0: there were none.
        marks: 0 to 100.
        reason: why.
        key: of the form.

    Raises:
        PermissionDenied: not allowed, or a conflict of interest.
        InputError: the case has been decided on.
        ConflictError: changed meanwhile in another window.
    """
    with act(actor, "case.judge", campaign=campaign, entry=case.entry, key=key) as acting:
        if case.nominated_by_id == actor.user.pk:
            raise PermissionDenied(_("不能评审自己推荐的案例"))
        if case.state not in {_STATE.NOMINATED, _STATE.SHORTLISTED}:
            raise InputError(_("该案例已有结果，不能再评分"), where=case.title)
        found = CaseMark.objects.filter(case=case, judge_id=actor.user.pk).first()
        if found is None:
            found = CaseMark(case=case, judge=person(actor))
        else:
            claim_version(found, seen, case.title)
        found.marks, found.reason = marks, reason
        found.save()
        acting.about("case", case.pk)
        acting.summary = f"评审创新案例“{case.title}”"
    return found


def case_decide(
    *,
    actor: Actor,
    campaign: Campaign,
    case: CaseNomination,
    seen: int,
    state: str,
    award: str,
    reason: str,
    key: UUID | None = None,
) -> None:
    """Shortlist a case, put it on the list (with an award or without), or decline it.

    Raises:
        PermissionDenied: not allowed.
        InputError: withdrawn, no such decision, or an award for a case that is not on the list.
        ConflictError: changed meanwhile.
    """
    with act(actor, "case.decide", campaign=campaign, key=key) as acting:
        if case.state == _STATE.WITHDRAWN:
            raise InputError(_("该案例已撤回"), where=case.title)
        if state not in {_STATE.SHORTLISTED, _STATE.LISTED, _STATE.DECLINED}:
            raise InputError(_("没有这种结果"), where=case.title)
        if award and state != _STATE.LISTED:
            raise InputError(_("只有列入名单的案例才有评选结果"), where=case.title)
        claim_version(case, seen, case.title)
        before = {"state": case.state, "award": case.award}
        case.state, case.award = state, award
        case.save()
        acting.about("case", case.pk)
        acting.summary = f"创新案例“{case.title}”：{_STATE(state).label}" + (f"（{award}）" if award else "")
        acting.detail = {"before": before, "after": {"state": state, "award": award}, "reason": reason}
