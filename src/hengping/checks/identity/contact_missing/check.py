"""The home page prints no contact (联系方式, D19-11)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import judge_printed
from hengping.model.facts import SiteFacts
from hengping.model.finding import Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict on the site."""
    yield judge_printed(facts, facts.home.identity.contact)
