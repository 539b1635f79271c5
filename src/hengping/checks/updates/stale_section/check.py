"""A section whose newest entry is older than its duty allows (应更新未更新, V19-W4.1, V19-W4.2)."""

from collections.abc import Iterator
from datetime import date

from hengping.checks.context import Context, Params
from hengping.checks.params import plain_window
from hengping.checks.shared.days import iso
from hengping.checks.shared.sections import duty_of, exemption, judge_section, section_obstacle
from hengping.model.facts import SectionFact, SiteFacts
from hengping.model.finding import Outcome, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:
    """One verdict per section; a section without a duty, or a blank one, cannot be overdue."""
    for section in facts.sections:
        duty = duty_of(section, params["duties"])
        limit = ctx.limit(duty) if duty else None
        outcome, message = exemption(section) or _judge(section, limit)
        yield judge_section(
            section,
            outcome,
            message,
            undated=section.undated,
            unread=section.unread,
            duty=plain_window(duty) if duty else None,
            duty_days=duty.length_days(ctx.as_of) if duty else None,
            limit_on=iso(limit),
        )


def _judge(section: SectionFact, limit: date | None) -> tuple[Outcome, str]:
    if limit is None:
        return Outcome.NOT_APPLICABLE, "no_duty"
    if section.newest_on and section.newest_on >= limit:
        return Outcome.PASS, ""
    if obstacle := section_obstacle(section):
        return obstacle
    if not section.items:
        return Outcome.NOT_APPLICABLE, "navigation" if section.has_children else "blank"
    if section.unread:  # their own pages may print a date that nobody saw
        return Outcome.CANNOT_TELL, "unread"
    return Outcome.FAIL, "" if section.newest_on else "fail_undated"
