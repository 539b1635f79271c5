"""Journeys in a real browser over the demo: an appeal from raising to the new rank; the public finds a body."""

from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from hengping.demo.last_year import last_year
from hengping.pipeline.progress import Silent
from hengping.web.apps.acts.services import first_fault
from hengping.web.apps.appeals.models import Appeal, LikeCase
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.runs.models import IndexedFinding, SiteResult
from hengping.web.demo.make import Demo, make_demo
from web.browser import PHONE, Person

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="session")
def years(tmp_path_factory: pytest.TempPathFactory, small_outcome: object) -> tuple[Path, Path]:
    """Run folders of this year's round and of the one before, published."""
    before = last_year(tmp_path_factory.mktemp("before"), sites=3, workers=1, progress=Silent())
    return small_outcome.run.path, before  # type: ignore[attr-defined]  # the fixture's outcome


@pytest.fixture
def demo(years: tuple[Path, Path], settings: object, tmp_path: Path) -> Demo:
    """The demo on an empty platform."""
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]  # pytest-django's settings
    return make_demo(*years)


def test_an_appeal_from_raising_to_the_new_rank(demo: Demo, browser: Browser, live_server: LiveServer) -> None:
    code, campaign_id = demo.site_code, demo.campaign_id
    people = {
        name: Person(browser, live_server.url).sign_in(name, demo.password) for name in ("beiping", "zhongcai", "fuhe")
    }
    campaign = Campaign.objects.get(pk=campaign_id)
    run = campaign.runs.get(is_current=True)
    charged = [one for one in IndexedFinding.objects.filter(run=run, site_code=code, outcome="fail") if one.counted]
    finding = max(charged, key=lambda one: (one.check_id == "broken_link", one.finding_id))
    before = {one.system_id: one.total for one in SiteResult.objects.filter(run=run, site_code=code)}

    operator = people["beiping"].go(f"/campaigns/{campaign_id}/sites/{code}/desk/")
    faults = operator.faults()
    operator.go(f"/campaigns/{campaign_id}/sites/{code}/appeals/new/?finding={finding.finding_id}")
    faults += operator.faults()
    operator.page.get_by_label("申诉理由").fill("该链接当日可以正常打开，附浏览记录，请予核实并撤销扣分。")
    operator.click("提交申诉")
    appeal = Appeal.objects.get()
    path = f"/campaigns/{campaign_id}/sites/{code}/appeals/{appeal.pk}/"

    arbiter = people["zhongcai"].go(path)
    faults += arbiter.faults()
    arbiter.click("受理")
    arbiter.page.get_by_label("申诉成立", exact=True).check()
    arbiter.page.locator("select[name=outcome]").select_option("pass")
    arbiter.page.locator("textarea[name=reason]").first.fill(
        "经复核存档和浏览记录，链接在监测时间点可以打开，原结论不成立，予以撤销。"
    )
    arbiter.click("提交复核")
    assert "等待另一人复核" in arbiter.text
    assert not arbiter.page.get_by_role("button", name="确认裁定并执行").count(), "nobody confirms their own ruling"

    second = people["fuhe"].go(path)
    faults += second.faults()
    second.click("确认裁定并执行")
    appeal.refresh_from_db()
    after = {one.system_id: one.total for one in SiteResult.objects.filter(run=run, site_code=code)}
    gained = [key for key in before if (after[key] or Decimal(0)) > (before[key] or Decimal(0))]
    assert gained, (before, after, finding.check_id, second.text)
    alike = IndexedFinding.objects.filter(run=run, check_id=finding.check_id, outcome="fail").exclude(site_code=code)
    assert LikeCase.objects.exists() or not alike.exists()
    assert "申诉成立" in operator.go(path).text
    assert first_fault() is None
    assert faults == []
    assert [refused for person in people.values() for refused in person.refused] == []


def test_the_public_finds_a_body_and_takes_the_data(
    demo: Demo, browser: Browser, live_server: LiveServer, tmp_path: Path
) -> None:
    faults = []
    for size in (None, PHONE):
        anybody = Person(browser, live_server.url, size).go("/public/")
        anybody.page.locator("main a.card").first.click()
        anybody.page.get_by_label("网站名称、主办单位或标识码").fill("财政")
        anybody.click("查找")
        faults += anybody.faults()
        assert "云溪省财政厅" in anybody.text
        anybody.click("云溪省财政厅", role="link")
        assert "得分指数" in anybody.text
        faults += anybody.faults()
    anybody = Person(browser, live_server.url).go("/public/")
    anybody.page.locator("main a.card").first.click()
    anybody.click("通报与开放数据", role="link")
    faults += anybody.faults()
    with anybody.page.expect_download() as download:
        anybody.page.get_by_role("link", name="documents/open-data/ranks.csv").click()
    target = tmp_path / "ranks.csv"
    download.value.save_as(target)
    assert "云溪省财政厅" in target.read_text(encoding="utf-8-sig")
    assert Campaign.objects.get(pk=demo.campaign_id).title not in anybody.go("/public/").text, "not published yet"
    assert faults == []
    assert anybody.refused == []


def test_the_tour_takes_each_account(demo: Demo, browser: Browser, live_server: LiveServer) -> None:
    visitor = Person(browser, live_server.url).go("/tour/")
    faults = visitor.faults()
    steps = visitor.page.locator(".hp-steps li").count()
    assert steps >= 6
    for number in range(steps):
        visitor.go("/tour/")
        visitor.page.locator(".hp-steps li").nth(number).get_by_role("button").click()
        visitor.page.wait_for_load_state()
        faults += visitor.faults()
    assert faults == []
    assert visitor.refused == []
    assert len(demo.accounts) == 7
