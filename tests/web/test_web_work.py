"""Long work in the background: ordered, done once whoever is killed, shown, failed in words, tried again."""

import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from hengping.demo.evaluation import DemoOutcome
from hengping.pipeline import corrections as engine
from hengping.pipeline.corrections_register import read_publication, read_register
from hengping.pipeline.run_lock import run_lock
from hengping.pipeline.stamps import STATE_FOLDER
from hengping.web.apps.acts.models import Act
from hengping.web.apps.acts.services import first_fault
from hengping.web.apps.campaigns.models import Campaign, StageChange, runs_dir
from hengping.web.apps.public.selectors import editions_of
from hengping.web.apps.publishing.digests import subject_digest
from hengping.web.apps.publishing.freezing import CORRECT, correct_subject
from hengping.web.apps.publishing.models import Approval
from hengping.web.apps.publishing.services import approval_give
from hengping.web.apps.runs.models import Run
from hengping.web.apps.work.doing import MOST_TRIES, claim, died, do_now, host, perform, take
from hengping.web.apps.work.kinds import KINDS
from hengping.web.apps.work.models import Work
from hengping.web.policy.words import Stage
from hengping.web.serving.background import Background, log_file
from web.world import World, make_world

ON, WHY = date(2026, 12, 20), "先行试发布"
_MOST_S = 120.0


def _ready(world: World, outcome: DemoOutcome) -> Run:
    """A finished run, approved by two people, in the stage before publication."""
    run: Run = Run.objects.create(
        campaign=world.campaign, kind="first", state="done", is_current=True, folder_name=f"t-{uuid.uuid4().hex[:8]}"
    )
    shutil.copytree(outcome.run.path, runs_dir() / run.folder_name)
    world.at(Stage.FINAL)
    for subject in (Approval.Subject.LISTS, Approval.Subject.PUBLICATION):
        for who in ("organiser", "organiser2"):
            approval_give(
                actor=world.actor(who), campaign=world.campaign, subject=subject,
                digest=subject_digest(world.campaign, subject),
            )  # fmt: skip
    return run


@pytest.fixture
def large(settings: Any) -> None:
    """Every evaluation counts as one that no page waits for."""
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"at_once_sites": 0})


@pytest.fixture
def ready(world: World, small_outcome: DemoOutcome) -> Run:
    return _ready(world, small_outcome)


@pytest.fixture
def served(
    transactional_db: None, large: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> World:
    """A world that other processes see too: same database, same folder."""
    data = tmp_path / "data"
    data.mkdir()
    settings.DATA_DIR = data
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "hengping.web.config.settings")
    monkeypatch.setenv("HENGPING_DATA", str(data))
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        (data / "platform.sqlite3").symlink_to(name)
    else:
        url = os.environ["HENGPING_TEST_DATABASE_URL"]
        monkeypatch.setenv("HENGPING_DATABASE_URL", f"{url.rpartition('/')[0]}/{name}")
    return make_world(f"work-{os.getpid()}-{time.monotonic_ns() % 10_000_000}")


def _page(world: World) -> str:
    return f"/campaigns/{world.campaign.pk}/publication/"


def _filled(client: Client, page: str) -> dict[str, object]:
    form = client.get(page).context["form"]
    return {
        "key": form["key"].value(),
        "seen": form["seen"].value(),
        "by": "办公厅",
        "on": ON.isoformat(),
        "reason": WHY,
    }


def _order(world: World, who: str = "organiser") -> Work:
    client = world.client(who)
    assert client.post(_page(world), _filled(client, _page(world))).status_code == 302
    return Work.objects.get()


def _stage(world: World) -> str:
    return Campaign.objects.get(pk=world.campaign.pk).stage


def _until(background: Background, work: Work, reached: Callable[[Work], bool]) -> None:
    ends = time.monotonic() + _MOST_S
    while time.monotonic() < ends:
        background.look()
        work.refresh_from_db()
        if reached(work):
            return
        time.sleep(0.02)
    log = log_file(work)
    raise AssertionError(f"{work} {work.fault} {log.read_text() if log.exists() else ''}")


@pytest.mark.slow
def test_ordered_killed_again_and_again_and_published_once(served: World, small_outcome: DemoOutcome) -> None:
    run = _ready(served, small_outcome)
    # What it comes to when nobody is killed.
    copy = run.path.with_name("copy")
    shutil.copytree(run.path, copy)
    engine.publish(copy, engine.Asked(by="办公厅", on=ON, force=WHY))

    work = _order(served)
    assert (work.state, _stage(served)) == ("waiting", Stage.FINAL)
    page = served.client("organiser2").get(_page(served)).content.decode()
    assert "等待开始" in page
    assert "发布结果</button>" not in page
    # A page's own process had begun it, and was killed.
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    begun = claim(work.pk, host())
    assert begun is not None
    Work.objects.filter(pk=work.pk).update(pid=gone.pid, pid_started=1)
    background = Background()
    _until(background, work, lambda row: row.pid not in {None, gone.pid})
    assert work.tries == 1
    # The process that took it up is killed as it freezes.
    freezing = run.path / STATE_FOLDER / "publication"
    _until(background, work, lambda row: freezing.exists() or row.state == "done")
    assert work.pid is not None, "done before it could be killed"
    os.killpg(work.pid, signal.SIGKILL)
    assert _stage(served) == Stage.FINAL
    assert not editions_of(served.campaign)
    _until(background, work, lambda row: not row.is_active)
    assert (work.state, work.fault, work.tries) == ("done", "", 2)
    assert _stage(served) == Stage.PUBLISHED
    assert len(read_register(run.path).entries) == 1
    assert read_publication(run.path, 1).files == read_publication(copy, 1).files
    assert StageChange.objects.count() == 1
    assert Act.objects.filter(action_id="campaign.publish").count() == 2  # ordered, and done
    assert first_fault() is None
    assert len(editions_of(served.campaign)) == 1
    assert "已完成" in served.client("organiser").get(_page(served)).content.decode()


def test_two_people_order_at_once_and_one_work_is_done(served: World, small_outcome: DemoOutcome) -> None:
    _ready(served, small_outcome)
    people = ("organiser", "organiser2")
    clients = [served.client(who) for who in people]
    forms = [_filled(client, _page(served)) for client in clients]

    def send(client: Client, form: dict[str, object]) -> str:
        try:
            return client.post(_page(served), form, follow=True).content.decode()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(send, clients, forms))
    assert sorted("正在进行（" in answer for answer in answers) == [False, True]
    assert all("等待开始" in answer for answer in answers)
    assert Work.objects.count() == 1
    assert Act.objects.filter(action_id="campaign.publish").count() == 1


def test_a_publication_that_fails_leaves_the_stage_and_says_why(world: World, ready: Run, large: None) -> None:
    work = _order(world)
    for tree in (ready.path / "scores").rglob("*.json"):
        tree.write_bytes(tree.read_bytes().replace(b'"total"', b'"totaI"', 1))
        break
    work = do_now(work)
    assert (work.state, _stage(world)) == ("failed", Stage.FINAL)
    assert not read_register(ready.path).entries
    page = world.client("organiser").get(_page(world)).content.decode()
    assert "没有完成，原来的状态没有改变" in page
    assert work.fault_what[:10] in page
    assert str(ready.path) not in page
    assert "重试" in page
    assert "重试" not in world.client("auditor").get(_page(world)).content.decode()


def test_work_found_dead_too_often_has_failed_and_is_tried_again(world: World, ready: Run, large: None) -> None:
    work = _order(world)
    for _ in range(MOST_TRIES):
        claimed = claim(work.pk, "here")
        assert claimed is not None
        died(claimed)
    work.refresh_from_db()
    assert (work.state, _stage(world)) == ("failed", Stage.FINAL)
    assert f"连续{MOST_TRIES}次意外结束" in world.client("organiser").get(_page(world)).content.decode()
    retry = f"/campaigns/{world.campaign.pk}/work/{work.pk}/retry/"
    for who, status in (("auditor", 403), ("operator", 403), ("other_organiser", 404), ("assessor", 403)):
        assert world.client(who).post(retry, {"key": uuid.uuid4()}).status_code == status, who
    assert world.client("organiser2").post(retry, {"key": uuid.uuid4()}).status_code == 302
    assert do_now(work).state == "done"
    assert _stage(world) == Stage.PUBLISHED


def test_who_was_held_for_dead_ends_nothing(
    world: World, ready: Run, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = _order(world)
    kind = KINDS[work.kind]

    def slow(row: Work, told: Any) -> dict[str, Any]:
        made = kind.make(row, told)
        Work.objects.filter(pk=row.pk).update(claim=uuid.uuid4())  # given to another meanwhile
        return made

    monkeypatch.setitem(KINDS, work.kind, replace(kind, make=slow))
    mine = claim(work.pk, "here")
    assert mine is not None
    assert take(mine)
    perform(mine)
    work.refresh_from_db()
    assert (work.state, _stage(world)) == ("running", Stage.FINAL)
    assert not StageChange.objects.exists()
    assert not editions_of(world.campaign)


def test_one_after_another_in_a_run_and_patient_with_others(world: World, ready: Run, large: None) -> None:
    work = _order(world)
    later = Work.objects.create(
        campaign=world.campaign, kind=CORRECT, subject="x", lane=work.lane, order={}, ordered_by_name="某"
    )
    assert claim(later.pk, "here") is None
    with run_lock(ready.path):
        work = do_now(work)
    assert (work.state, work.tries) == ("waiting", 0)
    assert "另一个进程" in world.client("organiser").get(_page(world)).content.decode()
    assert claim(work.pk, "here") is None  # not at once again
    Work.objects.filter(pk=work.pk).update(not_before=None)
    assert do_now(work).state == "done"


def test_a_correction_is_nobodys_until_its_work_is_done(world: World, ready: Run) -> None:
    work = _order(world)
    assert (work.state, _stage(world)) == ("done", Stage.PUBLISHED)  # small: at once
    world.campaign.refresh_from_db()
    assert len(editions_of(world.campaign)) == 1
    under_way = Work.objects.create(
        campaign=world.campaign, kind=CORRECT, subject=correct_subject(world.campaign), lane=work.lane,
        state=Work.State.RUNNING, order={"run": str(ready.pk), "before": 0}, ordered_by_name="某",
    )  # fmt: skip
    assert not editions_of(world.campaign)
    page = f"/campaigns/{world.campaign.pk}/corrections/"
    assert "第1版" not in world.client("organiser").get(page).content.decode()
    under_way.state = Work.State.DONE
    under_way.save()
    assert len(editions_of(world.campaign)) == 1


def test_a_page_asks_how_it_stands_and_is_told_when_it_has_ended(world: World, ready: Run, large: None) -> None:
    work = _order(world)
    client, place = world.client("organiser"), f"/campaigns/{world.campaign.pk}/work/{work.pk}/"
    asked = client.get(place, headers={"HX-Request": "true"})
    assert "hx-trigger" in asked.content.decode()
    assert "HX-Refresh" not in asked
    assert "发布结果" in client.get(place).content.decode()
    for who, status in (("assessor", 404), ("operator", 403), ("other_organiser", 404)):
        assert world.client(who).get(place).status_code == status, who
    Work.objects.filter(pk=work.pk).update(state=Work.State.DONE)
    assert client.get(place, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
