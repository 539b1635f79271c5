"""A disclosure platform without one of its standard parts (N19-1, N19-1a, N22-2)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import absence_obstacle, partial_obstacle
from hengping.checks.shared.verdicts import of_site
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict on the platform itself and one per part; without a platform its parts are not counted again."""
    disclosure = facts.disclosure
    if disclosure is None:
        return
    found = {part.part: part.url for part in disclosure.parts}
    obstacle = absence_obstacle(facts) or partial_obstacle(facts)
    outcome, message = (Outcome.PASS, "pass_platform") if disclosure.url else (Outcome.FAIL, "fail_no_platform")
    if not disclosure.url and obstacle:
        outcome, message = obstacle
    evidence = disclosure.evidence[:1] or None
    yield of_site(facts, outcome, message, target="platform", evidence=evidence, part="", found_url=disclosure.url)
    for part in params["parts"] if disclosure.url else ():
        outcome, message = (Outcome.PASS if part in found else Outcome.FAIL), ""
        if part not in found:
            unread = None if disclosure.read else (Outcome.CANNOT_TELL, "unread")
            outcome, message = unread or obstacle or (outcome, message)
        yield of_site(
            facts,
            outcome,
            message,
            target=part,
            evidence=evidence,
            part=part,
            found_url=found.get(part, ""),
        )
