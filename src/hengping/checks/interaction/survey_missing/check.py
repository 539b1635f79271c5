"""Too few surveys and calls for opinions in a year (D19-10, C15-D6)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.activities import judge_activities
from hengping.model.facts import SiteFacts
from hengping.model.finding import Verdict
from hengping.model.sections import SectionClass


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:
    """One verdict on the site: none, too few, enough, by the day each began."""
    dates = [survey.started_on or survey.ended_on for survey in facts.surveys]
    yield judge_activities(facts, params, ctx, dates, SectionClass.SURVEY, missing="fail_no_section")
