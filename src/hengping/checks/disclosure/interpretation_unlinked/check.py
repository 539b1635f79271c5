"""A policy interpretation and its document that do not lead to each other (G17-20, D19-d6)."""

import hashlib
from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Subject, Verdict
from hengping.model.rule_facts import InterpretationFact


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict per sampled interpretation. Whether it is about a document at all, a person confirms."""
    ordered = sorted(facts.interpretations, key=_draw)
    sampled = ordered[: params["sample"]] if params["sample"] else ordered
    for fact in sampled:
        outcome = Outcome.FAIL
        if fact.policy_urls:
            known = {True: Outcome.PASS, False: Outcome.PARTLY, None: Outcome.CANNOT_TELL}
            outcome = known[fact.linked_back]
        yield Verdict(
            outcome=outcome,
            subject=Subject(kind="page", url=fact.url, title=fact.title),
            values={
                "policy_url": fact.policy_urls[0] if fact.policy_urls else "",
                "named": list(fact.named),
                "of": len(ordered),
                "sampled": len(sampled),
            },
            evidence=(fact.evidence,),
        )


def _draw(fact: InterpretationFact) -> tuple[bytes, str, str]:
    return hashlib.sha256(fact.url.encode()).digest(), fact.title, fact.evidence.record_id
