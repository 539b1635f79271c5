"""Site-wide faults that are judged on the home page."""

from typing import Any

from hengping.checks.messages import (
    HOME_FOOTER_SCRIPTED,
    HOME_FRAME_UNREAD,
    HOME_NOT_FETCHED,
    HOME_SCRIPTED,
    HOME_TOOL_FAULT,
    NOT_CRAWLED,
    PARTIAL_BLOCKED,
    PARTIAL_BUDGET,
    PARTIAL_TOOL_FAULT,
)
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Subject, Verdict
from hengping.model.urls import BadUrlError, normal_url

_PARTIAL = {
    "budget": PARTIAL_BUDGET,
    "blocked": PARTIAL_BLOCKED,
    "not_crawled": NOT_CRAWLED,
    "tool_fault": PARTIAL_TOOL_FAULT,
}


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
        return Outcome.CANNOT_TELL, HOME_TOOL_FAULT if home_fault(facts) else HOME_SCRIPTED
    return None


def home_fault(facts: SiteFacts) -> bool:
    """Whether the tool's own readers failed at the home page."""
    return any(fault.url == facts.home.url for fault in facts.page_faults)


def absence_obstacle(facts: SiteFacts) -> tuple[Outcome, str] | None:
    """Why something not found on the home page may be there all the same: outcome and message key."""
    if obstacle := home_obstacle(facts):
        return obstacle
    if facts.home.frame_unread:
        return Outcome.CANNOT_TELL, HOME_FRAME_UNREAD
    if facts.home.footer_by_script:
        return Outcome.CANNOT_TELL, HOME_FOOTER_SCRIPTED
    return (Outcome.CANNOT_TELL, NOT_CRAWLED) if facts.partial_why == "not_crawled" else None


def partial_obstacle(facts: SiteFacts) -> tuple[Outcome, str] | None:
    """Why something not found on any page read may stand on a page that was not: outcome and message key."""
    return (Outcome.CANNOT_TELL, _PARTIAL[facts.partial_why]) if facts.partial_why else None


def judge_found(facts: SiteFacts, values: dict[str, Any], *, found: bool, anywhere: bool = False) -> Verdict:
    """Verdict on something the home page must show: found passes; not found fails if the page was read in full.

    Args:
        facts: all facts of the site.
        values: of the verdict.
        found: whether it was found.
        anywhere: it may stand on any page of the site; then all of them must have been read for its absence to count.
    """
    outcome, message = Outcome.PASS, ""
    if not found:
        obstacle = absence_obstacle(facts) or (partial_obstacle(facts) if anywhere else None)
        outcome, message = obstacle or (Outcome.FAIL, "")
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
