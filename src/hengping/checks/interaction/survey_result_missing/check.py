"""A survey whose result was not published within a month of its end (PB-13)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.days import iso
from hengping.checks.shared.home import partial_obstacle
from hengping.model.content_facts import SurveyFact
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Subject, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:
    """One verdict per survey; the result may stand on a page that was not read, so a person confirms."""
    for survey in facts.surveys:
        outcome, message = _judge(survey, params, ctx)
        if outcome is Outcome.FAIL and not message and (obstacle := partial_obstacle(facts)):
            outcome, message = obstacle
        yield Verdict(
            outcome=outcome,
            subject=Subject(kind="page", url=survey.url, title=survey.title),
            values={
                "ended_on": iso(survey.ended_on),
                "result_on": iso(survey.result_on),
                "result_url": survey.result_url,
            },
            evidence=(survey.evidence,),
            message=message,
        )


def _judge(survey: SurveyFact, params: Params, ctx: Context) -> tuple[Outcome, str]:
    ended, limit = survey.ended_on, params["limit"]
    if ended and ended < ctx.limit(params["window"]):
        return Outcome.NOT_APPLICABLE, "outside_window"
    if survey.result_url:
        late = ended and survey.result_on and ended < limit.limit(survey.result_on)
        return (Outcome.FAIL, "fail_late") if late else (Outcome.PASS, "")
    if ended is None:
        return Outcome.CANNOT_TELL, ""
    return (Outcome.NOT_APPLICABLE, "pending") if ended >= ctx.limit(limit) else (Outcome.FAIL, "")
