"""Journey in a real browser: two assessors mark blindly and disagree, the arbiter decides, the result follows."""

import re
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from hengping.demo.evaluation import DemoOutcome
from hengping.web.apps.acts.services import first_fault
from hengping.web.apps.desk.models import AssessmentTask, Subject
from hengping.web.policy.words import Stage
from web.browser import Person
from web.judged import Judged, judged_world
from web.world import PASSWORD, World

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ITEM, SYSTEM = "service-statistics", "national-check-2019"
SAID = {"assessor": "办事统计栏目有数据，但停在去年第四季度", "assessor2": "办事统计栏目打开后没有任何数据"}
DECIDED = "两人所见页面相同，数据停更已满一年，按标准给一分"


@pytest.fixture
def judged(world: World, small_outcome: DemoOutcome, settings: object, tmp_path: Path) -> Judged:
    """A finished run whose manual items wait for their marks."""
    made = judged_world(world, small_outcome.run.path, settings, tmp_path)
    made.at(Stage.PRELIMINARY)
    return made


def _task(judged: Judged, who: str, site_code: str) -> str:
    """Address of somebody's task."""
    found = AssessmentTask.objects.get(assessor=judged.people[who], subject__site_code=site_code, subject__item_id=ITEM)
    return f"/campaigns/{judged.campaign.pk}/assessment/tasks/{found.pk}/"


def _mark(person: Person, path: str, marks: str, reason: str) -> None:
    """Mark a task without touching the mouse."""
    person.go(path)
    keys = person.page.keyboard
    keys.press(marks)
    keys.press("Enter")
    keys.insert_text(reason)
    with person.page.expect_navigation(url=lambda url: path not in url):
        keys.press("Enter")


def test_a_pair_disagrees_and_the_arbiter_decides(judged: Judged, browser: Browser, live_server: LiveServer) -> None:
    base = f"/campaigns/{judged.campaign.pk}/assessment/"
    disputed = judged.codes[1]
    people = {name: Person(browser, live_server.url) for name in ("organiser", "assessor", "assessor2", "arbiter")}
    organiser, first, second, arbiter = people.values()

    organiser.sign_in("organiser", PASSWORD).go(f"{base}make/")
    faults = organiser.look("desk-01-make")
    for name in ("vetoes", "doubts"):
        organiser.page.locator(f"input[name={name}]").uncheck()
    organiser.page.fill("input[name=double]", "100")
    organiser.click("生成评分对象")
    faults += organiser.look("desk-02-assign")
    organiser.click("分派任务")
    faults += organiser.look("desk-03-overview")
    assert Subject.objects.filter(item_id=ITEM, needed=2).count() == len(judged.codes)

    first.sign_in("assessor", PASSWORD).go(base)
    faults += first.look("desk-04-my-tasks")
    first.go(_task(judged, "assessor", disputed))
    faults += first.look("desk-05-task")
    for code, marks in zip(judged.codes, "2212", strict=True):
        _mark(first, _task(judged, "assessor", code), marks, SAID["assessor"])

    second.sign_in("assessor2", PASSWORD).go(_task(judged, "assessor2", disputed))
    assert SAID["assessor"] not in second.page.content(), "blind"
    for code, marks in zip(judged.codes, "2012", strict=True):
        _mark(second, _task(judged, "assessor2", code), marks, SAID["assessor2"])
    faults += second.look("desk-06-handed-in")

    arbiter.sign_in("arbiter", PASSWORD).go(base)
    faults += arbiter.look("desk-07-arbiter-tasks")
    arbiter.page.locator("main table a").first.focus()
    with arbiter.page.expect_navigation():
        arbiter.page.keyboard.press("Enter")
    faults += arbiter.look("desk-08-disagreement")
    assert all(reason in arbiter.text for reason in SAID.values())
    assert {"评分标准", "归档网页"} <= set(arbiter.page.locator("main h2").all_inner_texts())
    assert arbiter.page.frame_locator("iframe").locator("body").inner_text().strip(), "the evidence is there to see"
    _mark(arbiter, arbiter.page.url.removeprefix(live_server.url), "1", DECIDED)

    organiser.go(f"{base}quality/")
    faults += organiser.look("desk-09-agreement")
    assert "对象4个，其中结果不同的1个" in organiser.text
    assert re.search(r"合计\s+4\s+8\s+-?\d\.\d\d", organiser.text), organiser.text
    organiser.go(f"{base}apply/")
    faults += organiser.look("desk-10-recompute")
    organiser.click("重新计算")
    mark = partial(_mark_shown, organiser, Subject.objects.get(site_code=disputed, item_id=ITEM))
    assert organiser.until(mark) == "1.00"
    faults += organiser.look("desk-11-result")

    assert first_fault() is None
    assert faults == []
    assert [refused for person in people.values() for refused in person.refused] == []


def _mark_shown(person: Person, subject: Subject) -> str:
    """What the page of a site's result says of an item; empty: nothing yet."""
    person.go(f"/campaigns/{subject.campaign_id}/sites/{subject.site_code}/?system={SYSTEM}")
    row = person.page.locator("table.hp-tree tr", has=person.page.get_by_role("rowheader", name=subject.title))
    return row.locator("td.hp-number").last.inner_text().strip("— ")
