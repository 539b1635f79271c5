"""The home page shows no Party and government organ website mark (党政机关网站标识, G17-08)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import judge_found
from hengping.model.facts import SiteFacts
from hengping.model.finding import Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict on the site."""
    present = facts.home.identity.party_gov_mark
    yield judge_found(facts, {"present": present}, found=present)
