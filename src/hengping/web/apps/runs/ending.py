"""What the platform itself does when the engine of a run has ended."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.web.apps.acts.services import act
from hengping.web.apps.runs.models import Run
from hengping.web.apps.runs.switching import prepare, switch, why_not


def run_ended(run: Run, state: Run.State) -> None:
    """A run has come to its end: index it, and let its results be the evaluation's if they may be.

    They may not when it is a trial, or when the evaluation's results were settled while it ran; then it stands beside
    them. Done twice, it is one end: the second finds the run ended already.

    Raises:
        RunError: its folder is not complete; or another run took the place meanwhile: to be tried again.
    """
    if not Run.objects.filter(pk=run.pk, state=Run.State.RUNNING).exists():
        return
    prepared = prepare(run)
    with transaction.atomic():
        if not Run.objects.select_for_update().filter(pk=run.pk, state=Run.State.RUNNING).exists():
            return
        with act(None, "run.start", campaign=run.campaign) as acting:
            Run.objects.filter(pk=run.pk).update(
                state=state, stage=run.until, ended_at=timezone.now(), pid=None, pid_started=None, told=""
            )
            reason = why_not(run) if run.site_results.exists() else _("没有得出结果")
            if not reason:
                switch(run, prepared)
            carried = prepared.carried
            acting.about("run", run.pk)
            acting.detail = {
                "carried": len(carried.carried), "gone": list(carried.gone), "changed": list(carried.changed),
                "not_current": reason,
            }  # fmt: skip
            acting.summary = _("运行结束：%(kind)s，%(state)s，沿用裁定%(carried)s项") % {
                "kind": run.get_kind_display(),
                "state": state.label,
                "carried": len(carried.carried),
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
