"""No statistics of messages received and answered (D19-08)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import absence_obstacle, home_obstacle, partial_obstacle
from hengping.checks.shared.verdicts import of_site
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict
from hengping.model.sections import SectionClass

_LONGEST = 20
_NEAR = 8


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict on the site; figures may stand on a page without such a name, so a person confirms."""
    named = [(link.text, link.url) for link in facts.links]
    named += [(section.title, section.url) for section in facts.sections]
    found = sorted((len(text), text, url) for text, url in named if _names_statistics(text, params["objects"]))
    channel = bool(facts.messages or facts.services.message_channel_url) or any(
        section.section_class is SectionClass.MESSAGE for section in facts.sections
    )
    outcome, message = (Outcome.PASS if found else Outcome.FAIL), ""
    if not found and not channel:
        outcome, message = home_obstacle(facts) or (Outcome.NOT_APPLICABLE, "no_channel")
    elif not found:
        outcome, message = absence_obstacle(facts) or partial_obstacle(facts) or (outcome, message)
    title, url = found[0][1:] if found else ("", "")
    yield of_site(facts, outcome, message, found_title=title, found_url=url)


def _names_statistics(text: str, objects: tuple[str, ...]) -> bool:
    """Whether a short text names statistics of messages: the word for them stands close before 统计."""
    before, found, _ = text.partition("统计")
    return bool(found) and len(text) <= _LONGEST and any(word in before[-_NEAR:] for word in objects)
