"""Reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone

from hengping.web.apps.accounts.models import User
from hengping.web.apps.notices.models import Mail, Notice
from hengping.web.policy.words import Role

if TYPE_CHECKING:
    from hengping.web.apps.campaigns.models import Campaign


def notices_of(person: User) -> QuerySet[Notice]:
    """What a person was told, newest first."""
    return Notice.objects.filter(recipient=person).select_related("campaign", "sender")


def unread_count(person: User) -> int:
    """How many notices a person has not opened."""
    return Notice.objects.filter(recipient=person, read_at=None).count()


def mails_of(campaign: Campaign) -> QuerySet[Mail]:
    """Mails of an evaluation, newest first."""
    return Mail.objects.filter(campaign=campaign).select_related("notice__recipient")


def people_of(campaign: Campaign, role: Role) -> list[User]:
    """People with a role in an evaluation, for sending them a notice.

    Args:
        campaign: the evaluation.
        role: organisers are those of the organising body, assessors and arbiters those of its team as well, operators
            those who answer for a site on the roster.
    """
    today = timezone.localdate()
    people = User.objects.filter(is_active=True, memberships__role=role, memberships__ended_at=None).filter(
        Q(memberships__until=None) | Q(memberships__until__gte=today)
    )
    if role is Role.OPERATOR:
        places = _judged(campaign.entries.exclude(organisation=None).values_list("organisation__path", flat=True))
        people = people.filter(memberships__organisation__id__in=places)
    else:
        teams = [campaign.organiser_id]
        if role in {Role.ASSESSOR, Role.ARBITER}:
            teams += list(campaign.team.values_list("pk", flat=True))
        people = people.filter(memberships__organisation__in=teams)
    return list(people.distinct().order_by("username"))


def _judged(paths: Iterable[str]) -> set[str]:
    """Ids of the bodies that answer for a site: each and those above it."""
    return {part for path in paths for part in path.strip("/").split("/")}
