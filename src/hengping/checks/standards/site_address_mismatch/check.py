"""A site that is served at another name than the roster's (PB-08, G17-06)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import home_obstacle, site_subject
from hengping.checks.shared.verdicts import of_site
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict
from hengping.model.urls import host_of, same_site


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict on the site: where redirects of the home page end, ``www.`` left out."""
    listed, ends = host_of(site_subject(facts).url), host_of(facts.home.url)
    agreed = same_site(listed, ends)
    outcome, message = home_obstacle(facts) or (Outcome.PASS if agreed else Outcome.FAIL, "")
    yield of_site(facts, outcome, message, listed_host=listed, ends_host=ends)
