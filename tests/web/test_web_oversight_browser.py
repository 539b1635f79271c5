"""The dashboard and the rhythm in a browser: no rule of axe broken, nothing too wide, nothing asked for."""

from datetime import date, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.utils import timezone

from hengping.web.apps.oversight.periods import Kind
from hengping.web.apps.oversight.services import plan_set
from report.page_audit import WIDTHS, browser, overflow, violations
from web.test_web_oversight import GROUPS, _results, made_run

pytestmark = [pytest.mark.browser]


@pytest.fixture
def paths(transactional_db, world):
    made_run(world.campaign, _results(dict(zip(GROUPS, ("71.50", "65.25", None), strict=True))))
    for kind, weeks in ((Kind.WEEKLY, 8), (Kind.MONTHLY, 40)):
        plan_set(
            actor=world.actor("organiser"), organisation=world.organisations["office"], kind=kind, seen=0, key=uuid4(),
            values={"days": 2, "starts_on": timezone.localdate() - timedelta(weeks=weeks), "active": True},
        )  # fmt: skip
    start = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    plan = f"/oversight/rhythm/{world.organisations['office'].pk}/weekly/"
    return [
        f"/campaigns/{world.campaign.pk}/overview/?show=items", "/oversight/rhythm/", plan,
        f"{plan}{date.isoformat(start)}/done/",
    ]  # fmt: skip


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_are_for_everybody(paths, live_server, world, width):
    cookie = world.client("organiser").cookies["sessionid"].value
    trouble = []
    with browser() as made:
        # axe comes in past the policy of the page.
        context = made.new_context(viewport={"width": WIDTHS[width], "height": 900}, bypass_csp=True, locale="zh-CN")
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page = context.new_page()
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: (trouble.append(dialog.message), dialog.dismiss()))
        for path in paths:
            assert page.goto(live_server.url + path).ok
            for each in page.locator("details").all():
                each.evaluate("one => { one.open = true; }")
            trouble += [f"{path} {each}" for each in violations(page)]
            if overflow(page) > 0:
                trouble.append(f"{path}: {overflow(page)} px too wide")
        here = urlsplit(live_server.url).netloc
        trouble += [url for url in asked if not url.startswith("data:") and urlsplit(url).netloc != here]
    assert trouble == []
