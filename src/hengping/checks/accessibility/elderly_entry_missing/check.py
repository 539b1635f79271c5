"""A home page without an entry for the elderly or disabled (N21-1, N21-2)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import absence_obstacle
from hengping.checks.shared.verdicts import of_site
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict on the site; a tool bar may be drawn by a script of any name, so a person confirms."""
    named = facts.home.elderly_entry
    outcome, message = (Outcome.PASS, "") if named else absence_obstacle(facts) or (Outcome.FAIL, "")
    yield of_site(facts, outcome, message, named=named)
