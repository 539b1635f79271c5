"""Writes about invitations."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.model.errors import InputError
from hengping.web.apps.accounts.models import Invitation, Organisation, User
from hengping.web.apps.accounts.selectors import account_of, members_of, token_digest
from hengping.web.apps.accounts.services import membership_add, require_manager
from hengping.web.apps.acts.services import act
from hengping.web.apps.notices.mailing import deliver_secret
from hengping.web.apps.notices.models import Mail
from hengping.web.policy.decide import Actor
from hengping.web.policy.words import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

VALID = timedelta(days=14)
"""How long a link opens."""
Linker = Callable[[str], str]


def invitation_send(
    *,
    actor: Actor,
    organisation: Organisation,
    role: Role,
    email: str,
    display_name: str,
    until: date | None,
    link: Linker,
    key: uuid.UUID,
) -> Invitation:
    """Invite a person into a role and send the link by mail.

    Args:
        actor: who invites; an organiser of the body or of one above it.
        organisation: the body.
        role: the role.
        email: where to.
        display_name: name of the person, as far as known.
        until: last day of the role.
        link: makes the whole address of a link from its token.
        key: of the form.

    Raises:
        PermissionDenied: the actor does not manage the body.
        InputError: the person has the role, or an open invitation to it.
    """
    email = email.strip().lower()
    token = secrets.token_urlsafe(32)
    with act(actor, "invitation.send", key=key) as acting:
        require_manager(actor, organisation)
        if members_of(organisation).filter(user__email__iexact=email, role=role).exists():
            raise InputError(_("此人已有该角色"), where=email, remedy=_("不必邀请"))
        for one in Invitation.objects.filter(
            organisation=organisation, role=role, email=email, state__in=Invitation.OPEN
        ):
            if one.is_open:
                raise InputError(_("已向该邮箱发出同样的邀请"), where=email, remedy=_("在邀请列表中重新发送"))
            _close(one, Invitation.State.EXPIRED)
        inviter: User = actor.user  # type: ignore[assignment]  # who may invite has an account
        made = Invitation.objects.create(
            organisation=organisation, role=role, email=email, display_name=display_name, until=until,
            invited_by=inviter, token_digest=token_digest(token), expires_at=timezone.now() + VALID,
        )  # fmt: skip
        _new_mail(made)
        acting.about("invitation", made.pk)
        acting.summary = _("邀请%(email)s担任“%(organisation)s”的“%(role)s”") % {
            "email": email, "organisation": organisation, "role": role.label,
        }  # fmt: skip
        acting.detail = {"new": {"email": email, "role": role.value, "until": until}}
    # Only once it is stored for good: a link to an invitation that was rolled back would open nothing.
    _deliver(made, link(token))
    return made


def invitation_resend(*, actor: Actor, invitation: Invitation, link: Linker, key: uuid.UUID) -> Invitation:
    """Send an invitation again, with a new link; the old link no longer opens.

    Raises:
        PermissionDenied: the actor does not manage the body.
        InputError: it was accepted or withdrawn.
    """
    token = secrets.token_urlsafe(32)
    with act(actor, "invitation.send", key=key) as acting:
        require_manager(actor, invitation.organisation)
        invitation.refresh_from_db()
        if invitation.state in {Invitation.State.ACCEPTED, Invitation.State.WITHDRAWN}:
            raise InputError(_("该邀请%(state)s") % {"state": invitation.get_state_display()}, remedy=_("请另发邀请"))
        invitation.token_digest = token_digest(token)
        invitation.state, invitation.opened_at = Invitation.State.SENT, None
        invitation.sent_at = timezone.now()
        invitation.expires_at = invitation.sent_at + VALID
        invitation.sends += 1
        invitation.save()
        _new_mail(invitation)
        acting.about("invitation", invitation.pk)
        acting.summary = _("重新邀请%(email)s") % {"email": invitation.email}
    _deliver(invitation, link(token))
    return invitation


def invitation_withdraw(*, actor: Actor, invitation: Invitation, key: uuid.UUID) -> None:
    """Withdraw an invitation; its link no longer opens.

    Raises:
        PermissionDenied: the actor does not manage the body.
        InputError: it was accepted.
    """
    with act(actor, "invitation.send", key=key) as acting:
        require_manager(actor, invitation.organisation)
        invitation.refresh_from_db()
        if invitation.state == Invitation.State.ACCEPTED:
            raise InputError(_("该邀请已接受"), remedy=_("如需收回，请取消此人的角色"))
        _close(invitation, Invitation.State.WITHDRAWN)
        acting.about("invitation", invitation.pk)
        acting.summary = _("撤回对%(email)s的邀请") % {"email": invitation.email}


def invitation_opened(invitation: Invitation) -> None:
    """Note that the link was opened, the first time."""
    Invitation.objects.filter(pk=invitation.pk, state=Invitation.State.SENT).update(
        state=Invitation.State.OPENED, opened_at=timezone.now()
    )


def invitation_accept_new(
    *, invitation: Invitation, username: str, display_name: str, password: str, key: uuid.UUID
) -> User:
    """Make the account of an invited person and give the role.

    Raises:
        InputError: the invitation is no longer open, or there is an account with its address or the name.
    """
    person = User(username=username, display_name=display_name, email=invitation.email)
    person.set_password(password)
    with act(Actor(person), "account.use", key=key) as acting:
        _still_open(invitation)
        if User.objects.filter(email__iexact=invitation.email).exists():
            raise InputError(_("该邮箱已有账号"), remedy=_("请用该账号登录后接受邀请"))
        if User.objects.filter(username__iexact=username).exists():
            raise InputError(_("该用户名已被使用"), remedy=_("请换一个用户名"))
        person.save()
        _accept(invitation, person)
        acting.about("invitation", invitation.pk)
        acting.summary = _("接受邀请并开通账号，担任%(role)s") % {"role": _role_of(invitation)}
    return person


def invitation_accept(*, actor: Actor, invitation: Invitation, key: uuid.UUID) -> None:
    """Accept an invitation with the account that has its e-mail address.

    Raises:
        InputError: the invitation is no longer open, or was sent to somebody else.
    """
    with act(actor, "account.use", key=key) as acting:
        _still_open(invitation)
        if not is_for(invitation, actor.user):
            raise InputError(_("该邀请发给了另一邮箱"), remedy=_("请用收到邀请的邮箱对应的账号登录"))
        person: User = actor.user  # type: ignore[assignment]  # it is for somebody with an account
        _accept(invitation, person)
        acting.about("invitation", invitation.pk)
        acting.summary = _("接受邀请，担任%(role)s") % {"role": _role_of(invitation)}


def is_for(invitation: Invitation, user: User | AnonymousUser) -> bool:
    """Whether an invitation was sent to the address of an account."""
    person = account_of(invitation.email)
    return person is not None and person.pk == user.pk


def _still_open(invitation: Invitation) -> None:
    seen = invitation.token_digest
    invitation.refresh_from_db()
    if not invitation.is_open or invitation.token_digest != seen:
        raise InputError(_("邀请已失效"), remedy=_("请联系发出邀请的人员"))


def _accept(invitation: Invitation, person: User) -> None:
    membership_add(person, invitation.organisation, Role(invitation.role), invitation.until)
    invitation.accepted_by = person
    _close(invitation, Invitation.State.ACCEPTED)


def _close(invitation: Invitation, state: Invitation.State) -> None:
    invitation.state, invitation.closed_at = state, timezone.now()
    invitation.save()


def _role_of(invitation: Invitation) -> str:
    return _("“%(organisation)s”的“%(role)s”") % {
        "organisation": invitation.organisation, "role": invitation.get_role_display(),
    }  # fmt: skip


def _new_mail(invitation: Invitation) -> None:
    text = _(
        "%(name)s您好：\n\n%(inviter)s邀请您在政府网站绩效评估平台担任%(role)s。请在%(day)s前打开以下链接接受邀请：\n\n"
    ) % {
        "name": invitation.display_name,
        "inviter": invitation.invited_by,
        "role": _role_of(invitation),
        "day": timezone.localtime(invitation.expires_at).strftime("%Y-%m-%d"),
    }
    invitation.mail = Mail.objects.create(
        to=invitation.email,
        subject=_("邀请您使用政府网站绩效评估平台"),
        text=text.replace("%(secret)s", "") + "%(secret)s",
        has_secret=True,
    )
    invitation.save(update_fields=["mail"])


def _deliver(invitation: Invitation, address: str) -> None:
    if invitation.mail is not None:
        deliver_secret(invitation.mail, timezone.now(), secret=address)
