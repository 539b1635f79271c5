"""Helping somebody who cannot get in: an account locked after failures, a second factor that was lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.model.errors import InputError
from hengping.web.apps.accounts.selectors import person_wholly_managed
from hengping.web.apps.accounts.telling import tell_of_change
from hengping.web.apps.acts.services import act

if TYPE_CHECKING:
    import uuid

    from hengping.web.apps.accounts.models import User
    from hengping.web.policy.decide import Actor


@dataclass(frozen=True, kw_only=True)
class Lock:
    """That an account is locked at an address of the network.

    Attributes:
        address: where the failures came from.
        since: the last failure.
        until: it opens by itself.
    """

    address: str
    since: datetime
    until: datetime


def locks_of(person: User) -> list[Lock]:
    """Where an account is locked now."""
    lasts = timedelta(hours=settings.AXES_COOLOFF_TIME)
    tries: dict[str, list[AccessAttempt]] = {}
    for one in AccessAttempt.objects.filter(username=person.username, attempt_time__gt=timezone.now() - lasts):
        tries.setdefault(str(one.ip_address), []).append(one)
    return [
        Lock(address=address, since=last, until=last + lasts)
        for address, found in sorted(tries.items())
        if sum(one.failures_since_start for one in found) >= settings.AXES_FAILURE_LIMIT
        for last in (max(one.attempt_time for one in found),)
    ]


def has_second_factor(person: User) -> bool:
    """Whether the person signs in with a second factor."""
    return bool(Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists())


def account_unlock(*, actor: Actor, person: User, reason: str, key: uuid.UUID) -> None:
    """Let somebody try to sign in again before the time is over.

    Raises:
        PermissionDenied: the person also has a role in a body that the actor does not manage.
        InputError: the account is not locked.
        AlreadyDoneError: the form was sent before.
    """
    with act(actor, "account.unlock", key=key) as acting:
        _require_managed(actor, person)
        locks = locks_of(person)
        if not locks:
            raise InputError(_("该账号没有锁定"), where=str(person), remedy=_("不必解除"))
        reset(username=person.username)
        tell_of_change(person, _("登录锁定已解除"), by=str(actor.user))
        acting.about("user", person.pk)
        acting.summary = _("解除%(person)s的登录锁定") % {"person": person}
        acting.detail = {"username": person.username, "addresses": [one.address for one in locks], "reason": reason}


def second_factor_reset(*, actor: Actor, person: User, confirmed: str, reason: str, key: uuid.UUID) -> None:
    """Take off the second factor of somebody who lost it, with its recovery codes, and end their sessions.

    Args:
        actor: who.
        person: whose.
        confirmed: the person's user name as the actor wrote it, so that it is not the wrong person's.
        reason: how it is known that the person asked for it.
        key: of the form.

    Raises:
        PermissionDenied: the person also has a role in a body that the actor does not manage.
        InputError: it is the actor's own account; another name was written; there is no second factor.
        AlreadyDoneError: the form was sent before.
    """
    with act(actor, "account.reset_factor", key=key) as acting:
        _require_managed(actor, person)
        if person.pk == actor.user.pk:
            raise InputError(
                _("不能重置本人的两步验证"), remedy=_("请在“两步验证”页面凭密码关闭，或由其他组织人员重置")
            )
        if confirmed.strip() != person.username:
            raise InputError(_("填写的用户名与此人不符"), where=confirmed[:60], remedy=_("请核对是不是这个人"))
        if not has_second_factor(person):
            raise InputError(_("该账号没有开启两步验证"), where=str(person), remedy=_("不必重置"))
        Authenticator.objects.filter(user=person).delete()
        sessions = list(UserSession.objects.filter(user=person))
        for session in sessions:
            session.end()
        tell_of_change(person, _("两步验证已由管理人员重置，全部设备已退出"), by=str(actor.user))
        acting.about("user", person.pk)
        acting.summary = _("重置%(person)s的两步验证") % {"person": person}
        acting.detail = {"username": person.username, "sessions_ended": len(sessions), "reason": reason}


def _require_managed(actor: Actor, person: User) -> None:
    if not person_wholly_managed(actor, person):
        raise PermissionDenied(_("此人在其他机构也有角色，只能由其共同的上级机构办理"))
