"""The section ledger: what is shown, what people settle, exemptions with proof, what follows from them."""

import shutil
import uuid
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from hengping.model.errors import InputError
from hengping.pipeline.context import open_run
from hengping.pipeline.section_recording import carry_sections, record_rulings
from hengping.web.apps.acts.services import ConflictError
from hengping.web.apps.campaigns.preconditions import conditions, missing
from hengping.web.apps.campaigns.stages import arrow
from hengping.web.apps.ledger import applying, selectors, services
from hengping.web.apps.ledger.models import Exemption, SectionReview
from hengping.web.apps.ledger.preconditions import sections_counted
from hengping.web.apps.notices.errands import run_errands
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.apps.runs.ending import run_ended
from hengping.web.apps.runs.models import Run
from hengping.web.apps.runs.selectors import current_run
from hengping.web.apps.runs.services import import_run
from hengping.web.apps.work.doing import do_now
from hengping.web.apps.work.models import Work
from hengping.web.policy.words import Stage
from web.world import World

HOSTILE = "<script>alert(1)</script>"
PDF = b"%PDF-1.7 proof"


@pytest.fixture
def judged(world: World, run_folder: Path) -> World:
    """The world while it collects, with a finished run and the sites of that run on its roster."""
    world.at(Stage.COLLECTING)
    RosterEntry.objects.filter(campaign=world.campaign).delete()
    for place, site in enumerate(open_run(run_folder).sites, start=1):
        RosterEntry.objects.create(
            campaign=world.campaign, place=place, site_code=site.site_code, name=site.name, url=site.url, unit=site.unit
        )
    import_run(actor=None, campaign=world.campaign, folder=run_folder)
    return world


def address(world: World, rest: str = "") -> str:
    return f"/campaigns/{world.campaign.pk}/ledger/{rest}"


def a_section(world: World, **query: str) -> selectors.Section:
    rows = selectors.ledger(world.campaign, query)
    assert rows
    return rows[0]


def where(row: selectors.Section) -> str:
    return f"{row.cells['site_code']}/{row.cells['section_id']}/"


def review(world: World, row: selectors.Section, **more: object) -> SectionReview:
    said = {"section_class": "notice", "duty_days": None, "reason": "核对", "seen": 0, "key": uuid.uuid4(), **more}
    return services.section_review(actor=world.actor("assessor"), campaign=world.campaign, section=row, **said)  # type: ignore[arg-type]


def grant(world: World, row: selectors.Section, **more: object) -> Exemption:
    proof = SimpleUploadedFile("批复.pdf", PDF)
    said = {"until": timezone.localdate() + timedelta(days=30), "reason": "机构改革", "proof": proof, **more}
    return services.exemption_grant(
        actor=world.actor("organiser"),
        campaign=world.campaign,
        section=row,
        key=uuid.uuid4(),
        **said,  # type: ignore[arg-type]
    )


def test_without_a_run_there_is_no_ledger(world: World) -> None:
    assert "还没有栏目台账" in world.client("organiser").get(address(world)).content.decode()


def test_the_ledger_is_shown_narrowed_and_paged(judged: World) -> None:
    client = judged.client("assessor")
    everything = selectors.ledger(judged.campaign) or []
    page = client.get(address(judged)).content.decode()
    assert f"共{len(everything)}个栏目" in page
    assert everything[0].cells["title"] in page
    notices = selectors.ledger(judged.campaign, {"section_class": "notice"}) or []
    assert 0 < len(notices) < len(everything)
    site = everything[0].cells["site_code"]
    assert {row.cells["site_code"] for row in selectors.ledger(judged.campaign, {"site": site}) or []} == {site}
    for query in ("?sort=-title", "?page=2&state=open", "?state=stale", "?q=%3Cscript%3E", "?sort=states"):
        assert client.get(address(judged, query)).status_code == 200


def test_a_correction_is_kept_and_nobodys_is_overwritten(judged: World) -> None:
    row = a_section(judged, section_class="notice")
    client = judged.client("assessor")
    data = {"key": uuid.uuid4(), "seen": 0, "section_class": "dynamic", "duty_days": 14, "reason": HOSTILE}
    assert client.post(address(judged, where(row)), data).status_code == 302
    kept = SectionReview.objects.get()
    assert (kept.section_class, kept.duty_days, kept.version) == ("dynamic", 14, 1)
    assert client.post(address(judged, where(row)), data | {"key": uuid.uuid4()}).status_code == 409
    page = client.get(address(judged, where(row))).content.decode()
    assert HOSTILE not in page
    with pytest.raises(ConflictError):
        review(judged, a_section(judged, section_class="notice"), seen=7)
    assert client.post(address(judged, where(row)), data | {"key": uuid.uuid4(), "duty_days": -3}).status_code == 422


def test_a_confirmation_says_nothing_new_to_the_engine(judged: World) -> None:
    row = a_section(judged, section_class="notice")
    review(judged, row, section_class="notice")
    (ruling,) = selectors.wanted_rulings(judged.campaign)
    assert (ruling.section_class, ruling.duty_days, ruling.exempt_until) == ("", None, None)


def test_what_is_settled_reaches_the_results(judged: World) -> None:
    row = next(row for row in selectors.ledger(judged.campaign) or [] if row.cells["outcome"] == "pass")
    grant(judged, row)
    assert selectors.waiting(judged.campaign) == 1
    run = services.rulings_record(actor=judged.actor("organiser"), campaign=judged.campaign, key=uuid.uuid4())
    assert selectors.waiting(judged.campaign) == 0
    work = applying.work_of(run)
    assert work is not None
    with pytest.raises(InputError, match="正在进行"):
        services.rulings_record(actor=judged.actor("organiser"), campaign=judged.campaign, key=uuid.uuid4())
    assert "等待开始" in judged.client("organiser").get(address(judged)).content.decode()
    work = do_now(work)
    assert (work.state, work.fault) == ("done", "")
    again = selectors.section(judged.campaign, row.cells["site_code"], row.cells["section_id"])
    assert again is not None
    assert again.cells["outcome"] == "exempted"
    assert "豁免至" in judged.client("organiser").get(address(judged, f"?q={row.cells['title']}")).content.decode()


def test_an_exemption_that_is_taken_back_no_longer_counts(judged: World) -> None:
    one = grant(judged, a_section(judged))
    services.exemption_end(actor=judged.actor("organiser"), exemption=one, reason="材料不实", seen=1, key=uuid.uuid4())
    (ruling,) = selectors.wanted_rulings(judged.campaign)
    assert ruling.exempt_until is None
    assert "材料不实" in ruling.reason


def test_one_that_ran_out_waits_for_a_second_look(judged: World) -> None:
    row = a_section(judged)
    one = grant(judged, row)
    Exemption.objects.filter(pk=one.pk).update(until=date(2026, 1, 1))
    client = judged.client("organiser")
    assert "豁免已到期，待复核" in client.get(address(judged)).content.decode()
    end = f"/campaigns/{judged.campaign.pk}/exemptions/{one.pk}/end/"
    assert client.post(end, {"key": uuid.uuid4(), "seen": 1, "reason": "栏目已恢复更新"}).status_code == 302
    assert selectors.expired(judged.campaign) == []
    assert client.get(end).status_code == 404
    grant(judged, row)


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.pdf", b""), ("a.html", b"<html>"), ("a.pdf", b"<html><script>"), ("a.svg", b"<svg/>"), ("a.exe", b"MZ")],
)
def test_a_proof_that_is_none_is_refused(judged: World, name: str, data: bytes) -> None:
    row = a_section(judged)
    body = {
        "key": uuid.uuid4(), "until": timezone.localdate() + timedelta(days=9), "reason": "x",
        "proof": SimpleUploadedFile(name, data),
    }  # fmt: skip
    assert judged.client("organiser").post(address(judged, where(row) + "exempt/"), body).status_code == 422
    assert not Exemption.objects.exists()


def test_a_proof_comes_back_as_a_download_only(judged: World) -> None:
    one = grant(judged, a_section(judged), proof=SimpleUploadedFile('../"<b>x.pdf', PDF))
    answer = judged.client("auditor").get(f"/campaigns/{judged.campaign.pk}/exemptions/{one.pk}/proof/")
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]  # a file is streamed
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert (
        judged.client("operator").get(f"/campaigns/{judged.campaign.pk}/exemptions/{one.pk}/proof/").status_code != 200
    )


def test_an_exemption_is_neither_backdated_nor_granted_twice(judged: World) -> None:
    row = a_section(judged)
    with pytest.raises(InputError, match="今天之前"):
        grant(judged, row, until=timezone.localdate() - timedelta(days=1))
    grant(judged, row)
    with pytest.raises(InputError, match="已有豁免"):
        grant(judged, row)


def test_who_may(judged: World) -> None:
    row = a_section(judged)
    for who, status in {"assessor": 200, "auditor": 200, "superior": 200, "other_organiser": 404, "": 302}.items():
        assert judged.client(who).get(address(judged, where(row))).status_code == status, who
    for who in ("auditor", "assessor"):
        assert judged.client(who).post(address(judged, where(row) + "exempt/"), {}).status_code == 403
        assert judged.client(who).post(address(judged, "apply/"), {}).status_code == 403
    assert judged.client("organiser").get(address(judged, "9900000001/s-unknown/")).status_code == 404
    judged.at(Stage.PUBLISHED)
    with pytest.raises(PermissionDenied):
        review(judged, row)
    assert Run.objects.count() == 1


def test_what_was_written_and_not_counted_is_noticed_and_done(judged: World) -> None:
    judged.at(Stage.REASSESSING)
    row = next(row for row in selectors.ledger(judged.campaign) or [] if row.cells["outcome"] == "pass")
    grant(judged, row)
    condition = sections_counted(judged.campaign)
    assert condition is not None
    assert (condition.met, condition.told) == (False, "1个栏目的核对或豁免尚未写入")
    run = current_run(judged.campaign)
    assert run is not None
    # Written into the folder; then the process was killed before the order of the work was kept.
    record_rulings(open_run(run.path), selectors.wanted_rulings(judged.campaign))
    condition = sections_counted(judged.campaign)
    assert condition is not None
    assert (condition.met, condition.told) == (False, "已写入，尚未重新计算")
    move = arrow(Stage.REASSESSING, Stage.FINAL)
    assert move is not None
    assert condition.name in {each.name for each in missing(conditions(judged.campaign, move), reason="已核实")}
    assert "已写入，还没有重新计算" in judged.client("organiser").get(address(judged)).content.decode()
    assert run_errands(timezone.now())["sections"] == 1
    assert run_errands(timezone.now())["sections"] == 0
    work = applying.work_of(run)
    assert work is not None
    assert do_now(work).state == "done"
    condition = sections_counted(judged.campaign)
    assert condition is not None
    assert condition.met
    again = selectors.section(judged.campaign, row.cells["site_code"], row.cells["section_id"])
    assert again is not None
    assert again.cells["outcome"] == "exempted"
    assert run_errands(timezone.now())["sections"] == 0


def test_work_that_failed_is_left_to_people(judged: World) -> None:
    grant(judged, a_section(judged))
    run = services.rulings_record(actor=judged.actor("organiser"), campaign=judged.campaign, key=uuid.uuid4())
    Work.objects.filter(subject=applying.subject_of(run)).update(state=Work.State.FAILED)
    assert applying.go_on(timezone.now()) == 0
    condition = sections_counted(judged.campaign)
    assert condition is not None
    assert not condition.met


def test_what_was_settled_goes_along_to_the_next_run(judged: World, run_folder: Path) -> None:
    judged.at(Stage.REASSESSING)
    first = current_run(judged.campaign)
    assert first is not None
    grant(judged, a_section(judged))
    record_rulings(open_run(first.path), selectors.wanted_rulings(judged.campaign))
    again = Run.objects.create(
        campaign=judged.campaign, kind=Run.Kind.AGAIN, folder_name="again", state=Run.State.RUNNING
    )
    shutil.copytree(run_folder, again.path)
    run_ended(again, Run.State.DONE)
    assert current_run(judged.campaign) == again
    assert selectors.waiting(judged.campaign) == 0
    assert not selectors.is_counted(judged.campaign)
    assert carry_sections(open_run(first.path), open_run(again.path)) == 0
    assert applying.go_on(timezone.now()) == 1
