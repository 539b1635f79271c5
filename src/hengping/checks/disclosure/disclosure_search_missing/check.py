"""A disclosure platform without a search (N19-1, PB-11)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.verdicts import of_site
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict on the site; where there is no platform it does not apply."""
    disclosure = facts.disclosure
    if disclosure is None or not disclosure.url:
        return
    outcome, message = (Outcome.PASS if disclosure.search else Outcome.FAIL), ""
    if not disclosure.search and not disclosure.read:
        outcome, message = Outcome.CANNOT_TELL, "unread"
    yield of_site(
        facts,
        outcome,
        message,
        evidence=disclosure.evidence[:1] or None,
        found_url=disclosure.url,
        downloads=disclosure.downloads,
    )
