"""Writes: approvals, documents, publication, corrections.

Publishing, correcting and making documents are long: here they are ordered (:mod:`hengping.web.apps.work`), in
:mod:`~hengping.web.apps.publishing.freezing` and :mod:`~hengping.web.apps.publishing.making` they are done.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

import msgspec
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.model.errors import InputError
from hengping.pipeline import corrections
from hengping.pipeline.context import open_run
from hengping.pipeline.corrections_register import read_register
from hengping.pipeline.corrections_version import differs
from hengping.web.apps.accounts.models import User
from hengping.web.apps.acts.models import Act, ChainHead
from hengping.web.apps.acts.services import AlreadyDoneError, ConflictError, act
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.campaigns.preconditions import conditions, missing
from hengping.web.apps.campaigns.stage_services import NotYetError
from hengping.web.apps.campaigns.stages import forward
from hengping.web.apps.publishing import freezing, making
from hengping.web.apps.publishing.digests import subject_digest
from hengping.web.apps.publishing.models import Approval, DocumentJob
from hengping.web.apps.publishing.selectors import approval_state
from hengping.web.apps.runs.selectors import current_run
from hengping.web.apps.work.doing import begin
from hengping.web.apps.work.selectors import is_going_on
from hengping.web.apps.work.services import work_order
from hengping.web.policy.words import PUBLIC_STAGES, Stage

if TYPE_CHECKING:
    from hengping.web.apps.runs.models import Run
    from hengping.web.apps.work.models import Work
    from hengping.web.policy.decide import Actor


def approval_give(
    *, actor: Actor, campaign: Campaign, subject: str, digest: str, note: str = "", key: uuid.UUID | None = None
) -> Approval:
    """Approve what was shown.

    Args:
        actor: who.
        campaign: the evaluation.
        subject: of :class:`~hengping.web.apps.publishing.models.Approval.Subject`.
        digest: of what the person saw.
        note: what they say to it.
        key: of the form.

    Raises:
        ConflictError: it is not what the person saw any more.
        InputError: they approved already, or there is nothing to approve.
    """
    with act(actor, "campaign.approve", campaign=campaign, key=key) as acting:
        now = subject_digest(campaign, subject)
        if not now:
            raise InputError(_("还没有可以批准的结果"))
        if digest != now:
            raise ConflictError(_("要批准的内容"))
        if Approval.objects.filter(
            campaign=campaign, subject=subject, digest=now, by_id=actor.user.pk, withdrawn_at=None
        ).exists():
            raise InputError(_("您已经批准过，另一次批准须由其他人作出"))
        given = Approval.objects.create(
            campaign=campaign, subject=subject, digest=now, by=_person(actor), by_name=str(actor.user), note=note
        )
        acting.about("approval", given.pk)
        acting.summary = f"批准“{campaign.title}”{given.get_subject_display()}"
        acting.detail = {"subject": subject, "digest": now, "note": note}
        return given


def approval_withdraw(
    *, actor: Actor, campaign: Campaign, approval: Approval, reason: str, key: uuid.UUID | None = None
) -> None:
    """Take one's own approval back.

    Raises:
        PermissionDenied: it is somebody else's.
        ConflictError: it was withdrawn already.
    """
    with act(actor, "campaign.approve", campaign=campaign, key=key) as acting:
        if approval.by_id != actor.user.pk:
            raise PermissionDenied(_("只能撤回本人的批准"))
        still = Approval.objects.filter(pk=approval.pk, withdrawn_at=None)
        if not still.update(withdrawn_at=timezone.now(), withdrawn_why=reason):
            raise ConflictError(_("批准"))
        acting.about("approval", approval.pk)
        acting.summary = f"撤回对“{campaign.title}”{approval.get_subject_display()}的批准"
        acting.detail = {"subject": approval.subject, "digest": approval.digest, "reason": reason}


def documents_make(
    *, actor: Actor, campaign: Campaign, kind: str, evidence: str = "none", key: uuid.UUID | None = None
) -> DocumentJob:
    """Order documents.

    Raises:
        InputError: there are no results, or documents are being made.
    """
    run = _run(campaign)
    with act(actor, "document.make", campaign=campaign, key=key) as acting:
        for standing in DocumentJob.objects.filter(campaign=campaign, state=DocumentJob.State.RUNNING):
            if is_going_on(making.subject_of(standing)):
                raise InputError(_("正在生成文件，请等它完成"))
        job = DocumentJob.objects.create(
            campaign=campaign, run=run, kind=kind, evidence=evidence, asked_by=_person(actor)
        )
        work_order(
            actor=actor, campaign=campaign, kind=making.DOCUMENTS, subject=making.subject_of(job),
            lane=f"run:{run.pk}", order={"job": str(job.pk)},
        )  # fmt: skip
        acting.about("document_job", job.pk)
        acting.summary = f"生成“{campaign.title}”的{job.get_kind_display()}"
    return job


def results_publish(
    *, actor: Actor, campaign: Campaign, by: str, on: date, seen: int, reason: str = "", key: uuid.UUID | None = None
) -> Work:
    """Order the publication: results and documents frozen as version 1, then opened to the public.

    Args:
        actor: who.
        campaign: the evaluation.
        by: body or office that publishes, as printed.
        on: date of the document.
        seen: version of the evaluation that the form showed.
        reason: why provisional results are published all the same; recorded with the publication.
        key: of the form.

    Returns:
        The work; of a small evaluation it has ended, well or not.

    Raises:
        NotYetError: preconditions do not hold, an approval is missing.
        ConflictError: the evaluation was changed since the form was opened.
        InputError: there is no result, or it is being published already.
    """
    arrow = forward(Stage.FINAL)
    if arrow is None or Stage(campaign.stage) is not arrow.before:
        _refuse_repetition(key)
        raise ConflictError(campaign.title)
    with act(actor, "campaign.publish", campaign=campaign, key=key) as acting:
        if left := missing(conditions(campaign, arrow), reason=reason):
            raise NotYetError(left)
        run = _run(campaign)
        if not Campaign.objects.filter(pk=campaign.pk, version=seen, stage=arrow.before).exists():
            raise ConflictError(campaign.title)
        asked = corrections.Asked(by=by, on=on, force=reason, act_log=_log_head())
        work = work_order(
            actor=actor, campaign=campaign, kind=freezing.PUBLISH, subject=freezing.publish_subject(campaign),
            lane=f"run:{run.pk}",
            order={"run": str(run.pk), "asked": msgspec.to_builtins(asked), "seen": seen, "reason": reason},
        )  # fmt: skip
        acting.about("work", work.pk)
        acting.summary = f"交办发布“{campaign.title}”的结果"
        acting.detail = {"run": run.folder_name, "by": by, "on": on, "reason": reason.strip()}
    return begin(work)


def correction_publish(
    *, actor: Actor, campaign: Campaign, by: str, on: date, cause: str, reason: str = "", key: uuid.UUID | None = None
) -> Work:
    """Order that the results as they are now be published as a numbered correction.

    Returns:
        The work; of a small evaluation it has ended, well or not.

    Raises:
        InputError: two people did not approve it, nothing was published, nothing is different, or a correction is
            being published already.
        RunError: the register is damaged.
    """
    with act(actor, "campaign.correct", campaign=campaign, key=key) as acting:
        if Stage(campaign.stage) not in PUBLIC_STAGES:
            raise InputError(_("尚未发布，不能更正"))
        run = _run(campaign)
        standing = read_register(run.path).entries
        last = standing[-1].version if standing else 0
        unrecorded = last > 0 and standing[-1].kind == "erratum" and not freezing.is_recorded(campaign, last)
        if not unrecorded and not approval_state(campaign, Approval.Subject.CORRECTION).complete:
            raise InputError(_("更正须由两人分别批准"))
        if not unrecorded and last and not differs(open_run(run.path), last):
            raise InputError(_("现在的结果与已公布的相同，没有可以更正的内容"))
        asked = corrections.Asked(by=by, on=on, cause=cause, force=reason, act_log=_log_head())
        work = work_order(
            actor=actor, campaign=campaign, kind=freezing.CORRECT, subject=freezing.correct_subject(campaign),
            lane=f"run:{run.pk}",
            order={
                "run": str(run.pk), "asked": msgspec.to_builtins(asked), "before": last - 1 if unrecorded else last,
                "digest": subject_digest(campaign, Approval.Subject.CORRECTION),
            },
        )  # fmt: skip
        acting.about("work", work.pk)
        acting.summary = f"交办发布“{campaign.title}”的更正：{cause}"
        acting.detail = {"run": run.folder_name, "by": by, "on": on, "cause": cause, "reason": reason.strip()}
    return begin(work)


def _run(campaign: Campaign) -> Run:
    run = current_run(campaign)
    if run is None:
        raise InputError(_("还没有作为评估结果的运行"))
    return run


def _log_head() -> str:
    """Digest of the last act: with it in the sealed publication nobody can tell another story of what went before."""
    return ChainHead.objects.filter(pk=1).values_list("digest", flat=True).first() or ""


def _person(actor: Actor) -> User:
    if not isinstance(actor.user, User):
        raise PermissionDenied(_("请先登录"))
    return actor.user


def _refuse_repetition(key: uuid.UUID | None) -> None:
    before = Act.objects.filter(key=key).first() if key is not None else None
    if before is not None:
        raise AlreadyDoneError(before)
