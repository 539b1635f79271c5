"""The second factor, asked for: so many wrong codes, then a pause.

The library counts wrong codes under the same rule as wrong passwords, where a limit by account would let anybody keep
anybody else out. Whoever gives codes has given the password already, so here each account has its own count.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context, ratelimit
from allauth.mfa.base import forms

ACTION = "second_factor"
"""Its rule in ``ACCOUNT_RATE_LIMITS``."""


class _Counted:
    """Counts before the code is looked at; the right code begins the count anew."""

    user: Any

    def clean_code(self) -> str:
        """The code.

        Raises:
            ValidationError: it is wrong, or too many were.
        """
        key = f"user-{self.user.pk}"
        if not ratelimit.consume(context.request, action=ACTION, key=key):
            raise get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()  # type: ignore[misc]  # of the form beside it
        ratelimit.clear(context.request, action=ACTION, key=key)
        return code


class AuthenticateForm(_Counted, forms.AuthenticateForm):
    """At signing in."""


class ReauthenticateForm(_Counted, forms.ReauthenticateForm):
    """Before what matters for the account."""
