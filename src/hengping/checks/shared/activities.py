"""Activities that a site must hold a number of times a year: surveys (征集调查), interviews (在线访谈)."""

from collections.abc import Sequence
from datetime import date

from hengping.checks.context import Context, Params
from hengping.checks.shared.days import iso
from hengping.checks.shared.home import absence_obstacle, partial_obstacle
from hengping.checks.shared.verdicts import of_site
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict
from hengping.model.sections import SectionClass


def judge_activities(  # noqa: PLR0917 - what a check is given, and what tells one activity from another
    facts: SiteFacts, params: Params, ctx: Context, dates: Sequence[date | None], kind: SectionClass, missing: str
) -> Verdict:
    """One verdict on the site: enough activities in the window, too few, none, or no section for them.

    Args:
        facts: all facts of the site.
        params: ``window`` and ``at_least``.
        ctx: the monitoring time point.
        dates: day of each activity, None where none could be read.
        kind: class of the sections that hold them.
        missing: message when the site has no such section; ``fail…`` makes that a fault.
    """
    limit = ctx.limit(params["window"])
    sections = [section for section in facts.sections if section.section_class is kind and not section.exempt]
    count = sum(day is not None and limit <= day <= ctx.as_of for day in dates)
    undated = sum(day is None for day in dates)
    outcome, message = Outcome.FAIL, "" if count else "fail_none"
    if count >= params["at_least"]:
        outcome, message = Outcome.PASS, ""
    elif undated or any(not section.readable or section.unread for section in sections):
        outcome, message = Outcome.CANNOT_TELL, "unread"
    elif obstacle := absence_obstacle(facts) or partial_obstacle(facts):
        outcome, message = obstacle
    elif not sections and not dates:
        outcome, message = (Outcome.FAIL if missing.startswith("fail") else Outcome.NOT_APPLICABLE), missing
    evidence = tuple(
        sorted(
            {ref for one in sections for ref in one.evidence[:1]},
            key=lambda ref: (ref.record_id, ref.digest, ref.position),
        )
    )
    return of_site(
        facts,
        outcome,
        message,
        evidence=evidence or None,
        count=count,
        undated=undated,
        at_least=params["at_least"],
        window_from_on=iso(limit),
    )
