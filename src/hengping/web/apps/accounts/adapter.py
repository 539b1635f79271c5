"""How people get in: by invitation, or by the province's identity provider for accounts that exist."""

from __future__ import annotations

import unicodedata
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import get_client_ip
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse

from hengping.web.apps.accounts.models import User
from hengping.web.apps.accounts.selectors import account_of
from hengping.web.apps.notices import plain
from hengping.web.apps.notices.mailing import platform_address


def client_ip(request: HttpRequest) -> str:
    """Where a request comes from, as the reverse proxy says if there is one; for counting failed sign-ins."""
    address: str = get_client_ip(request)
    return address


def counted_name(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The name under which failed sign-ins are counted: one for all spellings that open the same account."""
    told = (credentials or {}).get("username") or (request.POST.get("login", "") if request is not None else "")
    return unicodedata.normalize("NFKC", str(told)).casefold()


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the library's form
        """Whether strangers may make an account: no; people are invited."""
        return False

    def format_email_subject(self, subject: str) -> str:
        """The subject as written; the library would put a host name before it."""
        return plain.one_line(subject)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link that sets a password anew: it begins with the platform's address, not with what a request named."""
        uid, token = key.split("-", 1)
        return platform_address() + reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})


class SocialAdapter(DefaultSocialAccountAdapter):
    """The identity provider opens accounts that exist; it makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:  # noqa: ARG002 - the library's form
        """Whether an unknown person of the provider gets an account: no; people are invited."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find the account of whom the provider has confirmed.

        By the identifier that was set on the account; else by the e-mail address, if the provider says that it is
        verified and exactly one account has it, and no other identifier was set on that account.

        Raises:
            ImmediateHttpResponse: there is no such account.
        """
        if sociallogin.is_existing:
            person = sociallogin.user
            told = sociallogin.account.uid
            if not person.external_id or person.external_id == told:
                return
        else:
            found = _account(sociallogin.account.uid, _claims(sociallogin.account.extra_data))
            if found is not None:
                sociallogin.connect(request, found)
                return
        name = sociallogin.account.get_provider().name
        raise ImmediateHttpResponse(render(request, "account/unknown_identity.html", {"provider": name}, status=403))

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail when an account is first opened by the provider: it is what the organiser arranged."""


def _claims(data: dict[str, Any]) -> dict[str, Any]:
    """What the provider says about the person."""
    told: dict[str, Any] = data.get("userinfo") or data.get("id_token") or data
    return told


def _account(subject: str, claims: dict[str, Any]) -> User | None:
    set_by_hand = User.objects.filter(external_id=subject).first() if subject else None
    if set_by_hand is not None:
        return set_by_hand
    if claims.get("email_verified") is not True:
        return None
    found = account_of(str(claims.get("email") or ""))
    return found if found is not None and not found.external_id else None
