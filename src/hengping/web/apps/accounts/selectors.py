"""Reads: bodies and people within somebody's reach."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from hengping.web.apps.accounts.models import Invitation, Membership, Organisation, User
from hengping.web.policy.words import Role

if TYPE_CHECKING:
    from hengping.web.policy.decide import Actor

_SEES = (Role.ORGANISER, Role.AUDITOR)


@dataclass(frozen=True, kw_only=True)
class Branch:
    """A body in the tree, with how deep it stands and how many people it has."""

    organisation: Organisation
    depth: int
    people: int

    @property
    def steps(self) -> range:
        """One for each level above it."""
        return range(self.depth)


def _within(paths: tuple[str, ...]) -> Q:
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(path__startswith=path)
    return found


def organisations_seen(actor: Actor) -> QuerySet[Organisation]:
    """Bodies that somebody may look at: their own as organiser or auditor, and those below."""
    return Organisation.objects.filter(_within(actor.organisations(*_SEES)))


def organisations_managed(actor: Actor) -> QuerySet[Organisation]:
    """Bodies whose people somebody may manage: their own as organiser, and those below."""
    return Organisation.objects.filter(_within(actor.organisations(Role.ORGANISER)))


def manages(actor: Actor, organisation: Organisation) -> bool:
    """Whether somebody may manage the people of a body."""
    return any(organisation.path.startswith(path) for path in actor.organisations(Role.ORGANISER))


def tree(actor: Actor, search: str = "") -> list[Branch]:
    """The bodies that somebody may look at, each below its superior, by name.

    Args:
        actor: who looks.
        search: part of a name or code; empty: all.
    """
    in_force = Q(memberships__ended_at=None) & (
        Q(memberships__until=None) | Q(memberships__until__gte=timezone.localdate())
    )
    seen = organisations_seen(actor).annotate(people=Count("memberships__user", filter=in_force, distinct=True))
    if search:
        seen = seen.filter(Q(name__icontains=search) | Q(code__icontains=search))
    rows = {one.pk: one for one in seen}
    below: dict[object, list[Organisation]] = {}
    for one in rows.values():
        below.setdefault(one.parent_id if one.parent_id in rows else None, []).append(one)
    found: list[Branch] = []

    def walk(parent: object, depth: int) -> None:
        for one in sorted(below.get(parent, ()), key=lambda body: body.name):
            found.append(Branch(organisation=one, depth=depth, people=one.people))  # type: ignore[attr-defined]  # annotated
            walk(one.pk, depth + 1)

    walk(None, 0)
    return found


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """Roles in force in a body."""
    return (
        Membership.objects.filter(organisation=organisation, ended_at=None)
        .filter(Q(until=None) | Q(until__gte=timezone.localdate()))
        .select_related("user")
        .order_by("role", "user__username")
    )


def former_members_of(organisation: Organisation) -> QuerySet[Membership]:
    """Roles that were taken away or ran out."""
    today = timezone.localdate()
    ended = Membership.objects.filter(organisation=organisation).exclude(ended_at=None, until=None)
    return ended.exclude(ended_at=None, until__gte=today).select_related("user").order_by("-ended_at")


def people_managed(actor: Actor) -> QuerySet[User]:
    """People with a role in a body that somebody manages."""
    return User.objects.filter(
        memberships__organisation__in=organisations_managed(actor), memberships__ended_at=None
    ).distinct()


def person_wholly_managed(actor: Actor, person: User) -> bool:
    """Whether all bodies in which a person has a role are managed by the actor.

    Only then may the actor change how the person signs in; otherwise a bureau could take over an account that opens
    another bureau's evaluations.
    """
    theirs = list(Membership.objects.in_force(person))
    return bool(theirs) and all(manages(actor, one.organisation) for one in theirs)


def invitations_seen(actor: Actor) -> QuerySet[Invitation]:
    """Invitations into bodies that somebody may look at, newest first."""
    seen = organisations_seen(actor)
    return Invitation.objects.filter(organisation__in=seen).select_related("organisation", "invited_by", "mail")


def token_digest(token: str) -> str:
    """What is stored of the token of an invitation."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_of(token: str) -> Invitation | None:
    """The open invitation that a link opens; None: there is none, or it has expired, or was used or withdrawn."""
    found = Invitation.objects.select_related("organisation").filter(token_digest=token_digest(token)).first()
    return found if found is not None and found.is_open else None


def account_of(email: str) -> User | None:
    """The account with an e-mail address, if there is exactly one that is active."""
    found = list(User.objects.filter(email__iexact=email, is_active=True)[:2]) if email else []
    return found[0] if len(found) == 1 else None


def second_factor_required(actor: Actor) -> bool:
    """Whether a body of the person, or one above it, requires a second factor."""
    ids = {part for one in actor.memberships for part in one.organisation.path.strip("/").split("/")}
    return bool(ids) and Organisation.objects.filter(pk__in=ids, require_second_factor=True).exists()
