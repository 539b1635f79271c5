"""A home page that sends too much (G17-10)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.verdicts import of_site
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict

_KILO = 1024


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict on the site. Without a browser only page and pictures are known: enough to fail, not to pass."""
    weight = facts.home_weight
    if weight is None:
        return
    heavy = weight.received_bytes > params["limit_kb"] * _KILO
    outcome, message = (Outcome.FAIL if heavy else Outcome.PASS), ""
    if not heavy and not weight.complete:
        outcome, message = Outcome.NOT_TESTED, "part"
    yield of_site(
        facts,
        outcome,
        message,
        size_kb=-(-weight.received_bytes // _KILO),
        requests=weight.requests,
        limit_kb=params["limit_kb"],
        by_browser=weight.complete,
    )
