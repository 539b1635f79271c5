"""Documents, approvals by two people, publication and numbered corrections, over a real finished run."""

import json
import uuid
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import OperationalError

from hengping.model.errors import HengpingError, InputError
from hengping.pipeline import corrections as engine
from hengping.pipeline.context import open_run
from hengping.pipeline.corrections_register import read_publication, read_register
from hengping.pipeline.run import redo_stage
from hengping.pipeline.verify import verify
from hengping.web.apps.acts.models import Act, ChainHead
from hengping.web.apps.acts.services import first_fault
from hengping.web.apps.campaigns.models import Campaign, StageChange, campaigns_dir, runs_dir
from hengping.web.apps.campaigns.stage_services import NotYetError
from hengping.web.apps.publishing.editions import pending
from hengping.web.apps.publishing.models import DocumentJob
from hengping.web.apps.publishing.services import (
    correction_publish,
    results_publish,
)
from hengping.web.apps.runs.models import Run
from hengping.web.apps.work import doing
from hengping.web.apps.work.doing import do_now
from hengping.web.apps.work.models import Work
from hengping.web.apps.work.services import work_retry
from hengping.web.policy.words import Stage
from web.approving import CORRECTION, LISTS, PUBLICATION, WHY, approve_all, finished_run, give
from web.world import World

ON = date(2026, 12, 20)


@pytest.fixture
def run(world: World, small_outcome) -> Run:
    """That run, as the evaluation's."""
    return finished_run(world, small_outcome.run.path)


def publish(world: World, reason: str = WHY) -> Work:
    campaign = Campaign.objects.get(pk=world.campaign.pk)
    return results_publish(
        actor=world.actor("organiser"), campaign=campaign, by="云溪省人民政府办公厅", on=ON, seen=campaign.version,
        reason=reason, key=uuid.uuid4(),
    )  # fmt: skip


def mend(folder: Path) -> None:
    """Marks for the first item that waits for an assessor, and everything after made again."""
    run = open_run(folder)
    nodes = [node for system in run.systems.values() for node in system.items()]
    item = next(node.id for node in nodes if node.rule is not None and node.rule.kind == "manual")
    (folder / "reviews").mkdir(exist_ok=True)
    decision = {
        "site_code": run.sites[0].site_code, "item_id": item, "marks": "1", "actor": "某",
        "decided_at": "2026-12-02T10:00:00+08:00", "reason": "核实",
    }  # fmt: skip
    with (folder / "reviews" / "people.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(decision, ensure_ascii=False) + "\n")
    for stage in ("score", "rank", "report"):
        redo_stage(open_run(folder), stage)


def test_nothing_is_published_without_both_approvals(world: World, run: Run) -> None:
    world.at(Stage.FINAL)
    for who in ("organiser", "organiser2"):
        give(world, who, LISTS)
    with pytest.raises(NotYetError, match="发布已由两人分别批准"):
        publish(world)
    assert not read_register(run.path).entries


def test_publication_freezes_version_one_and_anchors_the_log(world: World, run: Run) -> None:
    world.at(Stage.FINAL)
    approve_all(world)
    with pytest.raises(NotYetError, match="结果没有待定之处"):
        publish(world, reason="")
    anchor = ChainHead.objects.get(pk=1).digest
    publish(world)
    assert Campaign.objects.get(pk=world.campaign.pk).stage == Stage.PUBLISHED
    made = read_publication(run.path, 1)
    assert made.act_log == anchor
    assert made.forced == WHY
    assert Act.objects.filter(digest=anchor).exists()
    ordered, line = Act.objects.filter(action_id="campaign.publish").order_by("seq")
    assert ordered.target == f"work:{Work.objects.get().pk}"
    assert line.detail["publication"]["head"] == made.head
    assert StageChange.objects.get().reason == WHY
    assert verify(run.path).holds
    assert first_fault() is None


def test_publishing_through_the_page(world: World, run: Run) -> None:
    world.at(Stage.FINAL)
    approve_all(world)
    client, url = world.client("organiser"), f"/campaigns/{world.campaign.pk}/publication/"
    form = client.get(url).context["form"]
    data = {"key": form["key"].value(), "seen": form["seen"].value(), "by": "办公厅", "on": "2026-12-20", "reason": WHY}
    assert client.post(url, data).status_code == 302
    again = client.post(url, data)
    assert again.status_code in {302, 403}
    assert len(read_register(run.path).entries) == 1
    assert StageChange.objects.count() == 1
    assert Work.objects.count() == 1


def test_killed_between_folder_and_database_it_is_brought_to_its_end(world: World, run: Run) -> None:
    world.at(Stage.FINAL)
    approve_all(world)
    engine.publish(run.path, engine.Asked(by="办公厅", on=ON, force=WHY))
    done = publish(world)
    assert not done.result["is_new"]
    assert Campaign.objects.get(pk=world.campaign.pk).stage == Stage.PUBLISHED
    assert len(read_register(run.path).entries) == 1


def correct(world: World) -> Work:
    return correction_publish(
        actor=world.actor("organiser2"), campaign=Campaign.objects.get(pk=world.campaign.pk), by="办公厅",
        on=ON + timedelta(days=5), cause="<i>复核</i>后更正", reason=WHY, key=uuid.uuid4(),
    )  # fmt: skip


@pytest.mark.slow
def test_a_correction_is_numbered_approved_and_the_old_version_stays(world: World, run: Run) -> None:
    world.at(Stage.FINAL)
    approve_all(world)
    publish(world)
    old = {path: path.read_bytes() for path in (run.path / "publications" / "v1").rglob("*") if path.is_file()}
    assert pending(run) is None
    with pytest.raises(InputError, match="两人"):
        correct(world)
    mend(run.path)
    changes = pending(run)
    assert changes
    assert changes[0].corrected == 1
    page = world.client("organiser").get(f"/campaigns/{world.campaign.pk}/stage/archived/").content.decode()
    assert "现在的结果与最近公布的一版不同" in page
    for who in ("organiser", "organiser2"):
        give(world, who, CORRECTION)
    done = correct(world)
    assert done.result["label"] == "更正〔2026〕第1号"
    assert read_publication(run.path, 2).act_log
    assert all(path.read_bytes() == data for path, data in old.items())
    client = world.client("organiser")
    page = client.get(f"/campaigns/{world.campaign.pk}/corrections/").content.decode()
    assert "更正〔2026〕第1号" in page
    assert "&lt;i&gt;复核" in page
    assert "更正前" in page
    first = client.get(f"/campaigns/{world.campaign.pk}/versions/1/publication.json")
    assert first.status_code == 404  # the record itself is no file of the version
    table = next(name for name in read_publication(run.path, 1).files if name.endswith("ranks.csv"))
    answer = client.get(f"/campaigns/{world.campaign.pk}/versions/1/{table}")
    assert b"".join(answer.streaming_content) == (run.path / "publications" / "v1" / table).read_bytes()
    with pytest.raises(InputError):
        correct(world)
    assert Act.objects.filter(target=f"publication:{world.campaign.pk}/2").count() == 1


@pytest.mark.slow
def test_a_correction_cut_short_is_recorded_by_the_next_attempt(world: World, run: Run) -> None:
    world.at(Stage.FINAL)
    approve_all(world)
    publish(world)
    mend(run.path)
    asked = engine.Asked(by="办公厅", on=ON, force=WHY, cause="复核后更正")
    engine.correct(run.path, asked)
    correct(world)
    assert len(read_register(run.path).entries) == 2
    assert Act.objects.get(target=f"publication:{world.campaign.pk}/2").detail["version"] == 2


def test_tried_again_it_publishes_what_was_approved_or_nothing(world: World, run: Run) -> None:
    world.at(Stage.FINAL)
    approve_all(world)
    publish(world)
    mend(run.path)
    for who in ("organiser", "organiser2"):
        give(world, who, CORRECTION)
    first = open_run(run.path)
    nodes = [node for system in first.systems.values() for node in system.items()]
    asked = [node.id for node in nodes if node.rule is not None and node.rule.kind == "manual"]
    line = {
        "site_code": first.sites[1].site_code, "item_id": asked[0], "marks": "1", "actor": "某", "reason": "核实",
        "decided_at": "2026-12-03T10:00:00+08:00",
    }  # fmt: skip
    with (run.path / "reviews" / "people.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(line, ensure_ascii=False) + "\n")
    work = correct(world)
    assert work.state == Work.State.FAILED
    for stage in ("score", "rank", "report"):
        redo_stage(open_run(run.path), stage)
    again = work_retry(actor=world.actor("organiser"), work=Work.objects.get(pk=work.pk), key=uuid.uuid4())
    assert again.state == Work.State.FAILED
    assert "批准" in again.fault_what
    assert [entry.version for entry in read_register(run.path).entries] == [1]


def test_a_database_that_was_locked_leaves_the_work_to_another(
    world: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.at(Stage.FINAL)
    approve_all(world)

    def locked(*_args: object, **_fields: object) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr(doing, "_settle", locked)
        work = publish(world)
    assert work.state == Work.State.WAITING
    assert work.pid is None
    assert do_now(work).state == Work.State.DONE


def test_what_is_not_published_is_not_corrected(world: World, run: Run) -> None:
    world.at(Stage.FINAL)
    with pytest.raises(InputError, match="尚未发布"):
        correct(world)


def test_documents_are_downloaded_and_never_shown_in_place(world: World, run: Run) -> None:
    client, place = world.client("organiser"), f"/campaigns/{world.campaign.pk}/documents/"
    page = client.get(place).content.decode()
    assert "通报（Word）" in page
    name = next(path.name for path in (run.path / "reports").glob("bulletin-*.html"))
    answer = client.get(f"{place}files/reports/{name}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    (run.path / "reports" / "stray.html").write_text("<script>", encoding="utf-8")
    for bad in (
        "reports/stray.html",
        "run.json",
        "reports/../run.json",
        "reports/%2e%2e/run.json",
        "/etc/passwd",
        "reports/",
    ):
        assert client.get(f"{place}files/{bad}").status_code == 404, bad
    for who in ("operator", "assessor"):
        assert world.client(who).get(f"{place}files/reports/{name}").status_code in {403, 404}
    assert world.client("other_organiser").get(place).status_code == 404


def test_documents_are_left_to_the_background(world: World, run: Run) -> None:
    client, place = world.client("organiser"), f"/campaigns/{world.campaign.pk}/documents/"
    form = client.get(place).context["form"]
    data = {"key": form["key"].value(), "kind": "kit", "evidence": "none"}
    assert client.post(place, data).status_code == 302
    job = DocumentJob.objects.get()
    assert "等待开始" in client.get(place).content.decode()
    work = do_now(Work.objects.get())
    assert (work.state, work.fault) == ("done", "")
    job.refresh_from_db()
    answer = client.get(f"{place}jobs/{job.pk}/kit/")
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert job.sha256 in client.get(f"{place}jobs/").content.decode()
    assert client.get(f"{place}jobs/{uuid.uuid4()}/kit/").status_code == 404


def test_documents_that_cannot_be_made_say_why_and_are_tried_again(world: World, run: Run) -> None:
    client, place = world.client("organiser"), f"/campaigns/{world.campaign.pk}/documents/"
    form = client.get(place).context["form"]
    client.post(place, {"key": form["key"].value(), "kind": "kit", "evidence": "none"})
    lists = next((run.path / "results").glob("*/lists.csv"))
    right = lists.read_bytes()
    lists.write_bytes(right + b"\n")
    work = do_now(Work.objects.get())
    assert (work.state, DocumentJob.objects.get().state) == ("failed", "failed")
    assert work.fault_what
    assert work.fault_what in client.get(place).content.decode()
    lists.write_bytes(right)
    retry = f"/campaigns/{world.campaign.pk}/work/{work.pk}/retry/"
    assert client.post(retry, {"key": uuid.uuid4()}).status_code == 302
    assert do_now(Work.objects.get()).state == "done"
    assert DocumentJob.objects.get().state == "done"


def test_without_results_nothing_is_made_or_approved(world: World) -> None:
    client, place = world.client("organiser"), f"/campaigns/{world.campaign.pk}/documents/"
    assert "还没有评估结果" in client.get(place).content.decode()
    world.at(Stage.FINAL)
    with pytest.raises(InputError):
        give(world, "organiser", PUBLICATION, digest="0" * 64)
    with pytest.raises((HengpingError, NotYetError)):
        publish(world)
    assert campaigns_dir().parent == runs_dir().parent
