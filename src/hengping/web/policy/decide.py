"""Reads the policy table for an actor, an evaluation and a site."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from hengping.web.policy.table import TABLE, Action
from hengping.web.policy.words import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser

    from hengping.web.apps.accounts.models import Membership, User
    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.apps.roster.models import RosterEntry


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Whether somebody may.

    Attributes:
        allowed: yes or no.
        visible: whether they may know that the evaluation exists; if not, they are told that there is no such page.
        reason: why not, in words.
    """

    allowed: bool
    visible: bool = True
    reason: str = ""


class Actor:
    """Who acts: a person with memberships, or anybody.

    Args:
        user: of the request; an anonymous one is the public.
    """

    def __init__(self, user: User | AnonymousUser) -> None:
        self.user = user
        self._roles: dict[object, frozenset[Role]] = {}

    @property
    def signed_in(self) -> bool:
        """Whether this is somebody with an account."""
        return bool(self.user.is_authenticated and self.user.is_active)

    @cached_property
    def memberships(self) -> tuple[Membership, ...]:
        """Memberships that are in force now."""
        from hengping.web.apps.accounts.models import Membership

        return tuple(Membership.objects.in_force(self.user)) if self.signed_in else ()

    @property
    def platform_roles(self) -> frozenset[Role]:
        """Roles in any organisation."""
        return frozenset({Role(membership.role) for membership in self.memberships} | {Role.PUBLIC})

    def organisations(self, *roles: Role) -> tuple[str, ...]:
        """Paths of the organisations in which the actor has one of ``roles``."""
        return tuple(one.organisation.path for one in self.memberships if Role(one.role) in roles)

    def roles(self, campaign: Campaign, entry: RosterEntry | None = None) -> frozenset[Role]:
        """Roles in an evaluation; with ``entry`` as regards that site."""
        key = (campaign.pk, entry.pk if entry else None)
        if key not in self._roles:
            self._roles[key] = frozenset(_roles(self.memberships, campaign, entry))
        return self._roles[key]


def _roles(memberships: Iterable[Membership], campaign: Campaign, entry: RosterEntry | None) -> set[Role]:
    found = {Role.PUBLIC}
    organiser = campaign.organiser
    for one in memberships:
        role, place = Role(one.role), one.organisation
        own = place.pk == organiser.pk
        above = organiser.path.startswith(place.path) and not own
        if role in {Role.ORGANISER, Role.AUDITOR} and above:
            # A superior body sees the evaluations of those below it, and changes nothing there.
            found.add(Role.AUDITOR)
        elif role in {Role.ORGANISER, Role.AUDITOR} and own:  # noqa: SIM114 - two rules
            found.add(role)
        elif role in {Role.ASSESSOR, Role.ARBITER} and (own or campaign.has_team(place.pk)):
            found.add(role)
        elif role is Role.OPERATOR and (entry.belongs_to(place) if entry else campaign.judges(place)):
            found.add(Role.OPERATOR)
    if entry is not None and Role.OPERATOR in found:
        # Nobody judges the site of the body that they work for.
        found -= {Role.ASSESSOR, Role.ARBITER}
    return found


def decide(
    actor: Actor, action_id: str, campaign: Campaign | None = None, entry: RosterEntry | None = None
) -> Decision:
    """Say whether an actor may take an action now.

    Args:
        actor: who.
        action_id: a row of the table; an unknown one is refused.
        campaign: the evaluation it is about, for rows about one.
        entry: the site it is about, for rows about one.
    """
    row = TABLE.get(action_id)
    if row is None:
        return Decision(allowed=False, visible=False, reason=_("没有这项操作"))
    if not row.of_campaign:
        return _of_platform(actor, row)
    if campaign is None or (row.of_site and entry is None):
        return Decision(allowed=False, visible=False, reason=_("没有说明是哪个评估或网站"))
    if entry is not None and entry.campaign_id != campaign.pk:
        return Decision(allowed=False, visible=False, reason=_("该网站不在本次评估名单中"))
    roles = actor.roles(campaign, entry)
    stage = campaign.stage_now
    if any(stage in row.allow.get(role, ()) for role in roles):
        return Decision(allowed=True)
    # Of rows that are not about a site a site's name changes nothing: else the answer would tell who is on the roster.
    seen_by = roles if row.of_site else actor.roles(campaign)
    visible = any(stage in TABLE["campaign.view"].allow.get(role, ()) for role in seen_by)
    bound = any(stage in row.allow.get(role, ()) for role in seen_by)
    if not bound and any(role in row.allow for role in seen_by - {Role.PUBLIC}):
        reason = _("当前阶段（%(stage)s）不能进行这项操作") % {"stage": stage.label}
    else:
        reason = _("您没有“%(action)s”的权限") % {"action": row.title}
    return Decision(allowed=False, visible=visible, reason=reason)


def _of_platform(actor: Actor, row: Action) -> Decision:
    allowed = actor.signed_in if row.any_user else bool(actor.platform_roles & set(row.allow))
    return Decision(allowed=allowed, reason="" if allowed else _("您没有“%(action)s”的权限") % {"action": row.title})


def may(actor: Actor, action_id: str, campaign: Campaign | None = None, entry: RosterEntry | None = None) -> bool:
    """Whether :func:`decide` allows it."""
    return decide(actor, action_id, campaign, entry).allowed
