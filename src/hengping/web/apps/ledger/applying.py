"""Makes facts, findings, scores and ranks of a run anew after people settled sections: long work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from hengping.evidence.run_folder import RunFolder
from hengping.model.errors import InputError
from hengping.pipeline.run import do_run
from hengping.pipeline.section_counting import are_counted
from hengping.web.apps.acts.services import act
from hengping.web.apps.runs.indexing import index_run
from hengping.web.apps.runs.models import Run
from hengping.web.apps.work.engine import opened
from hengping.web.apps.work.kinds import Kind
from hengping.web.apps.work.models import Work
from hengping.web.apps.work.selectors import latest
from hengping.web.apps.work.services import work_order
from hengping.web.policy.words import Stage

if TYPE_CHECKING:
    from datetime import datetime

    from hengping.web.apps.work.telling import Told

APPLY = "ledger"
_STAGES = (Stage.COLLECTING, Stage.PRELIMINARY, Stage.OBJECTION, Stage.REASSESSING)
"""Stages in which results still change."""


def subject_of(run: Run) -> str:
    """Subject of the work that does it."""
    return f"ledger:{run.pk}"


def work_of(run: Run) -> Work | None:
    """How it stands."""
    return latest(subject_of(run))


def _apply(work: Work, told: Told) -> dict[str, Any]:
    """Do the stages, then bring what pages show in line; what is made from the same already is passed over.

    Raises:
        RunError: somebody else is working on the run, or evidence is missing.
    """
    run = Run.objects.get(pk=work.order["run"])
    do_run(opened(run.path, told), until="rank")
    told.begin("index")
    index_run(run)
    return {}


def go_on(now: datetime) -> int:  # noqa: ARG001 - whatever the time
    """Order what is written and does not count: its order was lost in a kill, or it came from the run before.

    What has failed waits for somebody who tries it again.

    Returns:
        How many evaluations it was ordered for.
    """
    ordered = 0
    rows = Run.objects.filter(is_current=True, campaign__stage__in=_STAGES).select_related("campaign")
    for run in rows:
        work = work_of(run)
        if are_counted(RunFolder(run.path)) or (work is not None and work.state != Work.State.DONE):
            continue
        try:
            _order(run)
        except InputError:
            continue  # another process was quicker
        ordered += 1
    return ordered


def _order(run: Run) -> None:
    with act(None, "ledger.apply", campaign=run.campaign) as acting:
        work_order(
            actor=None, campaign=run.campaign, kind=APPLY, subject=subject_of(run), lane=f"run:{run.pk}",
            order={"run": str(run.pk)},
        )  # fmt: skip
        acting.about("run", run.pk)
        acting.summary = "栏目核对和豁免已写入运行结果、尚未计入，交办重新计算"


KIND = Kind(
    name=APPLY, title=_("按栏目核对重新计算"), action_id="ledger.apply", view_id="ledger.view", page="ledger",
    make=_apply, at_once=False,
)  # fmt: skip
