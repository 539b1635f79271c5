"""Sections as subjects: what blank and overdue sections share."""

from typing import Any

from hengping.checks.messages import (
    EXEMPT_CLOSED,
    EXEMPT_NOTHING,
    SECTION_BLOCKED,
    SECTION_BROKEN,
    SECTION_INCOMPLETE,
    SECTION_NOT_FETCHED,
    SECTION_SCRIPTED,
    SECTION_TOOL_FAULT,
)
from hengping.checks.shared.days import iso
from hengping.model.facts import SectionFact
from hengping.model.finding import Outcome, Subject, Verdict

_EXEMPTIONS = {"topic_closed": EXEMPT_CLOSED}
_OBSTACLES = {
    "blocked": (Outcome.BLOCKED, SECTION_BLOCKED),
    "not_fetched": (Outcome.NOT_TESTED, SECTION_NOT_FETCHED),
    "incomplete": (Outcome.CANNOT_TELL, SECTION_INCOMPLETE),
    "tool_fault": (Outcome.CANNOT_TELL, SECTION_TOOL_FAULT),
    "broken": (Outcome.NOT_TESTED, SECTION_BROKEN),
}


def judge_section(section: SectionFact, outcome: Outcome, message: str = "", **values: Any) -> Verdict:
    """Verdict on one section, with the values indicator systems select on."""
    return Verdict(
        outcome=outcome,
        subject=Subject(kind="section", url=section.url, id=section.section_id, title=section.title),
        values={
            "section_class": section.section_class.value,
            "level": section.level,
            "items": section.items,
            "newest_on": iso(section.newest_on),
            **values,
        },
        evidence=section.evidence,
        message=message,
    )


def exemption(section: SectionFact) -> tuple[Outcome, str] | None:
    """Outcome and message of a section that owes nothing: a finished topic, or a page that states nothing happened."""
    return (Outcome.EXEMPTED, _EXEMPTIONS.get(section.exempt, EXEMPT_NOTHING)) if section.exempt else None


def section_obstacle(section: SectionFact) -> tuple[Outcome, str] | None:
    """Outcome and message of a section whose list could not be read: then its emptiness proves nothing."""
    if section.readable:
        return None
    return _OBSTACLES.get(section.unreadable_why, (Outcome.CANNOT_TELL, SECTION_SCRIPTED))
