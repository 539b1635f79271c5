"""Rendered pages that break accessibility rules (N21-1, N21-3)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.messages import NOT_EXAMINED
from hengping.checks.shared.verdicts import of_site
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Subject, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict per page and broken rule of the impacts asked for, one on the site when there is none."""
    examined = facts.accessibility
    if examined is None:
        yield of_site(facts, Outcome.NOT_TESTED, NOT_EXAMINED)
        return
    broken = [fact for fact in examined.broken if fact.impact in params["impacts"]]
    for fact in broken:
        yield Verdict(
            outcome=Outcome.FAIL,
            subject=Subject(kind="page", url=fact.url),
            values={"rule": fact.rule, "impact": fact.impact, "help": fact.help, "count": fact.count},
            evidence=(fact.evidence,),
            target=fact.rule,
        )
    if not broken:
        yield of_site(facts, Outcome.PASS, pages=len(examined.pages))
