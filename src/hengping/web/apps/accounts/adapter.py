"""How people get in: by invitation, or by the province's identity provider for accounts that exist."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the library's form
        """Whether strangers may make an account: no; people are invited."""
        return False


class SocialAdapter(DefaultSocialAccountAdapter):
    """The identity provider opens accounts that exist; it makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:  # noqa: ARG002 - the library's form
        """Whether an unknown person of the provider gets an account: no; people are invited."""
        return False
