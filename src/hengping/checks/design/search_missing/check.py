"""The home page offers no site search (没有站内搜索, D19-11, G17-15)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import judge_found
from hengping.model.facts import SiteFacts
from hengping.model.finding import Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict on the site: whether search is offered, not whether it finds anything."""
    offered = facts.home.search_form
    yield judge_found(facts, {"offered": offered}, found=offered)
