"""What the platform itself does when the engine of a run has ended."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.pipeline.context import open_run
from hengping.pipeline.review_carrying import Carried, carry_rulings
from hengping.pipeline.review_recording import redo
from hengping.pipeline.run_lock import run_lock
from hengping.web.apps.acts.services import act
from hengping.web.apps.runs.indexing import index_run
from hengping.web.apps.runs.models import Run


def run_ended(run: Run, state: Run.State) -> None:
    """A run has come to its end: index it, and let its results be the evaluation's unless it is a trial.

    Done twice, it is one end: the second finds the run ended already.

    Raises:
        RunError: its folder is not complete.
    """
    carried = _carry(run)
    with transaction.atomic():
        if not Run.objects.select_for_update().filter(pk=run.pk, state=Run.State.RUNNING).exists():
            return
        index_run(run)
        with act(None, "run.start", campaign=run.campaign) as acting:
            current = run.kind != Run.Kind.TRIAL and run.site_results.exists()
            if current:
                Run.objects.filter(campaign_id=run.campaign_id, is_current=True).exclude(pk=run.pk).update(
                    is_current=False
                )
            Run.objects.filter(pk=run.pk).update(
                state=state,
                is_current=current,
                stage=run.until,
                ended_at=timezone.now(),
                pid=None,
                pid_started=None,
                told="",
            )
            acting.about("run", run.pk)
            acting.detail = {
                "carried": len(carried.carried), "gone": list(carried.gone), "changed": list(carried.changed),
            }  # fmt: skip
            acting.summary = _("运行结束：%(kind)s，%(state)s，沿用裁定%(carried)s项") % {
                "kind": run.get_kind_display(),
                "state": state.label,
                "carried": len(carried.carried),
            }
    run.refresh_from_db()


def _carry(run: Run) -> Carried:
    """Rulings of the run before count in a re-assessment too; tried again after a kill, each is recorded once."""
    before = Run.objects.filter(campaign_id=run.campaign_id, is_current=True).exclude(pk=run.pk).first()
    standing = Run.objects.filter(pk=run.pk, state=Run.State.RUNNING, kind=Run.Kind.AGAIN).exists()
    if before is None or not standing:
        return Carried()
    after = open_run(run.path)
    carried = carry_rulings(open_run(before.path), after)
    if carried.carried:
        with run_lock(run.path):
            redo(after)
    return carried


def run_failed(run: Run, told: str) -> None:
    """A run cannot go on by itself; what it did stays."""
    with act(None, "run.start", campaign=run.campaign) as acting:
        Run.objects.filter(pk=run.pk).update(
            state=Run.State.FAILED, told=told, ended_at=timezone.now(), pid=None, pid_started=None
        )
        acting.about("run", run.pk)
        acting.detail = {"told": told}
        acting.summary = _("运行未完成：%(kind)s") % {"kind": run.get_kind_display()}
    run.refresh_from_db()
