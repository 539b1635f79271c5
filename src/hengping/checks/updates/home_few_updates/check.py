"""Fewer than ten new entries on the home page in two weeks (首页栏目, C15-D3)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.days import iso
from hengping.checks.shared.home import absence_obstacle
from hengping.checks.shared.verdicts import of_site
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:
    """One verdict on the site: every entry once, by the date of its list or its own page."""
    limit = ctx.limit(params["window"])
    count = sum(limit <= day <= ctx.as_of for day in facts.home.days)
    outcome, message = Outcome.FAIL, ""
    if count >= params["at_least"]:
        outcome = Outcome.PASS
    elif obstacle := absence_obstacle(facts):
        outcome, message = obstacle
    elif facts.home.navigation_only:
        outcome, message = Outcome.NOT_APPLICABLE, "navigation"
    elif count + facts.home.unread >= params["at_least"]:
        outcome, message = Outcome.CANNOT_TELL, "unread"
    yield of_site(
        facts,
        outcome,
        message,
        count=count,
        unread=facts.home.unread,
        at_least=params["at_least"],
        limit_on=iso(limit),
    )
