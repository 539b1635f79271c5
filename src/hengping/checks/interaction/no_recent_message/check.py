"""A section for enquiries without a valid message in a year (C15-D5.2)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.days import iso
from hengping.checks.shared.home import home_obstacle, partial_obstacle
from hengping.checks.shared.verdicts import of_site
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict
from hengping.model.sections import SectionClass


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:
    """One verdict on the site; where messages are not published at all, a person has to ask for the records."""
    limit = ctx.limit(params["window"])
    sections = [one for one in facts.sections if one.section_class is SectionClass.MESSAGE]
    valid = [message for message in facts.messages if message.valid]
    recent = [one for one in valid if (day := one.asked_on or one.replied_on) and limit <= day <= ctx.as_of]
    undated = any(not message.asked_on and not message.replied_on for message in valid)
    outcome, key = Outcome.FAIL, ""
    if recent:
        outcome = Outcome.PASS
    elif not sections and not facts.messages:
        outcome, key = home_obstacle(facts) or (Outcome.NOT_APPLICABLE, "no_section")
    elif undated or any(not one.readable for one in sections):
        outcome, key = Outcome.CANNOT_TELL, "unread"
    elif obstacle := partial_obstacle(facts):
        outcome, key = obstacle
    yield of_site(facts, outcome, key, count=len(recent), limit_on=iso(limit))
