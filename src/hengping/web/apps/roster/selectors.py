"""Reads about rosters."""

from collections.abc import Iterable, Mapping
from typing import Literal
from uuid import UUID

from django.db.models import Q, QuerySet

from hengping.model.site import Site, SiteClass
from hengping.roster import write
from hengping.web.apps.accounts.models import Membership, Organisation
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.roster.models import RosterEntry, RosterImport
from hengping.web.policy.words import Role

FIELDS = ("site_code", "name", "unit", "url", "group", "site_class", "region", "parent_code")
"""Fields of an entry that a list gives."""
COLUMNS = (*write.COLUMNS, "parent")
"""The engine's own column names, in the order of :data:`FIELDS`."""
ORDERS = {
    "place": ("place", "site_code"), "site_code": ("site_code",), "name": ("name", "site_code"),
    "unit": ("unit", "site_code"), "group": ("group", "place"), "region": ("region", "place"),
}  # fmt: skip
"""How the list can be sorted."""
SortKey = Literal["place", "site_code", "name", "unit", "group", "region"]


def entries(campaign: Campaign, query: Mapping[str, str] | None = None) -> QuerySet[RosterEntry]:
    """The roster, narrowed and sorted.

    Args:
        campaign: whose.
        query: ``q`` (words in code, name, unit, address), ``group``, ``site_class`` (``-``: none given), ``matched``
            (``yes``, ``no``); what is empty or unknown narrows nothing.
    """
    rows = RosterEntry.objects.filter(campaign=campaign).select_related("organisation")
    asked = query or {}
    for word in asked.get("q", "").split()[:8]:
        rows = rows.filter(
            Q(site_code__icontains=word) | Q(name__icontains=word) | Q(unit__icontains=word) | Q(url__icontains=word)
        )
    if asked.get("group"):
        rows = rows.filter(group=asked["group"])
    if asked.get("site_class") in {"A", "B", "-"}:
        rows = rows.filter(site_class=asked["site_class"].strip("-"))
    if asked.get("matched") in {"yes", "no"}:
        rows = rows.filter(organisation__isnull=asked["matched"] == "no")
    return rows


def groups(campaign: Campaign) -> list[str]:
    """Names of the ranking groups, in the order in which the list has them."""
    found = RosterEntry.objects.filter(campaign=campaign).exclude(group="").order_by("place")
    return list(dict.fromkeys(found.values_list("group", flat=True)))


def sites(campaign: Campaign) -> list[Site]:
    """The roster as the engine knows sites, in order."""
    return [site_of(entry) for entry in RosterEntry.objects.filter(campaign=campaign).order_by("place", "site_code")]


def site_of(entry: RosterEntry) -> Site:
    """An entry as the engine knows it."""
    return Site(
        site_code=entry.site_code,
        name=entry.name,
        unit=entry.unit,
        url=entry.url,
        group=entry.group,
        site_class=class_of(entry.site_class),
        region=entry.region,
        parent=entry.parent_code,
    )


def class_of(text: str) -> SiteClass:
    """A or B; anything else: not stated."""
    return "A" if text == "A" else "B" if text == "B" else ""


def roster_csv(campaign: Campaign) -> bytes:
    """``roster.csv`` of the contract, for the engine: cells exactly as they are."""
    return write.roster_csv(sites(campaign))


def cells(rows: Iterable[RosterEntry]) -> list[tuple[str, ...]]:
    """The list as the cells of a table."""
    return [tuple(str(getattr(row, field)) for field in FIELDS) for row in rows]


def organisation_by_unit(campaign: Campaign) -> dict[str, Organisation]:
    """Bodies by name; a name that two bodies have is left out: nobody can tell which is meant.

    A body that another bureau keeps, itself or below it, does not count by its name: that bureau could have made or
    renamed it, and its people would then answer for the site. The organiser gives it the site by hand.
    """
    found: dict[str, Organisation] = {}
    twice = set()
    own = campaign.organiser.path
    keepers = Membership.objects.filter(role=Role.ORGANISER).values_list("organisation__path", flat=True).distinct()
    others = tuple(path for path in keepers if not own.startswith(path))
    root = own.split("/")[1]
    for body in Organisation.objects.filter(kind=Organisation.Kind.GOVERNMENT, path__startswith=f"/{root}/"):
        if body.path.startswith(others):
            continue
        if body.name in found:
            twice.add(body.name)
        found[body.name] = body
    return {name: body for name, body in found.items() if name not in twice}


def unmatched_units(campaign: Campaign) -> list[tuple[str, int]]:
    """Units that no body stands for, with the number of their sites, in the order of the list."""
    found: dict[str, int] = {}
    for unit in RosterEntry.objects.filter(campaign=campaign, organisation=None).values_list("unit", flat=True):
        found[unit] = found.get(unit, 0) + 1
    return list(found.items())


def pending_import(campaign: Campaign, import_id: UUID) -> RosterImport | None:
    """An upload of this evaluation."""
    return RosterImport.objects.filter(campaign=campaign, pk=import_id).first()
