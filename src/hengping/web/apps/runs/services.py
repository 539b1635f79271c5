"""Writes about runs: import, start, pause, resume, which one counts, problems handled."""

import shutil
import uuid
from datetime import date
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.evidence.files import disk_error
from hengping.model.errors import RunError
from hengping.web.apps.acts.services import act, claim_version
from hengping.web.apps.campaigns.files import load_written
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.runs import choosing
from hengping.web.apps.runs.choosing import CHOOSE
from hengping.web.apps.runs.indexing import require_run_folder
from hengping.web.apps.runs.models import Run, RunProblem
from hengping.web.apps.runs.switching import prepare, switch, why_not
from hengping.web.apps.work.doing import begin
from hengping.web.apps.work.models import Work
from hengping.web.apps.work.services import work_order
from hengping.web.policy.decide import Actor, may

_IGNORED = shutil.ignore_patterns("*.part")


def import_run(
    *,
    actor: Actor | None,
    campaign: Campaign,
    folder: Path,
    kind: str = Run.Kind.IMPORTED,
    key: uuid.UUID | None = None,
) -> Run:
    """Take over a run folder that was made elsewhere: copied, indexed, and current from then on.

    Args:
        actor: who; None: the platform itself.
        campaign: the evaluation it belongs to.
        folder: a finished run folder; it stays where it is.
        kind: what it was made for; a trial does not become current.
        key: of the form.

    Raises:
        RunError: no run folder, or it is not complete.
        EvidenceError: it cannot be copied.
        PermissionDenied: whoever asks may not.
    """
    require_run_folder(folder)
    if actor is not None and not may(actor, "run.start", campaign):
        raise PermissionDenied
    # Copied and indexed before anything is locked: that may take minutes. Killed meanwhile, it stands there as failed.
    run = Run.objects.create(
        campaign=campaign, kind=kind, folder_name=_folder_name(campaign), state=Run.State.FAILED, told=_("导入没有完成")
    )
    try:
        _copy(folder, run.path)
        prepared = prepare(run)
        with act(actor, "run.start", campaign=campaign, key=key) as acting:
            run.state, run.stage, run.told = Run.State.DONE, run.until, ""
            run.started_at = run.ended_at = timezone.now()
            run.save(update_fields=["state", "stage", "told", "started_at", "ended_at"])
            if kind != Run.Kind.TRIAL:
                switch(run, prepared)
            acting.about("run", run.pk)
            acting.summary = _("导入运行结果（%(kind)s），共%(sites)s个网站") % {
                "kind": run.get_kind_display(),
                "sites": run.site_results.values("site_code").distinct().count(),
            }
    except BaseException:
        shutil.rmtree(run.path, ignore_errors=True)
        Run.objects.filter(pk=run.pk).delete()
        raise
    return run


def _folder_name(campaign: Campaign) -> str:
    return f"{campaign.code}-{uuid.uuid4().hex[:12]}"


def _copy(source: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target, ignore=_IGNORED, symlinks=True)
    except OSError as error:
        raise disk_error(error, target) from error


def run_make_current(*, actor: Actor | None, run: Run, key: uuid.UUID | None = None) -> Work:
    """Have the results of a run be those of its evaluation, with all that was ruled: at once if that is soon done.

    Raises:
        RunError: they cannot be; it has no results; it is being worked on.
        InputError: this is under way already.
    """
    with act(actor, "run.start", campaign=run.campaign, key=key) as acting:
        reason = why_not(run)
        if reason:
            raise RunError(reason)
        if not run.site_results.exists():
            raise RunError(_("这次运行还没有结果，不能作为本次评估的结果"))
        if run.state in ACTIVE:
            raise RunError(_("这次运行还没有结束"), remedy=_("等它结束，或先暂停"))
        work = work_order(
            actor=actor, campaign=run.campaign, kind=CHOOSE, subject=choosing.subject_of(run), lane=f"run:{run.pk}",
            order={"run": str(run.pk)},
        )  # fmt: skip
        acting.about("run", run.pk)
        acting.summary = _("要求以%(kind)s（%(run)s）的结果作为本次评估的结果") % {
            "kind": run.get_kind_display(),
            "run": run.folder_name,
        }
    return begin(work)


ACTIVE = (Run.State.WAITING, Run.State.RUNNING, Run.State.PAUSING)
"""States in which somebody works on a run, or is about to."""


def run_start(
    *,
    actor: Actor | None,
    campaign: Campaign,
    kind: str,
    workers: int = 2,
    until: str = "report",
    as_of: date | None = None,
    key: uuid.UUID | None = None,
) -> Run:
    """Ask for a new run; the supervisor starts it.

    Args:
        actor: who; None: the platform itself, when the supervision rhythm asks for it.
        campaign: the evaluation.
        kind: what it is made for.
        workers: processes for reading and judging.
        until: last stage.
        as_of: monitoring time point, when it is not the evaluation's.
        key: of the form.

    Raises:
        RunError: another run of the evaluation is under way.
        InputError: the engine refuses the evaluation's settings, roster or indicator systems.
    """
    with act(actor, "run.start", campaign=campaign, key=key) as acting:
        if campaign.runs.filter(state__in=ACTIVE).exists():
            raise RunError(_("本次评估有一次运行还没有结束"), remedy=_("等它结束，或先暂停"))
        load_written(campaign)
        run = Run.objects.create(
            campaign=campaign,
            kind=kind,
            folder_name=_folder_name(campaign),
            workers=workers,
            until=until,
            as_of=as_of,
        )
        acting.about("run", run.pk)
        acting.detail = {"workers": workers, "until": until, "as_of": as_of}
        acting.summary = _("开始运行：%(kind)s") % {"kind": run.get_kind_display()}
    return run


def run_pause(*, actor: Actor, run: Run, key: uuid.UUID | None = None) -> None:
    """Ask a run to come to rest; what is under way is finished or done again later.

    Raises:
        RunError: it does not run.
    """
    with act(actor, "run.start", campaign=run.campaign, key=key) as acting:
        waiting = Run.objects.filter(pk=run.pk, state=Run.State.WAITING).update(state=Run.State.PAUSED)
        if not waiting and not Run.objects.filter(pk=run.pk, state=Run.State.RUNNING).update(state=Run.State.PAUSING):
            raise RunError(_("这次运行没有在进行，不能暂停"))
        acting.about("run", run.pk)
        acting.summary = _("暂停运行：%(kind)s") % {"kind": run.get_kind_display()}


def run_resume(*, actor: Actor, run: Run, key: uuid.UUID | None = None) -> None:
    """Let a paused or failed run go on from where it stopped.

    Raises:
        RunError: it is neither, or another run of the evaluation is under way.
    """
    stopped = (Run.State.PAUSED, Run.State.FAILED, Run.State.PARTLY)
    with act(actor, "run.start", campaign=run.campaign, key=key) as acting:
        if run.campaign.runs.filter(state__in=ACTIVE).exclude(pk=run.pk).exists():
            raise RunError(_("本次评估有一次运行还没有结束"), remedy=_("等它结束，或先暂停"))
        going = Run.objects.filter(pk=run.pk, state__in=stopped).exclude(kind=Run.Kind.IMPORTED)
        if not going.update(state=Run.State.WAITING, attempts=0, told="", ended_at=None):
            raise RunError(_("这次运行没有暂停，不能继续"))
        acting.about("run", run.pk)
        acting.summary = _("继续运行：%(kind)s") % {"kind": run.get_kind_display()}


def problem_handle(*, actor: Actor, problem: RunProblem, handled: bool, note: str, seen: int, key: uuid.UUID) -> None:
    """Say that a problem is dealt with, and how; or open it again.

    Raises:
        ConflictError: somebody else changed it after the form was opened.
    """
    with act(actor, "problem.handle", campaign=problem.run.campaign, key=key) as acting:
        claim_version(problem, seen, _("运行问题"))
        problem.state = RunProblem.State.HANDLED if handled else RunProblem.State.OPEN
        problem.note = note
        problem.handled_by = str(actor.user) if handled else ""
        problem.handled_at = timezone.now() if handled else None
        problem.save(update_fields=["state", "note", "handled_by", "handled_at"])
        acting.about("run_problem", problem.pk)
        acting.detail = {"kind": problem.kind, "site_code": problem.site_code, "url": problem.url, "note": note}
        words = _("处理运行问题：%(name)s %(kind)s") if handled else _("重新打开运行问题：%(name)s %(kind)s")
        acting.summary = words % {"name": problem.name, "kind": problem.get_kind_display()}
