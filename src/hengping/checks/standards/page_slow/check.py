"""A home page that takes too long to open (G17-10)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.verdicts import of_site
from hengping.model.availability import visit_ref
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict on the site: the median over its successful visits, so that single slow ones do not count.

    Measured is the page itself, without pictures and scripts: what takes longer than the limit is slow all the more.
    """
    good = sorted(
        (visit for visit in facts.visits if visit.result == "ok"),
        key=lambda visit: (visit.elapsed_ms, visit.number, visit.vantage, visit_ref(visit).digest),
    )
    middle = good[(len(good) - 1) // 2] if good else None
    median = middle.elapsed_ms if middle else 0
    outcome, message = (Outcome.FAIL if median > params["limit_ms"] else Outcome.PASS), ""
    if len(good) < max(1, params["min_visits"]):
        outcome, message = Outcome.NOT_TESTED, "few"
    yield of_site(
        facts,
        outcome,
        message,
        evidence=(visit_ref(middle),) if middle else (),
        visits=len(good),
        median_ms=median,
        limit_ms=params["limit_ms"],
        min_visits=params["min_visits"],
    )
