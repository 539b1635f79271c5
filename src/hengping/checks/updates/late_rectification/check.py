"""A section that was silent past its duty and was filled at one go right before the monitoring day (突击更新)."""

from collections.abc import Iterator
from datetime import date, timedelta

from hengping.checks.context import Context, Params
from hengping.checks.params import plain_window
from hengping.checks.shared.days import iso
from hengping.checks.shared.sections import duty_of
from hengping.model.facts import SectionFact, SiteFacts
from hengping.model.finding import Outcome, Subject, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:
    """One verdict per section with an update duty whose list tells its rhythm."""
    listings = {one.section_id: one for one in sorted(facts.listings, key=lambda listing: listing.url)}
    for section in facts.sections:
        duty = duty_of(section, params["duties"])
        listing = listings.get(section.section_id)
        if duty is None or listing is None or section.exempt or not section.readable:
            continue
        days = sorted((day for day in listing.newest if day <= ctx.as_of), reverse=True)
        burst = _burst(days, ctx.as_of - timedelta(days=params["burst_days"]))
        before = days[len(burst) :]
        if not burst or not before:
            continue
        silent = (burst[-1] - before[0]).days
        length = duty.length_days(ctx.as_of)
        known = listing.covered_from is not None and listing.covered_from <= before[0]
        late = known and len(burst) >= params["burst_items"] and silent > length and silent > params["burst_days"]
        yield Verdict(
            outcome=Outcome.FAIL if late else Outcome.PASS,
            subject=_subject(section),
            values={
                "section_class": section.section_class.value,
                "burst_items": len(burst),
                "burst_from_on": iso(burst[-1]),
                "silent_from_on": iso(before[0]),
                "silent_days": silent,
                "duty": plain_window(duty),
                "duty_days": length,
            },
            evidence=section.evidence,
        )


def _burst(days: list[date], start: date) -> list[date]:
    """The entries of the last days, the newest first."""
    return [day for day in days if day > start]


def _subject(section: SectionFact) -> Subject:
    return Subject(kind="section", url=section.url, id=section.section_id, title=section.title)
