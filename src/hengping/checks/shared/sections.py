"""Sections as subjects: what blank and overdue sections share."""

from collections.abc import Mapping
from typing import Any

from hengping.checks.messages import (
    EXEMPT_CLOSED,
    EXEMPT_GRANTED,
    EXEMPT_NOTHING,
    SECTION_BLOCKED,
    SECTION_BROKEN,
    SECTION_INCOMPLETE,
    SECTION_NOT_FETCHED,
    SECTION_SCRIPTED,
    SECTION_TOOL_FAULT,
)
from hengping.checks.shared.days import iso
from hengping.model.calendar import Window
from hengping.model.facts import SectionFact
from hengping.model.finding import Outcome, Subject, Verdict
from hengping.model.sections import SectionClass

_EXEMPTIONS = {"topic_closed": EXEMPT_CLOSED, "granted": EXEMPT_GRANTED}
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


def duty_of(section: SectionFact, duties: Mapping[SectionClass, Window]) -> Window | None:
    """The update duty of a section: its own where people set one, else that of its class; None: it has none."""
    if section.duty_days is None:
        return duties.get(section.section_class)
    return Window(days=section.duty_days) if section.duty_days else None


def section_obstacle(section: SectionFact) -> tuple[Outcome, str] | None:
    """Outcome and message of a section whose list could not be read: then its emptiness proves nothing."""
    if section.readable:
        return None
    return _OBSTACLES.get(section.unreadable_why, (Outcome.CANNOT_TELL, SECTION_SCRIPTED))
