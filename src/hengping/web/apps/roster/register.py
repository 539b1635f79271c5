"""Reads about the register of sites: as it is, and as it was on a day."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengping.model.site import Site
from hengping.model.urls import host_of
from hengping.web.apps.accounts.models import Organisation, User
from hengping.web.apps.roster.models import RegisteredSite, SiteContact, SiteEvent
from hengping.web.apps.roster.reading import Duplicate
from hengping.web.apps.roster.selectors import class_of

KEPT = ("site_code", "name", "url", "unit", "group", "site_class", "region", "organisation", "closed", "successor")
"""What events set; ``organisation`` and ``successor`` are ids, ``closed`` is a truth value."""


@dataclass(kw_only=True)
class SiteState:
    """A registered site as it was on a day."""

    site: RegisteredSite
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def closed(self) -> bool:
        """Whether it had closed or gone into another."""
        return bool(self.values.get("closed"))

    def text(self, name: str) -> str:
        """A field as text."""
        return str(self.values.get(name) or "")

    def as_site(self) -> Site:
        """As the engine knows sites."""
        return Site(
            site_code=self.text("site_code"),
            name=self.text("name"),
            unit=self.text("unit"),
            url=self.text("url"),
            group=self.text("group"),
            site_class=class_of(self.text("site_class")),
            region=self.text("region"),
        )


def current_values(site: RegisteredSite) -> dict[str, Any]:
    """What the record says now."""
    return {
        "site_code": site.site_code, "name": site.name, "url": site.url, "unit": site.unit, "group": site.group,
        "site_class": site.site_class, "region": site.region,
        "organisation": str(site.organisation_id or ""), "closed": site.closed_on is not None,
        "successor": str(site.successor_id or ""),
    }  # fmt: skip


def states_on(day: date, *, closed: bool = False) -> list[SiteState]:
    """The register as it was on a day (名单 as of a date), by code; what is known only later is not in it.

    Args:
        day: events up to and on this day count.
        closed: also sites that had closed by then.
    """
    happened: dict[Any, list[SiteEvent]] = {}
    for event in SiteEvent.objects.all():
        happened.setdefault(event.site_id, []).append(event)
    found = []
    for site in RegisteredSite.objects.select_related("organisation", "successor"):
        state = state_on(site, happened.get(site.pk, []), day)
        if state is not None and (closed or not state.closed):
            found.append(state)
    return sorted(found, key=lambda state: state.text("site_code"))


def state_on(site: RegisteredSite, events: Iterable[SiteEvent], day: date) -> SiteState | None:
    """One site as it was on a day; None: it was not registered yet."""
    ordered = sorted(events, key=lambda event: (event.happened_on, event.recorded_at))
    if not ordered:
        # A record without any history: only its own two days are known.
        if site.opened_on is not None and site.opened_on > day:
            return None
        values = current_values(site)
        values["closed"] = site.closed_on is not None and site.closed_on <= day
        return SiteState(site=site, values=values)
    values = {}
    for event in ordered:
        if event.happened_on <= day:
            values |= event.after
    return SiteState(site=site, values=values) if values else None


def site_of_code(code: str) -> RegisteredSite | None:
    """The site that has a code, or once had it."""
    site = RegisteredSite.objects.filter(site_code=code).first()
    if site is None:
        event = SiteEvent.objects.filter(after__site_code=code).select_related("site").order_by("-happened_on").first()
        site = event.site if event is not None else None
    return site


def register_duplicates() -> list[Duplicate]:
    """Open sites with the same host or the same name: one of them is probably another record of the other."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for site in RegisteredSite.objects.filter(closed_on=None):
        host = host_of(site.url).removeprefix("www.")
        for key in (("host", host), ("name", unicodedata.normalize("NFKC", site.name).replace(" ", ""))):
            if key[1]:
                found.setdefault(key, []).append((site.site_code, site.name))
    return [
        Duplicate(kind=kind, value=value, sites=tuple(each))
        for (kind, value), each in sorted(found.items())
        if len(each) > 1
    ]


LABELS = {
    "site_code": gettext_lazy("标识码"), "name": gettext_lazy("名称"), "url": gettext_lazy("网址"),
    "unit": gettext_lazy("主办单位"), "group": gettext_lazy("分组"),
    "site_class": gettext_lazy("类别"), "region": gettext_lazy("地区"),
    "organisation": gettext_lazy("机构"), "closed": gettext_lazy("关停"),
    "successor": gettext_lazy("并入"),
}  # fmt: skip
"""What the fields of an event are called."""


def event_changes(events: Iterable[SiteEvent]) -> list[dict[str, Any]]:
    """Events for people, newest first: each with its changes as (label, old, new)."""
    listed = list(events)
    ids = {
        str(each[name])
        for event in listed
        for each in (event.before, event.after)
        for name in ("organisation", "successor")
        if each.get(name)
    }
    names = {str(body.pk): body.name for body in Organisation.objects.filter(pk__in=ids)}
    names |= {str(site.pk): site.name for site in RegisteredSite.objects.filter(pk__in=ids)}

    def shown(value: Any) -> str:
        if isinstance(value, bool):
            return _("是") if value else _("否")
        return names.get(str(value), str(value)) if value else "—"

    return [
        {
            "event": event,
            "changes": [
                (LABELS[name], shown(event.before.get(name)), shown(event.after.get(name)))
                for name in KEPT
                if name in event.after
                and (event.kind != SiteEvent.Kind.REGISTERED or event.after[name])
                and event.after[name] != event.before.get(name)
            ],
        }
        for event in sorted(listed, key=lambda one: (one.happened_on, one.recorded_at), reverse=True)
    ]


def contacts_with_accounts(site: RegisteredSite) -> list[tuple[SiteContact, str]]:
    """People to talk to, each with whether they have been invited or have an account, as far as their e-mail tells."""
    contacts = list(site.contacts.filter(ended_at=None))
    emails = [contact.email for contact in contacts if contact.email]
    accounts = {user.email.lower() for user in User.objects.filter(email__in=emails, is_active=True)}
    invited = _invited(emails)
    return [
        (
            contact,
            _("已有账号")
            if contact.email.lower() in accounts
            else invited.get(contact.email.lower(), _("未邀请") if contact.email else _("没有邮箱")),
        )
        for contact in contacts
    ]


def _invited(emails: list[str]) -> dict[str, str]:
    from hengping.web.apps.accounts import models

    invitation = getattr(models, "Invitation", None)
    if invitation is None or not emails:
        return {}
    return {
        str(email).lower(): _("已邀请")
        for email in invitation.objects.filter(email__in=emails).values_list("email", flat=True)
    }
