"""Writes on the roster of an evaluation."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from hengping.model.errors import InputError
from hengping.model.site import Site
from hengping.roster.load import Roster
from hengping.web.apps.accounts.models import Organisation
from hengping.web.apps.acts.services import ConflictError, act, claim_version
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.roster.models import RegisteredSite, RosterEntry, RosterImport
from hengping.web.apps.roster.reading import as_values, compare, from_values
from hengping.web.apps.roster.selectors import FIELDS, entries, organisation_by_unit, roster_csv
from hengping.web.policy.decide import Actor

_TOLD = 200
"""So many sites are named in the log; of more, the numbers say it."""


def state_of(campaign: Campaign) -> str:
    """What the roster is now, as a digest: a form that showed another one must not be carried out."""
    return hashlib.sha256(roster_csv(campaign)).hexdigest()


def roster_upload(
    *, actor: Actor, campaign: Campaign, roster: Roster, file_name: str, digest: str, key: uuid.UUID
) -> RosterImport:
    """Keep what was read from an uploaded list, so that it can be looked at before anything changes."""
    with act(actor, "roster.edit", campaign=campaign, key=key) as acting:
        kept = RosterImport.objects.create(
            campaign=campaign,
            file_name=file_name[:200],
            digest=digest,
            sites=[as_values(site) for site in roster.sites],
            faults=[
                {
                    "row": fault.row, "column": fault.column, "severity": fault.severity, "what": fault.what.zh,
                    "remedy": fault.remedy.zh, "kind": fault.kind,
                }
                for fault in roster.faults
            ],
        )  # fmt: skip
        acting.about("roster_import", kept.pk)
        acting.detail = {"file": kept.file_name, "sha256": digest, "sites": len(kept.sites)}
        acting.summary = _("读取名单文件“%(file)s”，共%(sites)s个网站，尚未采用") % {
            "file": kept.file_name,
            "sites": len(kept.sites),
        }
    return kept


def roster_import_apply(
    *, actor: Actor, campaign: Campaign, upload: RosterImport, seen_state: str, remove_gone: bool, key: uuid.UUID
) -> None:
    """Let an uploaded list be the roster: all of it or nothing.

    Args:
        actor: who.
        campaign: whose roster.
        upload: what was read.
        seen_state: :func:`state_of` when the comparison was shown.
        remove_gone: take sites off that the list does not have; else they stay, behind the others.
        key: of the form.

    Raises:
        ConflictError: the roster changed after the comparison was shown.
        InputError: the upload was applied before.
    """
    with act(actor, "roster.edit", campaign=campaign, key=key) as acting:
        if upload.applied_at is not None:
            raise InputError(_("这份名单已经采用过"), where=upload.file_name, remedy=_("需要再次导入时重新上传"))
        if seen_state != state_of(campaign):
            raise ConflictError(_("评估名单"))
        wanted = [from_values(values) for values in upload.sites]
        acting.detail = _take_over(campaign, wanted, remove_gone=remove_gone)
        RosterImport.objects.filter(pk=upload.pk).update(applied_at=timezone.now())
        acting.about("roster_import", upload.pk)
        acting.detail |= {"file": upload.file_name, "sha256": upload.digest}
        acting.summary = _("采用名单“%(file)s”：新增%(new)s个、修改%(changed)s个、移出%(removed)s个网站") % {
            "file": upload.file_name,
            **{name: acting.detail[name] for name in ("new", "changed", "removed")},
        }


def _take_over(campaign: Campaign, wanted: Sequence[Site], *, remove_gone: bool) -> dict[str, Any]:
    standing = {entry.site_code: entry for entry in entries(campaign)}
    found = compare(standing.values(), wanted)
    bodies = organisation_by_unit(campaign)
    registered = {site.site_code: site for site in RegisteredSite.objects.all()}
    new, changed = [], []
    for place, site in enumerate(wanted, start=1):
        values = as_values(site)
        entry = standing.get(site.site_code)
        if entry is None:
            new.append(
                RosterEntry(
                    campaign=campaign, place=place, organisation=bodies.get(site.unit),
                    site=registered.get(site.site_code), **values,
                )
            )  # fmt: skip
            continue
        if entry.unit != site.unit or entry.organisation is None:
            entry.organisation = bodies.get(site.unit)
        entry.site = entry.site or registered.get(site.site_code)
        if entry.place != place or any(getattr(entry, field) != values[field] for field in FIELDS):
            entry.version += 1
        entry.place = place
        for field in FIELDS:
            setattr(entry, field, values[field])
        changed.append(entry)
    bulk_create_with_history(new, RosterEntry, batch_size=500)
    fields = [*FIELDS, "place", "organisation", "site", "version"]
    bulk_update_with_history(changed, RosterEntry, fields, batch_size=500)
    for number, entry in enumerate(found.gone, start=len(wanted) + 1):
        if remove_gone:
            entry.delete()
        else:
            RosterEntry.objects.filter(pk=entry.pk).update(place=number)
    return {
        "new": len(found.new),
        "changed": len(found.changed),
        "removed": len(found.gone) if remove_gone else 0,
        "new_codes": [site.site_code for site in found.new[:_TOLD]],
        "changes": {each.site.site_code: each.fields for each in found.changed[:_TOLD]},
        "gone_codes": [entry.site_code for entry in found.gone[:_TOLD]],
    }


def roster_entry_add(*, actor: Actor, campaign: Campaign, values: Mapping[str, str], key: uuid.UUID) -> RosterEntry:
    """Put a site on the roster, behind the others.

    Raises:
        InputError: the code stands there already.
    """
    with act(actor, "roster.edit", campaign=campaign, key=key) as acting:
        _refuse_code_twice(campaign, values["site_code"])
        last = RosterEntry.objects.filter(campaign=campaign).aggregate(Max("place"))["place__max"] or 0
        entry = RosterEntry.objects.create(
            campaign=campaign,
            place=last + 1,
            organisation=organisation_by_unit(campaign).get(values["unit"]),
            site=RegisteredSite.objects.filter(site_code=values["site_code"]).first(),
            **{field: values[field] for field in FIELDS},
        )
        acting.about("roster_entry", entry.pk)
        acting.detail = {"after": dict(values)}
        acting.summary = _("名单增加“%(name)s”（%(code)s）") % {"name": entry.name, "code": entry.site_code}
    return entry


def roster_entry_change(
    *, actor: Actor, entry: RosterEntry, values: Mapping[str, str], seen: int, key: uuid.UUID
) -> None:
    """Change a line of the roster.

    Raises:
        ConflictError: somebody else changed it after the form was opened.
        InputError: another line has the code.
    """
    with act(actor, "roster.edit", campaign=entry.campaign, entry=entry, key=key) as acting:
        claim_version(entry, seen, entry.name)
        if values["site_code"] != entry.site_code:
            _refuse_code_twice(entry.campaign, values["site_code"])
        before = {field: str(getattr(entry, field)) for field in FIELDS}
        if values["unit"] != entry.unit:
            entry.organisation = organisation_by_unit(entry.campaign).get(values["unit"])
        for field in FIELDS:
            setattr(entry, field, values[field])
        entry.save()
        acting.about("roster_entry", entry.pk)
        changed = [field for field in FIELDS if before[field] != values[field]]
        acting.detail = {field: [before[field], values[field]] for field in changed}
        acting.summary = _("修改名单中的“%(name)s”（%(code)s）") % {"name": entry.name, "code": entry.site_code}


def roster_entry_remove(*, actor: Actor, entry: RosterEntry, reason: str, seen: int, key: uuid.UUID) -> None:
    """Take a site off the roster; what it was stays in the history and in the log.

    Raises:
        ConflictError: somebody else changed it after the form was opened.
    """
    with act(actor, "roster.edit", campaign=entry.campaign, entry=entry, key=key) as acting:
        claim_version(entry, seen, entry.name)
        acting.about("roster_entry", entry.pk)
        acting.detail = {"before": {field: str(getattr(entry, field)) for field in FIELDS}, "reason": reason}
        acting.summary = _("名单移出“%(name)s”（%(code)s）：%(reason)s") % {
            "name": entry.name,
            "code": entry.site_code,
            "reason": reason,
        }
        entry.delete()


def roster_match(*, actor: Actor, campaign: Campaign, chosen: Mapping[str, Organisation], key: uuid.UUID) -> int:
    """Say which body stands behind a unit name; all its lines that have none yet get it.

    Returns:
        Number of lines.
    """
    with act(actor, "roster.edit", campaign=campaign, key=key) as acting:
        lines = []
        for unit, body in chosen.items():
            for entry in RosterEntry.objects.filter(campaign=campaign, unit=unit, organisation=None):
                entry.organisation = body
                entry.version += 1
                lines.append(entry)
        bulk_update_with_history(lines, RosterEntry, ["organisation", "version"], batch_size=500)
        acting.about("campaign", campaign.pk)
        acting.detail = {unit: str(body.pk) for unit, body in chosen.items()}
        acting.summary = _("为名单中%(units)s个主办单位指定机构，涉及%(lines)s个网站") % {
            "units": len(chosen),
            "lines": len(lines),
        }
    return len(lines)


def roster_fill(
    *, actor: Actor, campaign: Campaign, wanted: Sequence[Site], told: str, seen_state: str, key: uuid.UUID
) -> int:
    """Begin an empty roster with the sites of the register as they were on a day.

    Raises:
        InputError: the roster is not empty.
        ConflictError: it changed after the form was opened.
    """
    with act(actor, "roster.edit", campaign=campaign, key=key) as acting:
        if seen_state != state_of(campaign):
            raise ConflictError(_("评估名单"))
        if RosterEntry.objects.filter(campaign=campaign).exists():
            raise InputError(_("名单不是空的"), remedy=_("已有名单时请用导入，先看对比再采用"))
        acting.detail = _take_over(campaign, wanted, remove_gone=False)
        acting.about("campaign", campaign.pk)
        acting.summary = _("由网站登记填写名单（%(told)s），共%(sites)s个网站") % {"told": told, "sites": len(wanted)}
    return len(wanted)


def _refuse_code_twice(campaign: Campaign, code: str) -> None:
    if RosterEntry.objects.filter(campaign=campaign, site_code=code).exists():
        raise InputError(_("名单中已有标识码“%(code)s”") % {"code": code}, remedy=_("核对标识码"))
