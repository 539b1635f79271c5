"""No annual report of the site on its home page (G17-19)."""

from collections.abc import Iterator
from datetime import date

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import absence_obstacle, partial_obstacle
from hengping.checks.shared.verdicts import of_site
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict on the site; until 31 January the report of the year before last is the newest that is due."""
    due = ctx.as_of.year - (1 if ctx.as_of > date(ctx.as_of.year, 1, 31) else 2)
    reports = sorted(facts.site_reports, key=lambda report: (not report.on_home, report.url))
    right = [report for report in reports if report.year is not None and report.year >= due]
    undated = [report for report in reports if report.year is None]
    chosen = next(iter(right or undated), None)
    if right:
        entered = right[0].on_home or any(report.on_home for report in reports)
        outcome, message = (Outcome.PASS, "") if entered else (Outcome.CANNOT_TELL, "not_on_home")
    elif undated:
        outcome, message = Outcome.CANNOT_TELL, "undated"
    else:
        outcome, message = absence_obstacle(facts) or partial_obstacle(facts) or (Outcome.FAIL, "")
    yield of_site(
        facts,
        outcome,
        message,
        evidence=(chosen.evidence,) if chosen else None,
        year=due,
        found_url=chosen.url if chosen else "",
    )
