"""Two evaluations of two bureaus with something of everything in them: what addresses are asked with.

Three places: ``own`` (a site of the operator's body), ``neighbour`` (another body's site in the same evaluation) and
``elsewhere`` (another bureau's evaluation, in which the operator's body has a site too). What each place has is
:attr:`Belongings.things`, by the name that a parameter of an address has.
"""

import csv
import shutil
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from allauth.usersessions.models import UserSession
from django.utils import timezone

from hengping.evidence.run_folder import RunFolder
from hengping.model.finding import Finding, Outcome
from hengping.pipeline.archived import evidence_of
from hengping.pipeline.context import open_run
from hengping.pipeline.stage_check import read_findings
from hengping.web.apps.accounts.models import Invitation, Membership, Organisation, User
from hengping.web.apps.acts.services import act
from hengping.web.apps.api.models import ApiToken, Webhook
from hengping.web.apps.appeals.models import Appeal, LikeCase, Proof, Ruling
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.cases.models import CaseFile, CaseNomination
from hengping.web.apps.desk.models import AssessmentTask, Kind, Subject
from hengping.web.apps.ledger.models import Exemption
from hengping.web.apps.notices.models import Mail, Notice
from hengping.web.apps.operators.models import Rectification, Reply, SiteInspection
from hengping.web.apps.oversight.models import SupervisionDone, SupervisionPlan
from hengping.web.apps.publishing.making import DOCUMENTS
from hengping.web.apps.publishing.models import Approval, BulletinText, DocumentJob
from hengping.web.apps.roster.models import RegisteredSite, RosterEntry, RosterImport, SiteContact
from hengping.web.apps.runs.indexing import index_run
from hengping.web.apps.runs.models import Run, RunProblem
from hengping.web.apps.systems.models import Simulation, SystemDraft
from hengping.web.apps.work.models import Work
from hengping.web.policy.words import Role, Stage
from web.world import World

PLACES = ("own", "neighbour", "elsewhere")
_NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
_FILE = b"%PDF-1.4 proof"


@dataclass(kw_only=True)
class Belongings(World):
    """A world and what is in it.

    Attributes:
        other: the other bureau's evaluation.
        things: by place, then by parameter.
    """

    other: Campaign
    things: dict[str, dict[str, object]]

    def at(self, stage: Stage) -> Campaign:
        """Both evaluations, put to a stage without asking anybody."""
        Campaign.objects.filter(pk=self.other.pk).update(stage=stage)
        return super().at(stage)


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where things are made: a site of an evaluation, its run, and the people and the body whose they are."""

    name: str
    number: int
    campaign: Campaign
    run: Run
    entry: RosterEntry
    body: Organisation
    """Whose people, invitations and memberships."""
    bureau: Organisation
    """Whose webhooks and rhythm."""
    operator: User
    organiser: User
    assessor: User


def make_belongings(world: World, folder: Path, data: Path) -> Belongings:
    """Make them.

    Args:
        world: bodies and people.
        folder: a finished run of four sites; each evaluation is given a copy and two of the sites.
        data: the platform's folder of this test.
    """
    people, bodies = world.people, world.organisations
    other = Campaign.objects.create(
        code="qinghe-2026", title="2026年清河市政府网站绩效评估", organiser=bodies["elsewhere"],
        as_of=world.campaign.as_of, systems=["national-check-2019"],
    )  # fmt: skip
    sites = open_run(folder).sites
    world.campaign.entries.all().delete()
    run, entries = _judged(world.campaign, folder, sites[:2], [bodies["health"], bodies["traffic"]])
    other_run, others = _judged(other, folder, sites[2:], [bodies["health"], None])
    places = (
        _Place(
            name="own", number=1, campaign=world.campaign, run=run, entry=entries[0], body=bodies["health"],
            bureau=bodies["office"], operator=people["operator"], organiser=people["organiser"],
            assessor=people["assessor"],
        ),
        _Place(
            name="neighbour", number=2, campaign=world.campaign, run=run, entry=entries[1], body=bodies["office"],
            bureau=bodies["province"], operator=people["other_operator"], organiser=people["organiser2"],
            assessor=people["assessor2"],
        ),
        _Place(
            name="elsewhere", number=3, campaign=other, run=other_run, entry=others[0], body=bodies["elsewhere"],
            bureau=bodies["elsewhere"], operator=people["other_organiser"], organiser=people["other_organiser"],
            assessor=people["nobody"],
        ),
    )  # fmt: skip
    things = {place.name: _things(place, data) for place in places}
    kept = {field.name: getattr(world, field.name) for field in fields(World)}
    entries_by_name = {"health": entries[0], "traffic": entries[1]}
    return Belongings(**(kept | {"entries": entries_by_name}), other=other, things=things)


def _judged(
    campaign: Campaign, folder: Path, sites: tuple[object, ...] | list[object], bodies: list[Organisation | None]
) -> tuple[Run, list[RosterEntry]]:
    """A current run that knows of these sites only, and their lines of the roster."""
    run = Run.objects.create(
        campaign=campaign, kind=Run.Kind.FIRST, folder_name=f"{campaign.code}-1", state=Run.State.DONE
    )
    shutil.copytree(folder, run.path)
    index_run(run)
    codes = [site.site_code for site in sites]  # type: ignore[attr-defined]  # the engine's sites
    run.findings.exclude(site_code__in=codes).delete()
    run.site_results.exclude(site_code__in=codes).delete()
    kept = RunFolder(run.path)
    for line in [one for one in open_run(folder).sites if one.site_code not in codes]:
        shutil.rmtree(kept.site_evidence(line.site_code))
        kept.findings_file(line.site_code).unlink()
    _keep_lines(kept.ledger_csv, codes)
    Run.objects.filter(pk=run.pk).update(is_current=True)
    run.refresh_from_db()
    entries = [
        RosterEntry.objects.create(
            campaign=campaign, place=place, site_code=site.site_code, name=site.name, unit=site.name,  # type: ignore[attr-defined]  # the engine's sites
            url=site.url, group=site.group, site_class=site.site_class, organisation=body,  # type: ignore[attr-defined]  # the engine's sites
        )
        for place, (site, body) in enumerate(zip(sites, bodies, strict=True), start=1)
    ]  # fmt: skip
    return run, entries


def _keep_lines(file: Path, codes: list[str]) -> None:
    with file.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        columns, rows = list(reader.fieldnames or ()), [row for row in reader if row["site_code"] in codes]
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(rows)


def _things(place: _Place, data: Path) -> dict[str, object]:
    """One of everything; parameters of platform pages too."""
    found: dict[str, object] = {
        "campaign_id": place.campaign.pk, "site_code": place.entry.site_code, "code": place.entry.site_code,
        "run_id": place.run.pk, "user_id": place.assessor.pk, "organisation_id": place.body.pk,
        "bureau_id": place.bureau.pk,
    }  # fmt: skip
    for make in _MAKERS:
        found |= make(place, data)
    return found


def _evidence(place: _Place, _data: Path) -> dict[str, object]:
    folder = RunFolder(place.run.path)
    finding, record = next(
        (finding, record)
        for finding in _held(folder, place.entry.site_code)
        for record in evidence_of(folder, finding).records
        if record.is_page
    )
    section = next(
        row["section_id"]
        for row in csv.DictReader(folder.ledger_csv.read_text("utf-8").splitlines())
        if row["site_code"] == place.entry.site_code
    )
    record_id = record.capture.record_id.removeprefix("urn:uuid:")
    return {"finding_id": finding.finding_id, "record_id": record_id, "section_id": section}


def _held(folder: RunFolder, site_code: str) -> list[Finding]:
    return [one for one in read_findings(folder, site_code) if one.outcome is Outcome.FAIL]


def _objections(place: _Place, data: Path) -> dict[str, object]:
    by, entry, run = place.operator, place.entry, place.run
    finding_id = run.findings.filter(site_code=entry.site_code, outcome="fail").order_by("finding_id")[0].finding_id
    common = {"entry": entry, "run": run, "finding_id": finding_id, "subject": {"message": "断链"}}
    appeal = Appeal.objects.create(
        **common, campaign=place.campaign, number=place.number, grounds="页面可以打开", raised_by=by, raised_at=_NOW,
        due_on=date(2999, 1, 1),
    )  # fmt: skip
    digest = f"{place.number}" * 64
    for folder in ("proofs", "exemptions"):
        file = data / folder / digest[:2] / digest
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_FILE)
    proof = Proof.objects.create(
        appeal=appeal, name="证明.pdf", size=len(_FILE), sha256=digest, added_by=by, added_at=_NOW
    )
    ruling = Ruling.objects.create(
        appeal=appeal, result="upheld", reason="属实", state=Ruling.Step.RETURNED, proposed_by=place.organiser,
        proposed_at=_NOW, settled_at=_NOW, settled_by=place.organiser,
    )  # fmt: skip
    like = LikeCase.objects.create(ruling=ruling, entry=entry, finding_id=finding_id, finding={"message": "断链"})
    reply = Reply.objects.create(
        **common, kind=Reply.Kind.EXPLAIN, text="说明", answered_by=by, answered_at=_NOW,
        explanation=Reply.Explanation.WAITING,
    )  # fmt: skip
    item = Rectification.objects.create(**common, check_id="broken_link", due_on=date(2999, 1, 1))
    inspection = SiteInspection.objects.create(
        entry=entry, purpose=SiteInspection.Purpose.SELF, state=SiteInspection.State.FAILED, started_at=_NOW,
        started_by=by, max_pages=1, told="未完成",
    )  # fmt: skip
    exemption = Exemption.objects.create(
        campaign=place.campaign, site_code=entry.site_code, section_id="s", reason="改版", until=date(2999, 1, 1),
        file_name="证明.pdf", size=len(_FILE), sha256=digest, granted_by="某", granted_at=_NOW,
    )  # fmt: skip
    return {
        "appeal_id": appeal.pk, "proof_id": proof.pk, "like_id": like.pk, "reply_id": reply.pk, "item_id": item.pk,
        "inspection_id": inspection.pk, "exemption_id": exemption.pk,
    }  # fmt: skip


def _judging(place: _Place, _data: Path) -> dict[str, object]:
    finding = place.run.findings.filter(site_code=place.entry.site_code).order_by("finding_id")[0]
    subject = Subject.objects.create(
        campaign=place.campaign, run=place.run, kind=Kind.DOUBT, site_code=place.entry.site_code,
        finding_id=finding.finding_id, title="存疑",
    )  # fmt: skip
    task = AssessmentTask.objects.create(subject=subject, assessor=place.assessor)
    case = CaseNomination.objects.create(
        campaign=place.campaign, entry=place.entry, number=place.number, title="一网通办", category="服务",
        nominated_by=place.organiser, text="材料", state="listed" if place.name == "neighbour" else "nominated",
    )  # fmt: skip
    file = CaseFile.objects.create(case=case, name="附件.pdf", kind="pdf", size=len(_FILE), sha256="0" * 64)
    file.path.parent.mkdir(parents=True, exist_ok=True)
    file.path.write_bytes(_FILE)
    return {"task_id": task.pk, "case_id": case.pk, "file_id": file.pk}


def _working(place: _Place, _data: Path) -> dict[str, object]:
    by, campaign, run = place.organiser, place.campaign, place.run
    draft = SystemDraft.objects.create(
        campaign=campaign, system_id=f"own-{place.number}", text="id: own\n", changed_by="某", changed_at=_NOW
    )
    problem = RunProblem.objects.create(
        run=run, kind=RunProblem.Kind.BLOCKED, site_code=place.entry.site_code, name=place.entry.name, text="拒绝",
        url=f"http://{place.name}.example/",
    )  # fmt: skip
    kit = DocumentJob.objects.create(
        campaign=campaign, run=run, kind=DocumentJob.Kind.KIT, state=DocumentJob.State.DONE, asked_by=by
    )
    kit.folder.mkdir(parents=True, exist_ok=True)
    kit.kit_file.write_bytes(b"PK")
    BulletinText.objects.get_or_create(
        campaign=campaign, number=1, defaults={"text": "remark: 说明\n", "by_name": "某"}
    )
    work = Work.objects.create(
        campaign=campaign, kind=DOCUMENTS, subject=f"made-{place.number}", lane=f"made-{place.number}",
        state=Work.State.FAILED, fault_what="未完成",
    )  # fmt: skip
    return {
        "work_id": work.pk,
        "draft_id": draft.pk, "key": f"draft:{draft.pk}", "problem_id": problem.pk, "job_id": kit.pk,
        "simulation_id": Simulation.objects.create(
            draft=draft, run=run, draft_version=1, run_title="初评", started_by="某"
        ).pk,
        "import_id": RosterImport.objects.create(campaign=campaign, file_name="名单.csv", digest="0" * 64).pk,
        "approval_id": Approval.objects.create(
            campaign=campaign, subject=Approval.Subject.PUBLICATION, digest=f"{place.number}" * 64, by=by, by_name="某"
        ).pk,
        "mail_id": Mail.objects.create(to="a@example.gov.cn", subject="x", text="x", campaign=campaign).pk,
    }  # fmt: skip


def _people(place: _Place, _data: Path) -> dict[str, object]:
    person = User.objects.create_user(
        f"clerk{place.number}", f"clerk{place.number}@example.gov.cn", display_name="职员"
    )
    membership = Membership.objects.create(user=person, organisation=place.body, role=Role.ASSESSOR)
    invitation = Invitation.objects.create(
        organisation=place.body, role=Role.OPERATOR, email=f"new{place.number}@example.gov.cn",
        token_digest=f"{place.number}" * 64, invited_by=place.organiser, expires_at=timezone.now() + timedelta(days=9),
    )  # fmt: skip
    session = UserSession.objects.create(
        user=place.operator, ip="127.0.0.1", session_key=f"made-{place.number}", user_agent="x"
    )
    return {
        "person_id": person.pk, "membership_id": membership.pk, "invitation_id": invitation.pk,
        "session_id": session.pk,
        "notice_id": Notice.objects.create(recipient=place.operator, subject="通知", text="正文").pk,
        "token_id": ApiToken.objects.create(
            user=place.operator, name="t", digest=f"{place.number}" * 64, hint="x", read_only=True
        ).pk,
        "webhook_id": Webhook.objects.create(
            organisation=place.bureau, url="https://hooks.example.gov.cn/", secret="0" * 64
        ).pk,
    }  # fmt: skip


def _platform(place: _Place, _data: Path) -> dict[str, object]:
    plan = SupervisionPlan.objects.create(organisation=place.bureau, kind="weekly", days=5, starts_on=date(2026, 1, 5))
    done = SupervisionDone.objects.create(
        plan=plan, period_start=date(2026, 11, 9), done_on=date(2026, 11, 16), by_name="某"
    )
    site = RegisteredSite.objects.create(
        site_code=f"x-{place.name}.example",
        name="登记网站",
        url="http://x.example/",
        organisation=place.body,
        registrar=place.bureau,
    )
    contact = SiteContact.objects.create(site=site, name="联系人")
    with act(None, "campaign.edit", campaign=place.campaign) as acting:
        acting.summary = "一条"
    return {
        "done_id": done.pk, "site_id": site.pk, "contact_id": contact.pk,
        "seq": acting.record.seq if acting.record else 0,
    }  # fmt: skip


_MAKERS: tuple[Callable[[_Place, Path], dict[str, object]], ...] = (
    _evidence, _objections, _judging, _working, _people, _platform,
)  # fmt: skip
