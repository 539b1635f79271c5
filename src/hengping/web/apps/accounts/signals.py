"""What happens when somebody signs in, fails to, or changes how they sign in: the log gets a line."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.web.apps.accounts.adapter import client_ip
from hengping.web.apps.accounts.models import User
from hengping.web.apps.accounts.telling import tell_of_change
from hengping.web.apps.acts.services import act
from hengping.web.policy.decide import Actor

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator

_LOCKED_FOR = timedelta(hours=settings.AXES_COOLOFF_TIME)


def connect() -> None:
    """Listen; called once, when the program has started."""
    from allauth.account import signals as account
    from allauth.mfa import signals as mfa
    from axes.signals import user_locked_out
    from django.contrib.auth.signals import user_logged_in

    user_logged_in.connect(end_after_hours, dispatch_uid="hengping.session_end")
    account.user_logged_in.connect(signed_in, dispatch_uid="hengping.signed_in")
    account.password_changed.connect(password_changed, dispatch_uid="hengping.password_changed")
    account.password_reset.connect(password_reset, dispatch_uid="hengping.password_reset")
    mfa.authenticator_added.connect(factor_added, dispatch_uid="hengping.factor_added")
    mfa.authenticator_removed.connect(factor_removed, dispatch_uid="hengping.factor_removed")
    mfa.authentication_failed.connect(code_refused, dispatch_uid="hengping.code_refused")
    user_locked_out.connect(locked_out, dispatch_uid="hengping.locked_out")


def end_after_hours(request: HttpRequest, **kwargs: Any) -> None:  # noqa: ARG001 - Django's form
    """Set when the session ends: so long after signing in, whatever the person does meanwhile."""
    request.session.set_expiry(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))


def _line(user: User, summary: str, request: HttpRequest | None = None, *, told: str = "") -> None:
    with act(Actor(user), "account.use") as acting:
        acting.about("user", user.pk)
        acting.summary = summary
        if request is not None:
            acting.detail = {"ip": client_ip(request)}
        if told:
            tell_of_change(user, told)


def signed_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Somebody signed in, by password or by the identity provider."""
    by_provider = kwargs.get("sociallogin") is not None
    _line(user, _("通过统一身份认证登录") if by_provider else _("登录"), request)


def password_changed(request: HttpRequest, user: User, **kwargs: Any) -> None:  # noqa: ARG001 - the library's form
    """Somebody changed their password."""
    _line(user, _("修改密码"), request, told=_("密码已修改"))


def password_reset(request: HttpRequest, user: User, **kwargs: Any) -> None:  # noqa: ARG001 - the library's form
    """Somebody set a password anew by the link of a mail."""
    _line(user, _("通过邮件重设密码"), request, told=_("密码已通过邮件链接重设"))


def factor_added(user: User, authenticator: Authenticator, **kwargs: Any) -> None:  # noqa: ARG001 - the library's form
    """Somebody set up the second factor; the recovery codes that come with it are not worth a line."""
    if authenticator.type == authenticator.Type.TOTP:
        _line(user, _("开启两步验证"), told=_("已开启两步验证"))


def factor_removed(user: User, authenticator: Authenticator, **kwargs: Any) -> None:  # noqa: ARG001 - the library's form
    """Somebody took the second factor off."""
    if authenticator.type == authenticator.Type.TOTP:
        _line(user, _("关闭两步验证"), told=_("已关闭两步验证"))


def code_refused(request: HttpRequest, user: User, **kwargs: Any) -> None:  # noqa: ARG001 - the library's form
    """Somebody who knows the password gave a wrong code."""
    with act(None, "account.use") as acting:
        acting.target, acting.detail = f"user:{user.pk}", {"ip": client_ip(request)}
        acting.summary = _("账号%(username)s的两步验证码错误") % {"username": user.username}


def locked_out(username: str, ip_address: str, **kwargs: Any) -> None:  # noqa: ARG001 - the library's form
    """An account was locked; one line for each time, however often it is tried while it is locked."""
    from hengping.web.apps.acts.models import Act

    user = User.objects.filter(username__iexact=username).first()
    if user is None:
        return
    target, summary = f"user:{user.pk}", _("账号%(username)s连续登录失败，已暂停登录") % {"username": username}
    since = timezone.now() - _LOCKED_FOR
    if Act.objects.filter(target=target, actor=None, summary=summary, at__gt=since).exists():
        return
    with act(None, "account.use") as acting:
        acting.target, acting.summary, acting.detail = target, summary, {"ip": ip_address}
        tell_of_change(user, _("连续登录失败，已在网络地址%(ip)s暂停登录半小时") % {"ip": ip_address})
