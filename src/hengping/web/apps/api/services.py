"""Writes: tokens made and taken back, webhooks set and ended."""

import hashlib
import secrets
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.utils import timezone

from hengping.model.errors import InputError
from hengping.web.apps.accounts.models import Organisation, User
from hengping.web.apps.acts.services import act
from hengping.web.apps.api.addressing import require_elsewhere
from hengping.web.apps.api.models import ApiToken, Webhook
from hengping.web.policy.decide import Actor
from hengping.web.policy.words import Role

PREFIX = "hp_"


LASTS = timedelta(days=365)
"""How long a token is good when nothing else was asked for."""


def token_make(
    *, actor: Actor, user: User, name: str, read_only: bool, until: date | None, key: UUID
) -> tuple[ApiToken, str]:
    """Make a token for oneself.

    Returns:
        The record, and the token itself, which is shown once and kept nowhere.
    """
    secret = PREFIX + secrets.token_urlsafe(32)
    with act(actor, "token.own", key=key) as acting:
        until = until or timezone.localdate() + LASTS
        token = ApiToken.objects.create(
            user=user, name=name, digest=digest(secret), hint=secret[-4:], read_only=read_only, until=until
        )
        acting.about("token", token.pk)
        acting.summary = f"新建接口令牌“{name}”"
        acting.detail = {"read_only": read_only, "until": str(until or "")}
    return token, secret


def token_end(*, actor: Actor, token: ApiToken, key: UUID) -> None:
    """Take one's own token back."""
    with act(actor, "token.own", key=key) as acting:
        if token.ended_at is None:
            token.ended_at = timezone.now()
            token.save(update_fields=["ended_at"])
        acting.about("token", token.pk)
        acting.summary = f"停用接口令牌“{token.name}”"


def tokens_end(user: User, **kwargs: Any) -> None:  # noqa: ARG001 - the signal's form
    """End all tokens of somebody: the password was changed, perhaps because somebody else knew it."""
    ApiToken.objects.filter(user=user, ended_at=None).update(ended_at=timezone.now())


def token_user(secret: str) -> tuple[User, ApiToken] | None:
    """Whose token it is; None: nobody's, ended, run out, or of somebody who may no longer sign in."""
    token = ApiToken.objects.select_related("user").filter(digest=digest(secret), ended_at=None).first()
    if token is None or not token.user.is_active or (token.until and token.until < timezone.localdate()):
        return None
    now = timezone.now()
    if token.used_at is None or (now - token.used_at).total_seconds() > 60:  # noqa: PLR2004 - a write a minute is enough
        ApiToken.objects.filter(pk=token.pk).update(used_at=now)
    return token.user, token


def digest(secret: str) -> str:
    """What is kept of a token. It is random and long, so that a plain digest is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def webhook_make(
    *, actor: Actor, organisation: Organisation, url: str, events: list[str], key: UUID
) -> tuple[Webhook, str]:
    """Set an address that is told of the acts of an organiser's evaluations.

    Raises:
        InputError: the address cannot be one, or the body is not the actor's.
    """
    require_address(url)
    if organisation.path not in actor.organisations(Role.ORGANISER):
        raise InputError("只能为本机构设置事件通知地址")
    secret = secrets.token_hex(32)
    with act(actor, "webhook.manage", key=key) as acting:
        webhook = Webhook.objects.create(organisation=organisation, url=url, events=events, secret=secret)
        acting.about("webhook", webhook.pk)
        acting.summary = f"设置事件通知地址 {url}"
        acting.detail = {"events": events}
    return webhook, secret


def webhook_end(*, actor: Actor, webhook: Webhook, key: UUID) -> None:
    """No longer tell an address."""
    with act(actor, "webhook.manage", key=key) as acting:
        if webhook.ended_at is None:
            webhook.ended_at = timezone.now()
            webhook.save(update_fields=["ended_at"])
        acting.about("webhook", webhook.pk)
        acting.summary = f"停用事件通知地址 {webhook.url}"


def require_address(url: str) -> None:
    """An address that may be told: HTTP(S), no user and password, no address of this machine or its link.

    Names are looked up when something is sent: see :mod:`hengping.web.apps.api.addressing`.

    Raises:
        InputError: it is none.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
        raise InputError("地址须以 http:// 或 https:// 开头，不带用户名和密码", where=url)
    require_elsewhere(parts.hostname)
