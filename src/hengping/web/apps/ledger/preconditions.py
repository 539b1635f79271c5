"""What the section ledger demands before an evaluation moves on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from hengping.evidence.run_folder import RunFolder
from hengping.model.errors import RunError
from hengping.pipeline.section_rulings import rulings_file
from hengping.web.apps.campaigns.preconditions import Condition, precondition
from hengping.web.apps.ledger.selectors import is_counted, waiting, wanted_rulings
from hengping.web.apps.runs.selectors import current_run
from hengping.web.policy.words import Stage

if TYPE_CHECKING:
    from hengping.web.apps.campaigns.models import Campaign


@precondition(Stage.PRELIMINARY, Stage.OBJECTION)
@precondition(Stage.REASSESSING, Stage.FINAL)
@precondition(Stage.FINAL, Stage.PUBLISHED)
def sections_counted(campaign: Campaign) -> Condition | None:
    """Whether what people settled about sections is in the scores; None: nobody settled anything."""
    run = current_run(campaign)
    if run is None or not (rulings_file(RunFolder(run.path)).is_file() or wanted_rulings(campaign)):
        return None
    told = ""
    try:
        if left := waiting(campaign):
            told = _("%(left)s个栏目的核对或豁免尚未写入") % {"left": left}
        elif not is_counted(campaign):
            told = _("已写入，尚未重新计算")
    except RunError as error:
        told = error.what
    return Condition(
        name=_("栏目核对和豁免已计入得分"),
        met=not told,
        told=told,
        remedy=_("在“栏目台账”中点“计入并重新计算”"),
        url=reverse("ledger", args=[campaign.pk]),
    )
