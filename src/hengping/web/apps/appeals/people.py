"""Who an actor is."""

from django.core.exceptions import PermissionDenied

from hengping.web.apps.accounts.models import User
from hengping.web.policy.decide import Actor


def person(actor: Actor) -> User:
    """The account of whoever acts.

    Raises:
        PermissionDenied: nobody has signed in.
    """
    if not isinstance(actor.user, User):
        raise PermissionDenied
    return actor.user
