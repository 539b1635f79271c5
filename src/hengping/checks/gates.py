"""What holds before and after every check: gates of the whole site, and verdicts no check can give itself."""

from collections.abc import Iterable, Iterator

import msgspec

from hengping.checks import messages
from hengping.checks.definition import CheckDefinition
from hengping.checks.shared.home import home_fault, site_subject
from hengping.model import codec
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict

VISITS = "visits"
"""The one fact that says something of a site which never answered."""


def gate(facts: SiteFacts, definition: CheckDefinition) -> Verdict | None:
    """The site's verdict when it could not be read as a whole, None when the check is to run.

    Tool fault: we failed, or did not get to it, which says nothing of the site. Blocked: it refused us, nor does that.
    Unreachable: it answered nobody; then what its visits show is judged and the rest was not tested.
    """
    if facts.tool_fault:
        why = messages.NOT_ASKED if facts.not_asked else messages.TOOL_FAULT
        return _of_site(facts, Outcome.ERROR, why, tool_fault=facts.tool_fault)
    if facts.blocked_by:
        return _of_site(facts, Outcome.BLOCKED, messages.SITE_BLOCKED, blocked_by=facts.blocked_by)
    if not facts.reachable and set(definition.needs) != {VISITS}:
        return _of_site(facts, Outcome.NOT_TESTED, messages.SITE_UNREACHABLE)
    return None


def nothing_to_judge(facts: SiteFacts) -> Verdict:
    """The site's verdict when a check found no subject: not applicable only if the site could be read."""
    if not facts.home.fetched:
        return _of_site(facts, Outcome.NOT_TESTED, messages.NOTHING_FETCHED)
    if not facts.home.readable:
        why = messages.HOME_TOOL_FAULT if home_fault(facts) else messages.NOTHING_READABLE
        return _of_site(facts, Outcome.CANNOT_TELL, why)
    if facts.partial_why == messages.NOT_CRAWLED:
        return _of_site(facts, Outcome.CANNOT_TELL, messages.NOT_CRAWLED)
    return _of_site(facts, Outcome.NOT_APPLICABLE, messages.NOTHING_FOUND)


def error_verdict(facts: SiteFacts, error: Exception) -> Verdict:
    """The site's verdict when the check itself failed."""
    return _of_site(facts, Outcome.ERROR, messages.CHECK_ERROR, exception=type(error).__name__)


def one_verdict_each(verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """One verdict per subject and target.

    The facts may hold one thing twice (a message on two lists). Verdicts that agree become one with the evidence of
    all; verdicts that contradict each other become an ``error`` for that subject, the other subjects keep theirs.
    """
    groups: dict[tuple[str, str], list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault((verdict.subject.url, verdict.target), []).append(verdict)
    for group in groups.values():
        yield group[0] if len(group) == 1 else _merged(sorted(group, key=codec.encode))


def _merged(group: list[Verdict]) -> Verdict:
    refs = {ref for verdict in group for ref in verdict.evidence}
    evidence = tuple(sorted(refs, key=lambda ref: (ref.record_id, ref.digest, ref.position)))
    agreed = msgspec.structs.replace(group[0], evidence=evidence)
    if len({verdict.outcome for verdict in group}) == 1:
        return agreed
    return msgspec.structs.replace(
        agreed, outcome=Outcome.ERROR, values={"count": len(group)}, message=messages.DUPLICATE
    )


def _of_site(facts: SiteFacts, outcome: Outcome, message: str, **values: str) -> Verdict:
    return Verdict(
        outcome=outcome,
        subject=site_subject(facts),
        values=dict(values),
        evidence=facts.home.evidence,
        message=message,
    )
