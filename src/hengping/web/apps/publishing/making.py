"""Making documents and verifier kits: long work (:mod:`hengping.web.apps.work`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hengping.model.errors import RunError
from hengping.pipeline.kit import kit
from hengping.pipeline.report_documents import undone_when_refused
from hengping.pipeline.run import redo_stage
from hengping.web.apps.publishing.manuscripts import take
from hengping.web.apps.publishing.models import DocumentJob
from hengping.web.apps.work.engine import opened
from hengping.web.apps.work.kinds import Kind

if TYPE_CHECKING:
    from hengping.web.apps.work.models import Work
    from hengping.web.apps.work.telling import Told

DOCUMENTS = "documents"


def subject_of(job: DocumentJob) -> str:
    """Subject of the work that makes it."""
    return f"documents:{job.pk}"


def _make(work: Work, told: Told) -> dict[str, Any]:
    """Make them; what was made from the same already stays.

    Raises:
        InputError: the organiser's words ask for what the results do not hold; those of before stand again.
        RunError: the results do not follow from what is stored.
    """
    job = DocumentJob.objects.select_related("run", "campaign").get(pk=work.order["job"])
    if job.kind != DocumentJob.Kind.KIT:
        with undone_when_refused(job.run.path):
            take(job.run)
            redo_stage(opened(job.run.path, told), "report")
        return {}
    job.folder.mkdir(parents=True, exist_ok=True)
    wanted = job.evidence
    made = kit(
        job.run.path, job.kit_file, evidence="cited" if wanted == "cited" else "all" if wanted == "all" else "none",
        progress=told,
    )  # fmt: skip
    if not made.verification.holds:
        raise RunError("结果不能由所存的数据复算出来，没有生成核验包", remedy="请重做有关的步骤")
    return {"sha256": made.sha256}


def _made(work: Work, made: dict[str, Any]) -> None:
    DocumentJob.objects.filter(pk=work.order["job"]).update(
        state=DocumentJob.State.DONE, sha256=made.get("sha256", ""), told="", ended_at=timezone.now()
    )


def _failed(work: Work) -> None:
    DocumentJob.objects.filter(pk=work.order["job"]).update(state=DocumentJob.State.FAILED, ended_at=timezone.now())


KIND = Kind(
    name=DOCUMENTS, title=_("生成文件"), action_id="document.make", view_id="document.view", page="documents",
    make=_make, end=_made, failed=_failed, at_once=False,
)  # fmt: skip
