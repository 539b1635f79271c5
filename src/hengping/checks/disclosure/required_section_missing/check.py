"""A section that every portal must have is not there (D19-01, D19-d1 to D19-d6)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import absence_obstacle, partial_obstacle
from hengping.checks.shared.verdicts import of_site
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict per class; a section may go by a name that no lexicon knows, so a person confirms."""
    unreadable = sum(not section.readable for section in facts.sections)
    for wanted in params["section_classes"]:
        found = sorted(
            (section.level, section.url, section.title) for section in facts.sections if section.section_class == wanted
        )
        outcome, message = (Outcome.PASS if found else Outcome.FAIL), ""
        if not found:
            unread = (Outcome.CANNOT_TELL, "unread") if unreadable else None
            outcome, message = absence_obstacle(facts) or partial_obstacle(facts) or unread or (outcome, message)
        yield of_site(
            facts,
            outcome,
            message,
            target=wanted,
            section_class=wanted,
            found_title=found[0][2] if found else "",
            unreadable=unreadable,
        )
