"""An enquiry answered after more than five working days (D19-09, G17-21, PB-06)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.days import iso
from hengping.checks.shared.home import site_subject
from hengping.checks.shared.letters import message_targets
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Subject, Verdict
from hengping.model.workdays import working_days_between


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:
    """One verdict per answered enquiry of the window; what is not answered, or late by months, other checks judge."""
    home = site_subject(facts).url
    target_of = message_targets(facts)
    for message in facts.messages:
        enquiry = any(word in message.section_title for word in params["sections"])
        if not (enquiry and message.valid and message.asked_on and message.replied_on):
            continue
        if message.asked_on < ctx.limit(params["window"]):
            continue
        suggestion = any(word in message.title for word in params["suggestion_words"])
        days = params["suggestion_days" if suggestion else "days"]
        taken = working_days_between(message.asked_on, message.replied_on)
        outcome, key = _judge(taken, days)
        yield Verdict(
            outcome=outcome,
            subject=Subject(kind="message", url=message.url or home, id=message.message_id, title=message.title),
            values={
                "message_id": message.message_id,
                "asked_on": iso(message.asked_on),
                "replied_on": iso(message.replied_on),
                "working_days": taken,
                "days": days,
            },
            evidence=(message.evidence,),
            message=key,
            target=target_of(message),
        )


def _judge(taken: int | None, days: int) -> tuple[Outcome, str]:
    if taken is None:
        return Outcome.CANNOT_TELL, "no_calendar"
    return (Outcome.FAIL if taken > days else Outcome.PASS), ""
