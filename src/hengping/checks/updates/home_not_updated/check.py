"""The home page shows nothing new in the window (首页不更新, V19-W3, C15-V2)."""

from collections.abc import Iterator
from datetime import date

from hengping.checks.context import Context, Params
from hengping.checks.messages import HOME_FRAME_UNREAD
from hengping.checks.params import plain_window
from hengping.checks.shared.days import iso
from hengping.checks.shared.home import home_obstacle, site_subject
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:
    """One verdict on the site, by the newest entry of its home page (or of the second level, if it only navigates)."""
    home, window = facts.home, params["window"]
    limit = ctx.limit(window)
    outcome, message = _judge(facts, limit)
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
            "unread": home.unread,
            "navigation_only": home.navigation_only,
        },
        evidence=home.evidence,
        message=message,
    )


def _judge(facts: SiteFacts, limit: date) -> tuple[Outcome, str]:
    home = facts.home
    if home.newest_on and home.newest_on >= limit:
        return Outcome.PASS, ""
    if obstacle := home_obstacle(facts):
        return obstacle
    if home.frame_unread:
        return Outcome.CANNOT_TELL, HOME_FRAME_UNREAD
    if home.unread:  # their own pages may print a date that nobody saw
        return Outcome.CANNOT_TELL, "unread"
    if not home.newest_on and not home.items:
        return Outcome.CANNOT_TELL, "no_entries"
    # entries without a publication time count as not updated (ENG-09)
    return Outcome.FAIL, "" if home.newest_on else "fail_undated"
