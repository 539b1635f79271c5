"""A section that never held anything (空白栏目, V19-W4.3)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.sections import exemption, judge_section, section_obstacle
from hengping.model.facts import SectionFact, SiteFacts
from hengping.model.finding import Outcome, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict per section."""
    for section in facts.sections:
        outcome, message = exemption(section) or _judge(section)
        yield judge_section(section, outcome, message)


def _judge(section: SectionFact) -> tuple[Outcome, str]:
    if section.items:
        return Outcome.PASS, ""
    if obstacle := section_obstacle(section):
        return obstacle
    return (Outcome.NOT_APPLICABLE, "") if section.has_children else (Outcome.FAIL, "")
