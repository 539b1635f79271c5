"""Letting another run's results be the evaluation's: long work, since rulings go along and scores are made again."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from hengping.model import codec
from hengping.pipeline.review_carrying import Carried
from hengping.web.apps.acts.services import act
from hengping.web.apps.runs.models import Run
from hengping.web.apps.runs.switching import Prepared, prepare, switch
from hengping.web.apps.work.kinds import Kind
from hengping.web.apps.work.models import Work
from hengping.web.apps.work.telling import Told

CHOOSE = "run_current"


def subject_of(run: Run) -> str:
    """Subject of the work."""
    return f"current:{run.pk}"


def _make(work: Work, told: Told) -> dict[str, Any]:
    prepared = prepare(Run.objects.select_related("campaign").get(pk=work.order["run"]), told)
    return {
        "before": str(prepared.before.pk) if prepared.before else "",
        "carried": codec.encode(prepared.carried).decode(),
        "since": prepared.since.isoformat(),
    }


def _end(work: Work, made: dict[str, Any]) -> None:
    run = Run.objects.select_related("campaign").get(pk=work.order["run"])
    prepared = Prepared(
        before=Run.objects.filter(pk=made["before"]).first() if made["before"] else None,
        carried=codec.decode(made["carried"].encode(), Carried),
        since=datetime.fromisoformat(made["since"]),
    )
    with act(None, "run.start", campaign=run.campaign) as acting:
        switch(run, prepared)
        acting.about("run", run.pk)
        acting.detail = {
            "before": made["before"], "after": str(run.pk), "by": work.ordered_by_name,
            "carried": len(prepared.carried.carried), "gone": list(prepared.carried.gone),
            "changed": list(prepared.carried.changed),
        }  # fmt: skip
        acting.summary = f"以{run.get_kind_display()}（{run.folder_name}）的结果作为本次评估的结果"


KIND = Kind(
    name=CHOOSE, title=_("换成另一次运行的结果"), action_id="run.start", view_id="run.view", page="runs",
    make=_make, end=_end,
)  # fmt: skip
