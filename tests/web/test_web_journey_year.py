"""A whole year in a real browser: created, run, moved on stage by stage, approved by two, published."""

import re
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from ruamel.yaml import YAML

from hengping.demo.last_year import assess
from hengping.demo.province import build
from hengping.demo.server import serve
from hengping.pipeline.context import open_run
from hengping.pipeline.run import redo_stage
from hengping.web.apps.campaigns.models import Campaign, StageDates
from hengping.web.apps.runs.indexing import index_run
from hengping.web.apps.runs.models import Run
from hengping.web.policy.words import Stage
from hengping.web.serving.supervisor import Supervisor
from web.browser import Person
from web.world import PASSWORD, make_world

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
_MOST_S = 240.0
CODE = "yunxi-journey"


def _advanced(campaign: Path) -> str:
    """What an organiser of a simulated province writes under the other settings: where its hosts are."""
    told = YAML(typ="safe").load(campaign.read_text(encoding="utf-8"))["collect"]
    hosts = ", ".join(f'"{name}": "{place}"' for name, place in told["connect_to"].items())
    return f"collect: {{connect_to: {{{hosts}}}, retry_delay_s: {told['retry_delay_s']}}}"


_QUICK = {
    "collect__second_look__delay_s": "0",
    "collect__visits__count": "2",
    "collect__visits__interval_s": "0.1",
    "collect__visits__timeout_s": "5",
    "collect__requests_per_second_per_host": "200",
    "collect__max_pages_per_site": "80",
}
"""A simulated province is not watched for a week."""


def _move(person: Person, campaign: Campaign, stage: Stage) -> None:
    """To the next stage, by the page that shows what must hold."""
    person.go(f"/campaigns/{campaign.pk}/stage/{stage}/")
    reason = person.page.locator("textarea[name=reason]")
    if reason.count():
        reason.fill("本轮为演示，按计划推进。")
    for box in person.page.locator("main input[type=checkbox]").all():
        box.check()
    button = person.page.locator("main form button.btn-primary")
    assert button.is_enabled(), person.text
    button.click()
    person.page.wait_for_load_state()
    campaign.refresh_from_db()
    assert campaign.stage == stage, person.text


def _run_to_its_end(campaign: Campaign) -> Run:
    supervisor = Supervisor()
    run = campaign.runs.get()
    ends = time.monotonic() + _MOST_S
    while run.state not in {Run.State.DONE, Run.State.PARTLY, Run.State.FAILED} and time.monotonic() < ends:
        supervisor.look()
        time.sleep(0.2)
        run.refresh_from_db()
    assert run.state in {Run.State.DONE, Run.State.PARTLY}, (run.state, run.told)
    return run


def _approve(person: Person, campaign: Campaign) -> None:
    """Everything that waits for this person's word."""
    while True:
        person.go(f"/campaigns/{campaign.pk}/publication/")
        waiting = person.page.get_by_role("button", name="批准", exact=True)
        if not waiting.count():
            return
        waiting.first.click()
        person.page.wait_for_load_state()


def test_a_year(  # noqa: PLR0915 - a year is long
    browser: Browser, live_server: LiveServer, tmp_path: Path, transactional_db: None
) -> None:
    world = make_world("other-2026")
    province = build(3)
    with serve(province) as server:
        written = province.write_campaign(tmp_path / "campaign", server.address)
        organiser = Person(browser, live_server.url).sign_in("organiser", PASSWORD)
        second = Person(browser, live_server.url).sign_in("organiser2", PASSWORD)
        page = organiser.page

        organiser.go("/campaigns/new/")
        page.fill("input[name=title]", "2026年云溪省政府网站绩效评估（旅程）")
        page.fill("input[name=code]", CODE)
        page.fill("input[name=as_of]", province.as_of.isoformat())
        page.get_by_label(re.compile("national-check-2019|网站部分，2019")).first.check()
        for name, value in _QUICK.items():
            page.fill(f"input[name={name}]", value)
        page.fill("textarea[name=advanced]", _advanced(written))
        faults = organiser.faults()
        organiser.click("新建")
        assert Campaign.objects.filter(code=CODE).exists(), organiser.text
        campaign = Campaign.objects.get(code=CODE)

        organiser.go(f"/campaigns/{campaign.pk}/roster/import/")
        page.set_input_files("input[type=file]", written.parent / "roster.csv")
        organiser.click("读取并对比")
        faults += organiser.faults()
        organiser.click("采用这份名单")
        assert campaign.entries.count() == 3, organiser.text
        today = timezone.localdate()
        for stage in Stage:
            dates = {"begins_on": today - timedelta(2), "ends_on": today + timedelta(5)}
            StageDates.objects.update_or_create(campaign=campaign, stage=stage, defaults=dates)

        _move(organiser, campaign, Stage.COLLECTING)
        organiser.go(f"/campaigns/{campaign.pk}/runs/start/")
        page.locator("select[name=kind]").select_option("first")
        faults += organiser.faults()
        page.locator("main form button.btn-primary").click()
        page.wait_for_load_state()
        run = _run_to_its_end(campaign)
        organiser.go(f"/campaigns/{campaign.pk}/runs/{run.pk}/")
        faults += organiser.faults()

    # Assessors' own journey is another; here their marks are given at once.
    assess(open_run(run.path))
    for stage in ("score", "rank", "report"):
        redo_stage(open_run(run.path), stage)
    index_run(run)
    for stage in (Stage.PRELIMINARY, Stage.OBJECTION, Stage.REASSESSING, Stage.FINAL):
        _move(organiser, campaign, stage)
        # The days that the plan gives to each stage go by.
        StageDates.objects.filter(campaign=campaign, stage=stage).update(ends_on=today - timedelta(1))

    assert live_server.url
    assert Person(browser, live_server.url).go("/public/").page.get_by_text("（旅程）").count() == 0
    for person in (organiser, second):
        _approve(person, campaign)
    organiser.go(f"/campaigns/{campaign.pk}/publication/")
    faults += organiser.faults()
    for name, text in (("by", "云溪省人民政府办公厅"), ("force", "演示"), ("reason", "演示")):
        field = page.locator(f"main [name={name}]")
        if field.count():
            field.first.fill(text)
    organiser.click("发布结果")
    campaign.refresh_from_db()
    assert campaign.stage == Stage.PUBLISHED, organiser.text

    anybody = Person(browser, live_server.url).go(f"/public/{campaign.pk}/")
    assert province.sites[0].name in anybody.text
    faults += anybody.faults()
    assert faults == []
    assert [refused for person in (organiser, second, anybody) for refused in person.refused] == []
    assert world.people
