"""Publication times that are not printed as YYYY-MM-DD HH:MM (G17-12)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import home_obstacle
from hengping.checks.shared.verdicts import of_site
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Subject, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict per form in use, with an example; pages that print no labelled time are not judged."""
    if not facts.time_formats and (obstacle := home_obstacle(facts)):
        yield of_site(facts, *obstacle)
    accepted = {" ".join(form.split()) for form in params["forms"]}
    for form in facts.time_formats:
        yield Verdict(
            outcome=Outcome.PASS if form.form in accepted else Outcome.FAIL,
            subject=Subject(kind="page", url=form.url, title=form.printed),
            values={"form": form.form, "count": form.count, "printed": form.printed},
            evidence=(form.evidence,),
            target=form.form,
        )
