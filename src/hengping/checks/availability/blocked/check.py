"""Pages and links that refused us (受阻): what could not be judged, shown as such."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import home_obstacle, site_subject
from hengping.checks.shared.links import judge_link
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict per page or link that refused access; one passing verdict on the site when none did."""
    pages = [page for page in facts.blocked_pages if page.state == "blocked"]
    known = {page.url for page in pages}
    links = [link for link in facts.links if link.state == "blocked" and link.url not in known]
    yield from (judge_link(page, "page") for page in pages)
    yield from (judge_link(link, "link") for link in links)
    if not pages and not links:
        not_fetched = home_obstacle(facts) if not facts.home.fetched else None
        outcome, message = not_fetched or (Outcome.PASS, "")
        yield Verdict(outcome=outcome, subject=site_subject(facts), evidence=facts.home.evidence, message=message)
