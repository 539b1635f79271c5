"""Writes on indicator systems."""

import hashlib
import tempfile
import uuid
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.evidence.files import write_atomic
from hengping.indicators.scaffold import new_system
from hengping.model.errors import InputError
from hengping.web.apps.acts.services import act, claim_version
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.runs.models import Run
from hengping.web.apps.runs.selectors import systems_of
from hengping.web.apps.systems import selectors, simulating, texts
from hengping.web.apps.systems.models import Simulation, SystemDraft
from hengping.web.apps.work.doing import begin
from hengping.web.apps.work.services import work_order
from hengping.web.policy.decide import Actor


def draft_create(
    *, actor: Actor, campaign: Campaign, system_id: str, origin: selectors.Version | None, key: uuid.UUID
) -> SystemDraft:
    """Begin a system of the evaluation's own, from another one or from the commented template.

    Raises:
        InputError: the id cannot be used or is taken, or the origin has faults.
    """
    with act(actor, "system.edit", campaign=campaign, key=key) as acting:
        taken = selectors.library_ids() | frozenset(selectors.own_ids(campaign))
        if system_id in taken or campaign.system_drafts.filter(system_id=system_id).exists():
            raise InputError(_("编号“%(id)s”已有") % {"id": system_id}, remedy=_("换一个编号，例如加上年份"))
        draft = SystemDraft.objects.create(
            campaign=campaign,
            system_id=system_id,
            text=_copied(system_id, origin),
            origin=origin.title[:100] if origin else "",
            changed_by=str(actor.user)[:100],
            changed_at=timezone.now(),
        )
        acting.about("system_draft", draft.pk)
        acting.detail = {"origin": origin.key if origin else "", "sha256": origin.digest if origin else ""}
        acting.summary = _("新建指标体系草稿“%(id)s”") % {"id": system_id}
    return draft


def _copied(system_id: str, origin: selectors.Version | None) -> str:
    if origin is None:
        return new_system(system_id)
    with tempfile.TemporaryDirectory(prefix="hengping-system-") as folder:
        path = Path(folder) / "system.yaml"
        path.write_text(origin.text, encoding="utf-8", newline="\n")
        try:
            return new_system(system_id, str(path))
        except InputError as error:
            where = error.where.replace(str(path), origin.title)
            raise InputError(error.what, where=where, remedy=error.remedy) from error


def draft_save(*, actor: Actor, draft: SystemDraft, text: str, seen: int, key: uuid.UUID) -> None:
    """Keep what was written, right or wrong: a draft may have faults.

    Raises:
        ConflictError: somebody else changed it after the form was opened.
        InputError: it is published, or too long.
    """
    with act(actor, "system.edit", campaign=draft.campaign, key=key) as acting:
        _refuse_published(draft)
        if len(text) > texts.MOST_CHARACTERS:
            raise InputError(_("内容过长"), remedy=_("指标体系不超过20万字"))
        claim_version(draft, seen, draft.system_id)
        draft.text = text
        draft.changed_by, draft.changed_at = str(actor.user)[:100], timezone.now()
        draft.save()
        acting.about("system_draft", draft.pk)
        acting.detail = {"sha256": hashlib.sha256(text.encode()).hexdigest(), "version": draft.version}
        acting.summary = _("保存指标体系草稿“%(id)s”（第%(version)s稿）") % {
            "id": draft.system_id,
            "version": draft.version,
        }


def draft_publish(*, actor: Actor, draft: SystemDraft, seen: int, key: uuid.UUID) -> None:
    """Freeze a draft: written once into the evaluation's folder, its digest recorded, never changed again.

    Raises:
        ConflictError: somebody else changed it after the form was opened.
        InputError: it has faults, its id is not the draft's, or it is published already.
    """
    with act(actor, "system.edit", campaign=draft.campaign, key=key) as acting:
        _refuse_published(draft)
        claim_version(draft, seen, draft.system_id)
        read = texts.read(draft.text, examples=True)
        if read.faults or read.system is None:
            first = read.faults[0]
            raise InputError(
                _("有%(count)s处问题，第一处：%(what)s") % {"count": len(read.faults), "what": first.zh},
                where=_("第%(line)s行 %(field)s") % {"line": first.line, "field": first.field},
                remedy=first.remedy,
            )
        if read.system.id != draft.system_id:
            raise InputError(
                _("文件中的编号是“%(found)s”，应为“%(wanted)s”") % {"found": read.system.id, "wanted": draft.system_id},
                where="id",
                remedy=_("改正 id"),
            )
        data = draft.text.encode()
        draft.digest, draft.published_at = hashlib.sha256(data).hexdigest(), timezone.now()
        draft.save()
        campaign = Campaign.objects.get(pk=draft.campaign_id)
        if draft.system_id not in campaign.systems:
            claim_version(campaign, campaign.version, campaign.title)
            campaign.systems = [*campaign.systems, draft.system_id]
            campaign.save()
        path = selectors.own_file(campaign, draft.system_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        # A file that is there without a published draft is what a kill left: nothing refers to it.
        write_atomic(path, data)
        acting.about("system_draft", draft.pk)
        acting.detail = {"sha256": draft.digest, "version": draft.version, "id": draft.system_id}
        acting.summary = _("发布指标体系“%(id)s”，列入本次评估并冻结") % {"id": draft.system_id}


def simulation_start(*, actor: Actor, draft: SystemDraft, run: Run, seen: int, key: uuid.UUID) -> Simulation:
    """Try a draft on the evidence of a finished run, in the background.

    Raises:
        InputError: the draft has faults, or was changed since the form was opened.
    """
    with act(actor, "system.edit", campaign=draft.campaign, key=key) as acting:
        if seen != draft.version:
            raise InputError(_("草稿已被修改"), remedy=_("重新打开页面后再模拟"))
        if texts.read(draft.text).faults:
            raise InputError(_("草稿有错误，不能模拟"), remedy=_("先按检查结果改正"))
        simulation = Simulation.objects.create(
            draft=draft,
            run=run,
            draft_version=draft.version,
            run_title=str(run)[:300],
            started_by=str(actor.user)[:100],
        )
        folder = selectors.simulation_folder(simulation)
        folder.mkdir(parents=True, exist_ok=True)
        write_atomic(folder / "system.yaml", draft.text.encode())
        order = {"run": str(run.path), "system": str(folder / "system.yaml"), "out": str(folder / "out")}
        # A copy is set against what it was copied from, where the run went by that.
        order["against"] = draft.origin if draft.origin in systems_of(run) else ""
        work = work_order(
            actor=actor, campaign=draft.campaign, kind=simulating.SIMULATE, subject=simulating.subject_of(simulation),
            lane=simulating.subject_of(simulation), order=order,
        )  # fmt: skip
        acting.about("simulation", simulation.pk)
        acting.detail = {"run": str(run.pk), "version": draft.version}
        acting.summary = _("以“%(run)s”的佐证模拟指标体系“%(id)s”（第%(version)s稿）") % {
            "run": run,
            "id": draft.system_id,
            "version": draft.version,
        }
    begin(work)
    return simulation


def _refuse_published(draft: SystemDraft) -> None:
    if SystemDraft.objects.filter(pk=draft.pk).exclude(published_at=None).exists():
        raise InputError(_("已发布的指标体系不能再改"), remedy=_("需要修改时另建新的体系"))
