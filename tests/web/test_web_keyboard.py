"""Pages by keyboard alone: controls are reached by Tab, one sees where one is, nothing holds one back; and on paper."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from hengping.demo.evaluation import DemoOutcome
from hengping.web.apps.desk import services
from hengping.web.apps.desk.models import AssessmentTask
from hengping.web.policy.words import Stage
from web.addresses import views
from web.browser import DESKTOP, PHONE, Person
from web.judged import Judged, judged_world
from web.urls_objects import ABSENT, MADE
from web.world import PASSWORD, World

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MAIN = {
    "": ("home", "public", "account_login"),
    "organiser": (
        "campaign", "campaign_calendar", "dashboard", "roster", "results", "site_result", "runs", "ledger",
        "desk_overview", "appeals", "rectifications", "publication", "log",
    ),
    "operator": ("site_desks", "site_desk", "reply", "appeal_raise", "what_if", "self_test"),
    "assessor": ("desk", "desk_task", "archive"),
}  # fmt: skip
"""The pages on which people of each role spend their day."""
_CONTROLS = """() => {
  const radios = new Set();
  const seen = (node) => node.checkVisibility({visibilityProperty: true}) && node.getClientRects().length
    && getComputedStyle(node).pointerEvents !== "none";
  const all = "a[href], button, input, select, textarea, summary, iframe, [tabindex]";
  window.hpControls = Array.from(document.querySelectorAll(all)).filter((node) => {
    if (node.disabled || node.tabIndex < 0 || node.type === "hidden" || !seen(node)) return false;
    if (node.type !== "radio") return true;
    // Of radio buttons that belong together one is reached by Tab, the others by arrows.
    const together = document.querySelectorAll(`input[type=radio][name="${CSS.escape(node.name)}"]`);
    const one = Array.from(together).find((each) => each.checked) || together[0];
    return node === one && !radios.has(one) && radios.add(one);
  });
  const look = (node) => { const is = getComputedStyle(node);
    return [is.outlineStyle !== "none" && is.outlineWidth !== "0px" ? is.outlineColor : "", is.boxShadow,
            is.borderColor].join("|"); };
  window.hpLook = look;
  window.hpPlain = window.hpControls.map(look);
  return window.hpControls.length;
}"""
_AT = """() => {
  const at = document.activeElement, place = window.hpControls.indexOf(at);
  if (!at || at === document.body) return {place: -1, end: true};
  const box = at.getBoundingClientRect(), says = at.outerHTML.slice(0, 120);
  const shown = at.tagName === "IFRAME" || place < 0 || window.hpLook(at) !== window.hpPlain[place];
  return {place, end: false, shown, says, inside: box.right > 0 && box.bottom > 0 && box.top < innerHeight};
}"""
_PAPER_PX = 720
"""Width of A4 within its margins."""
_ON_PAPER = """(width) => {
  const all = Array.from(document.querySelectorAll("body *")).filter((node) => node.getClientRects().length);
  const shown = all.filter((node) => node.matches("header.navbar, .hp-tabs, .btn, footer"));
  const cut = all.filter((node) => node.matches("main, table, p, dl")
    && node.getBoundingClientRect().right > width + 1);
  return [...shown.map((one) => "printed: " + one.outerHTML.slice(0, 120)),
          ...cut.slice(0, 3).map((one) => "cut off: " + one.outerHTML.slice(0, 120))];
}"""
_UNREACHED = (
    "(places) => window.hpControls.filter((_, at) => !places.includes(at)).map((one) => one.outerHTML.slice(0, 120))"
)


@pytest.fixture
def judged(world: World, small_outcome: DemoOutcome, settings: object, tmp_path: Path) -> Judged:
    """A finished run in the stage of objections, with tasks handed out."""
    made = judged_world(world, small_outcome.run.path, settings, tmp_path)
    made.entries["health"] = made.entries[made.codes[0]]
    made.at(Stage.OBJECTION)
    organiser = made.actor("organiser")
    services.subjects_make(actor=organiser, campaign=made.campaign, wish=services.Wish(seed="一"))
    services.tasks_assign(actor=organiser, campaign=made.campaign, seed="甲", bundle="site")
    return made


def _address(judged: Judged, name: str, who: str) -> str:
    """The address of a page with things of the world in it; empty: of something that is not there."""
    page = next(one for one in views() if one.name == name)
    here: dict[str, Any] = {
        "finding_id": judged.run.findings.filter(site_code=judged.codes[0], outcome="fail")[0].finding_id,
        "run_id": judged.run.pk,
    }
    if who in {"assessor", "assessor2"}:
        here["task_id"] = AssessmentTask.objects.filter(assessor=judged.people[who])[0].pk
    if any(each in ABSENT and each not in here for each in page.parameters):
        return ""
    filled = {each: here[each] if each in here else MADE[each](judged) for each in page.parameters}
    after = f"?finding={here['finding_id']}" if name == "appeal_raise" else ""
    return reverse(page.name, kwargs=filled) + after


def by_keyboard(page: Page) -> list[str]:
    """What is wrong with a page for who has no mouse: round it once by Tab, wherever one begins."""
    number = page.evaluate(_CONTROLS)
    reached: list[int] = []
    wrong = []
    # An archived page in its frame has steps of its own, often hundreds.
    for _ in range(4 * number + 400):
        page.keyboard.press("Tab")
        at = page.evaluate(_AT)
        # Past the end of the page lies the browser itself; a date has a step for each of its parts.
        if at["end"] or at["place"] in reached[-1:]:
            continue
        if at["place"] in reached:
            break
        if at["place"] >= 0 and not at["shown"]:
            wrong.append(f"one cannot see that one is at {at['says']}")
        if not at["inside"]:
            wrong.append(f"out of sight: {at['says']}")
        reached.append(at["place"])
    else:
        wrong.append(f"no way on from {at.get('says')}")
    return [*dict.fromkeys(wrong), *(f"not reached: {each}" for each in page.evaluate(_UNREACHED, reached))]


def skips(page: Page) -> list[str]:
    """Whether the first Tab offers to skip to the content, and does so."""
    page.keyboard.press("Tab")
    at = page.evaluate("[document.activeElement.className, document.activeElement.getBoundingClientRect().left]")
    if at[0] != "hp-skip" or at[1] < 0:
        return [f"the first step is {at}"]
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'content'")
    return []


def prints(page: Page) -> list[str]:
    """What is wrong with a page on paper: menus and buttons do not belong there, nothing is cut off."""
    page.emulate_media(media="print", reduced_motion="reduce")
    page.set_viewport_size({"width": _PAPER_PX, "height": 1000})
    wrong: list[str] = page.evaluate(_ON_PAPER, _PAPER_PX)
    page.emulate_media(media="null", reduced_motion="reduce")
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]  # a size
    return wrong


@pytest.mark.usefixtures("small_outcome")  # which cannot be made once a browser is open
def test_what_is_wrong_is_seen(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(
        "<a href='#a'>plain</a><button style='outline:0'>unseen</button>"
        "<a href='#b' style='position:absolute;left:-99px;top:-99px'>away</a><input id=last>"
    )
    assert [each.partition(":")[0][:15] for each in by_keyboard(page)] == ["one cannot see ", "out of sight"]
    assert skips(page)
    assert prints(page) == []
    page.set_content("<main><button class=btn>press</button><p style='width:2000px'>wide</p></main>")
    assert len(prints(page)) == 2
    page.set_content("<button>one</button><input id=last>")
    page.evaluate("() => { document.querySelector('#last').onkeydown = (event) => event.preventDefault(); }")
    page.evaluate("() => document.body.insertAdjacentHTML('beforeend', '<button>beyond</button>')")
    assert "not reached: <button>beyond</button>" in by_keyboard(page)
    page.close()


@pytest.mark.parametrize("who", list(MAIN))
def test_main_pages_work_by_keyboard(judged: Judged, browser: Browser, live_server: LiveServer, who: str) -> None:
    _walk(judged, browser, live_server, who, MAIN[who])


@pytest.mark.long
@pytest.mark.parametrize("who", ["organiser", "operator", "assessor", "arbiter", "auditor"])
def test_every_page_works_by_keyboard(judged: Judged, browser: Browser, live_server: LiveServer, who: str) -> None:
    _walk(judged, browser, live_server, who, tuple(one.name for one in views() if one.actions), missing=True)


def _walk(
    judged: Judged,
    browser: Browser,
    live_server: LiveServer,
    who: str,
    names: tuple[str, ...],
    missing: bool = False,  # noqa: FBT001, FBT002 - whether pages may be closed to them
) -> None:
    person = Person(browser, live_server.url)
    # What fades in is judged as it is in the end.
    person.page.emulate_media(reduced_motion="reduce")
    if who:
        person.sign_in(who, PASSWORD)
    wrong = []
    for name in names:
        try:
            address = _address(judged, name, who)
        except (KeyError, IndexError):
            address = ""
        if not address:
            assert missing, name
            continue
        answer = person.page.request.get(live_server.url + address)
        if missing and (answer.status != 200 or "text/html" not in answer.headers["content-type"]):
            continue
        assert answer.status == 200, address
        person.go(address)
        if not person.page.locator(".hp-skip").count():
            continue
        wrong += [f"{name}: {each}" for each in [*skips(person.page), *by_keyboard(person.page), *prints(person.page)]]
    assert wrong == []


def test_menus_open_and_close_by_keyboard(judged: Judged, browser: Browser, live_server: LiveServer) -> None:
    person = Person(browser, live_server.url, PHONE).sign_in("organiser", PASSWORD).go("/")
    page = person.page
    for button, menu in ((".dropdown > button", ".dropdown-menu"), (".navbar-toggler", "#hp-menu")):
        page.locator(f"header {button}").focus()
        assert not page.locator(f"header {menu}").is_visible()
        page.keyboard.press("Enter")
        page.locator(f"header {menu}.show").wait_for()
        for _ in range(8):
            page.keyboard.press("Tab")
            if within := page.evaluate("(menu) => document.activeElement.closest(menu) !== null", f"header {menu}"):
                break
        assert within, menu
        page.keyboard.press("Escape")
        page.locator(f"header {menu}").wait_for(state="hidden")
        assert page.evaluate("(button) => document.activeElement.matches(button)", f"header {button}"), button
