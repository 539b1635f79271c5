"""A page prints a wording that is wrong (严重表述错误、错别字, V19-W1.1)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import absence_obstacle, partial_obstacle, site_subject
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Subject, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict for each wording on each page; one on the site when all that was read is clean."""
    for page in facts.wording:
        for hit in page.hits:
            fault = "fail_serious" if hit.serious else "fail"
            yield Verdict(
                outcome=Outcome.FAIL if hit.sure else Outcome.CANNOT_TELL,
                subject=Subject(kind="page", url=page.url, title=page.title),
                values={
                    "wrong": hit.wrong,
                    "right": hit.right,
                    "lexicon": hit.lexicon,
                    "serious": hit.serious,
                    "context": hit.context,
                    "doubt": hit.doubt,
                },
                evidence=(page.evidence,),
                message=fault if hit.sure else "",
                target=hit.wrong,
            )
    if not any(hit.sure for page in facts.wording for hit in page.hits):
        outcome, message = absence_obstacle(facts) or partial_obstacle(facts) or (Outcome.PASS, "")
        yield Verdict(
            outcome=outcome,
            subject=site_subject(facts),
            values={"pages": facts.pages_read},
            evidence=facts.home.evidence,
            message=message,
        )
