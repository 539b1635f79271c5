"""A link to a foreign address that readers do not see, or to gambling, pornography and the like (暗链, PB-05)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import home_obstacle, site_subject
from hengping.model.content_facts import DarkLinkFact
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Subject, Verdict

_LANDINGS = {"vocabulary": "fail_landing", "for_sale": "fail_for_sale"}


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict per suspicious target; one on the site when there is none."""
    for fact in facts.dark_links:
        outcome, message = _judged(fact)
        link = fact.link
        yield Verdict(
            outcome=outcome,
            subject=Subject(kind="link", url=link.url, title=link.text),
            values={
                "source_url": fact.source_url,
                "how": list(link.how),
                "vocabulary": list(link.vocabulary),
                "text": link.text,
                "landing": fact.landing,
                "doubt": link.doubt,
                "source_count": fact.source_count,
                "on_home": fact.on_home,
                "siblings": link.siblings,
            },
            evidence=tuple(ref for ref in (fact.evidence, fact.landing_evidence) if ref.record_id),
            message=message,
        )
    if not facts.dark_links:
        outcome, message = home_obstacle(facts) or (Outcome.PASS, "pass_site")
        yield Verdict(
            outcome=outcome,
            subject=site_subject(facts),
            values={"pages_read": facts.pages_read},
            evidence=facts.home.evidence,
            message=message,
        )


def _judged(fact: DarkLinkFact) -> tuple[Outcome, str]:
    """A foreign address, and a reason that no menu, tab or list explains; what is in doubt is for a person."""
    how = fact.link.how
    if "title_tag" in how:
        return Outcome.FAIL, "fail_title"
    if fact.gov:
        return Outcome.PASS, "pass_link"
    if "vocabulary" in how or "company" in how:
        return Outcome.FAIL, "fail_vocabulary" if fact.link.vocabulary else "fail_hidden"
    if fact.landing in _LANDINGS:
        return Outcome.FAIL, _LANDINGS[fact.landing]
    if not how or fact.link.switchable:
        return Outcome.PASS, "pass_link"
    doubt = fact.link.doubt
    return (Outcome.CANNOT_TELL, f"cannot_tell_{doubt}") if doubt else (Outcome.FAIL, "fail_hidden")
