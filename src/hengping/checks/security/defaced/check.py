"""A page that says somebody changed it (页面被篡改, V19-W1.4)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import home_obstacle, site_subject
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Subject, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict per page that boasts of it; one on the site when there is none."""
    for fact in facts.defaced:
        yield Verdict(
            outcome=Outcome.FAIL if fact.defacement.sure else Outcome.CANNOT_TELL,
            subject=Subject(kind="page", url=fact.url, title=fact.title),
            values={"words": list(fact.defacement.words), "on_home": fact.on_home},
            evidence=(fact.evidence,),
        )
    if not facts.defaced:
        outcome, message = home_obstacle(facts) or (Outcome.PASS, "")
        yield Verdict(
            outcome=outcome,
            subject=site_subject(facts),
            values={"pages_read": facts.pages_read},
            evidence=facts.home.evidence,
            message=message,
        )
