"""The home page prints no identification code (未标明网站标识码, D19-11, standards §8)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import judge_found, tag
from hengping.model.facts import SiteFacts
from hengping.model.finding import Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict on the site. The code must be printed for people; a meta tag alone does not show it."""
    printed = facts.home.identity.site_code
    yield judge_found(
        facts,
        {"printed": printed, "meta": tag(facts.home.meta, "SiteIDCode") or None},
        found=bool(printed and printed.strip()),
    )
