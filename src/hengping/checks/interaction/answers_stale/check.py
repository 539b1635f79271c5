"""No newly published answer to a citizen's message within two months (D19-07)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.days import iso
from hengping.checks.shared.home import home_obstacle, partial_obstacle
from hengping.checks.shared.verdicts import of_site
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict
from hengping.model.sections import SectionClass


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:
    """One verdict on the site. An answer without a date, or on a page not read, may be newer than all others."""
    limit = ctx.limit(params["window"])
    days = [message.replied_on for message in facts.messages if message.replied_on]
    newest = max((day for day in days if day <= ctx.as_of), default=None)
    unread = sum((message.replied and not message.replied_on) or message.own_page_unread for message in facts.messages)
    lost = any(one.section_class is SectionClass.MESSAGE and not one.readable for one in facts.sections)
    outcome, key = Outcome.FAIL, ""
    if newest and newest >= limit:
        outcome = Outcome.PASS
    elif not facts.messages:
        outcome, key = home_obstacle(facts) or (Outcome.NOT_APPLICABLE, "none")
    elif unread or lost or newest is None:
        outcome, key = Outcome.CANNOT_TELL, "unread"
    elif obstacle := partial_obstacle(facts):
        outcome, key = obstacle
    shown = {message.evidence for message in facts.messages if message.replied_on == newest}
    evidence = tuple(sorted(shown, key=lambda ref: (ref.record_id, ref.digest, ref.position))[:1])
    yield of_site(
        facts, outcome, key, evidence=evidence or None, newest_on=iso(newest), limit_on=iso(limit), unread=unread
    )
