"""Whose record of the register somebody may change: their own bureau's, and nobody else's.

A record is kept by the bureau that registered it (登记单位); besides, whoever organises above the body that runs the
site may change it. A judged department is often no part of the bureau that evaluates it, but its sibling: the bureau
keeps the record that it made. Administrators of the platform keep all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from hengping.web.apps.accounts.models import Organisation
from hengping.web.policy.words import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from hengping.web.apps.roster.models import RegisteredSite
    from hengping.web.policy.decide import Actor


def is_administrator(actor: Actor) -> bool:
    """Whether somebody administers the whole platform."""
    return actor.signed_in and bool(actor.user.is_superuser)


def keeps(actor: Actor, site: RegisteredSite) -> bool:
    """Whether somebody may change a record."""
    if is_administrator(actor):
        return True
    places = [body.path for body in (site.registrar, site.organisation) if body is not None]
    own = actor.organisations(Role.ORGANISER)
    return any(place.startswith(path) for place in places for path in own)


def require_keeper(actor: Actor, site: RegisteredSite) -> None:
    """Refuse whoever does not keep a record.

    Raises:
        PermissionDenied: it is another bureau's.
    """
    if not keeps(actor, site):
        raise PermissionDenied(
            _("“%(site)s”由其他单位登记，只能查看；请联系登记单位（%(registrar)s）修改")
            % {"site": site.name, "registrar": site.registrar or site.organisation or _("平台管理员")}
        )


def registrar_of(actor: Actor) -> Organisation | None:
    """The bureau for which somebody registers sites: the first in which they organise, by the tree."""
    return Organisation.objects.filter(path__in=actor.organisations(Role.ORGANISER)).order_by("path").first()


def bodies_offered(actor: Actor, site: RegisteredSite | None = None) -> QuerySet[Organisation]:
    """Bodies that may be named as running a site: those of the actor's own tree, and the one that is named already."""
    offered = Organisation.objects.filter(kind=Organisation.Kind.GOVERNMENT)
    if is_administrator(actor):
        return offered
    # The first step of a path is the root: bodies of another tree are none of the actor's business.
    roots = {path.split("/")[1] for path in actor.organisations(Role.ORGANISER)}
    within = Q(pk=site.organisation_id) if site is not None and site.organisation_id else Q(pk__in=[])
    for root in roots:
        within |= Q(path__startswith=f"/{root}/")
    return offered.filter(within)
