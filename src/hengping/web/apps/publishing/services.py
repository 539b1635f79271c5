"""Writes: approvals, documents, publication, corrections.

Publishing and correcting are done in two steps: first the run folder (which can be done twice with the same result),
then the evaluation with the record of the act. Killed between them, the same button brings it to its end.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.model.errors import InputError
from hengping.pipeline import corrections
from hengping.pipeline.corrections_register import read_register
from hengping.web.apps.accounts.models import User
from hengping.web.apps.acts.models import Act, ChainHead
from hengping.web.apps.acts.services import Acting, AlreadyDoneError, ConflictError, act
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.campaigns.preconditions import conditions, missing
from hengping.web.apps.campaigns.stage_services import NotYetError, campaign_move
from hengping.web.apps.campaigns.stages import forward
from hengping.web.apps.publishing import making
from hengping.web.apps.publishing.digests import subject_digest
from hengping.web.apps.publishing.models import Approval, DocumentJob
from hengping.web.apps.publishing.selectors import approval_state, settled
from hengping.web.apps.runs.selectors import current_run
from hengping.web.policy.decide import decide
from hengping.web.policy.words import PUBLIC_STAGES, Stage

if TYPE_CHECKING:
    from hengping.web.apps.runs.models import Run
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
    """Start making documents in a process of its own.

    Raises:
        InputError: there are no results, or documents are being made.
    """
    run = _run(campaign)
    for standing in DocumentJob.objects.filter(campaign=campaign, state=DocumentJob.State.RUNNING):
        settled(standing)
    with act(actor, "document.make", campaign=campaign, key=key) as acting:
        if DocumentJob.objects.filter(campaign=campaign, state=DocumentJob.State.RUNNING).exists():
            raise InputError(_("正在生成文件，请等它完成"))
        job = DocumentJob.objects.create(
            campaign=campaign, run=run, kind=kind, evidence=evidence, asked_by=_person(actor)
        )
        acting.about("document_job", job.pk)
        acting.summary = f"生成“{campaign.title}”的{job.get_kind_display()}"
        # Within the transaction: a process that cannot be started leaves no job behind.
        making.start(
            job.folder,
            making.Job(
                kind="kit" if kind == DocumentJob.Kind.KIT else "reports",
                run=str(run.path),
                out=str(job.kit_file),
                evidence="cited" if evidence == "cited" else "all" if evidence == "all" else "none",
            ),
        )
    return job


def results_publish(
    *, actor: Actor, campaign: Campaign, by: str, on: date, seen: int, reason: str = "", key: uuid.UUID | None = None
) -> corrections.Published:
    """Publish: freeze results and documents as version 1, then open them to the public.

    Args:
        actor: who.
        campaign: the evaluation.
        by: body or office that publishes, as printed.
        on: date of the document.
        seen: version of the evaluation that the form showed.
        reason: why provisional results are published all the same; recorded with the publication.
        key: of the form.

    Raises:
        NotYetError: preconditions do not hold, an approval is missing.
        InputError, RunError: the engine refuses.
    """
    arrow = forward(Stage.FINAL)
    if arrow is None or Stage(campaign.stage) is not arrow.before:
        _refuse_repetition(key)
        raise ConflictError(campaign.title)
    _require(actor, "campaign.publish", campaign)
    if left := missing(conditions(campaign, arrow), reason=reason):
        raise NotYetError(left)
    run = _run(campaign)
    asked = corrections.Asked(by=by, on=on, force=reason, act_log=_log_head())
    done = corrections.publish(run.path, asked)

    def note(acting: Acting) -> None:
        acting.detail["publication"] = _record(run, done)

    campaign_move(
        actor=actor, campaign=campaign, arrow=arrow, seen=seen, reason=reason, key=key, action_id="campaign.publish",
        within=note,
    )  # fmt: skip
    return done


def correction_publish(
    *, actor: Actor, campaign: Campaign, by: str, on: date, cause: str, reason: str = "", key: uuid.UUID | None = None
) -> corrections.Published:
    """Publish the results as they are now as a numbered correction.

    Raises:
        InputError: two people did not approve it, nothing was published, or nothing is different.
        RunError: the engine refuses.
    """
    _require(actor, "campaign.correct", campaign)
    _refuse_repetition(key)
    if Stage(campaign.stage) not in PUBLIC_STAGES:
        raise InputError(_("尚未发布，不能更正"))
    run = _run(campaign)
    asked = corrections.Asked(by=by, on=on, cause=cause, force=reason, act_log=_log_head())
    standing = read_register(run.path).entries
    unrecorded = bool(standing) and standing[-1].kind == "erratum" and not _is_recorded(campaign, standing[-1].version)
    if not unrecorded and not approval_state(campaign, Approval.Subject.CORRECTION).complete:
        raise InputError(_("更正须由两人分别批准"))
    done = corrections.correct(run.path, asked)
    if not done.is_new and not unrecorded:
        raise InputError(_("现在的结果与已公布的相同，没有可以更正的内容"))
    with act(actor, "campaign.correct", campaign=campaign, key=key) as acting:
        acting.about("publication", f"{campaign.pk}/{done.publication.version}")
        acting.summary = f"发布{done.publication.label}：{done.publication.cause}"
        acting.detail = _record(run, done)
    return done


def _record(run: Run, done: corrections.Published) -> dict[str, object]:
    made = done.publication
    return {
        "run": run.folder_name, "version": made.version, "label": made.label, "by": made.by,
        "published_on": made.published_on.isoformat(), "head": made.head, "act_log": made.act_log,
    }  # fmt: skip


def _is_recorded(campaign: Campaign, version: int) -> bool:
    target = f"publication:{campaign.pk}/{version}"
    return Act.objects.filter(action_id="campaign.correct", campaign_id=campaign.pk, target=target).exists()


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


def _require(actor: Actor, action_id: str, campaign: Campaign) -> None:
    """Ask before the run folder is touched; the act asks again."""
    decision = decide(actor, action_id, campaign)
    if not decision.allowed:
        raise PermissionDenied(decision.reason)


def _refuse_repetition(key: uuid.UUID | None) -> None:
    before = Act.objects.filter(key=key).first() if key is not None else None
    if before is not None:
        raise AlreadyDoneError(before)
