"""Identity numbers, mobile numbers of persons and bank cards published in full (个人信息泄露, PB-04)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import absence_obstacle, partial_obstacle, site_subject
from hengping.model.content_facts import PersonalDatum, PersonalFact
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Subject, Verdict

_EXAMPLES = 3


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict for each page or attachment and kind of number; one on the site when nothing was found."""
    for fact in facts.personal:
        yield from _judge(fact)
    unread = [attachment for attachment in facts.attachments if attachment.unread_why]
    for attachment in unread:
        yield Verdict(
            outcome=Outcome.CANNOT_TELL,
            subject=Subject(kind="attachment", url=attachment.url, title=attachment.title),
            values={"unread_why": attachment.unread_why, "source_url": attachment.source_url},
            evidence=(attachment.evidence,),
            message="unread",
        )
    if facts.personal or unread or not facts.pages_read:
        return
    outcome, message = absence_obstacle(facts) or partial_obstacle(facts) or (Outcome.PASS, "")
    yield Verdict(
        outcome=outcome,
        subject=site_subject(facts),
        values={"pages_read": facts.pages_read, "attachments_read": len(facts.attachments)},
        evidence=facts.home.evidence,
        message=message,
    )


def _judge(fact: PersonalFact) -> Iterator[Verdict]:
    for kind in sorted({datum.kind for datum in fact.data}):
        data = [datum for datum in fact.data if datum.kind == kind]
        certain = [datum for datum in data if not datum.doubt]
        yield Verdict(
            outcome=Outcome.FAIL if certain else Outcome.CANNOT_TELL,
            subject=Subject(kind="attachment" if fact.attachment else "page", url=fact.url, title=fact.title),
            values={"kind": kind, "source_url": fact.source_url, **_values(certain or data)},
            evidence=(fact.evidence,),
            message="" if certain else "doubtful",
            target=kind,
        )


def _values(data: list[PersonalDatum]) -> dict[str, object]:
    return {
        "count": len(data),
        "examples": [datum.masked for datum in data[:_EXAMPLES]],
        "position": data[0].position,
        "context": data[0].context,
        "doubt": data[0].doubt,
    }
