"""Which run's results are the evaluation's, and what goes along when another takes its place.

In two parts: the long one (rulings of the run before are recorded in the next, which is scored and indexed) may be
killed and done again; the short one, within an act, lets the next run count. What was decided between the two is
brought along afterwards by those who register with :data:`SWITCHED`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.model.errors import RunError
from hengping.pipeline.context import open_run
from hengping.pipeline.progress import Progress
from hengping.pipeline.review_carrying import Carried, carry_rulings
from hengping.pipeline.review_recording import redo
from hengping.pipeline.run_lock import run_lock
from hengping.pipeline.section_recording import carry_sections
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.runs.indexing import index_run
from hengping.web.apps.runs.models import Run
from hengping.web.policy.words import OPEN_STAGES


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A run that is ready to count.

    Attributes:
        before: the run that counted when this was made ready.
        carried: what became of its rulings.
        since: decisions that were carried out by then are in.
    """

    before: Run | None
    carried: Carried
    since: datetime


SWITCHED: list[Callable[[Run, Prepared], None]] = []
"""Told within the act, once the run counts."""


def why_not(run: Run) -> str:
    """Why a run's results cannot become the evaluation's; empty: they can."""
    if run.kind == Run.Kind.TRIAL:
        return _("试运行的结果不能作为本次评估的结果")
    stage = Campaign.objects.get(pk=run.campaign_id).stage_now
    if stage not in OPEN_STAGES:
        return _("当前阶段（%(stage)s）的结果已确定，不能换成另一次运行的结果") % {"stage": stage.label}
    return ""


def prepare(run: Run, progress: Progress | None = None) -> Prepared:
    """Bring along what was ruled in the run that counts now, whatever this run was made for; and index it.

    Raises:
        RunError: somebody works on the run, or its folder is not complete.
    """
    since = timezone.now()
    before = Run.objects.filter(campaign_id=run.campaign_id, is_current=True).exclude(pk=run.pk).first()
    carried = Carried()
    if before is not None and not why_not(run):
        after = open_run(run.path, progress=progress)
        if after.folder.results_root.is_dir():
            # What was settled about sections is only written here: the sites are read again by work of its own.
            carry_sections(open_run(before.path), after)
            carried = carry_rulings(open_run(before.path), after)
            if carried.carried:
                with run_lock(run.path):
                    redo(after)
    index_run(run)
    return Prepared(before=before, carried=carried, since=since)


def switch(run: Run, prepared: Prepared) -> None:
    """Let a run count. Within an act.

    Raises:
        RunError: it cannot, has no results, or another run took the place meanwhile.
    """
    reason = why_not(run)
    if reason:
        raise RunError(reason)
    if not run.site_results.exists():
        raise RunError(_("这次运行还没有结果，不能作为本次评估的结果"))
    before = Run.objects.filter(campaign_id=run.campaign_id, is_current=True).exclude(pk=run.pk).first()
    if (before.pk if before else None) != (prepared.before.pk if prepared.before else None):
        raise RunError(_("评估结果刚刚换成了另一次运行"), remedy=_("再试一次"))
    # In two steps: the database allows one current run at any moment.
    Run.objects.filter(campaign_id=run.campaign_id, is_current=True).exclude(pk=run.pk).update(is_current=False)
    Run.objects.filter(pk=run.pk).update(is_current=True)
    run.is_current = True
    for told in SWITCHED:
        told(run, prepared)
