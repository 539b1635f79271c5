"""A message of 我为政府网站找错 not answered within three working days, from an exported table (G17-17)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.messages import NOT_EXAMINED
from hengping.checks.shared.days import iso
from hengping.checks.shared.home import site_subject
from hengping.checks.shared.verdicts import of_site
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Subject, Verdict
from hengping.model.workdays import working_days_between


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:
    """One verdict per ticket of tables whose source says that they are fault reports; open ones count up to now."""
    found = False
    for row in facts.outside:
        if row.kind != "hotline" or not row.on or not any(word in row.source for word in params["sources"]):
            continue
        found = True
        closed = row.replied_on if row.replied_on and row.replied_on <= ctx.as_of else None
        taken = working_days_between(row.on, closed or ctx.as_of)
        outcome, message = (Outcome.CANNOT_TELL, "no_calendar") if taken is None else (Outcome.PASS, "")
        if taken is not None and taken > params["days"]:
            outcome, message = Outcome.FAIL, "" if closed else "fail_open"
        yield Verdict(
            outcome=outcome,
            subject=Subject(kind="message", url=site_subject(facts).url, id=row.subject, title=row.subject),
            values={
                "ticket": row.subject,
                "asked_on": iso(row.on),
                "replied_on": iso(closed),
                "working_days": taken,
                "days": params["days"],
            },
            evidence=(row.ref,),
            message=message,
            target=f"{row.subject}|{row.on}|{row.replied_on or ''}",
        )
    if not found:
        yield of_site(facts, Outcome.NOT_TESTED, NOT_EXAMINED)
