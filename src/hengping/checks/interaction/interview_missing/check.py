"""Too few online interviews in a year, where there is a section for them (C15-D7)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.activities import judge_activities
from hengping.model.facts import SiteFacts
from hengping.model.finding import Verdict
from hengping.model.sections import SectionClass


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:
    """One verdict on the site; without such a section it does not apply (C15-D7.3)."""
    dates = [interview.held_on for interview in facts.interviews]
    yield judge_activities(facts, params, ctx, dates, SectionClass.INTERVIEW, missing="no_section")
