"""Pages of evidence, desk and cases in a real Chromium: by keyboard, without scripts, on a phone, and under axe."""

import os

import pytest

from hengping.web.apps.cases.services import case_nominate
from hengping.web.apps.desk import services
from hengping.web.apps.desk.models import AssessmentTask
from hengping.web.policy.words import Stage
from report.page_audit import browser, overflow, violations
from web.judged import judged_world

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture(autouse=True)
def _sync_orm(monkeypatch):
    # Playwright's loop runs in this thread; the tables are only read between its calls.
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def judged(transactional_db, world, small_outcome, settings, tmp_path):
    made = judged_world(world, small_outcome.run.path, settings, tmp_path)
    made.at(Stage.PRELIMINARY)
    services.subjects_make(
        actor=made.actor("organiser"), campaign=made.campaign, wish=services.Wish(doubts=True, seed="一")
    )
    services.tasks_assign(actor=made.actor("organiser"), campaign=made.campaign, seed="甲", bundle="site")
    return made


def signed_in(made, live_server, judged, who, **options):
    context = made.new_context(locale="zh-CN", **options)
    cookie = judged.client(who).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return context.new_page()


def first(judged, **wanted):
    mine = AssessmentTask.objects.filter(assessor=judged.people["assessor"], subject__veto=False, **wanted)
    return mine.exclude(subject__item_id="").first()


def test_a_task_is_done_by_keyboard_alone(live_server, judged):
    base = f"{live_server.url}/campaigns/{judged.campaign.pk}/assessment/tasks/"
    task = first(judged)
    here = f"{base}{task.pk}/"
    with browser() as made:
        page = signed_in(made, live_server, judged, "assessor")
        page.goto(here)
        page.keyboard.press("j")
        page.wait_for_url(lambda url: url != here)
        page.wait_for_load_state("load")
        page.keyboard.press("k")
        page.wait_for_url(here)
        page.wait_for_load_state("load")
        page.keyboard.press("1")
        page.keyboard.press("Enter")
        page.keyboard.insert_text("键盘写的理由")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: url != here)
    task.refresh_from_db()
    assert (task.state, task.marks, task.reason) == (AssessmentTask.State.DONE, "1", "键盘写的理由")


def test_a_task_is_done_without_scripts(live_server, judged):
    task = first(judged)
    with browser() as made:
        page = signed_in(made, live_server, judged, "assessor", java_script_enabled=False)
        page.goto(f"{live_server.url}/campaigns/{judged.campaign.pk}/assessment/tasks/{task.pk}/")
        page.fill("[data-marks]", "1")
        page.fill("[data-reason]", "没有脚本")
        page.click("button[value=draft]")
    task.refresh_from_db()
    assert (task.state, task.marks) == (AssessmentTask.State.DRAFT, "1")


@pytest.mark.long  # the journey of a pair of assessors asks the same of the pages that it opens
def test_pages_break_no_rule_and_fit_a_phone(live_server, judged):
    campaign = judged.campaign
    case = case_nominate(
        actor=judged.actor("organiser"), campaign=campaign, entry=judged.entries[judged.codes[0]],
        fields={"title": "长" * 200, "category": "服务", "summary": "", "text": "x" * 300, "url": ""},
    )  # fmt: skip
    finding = judged.finding("broken_link")
    base = f"/campaigns/{campaign.pk}/"
    doubtful = AssessmentTask.objects.filter(assessor=judged.people["assessor"]).exclude(subject__finding_id="").first()
    pages = [
        ("organiser", f"{base}sites/{finding.site_code}/findings/{finding.finding_id}/"),
        ("assessor", f"{base}sites/{finding.site_code}/archive/"),
        ("assessor", f"{base}assessment/"),
        ("assessor", f"{base}assessment/tasks/{first(judged).pk}/"),
        ("assessor", f"{base}assessment/tasks/{doubtful.pk}/"),
        ("organiser", f"{base}assessment/overview/?minutes=8"),
        ("organiser", f"{base}assessment/quality/"),
        ("organiser", f"{base}assessment/make/"),
        ("organiser", f"{base}cases/"),
        ("organiser", f"{base}cases/{case.pk}/"),
    ]
    wrong = []
    with browser() as made:
        for width in (1280, 390):
            for who, path in pages:
                page = signed_in(
                    made, live_server, judged, who, viewport={"width": width, "height": 900}, bypass_csp=True
                )
                assert page.goto(f"{live_server.url}{path}").status == 200, path
                wrong += [f"{width} {path}: {broken}" for broken in violations(page)]
                wrong += [f"{width} {path}: too wide"] if overflow(page) > 0 else []
                page.context.close()
    assert wrong == []
