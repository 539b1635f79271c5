"""Writes about evaluations: new ones, their settings, their dates."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.web.apps.acts.services import act, claim_version
from hengping.web.apps.campaigns.cloning import CARRIED
from hengping.web.apps.campaigns.models import Campaign, StageDates
from hengping.web.policy.words import PUBLIC_STAGES, Role, Stage

if TYPE_CHECKING:
    from hengping.web.apps.accounts.models import Organisation
    from hengping.web.policy.decide import Actor

NO_LATER = "发布后只能推迟尚未到来的公开时间"
"""Said when somebody would hide what is public, or show earlier what was approved for later."""


@dataclass(kw_only=True)
class Fields:
    """What a person says of an evaluation.

    Attributes:
        settings: what ``campaign.yaml`` has besides.
    """

    title: str
    as_of: date
    systems: list[str]
    team: list[Organisation] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    previous: Campaign | None = None


def campaign_create(
    *, actor: Actor, code: str, organiser: Organisation, fields: Fields, key: uuid.UUID | None = None
) -> Campaign:
    """Make an evaluation, in its first stage.

    Raises:
        PermissionDenied: the actor is no organiser in that body.
        ValidationError: the code is taken or badly written.
    """
    with act(actor, "campaign.create", key=key) as acting:
        campaign = _create(actor, code, organiser, fields)
        acting.about("campaign", campaign.pk)
        acting.summary = f"新建“{campaign.title}”"
        acting.detail = _told(campaign)
    return campaign


def campaign_edit(
    *, actor: Actor, campaign: Campaign, fields: Fields, seen: int, key: uuid.UUID | None = None
) -> Campaign:
    """Change a draft.

    Raises:
        ConflictError: somebody else changed it in the meantime.
    """
    with act(actor, "campaign.edit", campaign=campaign, key=key) as acting:
        before = _told(campaign)
        claim_version(campaign, seen, campaign.title)
        campaign.title, campaign.as_of = fields.title, fields.as_of
        campaign.systems, campaign.settings, campaign.previous = fields.systems, fields.settings, fields.previous
        campaign.full_clean()
        campaign.save()
        campaign.team.set(fields.team)
        after = _told(campaign)
        acting.about("campaign", campaign.pk)
        acting.summary = f"修改“{campaign.title}”的设置"
        acting.detail = {
            name: {"old": before[name], "new": after[name]} for name in after if before[name] != after[name]
        }
    return campaign


def calendar_set(
    *,
    actor: Actor,
    campaign: Campaign,
    dates: Mapping[Stage, tuple[date | None, date | None]],
    embargo_until: datetime | None,
    seen: int,
    reason: str = "",
    key: uuid.UUID | None = None,
) -> None:
    """Set the planned dates of the stages and the moment of publication.

    Raises:
        ConflictError: somebody else changed the evaluation in the meantime.
        ValidationError: what is public would be hidden, or shown earlier than was approved.
    """
    with act(actor, "campaign.calendar", campaign=campaign, key=key) as acting:
        claim_version(campaign, seen, campaign.title)
        changed: dict[str, Any] = {}
        if embargo_until != campaign.embargo_until:
            _require_later(campaign, embargo_until)
            changed["embargo_until"] = {"old": str(campaign.embargo_until or ""), "new": str(embargo_until or "")}
            campaign.embargo_until = embargo_until
        for stage, (begins_on, ends_on) in dates.items():
            row = StageDates.objects.filter(campaign=campaign, stage=stage).first()
            row = row or StageDates(campaign=campaign, stage=stage)
            if row.pk is None or (row.begins_on, row.ends_on) != (begins_on, ends_on):
                old = f"{row.begins_on or ''}—{row.ends_on or ''}"
                row.begins_on, row.ends_on = begins_on, ends_on
                row.save()
                changed[stage] = {"old": old, "new": f"{begins_on or ''}—{ends_on or ''}"}
        campaign.save(update_fields=["embargo_until", "version"])
        acting.about("campaign", campaign.pk)
        acting.summary = f"安排“{campaign.title}”的时间"
        acting.detail = changed | ({"reason": reason} if reason else {})


def _create(actor: Actor, code: str, organiser: Organisation, fields: Fields) -> Campaign:
    if organiser.path not in actor.organisations(Role.ORGANISER):
        raise PermissionDenied(_("只能以本单位的名义组织绩效评估"))
    campaign = Campaign(
        code=code, title=fields.title, organiser=organiser, as_of=fields.as_of, systems=fields.systems,
        settings=fields.settings, previous=fields.previous,
    )  # fmt: skip
    campaign.full_clean()
    if campaign.folder.exists():
        # A folder of that name would be taken over with whatever lies in it.
        raise ValidationError({"code": _("这个代号用过，请换一个")})
    campaign.save()
    campaign.team.set(fields.team)
    return campaign


def _require_later(campaign: Campaign, embargo_until: datetime | None) -> None:
    if Stage(campaign.stage) not in PUBLIC_STAGES:
        return
    if (
        not campaign.under_embargo
        or embargo_until is None
        or embargo_until < (campaign.embargo_until or timezone.now())
    ):
        raise ValidationError(NO_LATER)


def _told(campaign: Campaign) -> dict[str, Any]:
    """The state of a draft as the log has it."""
    return {
        "title": campaign.title,
        "as_of": campaign.as_of.isoformat(),
        "systems": list(campaign.systems),
        "team": sorted(str(name) for name in campaign.team.values_list("name", flat=True)),
        "settings": campaign.settings,
        "previous": campaign.previous.code if campaign.previous is not None else "",
    }


def campaign_clone(
    *,
    actor: Actor,
    source: Campaign,
    code: str,
    title: str,
    as_of: date,
    carry: list[str],
    key: uuid.UUID | None = None,
) -> Campaign:
    """Make an evaluation after an earlier one of the same organiser.

    Args:
        actor: who.
        source: the earlier one; the new one is compared with it.
        code: of the new one.
        title: of the new one.
        as_of: of the new one.
        carry: names of what it takes over (:data:`~hengping.web.apps.campaigns.cloning.CARRIED`).
        key: of the form.

    Raises:
        PermissionDenied: the actor may not see the earlier one so far, or is no organiser in its body.
        ValidationError: the code is taken or badly written.
    """
    with act(actor, "campaign.clone", campaign=source, key=key) as acting:
        fields = Fields(title=title, as_of=as_of, systems=[], previous=source)
        made = _create(actor, code, source.organiser, fields)
        copied = {name: CARRIED[name].copy(source, made, actor) for name in CARRIED if name in carry}
        acting.about("campaign", made.pk)
        acting.summary = f"由“{source.title}”沿用设置，新建“{made.title}”"
        acting.detail = {"source": source.code, "copied": copied}
    return made
