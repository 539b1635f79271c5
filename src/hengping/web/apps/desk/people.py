"""Who may assess what: assessors and arbiters of an evaluation, and the sites that they must keep away from."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from hengping.web.apps.accounts.models import Membership, User
from hengping.web.apps.desk.models import Recusal
from hengping.web.policy.words import Role

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from uuid import UUID

    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.apps.roster.models import RosterEntry

Barred = dict["UUID", frozenset[str]]
"""Codes of the sites that each person must keep away from."""


def people_of(campaign: Campaign, role: Role) -> list[User]:
    """People who have a role in an evaluation's own bodies now, by user name."""
    bodies = [campaign.organiser_id, *campaign.team.values_list("pk", flat=True)]
    in_force = Membership.objects.filter(Q(until=None) | Q(until__gte=timezone.localdate()), ended_at=None)
    ids = in_force.filter(role=role, organisation_id__in=bodies).values_list("user_id", flat=True)
    return list(User.objects.filter(pk__in=set(ids), is_active=True).order_by("username"))


def barred_sites(campaign: Campaign, people: Iterable[User], entries: Iterable[RosterEntry]) -> Barred:
    """Sites that each person must not judge: of a body that they belong to or answer for, and where they stood back.

    Who operates sites for a body, or works in it or below it in whatever role, never judges its site.
    """
    ids = [one.pk for one in people]
    in_force = Membership.objects.filter(Q(until=None) | Q(until__gte=timezone.localdate()), ended_at=None)
    places: dict[UUID, list[tuple[str, Role]]] = defaultdict(list)
    for one in in_force.filter(user_id__in=ids).select_related("organisation"):
        places[one.user_id].append((one.organisation.path, Role(one.role)))
    stood_back: dict[UUID, set[str]] = defaultdict(set)
    for user_id, code in Recusal.objects.filter(campaign=campaign, user_id__in=ids).values_list("user_id", "site_code"):
        stood_back[user_id].add(code)
    paths = {entry.site_code: entry.organisation.path for entry in entries if entry.organisation is not None}
    return {
        user_id: frozenset(stood_back[user_id] | {code for code, path in paths.items() if _own(path, places[user_id])})
        for user_id in ids
    }


def _own(path: str, places: Collection[tuple[str, Role]]) -> bool:
    return any(place.startswith(path) or (role is Role.OPERATOR and path.startswith(place)) for place, role in places)


def names_of(people: Iterable[User]) -> dict[UUID, str]:
    """Names under which people sign their marks: with the user name where two have the same name."""
    known = list(people)
    twice = {str(one) for one in known if sum(str(other) == str(one) for other in known) > 1}
    return {one.pk: f"{one}（{one.username}）" if str(one) in twice else str(one) for one in known}
