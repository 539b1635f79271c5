"""An article whose text stood on another site before (转载, PB-12): it fills no duty to publish."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import site_subject
from hengping.checks.shared.reprints import judge_reprint
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict per article with another site's text; one on the site when there is none."""
    sections = {section.section_id: section for section in sorted(facts.sections, key=lambda section: section.url)}
    for fact in facts.reprints:
        yield judge_reprint(facts, fact, sections.get(fact.section_id), params)
    if facts.reprints:
        return
    compared = sum(bool(article.fingerprint) for article in facts.articles) if facts.compared_sites else 0
    outcome = Outcome.PASS if compared else Outcome.NOT_APPLICABLE if facts.compared_sites else Outcome.NOT_TESTED
    yield Verdict(
        outcome=outcome,
        subject=site_subject(facts),
        values={"articles": compared, "compared_sites": facts.compared_sites},
        evidence=facts.home.evidence,
    )
