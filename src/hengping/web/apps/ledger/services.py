"""Writes on the section ledger."""

from __future__ import annotations

import uuid
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.model.errors import InputError
from hengping.pipeline.context import open_run
from hengping.pipeline.section_recording import record_rulings
from hengping.web.apps.acts.services import act, claim_version
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.ledger import applying, proofs
from hengping.web.apps.ledger.models import Exemption, SectionReview
from hengping.web.apps.ledger.selectors import Section, class_name, wanted_rulings
from hengping.web.apps.runs.models import Run
from hengping.web.apps.runs.selectors import current_run
from hengping.web.apps.work.doing import begin
from hengping.web.apps.work.services import work_order
from hengping.web.policy.decide import Actor


def section_review(
    *,
    actor: Actor,
    campaign: Campaign,
    section: Section,
    section_class: str,
    duty_days: int | None,
    reason: str,
    seen: int,
    key: uuid.UUID,
) -> SectionReview:
    """Confirm or correct class and duty of a section.

    Args:
        actor: who.
        campaign: whose ledger.
        section: the row as it stands.
        section_class: the class that is right; the one that the row has: confirmed.
        duty_days: duty that is right, 0: none; None: as the class has it.
        reason: why.
        seen: version of the earlier review that the form showed; 0: none.
        key: of the form.

    Raises:
        ConflictError: somebody else reviewed it after the form was opened.
    """
    entry = campaign.entries.filter(site_code=section.cells["site_code"]).first()
    with act(actor, "ledger.review", campaign=campaign, entry=entry, key=key) as acting:
        place = {
            "campaign": campaign,
            "site_code": section.cells["site_code"],
            "section_id": section.cells["section_id"],
        }
        review = SectionReview.objects.filter(**place).first()
        before = [review.section_class, review.duty_days] if review else ["", None]
        if review is None:
            review = SectionReview(**place, version=seen + 1)
        else:
            claim_version(review, seen, section.cells["title"])
        corrected = section_class if section_class != section.cells["section_class"] or review.section_class else ""
        review.title = section.cells["title"][:500]
        review.section_class, review.duty_days, review.reason = corrected, duty_days, reason
        review.decided_by, review.decided_at = str(actor.user)[:100], timezone.now()
        review.save()
        acting.about("section", f"{review.site_code}/{review.section_id}")
        acting.detail = {
            "before": before, "after": [review.section_class, duty_days], "read": section.cells["section_class"],
            "reason": reason,
        }  # fmt: skip
        acting.summary = _("核对栏目“%(title)s”（%(site)s）：%(class)s") % {
            "title": section.cells["title"],
            "site": section.site_name,
            "class": class_name(section_class),
        }
    return review


def exemption_grant(
    *,
    actor: Actor,
    campaign: Campaign,
    section: Section,
    until: date,
    reason: str,
    proof: UploadedFile[bytes],
    key: uuid.UUID,
) -> Exemption:
    """Exempt a section until a day.

    Raises:
        InputError: the day has passed, the proof cannot be taken, or the section is exempt already.
    """
    entry = campaign.entries.filter(site_code=section.cells["site_code"]).first()
    with act(actor, "exemption.grant", campaign=campaign, entry=entry, key=key) as acting:
        if until < timezone.localdate():
            raise InputError(_("有效期在今天之前"), remedy=_("填写今天以后的日期"))
        standing = campaign.exemptions.filter(
            site_code=section.cells["site_code"], section_id=section.cells["section_id"], ended_at=None, settled_at=None
        ).first()
        if standing is not None and not standing.expired:
            raise InputError(_("该栏目已有豁免"), remedy=_("先撤回原豁免"))
        if standing is not None:
            Exemption.objects.filter(pk=standing.pk).update(settled_at=timezone.now())
        name, size, digest = proofs.keep(proof)
        one = Exemption.objects.create(
            campaign=campaign,
            site_code=section.cells["site_code"],
            section_id=section.cells["section_id"],
            title=section.cells["title"][:500],
            url=section.cells["url"],
            reason=reason,
            until=until,
            file_name=name,
            size=size,
            sha256=digest,
            granted_by=str(actor.user)[:100],
            granted_at=timezone.now(),
        )
        acting.about("exemption", one.pk)
        acting.detail = {"until": until.isoformat(), "reason": reason, "proof": name, "sha256": digest}
        acting.summary = _("批准豁免栏目“%(title)s”（%(site)s）至%(until)s") % {
            "title": one.title,
            "site": section.site_name,
            "until": until.isoformat(),
        }
    return one


def exemption_end(*, actor: Actor, exemption: Exemption, reason: str, seen: int, key: uuid.UUID) -> None:
    """Take an exemption back, or, once it has run out, say that the section was looked at again.

    Raises:
        ConflictError: somebody else did, after the form was opened.
    """
    campaign = exemption.campaign
    entry = campaign.entries.filter(site_code=exemption.site_code).first()
    with act(actor, "exemption.grant", campaign=campaign, entry=entry, key=key) as acting:
        claim_version(exemption, seen, exemption.title)
        ran_out = exemption.expired
        exemption.ended_reason = reason
        if ran_out:
            exemption.settled_at = timezone.now()
        else:
            exemption.ended_at = timezone.now()
        exemption.save()
        acting.about("exemption", exemption.pk)
        acting.detail = {"reason": reason, "ran_out": ran_out}
        words = (
            _("豁免到期后已复核栏目“%(title)s”：%(reason)s") if ran_out else _("撤回栏目“%(title)s”的豁免：%(reason)s")
        )
        acting.summary = words % {"title": exemption.title, "reason": reason}


def rulings_record(*, actor: Actor, campaign: Campaign, key: uuid.UUID) -> Run:
    """Write everything settled into the current run; facts, findings, scores and ranks are made anew after it.

    Killed in between, the next call writes what is missing and nothing twice.

    Raises:
        InputError: there is no run, or it is being made anew already.
        RunError: somebody else is working on the run.
    """
    run = current_run(campaign)
    if run is None:
        raise InputError(_("还没有运行结果"), remedy=_("先运行评估"))
    with act(actor, "ledger.apply", campaign=campaign, key=key) as acting:
        work = work_order(
            actor=actor, campaign=campaign, kind=applying.APPLY, subject=applying.subject_of(run),
            lane=f"run:{run.pk}", order={"run": str(run.pk)},
        )  # fmt: skip
        written = record_rulings(open_run(run.path), wanted_rulings(campaign))
        acting.about("run", run.pk)
        acting.detail = {"written": written}
        acting.summary = _("将栏目核对和豁免写入运行结果，本次%(written)s条") % {"written": written}
    begin(work)
    return run
