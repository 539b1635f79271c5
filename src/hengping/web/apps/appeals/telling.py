"""Telling people what happened, and what they still have to do. Reminders and escalation are the notices app's."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from hengping.web.apps.accounts.models import Membership, Organisation, User
from hengping.web.apps.appeals.models import Appeal
from hengping.web.apps.appeals.words import OPEN
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.notices.deadlines import AHEAD, Deadline
from hengping.web.apps.notices.services import notify
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.policy.words import Role


def body_people(entry: RosterEntry) -> QuerySet[User]:
    """Who may answer for a site."""
    if entry.organisation is None:
        return User.objects.none()
    ids = [part for part in entry.organisation.path.split("/") if part]
    return _people(Q(organisation_id__in=ids), Role.OPERATOR)


def organiser_people(campaign: Campaign) -> QuerySet[User]:
    """Who holds an evaluation."""
    return _people(Q(organisation=campaign.organiser), Role.ORGANISER)


def judges(campaign: Campaign) -> QuerySet[User]:
    """Who may rule on appeals."""
    places = Q(organisation=campaign.organiser) | Q(organisation__in=campaign.team.all())
    return organiser_people(campaign) | _people(places, Role.ARBITER)


def superiors(campaign: Campaign) -> QuerySet[User]:
    """Whom an overdue matter of the organiser is told to: who oversees it, else its own people."""
    organiser: Organisation = campaign.organiser
    above = [part for part in organiser.path.split("/") if part]
    found = _people(Q(organisation=organiser), Role.AUDITOR) | _people(
        Q(organisation_id__in=above) & ~Q(organisation=organiser), Role.ORGANISER, Role.AUDITOR
    )
    return found if found.exists() else organiser_people(campaign)


def tell_body(entry: RosterEntry, subject: str, text: str, link: str = "") -> None:
    """Tell the body that answers for a site. Within an act."""
    notify(body_people(entry), subject=subject, text=text, campaign=entry.campaign, link=link or desk_link(entry))


def tell_organiser(campaign: Campaign, subject: str, text: str, link: str = "") -> None:
    """Tell who holds the evaluation. Within an act."""
    notify(organiser_people(campaign), subject=subject, text=text, campaign=campaign, link=link or _list(campaign))


def tell_judges(campaign: Campaign, subject: str, text: str, link: str = "") -> None:
    """Tell who may rule. Within an act."""
    notify(judges(campaign).distinct(), subject=subject, text=text, campaign=campaign, link=link or _list(campaign))


def desk_link(entry: RosterEntry) -> str:
    """Page of a site at the desk of its body."""
    return reverse("site_desk", args=[entry.campaign_id, entry.site_code])


def end_of_day(day: date) -> datetime:
    """The last moment of a day in China."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def appeal_deadlines(now: datetime) -> Iterator[Deadline]:
    """Appeals that nobody has ruled on and soon should: who rules is reminded, who oversees is told when it is late."""
    rows = Appeal.objects.filter(state__in=OPEN, due_on__lte=timezone.localdate(now) + AHEAD)
    people: dict[object, tuple[tuple[User, ...], tuple[User, ...]]] = {}
    for appeal in rows.select_related("campaign__organiser", "entry"):
        campaign = appeal.campaign
        if campaign.pk not in people:
            people[campaign.pk] = tuple(judges(campaign).distinct()), tuple(superiors(campaign).distinct())
        ruling, overseeing = people[campaign.pk]
        yield Deadline(
            key=f"appeal:{appeal.pk}:rule",
            title=f"裁定{appeal.entry.name}的{appeal}",
            due_at=end_of_day(appeal.due_on),
            people=ruling,
            superiors=overseeing,
            campaign=campaign,
            link=reverse("appeal", args=[appeal.campaign_id, appeal.entry.site_code, appeal.pk]),
        )


def _list(campaign: Campaign) -> str:
    return reverse("appeals", args=[campaign.pk])


def _people(place: Q, *roles: Role) -> QuerySet[User]:
    in_force = Membership.objects.filter(place, role__in=roles, ended_at=None).filter(
        Q(until=None) | Q(until__gte=timezone.localdate())
    )
    return User.objects.filter(pk__in=in_force.values("user_id"), is_active=True)
