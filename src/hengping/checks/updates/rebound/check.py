"""A fault that was mended in an earlier round and is there again (问题反弹)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.days import iso
from hengping.checks.shared.home import site_subject
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Subject, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict per fault that came back; one on the site when none did."""
    for fact in facts.recurring:
        yield Verdict(
            outcome=Outcome.FAIL,
            subject=Subject(kind="page", url=fact.url, title=fact.title),
            values={"check": fact.check, "past_on": iso(fact.past_on), "recurring_id": fact.finding_id},
            evidence=fact.evidence,
            target=fact.finding_id,
        )
    if not facts.recurring:
        yield Verdict(
            outcome=Outcome.PASS if facts.looked_before_on else Outcome.NOT_TESTED,
            subject=site_subject(facts),
            values={"past_on": iso(facts.looked_before_on)},
            evidence=facts.home.evidence,
        )
