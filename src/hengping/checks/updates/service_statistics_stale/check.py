"""Service statistics (办事统计数据) not updated for three months (D19-05)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.days import iso
from hengping.checks.shared.sections import exemption, judge_section, section_obstacle
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:
    """One verdict per section named so; figures may be redrawn without a date, so a person confirms."""
    limit = ctx.limit(params["window"])
    for section in facts.sections:
        if not any(word in section.title for word in params["titles"]):
            continue
        outcome, message = Outcome.FAIL, ""
        if section.newest_on and section.newest_on >= limit:
            outcome = Outcome.PASS
        elif settled := exemption(section) or section_obstacle(section):
            outcome, message = settled
        elif not section.items:
            outcome, message = Outcome.NOT_APPLICABLE, "blank"
        elif section.unread or section.newest_on is None:
            outcome, message = Outcome.CANNOT_TELL, "unread"
        yield judge_section(section, outcome, message, limit_on=iso(limit))
