"""Journey in a real browser: a body says that faults are mended; a process really looks; what is mended is closed."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from hengping.demo.content import SiteContent
from hengping.demo.evaluation import DemoOutcome
from hengping.demo.province import Province, build
from hengping.demo.server import serve
from hengping.evidence.run_folder import RunFolder
from hengping.model import codec
from hengping.pipeline.run_info import read_run_info, write_run_info
from hengping.web.apps.acts.services import first_fault
from hengping.web.apps.campaigns.models import StageDates
from hengping.web.apps.notices.errands import run_errands
from hengping.web.apps.operators import inspecting
from hengping.web.apps.operators.inspection_child import REQUEST, Request
from hengping.web.apps.operators.models import SiteInspection
from hengping.web.apps.operators.rectifying import hold_against
from hengping.web.apps.runs.models import IndexedFinding, Run
from hengping.web.policy.words import Stage
from web.browser import Person
from web.judged import Judged, judged_world
from web.world import PASSWORD, World

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def _broken(province: Province) -> tuple[SiteContent, list[str]]:
    """A site with two pages of its own that do not open, and their paths."""
    for content in province.contents:
        dead = [article.path for section in content.sections for article in section.articles if article.fault]
        lone = [link.url for link in content.loose_links if link.broken == "internal"]
        if dead and lone:
            return content, [dead[0], lone[0]]
    raise LookupError("no such site in the province")


def _mend(content: SiteContent, path: str) -> None:
    """What the body's editors do: the article opens again."""
    for section in content.sections:
        for article in section.articles:
            if article.path == path:
                article.fault = None
                del content.faults[path]
                return
    raise LookupError(path)


@pytest.fixture
def judged(world: World, small_outcome: DemoOutcome, settings: object, tmp_path: Path) -> Judged:
    """A finished run, in the stage of objections, with days left to answer."""
    made = judged_world(world, small_outcome.run.path, settings, tmp_path)
    campaign = made.at(Stage.OBJECTION)
    today = timezone.localdate()
    StageDates.objects.create(
        campaign=campaign, stage=Stage.OBJECTION, begins_on=today - timedelta(2), ends_on=today + timedelta(10)
    )
    return made


@pytest.fixture
def province(judged: Judged) -> Iterator[Province]:
    """The province as its bodies' servers show it now; the evaluation knows where they are."""
    made = build(len(judged.codes))
    with serve(made) as server:
        path = RunFolder(judged.run.path).run_json
        info = read_run_info(path)
        collect = {**info.campaign["collect"], "connect_to": {"*": server.address}}
        write_run_info(path, msgspec.structs.replace(info, campaign={**info.campaign, "collect": collect}))
        yield made


def _say_mended(person: Person, desk: str, finding: IndexedFinding) -> None:
    """From the desk to the finding's answer: it is mended."""
    person.go(desk)
    person.page.locator(f"a[href$='reply/{finding.finding_id}/']").first.click()
    person.page.get_by_label("已整改", exact=True).check()
    person.page.get_by_role("textbox", name="说明").fill("已修复，页面可以正常打开。")
    person.click("提交答复")


def _state(person: Person, desk: str, finding: IndexedFinding, waiting: str) -> str:
    """What the desk says of the fault's rectification; empty while it still waits."""
    person.go(desk)
    item = person.page.locator(".list-group-item").filter(has_text=finding.url).filter(has_text="整改：").first
    told = item.locator("a[href*='/rectification/']").first.inner_text()
    return "" if told == waiting else told


def test_what_is_mended_is_closed_and_what_is_not_stays(
    judged: Judged, province: Province, browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Between two looks at a site half an hour goes by; here nobody waits for it.
    monkeypatch.setattr(inspecting, "COOL_DOWN", timedelta(0))
    content, (dead, lone) = _broken(province)
    code = content.site.site_code
    rows = IndexedFinding.objects.filter(run=judged.run, site_code=code, check_id="broken_link", outcome="fail")
    mended, left = rows.get(url__endswith=dead), rows.get(url__endswith=lone)
    base = f"/campaigns/{judged.campaign.pk}/"
    desk = f"{base}sites/{code}/desk/"

    operator = Person(browser, live_server.url).sign_in(judged.operator_of(code), PASSWORD).go(f"{base}my-sites/")
    faults = operator.look("fixing-01-my-sites")
    operator.go(desk)
    faults += operator.look("fixing-02-desk")
    operator.go(f"{desk}reply/{mended.finding_id}/")
    faults += operator.look("fixing-03-reply")
    _mend(content, dead)
    _say_mended(operator, desk, mended)
    assert "已开始自动复查" in operator.text
    faults += operator.look("fixing-04-claimed")
    _say_mended(operator, desk, left)
    assert "自动复查" in operator.text
    faults += operator.look("fixing-05-both-claimed")

    waiting = "已报整改，待复查"
    assert operator.until(lambda: _state(operator, desk, mended, waiting)) == "已销号"
    assert _state(operator, desk, left, "") == waiting, "said after the look had begun: it takes another"
    run_errands(timezone.now())
    assert operator.until(lambda: _state(operator, desk, left, waiting)) == "复查仍存在"
    faults += operator.look("fixing-06-checked")
    operator.click("复查仍存在", role="link")
    operator.page.get_by_role("heading", name="整改事项").wait_for()
    assert "复查结论：不符合" in operator.text
    faults += operator.look("fixing-07-item")
    looks = SiteInspection.objects.filter(purpose="recheck", state="done")
    pace = read_run_info(RunFolder(judged.run.path).run_json).settings.collect.requests_per_second_per_host
    asked = [codec.decode((look.folder / REQUEST).read_bytes(), Request).per_second for look in looks]
    assert asked == [pace, pace], "as gently as the evaluation itself"

    organiser = Person(browser, live_server.url).sign_in("organiser", PASSWORD).go(f"{base}rectification/")
    faults += organiser.look("fixing-08-organiser")
    assert {"已销号", "复查仍存在"} <= set(organiser.page.locator("main table .badge").all_inner_texts())

    assert hold_against(_same_again(judged))
    organiser.go(f"{base}rectification/?state=rebound")
    faults += organiser.look("fixing-09-rebound")
    assert "问题反弹" in organiser.text
    operator.go(desk)
    assert _state(operator, desk, mended, "") == "问题反弹"
    assert first_fault() is None
    assert faults == []
    assert operator.refused + organiser.refused == []


def _same_again(judged: Judged) -> Run:
    """A later run that finds what the first found: what was closed has come back."""
    run = Run.objects.create(campaign=judged.campaign, kind=Run.Kind.AGAIN, folder_name="again", state=Run.State.DONE)
    shutil.copytree(judged.run.path / "findings", run.path / "findings")
    return run
