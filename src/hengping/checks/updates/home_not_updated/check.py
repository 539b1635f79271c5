"""The home page shows nothing new in the window (首页不更新, V19-W3, C15-V2)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.params import plain_window
from hengping.checks.shared.days import iso
from hengping.checks.shared.home import home_obstacle, site_subject
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:
    """One verdict on the site, by the newest entry of its home page (or of the second level, if it only navigates)."""
    home, window = facts.home, params["window"]
    limit = ctx.limit(window)
    if home.newest_on and home.newest_on >= limit:
        outcome, message = Outcome.PASS, ""
    elif obstacle := home_obstacle(facts):
        outcome, message = obstacle
    elif home.newest_on:
        outcome, message = Outcome.FAIL, ""
    elif home.undated or home.items:  # entries without a publication time count as not updated (ENG-09)
        outcome, message = Outcome.FAIL, "fail_undated"
    else:
        outcome, message = Outcome.CANNOT_TELL, "no_entries"
    yield Verdict(
        outcome=outcome,
        subject=site_subject(facts),
        values={
            "newest_on": iso(home.newest_on),
            "newest_title": home.newest_title,
            "limit_on": iso(limit),
            "window": plain_window(window),
            "items": home.items,
            "undated": home.undated,
            "navigation_only": home.navigation_only,
        },
        evidence=home.evidence,
        message=message,
    )
