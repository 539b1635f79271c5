"""A valid citizen message left without an answer for too long (互动回应差, V19-W5.2, C15-V5)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.days import iso
from hengping.checks.shared.home import site_subject
from hengping.checks.shared.letters import message_targets
from hengping.model.calendar import Window
from hengping.model.facts import MessageFact, SiteFacts
from hengping.model.finding import Outcome, Subject, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:
    """One verdict per message. A late answer is an answer: it passes with ``late``, for other items to weigh."""
    home = site_subject(facts).url
    target_of = message_targets(facts)
    for message in facts.messages:
        late = _late(message, params["limit"])
        outcome, key = _judge(message, params, ctx, late=late)
        yield Verdict(
            outcome=outcome,
            subject=Subject(kind="message", url=message.url or home, id=message.message_id, title=message.title),
            values={
                "message_id": message.message_id,
                "asked_on": iso(message.asked_on),
                "replied_on": iso(message.replied_on),
                "late": late,
                "section_title": message.section_title,
                "window_from_on": iso(ctx.limit(params["window"])),
                "limit_on": iso(ctx.limit(params["limit"])),
            },
            evidence=(message.evidence,),
            message=key,
            target=target_of(message),
        )


def _late(message: MessageFact, limit: Window) -> bool:
    if not (message.replied and message.asked_on and message.replied_on):
        return False
    return message.asked_on < limit.limit(message.replied_on)


def _judge(message: MessageFact, params: Params, ctx: Context, *, late: bool) -> tuple[Outcome, str]:
    if not message.valid:
        return Outcome.NOT_APPLICABLE, "invalid"
    if message.asked_on and message.asked_on < ctx.limit(params["window"]):
        return Outcome.NOT_APPLICABLE, "outside_window"
    if message.replied:
        return Outcome.PASS, "pass_late" if late else ""
    if not message.asked_on:
        return Outcome.CANNOT_TELL, ""
    if message.asked_on >= ctx.limit(params["limit"]):
        return Outcome.PASS, "pending"
    return (Outcome.CANNOT_TELL, "unread") if message.own_page_unread else (Outcome.FAIL, "")
