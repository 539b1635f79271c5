"""What judged bodies wait for before an evaluation moves on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from hengping.web.apps.campaigns.preconditions import Condition, precondition
from hengping.web.apps.operators.models import Reply
from hengping.web.policy.words import Stage

if TYPE_CHECKING:
    from hengping.web.apps.campaigns.models import Campaign


@precondition(Stage.OBJECTION, Stage.REASSESSING)
def explanations_pointed_out(campaign: Campaign) -> Condition | None:
    """Explanations that nobody has decided on are pointed out; that can still be done in the next stage."""
    return _decided(campaign, blocking=False)


@precondition(Stage.REASSESSING, Stage.FINAL)
def explanations_decided(campaign: Campaign) -> Condition | None:
    """Nothing is final while an explanation has no answer; None: nobody gave any."""
    return _decided(campaign, blocking=True)


def _decided(campaign: Campaign, *, blocking: bool) -> Condition | None:
    given = Reply.objects.filter(entry__campaign=campaign).exclude(explanation="")
    if not given.exists():
        return None
    waiting = given.filter(explanation=Reply.Explanation.WAITING).count()
    return Condition(
        name=_("情况说明已全部审核"),
        met=not waiting,
        told=_("%(count)s条待审核") % {"count": waiting} if waiting else "",
        remedy=_("在“整改”页面逐条审核"),
        url=reverse("rectifications", args=[campaign.pk]),
        blocking=blocking,
    )
