"""Writes on the register of sites: every change is a dated event with its basis."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.model.errors import InputError
from hengping.web.apps.accounts.models import Organisation
from hengping.web.apps.acts.services import act, claim_version
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.roster.keeping import keeps, registrar_of, require_keeper
from hengping.web.apps.roster.models import RegisteredSite, RosterEntry, SiteContact, SiteEvent
from hengping.web.apps.roster.register import current_values, site_of_code, state_on
from hengping.web.policy.decide import Actor

_KINDS = (
    ("site_code", SiteEvent.Kind.RECODED),
    ("url", SiteEvent.Kind.MOVED),
    ("name", SiteEvent.Kind.RENAMED),
    ("unit", SiteEvent.Kind.HANDED),
    ("organisation", SiteEvent.Kind.HANDED),
)
_FROM_ROSTER = ("name", "url", "unit", "group", "site_class", "region")


def register_site(*, actor: Actor, values: Mapping[str, str], on: date, basis: str, key: uuid.UUID) -> RegisteredSite:
    """Put a site into the register.

    Args:
        actor: who.
        values: ``site_code``, ``name``, ``url``, and what else is known of it.
        on: from when it is as given.
        basis: the document or list that says so.
        key: of the form.

    Raises:
        InputError: the code has a record already, or the day is in the future.
    """
    with act(actor, "register.edit", key=key) as acting:
        _refuse_future(on)
        if site_of_code(values["site_code"]) is not None:
            raise InputError(_("标识码“%(code)s”已有登记") % {"code": values["site_code"]}, remedy=_("查看原登记"))
        site = _new(actor, values, on, basis, registrar_of(actor))
        acting.about("registered_site", site.pk)
        acting.detail = {"after": current_values(site), "on": on.isoformat(), "basis": basis}
        acting.summary = _("登记网站“%(name)s”（%(code)s）") % {"name": site.name, "code": site.site_code}
    return site


def register_change(
    *, actor: Actor, site: RegisteredSite, values: Mapping[str, Any], on: date, basis: str, seen: int, key: uuid.UUID
) -> None:
    """Record that a site is called, coded, addressed or sponsored otherwise from a day on.

    Raises:
        ConflictError: somebody else changed the record after the form was opened.
        PermissionDenied: another bureau keeps the record.
        InputError: nothing changes, the code is another site's, or the day is in the future.
    """
    with act(actor, "register.edit", key=key) as acting:
        require_keeper(actor, site)
        _refuse_future(on)
        claim_version(site, seen, site.name)
        owner = site_of_code(str(values.get("site_code", site.site_code)))
        if owner is not None and owner.pk != site.pk:
            raise InputError(
                _("标识码“%(code)s”是“%(name)s”的") % {"code": values["site_code"], "name": owner.name},
                remedy=_("核对标识码；两个网站合并的，请登记“并入”"),
            )
        event = _event(actor, site, values, on, basis)
        if event is None:
            raise InputError(_("没有任何变化"), remedy=_("修改后再保存"))
        acting.about("registered_site", site.pk)
        acting.detail = {"before": event.before, "after": event.after, "on": on.isoformat(), "basis": basis}
        acting.summary = _("%(name)s：%(kind)s（自%(on)s起）") % {
            "name": site.name,
            "kind": event.get_kind_display(),
            "on": on.isoformat(),
        }


def register_close(
    *,
    actor: Actor,
    site: RegisteredSite,
    successor: RegisteredSite | None,
    on: date,
    basis: str,
    seen: int,
    key: uuid.UUID,
) -> None:
    """Record that a site closed, or went into another.

    Raises:
        ConflictError: somebody else changed the record after the form was opened.
        PermissionDenied: another bureau keeps the record.
        InputError: it has closed already, the successor has, or the day is in the future.
    """
    with act(actor, "register.edit", key=key) as acting:
        require_keeper(actor, site)
        _refuse_future(on)
        claim_version(site, seen, site.name)
        if site.closed_on is not None:
            raise InputError(_("该网站此前已关停"), remedy=_("查看沿革"))
        if successor is not None and (successor.pk == site.pk or successor.closed_on is not None):
            raise InputError(_("接续网站不能是它自己，也不能是已关停的网站"), remedy=_("另选接续网站"))
        kind = SiteEvent.Kind.CLOSED if successor is None else SiteEvent.Kind.MERGED
        after = {"closed": True, "successor": str(successor.pk) if successor else ""}
        _record(actor, site, kind, on, {"closed": False, "successor": ""}, after, basis)
        site.closed_on, site.successor = on, successor
        site.save()
        acting.about("registered_site", site.pk)
        acting.detail = {"on": on.isoformat(), "basis": basis, "successor": successor.site_code if successor else ""}
        words = _("%(name)s并入%(successor)s（%(on)s）") if successor else _("%(name)s关停（%(on)s）")
        acting.summary = words % {"name": site.name, "successor": successor, "on": on.isoformat()}


def register_from_roster(*, actor: Actor, campaign: Campaign, update: bool, key: uuid.UUID) -> dict[str, int]:
    """Tie the sites of a roster to their records; those without one get one, with the evaluation as its basis.

    Args:
        actor: who.
        campaign: whose roster.
        update: where roster and record differ, record the change from the day of the evaluation on; records that
            another bureau keeps are left as they are, and counted.
        key: of the form.
    """
    told = {"linked": 0, "new": 0, "changed": 0, "left": 0}
    with act(actor, "roster.register", campaign=campaign, key=key) as acting:
        basis = _("《%(title)s》名单") % {"title": campaign.title}
        on = min(campaign.as_of, timezone.localdate())
        for entry in RosterEntry.objects.filter(campaign=campaign).select_related("site", "organisation"):
            values = {name: getattr(entry, name) for name in ("site_code", *_FROM_ROSTER)}
            values["organisation"] = str(entry.organisation_id or "")
            site = entry.site or site_of_code(entry.site_code)
            if site is None:
                site = _new(actor, values, on, basis, campaign.organiser)
                told["new"] += 1
            elif update and site.closed_on is None and not keeps(actor, site):
                told["left"] += 1
            elif update and site.closed_on is None:
                if not values["organisation"]:
                    del values["organisation"]
                told["changed"] += _event(actor, site, values, on, basis) is not None
            if entry.site_id != site.pk:
                entry.site = site
                entry.save(update_fields=["site"])
                told["linked"] += 1
        acting.about("campaign", campaign.pk)
        acting.detail = dict(told)
        acting.summary = _("由“%(title)s”名单更新网站登记：新登记%(new)s个，变更%(changed)s个") % {
            "title": campaign.title,
            **told,
        }
    return told


def contact_add(*, actor: Actor, site: RegisteredSite, values: Mapping[str, str], key: uuid.UUID) -> SiteContact:
    """Note somebody to talk to."""
    with act(actor, "register.edit", key=key) as acting:
        require_keeper(actor, site)
        contact = SiteContact.objects.create(site=site, **values)
        acting.about("registered_site", site.pk)
        acting.summary = _("“%(site)s”增加联系人%(name)s") % {"site": site.name, "name": contact.name}
    return contact


def contact_end(*, actor: Actor, contact: SiteContact, seen: int, key: uuid.UUID) -> None:
    """Somebody is no longer the one to talk to.

    Raises:
        ConflictError: somebody else changed it after the form was opened.
    """
    with act(actor, "register.edit", key=key) as acting:
        require_keeper(actor, contact.site)
        claim_version(contact, seen, contact.name)
        contact.ended_at = timezone.now()
        contact.save()
        acting.about("registered_site", contact.site_id)
        acting.summary = _("“%(site)s”的联系人%(name)s不再担任") % {"site": contact.site.name, "name": contact.name}


def _new(
    actor: Actor, values: Mapping[str, Any], on: date, basis: str, registrar: Organisation | None
) -> RegisteredSite:
    fields = {name: values.get(name) or "" for name in ("site_code", *_FROM_ROSTER)}
    body = values.get("organisation") or None
    site = RegisteredSite.objects.create(
        **fields, organisation_id=body, registrar=registrar, opened_on=None, source=basis[:300]
    )
    _record(actor, site, SiteEvent.Kind.REGISTERED, on, {}, current_values(site), basis)
    return site


def _event(actor: Actor, site: RegisteredSite, values: Mapping[str, Any], on: date, basis: str) -> SiteEvent | None:
    """Record what differs on that day from what the history says; the record follows; None: nothing differs."""
    events = list(site.events.all())
    if not events:
        # Its history begins with what the record said so far.
        first = site.opened_on or date(1994, 1, 1)
        events = [
            _record(actor, site, SiteEvent.Kind.REGISTERED, min(first, on), {}, current_values(site), site.source)
        ]
    state = state_on(site, events, on)
    before = state.values if state is not None else {}
    after = {name: value for name, value in values.items() if before.get(name) != value}
    if not after:
        return None
    kind = next((kind for name, kind in _KINDS if name in after), SiteEvent.Kind.CHANGED)
    event = _record(actor, site, kind, on, {name: before.get(name, "") for name in after}, after, basis)
    now = state_on(site, [*events, event], timezone.localdate())
    if now is not None:
        for name in ("site_code", *_FROM_ROSTER):
            setattr(site, name, now.values.get(name) or "")
        body = str(now.values.get("organisation") or "")
        site.organisation = Organisation.objects.filter(pk=body).first() if body else None
        site.save()
    return event


def _record(  # noqa: PLR0917 - what an event is made of
    actor: Actor,
    site: RegisteredSite,
    kind: SiteEvent.Kind,
    on: date,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    basis: str,
) -> SiteEvent:
    return SiteEvent.objects.create(
        site=site,
        kind=kind,
        happened_on=on,
        before=dict(before),
        after=dict(after),
        basis=basis[:300],
        recorded_by=str(actor.user)[:100],
    )


def _refuse_future(on: date) -> None:
    if on > timezone.localdate():
        raise InputError(_("日期在今天之后"), remedy=_("变更生效后再登记"))
