"""Site-wide faults that are judged on the home page."""

from typing import Any

from hengping.checks.messages import HOME_NOT_FETCHED, HOME_SCRIPTED
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Subject, Verdict
from hengping.model.urls import BadUrlError, normal_url


def site_subject(facts: SiteFacts) -> Subject:
    """The site itself, at its home (contract: site-wide faults).

    The address of the roster, not the one a redirect ends at: a fault keeps its identity when the redirect changes.
    """
    try:
        url = normal_url(facts.site.url)
    except BadUrlError:
        url = facts.home.url
    return Subject(kind="site", url=url, id=facts.site.site_code, title=facts.site.name)


def home_obstacle(facts: SiteFacts) -> tuple[Outcome, str] | None:
    """Why nothing follows from something not found on the home page: outcome and message key."""
    if not facts.home.fetched:
        return Outcome.NOT_TESTED, HOME_NOT_FETCHED
    if not facts.home.readable:
        return Outcome.CANNOT_TELL, HOME_SCRIPTED
    return None


def judge_found(facts: SiteFacts, values: dict[str, Any], *, found: bool) -> Verdict:
    """Verdict on something the home page must show: found passes; not found fails if the page could be read."""
    outcome, message = (Outcome.PASS, "") if found else home_obstacle(facts) or (Outcome.FAIL, "")
    return Verdict(
        outcome=outcome,
        subject=site_subject(facts),
        values=values,
        evidence=facts.home.evidence,
        message=message,
    )


def judge_printed(facts: SiteFacts, printed: str | None) -> Verdict:
    """Verdict on an identity item (网站标识) that the home page must print."""
    return judge_found(facts, {"printed": printed}, found=bool(printed and printed.strip()))


def tag(meta: dict[str, str], name: str) -> str:
    """Content of a meta tag, its name compared without case; empty when absent or empty."""
    wanted = name.casefold()
    contents = (content.strip() for key, content in meta.items() if key.strip().casefold() == wanted)
    return next((content for content in contents if content), "")
