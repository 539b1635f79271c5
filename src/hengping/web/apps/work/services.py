"""Writes: ordering work, and ordering it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.model.errors import InputError
from hengping.web.apps.accounts.models import User
from hengping.web.apps.acts.services import SYSTEM, act
from hengping.web.apps.work.doing import begin
from hengping.web.apps.work.models import Work
from hengping.web.apps.work.selectors import latest

if TYPE_CHECKING:
    import uuid

    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.policy.decide import Actor


def work_order(
    *,
    actor: Actor | None,
    campaign: Campaign,
    kind: str,
    subject: str,
    lane: str,
    order: dict[str, Any],
    site_code: str = "",
) -> Work:
    """Order work. Within the act that orders it; :func:`~hengping.web.apps.work.doing.begin` comes after its end.

    Args:
        actor: who; None: the platform itself.
        campaign: the evaluation.
        kind: of :data:`hengping.web.apps.work.kinds.KINDS`.
        subject: what it is done to.
        lane: what it needs for itself.
        order: what is to be done, as plain JSON.
        site_code: of the site it is about.

    Raises:
        InputError: it was ordered already and is not done yet.
    """
    standing = Work.objects.filter(subject=subject, state__in=Work.ACTIVE).first()
    if standing is not None:
        raise _going_on(standing)
    try:
        with transaction.atomic():
            return Work.objects.create(
                campaign=campaign, kind=kind, subject=subject, lane=lane, order=order, site_code=site_code,
                ordered_by=actor.user if actor is not None and isinstance(actor.user, User) else None,
                ordered_by_name=str(actor.user)[:100] if actor is not None else SYSTEM,
            )  # fmt: skip
    except IntegrityError as error:
        faster = latest(subject)
        if faster is None:
            raise
        raise _going_on(faster) from error


def _going_on(work: Work) -> InputError:
    moment = timezone.localtime(work.ordered_at)
    return InputError(
        _("“%(title)s”正在进行（%(who)s %(at)s交办）")
        % {"title": work.title, "who": work.ordered_by_name, "at": f"{moment:%H:%M}"},
        remedy=_("请等它完成"),
    )


def work_retry(*, actor: Actor, work: Work, key: uuid.UUID | None = None) -> Work:
    """Let work that failed be tried again, by somebody who may order it.

    Raises:
        PermissionDenied: they may not.
        InputError: it has not failed, or was ordered anew since.
    """
    with act(actor, work.what.action_id, campaign=work.campaign, entry=work.entry, key=key) as acting:
        again(work)
        acting.about("work", work.pk)
        acting.summary = f"重试：{work.title}"
        acting.detail = {"fault": work.fault}
    return begin(work)


def again(work: Work) -> None:
    """Let work that failed wait again. Within an act.

    Raises:
        InputError: it has not failed, or was ordered anew since.
    """
    newest = latest(work.subject)
    failed = Work.objects.filter(pk=work.pk, state=Work.State.FAILED)
    clean = {"fault_what": "", "fault_where": "", "fault_remedy": "", "stage": "", "told": ""}
    if newest != work or not failed.update(
        state=Work.State.WAITING, tries=0, done=0, total=0, ended_at=None, not_before=None, **clean
    ):
        raise InputError(_("这项工作不在“没有完成”的状态，不能重试"), remedy=_("刷新页面查看现在的状态"))
