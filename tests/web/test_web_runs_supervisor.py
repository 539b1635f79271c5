"""Runs under the supervisor: started, paused, killed, taken over; the result is that of an unbroken run."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DataError
from django.utils import timezone

from hengping.demo.province import build
from hengping.demo.server import serve
from hengping.model.errors import RunError
from hengping.pipeline.progress_file import read_progress
from hengping.web.apps.acts.models import Act
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.apps.runs.models import Run
from hengping.web.apps.runs.selectors import current_run
from hengping.web.apps.runs.services import run_pause, run_resume, run_start
from hengping.web.serving import supervisor as supervising
from hengping.web.serving.processes import is_alive, started
from hengping.web.serving.supervisor import Supervisor
from web.world import World, make_world

_MOST_S = 120.0


@pytest.fixture
def small_world(transactional_db: None) -> Iterator[World]:
    """An evaluation of two simulated sites that are being served."""
    province = build(2)
    with serve(province) as server:
        world = make_world(f"made-{os.getpid()}-{time.monotonic_ns() % 10_000_000}")
        world.campaign.entries.all().delete()
        for place, site in enumerate(province.sites, start=1):
            RosterEntry.objects.create(
                campaign=world.campaign, place=place, site_code=site.site_code, name=site.name, url=site.url,
                group=site.group, site_class=site.site_class or "A",
            )  # fmt: skip
        hosts = {site.url.split("/")[2]: server.address for site in province.sites}
        Campaign.objects.filter(pk=world.campaign.pk).update(settings={
            "collect": {
                "connect_to": {**hosts, "*": server.address}, "requests_per_second_per_host": 500,
                "retry_delay_s": 0.05, "visits": {"count": 2, "interval_s": 0.1, "timeout_s": 5},
                "second_look": {"delay_s": 0}, "max_pages_per_site": 60, "browser": "off", "search_tests": 0,
            }
        })  # fmt: skip
        world.campaign = Campaign.objects.get(pk=world.campaign.pk)
        yield world


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waiting between attempts, and the embedded engine, whatever the database."""
    monkeypatch.setattr(supervising, "_BACK_OFF_S", 0.05)


def _until(supervisor: Supervisor, run: Run, reached: Callable[[Run], bool], most_s: float = _MOST_S) -> Run:
    ends = time.monotonic() + most_s
    while time.monotonic() < ends:
        supervisor.look()
        run.refresh_from_db()
        if reached(run):
            return run
        time.sleep(0.1)
    log = supervising.log_file(run)
    raise AssertionError(f"{run.state} {run.told} {log.read_text() if log.exists() else ''}")


def _ended(run: Run) -> bool:
    return run.state in {Run.State.DONE, Run.State.PARTLY, Run.State.FAILED}


def _start(world: World, kind: str = Run.Kind.FIRST) -> Run:
    return run_start(actor=world.actor("organiser"), campaign=world.campaign, kind=kind, workers=1, until="rank")


def _results(run: Run) -> dict[str, bytes]:
    folder = run.path
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for part in ("findings", "scores", "results")
        for path in sorted((folder / part).rglob("*"))
        if path.is_file()
    }


@pytest.mark.slow
def test_a_run_is_started_watched_and_becomes_current(small_world: World, quick: None) -> None:
    run = _start(small_world)
    supervisor = Supervisor("here")
    seen = set()
    ends = time.monotonic() + _MOST_S
    while not _ended(run) and time.monotonic() < ends:
        supervisor.look()
        run.refresh_from_db()
        seen.add(run.stage)
        time.sleep(0.05)
    assert run.state == Run.State.DONE, run.told
    assert run.is_current
    assert current_run(small_world.campaign) == run
    assert seen & {"collect", "extract", "check", "score"}
    progress = read_progress(run.path)
    assert progress is not None
    assert {stage.stage for stage in progress.stages} >= {"collect", "extract", "check", "score", "rank"}
    assert all(stage.done + stage.skipped == stage.total for stage in progress.stages)
    assert Act.objects.filter(target=f"run:{run.pk}", actor_name="系统").count() == 1


@pytest.mark.slow
def test_killed_engine_and_killed_supervisor_go_on(small_world: World, quick: None) -> None:
    whole = _until(Supervisor("whole"), _start(small_world, Run.Kind.TRIAL), _ended)
    run = _start(small_world)
    first = Supervisor("here")
    _until(first, run, lambda run: run.pid is not None and (run.path / "run.json").exists())
    assert run.pid is not None
    os.killpg(run.pid, signal.SIGKILL)
    pid = run.pid
    _until(first, run, lambda run: run.pid is not None and run.pid != pid)
    # The supervisor is gone (nobody waits for the child any more): the next one takes the process over, not a new one.
    taken, second = run.pid, Supervisor("here")
    assert is_alive(run.pid, run.pid_started)
    second.look()
    run.refresh_from_db()
    assert run.pid == taken
    os.killpg(taken, signal.SIGKILL)
    first._children[run.pk].wait()
    _until(second, run, _ended)
    assert run.state == Run.State.DONE, run.told
    kept = {name: data for name, data in _results(run).items() if name.startswith("results/") and "ranks" in name}
    assert kept == {name: data for name, data in _results(whole).items() if name in kept}


@pytest.mark.slow
@pytest.mark.long
def test_pause_and_resume(small_world: World, quick: None) -> None:
    run, organiser = _start(small_world), small_world.actor("organiser")
    supervisor = Supervisor("here")
    _until(supervisor, run, lambda run: (run.path / "run.json").exists())
    run_pause(actor=organiser, run=run)
    _until(supervisor, run, lambda run: run.state == Run.State.PAUSED, 60)
    assert run.pid is None
    with pytest.raises(RunError):
        run_pause(actor=organiser, run=run)
    run_resume(actor=organiser, run=run)
    _until(supervisor, run, _ended)
    assert run.state == Run.State.DONE, run.told


@pytest.mark.slow
def test_a_run_that_always_dies_is_given_up(small_world: World, quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervising, "command", lambda _run: ["/bin/sh", "-c", "kill -9 $$"])
    run = _until(Supervisor("here"), _start(small_world), _ended, 20)
    assert run.state == Run.State.FAILED
    assert run.attempts == supervising.MOST_ATTEMPTS
    assert run.told


@pytest.mark.slow
def test_the_trouble_of_one_run_stays_its_own(small_world: World, quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_self: Supervisor, _run: Run, _code: int | None) -> None:
        raise DataError("value too long")

    monkeypatch.setattr(Supervisor, "_ended", broken)
    run = Run.objects.create(campaign=small_world.campaign, kind="first", folder_name="broken", state="running")
    Supervisor().look()
    run.refresh_from_db()
    assert run.state == Run.State.FAILED
    assert "value too long" in run.told


def test_wrong_input_is_told_and_not_tried_again(small_world: World, quick: None) -> None:
    run = _start(small_world)
    (small_world.campaign.folder / "campaign.yaml").write_text("id: [", encoding="utf-8")
    _until(Supervisor("here"), run, _ended, 30)
    assert run.state == Run.State.FAILED
    assert run.attempts == 1
    assert "campaign.yaml" in run.told
    assert str(small_world.campaign.folder) not in run.told


def test_one_run_at_a_time_and_only_by_the_organiser(small_world: World) -> None:
    with pytest.raises(PermissionDenied):
        run_start(actor=small_world.actor("assessor"), campaign=small_world.campaign, kind=Run.Kind.FIRST)
    run = _start(small_world)
    with pytest.raises(RunError):
        _start(small_world)
    run_pause(actor=small_world.actor("organiser"), run=run)
    assert Run.objects.get(pk=run.pk).state == Run.State.PAUSED


def test_a_run_of_a_living_supervisor_is_left_alone(small_world: World) -> None:
    run = _start(small_world)
    Run.objects.filter(pk=run.pk).update(state=Run.State.RUNNING, keeper="elsewhere", pid=1, pid_started=1)
    Run.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now())
    Supervisor("here").look()
    run.refresh_from_db()
    assert run.keeper == "elsewhere"
    assert run.pid == 1


def test_a_number_used_again_is_another_process() -> None:
    began = started(os.getpid())
    assert is_alive(os.getpid(), began)
    assert not is_alive(os.getpid(), (began or 0) + 1)
    assert not is_alive(None, None)


def test_pages_of_a_run(small_world: World) -> None:
    client = small_world.client("organiser")
    base = f"/campaigns/{small_world.campaign.pk}/runs/"
    assert "采集预计" in client.get(f"{base}start/").content.decode()
    run = _start(small_world)
    page = client.get(f"{base}{run.pk}/").content.decode()
    assert "hx-trigger" in page
    assert "等待开始" in page
    form = {"key": "00000000-0000-4000-8000-00000000000a", "seen": "0"}
    assert client.post(f"{base}{run.pk}/pause/", form).status_code == 302
    run.refresh_from_db()
    assert run.state == Run.State.PAUSED
    assert client.get(f"{base}{run.pk}/progress/").status_code == 200
    assert small_world.client("assessor").post(f"{base}{run.pk}/resume/", form).status_code == 403
    assert small_world.client("other_organiser").get(f"{base}{run.pk}/").status_code == 404
    assert Path(run.path).parent.name == "runs"
