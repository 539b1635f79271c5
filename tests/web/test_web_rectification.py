"""Rectification: claimed, looked at, closed, come back; self-tests as processes of their own."""

from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from django.utils import timezone

from hengping.demo.evaluation import DemoOutcome
from hengping.demo.province import build
from hengping.demo.server import serve
from hengping.evidence.files import write_atomic
from hengping.evidence.run_folder import RunFolder
from hengping.model import codec
from hengping.model.errors import InputError
from hengping.model.finding import Finding, Outcome
from hengping.pipeline.run_info import read_run_info, write_run_info
from hengping.pipeline.stage_check import read_facts, read_findings
from hengping.web.apps.notices.deadlines import open_deadlines, remind_due
from hengping.web.apps.notices.errands import run_errands
from hengping.web.apps.operators import rectifying
from hengping.web.apps.operators.inspecting import inspection_start, launch, result_of, settle, why_not
from hengping.web.apps.operators.models import Rectification, SiteInspection
from hengping.web.apps.operators.rectifying import hold_against, settle_rechecks, verdict
from hengping.web.apps.operators.services import rectification_settle, reply_give
from hengping.web.apps.runs.models import Run
from web.objections import Objections, make_objections
from web.world import World

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

SELF = SiteInspection.Purpose.SELF


@pytest.fixture
def made(world: World, small_outcome: DemoOutcome, tmp_path: Path, settings) -> Objections:
    settings.DATA_DIR = tmp_path
    return make_objections(world, small_outcome, tmp_path)


def claimed(made: Objections, finding_id: str = "") -> Rectification:
    reply_give(
        actor=made.world.actor("operator"),
        entry=made.own,
        finding_id=finding_id or made.costly().finding_id,
        kind="fixed",
    )
    return Rectification.objects.get(entry=made.own, finding_id=finding_id or made.costly().finding_id)


def findings(made: Objections) -> list[Finding]:
    return list(read_findings(made.folder, made.own.site_code))


def mended(every: list[Finding], finding_id: str, outcome: Outcome = Outcome.PASS) -> list[Finding]:
    return [msgspec.structs.replace(each, outcome=outcome) if each.finding_id == finding_id else each for each in every]


def test_only_what_was_seen_mended_is_closed(made: Objections) -> None:
    item = claimed(made)
    every = findings(made)
    assert verdict(item, every, complete=True).state == "still"
    assert verdict(item, mended(every, item.finding_id), complete=True).state == "closed"
    assert verdict(item, mended(every, item.finding_id, Outcome.CANNOT_TELL), complete=True).state == "unclear"
    gone = [each for each in every if each.finding_id != item.finding_id]
    assert verdict(item, gone, complete=False).state == "unclear"
    none = [each for each in every if each.check != item.check_id]
    assert verdict(item, none, complete=True).state == "unclear"
    blocked = [
        msgspec.structs.replace(each, outcome=Outcome.BLOCKED) if each.check == item.check_id else each for each in gone
    ]
    assert verdict(item, blocked, complete=True).state != "closed"


def newer(made: Objections, name: str, every: list[Finding]) -> Run:
    run = Run.objects.create(campaign=made.campaign, kind=Run.Kind.AGAIN, folder_name=name, state=Run.State.DONE)
    path = run.path / "findings" / f"{made.own.site_code}.jsonl"
    path.parent.mkdir(parents=True)
    write_atomic(path, codec.encode_lines(every))
    return run


def test_a_newer_run_closes_and_what_comes_back_has_rebounded(made: Objections) -> None:
    item = claimed(made)
    every = findings(made)
    closing = newer(made, "second", mended(every, item.finding_id))
    assert hold_against(closing) == 1
    item.refresh_from_db()
    assert item.state == "closed"
    assert hold_against(closing) == 0
    back = newer(made, "third", every)
    assert hold_against(back) == 1
    item.refresh_from_db()
    assert (item.state, item.rebounds) == ("rebound", 1)
    assert hold_against(back) == 0


@pytest.mark.parametrize(("seen", "state"), [({}, "closed"), ({"partial_why": "budget"}, "unclear"), (None, "unclear")])
def test_what_a_newer_run_did_not_read_is_not_gone(
    made: Objections, small_outcome: DemoOutcome, seen: dict[str, str] | None, state: str
) -> None:
    item = claimed(made)
    every = findings(made)
    found = next(each for each in every if each.finding_id == item.finding_id)
    gone = [each for each in every if each.finding_id != item.finding_id]
    other = msgspec.structs.replace(found, finding_id="other", outcome=Outcome.PASS)
    run = newer(made, "second", [*gone, other])
    if seen is not None:
        facts = read_facts(RunFolder(small_outcome.run.path), made.own.site_code)
        path = RunFolder(run.path).facts_file(made.own.site_code)
        path.parent.mkdir(parents=True)
        whole = msgspec.structs.replace(facts, reachable=True, tool_fault="", partial_why="")
        write_atomic(path, codec.encode(msgspec.structs.replace(whole, **seen)))
    hold_against(run)
    item.refresh_from_db()
    assert item.state == state


def test_what_nobody_says_is_mended_stays_owed(made: Objections) -> None:
    finding = made.costly()
    reply_give(actor=made.world.actor("operator"), entry=made.own, finding_id=finding.finding_id, kind="accept")
    hold_against(newer(made, "second", [each for each in findings(made) if each.check != finding.check_id]))
    assert Rectification.objects.get().state == "open"


def test_a_look_that_was_applied_is_not_taken_up_again(made: Objections, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = made.run.findings.filter(site_code=made.own.site_code, outcome="fail")[:2]
    applied = claimed(made, first.finding_id)
    # Another item of the site, which nobody says is mended, was never looked at.
    reply_give(actor=made.world.actor("operator"), entry=made.own, finding_id=second.finding_id, kind="accept")
    started = timezone.now()
    SiteInspection.objects.create(
        entry=made.own, purpose=SiteInspection.Purpose.RECHECK, state=SiteInspection.State.DONE, max_pages=200,
        started_at=started, ended_at=started,
    )  # fmt: skip
    taken_up: list[SiteInspection] = []
    monkeypatch.setattr(rectifying, "_apply", lambda each: bool(taken_up.append(each)))
    settle_rechecks()
    assert len(taken_up) == 1
    Rectification.objects.filter(pk=applied.pk).update(state="closed", checked_at=timezone.now())
    settle_rechecks()
    assert len(taken_up) == 1


def test_somebodys_own_eyes_count_and_the_bodys_do_not(made: Objections) -> None:
    item = claimed(made)
    rectification_settle(
        actor=made.world.actor("assessor"), item=item, closed=True, reason="现场查看已更新", seen=item.version
    )
    item.refresh_from_db()
    assert (item.state, item.by_person) == ("closed", True)
    page = f"{made.base()}rectification/{item.pk}/"
    assert made.client("operator").get(page).status_code == 200
    assert made.client("operator").post(page, {}).status_code == 403
    assert made.client("other_operator").get(page).status_code == 404


def test_what_is_late_is_marked_and_told_to_the_organiser(made: Objections, time_machine) -> None:
    time_machine.move_to("2026-11-20T10:00:00+08:00")
    finding = made.costly()
    reply_give(actor=made.world.actor("operator"), entry=made.own, finding_id=finding.finding_id, kind="accept")
    item = Rectification.objects.get()
    assert item.due_on.isoformat() == "2026-12-04"
    assert not open_deadlines(timezone.now())  # two weeks ahead nobody is reminded yet
    soon = timezone.now() + timedelta(days=12)
    due = [one for one in open_deadlines(soon) if one.key == f"rectification:{item.pk}"]
    assert {person.username for person in due[0].people} == {"operator"}
    assert {person.username for person in due[0].superiors} == {"organiser", "organiser2"}
    time_machine.move_to("2026-12-05T10:00:00+08:00")
    address = f"/campaigns/{made.campaign.pk}/rectification/"
    page = made.client("organiser").get(f"{address}?due=late").content.decode()
    assert made.own.name in page
    assert "已逾期" in page
    table = made.client("organiser").get(f"{address}export.csv?due=late").getvalue().decode()
    assert made.own.site_code in table
    assert made.client("operator").get(address).status_code == 403


def test_what_has_been_late_for_long_costs_no_query_each(
    made: Objections, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    Rectification.objects.bulk_create(
        Rectification(
            entry=made.own, run=made.run, finding_id=f"late-{number}", check_id="broken_link", subject={},
            due_on=date(2026, 1, 5),
        )
        for number in range(40)
    )  # fmt: skip
    now = timezone.now()
    assert remind_due(now) == 40 * 3  # the body, and two people of the organiser
    with django_assert_max_num_queries(15):
        assert remind_due(now) == 0


def wait(inspection: SiteInspection) -> SiteInspection:
    for _ in range(600):
        inspection = settle(SiteInspection.objects.get(pk=inspection.pk))
        if inspection.state != SiteInspection.State.RUNNING:
            return inspection
        time.sleep(0.2)
    pytest.fail("the inspection did not end")


def connect(made: Objections, address: str) -> None:
    """Let the run say where the simulated sites are, as its own collection did."""
    path = made.folder.run_json
    info = read_run_info(path)
    campaign = dict(info.campaign)
    campaign["collect"] = {**campaign["collect"], "connect_to": {"*": address}}
    write_run_info(path, msgspec.structs.replace(info, campaign=campaign))


@pytest.mark.slow
@pytest.mark.long
def test_a_self_test_runs_beside_and_its_result_stays_with_the_body(made: Objections) -> None:
    with serve(build(4)) as server:
        connect(made, server.address)
        started = inspection_start(actor=made.world.actor("operator"), entry=made.own, purpose=SELF)
        launch(started)
        with pytest.raises(InputError, match="正在检测"):
            inspection_start(actor=made.world.actor("operator"), entry=made.own, purpose=SELF)
        ended = wait(started)
    assert (ended.state, bool(ended.faults)) == ("done", True), ended.told
    assert "至少间隔" in why_not(made.own, SELF)
    page = f"{made.base()}self-test/{ended.pk}/"
    assert "发现问题" in made.client("operator").get(page).content.decode()
    for who in ("organiser", "other_operator", "auditor"):
        assert made.client(who).get(page).status_code in {403, 404}
    found = result_of(ended)
    assert found is not None
    # The ids are those of the evaluation's run: what is still wrong is the same finding.
    before = {row.finding_id for row in made.run.findings.filter(site_code=made.own.site_code, outcome="fail")}
    assert before & {each.finding_id for each in found.findings if each.outcome is Outcome.FAIL}


@pytest.mark.slow
@pytest.mark.long  # the journey of a mended fault shows the same in the browser
def test_a_claim_is_rechecked_by_itself(made: Objections) -> None:
    item = claimed(made)
    with serve(build(4)) as server:
        connect(made, server.address)
        run_errands(timezone.now())
        started = SiteInspection.objects.get(purpose=SiteInspection.Purpose.RECHECK)
        assert wait(started).state == "done"
    assert settle_rechecks() == 1
    assert settle_rechecks() == 0
    item.refresh_from_db()
    assert item.state == "still"
    assert item.checked_at is not None


def test_one_that_was_killed_is_told_as_such(made: Objections, time_machine) -> None:
    time_machine.move_to("2026-11-20T10:00:00+08:00")
    started = inspection_start(actor=made.world.actor("operator"), entry=made.own, purpose=SELF)
    started.folder.mkdir(parents=True)
    assert settle(started).state == "running"
    time_machine.shift(120)
    assert settle(SiteInspection.objects.get()).state == "failed"


def test_a_private_address_is_not_looked_at(made: Objections) -> None:
    made.own.url = "http://127.0.0.1:1/"
    made.own.save()
    connect(made, "")
    started = inspection_start(actor=made.world.actor("operator"), entry=made.own, purpose=SELF)
    launch(started)
    ended = wait(started)
    assert ended.state == "failed"
    assert "内网" in ended.told
