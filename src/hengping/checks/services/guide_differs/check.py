"""A service guide that says other things than the unified service platform (PB-14, S09)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.messages import NOT_EXAMINED
from hengping.checks.shared.guides import differing_elements, folded, lacking_elements
from hengping.checks.shared.verdicts import of_site
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Subject, Verdict
from hengping.model.rule_facts import OutsideFact


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict per guide; only a matter of exactly the same name is compared."""
    rows = [row for row in facts.outside if row.kind == "guides"]
    if not rows:
        yield of_site(facts, Outcome.NOT_TESTED, NOT_EXAMINED)
        return
    by_name: dict[str, list[OutsideFact]] = {}
    for row in rows:
        by_name.setdefault(folded(row.subject), []).append(row)
    for guide in facts.guides:
        same = by_name.get(folded(guide.title), [])
        alone = len(same) == 1
        lacking = lacking_elements(guide, same[0]) if alone else []
        differing = differing_elements(guide, same[0], params["elements"]) if alone else []
        outcome = Outcome.FAIL if differing else Outcome.PARTLY if lacking else Outcome.PASS
        yield Verdict(
            outcome=outcome if alone else Outcome.NOT_TESTED,
            subject=Subject(kind="guide", url=guide.url, title=guide.title),
            values={"differing": differing, "lacking": lacking, "platform_url": same[0].url if alone else ""},
            evidence=(guide.evidence, *(row.ref for row in same[:1])),
            message="" if alone else "unknown",
        )
