"""What the platform itself does when the engine of a run has ended."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.web.apps.acts.services import act
from hengping.web.apps.runs.indexing import index_run
from hengping.web.apps.runs.models import Run


def run_ended(run: Run, state: Run.State) -> None:
    """A run has come to its end: index it, and let its results be the evaluation's unless it is a trial.

    Done twice, it is one end: the second finds the run ended already.

    Raises:
        RunError: its folder is not complete.
    """
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
            acting.summary = _("运行结束：%(kind)s，%(state)s") % {
                "kind": run.get_kind_display(),
                "state": state.label,
            }
    run.refresh_from_db()


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
