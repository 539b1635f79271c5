"""Moving an evaluation from stage to stage: preconditions, freezing, the record of it."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.model.errors import HengpingError, InputError
from hengping.web.apps.accounts.models import User
from hengping.web.apps.acts.services import Acting, ConflictError, act, claim_version
from hengping.web.apps.campaigns import files
from hengping.web.apps.campaigns.models import Campaign, Frozen, StageChange
from hengping.web.apps.campaigns.preconditions import Condition, conditions, missing
from hengping.web.apps.campaigns.telling import tell_of_move
from hengping.web.policy.words import Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from hengping.web.apps.campaigns.stages import Arrow
    from hengping.web.policy.decide import Actor


class NotYetError(HengpingError):
    """A move whose preconditions do not hold.

    Attributes:
        missing: those that stand in the way.
    """

    def __init__(self, found: list[Condition]) -> None:
        super().__init__(_("前提条件还没有满足：%(names)s") % {"names": "、".join(each.name for each in found)})
        self.missing = found


def campaign_move(
    *,
    actor: Actor,
    campaign: Campaign,
    arrow: Arrow,
    seen: int,
    reason: str = "",
    key: uuid.UUID | None = None,
    action_id: str = "campaign.advance",
    within: Callable[[Acting], None] | None = None,
) -> StageChange:
    """Move an evaluation along an arrow.

    Args:
        actor: who.
        campaign: the evaluation.
        arrow: the move.
        seen: version that the form showed.
        reason: needed when going back, and when a precondition is waived.
        key: of the form.
        action_id: row of the policy table; publication has its own.
        within: done in the same transaction, before the stage changes.

    Raises:
        NotYetError: preconditions do not hold.
        InputError: no reason was given for going back.
        ConflictError: it is in another stage by now, or was changed.
    """
    if arrow.back and not reason.strip():
        raise InputError(_("退回须写明理由"))
    with act(actor, action_id, campaign=campaign, key=key) as acting:
        if Stage(campaign.stage) is not arrow.before:
            raise ConflictError(campaign.title)
        found = conditions(campaign, arrow)
        if left := missing(found, reason=reason):
            raise NotYetError(left)
        claim_version(campaign, seen, campaign.title)
        if within is not None:
            within(acting)
        if arrow.after is Stage.COLLECTING and not arrow.back:
            acting.detail["frozen"] = _freeze(campaign).digest
        if arrow.after is Stage.DRAFT:
            campaign.frozen.filter(ended_at=None).update(ended_at=timezone.now())
        campaign.stage = arrow.after
        campaign.save(update_fields=["stage", "version"])
        acting.about("campaign", campaign.pk)
        acting.summary = f"“{campaign.title}”由{arrow.before.label}转为{arrow.after.label}"
        acting.detail |= {"before": arrow.before, "after": arrow.after, "reason": reason.strip()}
        tell_of_move(campaign, arrow, actor.user if isinstance(actor.user, User) else None)
        return StageChange.objects.create(
            campaign=campaign, before=arrow.before, after=arrow.after, reason=reason.strip(),
            by_id=actor.user.pk, by_name=str(actor.user), conditions=[_told(each) for each in found],
        )  # fmt: skip


def _freeze(campaign: Campaign) -> Frozen:
    """Record rules, roster and period as they are now."""
    contents = {name: data.decode() for name, data in files.campaign_files(campaign).items()}
    systems = files.system_digests(campaign)
    whole = json.dumps([contents, systems], ensure_ascii=False, sort_keys=True)
    frozen = Frozen.objects.create(
        campaign=campaign, files=contents, systems=systems, sites=campaign.entries.count(), as_of=campaign.as_of,
        digest=hashlib.sha256(whole.encode()).hexdigest(),
    )  # fmt: skip
    files.write_campaign_files(campaign)
    return frozen


def _told(condition: Condition) -> dict[str, Any]:
    return {"name": condition.name, "met": condition.met, "told": condition.told, "blocking": condition.blocking}
